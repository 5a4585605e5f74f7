"""Names that people would use: words and phrases that many of a theme's people say and others do not."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.naming.ctfidf import class_terms
from qualkit.themes.naming.words import PAIR, Word, counted_document, is_denial, spelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Names", "label_from", "names_of", "shared_terms"]

_LONGEST = 5  # words of a phrase, small ones included
_MOST_DOCUMENTS = 400  # a label needs no more witnesses than this, and a theme of 50,000 would cost minutes
_SHARE = 0.06  # of a theme's people must use a phrase, and never fewer than two
_CANDIDATES = 40
_PHRASE = 2.0  # how much more a phrase is worth than a word that as many people use
_N_TERMS = 8
_CONSIDERED = 400  # in a small theme words that stand once crowd the heaviest places
_ALONE = 4  # terms of a theme in which no two people share one
_HALVES = ("n't", "n’t")
_MANNERS = frozenset(
    "thank thanks thankyou please pls sorry hi hello hey dear cheers regards good great nice bad gracias hola favor "
    "danke bitte hallo liebe merci bonjour grazie ciao obrigado obrigada olá bedankt tack tak hej dzięki".split()
)
"""Words of courtesy and bare judgement: they name a theme only when nothing else does."""


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
    use it lie to the middle of the theme.
    """
    if len(labels) == 0 or int(labels.max()) < 0:
        return []
    weighted = class_terms([counted_document(words) for words in documents], labels, _CONSIDERED)
    candidates = [[term.replace(PAIR, " ") for term, _ in one] for one in weighted]
    terms = shared_terms(documents, people, labels, candidates, _N_TERMS)
    found = _phrases(documents, people, labels, vectors)
    told = [label_from(found[theme], terms[theme]) for theme in range(len(terms))]
    return [Names(label, tuple(one)) for label, one in zip(_distinct(told, terms), terms, strict=True)]


