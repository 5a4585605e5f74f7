"""Codes whose names nearly say the same: shown before one more is made."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator

from qualkit.model import Code, Codebook

__all__ = ["codes_alike"]

_CLOSE = 0.84  # of difflib's ratio; above it lie a letter more, less or exchanged in a name of some length
_SHORT = 4
_MANY = 2
_EMPTY_WORDS = frozenset("a an and as at by for from in is it not of on or that the their they to with".split())
_ENDINGS = re.compile(r"(ies|ing|ed|es|s)$")


def codes_alike(codebook: Codebook, name: str, *, most: int = 5) -> list[tuple[Code, str]]:
    """Find the codes that a new name may mean again.

    Parameters
    ----------
    codebook : Codebook
        The codes that there are.
    name : str
        The name that somebody is about to give.
    most : int
        How many to list.

    Returns
    -------
    list of (Code, str)
        The nearest first, each with how it is alike: the same name, a former name, the same words, or nearly the same
        spelling. Meaning is not looked at.

    Examples
    --------
    >>> book = Codebook().add(Code("k1", "late delivery")).add(Code("k2", "price"))
    >>> [(code.name, how) for code, how in codes_alike(book, "Late deliveries")]
    [('late delivery', 'the same words')]
    """
    found = sorted((rank, n, code, how) for n, code in enumerate(codebook) for rank, how in _how(code, name))
    return [(code, how) for _, _, code, how in found[:most]]


def _how(code: Code, name: str) -> Iterator[tuple[float, str]]:
    wanted, here = _plain(name), _plain(code.name)
    former = [_plain(one) for one in code.aliases]
    if not wanted:
        return
    ratio = difflib.SequenceMatcher(None, wanted, here).ratio()
    if here == wanted:
        yield 0, "the same name"
    elif wanted in former:
        yield 1, "a former name of it"
    elif _stems(wanted) and _stems(wanted) == _stems(here):
        yield 2, "the same words"
    elif min(len(wanted), len(here)) > _SHORT and ratio >= _CLOSE:
        yield 3 - ratio / 10, "nearly the same spelling"
    elif min(len(_stems(wanted)), len(_stems(here))) >= _MANY and (
        _stems(wanted) < _stems(here) or _stems(here) < _stems(wanted)
    ):
        yield 4, "most of the same words"


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _stems(name: str) -> frozenset[str]:
    said = (one for one in re.findall(r"\w+", name) if one not in _EMPTY_WORDS)
    return frozenset(_stem(one) for one in said)


def _stem(word: str) -> str:
    if len(word) <= _SHORT:
        return word
    return re.sub(r"(?:y|i|e)$", "", _ENDINGS.sub("", word))
