"""Finding payment cards, bank accounts and personal numbers, by form and check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["find_accounts", "find_cards", "find_ibans", "find_personal_numbers"]

Span = tuple[int, int]

_DIGIT = re.compile(r"\d")
_SIX_DIGITS = re.compile(r"\d(?:[^\w\n]?\d){5}")
_TWELVE_DIGITS = re.compile(r"\d(?:[^\w\n]?\d){11}")
_PLAIN_CARD = re.compile(r"(?<![\w+])(?<!\w[.,/-])\d{12,19}(?![\w-]|\.\d)")
# Looked ahead for, so that "12 4111 1111 1111 1111" is tried from every group.
_GROUPED_CARD = re.compile(
    r"(?<![\w+])(?<!\w[.,-])(?=(\d{4}([ .\u00a0\u2010-\u2013-])\d{4}\2\d{4}\2\d{4})(\2\d{1,3})?(?!\w)"
    r"|(\d{4}[ .\u00a0-]\d{6}[ .\u00a0-]\d{4,5})(?!\w))"
)
_ODD_CARD = re.compile(r"(?<![\w+])(?<!\w[.,/-])\d(?:[ -]?\d){11,18}(?![\w-])")
_CARD_CUE = re.compile(
    r"\b(?:card|cards|visa|mastercard|maestro|amex|american express|credit|debit|cc|tarjeta|karte|kreditkarte|carte|"
    r"kartennummer)\b",
    re.IGNORECASE,
)
# First digits that issuers use, and the lengths they give out (ISO/IEC 7812 ranges as published by the schemes).
_ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-59]|[689]\d)\d{11,16}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|35\d{14,17}|(?:2131|1800)\d{11}"
    r"|(?:50|5[6-8]|6[0-9])\d{14}|62\d{14,17}"
)

_IBAN_START = re.compile(r"(?<!\w)[A-Za-z]{2}[0-9]{2}(?=[ \u00a0-]?[A-Za-z0-9])")
# SWIFT IBAN Registry: length of a whole IBAN by country.
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG LY", 25: "PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip

_SSN = re.compile(r"(?<![\w.-])\d{3}([-\u2010-\u2013])\d{2}\1\d{4}(?![\w-])|(?<![\w.,-])\d{3} \d{2} \d{4}(?![\w-]| \d)")
_SSN_CUE = re.compile(
    r"\b(?:ssn|ss#|social(?: security)?(?: (?:number|no\.?|#))?)(?: (?:is|was|number|ending))*[ :#=]{0,3}"
    r"(\d{3}[ .-]?\d{2}[ .-]?\d{4})(?!\w)",
    re.IGNORECASE,
)
_NINO = re.compile(
    r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?!\w)",
    re.IGNORECASE,
)
_SPANISH = re.compile(r"(?<![\w-])[XYZxyz]?-?(\d{7,8})[ -]?([A-Za-z])(?![\w-])")
_SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_ACCOUNT = re.compile(
    r"\b(?:account|acct|a/c|sort code|routing|konto|kontonummer|cuenta|compte)(?: (?:no|nr|number|num|n[º°]))?\.?"
    r"(?: (?:is|was|ending in))?[ :#=]{1,3}(\d{2}-\d{2}-\d{2}|\d(?:[ -]?\d){5,16})(?!\w)",
    re.IGNORECASE,
)


def find_cards(text: str) -> Iterator[Span]:
    """Find numbers of payment cards: issued first digits, length, and the check digit of Luhn (ISO/IEC 7812-1).

    Parameters
    ----------
    text : str
        As written.

    Yields
    ------
    start, end : int
        Code points, half-open.

    Examples
    --------
    >>> list(find_cards("12 4111 1111 1111 1111 on 2025-01-01"))
    [(3, 22)]
    """
    if _TWELVE_DIGITS.search(text) is None:
        return
    for match in _PLAIN_CARD.finditer(text):
        if passes_luhn(match.group()) and _is_card(text, match.group(), match.start()):
            yield match.span()
    for match in _GROUPED_CARD.finditer(text):
        last = 3 if match[3] else 1
        for group in (last, 1) if match[1] else (4,):
            if passes_luhn(text[match.start() : match.end(group)]):
                yield match.start(), match.end(group)
                break
    for match in _ODD_CARD.finditer(text):
        digits = "".join(_DIGIT.findall(match.group()))
        if passes_luhn(digits) and _is_card(text, digits, match.start()):
            yield match.span()


def passes_luhn(written: str) -> bool:
    """Say whether the digits end in their check digit.

    Parameters
    ----------
    written : str
        Digits; other characters do not count.

    Returns
    -------
    bool
        False also for nothing but zeros.
    """
    digits = [int(sign) for sign in _DIGIT.findall(written)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return any(digits) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_card(text: str, digits: str, start: int) -> bool:
    plain = "".join(str(int(sign)) for sign in digits)
    return bool(_ISSUED.fullmatch(plain) or _CARD_CUE.search(text[max(0, start - 80) : start]))


def find_ibans(text: str) -> Iterator[Span]:
    """Find international bank account numbers: length of the country and check digits (ISO 13616, mod 97).

    Parameters
    ----------
    text : str
        As written.

    Yields
    ------
    start, end : int
        Code points, half-open.

    Examples
    --------
    >>> list(find_ibans("to GB82 WEST 1234 5698 7654 32 please"))
    [(3, 30)]
    """
    for match in _IBAN_START.finditer(text):
        length = _IBAN_LENGTHS.get(match.group()[:2].upper())
        found = _of_length(length).match(text, match.start()) if length else None
        if found and _passes_mod97(found.group()):
            yield found.span()


@lru_cache(maxsize=64)
def _of_length(length: int) -> re.Pattern[str]:
    return re.compile(rf"[A-Za-z0-9](?:[ \u00a0-]?[A-Za-z0-9]){{{length - 1}}}(?!\w)")


def _passes_mod97(written: str) -> bool:
    code = re.sub(r"[ \u00a0-]", "", written)
    if sum(sign.isdigit() for sign in code) < 8:
        return False
    return int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1


def find_accounts(text: str) -> Iterator[Span]:
    """Find bank account numbers and sort codes that are named as such.

    Parameters
    ----------
    text : str
        As written.

    Yields
    ------
    start, end : int
        Code points, half-open.

    Examples
    --------
    >>> list(find_accounts("sort code 20-00-00, account number 55779911"))
    [(10, 18), (35, 43)]
    """
    if _SIX_DIGITS.search(text) is None:
        return
    for match in _ACCOUNT.finditer(text):
        yield match.span(1)


def find_personal_numbers(text: str) -> Iterator[Span]:
    """Find US social security numbers, UK National Insurance numbers, and Spanish DNI and NIE (with their letter).

    Parameters
    ----------
    text : str
        As written.

    Yields
    ------
    start, end : int
        Code points, half-open.

    Examples
    --------
    >>> list(find_personal_numbers("460-89-9847, QQ 12 34 56 C, 12345678Z"))
    [(0, 11), (28, 37)]
    """
    if _SIX_DIGITS.search(text) is None:
        return
    for pattern in (_SSN, _NINO):
        for match in pattern.finditer(text):
            yield match.span()
    for match in _SSN_CUE.finditer(text):
        yield match.span(1)
    for match in _SPANISH.finditer(text):
        lead = match.group()[0].upper()
        number = int(str("XYZ".index(lead)) + match[1]) if lead in "XYZ" else int(match[1])
        is_long = len(match[1]) == (7 if lead in "XYZ" else 8)
        if is_long and _SPANISH_LETTERS[number % 23] == match[2].upper():
            yield match.span()
