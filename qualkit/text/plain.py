"""The words of a comment that a machine should read: without code, links, quoted mail and boilerplate."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

__all__ = ["readable"]

_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\s]{1,2000}[^)\n]{0,300}\)")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_HANDLE = re.compile(r"(?<![\w.])@\w{2,}")
_MASK = re.compile(r"<<<[^<>\n]{1,60}>>>|\[(?:e-mail|phone|handle|name|[A-Z][A-Z _/-]{2,40})\]")
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+)", re.MULTILINE)
_SPACES = re.compile(r"\s+")
_BOILERPLATE_SHARE = 0.001
_BOILERPLATE_LEAST = 5
_BOILERPLATE_LENGTH = 12


def readable(texts: pd.Series) -> pd.Series:
    r"""Reduce comments to the words in which people say something.

    The result is for a machine to compare and count; positions in it mean nothing, quotes are never taken from it.

    Parameters
    ----------
    texts : Series of str
        Whole comments.

    Returns
    -------
    Series of str
        Same index. Code blocks, links, handles, markup and quoted lines are gone, and so are lines of some length
        that stand word for word in many comments (a form's headings, a mail's footer). Empty where nothing is left.

    Examples
    --------
    >>> readable(pd.Series(["> you wrote\nSee https://example.org, **it** broke"])).tolist()
    ['See it broke']
    """
    cleaned = texts.map(_without_markup)
    lines = Counter(line for text in cleaned for line in {one.strip() for one in text.split("\n")})
    least = max(_BOILERPLATE_LEAST, _BOILERPLATE_SHARE * len(cleaned))
    boilerplate = {
        line for line, n in lines.items() if n >= least and len(line) >= _BOILERPLATE_LENGTH and len(lines) > 1
    }
    single = cleaned.map(lambda text: text if "\n" not in text.strip() else _without(text, boilerplate))
    return single.map(lambda text: _SPACES.sub(" ", text).strip())


def _without(text: str, boilerplate: set[str]) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip() not in boilerplate)


def _without_markup(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for pattern in (_FENCED, _HTML_COMMENT, _QUOTED):
        text = pattern.sub(" ", text)
    text = _IMAGE_OR_LINK.sub(r" \1 ", text)
    for pattern in (_MASK, _URL, _TAG, _HANDLE, _MARKS):
        text = pattern.sub(" ", text)
    return re.sub(r"(?<=\w)\s+(?=[,.;:!?])|[*_`~]{1,3}|\s[,;:](?=\s)", "", text)
