"""What a call of the command line may say, and what its words mean."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qualkit.errors import QualkitError

__all__ = ["command_parser", "reading_of", "source_of"]

_SOURCE = "CSV, TSV, JSON, JSON lines, XLSX, Parquet, or a zip of them"


def command_parser() -> argparse.ArgumentParser:
    """Make the parser of the command line.

    Returns
    -------
    ArgumentParser
        What it parses has the name of the command in ``command``.
    """
    from qualkit import __version__

    parser = argparse.ArgumentParser(
        prog="qualkit",
        description="Read what customers say, and find out why they did what they did.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"qualkit {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_readers(commands)
    _add_keepers(commands)
    return parser


def _add_readers(commands: Any) -> None:
    """Add what begins with an export, or with nothing."""
    demo = _command(commands, "demo", "do the whole walk on the sample")
    demo.add_argument("--out", type=_path, default=Path("qualkit-demo"), help="folder to write to (%(default)s)")

    start = _command(commands, "start", "copy the notebooks into a folder, ready to be run")
    start.add_argument("folder", type=_path)

    read = _command(commands, "read", "read an export and say what is in it")
    _add_reading(read)

    themes = _command(commands, "themes", "suggest what to read together")
    _add_reading(themes)
    themes.add_argument("--n-themes", type=int, help="about how many (default: the comments decide)")
    themes.add_argument("--seed", type=int, default=0)

    report = _command(commands, "report", "read an export (or open a .qualkit project) and write its report")
    _add_reading(report, f"{_SOURCE}; or a .qualkit project, alone")
    report.add_argument("--out", type=_path, default=Path("qualkit-report"), help="folder to write to (%(default)s)")
    report.add_argument("--coder", default="analyst", help="your name in the journal (%(default)s)")
    report.add_argument("--question", help="what the team wants to know")


def _add_keepers(commands: Any) -> None:
    """Add what begins with a project that is there."""
    verify = _command(commands, "verify", "check a report against its project, a comparison, or a project in itself")
    verify.add_argument("report", type=_path, help="report.html, a comparison of two, or a .qualkit file alone")
    verify.add_argument(
        "project",
        type=_path,
        nargs="?",
        help="the .qualkit file that the report was made from; without it only damage and careless edits are found",
    )
    verify.add_argument(
        "--reports",
        type=_path,
        nargs=2,
        metavar=("OLD", "NEW"),
        help="for a comparison: the reports that it was made from",
    )

    compare = _command(commands, "compare", "set two reports side by side on one page")
    compare.add_argument("old", type=_path, help="the earlier report")
    compare.add_argument("new", type=_path, help="the later one")
    compare.add_argument("page", type=_path, help="the page to write, such as what-changed.html")

    export = _command(commands, "export", "write a project's tables: .xlsx .csv .parquet .json .md .docx")
    export.add_argument("project", type=_path, help="the .qualkit file")
    export.add_argument("path", type=_path, help="the file to write; its ending says what kind")
    export.add_argument(
        "--what",
        help="for .csv and .parquet: which of findings, evidence, codings, codebook, themes, assignments and "
        "conversations; of several, parted by commas, each has a file of its own (default: codings)",
    )
    export.add_argument("--no-redaction", action="store_true", help="for use inside the team: leave personal data in")

    doctor = _command(commands, "doctor", "say what is installed and whether it works here")
    doctor.add_argument(
        "project",
        type=_path,
        nargs="?",
        default=Path(),
        help="a .qualkit file, or a folder for one (default: this folder)",
    )


def _command(commands: Any, name: str, text: str) -> Any:
    command = commands.add_parser(name, help=text, description=text[:1].upper() + text[1:] + ".", allow_abbrev=False)
    command.set_defaults(command=name)
    command.add_argument("--json", action="store_true", help="print the result as JSON, nothing else")
    return command


def _add_reading(command: argparse.ArgumentParser, source: str = _SOURCE) -> None:
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
    command.add_argument("--unescape", action="store_true", help="read &amp; in texts as &, and the like")


def _path(written: str) -> Path:
    if not written:
        raise argparse.ArgumentTypeError("the name of a file or folder is empty")
    return Path(written)


def reading_of(given: argparse.Namespace) -> dict[str, Any]:
    """Give what a call says of how to read an export, without its outcome.

    Parameters
    ----------
    given : Namespace
        A call of a command that reads exports.

    Returns
    -------
    dict of str to object
        Arguments of `read_comments`.

    Raises
    ------
    QualkitError
        If a column is not named as a field and a name.
    """
    pairs = [one.partition("=") for one in given.column]
    if any(not name or not field for field, _, name in pairs):
        raise QualkitError("--column needs FIELD=NAME.", hint="As in --column text=Review.")
    return {
        "format": given.format,
        "columns": {field: name for field, _, name in pairs} or None,
        "sheet": given.sheet,
        "encoding": given.encoding,
        "channel": given.channel,
        "unescape": given.unescape,
    }


def source_of(given: argparse.Namespace) -> str | list[str]:
    """Give the export that a call names.

    Parameters
    ----------
    given : Namespace
        A call of a command that reads exports.

    Returns
    -------
    str or list of str
        A path, or several.
    """
    return str(given.source[0]) if len(given.source) == 1 else list(given.source)
