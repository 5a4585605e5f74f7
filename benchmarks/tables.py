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


def themes() -> str:
    runs = load("themes")[1]
    rows: list[list[object]] = []
    for n in sorted({run["n"] for run in runs}):
        for model in dict.fromkeys(run["model"] for run in runs):
            own = [run for run in runs if (run["n"], run["model"]) == (n, model)]
            cells = [f"{statistics.mean(run[key] for run in own):.3f}" for key in ("ami", "ari")]
            counts = [round(statistics.mean(run[key] for run in own)) for key in ("gold", "found", "none")]
            rows.append([n, model, *counts, *cells, f"{statistics.mean(run['seconds'] for run in own):.0f}"])
    return (
        "## Themes\n\nRandom samples of Banking77's training questions (Casanueva et al. 2020, "
        "doi:10.18653/v1/2020.nlp4convai-1.5), three seeds each, same sentence vectors, no number of themes given. A comment "
        "without a theme counts as a theme of its own. Seconds from import to themes. This set was at hand while the "
        "clustering was built: read it as a regression test, not as proof for your comments.\n\n"
        + table(["comments", "", "true themes", "found", "without", "AMI", "ARI", "seconds"], rows)
    )


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
            best = [
                max(level[key] for level in fit["levels"])
                for key in ("ami", "ari")
                for fit, _ in own
                if "levels" in fit
            ]
            half = len(best) // 2
            rows.append(
                [
                    name,
                    f"{n:,}",
                    method,
                    round(statistics.mean(run["gold"] for _, run in own)),
                    round(statistics.mean(fit["found"] for fit, _ in own)),
                    f"{statistics.mean(fit['none'] for fit, _ in own):.0%}",
                    f"{statistics.mean(fit['ami'] for fit, _ in own):.3f}",
                    f"{statistics.mean(fit['ari'] for fit, _ in own):.3f}",
                    f"{statistics.mean(best[:half]):.3f} / {statistics.mean(best[half:]):.3f}" if best else "",
                    f"{statistics.mean(run['between_seeds'] for _, run in own):.3f}",
                    f"{statistics.mean(run['between_resamples'] for _, run in own):.3f}",
                    len({run["sample"] for _, run in own}),
                ]
            )
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
        "were chosen on the training part of Banking77, with other samples, and on the sample that comes with qualkit.\n\n"
        + table(head, rows)
    )


def report() -> str:
    told = json.loads((HERE / "results" / "report.json").read_text(encoding="utf-8"))
    rows = [[name.replace("_", " "), value] for name, value in told.items() if not isinstance(value, dict | list)]
    return "## The report\n\nQuotes as long as the sample's, in Chromium.\n\n" + table(["", ""], rows)


def reasons() -> str:
    told = json.loads((HERE / "results" / "reasons_kept.json").read_text(encoding="utf-8"))["as shipped"]
    rows = [
        [name.replace("_", " "), one["labelled"], one["recall"], one.get("found", ""), one.get("precision", "")]
        for name, one in told.items()
        if isinstance(one, dict) and "recall" in one
    ]
    return (
        "## Passages that give a reason\n\n200 real comments kept back while the rules were written, and used once. Two readers "
        "apart agreed with kappa .86 on which of 400 comments give a reason.\n\n"
        + table(["", "labelled", "recall", "listed", "precision"], rows)
    )


def page() -> str:
    on = ", ".join(f"{key} {value}" for key, value in load("imports")[0].items() if key != "machine")
    sections = {
        "imports": imports,
        "reading": reading,
        "demo": demo,
        "report": report,
        "themes": themes,
        "themes_quality": themes_quality,
        "reasons_kept": reasons,
    }
    stored = [write() for name, write in sections.items() if (HERE / "results" / f"{name}.json").exists()]
    return "\n\n".join([HEAD.format(on=on).strip(), *stored]) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else "docs/benchmarks.md is stale: run `make docs`")
    PAGE.write_text(page(), encoding="utf-8")
