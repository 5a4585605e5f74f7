"""Words of a comment with their positions, and lists of phrases found among them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Hit", "Phrases", "Words", "quoted_lines", "words_of"]

_FENCED = re.compile(r"```.*?(?:```|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_LINK = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)|(?<=\])\([^)\s]{1,2000}\)|(?:https?://|www\.)\S+")
_INLINE = re.compile(r"`[^`\n]{1,300}`")
_HANDLE = re.compile(r"@[\w-]{2,}")
_QUOTE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_QUOTED_LINES = re.compile(r"^[ \t]*>.*(?:\n[ \t]*>.*)*", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:#{1,6}[ \t]|[-*+][ \t]|\d{1,3}[.)][ \t])", re.MULTILINE)
_TOKEN = re.compile(r"\b[bw]/[co]\b|\d+(?:[.,:]\d+)*\w*|\w+(?:'\w+)*|\.{2,}|[^\w\s]")
_LONG = re.compile(r"([^\W\d])\1{2,}")
_ABBREVIATED = frozenset("e.g i.e eg ie vs etc approx bzw ca usw z.b d.h p.ej sr sra dr mr mrs".split())
_LONGEST = 120  # words; what runs on without a mark is cut, so that no text takes more than its length in time
_ENDS = frozenset({".", "!", "?", "…", "..", "..."})


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found among words.

    Attributes
    ----------
    tag : str
        The list that the phrase stands in.
    first, last : int
        Numbers of its words, half-open.
    """

    tag: str
    first: int
    last: int


@dataclass(frozen=True)
class Words:
    """A comment, cut into words.

    Attributes
    ----------
    text : str
        As written.
    plain : str
        The same, with code and links blanked out; positions are alike.
    words : tuple of str
        Words and marks, in small letters, typographic apostrophes made plain; without code and links.
    starts, ends : tuple of int
        Their positions in `text`, code points, half-open.
    sentences : tuple of (int, int)
        First and last (half-open) word of each sentence.
    """

    text: str
    plain: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [first for first, _ in self.sentences]

    def sentence(self, word: int) -> int:
        """Give the number of the sentence in which a word stands.

        Parameters
        ----------
        word : int
            Its number.

        Returns
        -------
        int
            Number of the sentence.
        """
        return bisect_left(self._sentence_starts, word + 1) - 1

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """Give the positions of a row of words, without marks at its edges.

        Parameters
        ----------
        first, last : int
            Numbers of words, half-open.

        Returns
        -------
        (int, int) or None
            Code points, half-open; None if no word is among them.
        """
        while first < last and not self.words[first][0].isalnum():
            first += 1
        while last > first and not self.words[last - 1][-1].isalnum():
            last -= 1
        return (self.starts[first], self.ends[last - 1]) if first < last else None


def words_of(text: str, bounds: Iterable[int] | None = None) -> Words:
    """Cut a comment into words and sentences.

    Parameters
    ----------
    text : str
        The comment. Code, links and the handles it is addressed to are passed over.
    bounds : iterable of int, optional
        Positions at which a sentence begins, from a parser; by default marks and line breaks tell.

    Returns
    -------
    Words
        The words.

    Examples
    --------
    >>> words_of("I left. Too dear!").words
    ('i', 'left', '.', 'too', 'dear', '!')
    """
    plain = _plain(text)
    words, starts, ends = [], [], []
    for match in _TOKEN.finditer(plain):
        word = match.group().lower()
        words.append(_LONG.sub(r"\1", word))
        starts.append(match.start())
        ends.append(match.end())
    cuts = _cuts(plain, words, starts, ends) if bounds is None else _given_cuts(starts, bounds)
    return Words(text, plain, tuple(words), tuple(starts), tuple(ends), tuple(_rows(cuts, len(words))))


def quoted_lines(text: str) -> list[tuple[int, int]]:
    r"""Find the lines that repeat another comment.

    Parameters
    ----------
    text : str
        A comment.

    Returns
    -------
    list of (int, int)
        Their positions, code points, half-open; lines that follow one another are one.

    Examples
    --------
    >>> quoted_lines("> you wrote\nno")
    [(0, 11)]
    """
    return [one.span() for one in _QUOTED_LINES.finditer(text)]


def _plain(text: str) -> str:
    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    plain = text.replace("’", "'").replace("‘", "'").replace("\r", "\n")
    for pattern in (_FENCED, _TAG, _LINK, _QUOTE_MARK, _BULLET):
        plain = pattern.sub(blank, plain)
    # A name in code, or a handle, is still something that was named: it stays as one word.
    plain = _INLINE.sub(lambda match: " " + "x" * (len(match.group()) - 2) + " ", plain)
    return _HANDLE.sub(lambda match: blank(match) if match.start() == 0 else _named(match), plain)


