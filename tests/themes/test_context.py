"""A short reply is read with what it answers."""

from __future__ import annotations

import numpy as np
import pytest

import qualkit as qk
from qualkit.testing import HashEmbedder, make_corpus
from qualkit.themes.reading.context import OWN, context_of, says_little
from qualkit.themes.reading.units import units_of
from tests.themes.conftest import subject_rows


@pytest.mark.parametrize(
    "text",
    ["Same here", "it still does", "Me too!", "Yes thank you.", "What time?", "no puedo", "我也是", "Geht mir auch so"],
)
def test_what_says_little_is_recognised(text: str) -> None:
    assert says_little(text)


@pytest.mark.parametrize(
    "text",
    [
        "The evening slot was late again",
        "Price rise, soup and squash",
        "配送时间太晚了，我等了一个下午",
        "a b " * 20,
    ],
)
def test_what_speaks_for_itself_is_left_alone(text: str) -> None:
    assert not says_little(text)


def mixed(corpus: qk.Corpus) -> dict[str, np.ndarray]:
    units, embedder = units_of(corpus), HashEmbedder()
    own = embedder.encode(units.texts)
    found = context_of(corpus, units).mixed(np.arange(len(units)), own, embedder.encode)
    return dict(zip(units.comment_ids, found, strict=True))


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def test_a_short_reply_is_a_mix_of_its_own_words_and_what_it_answers() -> None:
    rows = [{"text": "The evening slot was late again."}, {"text": "Same here", "reply_to": "c1"}]
    vectors, embedder = mixed(make_corpus(rows)), HashEmbedder()
    above, own = embedder.encode(["The evening slot was late again.", "Same here"])
    assert np.allclose(vectors["c2"], unit(OWN * own + (1 - OWN) * above), atol=1e-6)
    assert np.array_equal(vectors["c1"], above)


def test_what_staff_asked_is_context_though_it_is_no_theme() -> None:
    rows = [{"text": "Which evening slot would suit you best?", "role": "staff"}, {"text": "Tuesday", "reply_to": "c1"}]
    vectors, embedder = mixed(make_corpus(rows)), HashEmbedder()
    assert set(vectors) == {"c2"}
    assert float(vectors["c2"] @ embedder.encode(["Which evening slot would suit you best?"])[0]) > 0.5


def test_a_short_reply_to_a_short_reply_reaches_what_was_said_first() -> None:
    rows = [
        {"text": "The evening slot was late again."},
        {"text": "Same here", "reply_to": "c1"},
        {"text": "Me too", "reply_to": "c2"},
    ]
    vectors = mixed(make_corpus(rows))
    own = HashEmbedder().encode(["Me too"])[0]
    assert np.allclose(vectors["c3"], unit(OWN * own + (1 - OWN) * vectors["c2"]), atol=1e-6)


def test_circles_and_lost_parents_do_no_harm() -> None:
    rows = [
        {"text": "Same here", "reply_to": "c2"},
        {"text": "Me too", "reply_to": "c1"},
        {"text": "Yes it is", "reply_to": "x"},
    ]
    vectors = mixed(make_corpus([{**row, "conversation_id": "v"} for row in rows]))
    assert all(abs(float(np.linalg.norm(one)) - 1) < 1e-5 for one in vectors.values())
    assert np.array_equal(vectors["c3"], HashEmbedder().encode(["Yes it is"])[0])


def test_same_here_stands_in_the_theme_of_what_it_answers() -> None:
    rows = subject_rows(90)
    rows += [{"text": "Same here", "reply_to": f"c{n}", "author": f"Echo {n}"} for n in (1, 2, 3)]
    found = qk.find_themes(make_corpus(rows), n_themes=3, embedder=HashEmbedder(), progress=False)
    nearest = found.assignments.set_index("comment_id")["nearest_theme_id"]
    for reply, said in (("c91", "c1"), ("c92", "c2"), ("c93", "c3")):
        assert nearest[reply] == nearest[said]
