"""Sentences, and where they stand."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from qualkit.text.segments import sentences


@given(st.text(max_size=120))
def test_segments_cover_all_that_is_not_blank_in_order(text: str) -> None:
    found = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    left = list(text)
    for start, end in found:
        left[start:end] = " " * (end - start)
        assert text[start:end] == text[start:end].strip()
    assert not "".join(left).strip()


def test_sentences_are_cut_at_stops_and_lines() -> None:
    text = "I rang 😀. Nobody came!\r\nTwice"
    assert [text[a:b] for a, b in sentences(text)] == ["I rang 😀.", "Nobody came!", "Twice"]
