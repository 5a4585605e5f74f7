"""Reasons that a word or a construction announces."""

from __future__ import annotations

from dataclasses import dataclass

from qualkit.findings.reasons.reading import Reading, Reason
from qualkit.findings.reasons.rules import Cue
from qualkit.findings.reasons.words import Hit

__all__ = ["Announced", "announced"]

_Rows = tuple[int, int] | None
_WITHIN = 7  # a clause whose verb comes later than this is not told from a comparison


@dataclass(frozen=True, slots=True)
class Announced:
    """A cue in its place, and the passage that it would announce.

    Attributes
    ----------
    hit : Hit
        Where the cue stands.
    reason : Reason
        The passage.
    met : bool
        Whether its surroundings are what its rule needs.
    """

    hit: Hit
    reason: Reason
    met: bool


def announced(reading: Reading, *, elsewhere: bool = False) -> list[Announced]:
    """Find the cues of a comment, whether or not their surroundings are what the rules need.

    Parameters
    ----------
    reading : Reading
        The comment.
    elsewhere : bool
        Whether what is explained may lie in another comment, or in the question.

    Returns
    -------
    list of Announced
        In order of their cues.
    """
    found = []
    for hit in reading.cues():
        cue = reading.rules.cues[int(hit.tag.removeprefix("cue/"))]
        one = _reason(reading, hit, cue, elsewhere) if not _comes_after(reading, hit, cue) else None
        if one is not None:
            found.append(Announced(hit, one, _allowed(reading, hit, cue)))
    return found


def _comes_after(reading: Reading, hit: Hit, cue: Cue) -> bool:
    """Whether a word stands before it that makes it no cue."""
    first, _ = reading.words.sentences[reading.words.sentence(hit.first)]
    return hit.first > first and reading.words.words[hit.first - 1] in cue.not_after


def _allowed(reading: Reading, hit: Hit, cue: Cue) -> bool:
    words = reading.words.words
    first, last = reading.words.sentences[reading.words.sentence(hit.first)]
    before = words[hit.first - 1] if hit.first > first else ""
    edge = reading.clause_edge(hit.first, first)
    match cue.needs:
        case "behaviour":
            return hit.first > first
        case "clause":
            return _clause_follows(reading, hit.last, last) or (hit.first == first and _half(reading, hit.last, last))
        case "purpose":
            governs = hit.first - 2 if before == "," else hit.first - 1
            known = governs >= first and words[governs][0].isalnum()
            return known and not _completed(reading, governs, first)
        case "action":
            told = any(reading.has(tag, edge, hit.first) for tag in ("feeling", "verdict", "deed", "change"))
            return told and (_going_on(reading, hit.last, last) or _clause_follows(reading, hit.last, last))
        case "deed":
            return reading.has("deed", edge, hit.first) and _clause_follows(reading, hit.last, last)
        case "condition":
            return _would(reading, hit, first, last)
        case _:
            return True


def _completed(reading: Reading, at: int, first: int) -> bool:
    """Whether the infinitive completes a verb ("asked me to stop") instead of giving a purpose ("rang to stop it")."""
    if at > first and reading.starts("object", at):
        return reading.starts("catenative", at - 1)
    return reading.starts("catenative", at)


def _clause_follows(reading: Reading, at: int, last: int) -> bool:
    """Whether somebody and what they do stand right after: "as they never answered", unlike "as a guest"."""
    words = reading.words.words
    end = reading.clause_end(at, min(last, at + _WITHIN), (".", "!", "?", ";", ",", ":"))
    if at >= end:
        return False
    if reading.starts("pronoun", at):
        return end - at >= 2
    verb = any(reading.starts("verb", n) or words[n].endswith("n't") for n in range(at + 1, end))
    return verb and (reading.starts("subject", at) or words[at].endswith("s") or words[at].startswith("xx"))


def _half(reading: Reading, at: int, last: int) -> bool:
    """Whether the sentence goes on after a comma: "As the app never opens, I gave up"."""
    words = reading.words.words
    comma = next((n for n in range(at, min(last, at + 2 * _WITHIN)) if words[n] == ","), None)
    return comma is not None and comma - at > 2 and last - comma > 2 and reading.starts("subject", at)


def _going_on(reading: Reading, at: int, last: int) -> bool:
    words = reading.words.words
    if at < last and words[at][0].isdigit():
        return at + 1 < last and reading.starts("unit", at + 1)  # "after 3 weeks", and not "after 4 pm"
    return at < last and (words[at].endswith("ing") or reading.starts("duration", at))


