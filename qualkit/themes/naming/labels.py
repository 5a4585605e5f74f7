"""Names that people would use: words and phrases that many of a theme's people say and others do not."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.naming.ctfidf import class_terms
from qualkit.themes.naming.empty import is_empty, is_filler
from qualkit.themes.naming.phrases import DENIED, Uses, mostly, mostly_denied, people_heard, uses_of
from qualkit.themes.naming.terms import shared_terms
from qualkit.themes.naming.wholes import is_ragged, whole
from qualkit.themes.naming.wording import FEW, Phrase, labels_of, tells
from qualkit.themes.naming.words import PAIR, WITHOUT, Word, counted_document

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Names", "names_of"]

_SHARE = 0.06  # of a theme's people must use a phrase, and never fewer than two
_PRAISED = 0.02  # the same of a phrase that only praises or blames
_FIRST = 0.15  # of its people: a phrase that fewer use is worth less, by this power of what is missing
_RARE = 1.5
_CANDIDATES = 40
_FINISHED = 10  # of them are looked at for what they are cut from
_CUT = 0.3  # of its weight is left to a phrase that stops before a word it needs
_MANY = 10  # people, from which two who share a phrase may do so by chance
_CHANCE = 0.5
_PHRASE = 2.0  # how much more a phrase is worth than a word that as many people use
_CONSIDERED = 400  # in a small theme words that stand once crowd the heaviest places


@dataclass(frozen=True, slots=True)
class Names:
    """What a theme is called.

    Attributes
    ----------
    label : str
        A phrase, or two.
    terms : tuple of str
        Words and pairs of words as people write them, most telling first.
    """

    label: str
    terms: tuple[str, ...]


def names_of(
    documents: Sequence[Sequence[Word]],
    people: Sequence[str],
    labels: NDArray[np.int64],
    vectors: NDArray[np.float32],
) -> list[Names]:
    """Name each theme by what its people say and others do not.

    Parameters
    ----------
    documents : sequence of sequence of Word
        All texts.
    people : sequence of str
        Who said each; one person counts once.
    labels : ndarray of shape (n_texts,), int64
        Theme of each text from 0; -1 for none.
    vectors : ndarray of shape (n_texts, n_dims), float32
        Rows of unit length.

    Returns
    -------
    list of Names
        By theme; no two labels alike.

    Notes
    -----
    Candidates are words and phrases of up to five words that begin and end with a word that carries meaning. Each is
    weighed by how many of the theme's people use it, by how much more often they do than others (the log of the ratio
    of the two shares, after Monroe, Colaresi and Quinn 2008, doi:10.1093/pan/mpn018), and by how near the comments that
    use it lie to the middle of the theme. A word that most of those who use it deny stands with its denial or not at all.
    Words that are polite, fill a sentence, say good or bad or fit every subject come after others.
    """
    if len(labels) == 0 or int(labels.max()) < 0:
        return []
    counted = [counted_document(words) for words in documents]
    weighted = class_terms(counted, labels, _CONSIDERED)
    candidates = [[term.replace(PAIR, " ") for term, _ in one] for one in weighted]
    terms = shared_terms(documents, people, labels, candidates, counted=counted)
    n_people = people_heard(people, labels)
    found = _phrases(uses_of(documents, people, labels), n_people, labels, vectors)
    found = [_finished(best, documents) for best in found]
    told = labels_of(found, terms, [n_people[theme] for theme in range(len(terms))])
    return [Names(label, tuple(one)) for label, one in zip(told, terms, strict=True)]


def _phrases(
    uses: Uses, n_people: Counter[int], labels: NDArray[np.int64], vectors: NDArray[np.float32]
) -> list[list[Phrase]]:
    """Weigh the candidates of each theme and put the best first."""
    denied = mostly_denied(uses)
    by_theme: list[list[tuple[tuple[str, ...], float]]] = [[] for _ in range(int(labels.max()) + 1)]
    everybody = sum(n_people.values())
    for key, by in uses.items():
        anywhere = sum(len(said_by) for theme, said_by in by.items() if theme >= 0)
        for theme, said_by in by.items():
            inside, all_inside = len(said_by), n_people[theme]
            if theme < 0 or inside < max(2, _least(key) * all_inside) or _misleads(key, denied.get(theme, frozenset())):
                continue
            more = _more_often(inside, all_inside, anywhere - inside, everybody - all_inside)
            if more > 0:
                chance = _CHANCE if inside < FEW and all_inside >= _MANY else 1.0
                by_theme[theme].append((key, math.sqrt(inside) * more * chance * _worth(key)))
    return [
        _nearest_first(theme, candidates, uses, vectors, labels, n_people[theme]) if candidates else []
        for theme, candidates in enumerate(by_theme)
    ]


def _least(key: tuple[str, ...]) -> float:
    # Praise comes in many words: "excellent service" and "very good service" are two phrases of one theme.
    return _PRAISED if len(key) > 1 and DENIED not in key and all(map(is_empty, key)) else _SHARE


def _misleads(key: tuple[str, ...], denied: frozenset[str]) -> bool:
    """Whether a phrase says what most people of the theme deny, or denies what they do not."""
    after = {word for before, word in itertools.pairwise(key) if before == DENIED}
    return not after <= denied or not denied.isdisjoint(set(key) - after)


def _worth(key: tuple[str, ...]) -> float:
    # A phrase says more than a word, if more than "good", "trying" or a "without" is added to it.
    telling = sum(not is_empty(word) and word not in WITHOUT for word in key)
    plain = len(key) == 1 or (telling == 1 and not all(map(is_empty, key)))
    return (1.0 if plain else _PHRASE) * tells(key)


def _more_often(inside: int, of: int, outside: int, others: int) -> float:
    """Give the log of the ratio of two rates; above 0 only where the first is higher."""
    return math.log(((inside + 0.5) / (of + 1)) / ((outside + 0.5) / (others + 1)))


def _nearest_first(
    theme: int,
    candidates: list[tuple[tuple[str, ...], float]],
    uses: Uses,
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
    n_people: int,
) -> list[Phrase]:
    middle = _unit(vectors[labels == theme].mean(axis=0, dtype=np.float64))
    best = sorted(candidates, key=lambda one: (-round(one[1], 6), one[0]))[:_CANDIDATES]
    found = []
    for key, weight in best:
        said_by = uses[key][theme]
        rows = sorted({row for _, row, _, _ in said_by.values()})
        near = float(_unit(vectors[rows].mean(axis=0, dtype=np.float64)) @ middle)
        written = Counter(use[0] for use in said_by.values() if use[0])
        if not written:
            continue
        surface = mostly(written)
        many = min(1.0, len(said_by) / max(FEW, _FIRST * n_people)) ** _RARE
        users, places = frozenset(said_by), tuple(said_by.values())
        found.append(Phrase(key, surface, weight * max(0.1, near) ** 2 * many, users, places))
    return sorted(found, key=_order)


def _order(phrase: Phrase) -> tuple[bool, float, tuple[str, ...]]:
    return any(map(is_filler, phrase.key)), -round(phrase.weight, 4), phrase.key


def _finished(phrases: Sequence[Phrase], documents: Sequence[Sequence[Word]]) -> list[Phrase]:
    """Write the best phrases with the words that complete them, and put those that stay cut off behind."""
    found = []
    for one in phrases[:_FINISHED]:
        uses = whole(one.uses, documents)
        left = _CUT if is_ragged(uses, documents) else 1.0
        found.append(replace(one, surface=mostly(Counter(use[0] for use in uses)), weight=one.weight * left))
    return sorted([*found, *phrases[_FINISHED:]], key=_order)


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return vector / (float(np.linalg.norm(vector)) or 1.0)
