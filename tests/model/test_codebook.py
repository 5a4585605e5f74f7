"""The codebook."""

from __future__ import annotations

import pytest

import qualkit as qk
from qualkit.model import CODE_COLUMNS, Code, Codebook

BOOK = Codebook().add(Code("k1", "Leaving")).add(Code("k2", "price", parent="k1", definition="What it costs."))


def test_adding_gives_a_new_codebook() -> None:
    assert len(BOOK.add(Code("k3", "slot"))) == 3
    assert len(BOOK) == 2


def test_codes_are_found_by_name_whatever_its_case_and_by_id() -> None:
    assert BOOK.find(" PRICE ") == BOOK.find("k2") == BOOK.get("k2")


def test_the_tree_is_kept() -> None:
    assert BOOK.children("k1") == (BOOK.get("k2"),)
    assert BOOK.children(None) == (BOOK.get("k1"),)
    assert BOOK.frame["parent"].fillna("").tolist() == ["", "Leaving"]
    assert tuple(BOOK.frame.columns) == CODE_COLUMNS


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (Code("k9", "Price "), "already"),
        (Code("k9", "  "), "needs a name"),
        (Code("k2", "new"), "taken"),
        (Code("k9", "new", parent="k7"), "no code with id"),
    ],
)
def test_a_code_that_does_not_fit_is_refused(code: Code, message: str) -> None:
    with pytest.raises(qk.QualkitError, match=message):
        BOOK.add(code)


def test_a_slip_of_the_pen_is_answered_with_the_closest_name() -> None:
    with pytest.raises(qk.QualkitError, match="Did you mean 'price'"):
        BOOK.find("prise")


LATER = Codebook(
    (
        Code("k1", "Leaving", retired=True),
        Code("k2", "cost", parent="k1", brief="Money.", aliases=("price", "Fees")),
        Code("k3", "monthly", parent="k2"),
    ),
    {"k9": "k2"},
)


@pytest.mark.parametrize("name", ["cost", "PRICE", " fees ", "k2", "k9"])
def test_a_code_is_found_by_what_it_was_called_and_by_what_became_of_it(name: str) -> None:
    assert LATER.find(name) == LATER.lookup(name) == LATER.get("k2")


def test_todays_name_comes_before_a_former_one() -> None:
    book = Codebook((*LATER.codes, Code("k4", "price")), LATER.merged)
    assert book.find("price").code_id == "k4"


def test_to_look_up_what_is_not_there_gives_nothing() -> None:
    assert LATER.lookup("slot") is None


def test_a_code_is_given_with_all_that_lie_below_it() -> None:
    assert LATER.below("k1") == ("k1", "k2", "k3")
    assert LATER.below("k3") == ("k3",)


def test_the_table_says_what_is_retired_and_what_codes_were_called() -> None:
    frame = LATER.frame
    assert frame["retired"].tolist() == [True, False, False]
    assert frame["aliases"].tolist() == [[], ["price", "Fees"], []]
    assert frame["brief"].tolist() == ["", "Money.", ""]
    assert tuple(Codebook().frame.columns) == CODE_COLUMNS


def test_a_codebook_shows_its_codes_by_name() -> None:
    book = Codebook((Code("k1", "price"), Code("k2", "late", retired=True)))
    assert repr(book) == "<Codebook of 2: price, late (retired)>"
    assert repr(Codebook()) == "<Codebook of 0>"
    assert repr(Codebook(tuple(Code(f"k{n}", f"c{n}") for n in range(14)))).endswith("c11, and 2 more>")
