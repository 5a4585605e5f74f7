"""How well `find_reasons` finds what two readers marked: `python benchmarks/reasons.py --data FOLDER --half dev`.

The labels (`labels/reasons.json`) hold ids and positions; the texts are read from the public sets themselves. A found
passage is right if it overlaps a labelled passage of its comment; a labelled passage, from behaviour to reason, is found
if a found passage overlaps it. `--half dev` refits the weights ten times on nine tenths and reports the tenth left out,
three times over; the word lists were written with that half in sight, so its numbers flatter. `--half kept` reports the
half that nobody looked at. `--fit` learns the weights from the dev half, and from the candidates in further comments that
`labels/reasons_more.json` lists with one reader's yes or no, and writes them into the package.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import qualkit as qk
from qualkit.findings.reasons import find_reasons
from qualkit.findings.reasons.explicit import explicit_reasons
from qualkit.findings.reasons.one import Said, reasons_in, who_asked_why
from qualkit.findings.reasons.quiet import Weights, pairs
from qualkit.findings.reasons.reading import Reading
from qualkit.findings.reasons.rules import load_rules
from qualkit.findings.reasons.words import words_of
from qualkit.model import Corpus

LABELS = Path(__file__).parent / "labels" / "reasons.json"
MORE = Path(__file__).parent / "labels" / "reasons_more.json"
WEIGHTS = Path(__file__).parent.parent / "qualkit" / "findings" / "reasons" / "weights.json"
SETS = {
    "nhs_fft": "nhs_fft/v6framework_230831.csv",
    "twitter_care": "twitter_care/dev_masked.json",
    "github_issue_threads": "github_issue_threads/msrv3_closed.jsonl",
}
STRENGTH = 0.3  # of the penalty, as scikit-learn's C; chosen on the dev half
THRESHOLD = 0.2  # log odds; chosen on the dev half for a precision of .8
RARE = 4
BY_HAND = {
    "plain: somebody went, beside what went wrong": 3.0,
    "plain: a bad verdict, beside what went wrong": 1.5,
    "plain: a feeling, beside what was done well": 1.5,
}
Span = tuple[int, int]


def labelled(data: Path, half: str) -> dict[str, Corpus]:
    """The comments of one half, and what they answer (as staff's, so that it is not searched)."""
    found = {}
    labels = json.loads(LABELS.read_text("utf-8"))["comments"]
    for name, place in SETS.items():
        frame = qk.read_comments(data / place).frame
        wanted = {one["comment_id"] for one in labels if one["set"] == name and one["half"] == half}
        own = frame[frame["comment_id"].isin(wanted)]
        answered = frame[frame["comment_id"].isin(set(own["reply_to"].dropna()) - wanted)].assign(role="staff")
        found[name] = Corpus(pd.concat([own, answered]).reset_index(drop=True))
    return found


def gold(half: str) -> dict[tuple[str, str], list[dict[str, Any]]]:
    labels = json.loads(LABELS.read_text("utf-8"))["comments"]
    return {(one["set"], one["comment_id"]): one["passages"] for one in labels if one["half"] == half}


def extent(passage: dict[str, Any]) -> Span:
    ends = (passage["behaviour"], passage["reason"])
    return min(one[0] for one in ends), max(one[1] for one in ends)


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def measure(half: str, found: dict[tuple[str, str], list[Span]]) -> dict[str, Any]:
    counts: Counter[tuple[str, str]] = Counter()
    for key, passages in gold(half).items():
        spans = [extent(one) for one in passages]
        for one in found.get(key, []):
            right = any(overlap(one, span) for span in spans)
            for part in ("all", key[0]):
                counts[part, "found"] += 1
                counts[part, "right"] += right
        for passage, span in zip(passages, spans, strict=True):
            hit = any(overlap(one, span) for one in found.get(key, []))
            for part in ("all", key[0], passage["type"], f"{key[0]}, {passage['type']}"):
                counts[part, "labelled"] += 1
                counts[part, "recalled"] += hit
    return {part: _row(part, counts) for part in sorted({part for part, _ in counts})}


def _row(part: str, counts: Counter[tuple[str, str]]) -> dict[str, Any]:
    row: dict[str, Any] = {name: counts[part, name] for name in ("labelled", "recalled")}
    row["recall"] = round(row["recalled"] / max(1, row["labelled"]), 3)
    if (part, "found") in counts:
        row |= {name: counts[part, name] for name in ("found", "right")}
        row["precision"] = round(row["right"] / max(1, row["found"]), 3)
    return row


def comments(corpora: dict[str, Corpus]) -> Iterable[tuple[tuple[str, str], Said]]:
    for name, corpus in corpora.items():
        frame = corpus.frame
        texts = dict(zip(frame["comment_id"], frame["text"], strict=True))
        for row in frame[frame["role"] != "staff"].itertuples():
            prompt = None if pd.isna(row.prompt) else row.prompt
            yield (name, row.comment_id), Said(row.text, prompt, texts.get(row.reply_to))


def examples(corpora: dict[str, Corpus]) -> list[tuple[tuple[str, str], frozenset[str], bool]]:
    """Pairs that no cue has taken, with what is true of them, and whether a reader marked them."""
    rules, marked, rows = load_rules()["en"], gold("dev"), []
    for key, said in comments(corpora):
        reading = Reading(words_of(said.text), rules)
        taken = [one.extent for one in explicit_reasons(reading, elsewhere=said.answers is not None)]
        spans = [extent(one) for one in marked[key]]
        for pair in pairs(reading, prompted=said.prompt is not None, reply=said.answers is not None):
            ends = [reading.words.span(one.first, one.last) for one in (pair.stance, pair.fact)]
            if None not in ends:
                whole = (min(one[0] for one in ends), max(one[1] for one in ends))
                if not any(overlap(whole, one) for one in taken):
                    rows.append((key, pair.features, any(overlap(whole, one) for one in spans)))
    return rows


def more_examples(data: Path) -> list[tuple[tuple[str, str], frozenset[str], bool]]:
    """Pairs in further comments, of which one reader said whether they state a reason."""
    judged: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in json.loads(MORE.read_text("utf-8"))["passages"]:
        judged.setdefault((one["set"], one["comment_id"]), []).append(one)
    rules, rows = load_rules()["en"], []
    for name, place in SETS.items():
        frame = qk.read_comments(data / place).frame
        frame = frame[frame["comment_id"].isin({key[1] for key in judged if key[0] == name})]
        for row in frame.itertuples():
            reading = Reading(words_of(row.text), rules)
            for pair in pairs(reading, prompted=pd.notna(row.prompt), reply=pd.notna(row.reply_to)):
                ends = [reading.words.span(one.first, one.last) for one in (pair.stance, pair.fact)]
                whole = (min(one[0] for one in ends if one), max(one[1] for one in ends if one))
                for one in judged[name, row.comment_id]:
                    shared = min(whole[1], one["end"]) - max(whole[0], one["start"])
                    if 2 * shared > max(whole[1], one["end"]) - min(whole[0], one["start"]):
                        rows.append(((name, row.comment_id), pair.features, bool(one["reason"])))
    return rows


def fit(rows: list[tuple[tuple[str, str], frozenset[str], bool]]) -> Weights:
    from sklearn.linear_model import LogisticRegression

    seen = Counter(name for _, features, _ in rows for name in features)
    names = sorted(name for name in seen if seen[name] >= RARE and name not in BY_HAND)
    X = np.array([[name in features for name in names] for _, features, _ in rows], dtype=float)
    y = np.array([right for *_, right in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=5_000).fit(X, y)
    weights = {name: round(float(one), 3) for name, one in zip(names, model.coef_[0], strict=True)}
    return Weights(round(float(model.intercept_[0]), 3), THRESHOLD, weights | BY_HAND)


def cross_validated(corpora: dict[str, Corpus], more: list[Any]) -> list[dict[str, Any]]:
    rows, rules = examples(corpora), load_rules()
    said = dict(comments(corpora))
    keys = sorted(said)
    results = []
    for seed in (1, 2, 3):
        fold = dict(zip(keys, np.random.default_rng(seed).permutation(len(keys)) % 10, strict=True))
        known = [fit([*more, *(row for row in rows if fold[row[0]] != k)]) for k in range(10)]
        found = {
            key: [
                one.extent
                for one in reasons_in(
                    said[key], rules["en"], who_asked_why(said[key], rules.values()), known=known[fold[key]]
                )
            ]
            for key in keys
        }
        results.append(measure("dev", found))
    return results


def as_shipped(half: str, corpora: dict[str, Corpus]) -> dict[str, Any]:
    found: dict[tuple[str, str], list[Span]] = {}
    for name, corpus in corpora.items():
        table = find_reasons(corpus)
        for comment_id, start, end in zip(table["comment_id"], table["start"], table["end"], strict=True):
            found.setdefault((name, comment_id), []).append((start, end))
    return measure(half, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with nhs_fft, twitter_care, github_issue_threads"
    )
    parser.add_argument("--half", choices=("dev", "kept"), default="dev")
    parser.add_argument("--fit", action="store_true", help="learn the weights from the dev half and write them")
    parser.add_argument("--out", type=Path, help="write the results there, as JSON")
    given = parser.parse_args()
    corpora = labelled(given.data, "dev" if given.fit else given.half)
    if given.fit:
        weights = fit([*examples(corpora), *more_examples(given.data)])
        order = dict(sorted(weights.weights.items(), key=lambda one: (-one[1], one[0])))
        about = (
            "Log odds of each feature; learnt by benchmarks/reasons.py --fit. To be taken, a pair needs the threshold."
        )
        data = {"about": about, "intercept": weights.intercept, "threshold": THRESHOLD, "weights": order}
        WEIGHTS.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
        return
    runs: dict[str, Callable[[], Any]] = {"as shipped": lambda: as_shipped(given.half, corpora)}
    if given.half == "dev":
        runs["cross-validated"] = lambda: cross_validated(corpora, more_examples(given.data))
    result = {"half": given.half, **{name: run() for name, run in runs.items()}}
    result["agreement of the readers"] = json.loads(LABELS.read_text("utf-8"))["agreement"]
    text = json.dumps(result, indent=1)
    if given.out:
        given.out.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
