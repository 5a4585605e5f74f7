"""The name by which a chat line calls somebody: "larder: try the other slot"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set

__all__ = ["called", "handles_of", "without_address"]

_OPENING = re.compile(r"\s*<?([^\s:,<>]{2,40})(?:>|[:,](?=\s|$))\s*")
_LOST = re.compile("[*_`~]")
_MOST = 5  # people whom one line calls


def handles_of(authors: Iterable[str]) -> frozenset[str]:
    """Give the names by which writers can be called in one word.

    Parameters
    ----------
    authors : iterable of str
        As exported.

    Returns
    -------
    frozenset of str
        Lower case, without the signs that readable texts lose; a name of two words is none.

    Examples
    --------
    >>> sorted(handles_of(["Larder_7", "Gwen Adderley"]))
    ['larder7']
    """
    return frozenset(_bare(author) for author in authors if len(author) > 1 and not re.search(r"\s", author))


def called(before: Sequence[str], after: Sequence[str], handles: Set[str]) -> frozenset[str]:
    """Give the handles that open texts more often than they stand elsewhere; "ubuntu" may be a handle, and is a word.

    Parameters
    ----------
    before, after : sequence of str
        Texts with whom they call, and without.
    handles : set of str
        As `handles_of` gives them.

    Returns
    -------
    frozenset of str
        Lower case.

    Examples
    --------
    >>> called(["leek: hot", "soup: eat", "soup"], ["hot", "eat", "soup soup"], {"leek", "soup"})
    frozenset({'leek'})
    """
    opening: Counter[str] = Counter()
    for long, short in zip(before, after, strict=True):
        if len(long) != len(short):
            opening.update({one for word in long[: len(long) - len(short)].split() if (one := _bare(word)) in handles})
    if not opening:
        return frozenset()
    elsewhere = Counter(one for text in after for word in text.split() if (one := _bare(word)) in opening)
    return frozenset(handle for handle, n in opening.items() if n > elsewhere[handle])


def _bare(word: str) -> str:
    return _LOST.sub("", word).strip("<>:,.!?()\"'").casefold()


def without_address(text: str, handles: Set[str]) -> str:
    """Leave out whom a text calls at its beginning: that says who is meant, and nothing of what is said.

    Parameters
    ----------
    text : str
        Readable words.
    handles : set of str
        As `handles_of` gives them.

    Returns
    -------
    str
        Without the handles that open it, each before a colon, a comma or between angle brackets.

    Examples
    --------
    >>> without_address("larder7, leek: try the other slot", {"larder7", "leek"})
    'try the other slot'
    >>> without_address("Slot: gone again", {"larder7"})
    'Slot: gone again'
    """
    start = 0
    for _ in range(_MOST):
        opening = _OPENING.match(text, start)
        if opening is None or _bare(opening[1]) not in handles:
            break
        start = opening.end()
    return text[start:]
