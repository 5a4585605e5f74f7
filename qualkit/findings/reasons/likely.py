"""Reasons in sentences that a model takes for likely, divided by rule into what is explained and what explains it."""

from __future__ import annotations

from collections.abc import Sequence

from qualkit.findings.reasons.quiet import KINDS, STANCES, Pair, Weights, pairs
from qualkit.findings.reasons.reading import Reading, Reason
from qualkit.findings.reasons.sentences import SentenceWeights, passages, sentence_features

__all__ = ["likely_reasons"]

_Rows = tuple[int, int]


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
    free = [reading.words.span(*row) is not None and not _touched(reading, found, row) for row in rows]
    chosen = passages([known.chance(one) for one in features], free, known)
    return [_divided(reading, rows[first:last], weighed) for first, last in chosen]


def _touched(reading: Reading, found: Sequence[Reason], row: _Rows) -> bool:
    start, end = reading.words.starts[row[0]], reading.words.ends[row[1] - 1]
    return any(one.extent[0] < end and start < one.extent[1] for one in found)


def _divided(reading: Reading, rows: Sequence[_Rows], weighed: Sequence[tuple[float, Pair]]) -> Reason:
    first, last = rows[0][0], rows[-1][1]
    inside = [
        one
        for one in weighed
        if all(first <= clause.first and clause.last <= last for clause in (one[1].stance, one[1].fact))
        and (len(rows) == 1 or one[1].stance.sentence != one[1].fact.sentence)
    ]
    if inside:
        _, pair = max(inside, key=lambda one: (round(one[0], 9), -one[1].stance.first, -one[1].fact.first))
        cut = max(pair.stance.first, pair.fact.first)
        halves = (first, cut), (cut, last)
        behaviour, reason = halves if pair.stance.first < pair.fact.first else halves[::-1]
        kind = pair.kind
    else:
        behaviour, reason, kind = _by_stance(reading, rows)
    explained = reading.words.span(*behaviour) if behaviour else None
    explains = reading.words.span(*reason)
    supposed = reading.has("hypothetical", first, last)
    return Reason(KINDS[kind], "", explained, explains or reading.words.span(first, last), hypothetical=supposed)


def _by_stance(reading: Reading, rows: Sequence[_Rows]) -> tuple[_Rows | None, _Rows, str]:
    """Without a pair of clauses: the part that takes the plainer stance is explained by the other."""
    parts = list(rows)
    if len(parts) == 1:
        clauses = [one for one in reading.clauses if rows[0][0] <= one.first < rows[0][1]]
        if len(clauses) > 1:
            parts = [(rows[0][0], clauses[1].first), (clauses[1].first, rows[0][1])]
    stances = [next((n for n, tag in enumerate(STANCES) if reading.has(tag, *part)), len(STANCES)) for part in parts]
    plainest = min(range(len(parts)), key=lambda n: (stances[n], n))
    kind = STANCES[stances[plainest]] if stances[plainest] < len(STANCES) else "verdict"
    if len(parts) == 1:
        return None, parts[0], kind
    return parts[plainest], parts[1 - plainest], kind
