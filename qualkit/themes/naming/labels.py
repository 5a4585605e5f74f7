"""Names that people would use: words and phrases that many of a theme's people say and others do not."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.naming.ctfidf import class_terms
from qualkit.themes.naming.empty import is_courtesy, is_empty, is_filler
from qualkit.themes.naming.phrases import DENIED, Use, Uses, mostly, mostly_denied, uses_of
from qualkit.themes.naming.unspaced import is_unspaced
from qualkit.themes.naming.wholes import is_ragged, whole
from qualkit.themes.naming.words import PAIR, WITHOUT, Word, counted_document

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Names", "Phrase", "label_from", "names_of", "shared_terms"]

_SHARE = 0.06  # of a theme's people must use a phrase, and never fewer than two
_FIRST = 0.15  # of its people: a phrase that fewer use is worth less, by this power of what is missing
_RARE = 1.5
_SECOND = 0.08  # of its people use what else a label says
_FEW = 3  # people, and no fewer, for both: in a theme of four comments two share any word by chance
_CANDIDATES = 40
_FINISHED = 10  # of them are looked at for what they are cut from
_CUT = 0.3  # of its weight is left to a phrase that stops before a word it needs
_MANY = 10  # people, from which two who share a phrase may do so by chance
_CHANCE = 0.5
_PHRASE = 2.0  # how much more a phrase is worth than a word that as many people use
_COURTEOUS = 0.25
_EMPTY = 0.5
_FILLED = 0.05  # below all others: a word that could be left out names a theme only where there is no other
_TOGETHER = 0.5  # of the people who say the rarer of two words say both in one phrase: the label is that phrase
_SAME = 0.75  # of the people who say a phrase say a longer one that holds it
_KNOWN = 2.0  # how much a second part is worth to people whom the first speaks for, against 1 more to all others
_N_TERMS = 8
_CONSIDERED = 400  # in a small theme words that stand once crowd the heaviest places
_ALONE = 4  # terms of a theme in which no two people share one


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
    terms = shared_terms(documents, people, labels, candidates, _N_TERMS, counted)
    n_people = Counter(theme for theme, _ in {(t, p) for t, p in zip(labels.tolist(), people, strict=True) if t >= 0})
    found = _phrases(uses_of(documents, people, labels), n_people, labels, vectors)
    found = [_finished(best, documents) for best in found]
    told = [label_from(found[theme], terms[theme], n_people[theme]) for theme in range(len(terms))]
    return [Names(label, tuple(one)) for label, one in zip(_distinct(told, terms), terms, strict=True)]


def shared_terms(
    documents: Sequence[Sequence[Word]],
    people: Sequence[str],
    labels: NDArray[np.int64],
    terms: Sequence[Sequence[str]],
    n_terms: int = _N_TERMS,
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that may name a theme.

    Attributes
    ----------
    key : tuple of str
        Base forms of its telling words, and what stands for a denial.
    surface : str
        As people mostly write it.
    weight : float
        How well it names the theme.
    users : frozenset of str
        Who of the theme says it.
    uses : tuple of Use
        Where each of them does.
    """

    key: tuple[str, ...]
    surface: str
    weight: float
    users: frozenset[str]
    uses: tuple[Use, ...] = ()


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
            if theme < 0 or inside < max(2, _SHARE * all_inside) or _misleads(key, denied.get(theme, frozenset())):
                continue
            more = _more_often(inside, all_inside, anywhere - inside, everybody - all_inside)
            if more > 0:
                chance = _CHANCE if inside < _FEW and all_inside >= _MANY else 1.0
                by_theme[theme].append((key, math.sqrt(inside) * more * chance * _worth(key)))
    return [
        _nearest_first(theme, candidates, uses, vectors, labels, n_people[theme]) if candidates else []
        for theme, candidates in enumerate(by_theme)
    ]


def _misleads(key: tuple[str, ...], denied: frozenset[str]) -> bool:
    """Whether a phrase says what most people of the theme deny, or denies what they do not."""
    after = {word for before, word in itertools.pairwise(key) if before == DENIED}
    return not after <= denied or not denied.isdisjoint(set(key) - after)


def _worth(key: tuple[str, ...]) -> float:
    # A phrase says more than a word, if more than "good", "trying" or a "without" is added to it.
    telling = sum(not is_empty(word) and word not in WITHOUT for word in key)
    plain = len(key) == 1 or (telling == 1 and not all(map(is_empty, key)))
    return (1.0 if plain else _PHRASE) * _tells(key)


