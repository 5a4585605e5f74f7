"""How well `find_reasons` finds what readers marked: `python benchmarks/reasons.py --data FOLDER --half dev`.

The labels hold ids and positions; the texts are read from the public sets themselves. A found passage is right if it
overlaps a labelled passage of its comment; a labelled passage, from behaviour to reason, is found if a found passage
overlaps it. Four files of labels:

- `reasons_second.json`: by two readers apart. Half dev was looked at while the rules were written and the threshold
  chosen; half kept was not, and is reported once, with `--half kept`.
- `reasons.json`: by two other readers apart; `reasons_train.json`: by one reader each. For learning.
- `reasons_more.json`: one reader's yes or no to candidates. For learning what tells the parts of a passage apart.

`--half dev` refits the weights of sentences eight times on seven eighths of all that is for learning and reports the eighth
left out, three times over; the word lists and cues were written with these comments in sight, so its numbers flatter.
`--fit` learns all weights and writes them into the package; the same labels and versions give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import qualkit as qk
from qualkit.findings.reasons import find_reasons
from qualkit.findings.reasons.explicit import explicit_reasons
from qualkit.findings.reasons.one import Said, reasons_in, who_asked_why
from qualkit.findings.reasons.quiet import Weights, pairs, weights
from qualkit.findings.reasons.reading import Reading
from qualkit.findings.reasons.rules import load_rules
from qualkit.findings.reasons.sentences import SentenceWeights, sentence_features
from qualkit.findings.reasons.words import words_of
from qualkit.model import Corpus

LABELS = Path(__file__).parent / "labels"
PACKAGE = Path(__file__).parent.parent / "qualkit" / "findings" / "reasons"
SETS = {
    "nhs_fft": "nhs_fft/v6framework_230831.csv",
    "twitter_care": "twitter_care/dev_masked.json",
    "github_issue_threads": "github_issue_threads/msrv3_closed.jsonl",
}
PAIR_STRENGTH = 0.3  # of the penalty, as scikit-learn's C; both chosen on the dev half of reasons.json
PAIR_THRESHOLD = 0.2  # log odds
PAIR_RARE = 4
STRENGTH = 0.06  # as scikit-learn's C; this and the next two chosen on cross-validated half dev of reasons_second.json
THRESHOLD = 0.6  # chance of a passage
SECOND = 0.1
RARE = 5
BY_HAND = {
    "plain: somebody went, beside what went wrong": 3.0,
    "plain: a bad verdict, beside what went wrong": 1.5,
    "plain: a feeling, beside what was done well": 1.5,
}
Span = tuple[int, int]
Key = tuple[str, str]
Row = tuple[Key, frozenset[str], bool]


@dataclass(frozen=True)
class Passage:
    """A labelled passage."""

    span: Span
    kind: str


def gold(name: str, half: str | None = None) -> dict[Key, list[Passage]]:
    """What readers marked, by set and comment."""
    comments = json.loads((LABELS / name).read_text("utf-8"))["comments"]
    return {
        (one["set"], one["comment_id"]): [Passage(_extent(passage), passage["type"]) for passage in one["passages"]]
        for one in comments
        if half is None or one["half"] == half
    }


def for_learning() -> dict[str, dict[Key, list[Passage]]]:
    return {
        "second, dev": gold("reasons_second.json", "dev"),
        "first": gold("reasons.json"),
        "train": gold("reasons_train.json"),
    }


def _extent(passage: dict[str, Any]) -> Span:
    if "passage" in passage:
        return passage["passage"][0], passage["passage"][1]
    ends = (passage["behaviour"], passage["reason"])
    return min(one[0] for one in ends), max(one[1] for one in ends)


def read(data: Path, keys: Iterable[Key]) -> dict[str, Corpus]:
    """The comments asked for, and what they answer (as staff's, so that it is not searched)."""
    wanted, found = set(keys), {}
    for name, place in SETS.items():
        frame = qk.read_comments(data / place).frame
        ids = {comment_id for set_name, comment_id in wanted if set_name == name}
        own = frame[frame["comment_id"].isin(ids)]
        answered = frame[frame["comment_id"].isin(set(own["reply_to"].dropna()) - ids)].assign(role="staff")
        found[name] = Corpus(pd.concat([own, answered]).reset_index(drop=True))
    return found


def comments(corpora: dict[str, Corpus]) -> dict[Key, Said]:
    found = {}
    for name, corpus in corpora.items():
        frame = corpus.frame
        texts = dict(zip(frame["comment_id"], frame["text"], strict=True))
        for row in frame[frame["role"] != "staff"].itertuples():
            prompt = None if pd.isna(row.prompt) else row.prompt
            found[name, row.comment_id] = Said(row.text, prompt, texts.get(row.reply_to))
    return found


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def measure(labelled: dict[Key, list[Passage]], found: dict[Key, list[Span]]) -> dict[str, Any]:
    counts: Counter[tuple[str, str]] = Counter()
    for key, passages in labelled.items():
        for one in found.get(key, []):
            right = any(overlap(one, passage.span) for passage in passages)
            for part in ("all", key[0]):
                counts[part, "found"] += 1
                counts[part, "right"] += right
        for passage in passages:
            hit = any(overlap(one, passage.span) for one in found.get(key, []))
            for part in ("all", key[0], passage.kind, f"{key[0]}, {passage.kind}"):
                counts[part, "labelled"] += 1
                counts[part, "recalled"] += hit
    return {part: _row(part, counts) for part in sorted({part for part, _ in counts})}


def _row(part: str, counts: Counter[tuple[str, str]]) -> dict[str, Any]:
    row: dict[str, Any] = {name: counts[part, name] for name in ("labelled", "recalled")}
    row |= _share("recall", row["recalled"], row["labelled"])
    if (part, "found") in counts:
        row |= {name: counts[part, name] for name in ("found", "right")}
        row |= _share("precision", row["right"], row["found"])
    return row


def _share(name: str, k: int, n: int) -> dict[str, Any]:
    from scipy.stats import binomtest

    if not n:
        return {name: None}
    interval = binomtest(k, n).proportion_ci(method="wilson")
    return {name: round(k / n, 3), f"{name} interval": [round(float(one), 3) for one in interval]}


def sentence_rows(said: dict[Key, Said], marked: dict[Key, list[Passage]]) -> list[Row]:
    """Sentences, with what is true of them, and whether a reader marked any of their words."""
    rules, rows = load_rules()["en"], []
    for key in sorted(marked):
        one = said[key]
        reading, reply = Reading(words_of(one.text), rules), one.answers is not None
        found = explicit_reasons(reading, elsewhere=reply)
        weighed = [
            (weights().worth(pair), pair) for pair in pairs(reading, prompted=one.prompt is not None, reply=reply)
        ]
        features = sentence_features(reading, found, weighed, prompt=one.prompt, reply=reply)
        for (first, last), names in zip(reading.words.sentences, features, strict=True):
            span = reading.words.starts[first], reading.words.ends[last - 1]
            rows.append((key, names, any(overlap(span, passage.span) for passage in marked[key])))
    return rows


def pair_rows(said: dict[Key, Said], marked: dict[Key, list[Passage]]) -> list[Row]:
    """Pairs that no cue has taken, with what is true of them, and whether a reader marked them."""
    rules, rows = load_rules()["en"], []
    for key in sorted(marked):
        one = said[key]
        reading = Reading(words_of(one.text), rules)
        taken = [reason.extent for reason in explicit_reasons(reading, elsewhere=one.answers is not None)]
        for whole, names in _pairs(reading, prompted=one.prompt is not None, reply=one.answers is not None):
            if not any(overlap(whole, other) for other in taken):
                rows.append((key, names, any(overlap(whole, passage.span) for passage in marked[key])))
    return rows


def judged_rows(data: Path) -> list[Row]:
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
                    rows.append((key, names, bool(one["reason"])))
    return rows


def _pairs(reading: Reading, *, prompted: bool, reply: bool) -> Iterable[tuple[Span, frozenset[str]]]:
    for pair in pairs(reading, prompted=prompted, reply=reply):
        ends = [reading.words.span(one.first, one.last) for one in (pair.stance, pair.fact)]
        spans = [one for one in ends if one is not None]
        if len(spans) == len(ends):
            yield (min(one[0] for one in spans), max(one[1] for one in spans)), pair.features


def learn(rows: list[Row], strength: float, rare: int, leave: Iterable[str] = ()) -> tuple[float, dict[str, float]]:
    """Intercept and weights of a logistic regression, rounded so that a rebuild gives the same bytes."""
    from sklearn.linear_model import LogisticRegression

    seen = Counter(name for _, features, _ in rows for name in features)
    names = sorted(name for name in seen if seen[name] >= rare and name not in set(leave))
    place = {name: n for n, name in enumerate(names)}
    X = np.zeros((len(rows), len(names)))
    for n, (_, features, _) in enumerate(rows):
        X[n, [place[name] for name in features if name in place]] = 1
    y = np.array([right for *_, right in rows])
    model = LogisticRegression(C=strength, solver="lbfgs", max_iter=5_000, tol=1e-8).fit(X, y)
    found = {name: round(float(one), 3) for name, one in zip(names, model.coef_[0], strict=True)}
    return round(float(model.intercept_[0]), 3), {name: one for name, one in found.items() if one}


def of_sentences(rows: list[Row]) -> SentenceWeights:
    intercept, found = learn(rows, STRENGTH, RARE)
    return SentenceWeights(intercept, THRESHOLD, SECOND, found)


def of_pairs(rows: list[Row]) -> Weights:
    intercept, found = learn(rows, PAIR_STRENGTH, PAIR_RARE, BY_HAND)
    return Weights(intercept, PAIR_THRESHOLD, found | BY_HAND)


def fit(data: Path) -> None:
    sets = for_learning()
    marked = {key: passages for one in sets.values() for key, passages in one.items()}
    said = comments(read(data, marked))
    pairs_ = of_pairs([*pair_rows(said, gold("reasons.json", "dev")), *judged_rows(data)])
    by = "learnt by benchmarks/reasons.py --fit."
    about = f"Log odds of each feature of a pair of clauses; {by} To be taken, a pair needs the threshold."
    head = {"about": about, "intercept": pairs_.intercept, "threshold": pairs_.threshold}
    _write("weights.json", head, pairs_.weights)
    weights.cache_clear()
    found = of_sentences(sentence_rows(said, marked))
    about = f"Log odds of each feature of a sentence; {by} To be taken, a passage needs the threshold, as a chance."
    head = {"about": about, "intercept": found.intercept, "threshold": found.threshold, "second": found.second}
    _write("sentence_weights.json", head, found.weights)


def _write(name: str, head: dict[str, Any], found: Any) -> None:
    order = dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))
    (PACKAGE / name).write_text(json.dumps({**head, "weights": order}, indent=1) + "\n", "utf-8")


