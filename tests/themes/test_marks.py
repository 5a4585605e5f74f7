"""A transcriber's marks are not what the customer said."""

from __future__ import annotations

import pandas as pd
import pytest

from qualkit.testing import make_corpus
from qualkit.themes.reading.marks import mark_words, without_marks
from qualkit.themes.reading.units import units_of

MARKED = [
    "The [word unreadable] was kind to me",
    "Food was [unreadable] and cold",
    "[Name unreadable] helped me on the ward",
    "They asked [the nurse] to come",
]


def test_bracketed_words_of_three_comments_are_marks_and_others_are_said() -> None:
    corpus = make_corpus([*MARKED, "[words unreadable]"])
    units = units_of(corpus)
    assert (
        units.texts
        == [
            "The was kind to me",
            "Food was and cold",
            "helped me on the ward",
            "They asked [the nurse] to come",
        ]
        + ["[words unreadable]"] * 0
    )
    assert units.parked["why"].tolist() == ["no words"]


def test_segments_lose_the_same_marks_and_keep_their_places() -> None:
    corpus = make_corpus([f"{text}. It was on a Monday." for text in MARKED])
    units = units_of(corpus, unit="segment")
    assert not any("unreadable" in text for text in units.texts)
    raw = dict(zip(corpus.table["comment_id"], corpus.table["text"], strict=True))
    shown = [raw[one][start:end] for one, start, end in zip(units.comment_ids, units.starts, units.ends, strict=True)]
    assert shown[0].startswith("The [word unreadable]")


@pytest.mark.parametrize(
    "text", ["list[index] of things", "[text](address)", "[" + "word " * 20 + "]", "[ab]", "no brackets", "[[nested]]"]
)
def test_code_links_asides_and_short_signs_are_no_marks(text: str) -> None:
    assert without_marks(text, mark_words(pd.Series([text] * 2))) == text
