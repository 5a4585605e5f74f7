"""The phrases of comments: words that stand together, with what turns their meaning round."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qualkit.themes.naming.empty import is_empty, is_fault
from qualkit.themes.naming.unspaced import is_unspaced
from qualkit.themes.naming.words import TURNING, Word, follows_denied, is_denial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DENIED", "Use", "Uses", "joined", "mostly", "mostly_denied", "opening_of", "people_heard", "uses_of"]

DENIED = "¬"
"""Stands in a key for whatever denies: "not", "never", "n't", "nothing"."""

Use = tuple[str, int, int, int]
"""A phrase as somebody writes it, the row of the text, and the first and last of its words there."""

Uses = dict[tuple[str, ...], dict[int, dict[str, Use]]]
"""By key and theme: who says a phrase, and where."""

_Found = tuple[tuple[str, ...], str, int, int]

_LONGEST = 5  # words of a phrase, small ones included
_REACH = 10  # words from a denial to what it denies, as in "cannot think of anything that they could improve"
_MOST_DOCUMENTS = 400  # a label needs no more witnesses than this, and a theme of 50,000 would cost minutes
_HALVES = frozenset({"n't", "n’t", "nt"})
_WHOLE = frozenset({"nothing", "nichts", "nada", "rien", "niente", "nulla", "niets", "ingenting", "nic"})
_HELPING = frozenset("can could did do does may might must should will would".split())
"""What "not" cannot do without: "could not log in", and yet "not working"."""
_FRAMING = frozenset({"ne", "n'", "n’"})
"""The first half of a denial in two: "ne répond pas"."""
_FRAMED = frozenset({"plus", "rien", "personne", "aucun", "aucune"})
"""What denies behind a verb that such a first half stands before, and "plus" nowhere else: "ne fonctionne plus"."""
_FAULT = "complaint"
"""Stands in a key for whatever could be better: "can't fault it" and "nothing to improve" are uses of one."""
_NAMING = frozenset("das dem den die el gli i il l' l’ la las le les lo los o os".split())
"""Articles before which no noun stands that they belong to: "tras la actualización|la aplicación se cierra"."""
_AUXILIARY = frozenset("am are can could did do does had has have is should was were will would".split())
_SUBJECTS = frozenset("i you he she it we they".split())
"""A verb and a subject in the order of a question, behind which another clause begins: "what person|do you work for"."""
_CROSSED = _NAMING | _AUXILIARY
_ASKING = frozenset({"how"})
"""What such an order belongs to: "how long do I cook it"."""
_BETWEEN = 2  # small words between the denied and a denial that follows it: "funktioniert bei mir nicht"


def uses_of(documents: Sequence[Sequence[Word]], people: Sequence[str], labels: NDArray[np.int64]) -> Uses:
    """Collect the phrases of texts.

    Parameters
    ----------
    documents : sequence of sequence of Word
        All texts.
    people : sequence of str
        Who said each.
    labels : ndarray of shape (n_texts,), int64
        Theme of each text; -1 for none.

    Returns
    -------
    Uses
        Of up to 400 texts a theme. A phrase has up to five words and begins and ends with a word that carries meaning, or
        with what denies one; its key holds the base forms of such words, and `DENIED` for each denial, so that "nothing to
        improve" and "cannot be improved" are uses of one. A phrase too long to be shown stands as "".
    """
    uses: Uses = defaultdict(lambda: defaultdict(dict))
    taken: Counter[int] = Counter()
    for row, (words, person, theme) in enumerate(zip(documents, people, labels.tolist(), strict=True)):
        taken[theme] += 1
        if taken[theme] <= _MOST_DOCUMENTS:
            for start in range(len(words)):
                for key, surface, first, last in _phrases_from(words, start):
                    said_by = uses[key][theme]
                    if not said_by.get(person, ("",))[0]:
                        said_by[person] = (surface, row, first, last)
    return uses


def people_heard(people: Sequence[str], labels: NDArray[np.int64]) -> Counter[int]:
    """Count whose texts `uses_of` looks at.

    Parameters
    ----------
    people : sequence of str
        Who said each text.
    labels : ndarray of shape (n_texts,), int64
        Theme of each text; -1 for none.

    Returns
    -------
    Counter of int
        People by theme.
    """
    taken: Counter[int] = Counter()
    heard: dict[int, set[str]] = defaultdict(set)
    for person, theme in zip(people, labels.tolist(), strict=True):
        taken[theme] += 1
        if theme >= 0 and taken[theme] <= _MOST_DOCUMENTS:
            heard[theme].add(person)
    return Counter({theme: len(who) for theme, who in heard.items()})


def mostly_denied(uses: Uses) -> dict[int, frozenset[str]]:
    """Give the words that most people of a theme use deny.

    Parameters
    ----------
    uses : Uses
        The phrases of all themes.

    Returns
    -------
    dict of int to frozenset of str
        By theme: base forms that at least two people, and more than half of those who use them, deny.
    """
    found: dict[int, set[str]] = defaultdict(set)
    for key, by in uses.items():
        if len(key) == 2 and key[0] == DENIED:
            for theme, deniers in by.items():
                if len(deniers) >= 2 and 2 * len(deniers) > len(uses.get(key[1:], {}).get(theme, ())):
                    found[theme].add(key[1])
    return {theme: frozenset(words) for theme, words in found.items()}


def _phrases_from(words: Sequence[Word], start: int) -> Iterator[_Found]:
    first = words[start]
    if first.breaks:
        return
    if first.content:
        yield (first.lemma,), first.spelled, start, start
        end = _denial_behind(words, start)
        if end is not None:
            opening = opening_of(words, start)
            yield (DENIED, first.lemma), joined(words[opening : end + 1]), opening, end
    elif (is_denial(first.lemma) and first.lemma not in TURNING) or _is_no_longer(words, start):
        yield from _denied_from(words, start)
    halved = start + 1 < len(words) and words[start + 1].surface in _HALVES
    # "n't" alone is no beginning: the verb before it is.
    if first.surface not in _HALVES and (first.content or halved or is_denial(first.lemma)):
        yield from _told_from(words, start)


def _told_from(words: Sequence[Word], start: int) -> Iterator[_Found]:
    """Give the phrases of two or three telling words; what is denied by its first word alone is `_denied_from`'s."""
    key: list[str] = []
    for end in range(start, min(start + _LONGEST, len(words))):
        word = words[end]
        if word.breaks or (word.surface in _CROSSED and (_is_apart(words, end) or _is_question(words, start, end))):
            return
        if is_denial(word.lemma):
            key.append(word.lemma if word.lemma in TURNING else DENIED)
        elif word.content:
            key.append(word.lemma)
            if 2 <= len(key) <= 3 and len(set(key)) == len(key) and (len(key) == 3 or key[0] != DENIED):
                opening = opening_of(words, start)
                yield _unordered(key), joined(words[opening : end + 1]), opening, end
                behind = None if DENIED in key else _denial_behind(words, end)
                if behind is not None and (words[behind].lemma in _FRAMED or _ends(words, behind)):
                    yield (*key[:-1], DENIED, key[-1]), joined(words[opening : behind + 1]), opening, behind


