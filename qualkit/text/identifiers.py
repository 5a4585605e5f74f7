"""The list of detectors, and one pass of all of them over a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from qualkit.text.detectors_addresses import find_addresses, find_postcodes
from qualkit.text.detectors_contact import find_emails, find_handles, find_links
from qualkit.text.detectors_network import find_network_addresses
from qualkit.text.detectors_numbers import find_accounts, find_cards, find_ibans, find_personal_numbers
from qualkit.text.detectors_phones import find_phones

__all__ = ["BY_MODEL", "DETECTORS", "Detector", "blank_marks", "detectors", "find_identifiers", "unite"]

Found = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Detector:
    """One rule that looks for one kind of thing.

    Attributes
    ----------
    name : str
        What it looks for, in a few words.
    kind : str
        What the mark says.
    about : str
        How it tells, in one line.
    find : callable
        Gives the stretches of a text, half-open.
    """

    name: str
    kind: str
    about: str
    find: Callable[[str], Iterable[tuple[int, int]]]


DETECTORS: tuple[Detector, ...] = (
    Detector("e-mail addresses", "e-mail", "by form, also spelt with “at” and “dot”", find_emails),
    Detector(
        "personal links", "link", "links to profiles, shared files, or with names, keys or mail in them", find_links
    ),
    Detector("bank accounts", "account number", "IBAN by country, length and check digits (ISO 13616)", find_ibans),
    Detector("payment cards", "card number", "by issuer, length and check digit (Luhn, ISO/IEC 7812)", find_cards),
    Detector(
        "network addresses", "network address", "IPv4, IPv6 and hardware addresses by form", find_network_addresses
    ),
    Detector(
        "personal numbers",
        "ID number",
        "US social security, UK National Insurance, Spanish DNI and NIE, by form",
        find_personal_numbers,
    ),
    Detector("named accounts", "account number", "figures after “account number” or “sort code”", find_accounts),
    Detector(
        "street addresses",
        "address",
        "number and street word in English, German, Spanish, French and neighbours; post boxes",
        find_addresses,
    ),
    Detector("postcodes", "postcode", "British postcodes by form", find_postcodes),
    Detector(
        "phone numbers", "phone", "international and national forms, or figures after words such as “call”", find_phones
    ),
    Detector("handles", "handle", "words after an at sign, outside program code", find_handles),
)
"""In order of rank: where two overlap, the mark is that of the first."""

_RANK = {detector.kind: rank for rank, detector in reversed(list(enumerate(DETECTORS)))}
_MARK = re.compile(r"\[[^\W\d][\w -]{0,30}\]")
_BLANK = "\x00"
BY_MODEL = "names by a model"
"""What `detectors` calls the user's own pipeline."""
_NAMES = {
    "names of people in the data": "authors and mentions, in full, and in part where written with a capital",
    "names by their place": "greeted, signed or introduced names, names behind a title, and their further mentions",
}


def detectors(nlp: Any = None, labels: Iterable[str] = ()) -> dict[str, str]:
    """Name the detectors that look through a text when it is redacted.

    Parameters
    ----------
    nlp : callable, optional
        The spaCy pipeline in use, if any.
    labels : iterable of str
        Its labels that are masked; none stands for the usual ones.

    Returns
    -------
    dict of str to str
        What each looks for, and how it tells, in one line each.

    Examples
    --------
    >>> detectors()["payment cards"]
    'by issuer, length and check digit (Luhn, ISO/IEC 7812)'
    """
    listed = {detector.name: detector.about for detector in DETECTORS} | _NAMES
    if nlp is not None:
        meta = getattr(nlp, "meta", {})
        model = "_".join(str(meta[key]) for key in ("lang", "name") if meta.get(key)) or "a pipeline of your own"
        version = f" {meta['version']}" if meta.get("version") else ""
        chosen = f" ({', '.join(labels)})" if labels else ""
        listed[BY_MODEL] = f"spaCy, {model}{version}{chosen}"
    return listed


def find_identifiers(text: str) -> list[Found]:
    """Find what points at a person by its form alone.

    Parameters
    ----------
    text : str
        As written.

    Returns
    -------
    list of (kind, start, end)
        In the text's order, without overlap; code points, half-open. Order numbers, prices, dates, times and
        versions are left alone.

    Examples
    --------
    >>> find_identifiers("mail ann@example.org before 12:30")
    [('e-mail', 5, 20)]
    """
    return unite((detector.kind, start, end) for detector in DETECTORS for start, end in detector.find(text))


def unite(found: Iterable[Found]) -> list[Found]:
    """Bring finds into order, and make one of those that overlap.

    Parameters
    ----------
    found : iterable of (kind, start, end)
        In any order.

    Returns
    -------
    list of (kind, start, end)
        Without overlap; each covers all that was found there, under the kind of highest rank.

    Examples
    --------
    >>> unite([("phone", 4, 9), ("e-mail", 0, 5)])
    [('e-mail', 0, 9)]
    """
    united: list[Found] = []
    for kind, start, end in sorted(found, key=lambda one: (one[1], -one[2])):
        if united and start < united[-1][2]:
            first, left, right = united[-1]
            best = min(first, kind, key=lambda one: _RANK.get(one, len(DETECTORS)))
            united[-1] = (best, left, max(right, end))
        elif start < end:
            united.append((kind, start, end))
    return united


def blank_marks(text: str, kinds: Iterable[str]) -> str:
    """Hide the marks of an earlier redaction, so that no detector reads them.

    Parameters
    ----------
    text : str
        As written, or redacted.
    kinds : iterable of str
        What the marks can say.

    Returns
    -------
    str
        Of the same length, with every mark blanked out.
    """
    known = frozenset(kinds)
    if "[" not in text:
        return text
    return _MARK.sub(lambda mark: _BLANK * len(mark[0]) if mark[0][1:-1] in known else mark[0], text)
