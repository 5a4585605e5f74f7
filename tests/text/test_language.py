"""In which language a comment is written."""

from __future__ import annotations

import pytest

from qualkit.text.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It came on the wrong day and I was not in.", "en"),
        ("Ya no sé qué día llega la caja.", "es"),
        ("Seit April weiß ich nicht mehr, wann sie kommt.", "de"),
        ("Je ne sais plus quel jour elle arrive.", "fr"),
        ("لم يصل الصندوق في الموعد", "ar"),
        ("ok", "en"),
    ],
)
def test_the_language_of_a_comment_is_told(text: str, language: str) -> None:
    assert language_of(text) == language
