"""Agreement on passages, and the list of disagreements."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import qualkit as qk
from qualkit.coding.agreement import ALL_CODES
from qualkit.model import Code, Codebook, Study
from qualkit.testing import make_codings, make_corpus
from tests.coding.reliability import alpha_of_values

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
    marks = [
        ("c1", "Too dear.", "price", "ana"),
        ("c1", "Too dear.", "price", "ben"),
        ("c3", "Dear me.", "price", "ana"),
    ]
    table = qk.agreement(_study(marks), conversations="all").set_index("code")
    matrix = np.array([[1, 0, 0, 1, 0], [1, 0, 0, 0, 0.0]])
    assert table.loc["price", "alpha"] == pytest.approx(alpha_of_values(matrix.tolist()))
    assert table.loc["price", "alike"] == pytest.approx(4 / 5)


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


@pytest.mark.parametrize(("passage", "alike"), [("ear. And late.", 1), ("ar. And late.", 0.5)])
def test_a_sentence_has_a_code_where_half_of_it_is_marked(passage: str, alike: float) -> None:
    marks = [("c1", "So dear. And late.", "price", "ana"), ("c1", passage, "price", "ben")]
    assert qk.agreement(_study(marks, ["So dear. And late."]), n_resamples=1)["alike"].iloc[0] == alike


def test_passages_that_overlap_are_one_unit_and_unmarked_words_are_none() -> None:
    """By hand: three units, price given by (ana, ben), (ana), (ben); so alpha is 1 - (2/3) / (2 * 4 * 2 / (6 * 5))."""
    marks = [
        ("c1", "Too dear", "price", "ana"),
        ("c1", "dear.", "price", "ben"),
        ("c2", "Late", "price", "ana"),
        ("c2", "again", "price", "ben"),
        ("c2", "again", "slot", "ben"),
    ]
    table = qk.agreement(_study(marks), unit="passage", conversations="all").set_index("code")
    assert table["n_units"].unique().tolist() == [3]
    assert table.loc["price", "alpha"] == pytest.approx(1 - (2 / 3) / (2 * 4 * 2 / 30))
    assert table.loc["price", "alike"] == pytest.approx(1 / 3)
    found = qk.disagreements(_study(marks), unit="passage")
    assert found[["quote", "code", "given_by"]].to_numpy().tolist() == [
        ["Late", "price", "ana"],
        ["again", "price", "ben"],
        ["again", "slot", "ben"],
    ]


def test_passages_that_touch_are_two_units() -> None:
    marks = [("c1", "abc", "price", "ana"), ("c1", "def", "price", "ben")]
    assert qk.agreement(_study(marks, ["abcdef"]), unit="passage")["n_units"].iloc[0] == 2
    assert qk.agreement(_study(marks, ["abcdef"]), unit="character")["alike"].iloc[0] == 0


def test_a_blank_comment_is_no_unit() -> None:
    marks = [("c1", "Too dear.", "price", who) for who in ("ana", "ben")]
    table = qk.agreement(_study(marks, ["Too dear.", "", " \n"]), unit="comment", conversations="all")
    assert table["n_units"].unique().tolist() == [1]


def test_conversations_that_only_one_coded_are_left_out_and_counted() -> None:
    marks = [("c1", "Too dear.", "price", who) for who in ("ana", "ben")]
    marks += [("c2", "Late again.", "slot", "ana"), ("c3", "Dear me.", "price", "ben")]
    told = qk.agreement(_study(marks), n_resamples=0)
    assert (told["alpha"].iloc[0], told["n_left_out"].unique().tolist()) == (1, [2])
    whole = qk.agreement(_study(marks), conversations="all", n_resamples=0)
    assert whole["alpha"].iloc[0] < 1
    assert whole["n_left_out"].unique().tolist() == [0]


def test_a_conversation_that_a_coder_marked_as_done_was_read() -> None:
    codings = [("c1", "Too dear.", "price", who) for who in ("ana", "ben")] + [("c2", "Late again.", "slot", "ana")]
    study = _study(codings)
    rows = [("c2", "skipped", "ben", "2026-01-01T00:00:00Z"), ("c3", "done", "cleo", "2026-01-01T00:00:00Z")]
    marks = pd.DataFrame(rows, columns=["comment_id", "mark", "coder", "created"])
    assert qk.agreement(replace(study, marks=marks), n_resamples=0)["n_left_out"].iloc[0] == 1
    told = qk.agreement(replace(study, marks=marks.assign(mark="done")), n_resamples=0)
    assert told["n_left_out"].iloc[0] == 0
    assert told["alpha"].iloc[0] < 1
    assert told["n_units"].iloc[0] == 3  # sentences; what only cleo read is compared by nobody


def test_only_the_coders_that_are_named_are_compared() -> None:
    marks = [("c1", "Too dear.", "price", who) for who in ("ana", "ben")] + [("c1", "And late.", "price", "cleo")]
    assert qk.agreement(_study(marks), coders=["ana", "ben"])["alike"].iloc[0] == 1
    table = qk.agreement(_study(marks), coders=["cleo", "ana"])
    assert (table["alike"].iloc[0], table["n_coders"].iloc[0]) == (0, 2)


def test_pooled_alpha_adds_disagreement_before_dividing() -> None:
    """Ten comments; price by both on 4 and by one on 2, slot by one on 1: observed and expected are summed over codes."""
    comments = [f"Comment {n}." for n in range(1, 11)]
    marks = [(f"c{n}", f"Comment {n}.", "price", who) for n in range(1, 5) for who in ("ana", "ben")]
    marks += [(f"c{n}", f"Comment {n}.", "price", "ana") for n in (5, 6)] + [("c7", "Comment 7.", "slot", "ben")]
    table = qk.agreement(_study(marks, comments), conversations="all").set_index("code")  # type: ignore[arg-type]
    observed, expected = (2 * 2 / 20, 2 / 20), (2 * 10 * 10 / (20 * 19), 2 * 1 * 19 / (20 * 19))
    assert table.loc["price", "alpha"] == pytest.approx(1 - observed[0] / expected[0])
    assert table.loc["slot", "alpha"] == pytest.approx(1 - observed[1] / expected[1])
    assert table.loc[ALL_CODES, "alpha"] == pytest.approx(1 - sum(observed) / sum(expected))


def test_the_interval_resamples_conversations_and_follows_the_seed() -> None:
    comments = [f"Comment {n}." for n in range(1, 21)]
    marks = [(f"c{n}", f"Comment {n}.", "price", "ana") for n in range(1, 13)]
    marks += [(f"c{n}", f"Comment {n}.", "price", "ben") for n in range(4, 16)]
    study = _study(marks, comments)  # type: ignore[arg-type]
    table = qk.agreement(study, conversations="all", n_resamples=4_000).set_index("code")
    # The same, drawn one by one: every comment is a conversation of its own here.
    matrix = np.array([[n < 13 for n in range(1, 21)], [4 <= n < 16 for n in range(1, 21)]], dtype=float)
    rng = np.random.default_rng(5)
    drawn = [alpha_of_values(matrix[:, rng.integers(0, 20, 20)].tolist()) for _ in range(1_000)]
    assert table.loc["price", ["low", "high"]].tolist() == pytest.approx(np.nanpercentile(drawn, [2.5, 97.5]), abs=0.06)
    other = qk.agreement(study, conversations="all", n_resamples=50, seed=1)
    assert not other.equals(qk.agreement(study, conversations="all", n_resamples=50, seed=2))


def test_what_a_forgotten_person_said_is_compared_no_more() -> None:
    marks = [("c1", "Too dear.", "price", who) for who in ("ana", "ben")] + [("c2", "Late again.", "slot", "ana")]
    study = _study(marks)
    codings = study.codings.assign(quote=study.codings["quote"].mask(study.codings["comment_id"] == "c2"))
    table = qk.agreement(Study(study.corpus, codebook=BOOK, codings=codings), conversations="all")
    assert table["code"].tolist() == [ALL_CODES, "price"]


def test_coders_who_coded_nothing_together_are_told_how_to_say_what_they_read() -> None:
    study = _study([("c1", "Too dear.", "price", "ana"), ("c2", "Late again.", "price", "ben")])
    with pytest.raises(qk.QualkitError, match=r"ana, ben.*conversations="):
        qk.agreement(study)
    assert len(qk.agreement(study, conversations="all")) == 2
    with pytest.raises(qk.QualkitError, match="two coders"):
        qk.agreement(study, coders=["ana"])


def test_no_resamples_give_no_interval() -> None:
    study = _study([("c1", "Too dear.", "price", who) for who in ("ana", "ben")])
    assert qk.agreement(study, n_resamples=0)[["low", "high"]].isna().all(axis=None)
    with pytest.raises(qk.QualkitError, match="n_resamples is -1"):
        qk.agreement(study, n_resamples=-1)


def test_what_any_of_them_read_can_be_taken_as_read_by_all() -> None:
    marks = [("c1", "And late.", "slot", who) for who in ("ana", "ben")] + [("c2", "Late again.", "slot", "ana")]
    study = _study(marks)
    assert qk.agreement(study, n_resamples=0)[["alike", "n_left_out"]].iloc[0].tolist() == [1.0, 1]
    wider = qk.agreement(study, conversations="any", n_resamples=0).iloc[0]
    assert (wider["alike"] < 1, wider["n_left_out"]) == (True, 0)


def test_codes_stand_most_used_first_then_by_name_with_the_units_that_anybody_gave_them_to() -> None:
    marks = [("c1", "And late.", "slot", who) for who in ("ana", "ben")] + [("c2", "Late again.", "slot", "ana")]
    marks += [("c3", "Dear me.", "price", "ben")]
    table = qk.agreement(_study(marks), conversations="all", n_resamples=0).set_index("code")
    assert list(table["n_given"].items()) == [(ALL_CODES, 3), ("slot", 2), ("price", 1)]
    even = [("c1", "And late.", "slot", "ana"), ("c3", "Dear me.", "price", "ben")]
    assert qk.agreement(_study(even), conversations="all", n_resamples=0)["code"].tolist() == [
        ALL_CODES,
        "price",
        "slot",
    ]
