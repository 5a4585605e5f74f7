"""How phrases become a label: the best one, and one more for the people whom it leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from qualkit.themes.naming.empty import is_courtesy, is_empty, is_filler, is_measure
from qualkit.themes.naming.phrases import DENIED, Use

__all__ = ["FEW", "Phrase", "label_from", "labels_of", "tells"]

FEW = 3
"""People, and no fewer: in a theme of four comments two share any word by chance."""

_SECOND = 0.08  # of its people use what else a label says,
_PRAISED = 0.02  # and fewer where it says "nothing" and no more
_TOGETHER = 0.5  # of the people who say the rarer of two words say both in one phrase: the label is that phrase
_SAME = 0.75  # of the people who say a phrase say a longer one that holds it
_TOLD = 0.3  # of those who say a word say a phrase with it that tells more
_KNOWN = 2.0  # how much a second part is worth to people whom the first speaks for, against 1 more to all others
_OTHER = 0.4  # of the weight of the best phrase: what else may name a theme whose best phrase names a larger one
_COURTEOUS = 0.25
_EMPTY = 0.5
_BARE = 0.1  # "nothing", "good", "service": two of them together say more
_FILLED = 0.05  # below all others: a word that could be left out names a theme only where there is no other


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


def tells(key: tuple[str, ...]) -> float:
    """Give 1 for a phrase that may name a subject, and the less, the less it says.

    Parameters
    ----------
    key : tuple of str
        Of the phrase.

    Returns
    -------
    float
        In (0, 1].
    """
    words = [word for word in key if word != DENIED]
    if any(map(is_filler, words)):
        return _FILLED
    if any(map(is_courtesy, words)) or (words and all(map(is_measure, words))):
        return _COURTEOUS
    if not words:
        return _BARE
    if DENIED in key or not all(map(is_empty, words)):
        return 1.0
    return _EMPTY if len(words) > 1 else _BARE


def labels_of(
    phrases: Sequence[Sequence[Phrase]], terms: Sequence[Sequence[str]], n_people: Sequence[int]
) -> list[str]:
    """Put the labels of themes together, no two of them alike.

    Parameters
    ----------
    phrases : sequence of sequence of Phrase
        By theme, larger themes first; best first.
    terms : sequence of sequence of str
        By theme, best first.
    n_people : sequence of int
        Of each theme.

    Returns
    -------
    list of str
        By theme. What opens the label of one opens that of another only where no other phrase is worth two fifths of it.
    """
    taken: set[frozenset[str]] = set()
    labels = []
    for best, told, n in zip(phrases, terms, n_people, strict=True):
        label = label_from(_untaken(best, taken), told, n)
        taken.add(_opened(label.split(", ")[0]))
        labels.append(label)
    return _distinct(labels, terms)


def _untaken(phrases: Sequence[Phrase], taken: Set[frozenset[str]]) -> list[Phrase]:
    """Put what names a larger theme behind the best that does not."""
    other = next((n for n, one in enumerate(phrases) if _opened(one.surface) not in taken), 0)
    if other and phrases[other].weight >= _OTHER * phrases[0].weight:
        return [phrases[other], *phrases[:other], *phrases[other + 1 :]]
    return list(phrases)


def _opened(part: str) -> frozenset[str]:
    return frozenset(word[:5] for word in part.casefold().split())


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
    chosen = [_fullest(phrases[0], phrases)] if phrases else []
    if chosen:
        enough = max(FEW, (_PRAISED if chosen[0].key == (DENIED,) else _SECOND) * n_people)
        second = _second(chosen[0], phrases[1:], enough)
        both = None if second is None else _both(chosen[0], second, phrases)
        if both is not None:
            chosen, second = [both], _second(both, phrases, enough)
        if second is not None:
            chosen.append(second)
        chosen = _told_more(chosen, phrases)
    parts = _parts(chosen, phrases)
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
    # "No complaints" has no subject, and praise may stand beside it.
    bare = all(map(is_empty, set(first.key) - {DENIED}))
    least = min(tells(first.key), _EMPTY) if bare else tells(first.key)
    open_ = [
        one
        for one in others
        if len(one.users) >= enough
        and not used & _stems([*one.key, *one.surface.casefold().split()])
        and tells(one.key) >= least
        and (len(one.key) > 1 or not (bare and is_empty(one.key[0])))
    ]
    if len(first.surface.split()) > 1:
        # Where the first part says enough, the second is for the people whom it leaves out.
        open_ = [one for one in open_ if len(one.users - first.users) * 2 >= len(one.users)]
    return max(
        open_, key=lambda one: one.weight * (_KNOWN + len(one.users - first.users) / len(one.users)), default=None
    )


def _parts(chosen: Sequence[Phrase], phrases: Sequence[Phrase]) -> list[str]:
    """Write the parts; the second as what it ends where the first begins it: "app, does not save my changes"."""
    parts = [one.surface for one in chosen]
    if len(chosen) > 1:
        longer = _fullest(chosen[1], phrases).surface
        head, _, rest = longer.partition(" ")
        if head.casefold() == parts[0].casefold() and len(rest.split()) > 1:
            parts[1] = rest
    return parts


def _fullest(best: Phrase, phrases: Sequence[Phrase], share: float = _SAME) -> Phrase:
    """Give a phrase, or the longer one that most people say who say it: "answer the phone quicker"."""
    if share == _SAME and len(best.key) == 1:
        return best
    enough = max(min(FEW, _SAME * len(best.users)), share * len(best.users))
    longer = (one for one in phrases if set(one.key) > set(best.key) and tells(one.key) >= tells(best.key))
    return next((one for one in longer if len(one.users & best.users) >= enough), best)


def _told_more(chosen: Sequence[Phrase], phrases: Sequence[Phrase]) -> list[Phrase]:
    """Say a single word with what many say beside it: two nouns in a row tell nobody what became of either."""
    found: list[Phrase] = []
    for n, one in enumerate(chosen):
        fuller = one
        if len(one.surface.split()) == 1:
            others = {stem for other in [*found, *chosen[n + 1 :]] for stem in _stems(other.surface.split())}
            open_ = [
                more
                for more in phrases
                if not others & _stems([*more.key, *more.surface.split()])
                and not all(map(is_empty, set(more.key) - set(one.key)))
            ]
            fuller = _fullest(one, open_, _TOLD)
        found.append(fuller)
    return found


def _both(first: Phrase, second: Phrase, phrases: Sequence[Phrase]) -> Phrase | None:
    """Give the phrase in which two words stand that are one word each, where many say them together."""
    if len(first.key) > 1 or len(second.key) > 1:
        return None
    wanted = set(first.key + second.key)
    many = max(FEW, _TOGETHER * min(len(first.users), len(second.users)))
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
