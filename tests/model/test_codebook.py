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
