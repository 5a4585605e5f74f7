"""Small signs in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualkit.findings.cues import CONTRAST, find_cue


@pytest.mark.parametrize(
    "text",
    [
        "It has NOTHING to do with the app",
        "That’s not why",
        "no me molesta nada",
        "Das hat mich nie gestört",
        "No es por el precio",
        "I would probably have left anyway",
        "isn't the hours, it's the food",
    ],
)
def test_signs_of_contrast_are_found_in_three_languages(text: str) -> None:
    cue = find_cue(text, CONTRAST)
    assert cue is not None
    assert text[cue.start : cue.end] == cue.words


@pytest.mark.parametrize("text", ["The knot because", "suits mean little", "it was late", ""])
def test_a_part_of_a_word_is_no_sign(text: str) -> None:
    assert find_cue(text, CONTRAST) is None


def test_the_first_sign_is_given() -> None:
    cue = find_cue("It suits me and never bothered me", CONTRAST)
    assert cue is not None
    assert cue.words == "suits me"


@given(st.text(max_size=60), st.text(max_size=60))
def test_positions_are_those_of_the_text(before: str, after: str) -> None:
    text = f"{before} never bothered {after}"
    cue = find_cue(text, CONTRAST)
    assert cue is not None
    assert text[cue.start : cue.end] == cue.words
