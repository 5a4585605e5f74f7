"""What a transcriber wrote into comments: "[word unreadable]", "[name redacted]", "[laughs]"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set

import pandas as pd

__all__ = ["mark_words", "without_marks"]

_MARK = re.compile(r"(?<![\w\])])\[([^\[\]\n]{1,60})\](?!\()")
_WORD = re.compile(r"[^\W\d_]{3,}")
_FEW = 3  # comments: what one writer brackets belongs to what is said
_MOST_WORDS = 8  # in brackets: more is an aside


def mark_words(texts: pd.Series) -> frozenset[str]:
    """Find the words that are put in square brackets again and again.

    Parameters
    ----------
    texts : Series of str
        Readable texts of whole comments.

    Returns
    -------
    frozenset of str
        Lower case: words of three letters or more that stand between brackets in at least three comments.

    Examples
    --------
    >>> sorted(mark_words(pd.Series(["Saw [name unreadable]", "[unreadable] kind", "A [word unreadable] day"])))
    ['unreadable']
    """
    counts: Counter[str] = Counter()
    for text in texts:
        if "[" in text:
            counts.update({word for mark in _MARK.findall(text) for word in _words(mark)})
    return frozenset(word for word, n in counts.items() if n >= _FEW)


def without_marks(text: str, words: Set[str]) -> str:
    """Leave a transcriber's marks out.

    Parameters
    ----------
    text : str
        A comment or a part of one.
    words : set of str
        As `mark_words` found them.

    Returns
    -------
    str
        Without what stands in square brackets and holds one of those words; all else is as it was.

    Examples
    --------
    >>> without_marks("The [word unreadable] was kind [to me].", {"unreadable"})
    'The was kind [to me].'
    """
    if not words or "[" not in text:
        return text
    return " ".join(_MARK.sub(lambda mark: " " if _words(mark[1]) & words else mark[0], text).split())


def _words(mark: str) -> Set[str]:
    found = _WORD.findall(mark.casefold())
    return set(found) if len(found) <= _MOST_WORDS else set()
