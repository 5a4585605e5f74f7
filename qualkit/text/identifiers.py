"""Finding strings that point at a person: addresses, phone numbers, handles, account numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["find_identifiers"]

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}"
    r"|(?<![\w.+-])[\w.+-]{1,64} ?[(\[]? ?at ?[)\]]? ?[\w-]{1,63} ?[(\[] ?dot ?[)\]] ?[^\W\d_]{2,24}"
    r"|(?<![\w.+-])[\w.+-]{1,64} ?[(\[] ?at ?[)\]] ?(?:[\w-]{1,63}\.){1,4}[^\W\d_]{2,24}",
    re.IGNORECASE,
)
# The host alone names a company; what follows it can name an account.
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'`]{1,2000}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@/.+-])@(?=\w*[^\W\d]|\d{4})(?!\d{1,2} ?(?:am|pm|uhr|h)\b)\w{2,40}(?:\.\w{2,40})?")
_IBAN = re.compile(r"(?<![\w-])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![\w-])", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.+-])\d(?:[ -]?\d){11,18}(?![\w-])")
_IP4 = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]*\d)")
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])", re.IGNORECASE)
_SSN = re.compile(r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b")
_STREET = re.compile(
    r"(?<![\w£$€.,-])\d{1,5}[a-zA-Z]?,? (?:[A-Z][\w'’.-]{1,30} ){1,4}"
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Dr|Way|Court|Ct|Crescent|Place|Pl|Terrace|Gardens|Grove|"
    r"Hill|Mews|Row|Square|Walk|Yard|Boulevard|Blvd|Rise|Quay)\b"
)

_PHONE = re.compile(
    r"(?<![\w.,/:#£$€=-])(?:\+|\(\+?)?\d(?:[ ./()\u00a0\u2011-]{0,3}\d){6,16}"
    r"(?: ?(?:x|ext\.?) ?\d{1,6})?(?![\w£$€%]|[.,:]\d)"
)
_DATE = re.compile(r"(?:19|20)\d\d[-./ ][01]?\d[-./ ][0-3]?\d(?!\d)|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d(?!\d)")
_GROUPED = re.compile(r"[6-9]\d\d[ .-]\d{3}[ .-]\d{3}")
_US = re.compile(r"\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]\d{4}(?: ?(?:x|ext\.?) ?\d+)?")
_NUMBERED = re.compile(
    r"(?:\b(?:order|ord|ref|reference|invoice|ticket|case|no|nr|number of|isbn|serial)|#)[ .:#-]{0,4}$", re.IGNORECASE
)
_ASKED = re.compile(
    r"(?:call|phone|ph|tel|telephone|mobile|cell|ring|rang|text|sms|whatsapp|fax|number|reach \w+ (?:at|on)|"
    r"tel[eé]fono|m[oó]vil|telefon|handy|nummer|anrufen|هاتف|رقم)\W{0,3}(?:\w+\W{1,3}){0,3}$",
    re.IGNORECASE,
)


def find_identifiers(text: str) -> list[tuple[str, int, int]]:
    """Find what points at a person by its form alone.

    Parameters
    ----------
    text : str
        As written.

    Returns
    -------
    list of (kind, start, end)
        In the text's order, without overlap; code points, half-open. Order numbers, prices, dates and times are
        left alone.

    Examples
    --------
    >>> find_identifiers("mail ann@example.org before 12:30")
    [('e-mail', 5, 20)]
    """
    found: list[tuple[str, int, int]] = []
    for kind, pattern, accept in _RULES:
        for match in pattern.finditer(text):
            start, end = match.start(), match.start() + len(match.group().rstrip(" .,;:!?)'\""))
            if accept(text, start, end) and not any(start < right and left < end for _, left, right in found):
                found.append((kind, start, end))
    return sorted(found, key=lambda one: one[1])


def _always(text: str, start: int, end: int) -> bool:
    return True


def _has_path(text: str, start: int, end: int) -> bool:
    host, slash, rest = text[start:end].partition("://")[2 if "://" in text[start:end] else 0].partition("/")
    return bool(slash and rest) or "?" in host or "@" in host or "#" in host


def _luhn(text: str, start: int, end: int) -> bool:
    digits = [int(sign) for sign in text[start:end] if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return 12 <= len(digits) <= 19 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _mod97(text: str, start: int, end: int) -> bool:
    code = re.sub(r"[ -]", "", text[start:end])
    if not 15 <= len(code) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1


def _is_phone(text: str, start: int, end: int) -> bool:
    written = text[start:end]
    digits = sum(sign.isdigit() for sign in written)
    if _DATE.match(written) or _NUMBERED.search(text[max(0, start - 24) : start]):
        return False
    lead = written.lstrip("( ")
    if lead.startswith(("+", "00")):
        return 8 <= digits <= 15
    if lead.startswith("0"):
        return 9 <= digits <= 12
    if _GROUPED.fullmatch(written) or _US.fullmatch(written):
        return True
    if digits == 11 and written[0] == "1" and _US.fullmatch(written[1:].lstrip(" -.")):
        return True
    return 7 <= digits <= 15 and _ASKED.search(text[max(0, start - 60) : start]) is not None


# First come, first served: an address is looked for before the handle that its second half would be.
_RULES: tuple[tuple[str, re.Pattern[str], Callable[[str, int, int], bool]], ...] = (
    ("e-mail", _EMAIL, _always),
    ("link", _LINK, _has_path),
    ("account number", _IBAN, _mod97),
    ("card number", _CARD, _luhn),
    ("network address", _IP4, _always),
    ("network address", _IP6, _always),
    ("ID number", _SSN, _always),
    ("address", _STREET, _always),
    ("postcode", _POSTCODE, _always),
    ("phone", _PHONE, _is_phone),
    ("handle", _HANDLE, _always),
)
