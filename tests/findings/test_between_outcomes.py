"""Contrasts between outcomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qualkit as qk
from qualkit.findings import contrast, difference_interval
from qualkit.findings.between_outcomes import CONTRAST_COLUMNS
from qualkit.model import Code, Codebook, Study
from qualkit.testing import make_codings, make_corpus


# Newcombe (1998), table II, method 10.
@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_is_that_of_the_paper(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    assert difference_interval(*counts) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_interval_holds_the_difference_and_turns_with_the_groups(n1: int, n2: int, data: st.DataObject) -> None:
    k1, k2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    low, high = difference_interval(k1, n1, k2, n2)
    assert -1 <= low <= k1 / n1 - k2 / n2 + 1e-9
    assert k1 / n1 - k2 / n2 - 1e-9 <= high <= 1
    assert difference_interval(k2, n2, k1, n1) == pytest.approx((-high, -low))


def test_an_empty_group_has_no_interval() -> None:
    with pytest.raises(ValueError, match="share"):
        difference_interval(0, 0, 1, 2)


def _study() -> Study:
    book = Codebook().add(Code("k1", "leaving")).add(Code("k2", "price", parent="k1"))
    said = [{"text": "Too dear.", "author": f"L{n}", "outcome": "left"} for n in range(12)]
    said += [{"text": "Fine.", "author": f"S{n}", "outcome": "stayed"} for n in range(12)]
    said += [
        {"text": "Too dear, too.", "author": "L0", "outcome": "left"},
        {"text": "Too dear for us.", "outcome": "left"},
        {"text": "Too dear?", "author": "T", "role": "staff", "outcome": "stayed"},
        {"text": "Too dear, I say.", "author": "U"},
    ]
    corpus = make_corpus(said)
    marks = [(f"c{n}", "dear", "price", "ana") for n in [*range(1, 12), 25, 26, 27, 28]]
    return Study(corpus, codebook=book, codings=make_codings(corpus, marks, book))


def test_known_customers_are_counted_once_of_those_who_could_have_said_it() -> None:
    table = contrast(_study(), "price").set_index("outcome")
    assert table.loc["left"].iloc[0][["n_people", "n_could"]].tolist() == [11, 12]
    assert table.loc["stayed"][["n_people", "n_could"]].tolist() == [0, 12]


def test_pairs_have_a_difference_and_no_counts() -> None:
    pair = contrast(_study(), "price").iloc[-1]
    assert (pair["outcome"], pair["compared_with"]) == ("left", "stayed")
    assert pair["share"] == pytest.approx(11 / 12)
    assert 0 < pair["low"] < pair["share"] < pair["high"] <= 1
    assert "larger share of “left”" in pair["says"]
    assert pair[["n_people", "n_could"]].isna().all()


def test_codes_below_count_for_the_code_above() -> None:
    assert contrast(_study(), "leaving")["n_people"].tolist()[:2] == [11, 0]


def test_it_says_what_it_cannot_show() -> None:
    said = contrast(_study(), "price")["cannot_show"]
    assert said.nunique() == 1
    assert "not thereby the cause" in said.iloc[0]


def test_outcomes_are_compared_in_the_order_given_and_unknown_ones_refused() -> None:
    table = contrast(_study(), "price", outcomes=["stayed", "left"])
    assert table["outcome"].tolist() == ["stayed", "left", "stayed"]
    assert table["share"].iloc[-1] < 0
    assert "larger share of “left”" in table["says"].iloc[-1]
    with pytest.raises(qk.QualkitError, match="outcome 'gone'"):
        contrast(_study(), "price", outcomes=["gone"])
    with pytest.raises(qk.QualkitError, match="code"):
        contrast(_study(), "prize")


def test_people_with_two_outcomes_are_told_of() -> None:
    corpus = make_corpus([{"text": "a", "author": "A", "outcome": one} for one in ("left", "stayed")])
    study = Study(corpus, codebook=Codebook().add(Code("k", "price")))
    assert (
        "People in both groups, for which the interval does not allow: 1." in contrast(study, "price")["says"].iloc[-1]
    )


def test_without_outcomes_there_is_nothing_to_compare() -> None:
    study = Study(make_corpus(["Too dear."]), codebook=Codebook().add(Code("k", "price")))
    table = contrast(study, "price")
    assert tuple(table.columns) == CONTRAST_COLUMNS
    assert len(table) == 0


def test_large_numbers_are_told_as_everywhere_else() -> None:
    said = [{"text": "late", "author": f"P{n}", "outcome": "left"} for n in range(1_200)]
    corpus = make_corpus([*said, {"text": "fine", "author": "Q", "outcome": "stayed"}])
    book = Codebook().add(Code("k", "late"))
    study = Study(corpus, codebook=book, codings=make_codings(corpus, [("c1", "late", "late", "ana")], book))
    assert contrast(study, "late")["says"].iloc[0] == "1 of 1,200 known people with the outcome “left” said it."
