"""Agreement on passages, and the list of disagreements."""

from __future__ import annotations

import math

import pytest

import qualkit as qk
from qualkit.coding.agreement import ALL_CODES
from qualkit.model import Code, Codebook, Study
from qualkit.testing import make_codings, make_corpus

BOOK = Codebook().add(Code("k1", "price")).add(Code("k2", "slot"))


def _study(marks: list[tuple[str, str, str, str]], comments: list[object] | None = None) -> Study:
    corpus = make_corpus(comments or ["Too dear. And late.", "Late again.", "Dear me.", "Lovely leeks."])  # type: ignore[arg-type]
    return Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK))


def test_coders_who_mark_the_same_sentences_agree_perfectly() -> None:
    marks = [
        (c, w, k, who)
        for who in ("ana", "ben")
        for c, w, k in [("c1", "Too dear.", "price"), ("c2", "Late again.", "slot")]
    ]
    table = qk.agreement(_study(marks), conversations="all")
    assert table["alpha"].tolist() == [1, 1, 1]
    assert table["code"].tolist() == [ALL_CODES, "price", "slot"]
    assert table["n_units"].unique().tolist() == [5]


def test_alpha_of_sentences_equals_alpha_of_the_matrix() -> None:
    from qualkit.coding import nominal_alpha

    marks = [
        ("c1", "Too dear.", "price", "ana"),
        ("c1", "Too dear.", "price", "ben"),
        ("c3", "Dear me.", "price", "ana"),
    ]
    table = qk.agreement(_study(marks), conversations="all").set_index("code")
    import numpy as np

    matrix = np.array([[1, 0, 0, 1, 0], [1, 0, 0, 0, 0.0]])
    assert table.loc["price", "alpha"] == pytest.approx(nominal_alpha(matrix))
    assert table.loc["price", "percent"] == pytest.approx(4 / 5)


def test_a_passage_with_slightly_other_edges_is_the_same_sentence_but_not_the_same_characters() -> None:
    marks = [("c1", "Too dear.", "price", "ana"), ("c1", "Too dear", "price", "ben")]
    study = _study(marks)
    assert qk.agreement(study, conversations="all")["alpha"].tolist() == [1, 1]
    assert qk.agreement(study, unit="character", conversations="all")["alpha"].iloc[0] < 1
    assert qk.agreement(study, unit="comment", conversations="all")["alpha"].iloc[0] == 1


def test_characters_agree_as_computed_by_hand() -> None:
    """Krippendorff's alpha of 10 characters: both 4, one alone 2, neither 4 (20 values, 10 of them ones)."""
    marks = [("c1", "abcdef", "price", "ana"), ("c1", "abcd", "price", "ben")]
    table = qk.agreement(_study(marks, ["abcdefghij"]), unit="character", conversations="all").set_index("code")
    assert table.loc["price", "alpha"] == pytest.approx(1 - (4 / 20) / (2 * 10 * 10 / (20 * 19)))
    assert table.loc["price", "n_units"] == 10


def test_by_default_only_conversations_that_all_coded_are_compared() -> None:
    marks = [
        ("c1", "Too dear.", "price", "ana"),
        ("c1", "Too dear.", "price", "ben"),
        ("c3", "Dear me.", "price", "ana"),
    ]
    table = qk.agreement(_study(marks))
    assert table["n_units"].unique().tolist() == [2]
    assert table["alpha"].tolist() == [1, 1]


def test_staff_comments_are_no_units() -> None:
    comments = ["Too dear.", {"text": "We are sorry. Very.", "role": "staff"}]
    marks = [("c1", "Too dear.", "price", who) for who in ("ana", "ben")]
    assert qk.agreement(_study(marks, comments), conversations="all")["n_units"].unique().tolist() == [1]  # type: ignore[arg-type]


def test_alpha_without_variation_is_undefined_not_perfect() -> None:
    marks = [("c1", "dear", "price", who) for who in ("ana", "ben")]
    table = qk.agreement(_study(marks, ["dear"]), conversations="all")
    assert math.isnan(table["alpha"].iloc[1])


def test_the_interval_contains_the_estimate_and_repeats_with_its_seed() -> None:
    with qk.load_sample_project() as project:
        table = qk.agreement(project, conversations="all", n_resamples=200)
        again = qk.agreement(project, conversations="all", n_resamples=200)
    assert ((table["low"] <= table["alpha"]) & (table["alpha"] <= table["high"])).all()
    assert table.equals(again)


def test_one_coder_alone_is_told_what_agreement_needs() -> None:
    with pytest.raises(qk.QualkitError, match="two coders"):
        qk.agreement(_study([("c1", "Too dear.", "price", "ana")]))


@pytest.mark.parametrize(
    "wrong", [{"unit": "word"}, {"coders": ["ana", "zoe"]}, {"coefficient": "kapa"}, {"conversations": ["v9"]}]
)
def test_a_wrong_name_is_answered_with_those_that_exist(wrong: dict[str, object]) -> None:
    marks = [("c1", "Too dear.", "price", who) for who in ("ana", "ben")]
    with pytest.raises(qk.QualkitError, match="Available: "):
        qk.agreement(_study(marks), **wrong)  # type: ignore[arg-type]


def test_disagreements_name_who_gave_the_code_and_who_did_not() -> None:
    marks = [
        ("c1", "Too dear.", "price", "ana"),
        ("c1", "Too dear.", "price", "ben"),
        ("c1", "And late.", "slot", "ben"),
    ]
    found = qk.disagreements(_study(marks))
    assert found[["quote", "code", "given_by", "not_given_by"]].to_numpy().tolist() == [
        ["And late.", "slot", "ben", "ana"]
    ]
    assert (found["start"].iloc[0], found["end"].iloc[0]) == (10, 19)


def test_no_disagreement_gives_an_empty_table_with_its_columns() -> None:
    marks = [("c1", "Too dear.", "price", who) for who in ("ana", "ben")]
    found = qk.disagreements(_study(marks))
    assert len(found) == 0
    assert "given_by" in found.columns
