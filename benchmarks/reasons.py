"""How well `find_reasons` finds what readers marked: `python benchmarks/reasons.py --data FOLDER [FOLDER] --half dev`.

The labels hold ids and positions; the texts are read from the public sets themselves, which `reasons_labels.py` names. A
found passage is right if it overlaps a labelled passage of its comment; a labelled passage, from behaviour to reason, is
found if a found passage overlaps it. Since wide passages overlap more easily, `closely` counts anew: there the two must
share half of the characters that they cover together. Files of labels:

- `reasons_sixth.json`: by two readers apart, for reporting alone, with `--half kept`. It was measured once, when rules,
  weights and thresholds were settled; without the language model in the same run.
- `reasons.json`, `reasons_second.json`, `reasons_third.json`, `reasons_fourth.json`, `reasons_fifth.json`: by two readers
  apart each. For learning and for choosing; each was reported once before, by what had not been learnt from it.
- `reasons_train.json`, `reasons_train_more.json`, `reasons_train_last.json`: by one reader each; `reasons_again.json`,
  `reasons_reread.json`: most comments of the first two, read again by others. For learning; what readers are not sure of
  counts in part.
- `reasons_more.json`: one reader's yes or no to candidates. For learning what tells the parts of a passage apart.

`--half dev` learns the weights of features five times from four fifths of all that is for learning, and reports the fifth
left out, of the sets by two readers; there is no language model in it, `reasons_reader.py` has that. Its numbers flatter a
little: thresholds and the form of the model were chosen by them, and the word lists and cues were written with many of these
comments in sight. `--curve` does so with fewer comments to learn from. `--fit` learns all weights of features and writes
them into the package; the same labels and versions give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reasons_labels import BY_ONE, LABELS, Key, Marked, Span, close, comments, for_learning, gold, overlap, read

from qualkit.findings.reasons import find_reasons
from qualkit.findings.reasons.likely import Learnt
from qualkit.findings.reasons.one import language_in, reasons_in, who_asked_why
from qualkit.findings.reasons.quiet import weights
from qualkit.findings.reasons.rules import load_rules
from qualkit.findings.reasons.weighing import cue_weights, sentence_weights

REPORTED = "reasons_sixth.json"
CURVE = (1_000, 2_000, 4_000)


def measure(labelled: Marked, found: dict[Key, list[Span]]) -> dict[str, Any]:
    counts: Counter[tuple[str, str]] = Counter()
    for key, passages in labelled.items():
        for one in found.get(key, []):
            right = any(overlap(one, passage.span) for passage in passages)
            closely = any(close(one, passage.span) for passage in passages)
            for part, holds in (("all", right), (key[0], right), ("closely", closely)):
                counts[part, "found"] += 1
                counts[part, "right"] += holds
        for passage in passages:
            hit = any(overlap(one, passage.span) for one in found.get(key, []))
            closely = any(close(one, passage.span) for one in found.get(key, []))
            parts = dict.fromkeys(("all", key[0], passage.kind, f"{key[0]}, {passage.kind}"), hit)
            for part, holds in (*parts.items(), ("closely", closely)):
                counts[part, "labelled"] += 1
                counts[part, "recalled"] += holds
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


def as_shipped(data: Sequence[Path], labelled: Marked) -> dict[str, Any]:
    found: dict[Key, set[Span]] = {}
    for name, corpus in read(data, labelled).items():
        table = find_reasons(corpus)
        for comment_id, start, end in zip(table["comment_id"], table["start"], table["end"], strict=True):
            found.setdefault((name, comment_id), set()).add((start, end))
    return _measured(labelled, found)


def without_model(data: Sequence[Path], labelled: Marked) -> dict[str, Any]:
    rules, learnt = load_rules(), Learnt(cue_weights(), sentence_weights(), weights())
    found: dict[Key, set[Span]] = {}
    for key, said in comments(read(data, labelled)).items():
        language = language_in(said.text, rules) if said.text.strip() else None
        if key in labelled and language is not None:
            asked = who_asked_why(said, rules.values())
            found[key] = {one.extent for one in reasons_in(said, rules[language], asked, learnt=learnt)}
    return _measured(labelled, found)


def _measured(labelled: Marked, found: dict[Key, set[Span]]) -> dict[str, Any]:
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
        "--data", type=Path, nargs="+", required=True, help="folders with nhs_fft, twitter_care, github_issue_threads"
    )
    parser.add_argument("--half", choices=("dev", "kept"), default="dev")
    parser.add_argument("--curve", action="store_true", help="with --half dev: also from fewer comments")
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
        result["without the language model"] = without_model(given.data, gold(REPORTED, "kept"))
    else:
        from reasons_learning import cross_validated

        sets = for_learning()
        by_two = {name: one for name, one in sets.items() if name not in BY_ONE}
        two = {key: passages for one in by_two.values() for key, passages in one.items()}
        found = cross_validated(given.data)
        result["cross-validated"] = {
            name: measure(one, found) for name, one in {**by_two, "by two readers": two}.items()
        }
        for n in CURVE if given.curve else ():
            fewer = measure(two, cross_validated(given.data, n))
            result.setdefault("learnt from fewer", {})[str(n)] = {
                part: fewer[part] for part in ("all", "explicit", "quiet")
            }
    result["agreement of the readers"] = json.loads((LABELS / REPORTED).read_text("utf-8"))["agreement"]
    text = json.dumps(result, indent=1)
    if given.out:
        given.out.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