def _tells(key: tuple[str, ...]) -> float:
    """Give 1 for a phrase that may name a subject, and the less, the less it says."""
    words = [word for word in key if word != DENIED]
    if any(map(is_filler, words)):
        return _FILLED
    if any(map(is_courtesy, words)):
        return _COURTEOUS
    return _EMPTY if not words or (DENIED not in key and all(map(is_empty, words))) else 1.0


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
        many = min(1.0, len(said_by) / max(_FEW, _FIRST * n_people)) ** _RARE
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


def label_from(phrases: Sequence[Phrase], terms: Sequence[str], n_people: int) -> str:
    """Put a label together: the best phrase, and one more that says something else.

    Parameters
    ----------
    phrases : sequence of Phrase
        Best first.
    terms : sequence of str
        What to fall back on, best first.
    n_people : int
        Of the theme; a second phrase needs three of them, and one in twelve.

    Returns
    -------
    str
        A label that starts with a capital.

    Examples
    --------
    >>> said_by = frozenset({"Ann", "Bea", "Cem"})
    >>> label_from([Phrase(("evening", "slot"), "evening slot", 9.0, said_by),
    ...             Phrase(("slot", "pay"), "pay for the slot", 5.0, said_by),
    ...             Phrase(("wait", "home"), "waiting at home", 4.0, frozenset({"Deb", "Eve", "Fay"}))], ["slot"], 6)
    'Evening slot, waiting at home'
    """
    chosen = [_fullest(phrases)] if phrases else []
    if chosen:
        enough = max(_FEW, _SECOND * n_people)
        second = _second(chosen[0], phrases[1:], enough)
        both = None if second is None else _both(chosen[0], second, phrases)
        if both is not None:
            chosen, second = [both], _second(both, phrases, enough)
        chosen += [] if second is None else [second]
    parts = [one.surface for one in chosen]
    used: set[str] = set()
    for term in () if parts else terms:
        if len(parts) < 2 and not used & _stems(term.split()):
            parts.append(term)
            used |= _stems(term.split())
    label = ", ".join(parts) or "unnamed"
    # "iPhone" keeps its spelling.
    return label if any(char.isupper() for char in label.split()[0]) else label[:1].upper() + label[1:]


def _second(first: Phrase, others: Sequence[Phrase], enough: float) -> Phrase | None:
    """Choose what else a label says, if it says as much as the first part and enough people say it."""
    used = _stems([*first.key, *first.surface.casefold().split()])
    open_ = [
        one
        for one in others
        if len(one.users) >= enough
        and not used & _stems([*one.key, *one.surface.casefold().split()])
        and _tells(one.key) >= _tells(first.key)
    ]
    if len(first.surface.split()) > 1:
        # Where the first part says enough, the second is for the people whom it leaves out.
        open_ = [one for one in open_ if len(one.users - first.users) * 2 >= len(one.users)]
    return max(
        open_, key=lambda one: one.weight * (_KNOWN + len(one.users - first.users) / len(one.users)), default=None
    )


def _fullest(phrases: Sequence[Phrase]) -> Phrase:
    """Give the best phrase, or the longer one that most people say who say it: "answer the phone quicker"."""
    best = phrases[0]
    enough = _SAME * len(best.users)
    longer = (one for one in phrases if len(best.key) > 1 and set(one.key) > set(best.key))
    return next((one for one in longer if len(one.users & best.users) >= enough), best)


def _both(first: Phrase, second: Phrase, phrases: Sequence[Phrase]) -> Phrase | None:
    """Give the phrase in which two words stand that are one word each, where many say them together."""
    if len(first.key) > 1 or len(second.key) > 1:
        return None
    wanted = set(first.key + second.key)
    many = max(_FEW, _TOGETHER * min(len(first.users), len(second.users)))
    return next((one for one in phrases if set(one.key) == wanted and len(one.users) >= many), None)


def _stems(words: Iterable[str]) -> set[str]:
    # Enough to see that "charged" and "charge", or "thank" and "thanks", say one thing; no more is meant.
    small = [part for word in words for part in word.casefold().split("-")]
    return {word[: max(4, len(word) - 3)] if len(word) > 4 else word for word in small} | {word[:5] for word in small}


def _distinct(labels: Sequence[str], terms: Sequence[Sequence[str]]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for label, theme_terms in zip(labels, terms, strict=True):
        unique = label
        said = _stems(label.split())
        for term in theme_terms:
            if _stems(term.split()) <= said:
                continue
            if unique.casefold() not in seen:
                break
            unique = f"{label} ({term})"
        n = 2
        while unique.casefold() in seen:
            unique, n = f"{label} ({n})", n + 1
        seen[unique.casefold()] += 1
        found.append(unique)
    return found
