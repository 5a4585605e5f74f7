"""Names that people would use: phrases that a theme's customers say and others do not."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qualkit.text.language import language_of, pipeline, stop_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qualkit.protocols import Embedder

__all__ = ["Word", "label_from", "labels_of", "lemma_document", "shared_terms", "without_names", "words_of"]

_LONGEST = 4
_CANDIDATES = 40
_MOST_DOCUMENTS = 400  # a label needs no more witnesses than this, and a theme of 50,000 would cost minutes
_DENIALS = frozenset({"no", "never", "nobody", "nothing", "cannot", "too", "without", "kein", "keine"})
_FEW = 8  # a capitalised word that fewer people use than this is taken for somebody's name
_SHARE = 0.08
_FULL_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:[ '-][^\W\d_]+)*(?: [^\W\d_a-z][^\W\d_]*)|[^\W\d_a-z][^\W\d_]+(?= \()")
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a naming rule sees it.

    Attributes
    ----------
    surface : str
        As written.
    lemma : str
        Lower case, base form.
    content : bool
        Whether it can carry a theme; False for small words, numbers and punctuation.
    breaks : bool
        Whether no phrase may cross it: punctuation, a line's end.
    """

    surface: str
    lemma: str
    content: bool
    breaks: bool


def words_of(texts: Sequence[str]) -> list[list[Word]]:
    """Cut texts into words, each by the rules of its own language.

    Parameters
    ----------
    texts : sequence of str
        Readable texts.

    Returns
    -------
    list of list of Word
        One list a text.
    """
    languages = [language_of(text) for text in texts]
    found: list[list[Word]] = [[] for _ in texts]
    for language in sorted(set(languages)):
        places = [n for n, one in enumerate(languages) if one == language]
        small = stop_words(language)
        docs = pipeline(language).pipe((texts[n] for n in places), batch_size=256)
        for n, doc in zip(places, docs, strict=True):
            found[n] = [_word(token.text, token.lemma_, token.is_punct, small) for token in doc]
    return found


def _word(surface: str, lemma: str, is_punct: bool, small: frozenset[str]) -> Word:
    plain = surface.replace("’", "'").casefold()
    base = (lemma or surface).replace("’", "'").casefold()
    letters = plain.replace("-", "").replace("'", "").isalpha()
    content = letters and len(plain) > 2 and plain not in small and base not in small
    return Word(surface, base, content, is_punct or surface.isspace() or not plain.strip())


