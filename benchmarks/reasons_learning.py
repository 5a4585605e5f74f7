"""What `find_reasons` learns from labelled comments: the weights of features."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from reasons_labels import LABELS, Key, Marked, Passage, Span, comments, for_learning, gold, how_sure, overlap, read

from qualkit.findings.reasons.cued import about, cue_features
from qualkit.findings.reasons.explicit import announced
from qualkit.findings.reasons.likely import Learnt
from qualkit.findings.reasons.one import Said, reasons_in, who_asked_why
from qualkit.findings.reasons.quiet import Weights, pairs, weights
from qualkit.findings.reasons.reading import Reading
from qualkit.findings.reasons.rules import load_rules
from qualkit.findings.reasons.sentences import asked_about, sentence_features
from qualkit.findings.reasons.weighing import FeatureWeights
from qualkit.findings.reasons.words import words_of
from qualkit.text.answers import is_non_answer

__all__ = ["cross_validated", "fit"]

PACKAGE = Path(__file__).parent.parent / "qualkit" / "findings" / "reasons"
PAIR_STRENGTH = 0.3  # of the penalty, as scikit-learn's C; both chosen on the dev half of reasons.json
PAIR_THRESHOLD = 0.2  # log odds
PAIR_RARE = 4
STRENGTH = 0.06  # as scikit-learn's C; this and all below chosen by cross-validation over comments
CUE_THRESHOLD, THRESHOLD = 0.6, 0.7  # chance of a cue, and of a passage without one: precision .82 at least
CUE_RARE, RARE = 4, 5
FOLDS = 5
BY_HAND = {
    "plain: somebody went, beside what went wrong": 3.0,
    "plain: a bad verdict, beside what went wrong": 1.5,
    "plain: a feeling, beside what was done well": 1.5,
}


@dataclass(frozen=True)
class Row:
    """A cue in its place, a sentence, or a pair of clauses; how sure it is that it gives a reason."""

    key: Key
    features: frozenset[str]
    right: float


def cue_rows(said: dict[Key, Said], marked: Marked) -> list[Row]:
    """Cues, with what is true of them, and whether a reader marked, as explicit, any word of what they would announce."""
    rules, rows = load_rules()["en"], []
    for key in sorted(marked):
        one = said[key]
        if is_non_answer(one.text):
            continue
        reading, reply = Reading(words_of(one.text), rules), one.answers is not None
        asked = who_asked_why(one, load_rules().values())
        told = about(reading, asked=asked_about(one.prompt), reply=reply)
        for cue in announced(reading, elsewhere=reply or asked is not None):
            features = cue_features(reading, cue, told)
            rows.append(Row(key, features, how_sure_of_cue(cue.reason.said, marked[key])))
    return rows


def how_sure_of_cue(said: Span, passages: Iterable[Passage]) -> float:
    """How sure it is that what a cue would announce was marked as explicit."""
    return how_sure(said, [one for one in passages if one.kind == "explicit"])


def sentence_rows(said: dict[Key, Said], marked: Marked) -> list[Row]:
    """Sentences, with what is true of them, and whether a reader marked any of their words."""
    rules, rows = load_rules()["en"], []
    for key in sorted(marked):
        one = said[key]
        reading, reply = Reading(words_of(one.text), rules), one.answers is not None
        asked = who_asked_why(one, load_rules().values())
        found = [cue.reason for cue in announced(reading, elsewhere=reply or asked is not None) if cue.met]
        weighed = [
            (weights().worth(pair), pair) for pair in pairs(reading, prompted=one.prompt is not None, reply=reply)
        ]
        features = sentence_features(reading, found, weighed, prompt=one.prompt, reply=reply)
        for (first, last), names in zip(reading.words.sentences, features, strict=True):
            span = reading.words.starts[first], reading.words.ends[last - 1]
            rows.append(Row(key, names, how_sure(span, marked[key])))
    return rows


def pair_rows(said: dict[Key, Said], marked: Marked) -> list[Row]:
    """Pairs that no cue has taken, with what is true of them, and whether a reader marked them."""
    rules, rows = load_rules()["en"], []
    for key in sorted(marked):
        one = said[key]
        reading = Reading(words_of(one.text), rules)
        taken = [cue.reason.extent for cue in announced(reading, elsewhere=one.answers is not None) if cue.met]
        for whole, names in _pairs(reading, prompted=one.prompt is not None, reply=one.answers is not None):
            if not any(overlap(whole, other) for other in taken):
                rows.append(Row(key, names, how_sure(whole, marked[key])))
    return rows


def judged_rows(data: Sequence[Path]) -> list[Row]:
    """Pairs in further comments, of which one reader said whether they state a reason."""
    judged: dict[Key, list[dict[str, Any]]] = {}
    for one in json.loads((LABELS / "reasons_more.json").read_text("utf-8"))["passages"]:
        judged.setdefault((one["set"], one["comment_id"]), []).append(one)
    rules, rows = load_rules()["en"], []
    for key, said in comments(read(data, judged)).items():
        for whole, names in _pairs(
            Reading(words_of(said.text), rules), prompted=said.prompt is not None, reply=said.answers is not None
        ):
            for one in judged[key]:
                shared = min(whole[1], one["end"]) - max(whole[0], one["start"])
                if 2 * shared > max(whole[1], one["end"]) - min(whole[0], one["start"]):
                    rows.append(Row(key, names, float(one["reason"])))
    return rows


def _pairs(reading: Reading, *, prompted: bool, reply: bool) -> Iterable[tuple[Span, frozenset[str]]]:
    for pair in pairs(reading, prompted=prompted, reply=reply):
        ends = [reading.words.span(one.first, one.last) for one in (pair.stance, pair.fact)]
        spans = [one for one in ends if one is not None]
        if len(spans) == len(ends):
            yield (min(one[0] for one in spans), max(one[1] for one in spans)), pair.features


def learn(rows: Sequence[Row], strength: float, rare: int, leave: Iterable[str] = ()) -> tuple[float, dict[str, float]]:
    """Intercept and weights of a logistic regression, rounded so that a rebuild gives the same bytes."""
    from sklearn.linear_model import LogisticRegression

    seen = Counter(name for one in rows for name in one.features)
    names = sorted(name for name in seen if seen[name] >= rare and name not in set(leave))
    place = {name: n for n, name in enumerate(names)}
    X = np.zeros((len(rows), len(names)))
    for n, one in enumerate(rows):
        X[n, [place[name] for name in one.features if name in place]] = 1
    sure = np.array([one.right for one in rows])
    held = [np.flatnonzero(one) for one in (sure, 1 - sure)]  # what is half sure counts as half of each
    X = np.concatenate([X[one] for one in held])
    y = np.repeat([True, False], [len(one) for one in held])
    counts = np.concatenate([sure[held[0]], 1 - sure[held[1]]])
    model = LogisticRegression(C=strength, solver="lbfgs", max_iter=5_000, tol=1e-6).fit(X, y, counts)
    found = {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    return round(float(model.intercept_[0]), 3), {name: one for name, one in found.items() if one}


def of_cues(rows: Sequence[Row]) -> FeatureWeights:
    intercept, found = learn(rows, STRENGTH, CUE_RARE)
    return FeatureWeights(intercept, CUE_THRESHOLD, found)


def of_sentences(rows: Sequence[Row]) -> FeatureWeights:
    intercept, found = learn(rows, STRENGTH, RARE)
    return FeatureWeights(intercept, THRESHOLD, found)


def of_pairs(rows: list[Row]) -> Weights:
    intercept, found = learn(rows, PAIR_STRENGTH, PAIR_RARE, BY_HAND)
    return Weights(intercept, PAIR_THRESHOLD, found | BY_HAND)


def folds(keys: Iterable[Key], n: int, seed: int) -> dict[Key, int]:
    ordered = sorted(keys)
    return dict(zip(ordered, (np.random.default_rng(seed).permutation(len(ordered)) % n).tolist(), strict=True))


def fit(data: Sequence[Path]) -> None:
    """Learn everything and write it into the package."""
    marked = {key: passages for one in for_learning().values() for key, passages in one.items()}
    said = comments(read(data, marked))
    pairs_ = of_pairs([*pair_rows(said, gold("reasons.json", "dev")), *judged_rows(data)])
    _write("weights.json", "a pair of clauses", "a pair needs the threshold", pairs_)
    weights.cache_clear()
    found = of_cues(cue_rows(said, marked))
    _write("cue_weights.json", "a cue in its place", "a cue needs the threshold, as a chance", found)
    found = of_sentences(sentence_rows(said, marked))
    _write("sentence_weights.json", "a sentence", "a passage needs the threshold, as a chance", found)


def _write(name: str, what: str, need: str, found: FeatureWeights | Weights) -> None:
    about = f"Log odds of each feature of {what}; learnt by benchmarks/reasons.py --fit. To be taken, {need}."
    order = dict(sorted(found.weights.items(), key=lambda one: (-one[1], one[0])))
    told = {"about": about, "intercept": found.intercept, "threshold": found.threshold, "weights": order}
    (PACKAGE / name).write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def cross_validated(data: Sequence[Path], n: int | None = None) -> dict[Key, list[Span]]:
    """What is found in each comment by weights that were learnt without it, from so many other comments (or all)."""
    rules = load_rules()
    marked = {key: passages for one in for_learning().values() for key, passages in one.items()}
    said = comments(read(data, marked))
    cues, rows = cue_rows(said, marked), sentence_rows(said, marked)
    fold, order = folds(marked, FOLDS, 21), folds(marked, len(marked), 22)
    found: dict[Key, list[Span]] = {}
    for k in range(FOLDS):
        others = sorted((one for one in marked if fold[one] != k), key=lambda one: order[one])[:n]
        use = set(others)
        learnt = Learnt(
            of_cues([row for row in cues if row.key in use]),
            of_sentences([row for row in rows if row.key in use]),
            weights(),
        )
        for key in (one for one in sorted(marked) if fold[one] == k):
            asked = who_asked_why(said[key], rules.values())
            found[key] = sorted({one.extent for one in reasons_in(said[key], rules["en"], asked, learnt=learnt)})
    return found
