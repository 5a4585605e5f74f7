"""From bytes to text: which encoding a file has."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass

from qualkit.errors import ReadError

__all__ = ["Encoding", "checked_encoding", "find_encoding", "mended", "wrong_encoding"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_LOWER = frozenset("áàâäãåçéèêëíìîïñóòôöõúùûüßøæœÿ")
_STRAY = re.compile("[\udc80-\udcff]+")
_CUT_OFF = b"\xc2\xc3\xe2\xf0"  # what UTF-8 of European letters, of punctuation and of emoji begins with
_SHOWN = 5
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


def checked_encoding(name: str) -> Encoding:
    """Take an encoding at its word.

    Parameters
    ----------
    name : str
        As the user gave it.

    Returns
    -------
    Encoding
        Decoding with it fails where bytes do not fit.

    Raises
    ------
    ReadError
        If there is none of this name, or it is none of text.
    """
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)  # refuses what is no encoding of text
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise ReadError(
            f"There is no text encoding {name!r}.",
            available=("utf-8", "utf-16", "cp1252", "latin-1", "mac_roman", "cp1251", "shift_jis", "gb18030"),
            hint="Any text encoding of Python will do; without `encoding` it is found out.",
        ) from None
    return Encoding(known)


def wrong_encoding(encoding: Encoding, where: str) -> ReadError:
    """Make the error of a file that is not in the encoding that was stated for it.

    Parameters
    ----------
    encoding : Encoding
        As stated.
    where : str
        The file.

    Returns
    -------
    ReadError
        To be raised.
    """
    what = f"The file is not in the encoding {encoding.name!r}."
    return ReadError(what, where=where, hint="Leave `encoding` out, and it is found out.")


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Read stray bytes as Windows (cp1252) writes them, where UTF-8 was broken by pasting from there.

    A byte that may as well be what is left of a cut character stays unreadable: U+FFFD stands for it.

    Parameters
    ----------
    text : str
        As decoded with ``surrogateescape``.

    Returns
    -------
    text : str
        Without escaped bytes.
    details : tuple of str
        What was read as what; at most six, empty for a text that was whole.

    Examples
    --------
    >>> mended(b"na\xefve".decode("utf-8", "surrogateescape"))
    ('naïve', ("byte EF read as 'ï', as Windows (cp1252) writes it",))
    """
    details: dict[str, None] = {}

    def read(match: re.Match[str]) -> str:
        found = match.group().encode("utf-8", "surrogateescape")
        written = found.hex(" ").upper()
        word = "byte" if len(found) == 1 else "bytes"
        said = None if _is_cut_off(found, text[match.end() : match.end() + 1]) else _windows(found)
        details[
            f"{word} {written} became U+FFFD"
            if said is None
            else f"{word} {written} read as {said!r}, as Windows (cp1252) writes it"
        ] = None
        return "\ufffd" * len(found) if said is None else said

    whole = _STRAY.sub(read, text)
    more = len(details) - _SHOWN
    return whole, (*list(details)[:_SHOWN], *([f"and {more} other bytes"] if more > 0 else []))


def _is_cut_off(found: bytes, after: str) -> bool:
    """Say whether bytes look like the begin of a UTF-8 character of which the rest was cut away."""
    if len(found) == 1:
        return found in _CUT_OFF and not after.isalpha()
    lead = found[0]
    length = 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4 if 0xF0 <= lead < 0xF5 else 0
    return len(found) < length and all(0x80 <= one < 0xC0 for one in found[1:])


def _windows(found: bytes) -> str | None:
    try:
        return found.decode("cp1252")
    except UnicodeDecodeError:
        return None


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
            # Some NULs in a UTF-8 file can stand so by chance; its line ends do not.
            wide = sample.count("\n".encode(name)) * 2 >= sample.count(b"\n")
            return name if wide or not _decodes(data, "utf-8") else None
    return None


def _eight_bit(data: bytes) -> Encoding:
    lone = len(data.decode("utf-8", "surrogateescape").encode("utf-8", "ignore"))
    whole = len(data)
    high = sum(1 for _ in re.finditer(rb"[\x80-\xff]", data))
    broken = whole - lone
    if high and broken * 2 < high:
        return Encoding("utf-8", "surrogateescape", f"{broken} byte{'s are' if broken > 1 else ' is'} not UTF-8")
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
