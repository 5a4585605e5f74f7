"""Reasons in sentences that a model takes for likely, divided by rule into what is explained and what explains it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qualkit.findings.reasons.quiet import KINDS, PLAIN, STANCES, Pair, Weights, pairs
from qualkit.findings.reasons.reading import Reading, Reason
from qualkit.findings.reasons.sentences import SentenceWeights, by_sentence, passages, sentence_features, touched

__all__ = ["likely_reasons"]

_Rows = tuple[int, int]
_PLAINLY = 1.0  # log odds; from here a plain case is taken by rule, however rare its words


def likely_reasons(
    reading: Reading,
    found: Sequence[Reason],
    *,
    prompt: str | None,
    reply: bool,
    known: SentenceWeights,
    of_pairs: Weights,
) -> list[Reason]:
    """Find the reasons that no cue has announced.

    Parameters
    ----------
    reading : Reading
        The comment.
    found : sequence of Reason
        What its cues announce; sentences that these touch are left out.
    prompt : str or None
        The question of a survey.
    reply : bool
        Whether it answers another comment.
    known : SentenceWeights
        Of sentences.
    of_pairs : Weights
        Of pairs of clauses; they tell the two parts apart.

    Returns
    -------
    list of Reason
        Of one or two sentences each, not overlapping, in order.
    """
    weighed = [(of_pairs.worth(one), one) for one in pairs(reading, prompted=prompt is not None, reply=reply)]
    features = sentence_features(reading, found, weighed, prompt=prompt, reply=reply)
    rows = reading.words.sentences
    taken = touched(reading, found)
    free = [not taken[n] and reading.words.span(*row) is not None for n, row in enumerate(rows)]
    likely = [known.chance(one) for one in features]
    for worth, pair in weighed:
        if worth >= _PLAINLY and any(name in pair.features for name in PLAIN):
            for number in (pair.stance.sentence, pair.fact.sentence):
                likely[number] = max(likely[number], known.threshold)
    chosen = passages(likely, free, known)
    here = by_sentence(weighed, len(rows))
    breaks = _breaks(reading)
    return [_divided(reading, rows[first:last], here[first], breaks.get(first)) for first, last in chosen]


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
    """Without a pair of clauses: the part that takes the plainer stance is explained by the other."""
    parts = list(rows)
    if len(parts) == 1 and second is not None:
        parts = [(rows[0][0], second), (second, rows[0][1])]
    stances = [next((n for n, tag in enumerate(STANCES) if reading.has(tag, *part)), len(STANCES)) for part in parts]
    plainest = min(range(len(parts)), key=lambda n: (stances[n], n))
    kind = STANCES[stances[plainest]] if stances[plainest] < len(STANCES) else "verdict"
    if len(parts) == 1:
        return None, parts[0], kind
    return parts[plainest], parts[1 - plainest], kind
