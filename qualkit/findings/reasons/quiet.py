"""Reasons that no word announces: a fact that stands beside a verdict, a feeling, a plea, a wish or a deed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from qualkit.findings.reasons.reading import Clause, Reading, Reason

__all__ = ["KINDS", "PLAIN", "STANCES", "Pair", "Weights", "pairs", "quiet_reasons", "weights"]

STANCES = ("result", "plea", "feeling", "verdict", "cannot", "need", "deed", "ask")
"""Lists that show that a clause takes a stance, the plainest first."""
KINDS = {
    "result": "fact and feeling",
    "plea": "plea and fact",
    "feeling": "fact and feeling",
    "verdict": "verdict and fact",
    "cannot": "fact and obstacle",
    "need": "need and fact",
    "deed": "sequence",
    "ask": "question and fact",
}
"""What a passage is called, by the stance in it."""
PLAIN = ("plain: somebody went, beside what went wrong", "plain: a bad verdict, beside what went wrong")
"""Features of pairs so plain that a rule decides."""
_TOLD = frozenset(
    {"problem", "kind", "verb", "me", "pronoun", "contrast", "thanks", "feeling", "verdict", "cannot", "need"}
)
_FACTS = (
    "problem",
    "kind",
    "verb",
    "me",
    "pronoun",
    "contrast",
    "thanks",
    "feeling",
    "verdict",
    "plea",
    "ask",
    "cannot",
)
_SHORTEST, _SHORT, _FEW, _LONG = 2, 4, 6, 22


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clauses, one of which may be the reason for the other.

    Attributes
    ----------
    stance : Clause
        Says what somebody did, feels, wants or thinks.
    fact : Clause
        Says what was the case.
    kind : str
        What kind of stance.
    features : frozenset of str
        What is true of the two.
    """

    stance: Clause
    fact: Clause
    kind: str
    features: frozenset[str]


