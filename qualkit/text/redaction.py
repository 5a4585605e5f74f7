"""Masking what points at a person: addresses, numbers, handles and known names.

Masking lowers a risk and removes none: a story can name a person without a name. Nothing here makes a text anonymous.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from qualkit.text.identifiers import find_identifiers

__all__ = ["POLICY", "Mask", "Redacted", "Redactor", "redact"]

POLICY = "marks-1"
"""Names the rules in use; changes whenever a text could come out differently."""

# Python counts vowel signs and accents written as marks of their own as no part of a word.
_SIGN = r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e]"
_WORD = re.compile(rf"@?\w{_SIGN}*(?:[-'’.]{_SIGN}+)*")
_PARTICLES = frozenset(
    "al ap bin da das de del della den der di do dos du el i ibn la le mac mc o san st ten ter van von y zu "
    "don doña dr dame frau herr miss mlle mme mr mrs ms mx prof rev señor señora sir sr sra".split()
)
_OFFICES = frozenset(
    "admin administrator anonymous bot care customer customers desk guest help helpdesk info moderator none null "
    "service services support team unknown user".split()
)
_EVERYDAY = frozenset(
    "aunt auntie best big dad daddy gran grandad grandma granny great happy lady little mam man mister mom mother mum "
    "mummy nan nana new old one papa sister some the uncle woman young".split()
)
_SHORTEST_PART = 3  # "Al" or "Jo" would mask too many other words


@dataclass(frozen=True, slots=True)
class Mask:
    """A stretch of the source that is not shown.

    Attributes
    ----------
    kind : str
        What it was, as the mark says: ``"e-mail"``, ``"phone"``, ``"handle"``, ``"name"`` and so on.
    start, end : int
        Code points of the source, half-open.
    shown_start, shown_end : int
        Where the mark lies in the redacted text, half-open.
    """

    kind: str
    start: int
    end: int
    shown_start: int
    shown_end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with its masks, and the way back.

    Attributes
    ----------
    text : str
        What may be shown.
    spans : tuple of Mask
        In order, without overlap.
    """

    text: str
    spans: tuple[Mask, ...] = ()

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Find a passage of the source in the redacted text.

        Parameters
        ----------
        start, end : int
            Code points of the source, half-open.

        Returns
        -------
        start, end : int
            Code points of `text`. A passage that cuts through a mask gets the whole mark.

        Examples
        --------
        >>> found = redact("Write to ann@example.org today")
        >>> found.text[slice(*found.locate(6, 30))]
        'to [e-mail] today'
        """
        shift = 0
        shown_start, shown_end = start, end
        for mask in self.spans:
            if mask.start < end:
                shown_end = mask.shown_end if mask.end > end else end + shift + _growth(mask)
            if mask.start <= start:
                inside = mask.end > start
                shown_start = mask.shown_start if inside else start + shift + _growth(mask)
            shift += _growth(mask)
        return shown_start, max(shown_start, shown_end)


def _growth(mask: Mask) -> int:
    return (mask.shown_end - mask.shown_start) - (mask.end - mask.start)


@dataclass(frozen=True)
class Redactor:
    """Rules made ready for many texts.

    Attributes
    ----------
    full : mapping of tuple of str to None
        Full names as words in lower case.
    parts : frozenset of str
        Single names that are masked where they are written with a capital.
    alone : frozenset of str
        Names of one word (handles, nicknames), masked in any case.
    """

    full: frozenset[tuple[str, ...]] = frozenset()
    parts: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()

    @classmethod
    def for_names(cls, names: Iterable[str], texts: Iterable[str] = ()) -> Redactor:
        """Make the rules for a set of known names.

        Parameters
        ----------
        names : iterable of str
            Authors as exported: full names, handles, nicknames.
        texts : iterable of str
            Texts from which to learn which parts of names are everyday words ("Price", "May"): those are then
            masked in full names only.

        Returns
        -------
        Redactor
            Ready for use.
        """
        full: set[tuple[str, ...]] = set()
        parts: set[str] = set()
        alone: set[str] = set()
        for name in names:
            _file_name(name, full, parts, alone)
        everyday = _everyday(parts | alone, texts)
        return cls(frozenset(full), frozenset(parts - everyday), frozenset(alone - everyday))

    def is_name(self, word: str) -> bool:
        """Say whether a word is one of the known names, whatever its case.

        Parameters
        ----------
        word : str
            One word.

        Returns
        -------
        bool
            True for a part of a name, a handle or a nickname.
        """
        key = word.casefold().lstrip("@")
        return key in self.parts or key in self.alone

    def redact(self, text: str) -> Redacted:
        """Mask one text.

        Parameters
        ----------
        text : str
            As written.

        Returns
        -------
        Redacted
            The text to show, and where its masks lie.
        """
        found = find_identifiers(text)
        taken = [(start, end) for _, start, end in found]
        found += [("name", *span) for span in self._names(text) if not _overlaps(span, taken)]
        return _apply(text, sorted(found, key=lambda one: one[1]))

    def _names(self, text: str) -> list[tuple[int, int]]:
        if not (self.full or self.parts or self.alone):
            return []
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        words = [(_bare(word), start, start + len(_bare(word))) for word, start, _ in words]
        keys = [word.casefold().lstrip("@") for word, _, _ in words]
        longest = max((len(one) for one in self.full), default=1)
        spans: list[tuple[int, int]] = []
        at = 0
        while at < len(words):
            length = self._match(text, words, keys, at, longest)
            if length:
                spans.append((words[at][1], words[at + length - 1][2]))
            at += length or 1
        return _join(spans, text)

    def _match(self, text: str, words: list[tuple[str, int, int]], keys: list[str], at: int, longest: int) -> int:
        for length in range(min(longest, len(words) - at), 1, -1):
            between = [(words[n][2], words[n + 1][1]) for n in range(at, at + length - 1)]
            together = all(text[start:end].isspace() for start, end in between)
            if together and tuple(keys[at : at + length]) in self.full:
                return length
        if keys[at] in self.alone:
            return 1
        return int(keys[at] in self.parts and not words[at][0][:1].islower())


def redact(text: str, names: Iterable[str] = ()) -> Redacted:
    """Mask e-mail addresses, phone numbers, handles, account numbers, addresses and known names in a text.

    Parameters
    ----------
    text : str
        As written.
    names : iterable of str
        Names to mask: full names (also their parts, where written with a capital), handles, nicknames.

    Returns
    -------
    Redacted
        The text with marks such as ``[e-mail]``, and where they lie.

    Examples
    --------
    >>> redact("Ring Ann Lee on 07700 900123, order LB-48213, £33.50", ["Ann Lee"]).text
    'Ring [name] on [phone], order LB-48213, £33.50'
    """
    return _ready(tuple(names)).redact(text)


@lru_cache(maxsize=16)
def _ready(names: tuple[str, ...]) -> Redactor:
    return Redactor.for_names(names)


def _bare(word: str) -> str:
    # "Harriet's" names Harriet: the genitive stays in the text.
    return word[:-2] if word[-2:] in {"'s", "’s"} else word


def _file_name(name: str, full: set[tuple[str, ...]], parts: set[str], alone: set[str]) -> None:
    words = [match.group() for match in _WORD.finditer(re.sub(r"\([^)]*\)", " ", name))]
    keys = tuple(word.casefold().lstrip("@") for word in words)
    if not keys or _OFFICES & set(keys):
        return
    if len(keys) == 1:
        if len(keys[0]) >= _SHORTEST_PART:
            handle = words[0].startswith("@") or not words[0].isalpha() or words[0][0].islower()
            (alone if handle else parts).add(keys[0])
        return
    full.add(keys)
    # "Nan of Stowe Cross" or "Dad of 3" is a nickname: its words are everyday words.
    if all(not word[0].islower() or key in _PARTICLES for word, key in zip(words, keys, strict=True)):
        named = [key for key in keys if key not in _PARTICLES | _EVERYDAY and not any(sign.isdigit() for sign in key)]
        parts.update(key for key in (named[:1] + named[-1:]) if len(key) >= _SHORTEST_PART)


def _everyday(names: set[str], texts: Iterable[str]) -> set[str]:
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts if names else ():
        for match in _WORD.finditer(text):
            word = _bare(match.group())
            if word.casefold() in names:
                (lower if word[0].islower() else capital)[word.casefold()] += 1
    # Someone also writes "harriet" now and then; a real everyday word is mostly written small, and often.
    return {word for word, times in lower.items() if times >= 3 and times > capital[word] and word.isalpha()}


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _join(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start] == " ":
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _apply(text: str, found: list[tuple[str, int, int]]) -> Redacted:
    pieces: list[str] = []
    masks: list[Mask] = []
    at = length = 0
    for kind, start, end in found:
        mark = f"[{kind}]"
        length += start - at
        pieces += [text[at:start], mark]
        masks.append(Mask(kind, start, end, length, length + len(mark)))
        length += len(mark)
        at = end
    return Redacted("".join([*pieces, text[at:]]), tuple(masks))