def _would(reading: Reading, hit: Hit, first: int, last: int) -> bool:
    """Whether the other half of the sentence says what would be then."""
    end = reading.clause_end(hit.last, last, (",", ".", "!", "?", ";"))
    for begin, stop in ((first, hit.first), (hit.last, last)):
        if reading.has("hypothetical", begin, stop) and any(
            reading.has(tag, begin, stop) for tag in ("feeling", "verdict", "deed")
        ):
            return end - hit.last >= 2
    return False


def _reason(reading: Reading, hit: Hit, cue: Cue, elsewhere: bool) -> Reason | None:
    number = reading.words.sentence(hit.first)
    first, last = reading.words.sentences[number]
    before = reading.words.sentences[number - 1] if number else None
    if cue.reason == "after":
        behaviour, reason = _after(reading, hit, first, last, before)
        if behaviour is None and not elsewhere and number + 1 < len(reading.words.sentences):
            behaviour = reading.words.sentences[number + 1]  # "Because nobody answered. I left."
    elif cue.reason == "before":
        behaviour, reason = _before(reading, hit, first, last, before, reaches=cue.reaches)
    else:
        behaviour, reason = _named(reading, hit, first, last)
    explained = reading.words.span(*behaviour) if behaviour else None
    explains = reading.words.span(*reason) if reason else None
    if (explained is None or explains is None) and not (elsewhere and (explained or explains)):
        return None
    ends = [one for one in (behaviour, reason) if one]
    whole = min(one[0] for one in ends), max(one[1] for one in ends)
    return Reason(
        kind=cue.kind,
        cue=reading.words.text[reading.words.starts[hit.first] : reading.words.ends[hit.last - 1]],
        behaviour=explained,
        reason=explains,
        negated=hit.first > first and reading.starts("not_cause", hit.first - 1),
        hypothetical=cue.hypothetical or cue.needs == "condition" or reading.has("hypothetical", *whole),
        own=cue.own,
    )


def _after(reading: Reading, hit: Hit, first: int, last: int, before: _Rows) -> tuple[_Rows, _Rows]:
    words = reading.words.words
    end = reading.clause_end(hit.last, last)
    edge = reading.clause_edge(hit.first, first)
    if reading.words.span(edge, hit.first) and not _only_joins(reading, edge, hit.first):
        return (edge, hit.first), (hit.first, end)
    comma = next((n for n in range(hit.last + 1, end) if words[n] == ","), None)
    if comma is not None and end - comma > 2:
        return (comma, end), (hit.first, comma)
    turn = next((n for n in range(hit.first + 2, end - 1) if n >= hit.last and reading.starts("pronoun", n)), None)
    if turn is None:
        turn = next((n for n in range(hit.last + 1, end - 2) if _turns(reading, n, end)), None)
    if turn is not None and (before is None or turn - hit.last > 1):
        return (turn, end), (hit.first, turn)
    # "Because nobody answered." What it explains is the sentence before, or the question.
    return before, (hit.first, end)


def _turns(reading: Reading, at: int, end: int) -> bool:
    """Whether a new clause begins without a comma: "Due to shortages the van was late"."""
    follows = range(at + 1, min(end, at + 4))
    return reading.starts("subject", at) and any(reading.starts("verb", n) for n in follows)


def _before(reading: Reading, hit: Hit, first: int, last: int, before: _Rows, *, reaches: bool) -> tuple[_Rows, _Rows]:
    end = reading.clause_end(hit.last, last)
    begin = hit.first + 1 if reaches else hit.last
    edge = reading.clause_edge(hit.first, first)
    if reading.words.span(edge, hit.first) and not _only_joins(reading, edge, hit.first):
        # "I'm selling it, hence." explains nothing further: the cue stands for it.
        return (begin if begin < end else hit.first, end), (edge, hit.first)
    return (begin, end), before


def _named(reading: Reading, hit: Hit, first: int, last: int) -> tuple[_Rows, _Rows]:
    words = reading.words.words
    middle = next((n for n in range(hit.last - 1, last) if reading.starts("is", n) or words[n] == ":"), None)
    if middle is None:
        return None, None
    if middle + 1 >= last:
        return None, None
    if reading.words.span(hit.last, middle):
        return (hit.last, middle), (middle + 1, last)
    edge = reading.clause_edge(hit.first, first)
    return ((edge, hit.first) if reading.words.span(edge, hit.first) else None), (middle + 1, last)


def _only_joins(reading: Reading, first: int, last: int) -> bool:
    """Whether nothing but "and", "it's just" or the like stands before a cue."""
    return all(reading.starts("joins", n) or not reading.words.words[n][0].isalnum() for n in range(first, last))
