"""Where Japanese words end: what kana between and behind other signs tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_word_like", "parted", "tells_nothing"]

_MEANING = "\u30a0-\u30ff\u3400-\u9fff\u3005a-zA-Z"
"""Signs that words begin with: katakana, kanji and Latin letters."""
_CROSSED = re.compile(rf"[{_MEANING}](?:[をはにへでとのもや]|が(?![らりるれろっ])).")
"""A particle and what follows: "荷物が届". The "が" of "値上がり" is none."""
_INFLECTED = re.compile(r"[\u3400-\u9fff]{2}[さしすせ]|[\u3040-\u309f][てで]|た|で.|ま[すせし]|っ$|ない")
"""What verbs take on: "解約した", "溶けてい"."""
_ENDINGS = frozenset("えきぎけげしせちてびべみめりれ")
"""What stands inside a word of two verbs: "受け取り"."""
_KANA = re.compile("[\u3040-\u309f]")
_NOTHING = re.compile(r"[\u3040-\u309f]+|[\u3400-\u9fff][\u3040-\u309f]?[んっ]")
"""Kana alone are mostly the end of a verb: "しました"; so is a verb that is cut off before its end: "傷ん"."""
_CARRIED = "も"
"""A particle that many words end in: "子ども"."""


def is_word_like(string: str, followed: bool) -> bool:
    """Whether a string that comes again and again may be a word.

    Parameters
    ----------
    string : str
        Two signs or more.
    followed : bool
        Whether what it is without its last sign stands before others, too.

    Returns
    -------
    bool
        False where it begins in hiragana, crosses or ends in a particle, or is a form of a verb.

    Examples
    --------
    >>> [is_word_like(one, True) for one in ("値上げ", "荷物が届", "解約した", "値上がり", "送料が")]
    [True, False, False, True, False]
    >>> is_word_like("子ども", False)
    True
    """
    if _KANA.match(string[0]) or _CROSSED.search(string) or _INFLECTED.search(string):
        return False
    if string[-1] == _CARRIED:
        return not followed and _KANA.match(string[-2]) is not None
    return string[-1] not in "がをにのはでとへやかなだ"


def parted(signs: Sequence[str]) -> list[str]:
    """Part what no known word covers where a new word begins.

    Parameters
    ----------
    signs : sequence of str
        Signs in a row.

    Returns
    -------
    list of str
        Words; a row of hiragana ends one, but for a single sign that joins two verbs.

    Examples
    --------
    >>> parted(list("届かない場合")), parted(list("受け取り"))
    (['届かない', '場合'], ['受け取り'])
    """
    words: list[list[str]] = []
    for sign in signs:
        if not words or _begins(words[-1], sign):
            words.append([])
        words[-1].append(sign)
    return ["".join(word) for word in words]


def _begins(word: Sequence[str], sign: str) -> bool:
    if _KANA.match(sign) or not _KANA.match(word[-1]) or len(word) == 1:
        return False
    return not (word[-1] in _ENDINGS and not _KANA.match(word[-2]))


def tells_nothing(piece: str) -> bool:
    """Whether a piece of a sentence is none that names a subject.

    Parameters
    ----------
    piece : str
        In any script.

    Returns
    -------
    bool
        True for hiragana alone, and for verbs that are cut off.

    Examples
    --------
    >>> [tells_nothing(one) for one in ("しました", "傷ん", "手続き", "物流")]
    [True, True, False, False]
    """
    return _NOTHING.fullmatch(piece) is not None