def _is_apart(words: Sequence[Word], place: int) -> bool:
    """Whether an article stands right behind a noun, which has one of its own: another clause, or another thing, begins."""
    if place < _BETWEEN or words[place].surface not in _NAMING or not words[place - 1].content:
        return False
    return any(words[n].surface.casefold() in _NAMING for n in range(max(0, place - 1 - _BETWEEN), place - 1))


def _is_question(words: Sequence[Word], start: int, place: int) -> bool:
    """Whether a verb and its subject in the order of a question begin behind a phrase that does not ask."""
    if place == start or place + 1 == len(words) or words[place].surface not in _AUXILIARY:
        return False
    asked = start and words[start - 1].surface.casefold() in _ASKING
    return not asked and words[place + 1].surface.casefold() in _SUBJECTS


def _unordered(key: list[str]) -> tuple[str, ...]:
    """Put two telling words in one order: "friendly staff" and "the staff were friendly" say the same."""
    plain = len(key) == 2 and DENIED not in key and TURNING.isdisjoint(key)
    return tuple(sorted(key)) if plain else tuple(key)


def _denied_from(words: Sequence[Word], start: int) -> Iterator[_Found]:
    """Give what a denial denies: words that fit every subject, and the first that does not."""
    if words[start].lemma in _WHOLE:
        yield (DENIED,), words[start].spelled, start, start
    for end in range(start + 1, min(start + _REACH, len(words))):
        word = words[end]
        if word.breaks:
            return
        if word.content:
            opening = opening_of(words, start)
            shown = joined(words[opening : end + 1]) if end - start < _LONGEST else ""
            yield (DENIED, word.lemma), shown, opening, end
            if shown and (is_fault(word.lemma) or is_fault(word.surface.casefold())):
                yield (DENIED, _FAULT), shown, opening, end
            if not is_empty(word.lemma):
                return


