"""Phrases that are not cut off: "call handlers" rather than "handlers", "heart attack" rather than "attack"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from qualkit.themes.naming.empty import is_courtesy, is_filler, is_verdict
from qualkit.themes.naming.phrases import Use, joined, opening_of
from qualkit.themes.naming.words import GAP, TURNING, Word, is_denial

__all__ = ["is_ragged", "whole"]

_LONGEST = 6  # words that a label's part may grow to
_MOST = 0.5  # of its uses stand beside the same word, before that word belongs to a phrase
_NEARLY_ALL = 0.8  # of its uses stand behind a "without": else people speak of the thing itself, too
_FEW = 2  # uses, and no fewer
_PARTICLES = frozenset("after apart away back down off out over through up".split())
"""What makes another verb of a verb: "look after", "pick up"."""
_OWNING = frozenset({"'s", "’s"})
_BEHIND = _PARTICLES | _OWNING | frozenset("call side time times".split())
_BEFORE = frozenset("at back call first front full how last next on second side third top wie".split())
"""Words that are small by themselves and not beside another: "waiting time", "side effects", "on hold", "how long"."""
_OF = frozenset("of de del du des do da dos das di della dello dei degli delle van d' d’".split())
_ARTICLES = frozenset("the der die das den dem des le la les l' l’ el los las o os as il lo i gli het".split())
"""What two things are joined by that one name has: "hora de retraso", "al abrir el mapa"."""
_NUMBERS = frozenset("an half one two three four five six seven eight nine ten".split())
_INTO = frozenset({"in", "on"})
"""Words that make another verb ("log in") or begin what follows ("arrived in the ward")."""
_LEFT = frozenset({"about", "for", "to", "with"})
"""Words that end what is said where a clause ends with them: "the person I spoke to was kind"."""
_JOINING = frozenset("and but or because aber oder und weil et mais ou pero y o e ma en maar".split())
"""Words between two things, or two clauses; a label has a comma for that."""
_WITH_VERB = frozenset(
    "able ask begin continue decide expect fail happen have hope need refuse seem start try want".split()
)
"""What says little before another verb has followed."""
_NEEDING = frozenset("associated based concerning connected due regarding related".split())
"""What says nothing without what follows: "query related" to my order."""
_STANDING_IN = frozenset({"one", "ones"})
_THANKED = ("thank", "you")
_GOES_ON = frozenset("and are did had has is was were".split())
_BEGUN = frozenset("a an any both her his its my no our some that the their these this those time your".split())


def whole(uses: Iterable[Use], documents: Sequence[Sequence[Word]]) -> list[Use]:
    """Take the words that mostly complete a phrase into it.

    Parameters
    ----------
    uses : iterable of Use
        Where people say it.
    documents : sequence of sequence of Word
        All texts.

    Returns
    -------
    list of Use
        Those in which it is complete. A word beside it is taken in where it stands there in more than half of the uses; a
        small word only where it is one that completes others.

    Examples
    --------
    >>> from qualkit.themes.naming.words import words_of
    >>> texts = words_of(["The heart attack was mild.", "After a heart attack", "An attack of asthma"])
    >>> whole([("attack", 0, 2, 2), ("attack", 1, 3, 3), ("attack", 2, 1, 1)], texts)
    [('heart attack', 0, 1, 2), ('heart attack', 1, 2, 3)]
    """
    spans = [(row, first, last) for surface, row, first, last in uses if surface]
    spans = _with_denial(_grown(_grown(spans, documents, _behind), documents, _before), documents)
    return [(joined(documents[row][first : last + 1]), row, first, last) for row, first, last in spans]


def is_ragged(uses: Sequence[Use], documents: Sequence[Sequence[Word]]) -> bool:
    """Whether a phrase is mostly no whole.

    Parameters
    ----------
    uses : sequence of Use
        Where people say it.
    documents : sequence of sequence of Word
        All texts.

    Returns
    -------
    bool
        True for two words or more that run through a clause ("score it is very good", "hacked and changed"), follow a
        number ("2 hour wait") or stop before words that carry meaning and are not one and the same ("create a new" page,
        app, project) or that they need ("query related" to), each in more than half of the uses.
    """
    spans = [(documents[row], first, last) for _, row, first, last in uses if last > first]
    loose = sum(_is_loose(words[first : last + 1]) for words, first, last in spans)
    counted = sum(first > 0 and _is_number(words[first - 1]) for words, first, _ in spans)
    cut = sum(last + 1 < len(words) and _is_cut(words[last], words[last + 1]) for words, _, last in spans)
    return max(loose, counted, cut) > _MOST * len(uses)


def _is_cut(last: Word, after: Word) -> bool:
    """Whether what follows belongs to a phrase: "quote for renter|'s insurance", "crashes when trying|to export"."""
    if last.surface.casefold() in _NEEDING:
        return not after.breaks
    small = after.surface.casefold()
    return after.content or small in _OWNING | _STANDING_IN or (small == "to" and last.lemma in _WITH_VERB)


def _is_loose(span: Sequence[Word]) -> bool:
    """Whether words are joined by "and", or by more small words than a phrase has; a denial is none of them."""
    run = 0
    for word in span:
        run = 0 if word.content or is_denial(word.lemma) else run + 1
        if run > GAP or word.surface.casefold() in _JOINING:
            return True
    return False


_Span = tuple[int, int, int]


def _grown(
    spans: list[_Span],
    documents: Sequence[Sequence[Word]],
    beside: Callable[[Sequence[Word], _Span], tuple[str, _Span] | None],
) -> list[_Span]:
    """Take the word beside a phrase in as long as one and the same mostly stands there."""
    while spans and spans[0][2] - spans[0][1] + 1 < _LONGEST:
        found = [one for span in spans if (one := beside(documents[span[0]], span)) is not None]
        counts = Counter(lemma for lemma, _ in found)
        best = min(counts, key=lambda lemma: (-counts[lemma], lemma), default="")
        if counts[best] < _FEW or counts[best] <= _MOST * len(spans):
            break
        spans = [span for lemma, span in found if lemma == best]
    return spans


def _with_denial(spans: list[_Span], documents: Sequence[Sequence[Word]]) -> list[_Span]:
    """Let phrases begin with what mostly turns them round: "without notice", "não se consegue marcar"."""
    found = []
    turning = False
    for row, first, last in spans:
        words = documents[row]
        if is_denial(words[first].lemma):
            return spans
        opening = next((n for n in range(first - 1, max(-1, first - 3), -1) if not _is_small(words[n])), -1)
        if opening >= 0 and is_denial(words[opening].lemma) and (opening == first - 1 or not _turns(words[opening])):
            found.append((row, opening_of(words, opening), last))
            turning = turning or _turns(words[opening])
    return found if len(found) > (_NEARLY_ALL if turning else _MOST) * len(spans) else spans


def _is_small(word: Word) -> bool:
    return not (word.content or word.breaks or is_denial(word.lemma))


def _turns(word: Word) -> bool:
    return word.lemma in TURNING


def _behind(words: Sequence[Word], span: _Span) -> tuple[str, _Span] | None:
    row, first, last = span
    if last + 1 == len(words):
        return None
    further = _over_small(words, span)
    if further is not None:
        return words[further].lemma, (row, first, further)
    word, after = words[last + 1], words[last + 2] if last + 2 < len(words) else None
    small = word.surface.casefold()
    thanked = (words[last].lemma, small) == _THANKED
    verb = small in _INTO and (after is None or not (after.content or after.surface.casefold() in _BEGUN))
    left = small in _LEFT and (after is None or after.breaks or after.surface.casefold() in _GOES_ON)
    if not (verb or left or thanked or small in _BEHIND or _completes(word)) or not _is_new(
        word, words[first : last + 1]
    ):
        return None
    return word.lemma, (row, first, last + 1)


def _over_small(words: Sequence[Word], span: _Span) -> int | None:
    """Give the place of what a phrase of several words goes on to behind "of" or an article."""
    _, first, last = span
    small = words[last + 1].surface.casefold()
    if last == first or small not in _OF | _ARTICLES:
        return None
    place = last + 2
    if place < len(words) and words[place].surface.casefold() in _ARTICLES:
        place += 1
    if place >= len(words) or not _tells(words[place]) or not _is_new(words[place], words[first : last + 1]):
        return None
    return place if place - first < _LONGEST else None


def _before(words: Sequence[Word], span: _Span) -> tuple[str, _Span] | None:
    row, first, last = span
    if first == 0:
        return None
    word = words[first - 1]
    if word.lemma == "to" and first > 1 and words[first - 2].lemma == "how":
        return "how to", (row, first - 2, last)
    counted = first > 1 and _is_number(words[first - 2])  # "2 hour wait" and "4 hour wait" are no "hour wait"
    if (
        counted
        or not (_completes(word) or (word.surface.casefold() in _BEFORE and words[first].spelled.islower()))
        or not _is_new(word, words[first : last + 1])
    ):
        return None
    return word.lemma, (row, first - 1, last)


def _is_number(word: Word) -> bool:
    return word.surface[:1].isdigit() or word.surface.casefold() in _NUMBERS


def _completes(word: Word) -> bool:
    return word.short or _tells(word)


def _tells(word: Word) -> bool:
    return word.content and not is_courtesy(word.lemma) and not is_filler(word.lemma) and not is_verdict(word.lemma)


def _is_new(word: Word, said: Sequence[Word]) -> bool:
    return not word.breaks and all(word.lemma != one.lemma for one in said)
