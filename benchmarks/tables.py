"""The tables of docs/benchmarks.md, from the JSON in benchmarks/results: `make docs`; `--check` says whether they are fresh."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"

HEAD = """# Benchmarks

Measured with `make bench`, ours and the peer's in one run, on a computer with two cores and no GPU ({on}). Ratios carry
over to other computers; absolute times do not. The tables are made from `benchmarks/results/` by `make docs`.
"""


def load(name: str) -> tuple[dict[str, str], Any]:
    stored = json.loads((HERE / "results" / f"{name}.json").read_text(encoding="utf-8"))
    return stored["on"], stored["result"]


def table(head: list[str], rows: list[list[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)])


def imports() -> str:
    rows = [[f"`import {name}`", run["seconds"], run["peak_mb"]] for name, run in load("imports")[1].items()]
    return "## Start\n\nIn a fresh process, median of three.\n\n" + table(["", "seconds", "MB"], rows)


def reading() -> str:
    rows = [[name, f"{run['rows']:,}", run["seconds"], run["peak_mb"]] for name, run in load("reading")[1].items()]
    return (
        "## Reading\n\nAn invented CSV with ids, parents, authors, times, quoted line breaks. pandas alone gives strings; "
        "qualkit gives a checked corpus with conversations.\n\n" + table(["", "rows", "seconds", "peak MB"], rows)
    )


def demo() -> str:
    run = load("demo")[1]["qualkit"]
    rows = [["`qualkit demo`", run["process_seconds"], run["peak_mb"], run["report_kb"]]]
    return "## The whole walk on the sample\n\n" + table(["", "seconds", "peak MB", "report kB"], rows)


def _quality(own: list[tuple[Any, Any]]) -> list[object]:
    """Means over the fits of one method on one set, each beside the run that it belongs to."""
    levelled = [fit["levels"] for fit, _ in own if "levels" in fit]
    best = [
        statistics.mean(max(level[key] for level in levels) for levels in levelled)
        for key in ("ami", "ari")
        if levelled
    ]
    return [
        round(statistics.mean(run["gold"] for _, run in own)),
        round(statistics.mean(fit["found"] for fit, _ in own)),
        f"{statistics.mean(fit['none'] for fit, _ in own):.0%}",
        f"{statistics.mean(fit['ami'] for fit, _ in own):.3f}",
        f"{statistics.mean(fit['ari'] for fit, _ in own):.3f}",
        " / ".join(f"{one:.3f}" for one in best),
        f"{statistics.mean(run['between_seeds'] for _, run in own):.3f}",
        f"{statistics.mean(run['between_resamples'] for _, run in own):.3f}",
        len({run["sample"] for _, run in own}),
    ]


def themes_quality() -> str:
    cells = {
        method: [(fit, run) for run in load("themes_quality")[1] if run["method"] == method for fit in run["fits"]]
        for method in ("qualkit", "BERTopic", "oracle")
    }
    sizes = dict.fromkeys((run["set"], run["n"]) for fits in cells.values() for _, run in fits)
    rows: list[list[object]] = []
    for name, n in sorted(sizes):
        for method, every in cells.items():
            own = [(fit, run) for fit, run in every if (run["set"], run["n"]) == (name, n)]
            if not own:
                continue
            rows.append([name, f"{n:,}", method, *_quality(own)])
    head = [
        "set",
        "comments",
        "",
        "gold",
        "found",
        "without",
        "AMI",
        "ARI",
        "best level",
        "seeds",
        "resamples",
        "samples",
    ]
    return (
        "## Themes beside human labels\n\nQuestions to a bank (Banking77, Casanueva et al. 2020, "
        "doi:10.18653/v1/2020.nlp4convai-1.5), spoken turns to an insurer (DSTC 11 development set) and patients' comments "
        "with one code (NHS Friends and Family Test). All methods get the same vectors (all-MiniLM-L6-v2, fp32), so that only "
        "the clustering differs; nobody is told the number of themes but the oracle, which is UMAP and k-means told the true "
        "one. Means over samples and five seeds; a comment without a theme counts as a theme of its own. *Best level*: the "
        "highest AMI and ARI among the levels of the tree, picked with the labels. *Seeds*, *resamples*: ARI between runs with "
        "other seeds, and with fresh 80 % of the comments. Parameters "
        "were chosen on the training part of Banking77, with other samples, and on the sample that comes with qualkit; the other "
        "two sets, and one sample of those reported here, were looked at meanwhile. So these rows are no blind test. How many "
        "themes are shown, and how often comments are drawn towards their neighbours, was settled later, on the former two, "
        "on comments of GitHub, Twitter and a chat, and on five labelled sets of other fields (CLINC150, the banking part of the "
        "DSTC 11 test set, titles from StackOverflow, complaints about airlines, HINT3's curekart), checked on five more; our "
        "rows were then run anew, and the others are those of an earlier run on the same vectors and samples.\n\n"
        + table(head, rows)
    )


def themes_elsewhere() -> str:
    runs = load("themes_elsewhere")[1]
    rows: list[list[object]] = []
    for name, n, role in dict.fromkeys((run["set"], run["n"], run["role"]) for run in runs):
        for method in ("qualkit", "BERTopic", "oracle"):
            own = [run for run in runs if (run["set"], run["n"], run["method"]) == (name, n, method)]
            if own:
                told = [statistics.mean(run["fits"][0][key] for run in own) for key in ("found", "none", "ami", "ari")]
                found = [round(statistics.mean(run["gold"] for run in own)), round(told[0]), f"{told[1]:.0%}"]
                again = statistics.mean(run["between_resamples"] for run in own)
                figures = [f"{figure:.3f}" for figure in (*told[2:], again)]
                rows.append([name, role, f"{n:,}", method, *found, *figures, len(own)])
    head = ["set", "before", "comments", "", "gold", "found", "without", "AMI", "ARI", "resamples", "samples"]
    return (
        "## Themes on sets of other fields\n\nMeasured as above, with one seed and two resamples a sample; of sets with more "
        "than 4,000 comments, 4,000 drawn at random. *Not looked at before*: no rule and no parameter was chosen by this set. "
        "*Looked at*: how comments are drawn towards their neighbours was chosen on such sets, half of them, and checked on "
        "the others. `benchmarks/themes_elsewhere.py` says where each set comes from.\n\n" + table(head, rows)
    )


def report() -> str:
    made = load("report")[1]
    rows = [
        [
            name,
            f"{run['quotes']:,}",
            run["mb"],
            run["seconds"],
            run["verify_seconds"],
            run["first_paint_ms"],
            run.get("ready_ms", ""),
            run.get("charts", ""),
            " / ".join(f"{run['search'][one]}" for one in ("p50_ms", "p95_ms")) if "search" in run else "",
        ]
        for name, run in made.items()
    ]
    head = [
        "",
        "quotes",
        "MB",
        "built, s",
        "verified, s",
        "first paint, ms",
        "ready, ms",
        "charts",
        "search answers, ms",
    ]
    return (
        "## The report\n\nInvented studies with quotes as long as the sample's, two coders and themes, in Chromium. With 1,000 "
        "quotes the processor is slowed four times; opened five times, the median. Search: from each letter typed to the frame "
        "that shows the answer, p50 / p95.\n\n" + table(head, rows)
    )


def formulas() -> str:
    told = load("formulas")[1]
    rows = [
        [f"{name}, {where}", f"{one['cells']:,}", one["formulas"], one["links"]]
        for where, files in (("written by qualkit", told["exports"]), ("written without care", told["unguarded"]))
        for name, one in files.items()
    ]
    return (
        f"## Formulas in exports\n\n{told['payloads']} texts that a spreadsheet could take for a formula, as comments, codes, "
        "labels, memos, headers and claims; each file opened in LibreOffice and saved, CSV with formulas let through. The "
        "files written without care show that the count counts.\n\n" + table(["", "cells", "formulas", "links"], rows)
    )


_REDACTED = {
    "e-mail": "EMAIL_ADDRESS",
    "card": "CREDIT_CARD",
    "IBAN": "IBAN_CODE",
    "phone": "PHONE_NUMBER",
    "network address": "IP_ADDRESS",
    "US social security": "US_SSN",
    "street address": "STREET_ADDRESS",
    "name": "PERSON",
}


def redaction() -> str:
    told = load("redaction")[1]
    halves = [told["halves"][name] for name in ("tuned_on_even", "kept_back_odd")]
    rows: list[list[object]] = []
    for words, kind in _REDACTED.items():
        found = [half["recall_by_type"][kind] for half in halves]
        rows.append([words, *(part for one in found for part in (one["spans"], one["overlap"]))])
    every = [half["recall_of_all_types"] for half in halves]
    rows.append(["all types, recall", *(part for one in every for part in (one["spans"], one["overlap"]))])
    masks = [half["precision"] for half in halves]
    rows.append(["all masks, precision", *(part for one in masks for part in (one["masks"], one["overlap"]))])
    peer = told["presidio_published"]
    texts = sum(half["texts"] for half in halves)
    return (
        f"## Redaction\n\nRecall by kind in {texts:,} invented texts with labels (presidio-research), by the rules alone, "
        "without a model and without names that a project knows. The rules were tuned on one half; of the other only these "
        "figures were looked at. A label is found if a mask touches it, a mask is right if it touches a label. *All types* "
        "holds dates, ages, titles, nations, firms and places as well, which qualkit does not look for. Presidio's default "
        f"analyser, which has a model, publishes recall {peer['recall']} and precision {peer['precision']} over all types of the "
        f"set of which these texts are a part; it was not run here. {told['speed']['comments']:,} comments of the sample take "
        f"{told['speed']['cpu_seconds']} s of one processor.\n\n"
        + table(["", "tuned on: labels", "found", "kept back: labels", "found"], rows)
    )


def between(told: dict[str, Any], name: str) -> str:
    """Show a share with its interval."""
    if name not in told:
        return ""
    low, high = told.get(f"{name} interval", (None, None))
    return f"{told[name]}" if low is None else f"{told[name]} ({low} to {high})"


def reasons() -> str:
    told = json.loads((HERE / "results" / "reasons.json").read_text(encoding="utf-8"))
    readers = told["agreement of the readers"]
    before = told["without the language model"]
    rows = [
        [
            name.replace("_", " "),
            one["labelled"],
            between(one, "recall"),
            between(before[name], "recall"),
            one.get("found", ""),
            between(one, "precision"),
            between(before[name], "precision"),
        ]
        for name, one in told["as shipped"].items()
        if "recall" in one
    ]
    return (
        f"## Passages that give a reason\n\n{readers['comments']} real comments that weights, model and thresholds were made "
        f"without, measured once: two readers apart agreed with kappa {readers['kappa']} on which of them give a reason. "
        "160 are patients', 120 customers' tweets, 120 on software, so they are no sample of anything. "
        "Explicit: with a cue word; quiet: without. A passage counts if it overlaps a labelled one; closely: if the two share "
        "half of the characters that they cover together. Intervals of 95 %. Before: rules and weights of features alone, as "
        "they are used where the language model is not installed.\n\n"
        + table(["", "labelled", "recall", "recall before", "listed", "precision", "precision before"], rows)
    )


def spread(told: Any) -> str:
    """Show a measured value: p50 and p95 where it has them."""
    for unit in ("", "_ms"):
        if isinstance(told, dict) and f"p50{unit}" in told:
            return f"{told[f'p50{unit}']} / {told[f'p95{unit}']}"
    return str(told)


def coding_view() -> str:
    told = load("coding_view")[1]
    shown = {**{name: run for name, run in told.items() if name != "with TCP_NODELAY"}}
    shown |= {f"{name}, with TCP_NODELAY": run for name, run in told.get("with TCP_NODELAY", {}).items()}
    rows = [
        [
            name,
            spread(run.get("key to painted, ms", "")),
            spread(run["key to saved, ms"]),
            run.get("open, ms", ""),
            run.get("memory of the page, MB", ""),
            spread(run["scroll"]["frame, ms"]) if "scroll" in run else "",
        ]
        for name, run in shown.items()
    ]
    head = ["", "key to painted, ms", "key to saved, ms", "open, ms", "page, MB", "frame while scrolling, ms"]
    return (
        "## The coding view\n\nIn a real JupyterLab with a real kernel in Chromium, p50 / p95 of a hundred decisions, "
        "each 100 ms after its words were selected. Painted: after the "
        "frame that shows its words marked. Saved: after the commit was answered. JupyterLab's server waits some 40 ms to "
        "send a small message; `qualkit doctor` tells how to switch that off (TCP_NODELAY), and with it that "
        "JupyterLab draws the page anew for each moment in which the kernel is busy. Nothing but an answer: the same way "
        "to the kernel and back by a widget that draws nothing and commits one row.\n\n" + table(head, rows)
    )


def flat(told: dict[str, Any], above: str = "") -> list[list[object]]:
    rows: list[list[object]] = []
    for name, value in told.items():
        here = f"{above}, {name}" if above else name
        if isinstance(value, dict) and not {"p50", "p50_ms"} & set(value):
            rows += flat(value, here)
        else:
            rows.append([here.replace("_", " "), spread(value)])
    return rows


def store() -> str:
    rows = flat(load("store")[1])
    return "## The project file\n\nTimes in milliseconds are p50 / p95.\n\n" + table(["", ""], rows)


def _took(run: dict[str, Any], seconds: object = None) -> list[object]:
    return [run["process_seconds"] if seconds is None else seconds, f"{run['peak_mb']:,}", run.get("found", "")]


def themes_speed() -> str:
    told = load("themes_speed")[1]
    rows: list[list[object]] = [
        [f"1,000 comments, from the start of the process, {name}", *_took(run)] for name, run in told["cold"].items()
    ]
    warm = told["warm"]
    for name, run in warm.items():
        rows.append(
            [f"{run['comments']:,} comments, in a process that has worked before, {name}", *_took(run, run["seconds"])]
        )
    again = warm["qualkit"]
    rows.append([f"the same {again['comments']:,} once more, qualkit", *_took(again, again["seconds_second_run"])])
    new = told["unseen"]["qualkit"]
    rows.append([f"{new['comments']:,} unseen comments assigned", new["seconds"], f"{new['peak_mb']:,}", ""])
    for name, run in told.get("hundred", {}).items():
        seconds = f"{run['seconds_vectors']} + {run['seconds_themes_after_that']}"
        rows.append([f"{run['comments']:,} comments, `{name}`: vectors + themes", *_took(run, seconds)])
    for name, run in told.get("million", {}).items():
        what = f"{run['comments']:,} comments, {run['different']:,} different, `{name}`"
        rows.append([what, *_took(run, run["seconds"])])
    close = "; ".join(
        f"{name} {one['mean']} (least {one['least']})"
        for name, one in told["exact"]["int8"].items()
        if isinstance(one, dict)
    )
    ami = " and ".join(f"{run['ami']} with `{name}`" for name, run in told["fast"].items())
    return (
        "## Themes: time and memory\n\nRaw text to themes, each row in a process of its own, with the model exported and no "
        "vector kept; the process's own start counts in the first two rows. Comments are those of Banking77; from 100,000 "
        "on, sentences of the three sets put together anew. The peer is BERTopic with its defaults and the same model.\n\n"
        + table(["", "seconds", "peak MB", "found"], rows)
        + f"\n\nCosine of the 8-bit vectors with those of the model as published, mean of 1,000 comments: {close}. AMI with the "
        f"true themes of all of Banking77: {ami}. Two processes with one seed saved the same bytes: "
        f"{'yes' if _same(told['same']) else 'no'}. Unseen comments got the same answer in any batches: "
        f"{'yes' if new['same_in_any_batches'] else 'no'}."
    )


def _same(told: dict[str, Any]) -> bool:
    """Whether both processes gave the same hashes."""
    seen = [{name: one["sha256"] for name, one in run.items() if isinstance(one, dict)} for run in told.values()]
    return all(one == seen[0] for one in seen)


def page() -> str:
    on = ", ".join(f"{key} {value}" for key, value in load("imports")[0].items() if key != "machine")
    sections = {
        "imports": imports,
        "reading": reading,
        "demo": demo,
        "report": report,
        "formulas": formulas,
        "redaction": redaction,
        "coding_view": coding_view,
        "store": store,
        "themes_quality": themes_quality,
        "themes_elsewhere": themes_elsewhere,
        "themes_speed": themes_speed,
        "reasons": reasons,
    }
    stored = [write() for name, write in sections.items() if (HERE / "results" / f"{name}.json").exists()]
    return "\n\n".join([HEAD.format(on=on).strip(), *stored]) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else "docs/benchmarks.md is stale: run `make docs`")
    PAGE.write_text(page(), encoding="utf-8")
