"""A comment as the rules see it: its words, what lists they stand in, and its clauses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from qualkit.findings.reasons.rules import Rules
from qualkit.findings.reasons.words import Hit, Words

__all__ = ["Clause", "Reading", "Reason"]

_MARKS = frozenset({",", ";", ":", "(", ")", "–", "—", "-", "…", "..", "...", "/", ".", "!", "?"})
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """A passage in which somebody seems to give a reason.

    Attributes
    ----------
    kind : str
        What shows it.
    cue : str
        The words that show it, as written; empty where none do.
    behaviour, reason : (int, int) or None
        What is explained and what explains it; code points, half-open. None if it lies in another comment.
    negated : bool
        Whether it says that this is not the reason.
    hypothetical : bool
        Whether it speaks of what would be.
    passage : (int, int) or None
        The sentences in which it stands, where these were chosen; else its parts are all there is.
    own : bool
        Whether a cue that a user gave announces it.
    """

    kind: str
    cue: str
    behaviour: tuple[int, int] | None
    reason: tuple[int, int] | None
    negated: bool = False
    hypothetical: bool = False
    passage: tuple[int, int] | None = None
    own: bool = False

    @property
    def extent(self) -> tuple[int, int]:
        """The whole passage."""
        return self.said if self.passage is None else self.passage

    @property
    def said(self) -> tuple[int, int]:
        """From the first to the last of its parts."""
        parts = [one for one in (self.behaviour, self.reason) if one is not None]
        return min(start for start, _ in parts), max(end for _, end in parts)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence.

    Attributes
    ----------
    first, last : int
        Numbers of its words, half-open.
    sentence : int
        Number of its sentence.
    """

    first: int
    last: int
    sentence: int


class Reading:
    """A comment as the rules see it.

    Parameters
    ----------
    words : Words
        The comment.
    rules : Rules
        The rules of its language.
    """

    def __init__(self, words: Words, rules: Rules) -> None:
        self.words = words
        self.rules = rules
        self.hits = rules.phrases.hits(words.words)
        self._at: dict[str, list[tuple[int, int]]] = {}
        for hit in self.hits:
            self._at.setdefault(hit.tag, []).append((hit.first, hit.last))

    @cached_property
    def _first_words(self) -> dict[str, dict[int, int]]:
        return {tag: dict(spans) for tag, spans in self._at.items()}

    def starts(self, tag: str, word: int) -> bool:
        """Say whether a phrase of a list begins with a word.

        Parameters
        ----------
        tag : str
            The list.
        word : int
            The word's number.

        Returns
        -------
        bool
            Whether it does.
        """
        return word in self._first_words.get(tag, ())

    def has(self, tag: str, first: int, last: int) -> bool:
        """Say whether a phrase of a list lies among words.

        Parameters
        ----------
        tag : str
            The list.
        first, last : int
            Numbers of words, half-open.

        Returns
        -------
        bool
            Whether it does.
        """
        spans = self._at.get(tag, [])
        for n in range(bisect_left(spans, (first, 0)), len(spans)):
            begin, end = spans[n]
            if begin >= last:
                return False
            if end <= last:
                return True
        return False

    def cues(self) -> list[Hit]:
        """Find the cues, the longest where several begin or overlap; exclusions take their words away.

        Returns
        -------
        list of Hit
            In order.
        """
        found = [hit for hit in self.hits if hit.tag == "never" or hit.tag.startswith("cue/")]
        # Stable: of two rules for the same words the one named first is kept.
        found.sort(key=lambda hit: (hit.first, hit.first - hit.last, hit.tag != "never"))
        kept: list[Hit] = []
        for hit in found:
            if not kept or hit.first >= kept[-1].last:
                kept.append(hit)
        return [hit for hit in kept if hit.tag != "never"]

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses of the comment, in order; parts of fewer than three words join what stands before them."""
        found: list[Clause] = []
        for number, (first, last) in enumerate(self.words.sentences):
            begin = first
            for n in range(first + 1, last + 1):
                if n < last and not self._breaks(n):
                    continue
                if n == last or (n - begin >= _LEAST and last - n >= _LEAST):
                    found.append(Clause(begin, n, number))
                    begin = n
        return found

    def _breaks(self, word: int) -> bool:
        return self.words.words[word - 1] in _MARKS or self.starts("break", word)

    def clause_edge(self, word: int, first: int) -> int:
        """Go back from a word to where its clause begins.

        Parameters
        ----------
        word : int
            From here.
        first : int
            No further than this.

        Returns
        -------
        int
            Number of the clause's first word.
        """
        at = word
        while at > first:
            if word - at >= _LEAST and (self.words.words[at - 1] in _MARKS or self.starts("break", at)):
                break
            at -= 1
        return at

    def clause_end(self, word: int, last: int, stops: Collection[str] = (".", "!", "?", ";", ")")) -> int:
        """Go forward from a word to where its clause ends.

        Parameters
        ----------
        word : int
            From here.
        last : int
            No further than this.
        stops : collection of str
            Marks that end it.

        Returns
        -------
        int
            Number of the word after its last.
        """
        for at in range(word, last):
            if self.words.words[at] in stops or (at > word and self.starts("but", at)):
                return at
        return last
