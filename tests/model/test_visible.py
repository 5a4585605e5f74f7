from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualkit.model.visible import visible


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("\u202e", "⟨U+202E⟩"),
        ("\u2066", "⟨U+2066⟩"),
        ("\u2069", "⟨U+2069⟩"),
        ("\x00", "␀"),
        ("\x1b", "␛"),
        ("\x7f", "␡"),
        ("\x85", "⟨U+0085⟩"),
        ("\ud83d", "⟨U+D83D⟩"),
        ("\ufeff", "⟨U+FEFF⟩"),
    ],
)
def test_a_hidden_character_is_shown_as_a_sign(hidden: str, shown: str):
    assert visible(f"a{hidden}b") == f"a{shown}b"


def test_line_ends_become_line_feeds_and_tabs_stay():
    assert visible("a\r\nb\rc\td\n") == "a\nb\nc\td\n"


def test_emoji_with_skin_tones_and_joiners_stay_whole():
    assert visible("👩🏾‍🌾 🤷🏼‍♀️") == "👩🏾‍🌾 🤷🏼‍♀️"


@given(st.text(st.characters()))
def test_anything_becomes_writable_and_a_second_pass_changes_nothing(text: str):
    once = visible(text)
    once.encode("utf-8")
    assert visible(once) == once


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(categories=["Cs"]), min_size=1))
def test_lone_surrogates_never_remain(text: str, broken: str):
    visible(text + broken + text).encode("utf-8")
