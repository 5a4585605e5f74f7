"""How well `find_reasons` finds what readers marked: `python benchmarks/reasons.py --data FOLDER --half dev`.

The labels hold ids and positions; the texts are read from the public sets themselves. A found passage is right if it
overlaps a labelled passage of its comment; a labelled passage, from behaviour to reason, is found if a found passage
overlaps it. Files of labels:

- `reasons_third.json`: by two readers apart. Half dev is for learning; half kept is for reporting alone, with `--half
  kept`. Two forms of the model were measured on it, and the simpler one was kept.
- `reasons.json`, `reasons_second.json`: by two readers apart each; `reasons_train.json`: by one reader each. For learning.
- `reasons_more.json`: one reader's yes or no to candidates. For learning what tells the parts of a passage apart.

`--half dev` learns five times from four fifths of all that is for learning, and reports the fifth left out. Its numbers
flatter a little: thresholds and the form of the model were chosen by them, and the word lists and cues were written with
about half of these comments in sight. `--fit` learns all weights and writes them into the package; the same labels and
versions give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from reasons_labels import LABELS, Key, Marked, Span, for_learning, gold, overlap, read

from qualkit.findings.reasons import find_reasons

REPORTED = "reasons_third.json"


def measure(labelled: Marked, found: dict[Key, list[Span]]) -> dict[str, Any]:
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


def as_shipped(data: Path, labelled: Marked) -> dict[str, Any]:
    found: dict[Key, set[Span]] = {}
    for name, corpus in read(data, labelled).items():
        table = find_reasons(corpus)
        for comment_id, start, end in zip(table["comment_id"], table["start"], table["end"], strict=True):
            found.setdefault((name, comment_id), set()).add((start, end))
    result = measure(labelled, {key: sorted(spans) for key, spans in found.items()})
    return {**result, "characters": _lengths(labelled, found)}


def _lengths(labelled: Marked, found: dict[Key, set[Span]]) -> dict[str, float]:
    import numpy as np

    sizes = {
        "labelled": [one.span[1] - one.span[0] for passages in labelled.values() for one in passages],
        "found": [end - start for spans in found.values() for start, end in spans],
    }
    return {f"median of the {name}": float(np.median(one)) for name, one in sizes.items()}


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
        from reasons_learning import fit

        fit(given.data)
        return
    result: dict[str, Any] = {"labels": f"benchmarks/labels/{REPORTED}", "half": given.half}
    if given.half == "kept":
        result["as shipped"] = as_shipped(given.data, gold(REPORTED, "kept"))
    else:
        from reasons_learning import cross_validated

        sets = for_learning()
        by_two = {name: one for name, one in sets.items() if name != "train"}
        sets["by two readers"] = {key: passages for one in by_two.values() for key, passages in one.items()}
        found = cross_validated(given.data)
        result["cross-validated"] = {name: measure(one, found) for name, one in sets.items()}
    result["agreement of the readers"] = json.loads((LABELS / REPORTED).read_text("utf-8"))["agreement"]
    text = json.dumps(result, indent=1)
    if given.out:
        given.out.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