@dataclass(frozen=True)
class Weights:
    """How much each feature speaks for a reason.

    Attributes
    ----------
    intercept : float
        Log odds of a pair without features.
    threshold : float
        Log odds from which a pair is taken.
    weights : mapping of str to float
        Log odds each feature adds; features not named add nothing.
    """

    intercept: float
    threshold: float
    weights: Mapping[str, float]

    def worth(self, pair: Pair) -> float:
        """Add up what speaks for a pair.

        Parameters
        ----------
        pair : Pair
            Two clauses.

        Returns
        -------
        float
            Log odds above the threshold.
        """
        # fsum: the same sum in whatever order a set gives its members.
        named = (self.weights.get(name, 0.0) for name in pair.features)
        return math.fsum((self.intercept, -self.threshold, *named))


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Give the weights that come with the package.

    Returns
    -------
    Weights
        Learnt from labelled comments by ``benchmarks/reasons.py --fit``.
    """
    given = json.loads((files("qualkit.findings.reasons") / "weights.json").read_text("utf-8"))
    return Weights(given["intercept"], given["threshold"], given["weights"])


def quiet_reasons(
    reading: Reading, *, prompted: bool, reply: bool, taken: Sequence[tuple[int, int]], known: Weights | None = None
) -> list[Reason]:
    """Find the reasons that no word announces.

    Parameters
    ----------
    reading : Reading
        The comment.
    prompted : bool
        Whether it answers a question of a survey.
    reply : bool
        Whether it answers another comment.
    taken : list of (int, int)
        Passages found already; what overlaps them is left out.
    known : Weights, optional
        By default those of the package.

    Returns
    -------
    list of Reason
        Not overlapping; the likeliest first.
    """
    known = known or weights()
    ranked = [(known.worth(pair), pair) for pair in pairs(reading, prompted=prompted, reply=reply)]
    ranked = [one for one in ranked if one[0] >= 0]
    ranked.sort(key=lambda one: (-round(one[0], 9), one[1].stance.first, one[1].fact.first))
    found: list[Reason] = []
    covered = bytearray(len(reading.words.text))
    for start, end in taken:
        covered[start:end] = b"x" * (end - start)
    for _, pair in ranked:
        one = _reason(reading, pair)
        if one is None:
            continue
        start, end = one.extent
        if not any(covered[start:end]):
            covered[start:end] = b"x" * (end - start)
            found.append(one)
    return found


def _reason(reading: Reading, pair: Pair) -> Reason | None:
    behaviour = reading.words.span(pair.stance.first, pair.stance.last)
    reason = reading.words.span(pair.fact.first, pair.fact.last)
    if behaviour is None or reason is None:
        return None
    supposed = any(reading.has("hypothetical", one.first, one.last) for one in (pair.stance, pair.fact))
    return Reason(KINDS[pair.kind], "", behaviour, reason, hypothetical=supposed)


def pairs(reading: Reading, *, prompted: bool, reply: bool) -> Iterator[Pair]:
    """Go through the pairs of neighbouring clauses of which one takes a stance.

    Parameters
    ----------
    reading : Reading
        The comment.
    prompted, reply : bool
        What the comment answers.

    Yields
    ------
    Pair
        Every pair of which one could be the reason for the other.
    """
    clauses = [one for one in reading.clauses if one.last - one.first >= 1]
    tags = [_tags(reading, one) for one in clauses]
    about = {name for name, holds in (("prompted", prompted), ("reply", reply), ("open", not prompted)) if holds}
    about.add(f"sentences {min(4, len(reading.words.sentences))}")
    for n, stance in enumerate(clauses):
        kind = _stance(reading, stance, tags[n])
        if kind is None:
            continue
        for other in (n - 1, n + 1):
            if 0 <= other < len(clauses) and _is_fact(reading, clauses[other], tags[other], kind):
                features = _features(reading, stance, tags[n], clauses[other], tags[other], kind) | about
                yield Pair(stance, clauses[other], kind, frozenset(features))


def _stance(reading: Reading, clause: Clause, tags: frozenset[str]) -> str | None:
    """Say what kind of stance a clause takes; one that says that there is nothing to say takes none."""
    words = clause.last - clause.first
    if words <= _FEW and reading.has("says_nothing", clause.first, clause.last):
        return None
    if "cannot" in tags and reading.has("not_cannot", clause.first, clause.last):
        tags = tags - {"cannot"}
    if "plea" in tags and ("ask" in tags or (reading.words.words[clause.last - 1] == "?" and words > _SHORT)):
        tags = (tags - {"plea"}) | {"ask"}
    return next((one for one in STANCES if one in tags), None)


def _is_fact(reading: Reading, clause: Clause, tags: frozenset[str], kind: str) -> bool:
    words = reading.words.words[clause.first : clause.last]
    if sum(word[0].isalnum() for word in words) < _SHORTEST or not {"verb", "problem", "kind"} & tags:
        return False
    if words[-1] == "?" and kind != "feeling":
        return False
    return "plea" not in tags and not (len(words) <= _FEW and reading.has("says_nothing", clause.first, clause.last))


def _tags(reading: Reading, clause: Clause) -> frozenset[str]:
    return frozenset(tag for tag in {*STANCES, *_FACTS} if reading.has(tag, clause.first, clause.last))


def _features(
    reading: Reading, stance: Clause, stance_tags: frozenset[str], fact: Clause, fact_tags: frozenset[str], kind: str
) -> set[str]:
    words = reading.words.words
    after = fact.first >= stance.last
    later = fact if after else stance
    features_by_hand = _plain_cases(
        reading, stance, stance_tags, fact, fact_tags, joined=reading.starts("joined", later.first)
    )
    features = {f"is {kind}", f"{kind} after" if not after else f"{kind} before"} | features_by_hand
    features |= {f"stance {tag}" for tag in stance_tags & {"me", "verb", "thanks", "problem"}}
    features |= {f"fact {tag}" for tag in fact_tags & _TOLD}
    features |= {f"{kind} with {tag}" for tag in fact_tags & {"problem", "kind", "verb", "me"}}
    if stance.sentence == fact.sentence:
        features.add("same sentence")
        features.add(f"{kind} same sentence")
    else:
        features.add(f"{kind} other sentence")
    if reading.starts("joined", later.first):
        features.add("joined")
    if reading.starts("but", later.first):
        features.add("but")
    if any(reading.starts(kind, n) for n in range(stance.first, min(stance.last, stance.first + 2))):
        features.add("stance begins")
        features.add(f"{kind} begins")
    if reading.starts("pronoun", fact.first):
        features.add("fact starts with pronoun")
    for name, one in (("stance", stance), ("fact", fact)):
        length = one.last - one.first
        if length <= _SHORT:
            features.add(f"{name} short")
        elif length >= _LONG:
            features.add(f"{name} long")
        if words[one.last - 1] == "?":
            features.add(f"{name} asked")
        if words[one.last - 1] == "!":
            features.add(f"{name} cried")
    return features


def _plain_cases(
    reading: Reading,
    stance: Clause,
    stance_tags: frozenset[str],
    fact: Clause,
    fact_tags: frozenset[str],
    *,
    joined: bool,
) -> set[str]:
    """Cases so plain that their weights are set by hand: the labelled comments hold too few of them to learn from."""
    if joined or "contrast" in fact_tags or "thanks" in fact_tags:
        return set()
    found = set()
    short = stance.last - stance.first <= _FEW
    if "problem" in fact_tags and reading.has("exit", stance.first, stance.last) and short:
        found.add(PLAIN[0])
    if "problem" in fact_tags and reading.has("bad", stance.first, stance.last) and short:
        found.add(PLAIN[1])
    if "kind" in fact_tags and "feeling" in stance_tags and short and not reading.has("bad", fact.first, fact.last):
        found.add("plain: a feeling, beside what was done well")
    return found
