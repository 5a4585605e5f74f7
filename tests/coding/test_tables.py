"""Counts of people across codes, themes and variables."""

from __future__ import annotations

import pytest

import qualkit as qk
from qualkit.model import Code, Codebook, Study
from qualkit.testing import make_codings, make_corpus, make_themes

BOOK = Codebook().add(Code("k1", "price"))


def _study() -> Study:
    corpus = make_corpus(
        [
            {"text": "Too dear.", "author": "A", "outcome": "cancelled"},
            {"text": "Dear, I said.", "author": "A", "outcome": "cancelled"},
            {"text": "Fine.", "author": "B", "outcome": "stayed"},
            {"text": "dear", "outcome": "cancelled"},
            {"text": "dear customer", "author": "S", "role": "staff"},
        ]
    )
    marks = [("c1", "dear", "price", "ana"), ("c2", "Dear", "price", "ana"), ("c4", "dear", "price", "ben")]
    themes = make_themes(corpus, {"Money": ["c1", "c3"]})
    return Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK), themes=themes)


def test_a_person_counts_once_and_unknown_people_are_not_guessed() -> None:
    table = qk.cross_table(_study())
    assert table.loc["all people"].to_dict() == {"cancelled": 1, "stayed": 1}
    assert table.loc["price"].to_dict() == {"cancelled": 1, "stayed": 0}


def test_themes_and_variables_can_stand_on_either_side() -> None:
    assert qk.cross_table(_study(), rows="theme", columns="outcome").loc["Money"].tolist() == [1, 1]
    assert qk.cross_table(_study(), rows="outcome", columns="code").loc["cancelled", "price"] == 1


def test_an_unknown_column_is_answered_with_those_that_exist() -> None:
    with pytest.raises(qk.QualkitError, match="outcome"):
        qk.cross_table(_study(), columns="outcom")


def test_themes_that_are_not_there_are_not_counted_as_none() -> None:
    with pytest.raises(qk.QualkitError, match="theme"):
        qk.cross_table(make_corpus(["a"]), rows="theme")
