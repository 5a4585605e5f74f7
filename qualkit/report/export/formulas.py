"""Cells that a spreadsheet would run rather than show: how they are told, marked, and read back."""

from __future__ import annotations

import re

__all__ = ["is_formula_like", "marked", "unmarked"]

# The signs with which a spreadsheet takes a cell for a formula, a command or a link between programs, with their full
# and half-width twins; blanks, zero-width signs and apostrophes before them are dropped by one program or another.
_RISKY = re.compile(
    r"'*(?:[\s'\u00ad\u200b-\u200d\u2060]*[=+\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05\ufe66\ufe62\ufe63\ufe6b\ufe6a\u2212]"
    r"|[\t\r\n])"
)


def is_formula_like(value: str) -> bool:
    """Say whether a spreadsheet could take a text for a formula.

    Parameters
    ----------
    value : str
        The text of a cell.

    Returns
    -------
    bool
        True for texts that begin with ``= + - @ | %``, their full-width twins, a tab or a line end; blanks and
        apostrophes before the sign do not count.

    Examples
    --------
    >>> [is_formula_like(one) for one in ("=1+1", " +49", "＝1", "a=1", "")]
    [True, True, True, False, False]
    """
    return _RISKY.match(value) is not None


def marked(value: str) -> str:
    """Put an apostrophe before a text that could be taken for a formula.

    Parameters
    ----------
    value : str
        The text of a cell.

    Returns
    -------
    str
        The same text, with an apostrophe before it where it is needed.

    Examples
    --------
    >>> marked("=1+1"), marked("one"), marked("'tis")
    ("'=1+1", 'one', "'tis")
    """
    return f"'{value}" if is_formula_like(value) else value


def unmarked(value: str) -> str:
    """Take the apostrophe away again.

    Parameters
    ----------
    value : str
        What `marked` gave.

    Returns
    -------
    str
        What `marked` was given, for every text.

    Examples
    --------
    >>> unmarked("'=1+1"), unmarked("'tis")
    ('=1+1', "'tis")
    """
    return value[1:] if value.startswith("'") and is_formula_like(value[1:]) else value