def _denial_behind(words: Sequence[Word], place: int) -> int | None:
    """Give the place of a denial behind a word that ends what is said of it."""
    for end in range(place + 1, min(place + 2 + _BETWEEN, len(words))):
        word = words[end]
        framed = word.lemma in _FRAMED and _is_framed(words, place)
        if word.breaks or (word.content and not framed):
            return None
        if framed or follows_denied(word.lemma):
            following = words[end + 1] if end + 1 < len(words) else None
            return None if following is not None and following.content else end
    return None


def _ends(words: Sequence[Word], place: int) -> bool:
    """Whether a clause ends behind a word, or all but."""
    return all(not word.content or word.breaks for word in words[place + 1 : place + 2 + _BETWEEN])


def _is_no_longer(words: Sequence[Word], place: int) -> bool:
    return words[place].lemma == "plus" and _is_framed(words, place)


def _is_framed(words: Sequence[Word], place: int) -> bool:
    """Whether the first half of a denial stands before a word, or before the small word before it."""
    return any(
        words[before].lemma in _FRAMING and not any(one.breaks for one in words[before:place])
        for before in range(max(0, place - 2), place)
    )


def opening_of(words: Sequence[Word], start: int) -> int:
    """Give where a phrase is to be read from: "could not be improved" loses its sense without "could".

    Parameters
    ----------
    words : sequence of Word
        Of a text.
    start : int
        The place of the first word that its key has.

    Returns
    -------
    int
        That place, or one or two before it.
    """
    first = words[start]
    if not start or words[start - 1].breaks:
        return start
    if first.surface in _HALVES or words[start - 1].lemma in _FRAMING:
        return start - 1
    if first.lemma == "plus" and start > 1 and words[start - 2].lemma in _FRAMING:
        return start - 2
    if first.lemma == "not" and start + 1 < len(words) and not words[start - 1].content:
        return start - (words[start - 1].surface.casefold() in _HELPING or words[start + 1].lemma in {"be", "have"})
    return start


def mostly(written: Counter[str]) -> str:
    """Choose how a phrase is shown.

    Parameters
    ----------
    written : Counter of str
        How often it is written how.

    Returns
    -------
    str
        The commonest; of equals the one with fewest words, without capitals, shortest; empty where there is none.
    """
    return min(written, key=lambda one: (-written[one], one.count(" "), one != one.lower(), len(one), one), default="")


def joined(span: Sequence[Word]) -> str:
    """Write words as they stand inside a sentence.

    Parameters
    ----------
    span : sequence of Word
        Words that stand together, without a break.

    Returns
    -------
    str
        With blanks between, halves of contractions joined, and nothing shouted.
    """
    if len([word for word in span if word.surface.isupper() and len(word.surface) > 1]) > 1:  # somebody shouts
        span = [replace(word, surface=word.inside or word.surface.lower()) for word in span]
    text = ""
    for word in span:
        text += word.spelled if not text or _is_glued(text, word) else f" {word.spelled}"
    return text.replace("’", "'") if "’" in text else text


def _is_glued(text: str, word: Word) -> bool:
    """Whether no blank stands before a word: halves of contractions, what an apostrophe joins, scripts without blanks."""
    surface = word.surface
    if surface[0] in "'’" or surface in _HALVES or (text[-1] in "'’" and text[-2:-1].casefold() != "s"):
        return True
    if surface == "not" and (text == "can" or text.endswith(" can")):
        return True
    return surface[0] > "\u0e00" and is_unspaced(surface) and is_unspaced(text[-1])