def without_names(
    documents: Sequence[Sequence[Word]], people: Sequence[str], authors: Iterable[str]
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

    Returns
    -------
    list of list of Word
        The same words; those names, and words that a few people write with a capital inside a sentence, carry no
        theme any more.
    """
    names = {part for author in authors for full in _FULL_NAME.findall(author) for part in full.casefold().split()}
    small: dict[str, set[str]] = defaultdict(set)
    capital: dict[str, set[str]] = defaultdict(set)
    for words, person in zip(documents, people, strict=True):
        for before, word in itertools.pairwise(words):
            if word.content and not before.breaks:
                (capital if word.surface[:1].isupper() else small)[word.surface.casefold()].add(person)
    names |= {one for one in capital if len(capital[one]) < _FEW and len(small[one]) < len(capital[one]) / 3}
    names -= _CALENDAR
    return [
        [replace(word, content=False) if word.surface.casefold() in names else word for word in words]
        for words in documents
    ]


def shared_terms(
    documents: Sequence[Sequence[Word]],
    people: Sequence[str],
    labels: NDArray[np.int64],
    terms: Sequence[Sequence[str]],
    n_terms: int = 8,
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
        By theme. Where nothing is shared, the first terms as they are.
    """
    users: dict[tuple[int, str], set[str]] = defaultdict(set)
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    for words, person, theme in zip(documents, people, labels.tolist(), strict=True):
        content = [word for word in words if word.content]
        for n, word in enumerate(content):
            users[theme, word.lemma].add(person)
            surfaces[word.lemma][word.surface.casefold()] += 1
            if n + 1 < len(content):
                users[theme, f"{word.lemma} {content[n + 1].lemma}"].add(person)

    def written(term: str) -> str:
        return " ".join(surfaces[part].most_common(1)[0][0] if part in surfaces else part for part in term.split())

    found = []
    for theme, candidates in enumerate(terms):
        told = [term for term in candidates if len(set(term.split())) == len(term.split())]
        shared = [term for term in told if len(users[theme, term]) >= 2] or told
        found.append(list(dict.fromkeys(written(term) for term in shared))[:n_terms])
    return found


def lemma_document(words: Iterable[Word]) -> str:
    """Give the content words of a text in base form, for counting.

    Parameters
    ----------
    words : iterable of Word
        A text's words.

    Returns
    -------
    str
        Lemmas with blanks between; a word that carries no theme leaves a gap that no pair of words crosses.
    """
    return " ".join(word.lemma for word in words if word.content)


@dataclass(frozen=True, slots=True)
class _Phrase:
    key: tuple[str, ...]
    surface: str
    weight: float


def labels_of(
    documents: Sequence[Sequence[Word]],
    people: Sequence[str],
    labels: NDArray[np.int64],
    vectors: NDArray[np.float32],
    terms: Sequence[Sequence[str]],
    embedder: Embedder,
) -> list[str]:
    """Give each theme a label made of what its people say.

    A candidate is a phrase of two to four words that at least two people, and 8 % of those of the theme, use. It is
    weighed by how many of them use it, by how much rarer it is elsewhere, and by how close it lies to the middle of
    the theme. Where nothing is shared, terms are the label.

    Parameters
    ----------
    documents : sequence of sequence of Word
        All texts.
    people : sequence of str
        Who said each; one person counts once.
    labels : ndarray of shape (n_texts,), int64
        Theme of each text; -1 for none.
    vectors : ndarray of shape (n_texts, n_dims), float32
        Rows of unit length.
    terms : sequence of sequence of str
        Terms of each theme, used where no phrase is shared.
    embedder : Embedder
        Made the vectors.

    Returns
    -------
    list of str
        One label a theme, no two the same.
    """
    users = _users(documents, people, labels)
    n_people = Counter(theme for theme, _ in {(int(t), p) for t, p in zip(labels, people, strict=True) if t >= 0})
    found: list[str] = []
    for theme in range(len(terms)):
        candidates = _candidates(users, theme, n_people)
        if candidates:
            middle = vectors[labels == theme].mean(axis=0)
            close = embedder.encode([one.surface for one in candidates]) @ (middle / (np.linalg.norm(middle) or 1.0))
            candidates = sorted(
                (
                    _Phrase(one.key, one.surface, one.weight * (0.2 + max(0.0, float(score))) ** 2)
                    for one, score in zip(candidates, close, strict=True)
                ),
                key=lambda one: (-round(one.weight, 4), one.key),
            )
        found.append(label_from([(one.key, one.surface) for one in candidates], terms[theme]))
    return _distinct(found, terms)


_Users = dict[tuple[str, ...], dict[int, dict[str, str]]]


def _users(documents: Sequence[Sequence[Word]], people: Sequence[str], labels: NDArray[np.int64]) -> _Users:
    """Who says a phrase, by theme, and how they write it."""
    users: _Users = defaultdict(lambda: defaultdict(dict))
    taken: Counter[int] = Counter()
    for words, person, theme in zip(documents, people, labels.tolist(), strict=True):
        taken[theme] += 1
        if taken[theme] > _MOST_DOCUMENTS:
            continue
        for start in range(len(words)):
            for key, surface in _phrases_from(words, start):
                users[key][theme].setdefault(person, surface)
    return users


def _phrases_from(words: Sequence[Word], start: int) -> Iterable[tuple[tuple[str, ...], str]]:
    first = words[start]
    if first.breaks or not (first.content or first.surface.casefold() in _DENIALS):
        return
    for end in range(start + 1, min(start + _LONGEST, len(words))):
        if words[end].breaks:
            return
        if words[end].content:
            span = words[start : end + 1]
            key = tuple(word.lemma for word in span if word.content or word.lemma in _DENIALS)
            if sum(word.content for word in span) >= 2 and len(set(key)) == len(key):
                yield key, _join(span)


def _join(span: Sequence[Word]) -> str:
    text = ""
    for word in span:
        glue = "" if not text or word.surface.startswith(("'", "’")) or word.surface in ("n't", "n’t") else " "
        text += glue + word.surface
    return text.casefold()


def _candidates(users: _Users, theme: int, n_people: Counter[int]) -> list[_Phrase]:
    inside_all = max(1, n_people[theme])
    outside_all = max(1, sum(n_people.values()) - n_people[theme])
    found = []
    for key, by_theme in users.items():
        inside = len(by_theme.get(theme, ()))
        if inside < max(2, _SHARE * inside_all):
            continue
        outside = sum(len(said_by) for other, said_by in by_theme.items() if other != theme)
        lift = math.log((inside / inside_all) / ((outside + 0.5) / outside_all))
        if lift > 0:
            surface = Counter(by_theme[theme].values()).most_common(1)[0][0]
            found.append(_Phrase(key, surface, math.sqrt(inside) * lift))
    return sorted(found, key=lambda one: (-one.weight, one.key))[:_CANDIDATES]


def label_from(phrases: Sequence[tuple[tuple[str, ...], str]], terms: Sequence[str]) -> str:
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
    for key, surface in phrases:
        if len(parts) < 2 and not used & _stems(key):
            parts.append(surface)
            used |= _stems(key)
    for term in terms:
        if len(parts) >= 2 or (parts and len(parts[0].split()) > 2):
            break
        if not used & _stems(term.split()):
            parts.append(term)
            used |= _stems(term.split())
    label = ", ".join(parts) or "unnamed"
    return label[:1].upper() + label[1:]


def _stems(words: Iterable[str]) -> set[str]:
    # Enough to see that "charged" and "charge", or "thank" and "thanks", say one thing; no more is meant.
    return {word[: max(4, len(word) - 3)] if len(word) > 4 else word for word in words} | {word[:5] for word in words}


def _distinct(labels: Sequence[str], terms: Sequence[Sequence[str]]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for label, theme_terms in zip(labels, terms, strict=True):
        unique = label
        for term in theme_terms:
            if unique not in seen:
                break
            unique = f"{label} ({term})"
        while unique in seen:
            unique += "'"
        seen[unique] += 1
        found.append(unique)
    return found
