"""Comments that find no fault: all is well, there is nothing to improve, and little more."""

from __future__ import annotations

from collections.abc import Sequence

from qualkit.themes.naming.empty import is_blame, is_empty, is_fault, is_verdict
from qualkit.themes.naming.words import TURNING, Word, is_denial

__all__ = ["finds_no_fault"]

_REACH = 8  # words after a denial that it may deny
_OTHERS = 1  # word that is none of those that fit every subject: "the best service I received"
_ANSWERS = frozenset("nope none nothing nada nein nichts rien non não niente nulla nee niets لا".split())
"""What answers by itself, and denies no praise: "Nothing the service was good". Nor does "no", but for "no good"."""


def finds_no_fault(words: Sequence[Word]) -> bool:
    """Say whether a comment praises, or says that there is nothing to find fault with, and little else.

    Parameters
    ----------
    words : sequence of Word
        Of the comment, small words and ends of sentences included.

    Returns
    -------
    bool
        True for "No complaints", "Absolutely nothing" and "The best service I received", in seven languages; False where two
        words or more name subjects (one, where nothing is praised), or one blames, wants something better, or denies praise.

    Examples
    --------
    >>> from qualkit.themes.naming.words import words_of
    >>> texts = ["No complaints at all.", "I cannot fault the service", "No the service was good", "Nada que mejorar"]
    >>> [finds_no_fault(words) for words in words_of(texts)]
    [True, True, True, True]
    >>> texts = ["The food and the noise were fine", "Could be better", "Not a good service", "Thanks", "Terrible service"]
    >>> [finds_no_fault(words) for words in words_of(texts)]
    [False, False, False, False, False]
    """
    praised, others = False, 0
    denied = answered = -_REACH - 1
    for place, word in enumerate(words):
        if word.breaks:
            continue
        if word.lemma in _ANSWERS or (word.lemma == "no" and not _praises(words[place + 1 : place + 2])):
            answered = place
        elif is_denial(word.lemma) and word.lemma not in TURNING:
            denied = place
        elif word.content:
            others += not is_empty(word.lemma)
            if _is_fault(word):
                if place - max(denied, answered) > _REACH:
                    return False
                praised = True
            elif is_verdict(word.lemma):
                if place - denied <= _REACH and not _parted(words[denied:place]):
                    return False
                praised = True
    said = max(denied, answered) >= 0
    return others <= _OTHERS if praised else said and not others


def _is_fault(word: Word) -> bool:
    # The base form of "better" is "good".
    return is_fault(word.lemma) or is_blame(word.lemma) or is_fault(word.surface.casefold())


def _praises(words: Sequence[Word]) -> bool:
    return any(word.content and is_verdict(word.lemma) and not _is_fault(word) for word in words)


def _parted(words: Sequence[Word]) -> bool:
    return any(word.breaks for word in words)
