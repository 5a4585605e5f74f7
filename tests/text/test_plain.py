"""The words that a machine should read."""

from __future__ import annotations

import pandas as pd
import pytest

from qualkit.text.plain import readable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("```\ncode\n``` It broke.", "It broke."),
        ("> quoted\nMy answer", "My answer"),
        ("See [the page](https://example.org/a) @ines now", "See the page now"),
        ("<b>bold</b> &amp; plain", "bold &amp; plain"),
        ("[REDACTED] was kind, <<<PHONE>>>", "was kind,"),
        ("```never closed", ""),
        ("I paid < 3 and > 2", "I paid < 3 and > 2"),
        ("half a pair: \ud83d, and a whole one: \U0001f44d", "half a pair: \ufffd, and a whole one: \U0001f44d"),
    ],
)
def test_only_words_that_say_something_are_left(text: str, words: str) -> None:
    assert readable(pd.Series([text], dtype=object)).tolist() == [words]


def test_lines_that_stand_in_many_comments_are_boilerplate_but_short_answers_are_not() -> None:
    texts = pd.Series([f"Own words {n}\nSent from my telephone" for n in range(6)] + ["Sent from my telephone"] * 6)
    assert readable(texts).tolist() == [f"Own words {n}" for n in range(6)] + ["Sent from my telephone"] * 6
