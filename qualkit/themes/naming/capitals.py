"""What capitals tell: how a word stands inside a sentence, and which words are names of people."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from qualkit.themes.naming.words import Word

__all__ = ["with_capitals", "without_names"]

_FEW = 8  # a capitalised word that fewer people use than this is taken for somebody's name
_FULL_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:[ '-][^\W\d_]+)*(?: [^\W\d_a-z][^\W\d_]*)|[^\W\d_a-z][^\W\d_]+(?= \()")
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july august september october "
    "november december".split()
)
"""Names of days and months that English writes with a capital and that are no other word."""
_CALENDAR = _DAYS | {"march", "may"}
_INSIDE = re.compile(r"^(?!(?:Mc|Mac|De|Di|La|Le|Van|Fitz|O['’])[A-Z]).+[a-z].*[A-Z]|^[a-z]+[A-Z]")
"""Capitals inside a word, as of a product ("PayPal", "iPhone"); "McKay" is somebody."""
_ACRONYM = 4
_SEVERAL = 3  # people, and no fewer, write a name with a capital,
_NAMED = 1 / 3  # and this share: names lose their capitals often, and other words hardly ever get one
_LOUD = 3  # people, and no fewer, write a longer word all in capitals, before that is its spelling
_MEANT = 0.3  # of the people who write a word give it capitals behind its first letter, before that is its spelling
_LOWER = 0.5  # of the words inside a text begin small, or it is a headline whose capitals tell nothing


def without_names(
    documents: Sequence[Sequence[Word]],
    people: Sequence[str],
    authors: Iterable[str],
    handles: Set[str] = frozenset(),
) -> list[list[Word]]:
    """Take the names of people out of what may name a theme.

    Parameters
    ----------
    documents : sequence of sequence of Word
        All texts.
    people : sequence of str
        Who said each.
    authors : iterable of str
        Authors as exported; the parts of full names ("Gwen Adderley", "Ines (Larder)") are names wherever they stand.
    handles : set of str
        Other names, in lower case.

    Returns
    -------
    list of list of Word
        The same words, spelled as `with_capitals` has it; those names, and words that a few people write with a capital
        inside a sentence, carry no theme any more. Words with a capital inside ("PayPal") are no such names.
    """
    names = {part for author in authors for full in _FULL_NAME.findall(author) for part in full.casefold().split()}
    names |= handles
    found = _inside(documents, people)
    small: dict[str, set[str]] = defaultdict(set)
    capital: dict[str, set[str]] = defaultdict(set)
    for (surface, noun_capital), users in found.items():
        if not noun_capital:
            said = set().union(*users)
            (capital if surface[:1].isupper() and not _INSIDE.match(surface) else small)[surface.casefold()] |= said
    names |= {one for one in capital if len(capital[one]) < _FEW and len(small[one]) < len(capital[one]) / 3}
    return _rewritten(documents, _spellings(found), names - _CALENDAR)


def with_capitals(documents: Sequence[Sequence[Word]], people: Sequence[str]) -> list[list[Word]]:
    """Spell each word as most people write it inside a sentence.

    Parameters
    ----------
    documents : sequence of sequence of Word
        All texts.
    people : sequence of str
        Who said each; one person counts once.

    Returns
    -------
    list of list of Word
        The same words. What opens a sentence, is shouted, or stands in a text without any capital or in a headline says
        nothing of how a word is written; a third suffices for a capital, because people drop them more often than they make
        them up; where there is nothing else, these count (truecasing; Lita, Ittycheriah, Roukos
        and Kambhatla 2003, doi:10.3115/1075096.1075116). English days and months have a capital.

    Examples
    --------
    >>> from qualkit.themes.naming.words import words_of
    >>> texts = ["Slots on friday", "My Friday Slot", "No box on Friday", "see you on friday", "The Xbox slot"]
    >>> words = with_capitals(words_of(texts), ["a", "b", "c", "d", "e"])
    >>> [word.spelled for text in words for word in text if word.content]
    ['slots', 'Friday', 'Friday', 'slot', 'box', 'Friday', 'Friday', 'Xbox', 'slot']
    """
    return _rewritten(documents, _spellings(_inside(documents, people)), frozenset())


_Written = dict[tuple[str, bool], tuple[set[str], set[str]]]
"""By surface, and whether its language writes nouns with a capital: who writes it so where capitals tell something, and
who does elsewhere."""


def _inside(documents: Sequence[Sequence[Word]], people: Sequence[str]) -> _Written:
    """Collect how words that carry meaning are written behind another word."""
    # Texts share their words as objects, and to look one up by its identity is cheap.
    by_word: dict[int, tuple[Word, tuple[set[str], set[str]]]] = {}
    for words, person in zip(documents, people, strict=True):
        behind = [
            after
            for before, after in itertools.pairwise(words)
            if after.content and not before.breaks and not (after.surface.isupper() and _shouted(before, after))
        ]
        tells = 0 if behind and _tells(words, behind) else 1
        for word in behind:
            place = id(word)
            if place not in by_word:
                by_word[place] = (word, (set(), set()))
            by_word[place][1][tells].add(person)
    found: _Written = defaultdict(lambda: (set(), set()))
    for word, (sure, unsure) in by_word.values():
        users = found[word.surface, word.noun_capital]
        users[0].update(sure)
        users[1].update(unsure)
    return found


def _shouted(before: Word, word: Word) -> bool:
    return len(word.surface) > 1 and len(before.surface) > 1 and before.surface.isupper()


def _tells(words: Sequence[Word], behind: Sequence[Word]) -> bool:
    opening = next((word.surface for word in words if not word.breaks), "")
    if not opening[:1].isupper():
        return False
    small = sum(word.surface[:1].islower() for word in behind)
    return behind[0].noun_capital or small >= _LOWER * len(behind)


def _spellings(found: _Written) -> dict[tuple[str, bool], str]:
    """Choose the spelling of most people, of equals the one without capitals."""
    told: dict[tuple[str, bool], tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for (surface, noun_capital), users in found.items():
        for counts, who in zip(told[surface.casefold(), noun_capital], users, strict=True):
            if who:
                counts[surface] = len(who)
    chosen = {}
    for key, (sure, unsure) in told.items():
        counts = Counter({one: n for one, n in (sure or unsure).items() if n >= _LOUD or not _is_loud(one)})
        if not counts:
            continue
        best = min(counts, key=lambda one: (-counts[one], one != one.lower(), one))
        meant = {one: n for one, n in counts.items() if _is_meant(one) and n > 1 and n >= _MEANT * counts.total()}
        best = max(meant, key=lambda one: (meant[one], one), default=best)
        named = sum(n for one, n in counts.items() if one.istitle())
        if best.islower() and named >= _SEVERAL and named >= _NAMED * counts.total():
            best = best.capitalize()
        chosen[key] = best.capitalize() if key[0] in _DAYS else best
    return chosen


def _is_loud(surface: str) -> bool:
    return surface.isupper() and len(surface) > _ACRONYM


def _is_meant(surface: str) -> bool:
    """Whether a spelling is no accident: people drop the capitals of "iPhone" and "API", and do not make them up."""
    return surface[1:] != surface[1:].lower() and (not surface.isupper() or len(surface) <= _ACRONYM)


def _rewritten(
    documents: Sequence[Sequence[Word]], spellings: Mapping[tuple[str, bool], str], names: Set[str]
) -> list[list[Word]]:
    distinct = {id(word): word for words in documents for word in words}
    known = {place: _one(word, spellings, names) for place, word in distinct.items()}
    return [[known[id(word)] for word in words] for words in documents]


def _one(word: Word, spellings: Mapping[tuple[str, bool], str], names: Set[str]) -> Word:
    if not word.content:
        return word
    small = word.surface.casefold()
    inside = spellings.get((small, word.noun_capital), small.capitalize() if small in _DAYS else "")
    content = small not in names
    return word if content and not inside else replace(word, content=content, inside=inside)
