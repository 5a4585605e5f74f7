"""What each command does; what it needs is imported when it is run, so that `qualkit --help` is instant."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from qualkit.cli.named_files import existing_file, project_file
from qualkit.cli.parsing import reading_of, source_of
from qualkit.cli.telling import Told, corpus_facts, problem_lines, remark_lines, told_of_reading
from qualkit.errors import QualkitError
from qualkit.text.phrasing import counted

__all__ = ["COMMANDS"]


def _demo(given: Namespace) -> Told:
    from qualkit.walk import walk_sample

    done = walk_sample(given.out, progress=_shows_progress(given))
    facts = _walked_facts(done)
    return Told(
        facts,
        [
            f"Read {facts['comments']:,} comments by {facts['people']} people (synthetic: a fictional food box).",
            f"Suggested {facts['themes']} themes; loaded two coders' codings and {facts['findings']} findings.",
            f"Report:  {done.report}",
            f"Project: {done.project}",
            "Next: open the report in a browser; then `qualkit start FOLDER` for the notebooks, "
            "or `qualkit report YOUR_EXPORT`.",
        ],
    )


def _walked_facts(done: Any) -> dict[str, Any]:
    facts = corpus_facts(done.corpus)
    facts.pop("replies")
    return facts | {
        "themes": done.n_themes,
        "findings": done.n_findings,
        "report": str(done.report),
        "project": str(done.project),
    }


def _shows_progress(given: Namespace) -> bool:
    return sys.stderr.isatty() and not given.json


def _start(given: Namespace) -> Told:
    from qualkit.sample import data_folder
    from qualkit.walk import working_folder

    working_folder(given.folder)
    copied, kept = [], []
    for notebook in sorted(data_folder("notebooks").glob("*.ipynb")):
        target = given.folder / notebook.name
        if target.exists():
            kept.append(target.name)
            continue
        target.write_bytes(notebook.read_bytes())
        copied.append(target.name)
    lines = [f"Copied {len(copied)} notebooks to {given.folder}."]
    lines += [f"Left alone, because they are there already: {', '.join(kept)}."] if kept else []
    lines.append(f"Next: jupyter lab {given.folder}")
    return Told({"copied": copied, "kept": kept, "folder": str(given.folder)}, lines)


def _read(given: Namespace) -> Told:
    from qualkit.io import read_with_columns

    corpus, columns = read_with_columns(source_of(given), outcome=given.outcome, **reading_of(given))
    return told_of_reading(corpus, columns)


def _themes(given: Namespace) -> Told:
    from qualkit.io import read_comments
    from qualkit.model import UNCLEAR
    from qualkit.themes import find_themes

    corpus = read_comments(source_of(given), outcome=given.outcome, **reading_of(given))
    themes = find_themes(corpus, n_themes=given.n_themes, seed=given.seed, progress=_shows_progress(given))
    rows = themes.frame.drop(columns=["parent_id"]).to_dict("records")
    unclear = {UNCLEAR: ", no clear subject"}
    lines = [
        f"{row['n_people']:>6} people {row['n_comments']:>7} comments  {row['label']}  "
        f"({row['doubt']}{unclear.get(row['subject'], '')})"
        for row in rows
    ]
    return Told({"themes": rows}, [*lines, "Suggestions of a machine: read before you believe them."])


def _report(given: Namespace) -> Told:
    projects = [one for one in given.source if one.endswith(".qualkit")]
    if projects and len(given.source) > 1:
        raise QualkitError(
            "A project is reported on alone.",
            where=projects[0],
            hint="To add an export to a project, give the folder of the project: qualkit report export.csv --out FOLDER.",
        )
    return _report_on_project(given) if projects else _report_on_export(given)


def _report_on_export(given: Namespace) -> Told:
    from qualkit.walk import walk

    done = walk(
        source_of(given),
        given.out,
        coder=given.coder,
        outcome=given.outcome,
        question=given.question,
        progress=_shows_progress(given),
        read=reading_of(given),
    )
    facts = _walked_facts(done) | {"read": done.n_read, "new": done.n_new}
    held = (
        f"{counted(facts['comments'], 'comment')} in {counted(facts['conversations'], 'conversation')} "
        f"by {facts['people']:,} known people"
    )
    grown = f"Read {counted(done.n_read, 'comment')}, {done.n_new:,} of them new; the project holds {held}."
    lines = [
        f"Read {held}." if done.n_new == facts["comments"] else grown,
        f"Suggested {facts['themes']} themes." if not done.note else done.note,
        *problem_lines(facts),
        f"Report:  {done.report}",
        f"Project: {done.project}",
    ]
    return Told(facts, lines)


def _report_on_project(given: Namespace) -> Told:
    from qualkit.project import open_project
    from qualkit.report import write_report

    path = project_file(Path(given.source[0]))
    asked = {"--outcome": given.outcome} | {f"--{name}": value for name, value in reading_of(given).items()}
    for option, value in asked.items():
        if value not in (None, False, "auto"):
            option = option.removesuffix("s")
            raise QualkitError(f"{option} is about an export, and this is a project.", where=str(path))
    with open_project(path, coder=given.coder) as project:
        if given.question:
            project.describe(question=given.question)
        report = write_report(project, given.out / "report.html")
    return Told({"report": str(report), "project": str(path)}, [f"Report:  {report}"])


def _export(given: Namespace) -> Told:
    from qualkit.project import open_project
    from qualkit.report.export import export

    what = [one.strip() for one in given.what.split(",")] if "," in (given.what or "") else given.what
    with open_project(project_file(given.project), coder="export", backups=0) as project:
        written = export(project, given.path, what=what, redact=not given.no_redaction)
    paths = [str(one) for one in (written if isinstance(written, list) else [written])]
    return Told({"written": paths}, [f"Wrote {one}" for one in paths])


def _verify(given: Namespace) -> Told:
    from qualkit.project import open_project
    from qualkit.report import verify

    path = given.project or given.report
    if given.project is not None or path.suffix != ".qualkit":
        existing_file(given.report)
    if given.reports is not None:
        checked = verify(existing_file(given.report), reports=[existing_file(one) for one in given.reports])
    elif given.project is None and path.suffix != ".qualkit":
        checked = verify(path)
    else:
        with open_project(project_file(path), coder="verify", backups=0) as project:
            checked = verify(project) if given.project is None else verify(given.report, project)
    facts = {
        "quotes": checked.quotes,
        "counts": checked.counts,
        "erased": checked.erased,
        "events": checked.steps,
        "source": checked.source,
    }
    return Told(facts, [str(checked)])


def _compare(given: Namespace) -> Told:
    from qualkit.report import compare_reports

    page = compare_reports(existing_file(given.old), existing_file(given.new), given.page)
    return Told({"page": str(page)}, [f"Wrote {page}"])


def _doctor(given: Namespace) -> Told:
    import sqlite3

    from qualkit.sample import data_folder
    from qualkit.store import store_report
    from qualkit.themes.embedding import VectorCache, embedder_for, library_versions
    from qualkit.widgets.jupyter import jupyter_report

    cache, files, jupyter = VectorCache().facts(), store_report(given.project), jupyter_report()
    facts: dict[str, Any] = {
        "python": sys.version.split()[0],
        "versions": library_versions(),
        "sqlite": sqlite3.sqlite_version,
        "model": embedder_for("accurate").name,
        "cache": {"path": str(cache.path or "off"), "vectors": cache.n_vectors, "bytes": cache.n_bytes},
        "sample": str(data_folder("sample")),
        "files": [remark._asdict() for remark in files],
        "jupyter": [remark._asdict() for remark in jupyter],
    }
    lines = [
        f"Python {facts['python']}, SQLite {facts['sqlite']}",
        f"Language model: {facts['model']} (hash checked)",
        *[f"{name} {version}" for name, version in facts["versions"].items()],
        f"Kept vectors: {cache.n_vectors:,}, {cache.n_bytes / 1e6:.1f} MB, in {facts['cache']['path']}",
        f"Sample: {facts['sample']}",
        *remark_lines(files, "Projects, "),
        *remark_lines(jupyter),
    ]
    return Told(facts, lines, any(one.fault for one in files))


COMMANDS: Mapping[str, Callable[[Namespace], Told]] = {
    "demo": _demo,
    "start": _start,
    "read": _read,
    "themes": _themes,
    "report": _report,
    "verify": _verify,
    "compare": _compare,
    "export": _export,
    "doctor": _doctor,
}
"""The name of each command, and what it does."""
