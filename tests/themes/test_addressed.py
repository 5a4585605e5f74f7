"""Whom a chat line calls says nothing of what it is about."""

from __future__ import annotations

import pytest

from qualkit.testing import make_corpus
from qualkit.themes.reading.addressed import called, handles_of, without_address
from qualkit.themes.reading.units import units_of

HANDLES = handles_of(["larder_7", "Leek|away", "Gwen Adderley", "x"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("larder_7: try the other slot", "try the other slot"),
        ("LARDER_7, Leek|away: try it", "try it"),
        ("<leek|away> hello there", "hello there"),
        ("larder_7:", ""),
        ("Gwen: hello", "Gwen: hello"),
        ("slot: gone", "slot: gone"),
        ("larder_7:8080 is the port", "larder_7:8080 is the port"),
        ("tell larder_7: no", "tell larder_7: no"),
        ("", ""),
    ],
)
def test_handles_that_open_a_text_are_left_out_and_nothing_else(text: str, left: str) -> None:
    assert without_address(text, HANDLES) == left


def test_a_handle_that_is_a_word_of_the_place_is_no_name() -> None:
    before = ["ubuntu: hello", "larder_7: hello", "larder_7: install ubuntu", "ubuntu is slow"]
    after = ["hello", "hello", "install ubuntu", "ubuntu is slow"]
    assert called(before, after, {"ubuntu", "larder7"}) == {"larder7"}


def test_units_are_read_without_whom_they_call() -> None:
    rows = [
        {"text": "larder_7: did you try the other slot?", "author": "leek"},
        {"text": "leek: the other slot is gone", "author": "larder_7"},
    ]
    units = units_of(make_corpus(rows))
    assert units.texts == ["did you try the other slot?", "the other slot is gone"]
    assert units.called == {"larder7", "leek"}
