"""The command line. Exit code 0: done; 1: it could not be done, and why; 2: the call was wrong."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qualkit.errors import QualkitError
from qualkit.text.phrasing import counted

__all__ = ["main"]

_SHOWN = 12  # names, or doubts
_LOOKED_FOR = ("person_id", "created", "channel", "outcome")
_SOURCE = "CSV, TSV, JSON, JSON lines, XLSX, Parquet, or a zip of them"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.

    Returns
    -------
    int
        The exit code.
    """
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = given.command
        return command(given)
    except QualkitError as problem:
        print(f"qualkit: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("qualkit: stopped; what was saved is saved.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say to anybody.
        sys.stderr.close()
        return 0
    except OSError as problem:
        where = "" if problem.filename is None else f" Where: {problem.filename}."
        print(f"qualkit: The system refused: {problem.strerror or problem}.{where}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qualkit",
        description="Read what customers say, and find out why they did what they did.",
        allow_abbrev=False,
    )
    from qualkit import __version__

    parser.add_argument("--version", action="version", version=f"qualkit {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    demo = _command(commands, "demo", _demo, "do the whole walk on the sample")
    demo.add_argument("--out", type=_path, default=Path("qualkit-demo"), help="folder to write to (%(default)s)")

    start = _command(commands, "start", _start, "copy the notebooks into a folder, ready to be run")
    start.add_argument("folder", type=_path)

    read = _command(commands, "read", _read, "read an export and say what is in it")
    _reading_options(read)

    themes = _command(commands, "themes", _themes, "suggest what to read together")
    _reading_options(themes)
    themes.add_argument("--n-themes", type=int, help="about how many (default: the comments decide)")
    themes.add_argument("--seed", type=int, default=0)

    report = _command(commands, "report", _report, "read an export (or open a .qualkit project) and write its report")
    _reading_options(report, f"{_SOURCE}; or a .qualkit project, alone")
    report.add_argument("--out", type=_path, default=Path("qualkit-report"), help="folder to write to (%(default)s)")
    report.add_argument("--coder", default="analyst", help="your name in the journal (%(default)s)")
    report.add_argument("--question", help="what the team wants to know")

    verify = _command(commands, "verify", _verify, "check a report against its project, or a project in itself")
    verify.add_argument("report", type=_path, help="report.html, or a .qualkit file alone")
    verify.add_argument(
        "project",
        type=_path,
        nargs="?",
        help="the .qualkit file that the report was made from; without it only damage and careless edits are found",
    )

    export = _command(commands, "export", _export, "write a project's tables: .xlsx .csv .parquet .json .md .docx")
    export.add_argument("project", type=_path, help="the .qualkit file")
    export.add_argument("path", type=_path, help="the file to write; its ending says what kind")
    export.add_argument("--what", help="for .csv and .parquet: which table (default: codings)")
    export.add_argument("--no-redaction", action="store_true", help="for use inside the team: leave personal data in")

    doctor = _command(commands, "doctor", _doctor, "say what is installed and whether it works here")
    doctor.add_argument(
        "project",
        type=_path,
        nargs="?",
        default=Path(),
        help="a .qualkit file, or a folder for one (default: this folder)",
    )
    return parser


def _command(commands: Any, name: str, function: Callable[[argparse.Namespace], int], text: str) -> Any:
    command = commands.add_parser(name, help=text, description=text[:1].upper() + text[1:] + ".", allow_abbrev=False)
    command.set_defaults(command=function)
    command.add_argument("--json", action="store_true", help="print the result as JSON, nothing else")
    return command


def _reading_options(command: argparse.ArgumentParser, source: str = _SOURCE) -> None:
    command.add_argument("source", nargs="+", help=source)
    command.add_argument("--format", default="auto", help="csv, tsv, json, jsonl, xlsx or parquet (default: found out)")
    command.add_argument("--outcome", help="the column that says what the customer did")
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=NAME",
        help="say which column is which, as in --column text=Review --column author=Nick",
    )
    command.add_argument("--sheet", help="name of the workbook's sheet (default: the one with most rows)")
    command.add_argument("--encoding", help="name of the text encoding, such as cp1252 (default: found out)")
    command.add_argument("--channel", help="the channel of all comments that name none, such as 'app reviews'")


def _reading(given: argparse.Namespace) -> dict[str, Any]:
    pairs = [one.partition("=") for one in given.column]
    if any(not name or not field for field, _, name in pairs):
        raise QualkitError("--column needs FIELD=NAME.", hint="As in --column text=Review.")
    return {
        "format": given.format,
        "columns": {field: name for field, _, name in pairs} or None,
        "sheet": given.sheet,
        "encoding": given.encoding,
        "channel": given.channel,
    }


def _source(given: argparse.Namespace) -> Any:
    return given.source[0] if len(given.source) == 1 else given.source


def _say(given: argparse.Namespace, facts: dict[str, Any], lines: Sequence[str]) -> int:
    print(json.dumps(facts, ensure_ascii=False, indent=1) if given.json else "\n".join(lines))
    return 0


def _path(written: str) -> Path:
    if not written:
        raise argparse.ArgumentTypeError("the name of a file or folder is empty")
    return Path(written)


def _show_progress(given: argparse.Namespace) -> bool:
    return sys.stderr.isatty() and not given.json


def _demo(given: argparse.Namespace) -> int:
    from qualkit.walk import walk_sample

    done = walk_sample(given.out, progress=_show_progress(given))
    facts = _facts_of(done)
    return _say(
        given,
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


def _facts_of(done: Any) -> dict[str, Any]:
    corpus = done.corpus
    people = corpus.frame.loc[~corpus.frame["role"].isin(["staff", "bot"]), "person_id"]
    return {
        "comments": len(corpus),
        "conversations": int(corpus.frame["conversation_id"].nunique()),
        "people": int(people.nunique()),
        "problems": corpus.problems.groupby(["problem", "action"]).size().reset_index(name="n").to_dict("records"),
        "themes": done.n_themes,
        "findings": done.n_findings,
        "report": str(done.report),
        "project": str(done.project),
    }


def _start(given: argparse.Namespace) -> int:
    from qualkit.sample import data_folder

    _make_folder(given.folder)
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
    return _say(given, {"copied": copied, "kept": kept, "folder": str(given.folder)}, lines)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise QualkitError(
            "The folder cannot be made.", where=str(folder), hint=f"Give another one ({error.strerror})."
        ) from None


def _file(path: Path) -> Path:
    if path.is_file():
        return path
    if path.is_dir():
        raise QualkitError("This is a folder.", where=str(path), hint="Name the file.")
    if path.exists():
        raise QualkitError("This is no file, but a device or a pipe.", where=str(path))
    nearby = sorted(one.name for one in path.parent.glob(f"*{path.suffix}")) if path.suffix else []
    raise QualkitError("There is no such file.", where=str(path), available=nearby)


def _project_file(path: Path) -> Path:
    """Refuse to look into a file that is not there or empty: opening it would make a new project of it."""
    if not _file(path).stat().st_size:
        raise QualkitError(
            "The file is empty, so it is no project.",
            where=str(path),
            hint=f"If it was one, copy a backup from {path.name}.backups to its place.",
        )
    return path


def _read(given: argparse.Namespace) -> int:
    from qualkit.io import read_comments

    corpus = read_comments(_source(given), outcome=given.outcome, **_reading(given))
    frame, problems = corpus.frame, corpus.problems
    by_kind = problems.groupby(["problem", "action"]).size().reset_index(name="n").to_dict("records")
    n_conversations = int(frame["conversation_id"].nunique())
    lacking = [name for name in _LOOKED_FOR if frame[name].isna().all()]
    facts = {
        "comments": len(corpus),
        "conversations": n_conversations,
        "people": int(frame.loc[~frame["role"].isin(["staff", "bot"]), "person_id"].nunique()),
        "replies": int(frame["reply_to"].notna().sum()),
        "variables": corpus.variables,
        "not recognised": lacking,
        "problems": by_kind,
    }
    lines = [
        f"{counted(len(corpus), 'comment')} in {counted(n_conversations, 'conversation')}, "
        f"{facts['replies']:,} of them replies.",
        f"{facts['people']:,} known people beside staff; variables: {_shortened(corpus.variables)}.",
        *_unrecognised(lacking),
        *[f"{one['n']:,} × {one['problem']}: {one['action']}" for one in by_kind],
        *_doubts(problems),
    ]
    return _say(given, facts, lines)


def _shortened(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return (", ".join(names[:_SHOWN]) or "none") + (f" and {more:,} more" if more > 0 else "")


def _unrecognised(names: Sequence[str]) -> list[str]:
    """Name what no column was taken for: people are not counted, nor months told apart, where it went unseen."""
    if not names:
        return []
    return [f"No column was taken for: {', '.join(names)}. If there is one, say which: --column {names[0]}=NAME"]


def _doubts(problems: Any) -> list[str]:
    doubted = problems[(problems["action"] == "doubted") & problems["detail"].notna()].head(_SHOWN)
    rows = zip(doubted["problem"], doubted["column"].fillna(""), doubted["detail"], strict=True)
    return [f"  doubted: {problem}{f' ({column})' if column else ''}: {detail}" for problem, column, detail in rows]


def _themes(given: argparse.Namespace) -> int:
    from qualkit.io import read_comments
    from qualkit.model import UNCLEAR
    from qualkit.themes import find_themes

    corpus = read_comments(_source(given), outcome=given.outcome, **_reading(given))
    themes = find_themes(corpus, n_themes=given.n_themes, seed=given.seed, progress=_show_progress(given))
    rows = themes.frame.drop(columns=["parent_id"]).to_dict("records")
    unclear = {UNCLEAR: ", no clear subject"}
    lines = [
        f"{row['n_people']:>6} people {row['n_comments']:>7} comments  {row['label']}  "
        f"({row['doubt']}{unclear.get(row['subject'], '')})"
        for row in rows
    ]
    return _say(given, {"themes": rows}, [*lines, "Suggestions of a machine: read before you believe them."])


def _report(given: argparse.Namespace) -> int:
    projects = [one for one in given.source if one.endswith(".qualkit")]
    if projects and len(given.source) > 1:
        raise QualkitError(
            "A project is reported on alone.",
            where=projects[0],
            hint="To add an export to a project, give the folder of the project: qualkit report export.csv --out FOLDER.",
        )
    if projects:
        return _report_on_project(given)
    from qualkit.walk import walk

    done = walk(
        _source(given),
        given.out,
        coder=given.coder,
        outcome=given.outcome,
        question=given.question,
        progress=_show_progress(given),
        read=_reading(given),
    )
    facts = _facts_of(done) | {"read": done.n_read, "new": done.n_new}
    held = (
        f"{counted(facts['comments'], 'comment')} in {counted(facts['conversations'], 'conversation')} "
        f"by {facts['people']:,} known people"
    )
    grown = f"Read {counted(done.n_read, 'comment')}, {done.n_new:,} of them new; the project holds {held}."
    lines = [
        f"Read {held}." if done.n_new == facts["comments"] else grown,
        f"Suggested {facts['themes']} themes." if not done.note else done.note,
        *[f"{one['n']:,} × {one['problem']}: {one['action']}" for one in facts["problems"]],
        f"Report:  {done.report}",
        f"Project: {done.project}",
    ]
    return _say(given, facts, lines)


def _report_on_project(given: argparse.Namespace) -> int:
    from qualkit.project import open_project
    from qualkit.report import write_report

    path = _project_file(Path(given.source[0]))
    asked = {"--outcome": given.outcome} | {f"--{name}": value for name, value in _reading(given).items()}
    for option, value in asked.items():
        if value not in (None, "auto"):
            option = option.removesuffix("s")
            raise QualkitError(f"{option} is about an export, and this is a project.", where=str(path))
    with open_project(path, coder=given.coder) as project:
        if given.question:
            project.describe(question=given.question)
        report = write_report(project, given.out / "report.html")
    return _say(given, {"report": str(report), "project": str(path)}, [f"Report:  {report}"])


def _export(given: argparse.Namespace) -> int:
    from qualkit.project import open_project
    from qualkit.report.export import export

    with open_project(_project_file(given.project), coder="export", backups=0) as project:
        written = export(project, given.path, what=given.what, redact=not given.no_redaction)
    paths = [str(one) for one in (written if isinstance(written, list) else [written])]
    return _say(given, {"written": paths}, [f"Wrote {one}" for one in paths])


def _verify(given: argparse.Namespace) -> int:
    from qualkit.project import open_project
    from qualkit.report import verify

    path = given.project or given.report
    if given.project is not None or path.suffix != ".qualkit":
        _file(given.report)
    if given.project is None and path.suffix != ".qualkit":
        checked = verify(path)
    else:
        with open_project(_project_file(path), coder="verify", backups=0) as project:
            checked = verify(project) if given.project is None else verify(given.report, project)
    facts = {
        "quotes": checked.quotes,
        "counts": checked.counts,
        "erased": checked.erased,
        "events": checked.steps,
        "source": checked.source,
    }
    return _say(given, facts, [str(checked)])


def _doctor(given: argparse.Namespace) -> int:
    from qualkit.themes.embedding import VectorCache, embedder_for, library_versions

    facts: dict[str, Any] = {"python": sys.version.split()[0], "versions": library_versions()}
    import sqlite3

    facts["sqlite"] = sqlite3.sqlite_version
    facts["model"] = embedder_for("accurate").name
    cache = VectorCache().facts()
    facts["cache"] = {"path": str(cache.path or "off"), "vectors": cache.n_vectors, "bytes": cache.n_bytes}
    from qualkit.sample import data_folder

    facts["sample"] = str(data_folder("sample"))
    lines = [f"Python {facts['python']}, SQLite {facts['sqlite']}", f"Language model: {facts['model']} (hash checked)"]
    lines += [f"{name} {version}" for name, version in facts["versions"].items()]
    lines.append(f"Kept vectors: {cache.n_vectors:,}, {cache.n_bytes / 1e6:.1f} MB, in {facts['cache']['path']}")
    lines.append(f"Sample: {facts['sample']}")
    lines += _doctor_on_files(given.project, facts)
    lines += _doctor_on_jupyter(facts)
    _say(given, facts, lines)
    return 1 if any(one["fault"] for one in facts["files"]) else 0


def _doctor_on_files(path: Path, facts: dict[str, Any]) -> list[str]:
    from qualkit.store import store_report

    found = store_report(path)
    facts["files"] = [remark._asdict() for remark in found]
    return [f"Projects, {one.what}: {_joined(one.state, one.hint)}" for one in found]


def _joined(state: str, hint: str | None) -> str:
    return f"{state.removesuffix('.')}. {hint}" if hint else state


def _doctor_on_jupyter(facts: dict[str, Any]) -> list[str]:
    from qualkit.widgets.jupyter import jupyter_report

    found = jupyter_report()
    facts["jupyter"] = [remark._asdict() for remark in found]
    return [f"{one.what}: {_joined(one.state, one.hint)}" for one in found]


if __name__ == "__main__":
    sys.exit(main())
