"""Finding telephone numbers by form, or by the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["find_phones"]

Span = tuple[int, int]

_JOIN = r"[ ./()\u00a0\u2009\u202f\u2010\u2011\u2013-]{0,3}"
_BEFORE = r"(?<![\w#£$€=])(?<!\d[.,/:\u2013-])(?<!\w[/_-])"
_AFTER = r"(?![\w£$€%]|[.,:]\d)"
_EXTENSION = r"(?: ?(?:x|ext\.?|extension|durchwahl|dw|poste|int\.?|anexo) ?\.?\d{1,6})?"

_INTERNATIONAL = re.compile(
    rf"(?<![\w+])\(?\+\(?\d(?:{_JOIN}\d){{6,17}}{_EXTENSION}{_AFTER}"
    rf"|{_BEFORE}00[1-9](?:{_JOIN}\d){{7,14}}{_EXTENSION}{_AFTER}",
    re.IGNORECASE,
)
_TRUNK = re.compile(rf"{_BEFORE}\(?0\d(?:{_JOIN}\d){{7,10}}{_EXTENSION}{_AFTER}", re.IGNORECASE)
_BY_FORM = re.compile(
    rf"{_BEFORE}(?:"
    rf"(?:1[ .-]?)?\([2-9]\d\d\)[ .-]{{0,2}}\d{{3}}[ .-]?\d{{4}}"
    rf"|(?:1[ .-])?[1-9]\d\d[.-]\d{{3}}[.-]\d{{4}}"
    rf"|(?:1 )?[2-9]\d\d[ /]{{1,2}}\d{{3}}[ -]\d{{4}}"
    rf"|[6-9]\d\d([ .-])\d{{3}}\1\d{{3}}"
    rf"|[6-9]\d\d([ .-])\d\d\2\d\d\2\d\d"
    rf"|\((?!19\d\d|20\d\d)\d{{2,5}}\)[ -]?\d{{3,4}}[ -]?\d{{3,4}}"
    rf"){_EXTENSION}{_AFTER}",
    re.IGNORECASE,
)
_ANY = re.compile(rf"{_BEFORE}\(?\d(?:{_JOIN}\d){{6,14}}{_EXTENSION}{_AFTER}", re.IGNORECASE)
_SIX_DIGITS = re.compile(r"\d(?:[^\w\n]{0,3}\d){5}")
# Short numbers of small places and of one's own town count only right behind the word.
_LABELLED = re.compile(
    r"\b(?:phone|ph|tel|telephone|mobile|mob|cell|fax|landline|whatsapp|handy|telefon|tel[eé]fono|m[oó]vil|t[eé]l[eé]phone|"
    r"call(?: me| us)?|ring(?: me| us)?|dial)\b\.?(?: (?:no|nr|number)\b\.?)?(?: (?:is|on|at|under|ist|es))?[ \t:]{0,3}\n?"
    rf"(?<=[ :\n])(\(?\d(?:{_JOIN}\d){{5,14}}){_AFTER}",
    re.IGNORECASE,
)

_DATE = re.compile(
    r"\(?(?:(?:19|20)\d\d([-./ ])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|1[0-2])\2(?:(?:19|20)\d\d|\d\d(?!\2))(?!\d)"
    r"|(?:0?[1-9]|1[0-2])([-/])(?:0?[1-9]|[12]\d|3[01])\3(?:19|20)\d\d(?!\d)"
    r"|(?:19|20)\d\d ?[-\u2013/] ?(?:19|20)\d\d(?!\d))"
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([ .\u00a0\u202f])000)+|[1-9]\d?(?:[ .\u00a0\u202f]\d{3})+")
_NUMBERED = re.compile(
    r"(?:\b(?:order|orders|ord|ref|refs|reference|invoice|ticket|case|parcel|tracking|isbn|ean|serial|sku|article|item|model|"
    r"batch|lot|policy|booking|confirmation|complaint|bestellung|bestellnummer|rechnung|auftrag|pedido|factura|commande|"
    r"facture|issue|pr|commit|build|id)(?: ?(?:no|nr|num|number|code|id|n[º°]))?|\b(?:no|nr|number of)|#)[ .:#-]{0,4}"
    r"(?:(?:is|was|ist|es) )?$",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:call|calls|called|calling|phone|phones|phoned|ph|tel|telephone|mobile|mob|cell|ring|ringing|rang|text|texts|texted|sms|"
    r"whatsapp|fax|number|desk|landline|dial|contact|hotline|registered|messages? (?:to|on)|answering at|answer at|"
    r"reach \w+ (?:at|on)|tel[eé]fono|tel[eé]f|m[oó]vil|llam\w+|telefon\w*|handy|handynummer|nummer|rufnummer|anruf\w*|"
    r"t[eé]l[eé]phone|t[eé]l|portable|appel\w+|cellulare|telefone|numer)\b|هاتف|رقم|जॉल|फ़ोन|फोन|電話|电话|телефон",
    re.IGNORECASE,
)
_PHONE_LAST = re.compile(
    r"\b(?:phone|ph|tel|telephone|mobile|mob|cell|contact|fax|whatsapp|landline|handy|mobil|telefon|tel[eé]fono|m[oó]vil|t[eé]l[eé]phone)"
    r"\.?[ -]?$",
    re.IGNORECASE,
)
_LABEL_AFTER = re.compile(
    r"[ -]{0,3}\(?(?:office|fax|mobile|home|work|cell|landline|phone|tel|whatsapp)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?]\s+\w|\n\s*\n")
_LINKING = re.compile(r"(?:\W{1,3}(?:is|at|on|to|under|me|us|no|nr|ist|es|number))*\W{0,4}", re.IGNORECASE)
_WINDOW = 60


def find_phones(text: str) -> Iterator[Span]:
    """Find telephone numbers: international, national with trunk zero, well-known forms, or any after a telling word.

    Parameters
    ----------
    text : str
        As written.

    Yields
    ------
    start, end : int
        Code points, half-open. Dates, amounts, order numbers and versions are left alone.

    Examples
    --------
    >>> list(find_phones("+44 7700 900417, 07700 900417; order 48213377 of 03.05.2025"))
    [(0, 15), (17, 29)]
    """
    if _SIX_DIGITS.search(text) is None:
        return
    for match in _INTERNATIONAL.finditer(text):
        end = _shorten(text, match.start(), match.end(), most=16)
        if match.group().lstrip("(")[0] == "+" or not _is_numbered(text, match.start()):
            yield match.start(), end
    for match in _TRUNK.finditer(text):
        if not _is_other(text, match):
            yield match.start(), _shorten(text, match.start(), match.end(), most=11)
    for match in _BY_FORM.finditer(text):
        if not _is_other(text, match):
            yield match.span()
    for match in _ANY.finditer(text):
        if not _is_other(text, match) and _is_announced(text, match):
            yield match.span()
    for match in _LABELLED.finditer(text):
        written = match[1]
        if not (_DATE.match(written) or written.endswith("000")):
            yield match.span(1)


def find_unannounced(text: str) -> Iterator[Span]:
    """Find runs of digits that could be telephone numbers, though no word says so.

    Parameters
    ----------
    text : str
        As written.

    Yields
    ------
    start, end : int
        Code points, half-open; also everything that `find_phones` finds among them.
    """
    for match in _ANY.finditer(text):
        if not (_is_other(text, match) or _THOUSANDS.fullmatch(match.group())):
            yield match.span()


def _is_other(text: str, match: re.Match[str]) -> bool:
    return bool(_DATE.match(match.group())) or _is_numbered(text, match.start())


def _is_numbered(text: str, start: int) -> bool:
    before = text[max(0, start - 32) : start]
    numbered = _NUMBERED.search(before)
    # "phone no. 5550104" is numbered, but a telephone.
    return numbered is not None and _PHONE_LAST.search(before[: numbered.start()]) is None


def _is_announced(text: str, match: re.Match[str]) -> bool:
    if _LABEL_AFTER.match(text, match.end()):
        return True
    window = text[max(0, match.start() - _WINDOW) : match.start()]
    cues = list(_CUE.finditer(window))
    if not cues:
        return False
    between = window[cues[-1].end() :]
    if _THOUSANDS.fullmatch(match.group()):
        return not match.group().endswith("000") and _LINKING.fullmatch(between) is not None
    return _SENTENCE_END.search(between) is None


def _shorten(text: str, start: int, end: int, most: int) -> int:
    """Leave out figures after the number ("07700 900417 2 times") where it would be too long with them."""
    while True:
        written = text[start:end]
        if sum(sign.isdigit() for sign in written) <= most or re.search(r"[a-z]", written, re.IGNORECASE):
            return end
        last = re.search(r"[^\d]+\d+$", written)
        if last is None or sum(sign.isdigit() for sign in written[: last.start()]) < 8:
            return end
        end = start + last.start()
