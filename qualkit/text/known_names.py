"""Finding the names that are known: of the people in the data, and from the user's list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from qualkit.text.name_words import FIRST_NAMES, OFFICES, PARTICLES, TITLES

__all__ = ["KnownNames", "common_words"]

Span = tuple[int, int]

# Python counts vowel signs and accents written as marks of their own as no part of a word.
_SIGN = r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e]"
_WORD = re.compile(rf"@?\w{_SIGN}*(?:[-'’.]{_SIGN}+)*")
_CAPITAL = re.compile(r"(?<![\w'’-])[^\W\d_a-zß-öø-ÿ][^\W\d_]{2,30}(?!\w)")
_EVERYDAY = frozenset(
    "aunt auntie best big dad daddy gran grandad grandma granny great happy lady little mam man mister mom mother mum "
    "mummy nan nana new old one papa sister some the uncle woman young".split()
)
_SHORTEST_PART = 3  # shorter ones are too often other words: "He", "An", "My"
_SHORT_NAMES = frozenset("al bo ed jo mo ty vi".split())
_COMMON_FROM = 5
_COMMON_SHARE = 0.01


@dataclass(frozen=True)
class KnownNames:
    """Names made ready for many texts.

    Attributes
    ----------
    full : frozenset of tuple of str
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
    def from_names(cls, names: Iterable[str], texts: Iterable[str] = ()) -> KnownNames:
        """Make the rules for a set of names.

        Parameters
        ----------
        names : iterable of str
            Full names, handles, nicknames.
        texts : iterable of str
            Texts from which to learn which parts of names are everyday words.

        Returns
        -------
        KnownNames
            Ready for use.
        """
        full: set[tuple[str, ...]] = set()
        parts: set[str] = set()
        alone: set[str] = set()
        for name in names:
            _file_name(name, full, parts, alone)
        everyday = _everyday(parts | alone, texts)
        return cls(frozenset(full), frozenset(parts - everyday), frozenset(alone - everyday))

    def has(self, word: str) -> bool:
        """Say whether a word is one of the names, whatever its case.

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

    def find(self, text: str) -> list[Span]:
        """Find the names in a text.

        Parameters
        ----------
        text : str
            As written.

        Returns
        -------
        list of (start, end)
            Code points, half-open; names side by side are one.
        """
        if not (self.full or self.parts or self.alone):
            return []
        words = [(_bare(match.group()), match.start()) for match in _WORD.finditer(text)]
        keys = [word.casefold().lstrip("@") for word, _ in words]
        spans: list[Span] = []
        at = 0
        while at < len(words):
            length = self._match(text, words, keys, at, self._longest)
            if length:
                last, start = words[at + length - 1]
                spans.append((words[at][1], start + len(last)))
            at += length or 1
        return _join(spans, text)

    @cached_property
    def _longest(self) -> int:
        return max((len(one) for one in self.full), default=1)

    def _match(self, text: str, words: list[tuple[str, int]], keys: list[str], at: int, longest: int) -> int:
        for length in range(min(longest, len(words) - at), 1, -1):
            if tuple(keys[at : at + length]) not in self.full:
                continue
            between = [(words[n][1] + len(words[n][0]), words[n + 1][1]) for n in range(at, at + length - 1)]
            if all(text[start:end].isspace() for start, end in between):
                return length
        if keys[at] in self.alone:
            return 1
        return int(keys[at] in self.parts and not words[at][0][:1].islower())


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """Find words with a capital that so many texts share that they name the subject rather than a person.

    Parameters
    ----------
    texts : iterable of str
        All texts.

    Returns
    -------
    frozenset of str
        In lower case; no common first name is among them.
    """
    counts: Counter[str] = Counter()
    number = 0
    for text in texts:
        number += 1
        counts.update({word.casefold() for word in _CAPITAL.findall(text)})
    least = max(_COMMON_FROM, _COMMON_SHARE * number)
    return frozenset(word for word, times in counts.items() if times >= least) - FIRST_NAMES


def _bare(word: str) -> str:
    # "Harriet's" names Harriet: the genitive stays in the text.
    return word[:-2] if word[-2:] in {"'s", "’s"} else word


def _file_name(name: str, full: set[tuple[str, ...]], parts: set[str], alone: set[str]) -> None:
    words = [match.group() for match in _WORD.finditer(re.sub(r"\([^)]*\)", " ", name))]
    keys = tuple(word.casefold().lstrip("@") for word in words)
    if not keys or OFFICES & set(keys):
        return
    if len(keys) == 1:
        if len(keys[0]) >= _SHORTEST_PART:
            handle = words[0].startswith("@") or not words[0].isalpha() or words[0][0].islower()
            (alone if handle else parts).add(keys[0])
        return
    full.add(keys)
    # "Nan of Stowe Cross" or "Dad of 3" is a nickname: its words are everyday words.
    if all(not word[0].islower() or key in PARTICLES | TITLES for word, key in zip(words, keys, strict=True)):
        no_part = PARTICLES | TITLES | _EVERYDAY
        named = [key for key in keys if key not in no_part and not any(sign.isdigit() for sign in key)]
        parts.update(key for key in (named[:1] + named[-1:]) if len(key) >= _SHORTEST_PART or key in _SHORT_NAMES)


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


def _join(spans: list[Span], text: str) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start] == " ":
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
