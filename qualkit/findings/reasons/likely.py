"""Passages that a model takes for likely, divided by cue or by rule into what is explained and what explains it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qualkit.findings.reasons.quiet import KINDS, PLAIN, STANCES, Pair, Weights, pairs
from qualkit.findings.reasons.reading import Reading, Reason
from qualkit.findings.reasons.sentences import SentenceWeights, by_sentence, passages, sentence_features, touched

__all__ = ["Learnt", "likely_reasons"]

_Rows = tuple[int, int]
_PLAINLY = 1.0  # log odds; from here a plain case is taken by rule, however rare its words
_FEW = 10  # words; of what a cue explains in so few, nine in ten are deeds or feelings that a reader marks too


@dataclass(frozen=True)
class Learnt:
    """What was learnt from labelled comments.

    Attributes
    ----------
    sentences : SentenceWeights
        Of features that one can read.
    pairs : Weights
        Of pairs of clauses; they tell the two parts of a passage apart.
    """

    sentences: SentenceWeights
    pairs: Weights


def likely_reasons(
    reading: Reading, cued: Sequence[Reason], *, prompt: str | None, reply: bool, learnt: Learnt
) -> list[Reason]:
    """Choose the passages of a comment that seem to give a reason, with a cue or without.

    Parameters
    ----------
    reading : Reading
        The comment.
    cued : sequence of Reason
        What its cues announce.
    prompt : str or None
        The question of a survey.
    reply : bool
        Whether it answers another comment.
    learnt : Learnt
        What decides.

    Returns
    -------
    list of Reason
        In passages of one to three sentences that do not overlap. A passage with several cues is there once for each.
    """
    weighed = [(learnt.pairs.worth(one), one) for one in pairs(reading, prompted=prompt is not None, reply=reply)]
    features = sentence_features(reading, cued, weighed, prompt=prompt, reply=reply)
    rows = reading.words.sentences
    likely = [1 / (1 + math.exp(-learnt.sentences.odds(one))) for one in features]
    threshold = learnt.sentences.threshold
    for number in _certain(reading, cued, weighed):
        likely[number] = max(likely[number], threshold)
    chosen = passages(likely, [reading.words.span(*row) is not None for row in rows], threshold)
    here, breaks = by_sentence(weighed, len(rows)), _breaks(reading)
    found: list[Reason] = []
    for first, last in chosen:
        whole = reading.words.span(rows[first][0], rows[last - 1][1])
        inside = [one for one in cued if whole and one.extent[0] < whole[1] and whole[0] < one.extent[1]]
        inside = inside or [_divided(reading, rows[first:last], _only(here[first:last]), breaks.get(first))]
        found += [replace(one, passage=whole) for one in inside]
    return found


def _certain(reading: Reading, cued: Sequence[Reason], weighed: Sequence[tuple[float, Pair]]) -> list[int]:
    """Give the numbers of the sentences that are taken whatever the model says: a user's cues, and the plain cases."""
    sure = [one.own or _plainly_said(reading, one) for one in cued]
    here = touched(reading, [one for one, certain_ in zip(cued, sure, strict=True) if certain_])
    certain = [number for number, some in enumerate(here) if some]
    for worth, pair in weighed:
        if worth >= _PLAINLY and any(name in pair.features for name in PLAIN):
            certain += [pair.stance.sentence, pair.fact.sentence]
    return certain


def _plainly_said(reading: Reading, one: Reason) -> bool:
    """Whether somebody says of themselves, in few words, what they did or felt, and a cue says why."""
    if one.behaviour is None or one.reason is None:
        return False
    first, last = (bisect_left(reading.words.starts, place) for place in one.behaviour)
    speaks = any(reading.starts("me", n) for n in range(first, min(last, first + 2)))
    return speaks and last - first <= _FEW and any(reading.has(tag, first, last) for tag in ("deed", "exit", "feeling"))


def _only(here: Sequence[Sequence[tuple[float, Pair]]]) -> list[tuple[float, Pair]]:
    return [one for part in here for one in part]


def _breaks(reading: Reading) -> dict[int, int]:
    """Where the second clause of a sentence begins, by sentences of several clauses."""
    second: dict[int, int] = {}
    clauses = reading.clauses
    for before, one in pairwise(clauses):
        if before.sentence == one.sentence:
            second.setdefault(one.sentence, one.first)
    return second


def _divided(
    reading: Reading, rows: Sequence[_Rows], weighed: Sequence[tuple[float, Pair]], second: int | None
) -> Reason:
    first, last = rows[0][0], rows[-1][1]
    inside = [
        one
        for one in weighed
        if all(first <= clause.first and clause.last <= last for clause in (one[1].stance, one[1].fact))
        and (len(rows) == 1 or one[1].stance.sentence != one[1].fact.sentence)
    ]
    behaviour: _Rows | None
    if inside:
        _, pair = max(inside, key=lambda one: (round(one[0], 9), -one[1].stance.first, -one[1].fact.first))
        cut = max(pair.stance.first, pair.fact.first)
        halves = (first, cut), (cut, last)
        behaviour, reason = halves if pair.stance.first < pair.fact.first else halves[::-1]
        kind = pair.kind
    else:
        behaviour, reason, kind = _by_stance(reading, rows, second)
    explained = reading.words.span(*behaviour) if behaviour else None
    explains = reading.words.span(*reason)
    supposed = reading.has("hypothetical", first, last)
    return Reason(KINDS[kind], "", explained, explains or reading.words.span(first, last), hypothetical=supposed)


def _by_stance(reading: Reading, rows: Sequence[_Rows], second: int | None) -> tuple[_Rows | None, _Rows, str]:
    """Without a pair of clauses: the part that takes the plainest stance is explained by what follows or precedes it."""
    parts = list(rows)
    if len(parts) == 1 and second is not None:
        parts = [(rows[0][0], second), (second, rows[0][1])]
    stances = [next((n for n, tag in enumerate(STANCES) if reading.has(tag, *part)), len(STANCES)) for part in parts]
    plainest = min(range(len(parts)), key=lambda n: (stances[n], n))
    kind = STANCES[stances[plainest]] if stances[plainest] < len(STANCES) else "verdict"
    if len(parts) == 1:
        return None, parts[0], kind
    if plainest + 1 < len(parts):
        return parts[plainest], (parts[plainest + 1][0], parts[-1][1]), kind
    return parts[plainest], (parts[0][0], parts[plainest][0]), kind
