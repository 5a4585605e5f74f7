"""Passages that models take for likely, divided by cue or by rule into what is explained and what explains it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from qualkit.findings.reasons.cued import about, cue_features
from qualkit.findings.reasons.explicit import Announced
from qualkit.findings.reasons.quiet import KINDS, PLAIN, STANCES, Pair, Weights, pairs
from qualkit.findings.reasons.reader import Read, Reader
from qualkit.findings.reasons.reader_windows import context_of
from qualkit.findings.reasons.reading import Reading, Reason
from qualkit.findings.reasons.sentences import asked_about, by_sentence, passages, sentence_features, touched
from qualkit.findings.reasons.weighing import FeatureWeights

__all__ = ["Learnt", "likely_reasons"]

_Rows = tuple[int, int]
_PLAINLY = 1.0  # log odds; from here a plain case is taken by rule, however rare its words
_FEW = 10  # words; of what a cue explains in so few, nine in ten are deeds or feelings that a reader marks too


@dataclass(frozen=True)
class Learnt:
    """What was learnt from labelled comments.

    Attributes
    ----------
    cues : FeatureWeights
        Of cues in their places.
    sentences : FeatureWeights
        Of sentences.
    pairs : Weights
        Of pairs of clauses; they tell the two parts of a passage apart.
    reader : Reader or None
        The language model, if there is one. It has half of the say on cues and on sentences.
    """

    cues: FeatureWeights
    sentences: FeatureWeights
    pairs: Weights
    reader: Reader | None = None


@dataclass(frozen=True)
class _Judged:
    """The chance of each cue and of each sentence, and from what chance on they are taken."""

    cues: Sequence[float]
    sentences: Sequence[float]
    cue_threshold: float
    sentence_threshold: float


def likely_reasons(
    reading: Reading, cued: Sequence[Announced], *, prompt: str | None, answers: str | None, learnt: Learnt
) -> list[Reason]:
    """Choose the passages of a comment that seem to give a reason, with a cue or without.

    Parameters
    ----------
    reading : Reading
        The comment.
    cued : sequence of Announced
        Its cues.
    prompt : str or None
        The question of a survey.
    answers : str or None
        The comment that it answers.
    learnt : Learnt
        What decides.

    Returns
    -------
    list of Reason
        First those with a cue, one for each; those that overlap share a passage. Then, in what these leave, passages of
        one to three sentences. Passages do not overlap.
    """
    reply = answers is not None
    told = about(reading, asked=asked_about(prompt), reply=reply)
    weighed = [(learnt.pairs.worth(one), one) for one in pairs(reading, prompted=prompt is not None, reply=reply)]
    ruled = [one.reason for one in cued if one.met]
    cue_odds = [learnt.cues.odds(cue_features(reading, one, told)) for one in cued]
    sentence_odds = [
        learnt.sentences.odds(one) for one in sentence_features(reading, ruled, weighed, prompt=prompt, reply=reply)
    ]
    reader = learnt.reader
    if reader is None:
        judged = _Judged(
            [_chance(one) for one in cue_odds],
            [_chance(one) for one in sentence_odds],
            learnt.cues.threshold,
            learnt.sentences.threshold,
        )
        return _chosen(reading, cued, weighed, judged)
    # The model is asked only where its word could bring something in: it takes most of the time.
    if not _chosen(reading, cued, weighed, _with_model(reader, cue_odds, sentence_odds)):
        return []
    read = reader.read(
        reading.words.plain,
        context_of(prompt, answers),
        [(reading.words.starts[first], reading.words.ends[last - 1]) for first, last in reading.words.sentences],
        [(_place(reading, one), one.reason.said) for one in cued],
    )
    return _chosen(reading, cued, weighed, _with_model(reader, cue_odds, sentence_odds, read))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _with_model(
    reader: Reader, cue_odds: Sequence[float], sentence_odds: Sequence[float], read: Read | None = None
) -> _Judged:
    """Take the mean of two log odds; while nothing is read, the most that the model could say."""

    def both(odds: Sequence[float], of_model: Sequence[float | None]) -> list[float]:
        means = [one if other is None else (one + other) / 2 for one, other in zip(odds, of_model, strict=True)]
        return [_chance(one) for one in means]

    of_cues = read.cues if read else [reader.most] * len(cue_odds)
    of_sentences = read.sentences if read else [reader.most] * len(sentence_odds)
    return _Judged(
        both(cue_odds, of_cues), both(sentence_odds, of_sentences), reader.cue_threshold, reader.sentence_threshold
    )


def _place(reading: Reading, one: Announced) -> tuple[int, int]:
    return reading.words.starts[one.hit.first], reading.words.ends[one.hit.last - 1]


def _chosen(
    reading: Reading, cued: Sequence[Announced], weighed: Sequence[tuple[float, Pair]], judged: _Judged
) -> list[Reason]:
    found = _shared(_with_cues(reading, cued, judged))
    return found + _without(reading, cued, found, weighed, judged)


def _with_cues(reading: Reading, cued: Sequence[Announced], judged: _Judged) -> list[Reason]:
    """Choose the cues that are likely enough where they stand; a user's own, and what is plainly said, always."""
    return [
        one.reason
        for one, chance in zip(cued, judged.cues, strict=True)
        if (one.met and (one.reason.own or _plainly_said(reading, one.reason)))
        or (not one.reason.own and round(chance, 6) >= judged.cue_threshold)
    ]


def _shared(found: Sequence[Reason]) -> list[Reason]:
    """Give reasons that overlap one passage, from the first of their words to the last."""
    groups: list[list[Reason]] = []
    end = -1
    for one in sorted(found, key=lambda one: one.said):
        if one.said[0] >= end:
            groups.append([])
        groups[-1].append(one)
        end = max(end, one.said[1])
    wholes = [(group[0].said[0], max(one.said[1] for one in group)) for group in groups]
    return [replace(one, passage=whole) for whole, group in zip(wholes, groups, strict=True) for one in group]


def _without(
    reading: Reading,
    cued: Sequence[Announced],
    found: Sequence[Reason],
    weighed: Sequence[tuple[float, Pair]],
    judged: _Judged,
) -> list[Reason]:
    """Choose sentences that are likely enough, where no cue was."""
    ruled = [one.reason for one in cued if one.met]
    rows, threshold, likely = reading.words.sentences, judged.sentence_threshold, list(judged.sentences)
    for number in _plain_cases(weighed):
        likely[number] = max(likely[number], threshold)
    taken = touched(reading, found)
    free = [reading.words.span(*row) is not None and not some for row, some in zip(rows, taken, strict=True)]
    chosen = passages(likely, free, threshold)
    here, by_rule, breaks = by_sentence(weighed, len(rows)), touched(reading, ruled), _breaks(reading)
    more: list[Reason] = []
    for first, last in chosen:
        whole = reading.words.span(rows[first][0], rows[last - 1][1])
        inside = list(dict.fromkeys(chain.from_iterable(by_rule[first:last])))
        inside = inside or [_divided(reading, rows[first:last], _only(here[first:last]), breaks.get(first))]
        more += [replace(one, passage=whole) for one in inside]
    return more


def _plain_cases(weighed: Sequence[tuple[float, Pair]]) -> list[int]:
    """Give the numbers of the sentences of two plain cases, which are taken whatever the model says."""
    return [
        number
        for worth, pair in weighed
        if worth >= _PLAINLY and any(name in pair.features for name in PLAIN)
        for number in (pair.stance.sentence, pair.fact.sentence)
    ]


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
