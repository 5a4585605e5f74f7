"""From bytes to text: which encoding a file has."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Encoding", "find_encoding"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_LOWER = frozenset("áàâäãåçéèêëíìîïñóòôöõúùûüßøæœÿ")
_MARKS = frozenset("’‘“”–—…«»„‚•·°£€©®™§¿¡ºª\u00a0½¼¾²³×´")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file.

    Attributes
    ----------
    name : str
        Name of a Python codec.
    errors : str
        ``strict``, or ``surrogateescape`` where some bytes fit no encoding.
    doubt : str or None
        Why the choice is a guess; None if it is certain.
    """

    name: str
    errors: str = "strict"
    doubt: str | None = None


def find_encoding(data: bytes) -> Encoding:
    """Find out how bytes were encoded.

    A byte order mark decides; then the pattern of zero bytes (UTF-16), then whether the whole is valid UTF-8. What is
    left is an 8-bit encoding: Windows (cp1252) and Mac-Roman are told apart by which of them gives words that are
    spelt as people spell; other alphabets are left to charset-normalizer.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Encoding
        Decoding with it never fails.

    Examples
    --------
    >>> find_encoding("café".encode()).name, find_encoding("don’t".encode("cp1252")).name
    ('utf-8', 'cp1252')
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            errors = "strict" if _decodes(data, name) else "replace"
            return Encoding(name, errors, None if errors == "strict" else "some units fit no character")
    wide = _utf16_by_zeros(data)
    if wide is not None:
        return Encoding(wide)
    if _decodes(data, "utf-8"):
        return Encoding("utf-8")
    return _eight_bit(data)


def _decodes(data: bytes, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_by_zeros(data: bytes) -> str | None:
    sample = data[: 1 << 16]
    if len(data) % 2 or len(sample) < 4:
        return None
    high_first, low_first = sample[0::2].count(0), sample[1::2].count(0)
    few = max(2, len(sample) // 200)
    for many, other, name in ((low_first, high_first, "utf-16-le"), (high_first, low_first, "utf-16-be")):
        if many >= few and other * 20 <= many and _decodes(data, name):
            return name
    return None


def _eight_bit(data: bytes) -> Encoding:
    lone = len(data.decode("utf-8", "surrogateescape").encode("utf-8", "ignore"))
    whole = len(data)
    high = sum(1 for _ in re.finditer(rb"[\x80-\xff]", data))
    broken = whole - lone
    if high and broken * 2 < high:
        return Encoding("utf-8", "surrogateescape", f"{broken} bytes are not UTF-8")
    letters = sum(1 for _ in re.finditer(rb"[A-Za-z]", data))
    if high > letters // 2:
        other = _other_alphabet(data)
        if other is not None:
            return Encoding(other, "strict", f"no byte order mark; {other} fits best")
    scores = {name: _plausible(data, name) for name in ("cp1252", "mac_roman")}
    best = max(scores, key=lambda name: scores[name])
    errors = "strict" if _decodes(data, best) else "surrogateescape"
    return Encoding(best, errors, f"not UTF-8; {best} gives the most likely spelling")


def _other_alphabet(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    match = from_bytes(data[: 1 << 18]).best()
    if match is None or not _decodes(data, match.encoding):
        return None
    return str(match.encoding)


def _plausible(data: bytes, name: str) -> float:
    """Score how far each character outside ASCII stands where a writer would put it."""
    score = 0.0
    for found in re.finditer(rb"[\x00-\x7f]?[\x80-\xff][\x00-\x7f]?", data[: 1 << 22]):
        try:
            text = found.group().decode(name)
        except UnicodeDecodeError:
            score -= 4
            continue
        at = next(n for n, char in enumerate(text) if ord(char) > 127)
        before, char, after = text[:at], text[at], text[at + 1 :]
        if char == "’" and before.isalpha() and after.isalpha():
            score += 3
        elif char in _LOWER:
            score += 1.5 if before.islower() or after.islower() else 0.5
        elif char in _MARKS:
            score += 0.5 if before.islower() and after.islower() else 1
        elif char.isupper():
            score += -2 if before.islower() else 0.3
        else:
            score -= 2
    return score
