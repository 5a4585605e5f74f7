"""The words of a comment that a machine should read: without code, links, quoted mail and boilerplate."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

__all__ = ["forms", "prose", "readable", "whole_pairs"]

_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\s]{1,2000}[^)\n]{0,300}\)")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_HANDLE = re.compile(r"(?<![\w.])@\w{2,}")
_MASK = re.compile(r"<<<[^<>\n]{1,60}>>>|\[(?:e-mail|phone|handle|name|[Rr]edacted|[A-Z][A-Z _/-]{2,40})\]")
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+)", re.MULTILINE)
_SPACES = re.compile(r"\s+")
_INK = re.compile(r"[^\r\n]")
_BOILERPLATE_SHARE = 0.001
_BOILERPLATE_LEAST = 5
_BOILERPLATE_LENGTH = 12
_HEADING = re.compile(
    r"^[ \t]*(?:\#{1,6}[ \t]*(?P<hash>[^\n]{2,120}?)[ \t#]*|(?P<bold>\*\*[^*\n]{2,120}\*\*|__[^_\n]{2,120}__)[ \t]*:?"
    r"|(?P<colon>[^\n:]{2,60}):)[ \t]*$",
    re.MULTILINE,
)
_HEADING_LEAST = 3  # comments: a heading that one writer invents belongs to what is said, a form's does not
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_CODE = re.compile(r"[{}\[\]();=<>|\\\"'$&^]")
_CODE_SHARE = 0.16


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
    if texts.empty:
        return texts.astype("str")
    blocks = texts.map(_without_blocks)
    headings = _headings(blocks)
    cleaned = blocks.map(lambda text: _without_markup(_without_headings(text, headings)))
    form = _lines(cleaned)
    single = cleaned.map(lambda text: text if "\n" not in text.strip() else _without(text, form))
    return single.map(lambda text: _SPACES.sub(" ", text).strip())


def forms(texts: pd.Series) -> frozenset[str]:
    """Give the headings and lines of a form, a template or a mail's footer that stand in many comments.

    Parameters
    ----------
    texts : Series of str
        Whole comments.

    Returns
    -------
    frozenset of str
        In lower case, without marks.
    """
    blocks = texts.map(_without_blocks)
    lines = {_bare(one) for one in _lines(blocks.map(_without_markup))}
    return frozenset(lines | _headings(blocks))


def _lines(cleaned: pd.Series) -> set[str]:
    lines = Counter(line for text in cleaned for line in {one.strip() for one in text.split("\n")})
    least = max(_BOILERPLATE_LEAST, _BOILERPLATE_SHARE * len(cleaned))
    return {line for line, n in lines.items() if n >= least and len(line) >= _BOILERPLATE_LENGTH and len(lines) > 1}


def _headings(blocks: pd.Series) -> set[str]:
    found = Counter(
        heading
        for text in blocks
        for heading in {
            _bare(match.group()) for match in _HEADING.finditer(text) if match.group().strip() != text.strip()
        }
    )
    least = max(_HEADING_LEAST, _BOILERPLATE_SHARE * len(blocks))
    return {heading for heading, n in found.items() if n >= least and heading}


def _without_headings(text: str, headings: set[str]) -> str:
    if not headings:
        return text
    return _HEADING.sub(lambda match: "" if _bare(match.group()) in headings else match.group(), text)


def _bare(line: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", line.casefold()))


def whole_pairs(text: str) -> str:
    r"""Put a sign in the place of each half of a surrogate pair, which no column of strings can hold.

    Parameters
    ----------
    text : str
        A comment.

    Returns
    -------
    str
        As long as `text`.

    Examples
    --------
    >>> whole_pairs("It broke \ud83d again.") == "It broke \ufffd again."
    True
    """
    return text if text.isascii() else _HALF_PAIR.sub("\ufffd", text)


def prose(text: str) -> str:
    r"""Blank out code, hidden HTML and quoted lines, and leave every other character at its place.

    Parameters
    ----------
    text : str
        A comment.

    Returns
    -------
    str
        As long as `text`; line ends stay.

    Examples
    --------
    >>> prose("> hello\nIt broke.")
    '       \nIt broke.'
    """
    for pattern in (_FENCED, _HTML_COMMENT, _QUOTED):
        text = pattern.sub(lambda match: _INK.sub(" ", match.group()), text)
    return text


def _without(text: str, boilerplate: set[str]) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip() not in boilerplate)


def _without_blocks(text: str) -> str:
    text = whole_pairs(text).replace("\r\n", "\n").replace("\r", "\n")
    for pattern in (_FENCED, _HTML_COMMENT, _QUOTED):
        text = pattern.sub(" ", text)
    return text if "\n" not in text else "\n".join(line for line in text.split("\n") if not _is_code(line))


def _is_code(line: str) -> bool:
    """Whether a line of a longer comment is pasted code or a log: many signs for its letters."""
    signs = len(_CODE.findall(line))
    return signs >= 2 and signs > _CODE_SHARE * len(line.strip()) and "](" not in line


def _without_markup(text: str) -> str:
    text = _IMAGE_OR_LINK.sub(r" \1 ", text)
    for pattern in (_MASK, _URL, _TAG, _HANDLE, _MARKS):
        text = pattern.sub(" ", text)
    return re.sub(r"(?<=\w)\s+(?=[,.;:!?])|[*_`~]{1,3}|\s[,;:](?=\s)", "", text)