def shared_terms(
    documents: Sequence[Sequence[Word]],
    people: Sequence[str],
    labels: NDArray[np.int64],
    terms: Sequence[Sequence[str]],
    n_terms: int = _N_TERMS,
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

    Returns
    -------
    list of list of str
        By theme. Where nothing is shared, the first terms as they are. A word that a pair before it says already is
        left out, and so is a pair that only repeats words.
    """
    users: dict[tuple[int, str], set[str]] = defaultdict(set)
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    asked = [frozenset(candidates) for candidates in terms]
    for words, person, theme in zip(documents, people, labels.tolist(), strict=True):
        counted = {term.replace(PAIR, " ") for term in counted_document(words).split()} if theme >= 0 else set()
        for term in counted & asked[theme]:
            users[theme, term].add(person)
        for word in words:
            if word.content:
                surfaces[word.lemma][spelled(word.surface)] += 1

    def written(term: str) -> str:
        return " ".join(_commonest(surfaces[part]) if part in surfaces else part for part in term.split())

    found = []
    for theme, candidates in enumerate(terms):
        told = [term for term in candidates if len(set(term.split())) == len(term.split())]
        shared = [term for term in told if len(users[theme, term]) >= 2] or told[:_ALONE]
        # The rarer a word elsewhere, the higher c-TF-IDF puts it, though only two people may use it.
        order = {term: math.sqrt(len(users[theme, term])) / (2 + place) for place, term in enumerate(shared)}
        ranked = sorted(shared, key=lambda term: (-round(order[term], 9), term))
        found.append(list(dict.fromkeys(written(term) for term in _without_repeats(ranked)))[:n_terms])
    return found


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda one: (-counts[one], one != one.casefold(), one))


def _without_repeats(terms: Sequence[str]) -> list[str]:
    kept: list[str] = []
    said: set[str] = set()
    for term in terms:
        words = set(term.split())
        if not words <= said:
            kept.append(term)
            said |= words
    return kept


@dataclass(frozen=True, slots=True)
class _Phrase:
    key: tuple[str, ...]
    surface: str
    weight: float
    users: frozenset[str]


_Uses = dict[tuple[str, ...], dict[int, dict[str, tuple[str, int]]]]


def _phrases(
    documents: Sequence[Sequence[Word]], people: Sequence[str], labels: NDArray[np.int64], vectors: NDArray[np.float32]
) -> list[list[_Phrase]]:
    """Weigh the candidates of each theme and put the best first."""
    uses = _uses(documents, people, labels)
    n_people = Counter(theme for theme, _ in {(int(t), p) for t, p in zip(labels, people, strict=True) if t >= 0})
    by_theme: list[list[tuple[tuple[str, ...], float]]] = [[] for _ in range(int(labels.max()) + 1)]
    everybody = sum(n_people.values())
    for key, by in uses.items():
        anywhere = sum(len(said_by) for theme, said_by in by.items() if theme >= 0)
        for theme, said_by in by.items():
            inside, all_inside = len(said_by), n_people[theme]
            if theme < 0 or inside < max(2, _SHARE * all_inside):
                continue
            more = _more_often(inside, all_inside, anywhere - inside, everybody - all_inside)
            if more > 0:
                by_theme[theme].append((key, math.sqrt(inside) * more * _worth(key)))
    return [
        _nearest_first(theme, candidates, uses, vectors, labels) if candidates else []
        for theme, candidates in enumerate(by_theme)
    ]


def _worth(key: tuple[str, ...]) -> float:
    # A phrase says more than a word, and courtesy says next to nothing about a subject.
    return (1.0 if len(key) == 1 else _PHRASE) * (0.25 if any(word in _MANNERS for word in key) else 1.0)


def _more_often(inside: int, of: int, outside: int, others: int) -> float:
    """Give the log of the ratio of two rates; above 0 only where the first is higher."""
    return math.log(((inside + 0.5) / (of + 1)) / ((outside + 0.5) / (others + 1)))


def _nearest_first(
    theme: int,
    candidates: list[tuple[tuple[str, ...], float]],
    uses: _Uses,
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
) -> list[_Phrase]:
    middle = _unit(vectors[labels == theme].mean(axis=0, dtype=np.float64))
    best = sorted(candidates, key=lambda one: (-round(one[1], 6), one[0]))[:_CANDIDATES]
    found = []
    for key, weight in best:
        said_by = uses[key][theme]
        rows = sorted({row for _, row in said_by.values()})
        near = float(_unit(vectors[rows].mean(axis=0, dtype=np.float64)) @ middle)
        surface = _commonest(Counter(written for written, _ in said_by.values()))
        found.append(_Phrase(key, surface, weight * max(0.1, near) ** 2, frozenset(said_by)))
    return sorted(found, key=lambda one: (-round(one.weight, 4), one.key))


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return vector / (float(np.linalg.norm(vector)) or 1.0)


def _uses(documents: Sequence[Sequence[Word]], people: Sequence[str], labels: NDArray[np.int64]) -> _Uses:
    """Who says a phrase, by theme, how they write it, and in which text."""
    uses: _Uses = defaultdict(lambda: defaultdict(dict))
    taken: Counter[int] = Counter()
    for row, (words, person, theme) in enumerate(zip(documents, people, labels.tolist(), strict=True)):
        taken[theme] += 1
        if taken[theme] <= _MOST_DOCUMENTS:
            for start in range(len(words)):
                for key, surface in _phrases_from(words, start):
                    uses[key][theme].setdefault(person, (surface, row))
    return uses


def _phrases_from(words: Sequence[Word], start: int) -> Iterable[tuple[tuple[str, ...], str]]:
    first = words[start]
    # "n't" alone is no beginning: the verb before it is.
    denied = start + 1 < len(words) and words[start + 1].surface in _HALVES
    if first.breaks or first.surface in _HALVES or not (first.content or denied or is_denial(first.lemma)):
        return
    if first.content:
        yield (first.lemma,), spelled(first.surface)
    for end in range(start + 1, min(start + _LONGEST, len(words))):
        if words[end].breaks:
            return
        if words[end].content:
            span = words[start : end + 1]
            key = tuple(word.lemma for word in span if word.content or is_denial(word.lemma))
            if 2 <= len(key) <= 3 and len(set(key)) == len(key):
                yield key, _join(span)


def _join(span: Sequence[Word]) -> str:
    if sum(word.surface.isupper() and len(word.surface) > 1 for word in span) > 1:
        return _join([replace(word, surface=word.surface.casefold()) for word in span])  # somebody shouts
    text = ""
    for word in span:
        glue = "" if not text or word.surface.startswith(("'", "’")) or word.surface in _HALVES else " "
        text += glue + spelled(word.surface)
    return text


def label_from(phrases: Sequence[_Phrase] | Sequence[tuple[tuple[str, ...], str]], terms: Sequence[str]) -> str:
    """Put a label together: the best phrase, and one more that says something else.

    Parameters
    ----------
    phrases : sequence of (key, surface)
        Best first; the key holds the lemmas.
    terms : sequence of str
        What to fall back on, best first.

    Returns
    -------
    str
        A label that starts with a capital.

    Examples
    --------
    >>> label_from([(("evening", "slot"), "evening slot"), (("slot", "pay"), "pay for the slot"),
    ...             (("wait", "home"), "waiting at home")], ["slot"])
    'Evening slot, waiting at home'
    """
    parts: list[str] = []
    used: set[str] = set()
    heard: frozenset[str] = frozenset()
    for one in phrases:
        key, surface = (one.key, one.surface) if isinstance(one, _Phrase) else one
        users = one.users if isinstance(one, _Phrase) else frozenset()
        # A second part earns its place by the people whom the first leaves out.
        adds = not parts or not users or len(users - heard) * 2 >= len(users)
        if len(parts) < 2 and adds and not used & _stems([*key, *surface.casefold().split()]):
            parts.append(surface)
            used |= _stems([*key, *surface.casefold().split()])
            heard |= users
    for term in terms:
        if len(parts) >= 2 or (parts and len(parts[0].split()) > 2):
            break
        if not used & _stems(term.split()):
            parts.append(term)
            used |= _stems(term.split())
    label = ", ".join(parts) or "unnamed"
    # "iPhone" keeps its spelling.
    return label if any(char.isupper() for char in label.split()[0]) else label[:1].upper() + label[1:]


def _stems(words: Iterable[str]) -> set[str]:
    # Enough to see that "charged" and "charge", or "thank" and "thanks", say one thing; no more is meant.
    small = [word.casefold() for word in words]
    return {word[: max(4, len(word) - 3)] if len(word) > 4 else word for word in small} | {word[:5] for word in small}


def _distinct(labels: Sequence[str], terms: Sequence[Sequence[str]]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for label, theme_terms in zip(labels, terms, strict=True):
        unique = label
        for term in theme_terms:
            if unique.casefold() not in seen:
                break
            unique = f"{label} ({term})"
        n = 2
        while unique.casefold() in seen:
            unique, n = f"{label} ({n})", n + 1
        seen[unique.casefold()] += 1
        found.append(unique)
    return found