def _named(handle: re.Match[str]) -> str:
    """Write a handle as one word that begins at its sign; in an address, only what follows the sign is one."""
    name = "x" * (len(handle.group()) - 1)
    return (" " if handle.string[handle.start() - 1].isalnum() else "x") + name


def _cuts(plain: str, words: list[str], starts: list[int], ends: list[int]) -> list[int]:
    cuts = [0]
    for n in range(1, len(words)):
        before, gap = words[n - 1], plain[ends[n - 1] : starts[n]]
        if "\n" in gap or (
            before in _ENDS
            and words[n] not in _ENDS
            and gap
            and not (before == "." and n > 1 and words[n - 2] in _ABBREVIATED)
            and not (before in {"..", "...", "…"} and plain[starts[n]].islower())
        ):
            cuts.append(n)
    return cuts


def _given_cuts(starts: list[int], bounds: Iterable[int]) -> list[int]:
    return sorted({0, *(bisect_left(starts, one) for one in bounds)})


def _rows(cuts: list[int], n: int) -> list[tuple[int, int]]:
    ends = [*cuts[1:], n]
    return [
        (begin, min(last, begin + _LONGEST))
        for first, last in zip(cuts, ends, strict=True)
        for begin in range(first, last, _LONGEST)
    ]


class Phrases:
    """Lists of phrases, each under a tag, and a quick way to find them among words.

    Parameters
    ----------
    lists : mapping of str to str
        Tag to phrases separated by ``|``. ``*`` at a word's end stands for any ending, ``#`` for a number, ``…`` for up to
        three words between.

    Examples
    --------
    >>> Phrases({"left": "switch* to|i left"}).hits(("i", "left", ".", "switching", "to"))
    [Hit(tag='left', first=0, last=2), Hit(tag='left', first=3, last=5)]
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._by_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._by_stem: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for tag, phrases in lists.items():
            for phrase in dict.fromkeys(_spellings(phrases)):
                head, *rest = phrase.split()
                place, head = (self._by_stem, head[:-1]) if head.endswith("*") else (self._by_word, head)
                place.setdefault(head, []).append((tuple(rest), tag))
        self._longest = max((len(stem) for stem in self._by_stem), default=0)
        self._shortest = min((len(stem) for stem in self._by_stem), default=1)
        self._known: dict[str, list[tuple[tuple[str, ...], str]]] = {}

    def _beginning(self, word: str) -> list[tuple[tuple[str, ...], str]]:
        known = self._known.get(word)
        if known is None:
            known = list(self._by_word.get("#" if word[0].isdigit() else word, ()))
            for length in range(self._shortest, min(len(word), self._longest) + 1):
                known += self._by_stem.get(word[:length], ())
            if len(self._known) < 100_000:
                self._known[word] = known
        return known

    def hits(self, words: tuple[str, ...]) -> list[Hit]:
        """Find all phrases.

        Parameters
        ----------
        words : tuple of str
            As `Words.words`.

        Returns
        -------
        list of Hit
            In order of their first word; they may overlap.
        """
        found = []
        for n, word in enumerate(words):
            for rest, tag in self._beginning(word):
                last = _match(words, n + 1, rest)
                if last is not None:
                    found.append(Hit(tag, n, last))
        return found


def _match(words: tuple[str, ...], at: int, rest: tuple[str, ...]) -> int | None:
    for k, wanted in enumerate(rest):
        if wanted == "…":
            ways = (_match(words, at + skip, rest[k + 1 :]) for skip in range(4))
            return next((way for way in ways if way is not None), None)
        if at >= len(words) or not _fits(words[at], wanted):
            return None
        at += 1
    return at


def _fits(word: str, wanted: str) -> bool:
    if wanted == "#":
        return word[0].isdigit()
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _spellings(phrases: str) -> Iterable[str]:
    for phrase in phrases.split("|"):
        plain = " ".join(phrase.replace("’", "'").lower().split())
        if plain:
            yield plain
            # On a phone the apostrophe is left out; "we're" and "he'll" without it are other words.
            bare = re.sub(r"n't\b", "nt", re.sub(r"\b(i|that|it|there|they|what)'(m|ve|s|re)\b", r"\1\2", plain))
            if bare != plain:
                yield bare
