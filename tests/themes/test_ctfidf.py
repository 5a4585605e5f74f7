"""Terms are weighed as BERTopic weighs them."""

from __future__ import annotations

import numpy as np
import pytest

from qualkit.themes.bertopic_adapter import fit_bertopic, topics_of
from qualkit.themes.naming.ctfidf import NO_WORD, class_terms

DOCUMENTS = [
    "slot slot_late late delivery",
    "delivery slot door",
    "slot evening evening_slot",
    "price rise price_rise money",
    "price money bill",
    "soup squash kitchen größe",
    "",
    "stray price",
]
GROUPS = np.array([0, 0, 0, 1, 1, 2, 2, -1])


def test_terms_and_weights_are_bertopics_own() -> None:
    vectors = np.eye(8, dtype=np.float32)
    model = fit_bertopic(DOCUMENTS, vectors, GROUPS)
    theirs = {group: dict(model.get_topic(topic)) for group, topic in topics_of(model, GROUPS).items()}
    for group, terms in enumerate(class_terms(DOCUMENTS, GROUPS)):
        expected = {term: weight for term, weight in theirs[group].items() if term not in ("", NO_WORD) and weight > 0}
        assert dict(terms) == pytest.approx(expected)


def test_terms_come_heaviest_first_and_equals_by_the_alphabet() -> None:
    terms = class_terms(["b a", "c d"], np.array([0, 1]))
    assert [[term for term, _ in one] for one in terms] == [["a", "b"], ["c", "d"]]


def test_texts_without_words_have_no_terms() -> None:
    assert class_terms(["", "slot"], np.array([1, 0]))[1] == []


def test_where_nothing_tells_groups_apart_their_own_words_stand() -> None:
    told = class_terms(["wait long"] * 6, np.array([0, 0, 1, 1, 2, 2]))
    assert [[term for term, _ in one] for one in told] == [["long", "wait"]] * 3