def cross_validated(data: Path) -> dict[str, Any]:
    sets, rules = for_learning(), load_rules()
    marked = {key: passages for one in sets.values() for key, passages in one.items()}
    said = comments(read(data, marked))
    rows, keys = sentence_rows(said, marked), sorted(marked)
    results: dict[str, Any] = {name: [] for name in sets}
    for seed in (1, 2, 3):
        fold = dict(zip(keys, np.random.default_rng(seed).permutation(len(keys)) % 8, strict=True))
        known = [of_sentences([row for row in rows if fold[row[0]] != k]) for k in range(8)]
        found = {
            key: [
                one.extent
                for one in reasons_in(
                    said[key], rules["en"], who_asked_why(said[key], rules.values()), known=known[fold[key]]
                )
            ]
            for key in keys
        }
        for name, labelled in sets.items():
            results[name].append(measure(labelled, found))
    return results


def as_shipped(data: Path, labelled: dict[Key, list[Passage]]) -> dict[str, Any]:
    found: dict[Key, list[Span]] = {}
    for name, corpus in read(data, labelled).items():
        table = find_reasons(corpus)
        for comment_id, start, end in zip(table["comment_id"], table["start"], table["end"], strict=True):
            found.setdefault((name, comment_id), []).append((start, end))
    return measure(labelled, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with nhs_fft, twitter_care, github_issue_threads"
    )
    parser.add_argument("--half", choices=("dev", "kept"), default="dev")
    parser.add_argument("--fit", action="store_true", help="learn the weights and write them")
    parser.add_argument("--out", type=Path, help="write the results there, as JSON")
    given = parser.parse_args()
    if given.fit:
        fit(given.data)
        return
    result: dict[str, Any] = {"labels": "benchmarks/labels/reasons_second.json", "half": given.half}
    result["as shipped"] = as_shipped(given.data, gold("reasons_second.json", given.half))
    if given.half == "dev":
        result["cross-validated"] = cross_validated(given.data)
    second = json.loads((LABELS / "reasons_second.json").read_text("utf-8"))
    result["agreement of the readers"] = second["agreement"]
    text = json.dumps(result, indent=1)
    if given.out:
        given.out.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
