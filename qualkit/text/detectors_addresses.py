"""Finding street addresses of a plain form in English, German, Spanish, French and their neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["find_addresses", "find_postcodes"]

Span = tuple[int, int]

_CAP = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČ][\w'’.-]{0,30}"
_UK_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b"
_FLAT = r"(?:apt|apartment|suite|ste|unit|flat|floor|room|piso|puerta|appt)\.? ?#?\w{1,6}"
_STREET_WORD = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Dr|Way|Court|Ct|Crescent|Cres|Place|Pl|Terrace|Gardens|Grove|"
    r"Hill|Mews|Row|Square|Sq|Walk|Yard|Boulevard|Blvd|Rise|Quay|Parade|Highway|Hwy|Parkway|Pkwy|Circle|Trail|Wharf)\b\.?"
)
# A town counts only where it stands with its postcode or state after a street.
_TOWN = (
    rf"(?:,?\s{{1,3}}{_CAP}(?: {_CAP}){{0,2}},?\s{{1,3}}(?:[A-Z]{{2}},? \d{{5}}(?:-\d{{4}})?\b|{_UK_POSTCODE})"
    rf"|,?\s{{1,3}}{_UK_POSTCODE}|,?\s{{1,2}}(?:[A-Z]{{1,2}}-)?\d{{4,5}} {_CAP}(?: {_CAP})?"
    rf"|(?:[,\n> ]{{1,6}}{_CAP}(?: {_CAP}){{0,2}}){{1,3}}[, ]{{1,2}}\d{{5}}(?!\w))?"
)
_FLAT_AFTER = rf"(?:(?:,| -)?[\s>]{{1,4}}(?i:{_FLAT}))?"
_BEFORE = r"(?<![\w£$€-])(?<!\d[.,])"

_ENGLISH = re.compile(
    rf"{_BEFORE}(?:\d{{1,5}} )?\d{{1,5}}(?:[-/]\d{{1,5}})?[a-zA-Z]?,? (?:{_CAP} ){{1,4}}{_STREET_WORD}{_FLAT_AFTER}{_TOWN}"
)
_SUFFIXED = re.compile(
    rf"(?<!\w)(?:\d{{1,5}} )?[A-ZÄÖÜÅÆØ](?:[\w.-]{{1,30}}?"
    r"(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|chaussee|gatan|vägen|gata|vegen|veien|vej|gade|katu|kuja|"
    r"straat|laan|gracht|gate)"
    r"| ?[\w.-]{0,30} (?:Stra(?:ß|ss)e|Str\.|Weg|Platz|Allee|Damm|Ufer|tér|utca|út|ulica))"
    rf" \d{{1,4}}(?: ?[a-hA-H](?!\w))?(?!\w|[.,:]\d){_FLAT_AFTER}{_TOWN}"
)
# "Sitzplatz 12" is a seat, "Parkplatz 3" a bay, and "Platz 3" a rank.
_NO_STREET = re.compile(
    r"(?:\d+ )?(?:sitz|stell|park|arbeits|steh|liege|camping|speicher|lager|fenster|gang|tabellen|um|heim|rück|hin|arbeits|bei|"
    r"investi|navi|fre|propa|dele|aggre|miti)(?:platz|weg|gate)\b|(?:der|die|den|auf|dem|am|im|mein|unser)\b",
    re.IGNORECASE,
)
_SPANISH = re.compile(
    rf"(?<!\w)(?:\d{{1,5}} )?(?:(?:[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Cc]arretera|[Tt]raves[ií]a|[Rr]onda|"
    rf"[Cc]arrer|Via|Viale|Piazza|Corso|Rua|Travessa|Largo|Praça) |"
    rf"[Cc]/ ?|(?:ul|al)\. ?|(?:[Aa]vd?a?|[Pp]za|[Cc]tra)\. ?)(?:(?:de|del|la|las|los|el|della|di|dei) ){{0,3}}{_CAP}"
    rf"(?: (?:de |del |la |las |los |y )*{_CAP}){{0,3}}"
    rf",?(?: n\.?[º°o]\.?| n[uú]mero)? ?\d{{1,4}}(?: ?[a-zA-Z](?!\w))?(?!\w|[.,:]\d){_FLAT_AFTER}{_TOWN}"
)
_FRENCH = re.compile(
    rf"{_BEFORE}(?:\d{{1,5}} )?\d{{1,4}}(?: ?(?:bis|ter))?,? (?i:rue|avenue|boulevard|bd|place|"
    rf"chemin|allée|impasse|quai|route|passage|faubourg)"
    rf" (?:(?:de|du|des|la|le|les|aux?) |d['’]|l['’]|de l['’]){{0,3}}{_CAP}(?:[ -](?:de |du |des |la )*{_CAP}){{0,3}}"
    rf"{_FLAT_AFTER}{_TOWN}"
)
# A number, words and a flat: an address in whatever language its street is named.
_WITH_FLAT = re.compile(
    rf"{_BEFORE}(?:\d{{1,5}} )(?:{_CAP} ){{1,4}}(?:\d{{1,4}}\.?)?[\s>]{{1,4}}"
    rf"(?i:apt|apartment|suite)\.? #?\d{{1,5}}{_FLAT_AFTER}{_TOWN}"
)
_BOX = re.compile(
    rf"(?<!\w)(?i:P\.? ?O\.? ?Box|Postfach|Apartado(?: de correos)?|(?:PSC|Unit|CMR) \d{{1,5}},? Box) \d{{1,6}}(?!\w)"
    rf"(?:\s{{1,2}}(?:APO|FPO|DPO) A[AEP] \d{{5}})?{_TOWN}|(?<!\w)(?i:[AFD]PO,? A[AEP]) \d{{5}}(?!\w)"
)
_NO_DRIVE = re.compile(
    r"\b(?:star|stars|hard|usb|flash|google|ssd|hdd|gb|tb|mb|disk|test|thumb|one|team|four|two|three|all|wheel|best|right|wrong|same|long|"
    r"first|last|market|work|other|great|good|half) (?:drive|way|place|row|court|close|walk|rise|hill|circle|square|trail)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b")
_FLAT_BEFORE = re.compile(rf"(?<!\w){_FLAT},? $", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# What one of the words of a street must contain; looking for these first spares most texts the long patterns.
_GATES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (_FRENCH, tuple("rue avenue boulevard bd place chemin allée impasse quai route passage faubourg".split())),
    (_SPANISH, tuple(
        "calle avenida plaza paseo carretera traves ronda via carrer piazza corso rua largo praça ul. al. c/ av. avd ava. "
        "pza. cta. cra. ctra.".split()
    )),
    (_WITH_FLAT, ("apt", "apartment", "suite")),
    (_BOX, ("box", "postfach", "apartado", "apo", "fpo", "dpo")),
    (_SUFFIXED, tuple(
        "straße strasse str. weg platz allee gasse damm ufer chaussee gatan vägen gata vegen veien vej gade katu kuja "
        "straat laan gracht gate tér utca út ulica".split()
    )),
)  # fmt: skip


def find_addresses(text: str) -> Iterator[Span]:
    """Find street addresses: a number with a street word, in the order of each language, and what follows of the town.

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
    >>> list(find_addresses("at 4 Mill Lane, Hallowby or Hauptstraße 5, 80331 München"))
    [(3, 14), (28, 56)]
    """
    if _DIGIT.search(text) is None:
        return
    for match in _ENGLISH.finditer(text):
        if _NO_DRIVE.search(match.group()) is None:
            from_ = max(0, match.start() - 24)
            flat = _FLAT_BEFORE.search(text[from_ : match.start()])
            yield from_ + flat.start() if flat else match.start(), _end(match)
    lower = text.lower()
    for pattern, words in _GATES:
        if any(word in lower for word in words):
            for match in pattern.finditer(text):
                if pattern is not _SUFFIXED or _NO_STREET.match(match.group()) is None:
                    yield match.start(), _end(match)


def _end(match: re.Match[str]) -> int:
    return match.start() + len(match.group().rstrip(" ,.\n"))


def find_postcodes(text: str) -> Iterator[Span]:
    """Find British postcodes, which name a few houses even without a street.

    Parameters
    ----------
    text : str
        As written.

    Yields
    ------
    start, end : int
        Code points, half-open.
    """
    for match in _POSTCODE.finditer(text):
        yield match.span()
