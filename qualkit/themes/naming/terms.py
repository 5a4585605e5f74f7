"""Terms that more than one person of a theme uses, as they mostly write them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.naming.phrases import mostly
from qualkit.themes.naming.unspaced import is_unspaced
from qualkit.themes.naming.words import PAIR, Word, counted_document

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["N_TERMS", "shared_terms"]

N_TERMS = 8
_ALONE = 4  # terms of a theme in which no two people share one


def shared_terms(
    documents: Sequence[Sequence[Word]],
    people: Sequence[str],
    labels: NDArray[np.int64],
    terms: Sequence[Sequence[str]],
    n_terms: int = N_TERMS,
    counted: Sequence[str] | None = None,
) -> list[list[str]]:
    """Keep the terms that more than one person of the theme uses, as they mostly write them.

    Parameters
    ----------
    documents : sequence of sequence of Word
        All texts.
    people : sequence of str
        Who said each.
    labels : ndarray of shape (n_texts,), int64
        Theme of each text; -1 for none.
    terms : sequence of sequence of str
        Lemmas or pairs of lemmas of each theme, most telling first.
    n_terms : int
        How many to keep, at most.
    counted : sequence of str, optional
        The `counted_document` of each text, where it is known.

    Returns
    -------
    list of list of str
        By theme. Where nothing is shared, the first terms as they are. A word that a pair before it says already is
        left out, and so is a pair that only repeats words.
    """
    users: dict[tuple[int, str], set[str]] = defaultdict(set)
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    asked = [{candidate.replace(" ", PAIR): candidate for candidate in candidates} for candidates in terms]
    told = map(counted_document, documents) if counted is None else counted
    for words, text, person, theme in zip(documents, told, people, labels.tolist(), strict=True):
        if theme >= 0:
            wanted = asked[theme]
            for term in wanted.keys() & set(text.split()):
                users[theme, wanted[term]].add(person)
        for word in words:
            if word.content:
                surfaces[word.lemma][word.spelled] += 1

    def written(term: str) -> str:
        parts = [mostly(surfaces[part]) if part in surfaces else part for part in term.split()]
        return ("" if all(map(is_unspaced, parts)) else " ").join(parts)

    found = []
    for theme, candidates in enumerate(terms):
        told = [term for term in candidates if len(set(term.split())) == len(term.split())]
        shared = [term for term in told if len(users[theme, term]) >= 2] or told[:_ALONE]
        # The rarer a word elsewhere, the higher c-TF-IDF puts it, though only two people may use it.
        order = {term: math.sqrt(len(users[theme, term])) / (2 + place) for place, term in enumerate(shared)}
        ranked = sorted(shared, key=lambda term: (-round(order[term], 9), term))
        found.append(list(dict.fromkeys(written(term) for term in _without_repeats(ranked)))[:n_terms])
    return found


def _without_repeats(terms: Sequence[str]) -> list[str]:
    kept: list[str] = []
    said: set[str] = set()
    for term in terms:
        words = set(term.split())
        if not words <= said:
            kept.append(term)
            said |= words
    return kept
