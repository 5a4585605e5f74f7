"""Finding names by what stands round them: greetings, signatures, introductions, titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qualkit.text.name_words import AMBIGUOUS, CUE_WORDS, FIRST_NAMES, NOT_LAST, NOT_NAMES, OFFICES, PARTICLES, TITLES

__all__ = ["find_doubtful_names", "find_named"]

Span = tuple[int, int]

# Python counts vowel signs and accents written as marks of their own as no part of a word.
_LETTER = r"[^\W\d_][\u0300-\u036f]?"
_NAME = rf"{_LETTER}(?:{_LETTER}|[-'’](?={_LETTER})){{0,30}}"
_INITIAL = rf"{_LETTER}\.?"
_NAMES = rf"(?P<names>{_NAME}\.?(?:[ \t]{{1,2}}(?:{_NAME}|{_INITIAL})){{0,3}})"
_WORD = re.compile(rf"{_NAME}")
# A capital in the middle is program code, but for some beginnings: McCray, O'Neill, DeVito.
_SPELT = re.compile(
    r"(?:(?:Mac|Mc|Mag|Fitz|O['’]|D['’]|L['’]|De|Di|Du|La|Le|Van|Von|St)(?=[^\W\d_a-z]))?"
    r"(?=[^a-zß-öø-ÿ])[^\W\d_](?:[^\W\d_A-ZÀ-ÖØ-Þ]|['’\u0300-\u036f])+\.?"
)

_GREETING = re.compile(
    r"(?:^|(?<=[\s.!?,;>(\"'“*:]))(?P<cue>(?:hi|hiya|hello|hey|hallo|hei|hej|moin|servus|hola|salut|ciao|ol[áa]|dear|dearest|"
    r"liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|gr[üu](?:ß|ss) (?:gott|dich)|estimad[oa]s?|querid[oa]s?|"
    r"apreciad[oa]|"
    r"buen(?:os|as) (?:d[ií]as|tardes|noches)|bonjour|bonsoir|ch(?:er|ère|ere)|car[oa]|beste|geachte|"
    r"(?:good )?(?:morning|afternoon|evening)|good day),?(?: again| there)?[ \t]{1,3})" + _NAMES,
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:^|(?<=[\s.!?,;>(]))(?P<cue>(?:many thanks|thanks|thank you|thank u|thx|ta|cheers|danke|vielen dank|gracias|merci|"
    r"grazie|obrigad[oa])(?: (?:so much|very much|again|a lot|sch[öo]n|sehr|beaucoup))?,?[ \t]{1,3}(?:to )?)" + _NAMES,
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:^|(?<=[\s.!?,;>]))(?P<cue>(?:(?:kind(?:est)?|best|warm(?:est)?|many|with) (?:regards|wishes|thanks)|regards|rgds|"
    r"(?:all the )?best|cheers|(?:many )?thanks(?: (?:again|in advance|so much))?|thank you(?: (?:again|so much|very much))?|thx|"
    r"(?:yours )?(?:sincerely|truly|faithfully)(?: yours)?|yours|love|xx+|sent by|signed|respectfully|take care|"
    r"mit freundlichen gr[üu](?:ß|ss)en|(?:freundliche|viele|liebe|beste|herzliche|schöne) gr[üu](?:ß|ss)e|gru(?:ß|ss)|"
    r"lg|vg|mfg|bg|"
    r"(?:un (?:cordial )?|muchos )?saludos?(?: cordiales)?|atentamente|cordialmente|un abrazo|abrazos|"
    r"(?:bien )?cordialement|cdlt|bien [àa] vous|amicalement|bises|bisous|"
    r"salutations(?: distingu[ée]es)?|groetjes|met vriendelijke groet|cordiali saluti|atenciosamente)"
    r"(?P<gap>[ \t]{0,3}[,.!;:~\u2013\u2014-]{0,3}[ \t]{0,3}(?:\r?\n[ \t]{0,3}){0,3}(?:[-~\u2013\u2014][ \t]?)?))" + _NAMES +
    r"(?=[ \t]{0,3}[.!,;x]{0,3}[ \t]{0,3}(?:\r?\n|$)|[ \t]{0,2}[,(|\u2013\u2014&/+-]|[.!][ \t]|[ \t]P\.?S\b)",
    re.IGNORECASE,
)  # fmt: skip
_LINE_ENDS = re.compile(r"[ \t]{0,3}[.!,;x]{0,3}[ \t]{0,3}(?:\r?\n|$)|[ \t]{0,2}[,(|\u2013\u2014-]")
# Where these open a sentence anything may follow: "Thanks, Tesco".
_LOOSE = re.compile(
    r"(?:many )?thank|thx|cheers|love|take care|(?:all the )?best\b(?! wish| regard)|yours\b(?! \w)", re.IGNORECASE
)
_JOINED = re.compile(
    rf"[ \t]{{0,2}}(?:[,/&+]|(?<=[ \t])(?:and|und|y|e|et|en)\b)[ \t]{{0,2}}(?:(?:and|und|y|et|&)[ \t])?(?P<name>{_NAME})",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(?:[.!][ \t]*)[~\u2013\u2014-][ \t]?$|[~\u2013\u2014-]$")
_AFTER_SIGNATURE = re.compile(r"[. x]*(?:P\.?S\b.*)?", re.IGNORECASE)
# What goes on after somebody is spoken to: "Hi Grace I have", "Thanks Mark for", but "Thanks Rosemary was missing".
_SPEAKS = re.compile(
    r"[ \t]{1,2}(?:for|x+|so|again|i|i['’]\w+|we|it|it['’]?s|you|your|hope|can|could|please|thanks?|just)\b",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(
    rf"(?:(?<=[.!?…])[ \t]{{1,3}}|[ \t]{{1,2}}[~\u2013\u2014-][ \t]?)(?P<names>{_NAME})[ \t]{{0,3}}[.!x]{{0,3}}\s{{0,8}}\Z"
)
_LAST_LINE = re.compile(r"\n[ \t]{0,8}[-~*\u2013\u2014]{0,2}[ \t]{0,2}" + _NAMES + r"[ \t]{0,3}[.,!x]{0,3}\s{0,8}\Z")
_MAIL_AFTER = re.compile(_NAMES + r"(?=[ \t]{0,2}(?:[<(][^\s<>@]{1,64}@| (?:wrote|schrieb|escribi[oó]|a écrit) ?:))")
_LABEL = re.compile(
    r"(?:^|(?<=[\n>]))(?P<cue>[ \t]{0,3}(?:from|to|cc|sender|signed-off-by|co-authored-by|reported-by|contact|customer|patient|"
    r"client|guest|name|von|an|de|para|kunde|kundin|cliente)[ \t]?:[ \t]{0,12})" + _NAMES,
    re.IGNORECASE,
)
# An initial and a family name that are a whole line: "J. Fisher", and an address below it perhaps.
_INITIALLED = re.compile(
    rf"(?m)^[ \t]{{0,3}}[-~\u2013\u2014]?[ \t]?(?P<names>(?:[A-ZÀ-ÖØ-Þ]\.[ \t]?){{1,3}}{_NAME})[ \t]*[.,!x]{{0,3}}[ \t]*\r?$"
)
_MOST_LINES_BELOW = 5
_LONGEST_LINE = 120
_PAIR = re.compile(
    rf"(?<![\w'’-])(?P<first>(?=[A-ZÀ-ÖØ-ÞŁŚŠŽČ]){_NAME})[ \t](?:(?:[^\W\d_a-z]\.?|de|van|von|der|del|di|da|la)[ \t]){{0,2}}"
    rf"(?P<last>(?=[A-ZÀ-ÖØ-ÞŁŚŠŽČ]){_LETTER}(?=[^\W\d_A-Z])(?:{_LETTER}|[-'’](?={_LETTER})){{1,30}})"
)
_CARET = re.compile(r"(?<=\s)[\^](?P<names>[^\W\d_]{3,20})(?=\s|$)")
_INTRODUCED = re.compile(
    r"(?<!\w)(?P<cue>(?:(?:my|his|her|whose) (?:full |first |last |maiden )?name(?: is|'s|’s)|maiden name is|name[:=]|"
    r"(?:(?:every(?:one|body)|people|they|friends) )?(?:calls?|called) me|mein name ist|ich hei(?:ß|ss)e|me llamo|mi nombre es|"
    r"je m['’]appelle|mon nom est|mi chiamo|meu nome [ée]|ik heet)[ \t]{1,3})" + _NAMES,
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"(?<!\w)(?P<cue>(?:this is|it['’]s|it is|i am|i['’]m|you(?:['’]re| are) (?:speaking|talking|chatting) (?:to|with)|"
    r"ich bin(?: die| der)?|hier ist|soy|je suis|c['’]est|sono)[ \t]{1,3})" + _NAMES,
    re.IGNORECASE,
)
# German nouns have capitals and "it's" takes any word, so a place of origin makes no name of what stands there.
_PRESENT_SURELY = re.compile(r"this is|i am|i['’]m|you|soy|je suis", re.IGNORECASE)
_OF_SOMEWHERE = re.compile(
    r"[ \t]{0,2},?[ \t]{0,2}(?:from|here|calling|speaking|writing|de|du|des|del|chez)\b", re.IGNORECASE
)
_HERE = re.compile(r"(?:^|(?<=[\n.!?]))[ \t]{0,3}" + _NAMES + r"(?= here\b| hier\b| speaking\b)")
_TITLED = re.compile(
    r"(?<!\w)(?P<cue>(?:Mrs?|mrs?|MRS?|Ms|ms\.|Miss|Mx|Mister|Dr|dr\.|DR\.|Prof|Professor|Sir|Dame|Lady|Lord|Rev|Herrn?|Frau|Fräulein|"
    r"[Ss]eñor(?:a|ita)?|Sra?\.|Srta\.|Don|Doña|Mme|Mlle|Monsieur|Madame|Mademoiselle|Signora?)\.?[ \t]{1,2}"
    r"(?:(?:Dr|Prof|Dipl|Ing)\.? ){0,2})" + _NAMES
)
_BRANDS_WITH_TITLE = frozenset(
    "martens pepper muscle kipling vuitton bean who oetker hauschka beckmann selfridge".split()
)
_ASKED_FOR = re.compile(
    r"(?<!\w)(?P<cue>(?:ask(?:ed|ing)? for|sp(?:oke|eak|eaking|oken) (?:to|with)|talk(?:ed|ing)? (?:to|with)|served by|seen by|"
    r"helped by|dealt with by|treated by|met|thanks to|named|called|nurse|doctor|sister|midwife|driver|agent|advis[eo]r|engineer|"
    r"manager|receptionist|technician|colleague|husband|wife|son|daughter|brother|friend|gefragt nach|hablé con|"
    r"atendió|gesprochen mit|parlé (?:à|avec))[ \t]{1,2})" + _NAMES,
    re.IGNORECASE,
)
_FORMAL = re.compile(r"dear|liebe|geehrt|estimad|querid|apreciad|ch[eè]r|geachte|beste", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"(?:good |guten )?(?:morning|afternoon|evening|day|tag|morgen|abend)", re.IGNORECASE)
_ANY_WORD = re.compile(r"[^\W\d_]+")
_STOPS_AFTER = re.compile(r"[ \t]{0,2}(?:[,!.:;\n\r\u2013\u2014)?]|-(?!\w)|$|[\U0001F300-\U0001FAFF])")


def find_named(text: str, common: frozenset[str] = frozenset()) -> Iterator[Span]:
    """Find names that are greeted, signed, introduced or stand behind a title, and their further mentions.

    Parameters
    ----------
    text : str
        As written.
    common : frozenset of str
        Words in lower case that are never taken for a name on these grounds (the firm, its products).

    Yields
    ------
    start, end : int
        Code points, half-open.

    Examples
    --------
    >>> list(find_named("Hi Anna, this is Tom from Larder. Thanks to all, Anna!"))
    [(3, 7), (17, 20), (49, 53)]
    """
    found = set(_by_cue(text, common))
    words = {
        word.group()
        for start, end in found
        for word in _WORD.finditer(text, start, end)
        if len(word.group()) > 2 and word.group()[0].isupper() and word.group().casefold() not in PARTICLES | TITLES
    }
    if words:
        # A given and a family name may both be mentioned alone later on.
        for match in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words)))})(?!\w)", text):
            found.add(match.span())
    yield from sorted(found)


def _by_cue(text: str, common: frozenset[str]) -> Iterator[Span]:
    words = frozenset(_ANY_WORD.findall(text.lower()))
    for gate, find in _CUES:
        if gate is None or not gate.isdisjoint(words) or (find is _signed and "xx" in text):
            yield from find(text, common)


def _greeted(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _GREETING.finditer(text):
        span = _name_in(match, common, text)
        if span is None or (text[span[1] : span[1] + 2] in {"'s", "’s"} and not _is_first(text, span)):
            continue  # "Dear Sainsbury's"
        weak = _TIME_OF_DAY.match(match["cue"])
        if _FORMAL.match(match["cue"]) or _is_spoken_to(text, span):
            yield span
            yield from _joined(text, span[1])
        elif not weak and _STOPS_AFTER.match(text, span[1]) and not _is_first(text, span):
            yield span


def _thanked(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _THANKS.finditer(text):
        span = _name_in(match, common, text)
        if span and _is_spoken_to(text, span):
            yield span
            yield from _joined(text, span[1])


def _signed(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _CLOSING.finditer(text):
        span = _name_in(match, common, text, whole=True)
        if span and (_is_spoken_to(text, span) or _is_line_of_its_own(text, match)):
            yield span
            yield from _joined(text, span[1])


def _introduced(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _INTRODUCED.finditer(text):
        span = _name_in(match, common, text)
        if span:
            yield span


def _presented(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _PRESENT.finditer(text):
        span = _name_in(match, common, text)
        surely = _PRESENT_SURELY.match(match["cue"])
        if span and (_is_first(text, span) or (surely and _OF_SOMEWHERE.match(text, span[1]))):
            yield span


def _titled(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _TITLED.finditer(text):
        span = _name_in(match, common | _BRANDS_WITH_TITLE, text)
        if span:
            yield span


def _on_last_line(text: str, common: frozenset[str]) -> Iterator[Span]:
    tail = max(0, len(text.rstrip()) - _LONGEST_LINE)
    for match in _LAST_LINE.finditer(text, tail):
        span = _name_in(match, common, text, whole=True)
        if span and _is_first(text, span):
            yield span


def _initialled(text: str, common: frozenset[str]) -> Iterator[Span]:
    lines = list(_INITIALLED.finditer(text)) if "\n" in text and "." in text else []
    if len(lines) != 1 or text.count("\n", lines[0].end()) > _MOST_LINES_BELOW:
        return  # "A. Price", "B. Slot": a list
    last = _WORD.search(text, lines[0].start("names") + lines[0]["names"].rfind(".") + 1)
    if last and _kind_of(last.group(), common, first=True) == "name":
        yield lines[0].start("names"), last.end()


def _at_the_end(text: str, common: frozenset[str]) -> Iterator[Span]:
    """Find a lone first name that is the last sentence: "The box never came. Anna"."""
    match = _LAST_WORD.search(text, max(0, len(text.rstrip()) - _LONGEST_LINE))
    if match and match["names"][0].isupper() and match["names"].casefold() in _SURE_FIRST:
        yield match.span("names")


def _marked(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _CARET.finditer(text) if "^" in text else ():
        yield match.span("names")
    for match in _HERE.finditer(text) if " here" in text or " hier" in text or " speaking" in text else ():
        span = _name_in(match, common, text, whole=True)
        if span and _is_first(text, span):
            yield span


def _in_full(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _PAIR.finditer(text):
        first, last = match["first"].casefold(), match["last"].casefold()
        after = _ANY_WORD.match(text, match.end() + 1)
        if after and after.group()[0].isupper() and after.group().casefold() in NOT_LAST:
            continue
        if first in _SURE_FIRST and not (last in _NO_SURNAME or last in common):
            yield match.start(), match.end() - (2 if match.group()[-2:] in {"'s", "’s"} else 0)


def _before_mail(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _MAIL_AFTER.finditer(text) if "@" in text or " wrote" in text else ():
        span = _name_in(match, common, text)
        if span and span[1] == match.end("names"):
            yield span


def _labelled(text: str, common: frozenset[str]) -> Iterator[Span]:
    for match in _LABEL.finditer(text) if ":" in text else ():
        span = _name_in(match, common, text)
        if span and (_is_first(text, span) or (" " in text[slice(*span)] and span[1] == match.end("names"))):
            yield span


_SURE_FIRST = FIRST_NAMES - AMBIGUOUS
_NO_SURNAME = NOT_NAMES | NOT_LAST | OFFICES

_CUES: tuple[tuple[frozenset[str] | None, Callable[[str, frozenset[str]], Iterator[Span]]], ...] = (
    (CUE_WORDS["greeting"], _greeted),
    (CUE_WORDS["thanks"], _thanked),
    (CUE_WORDS["closing"], _signed),
    (CUE_WORDS["introduced"], _introduced),
    (CUE_WORDS["present"], _presented),
    (TITLES | {"sra", "herrn"}, _titled),
    (None, _on_last_line),
    (None, _initialled),
    (_SURE_FIRST, _at_the_end),
    (None, _marked),
    (FIRST_NAMES, _in_full),
    (None, _before_mail),
    (None, _labelled),
)


def _is_line_of_its_own(text: str, match: re.Match[str]) -> bool:
    gap = match["gap"]
    if "\n" in gap:
        return True
    if not _LINE_ENDS.match(text, match.end("names")):
        return False
    if _LOOSE.match(match["cue"]):
        return match["names"].strip(". ").casefold() in AMBIGUOUS or _DASHED.search(gap) is not None
    return bool(re.search(r"[,\u2013\u2014-]", gap)) and len(match["names"].split()) <= 2


def _joined(text: str, end: int) -> Iterator[Span]:
    """Find the first names that follow one: "Sarah and John", "Julie, Sandra & Steve"."""
    while match := _JOINED.match(text, end):
        name, end = match["name"].casefold(), match.end("name")
        if name not in FIRST_NAMES or (name in AMBIGUOUS and not _STOPS_AFTER.match(text, end)):
            return
        yield match.span("name")


def _is_spoken_to(text: str, span: Span) -> bool:
    """Say whether a first name stands here; one that is as often a thing needs to be followed as a name is."""
    if text[slice(*span)].casefold() not in AMBIGUOUS:
        return _is_first(text, span)
    return bool(_STOPS_AFTER.match(text, span[1]) or _SPEAKS.match(text, span[1])) or any(_joined(text, span[1]))


def find_doubtful_names(text: str, common: frozenset[str] = frozenset()) -> Iterator[tuple[int, int, str]]:
    """Find words that could be names, on grounds too weak to mask them.

    Parameters
    ----------
    text : str
        As written.
    common : frozenset of str
        Words in lower case that are never taken for a name.

    Yields
    ------
    start, end : int
        Code points, half-open.
    because : str
        Why it could be one.
    """
    for pattern in (_ASKED_FOR, _THANKS, _CLOSING, _GREETING):
        for match in pattern.finditer(text):
            span = _name_in(match, common, text)
            if span:
                yield *span, f"a word with a capital after “{' '.join(match['cue'].split()).rstrip(' ,.!')}”"
    for match in _WORD.finditer(text):
        if match.group()[0].isupper() and match.group().casefold() in FIRST_NAMES - NOT_NAMES - common:
            yield *match.span(), "a common first name"


def _is_first(text: str, span: Span) -> bool:
    first = _WORD.match(text, span[0])
    return first is not None and first.group().casefold() in FIRST_NAMES


def _name_in(match: re.Match[str], common: frozenset[str], text: str, *, whole: bool = False) -> Span | None:
    """Keep those of the words behind a cue that can be a name."""
    base = start = end = match.start("names")
    named = 0
    for word in re.finditer(r"\S+", match["names"]):
        bare = re.sub(r"['’]s$", "", word.group().rstrip("."))
        kind = _kind_of(bare, common, first=not named)
        if kind == "office" and not (named and text[start:end].casefold() in FIRST_NAMES):
            return None  # "Dear Larder Team"
        if kind == "title" and not named:
            start = end = base + word.end() + 1
        elif kind in {"name", "initial"}:
            end = base + word.start() + len(bare) + (kind == "initial" and word.group().endswith("."))
            named += kind == "name"
        elif kind != "particle":
            break
    if not named or (text[end : end + 1] in {".", "("} and text[end + 1 : end + 2].isalnum()):
        return None  # "name: Rules.strict" is program code
    if whole and not _is_signature(text, end, match.end("names")):
        return None
    return start, end


def _is_signature(text: str, end: int, last: int) -> bool:
    """Say whether nothing but kisses, a postscript or further first names stands between a name and `last`."""
    further = max((stop for _, stop in _joined(text, end)), default=end)
    return further >= last or _AFTER_SIGNATURE.fullmatch(text, further, last) is not None


def _kind_of(word: str, common: frozenset[str], *, first: bool) -> str:
    key = word.casefold()
    if not OFFICES.isdisjoint(re.split(r"[-.]", key)):
        return "office"
    if key in TITLES:
        return "title"
    if not first and key in PARTICLES:
        return "particle"
    if len(key) == 1:
        return "initial" if word.isupper() and not first else "none"
    if key in common or (key in NOT_NAMES):
        return "none"
    if key in FIRST_NAMES:
        return "name"
    parts = [part for part in word.split("-") if part]
    spelt = all(_SPELT.fullmatch(part) or part.islower() for part in parts)
    return "name" if spelt and not word[0].islower() else "none"
