"""Codes whose names nearly say the same."""

from __future__ import annotations

import pytest

from qualkit.coding.alike import codes_alike
from qualkit.model import Code, Codebook

BOOK = Codebook(
    (
        Code("k1", "late delivery"),
        Code("k2", "price", aliases=("too expensive",)),
        Code("k3", "people in support were kind"),
        Code("k4", "slot does not fit"),
        Code("k5", "Größe"),
    )
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Late  Delivery", [("late delivery", "the same name")]),
        ("Too expensive", [("price", "a former name of it")]),
        ("delivery, late", [("late delivery", "the same words")]),
        ("late deliveries", [("late delivery", "the same words")]),
        ("prices", [("price", "the same words")]),
        ("slot dose not fit", [("slot does not fit", "nearly the same spelling")]),
        ("kind people", [("people in support were kind", "most of the same words")]),
        ("GRÖSSE", [("Größe", "the same name")]),
        ("app login", []),
        ("", []),
        ("  ", []),
        ("late", []),
    ],
)
def test_names_alike_are_found_with_how_they_are_alike(name: str, found: list[tuple[str, str]]) -> None:
    assert [(code.name, how) for code, how in codes_alike(BOOK, name)] == found


def test_the_nearest_come_first_and_no_more_than_asked_for() -> None:
    book = Codebook((*(Code(f"k{n}", f"late delivery {n}") for n in range(9)), Code("k", "late delivery")))
    found = codes_alike(book, "late delivery", most=3)
    assert (found[0][0].name, len(found)) == ("late delivery", 3)
