"""Write docs/reference.md from the signatures and docstrings of the public names.

``python docs/build_reference.py`` writes the page; with ``--check`` it writes nothing and exits with 1 if the page
would change.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from reference_columns import COLUMNS

PAGE = Path(__file__).with_name("reference.md")

ORDER = (
    "read_comments load_sample load_sample_project find_themes load_themes assign_parquet reading_plan find_reasons "
    "open_project code suggest_codes agreement "
    "disagreements saturation cross_table co_occurrence passages_behind contrast counter_evidence finding_warnings heard_from "
    "responses write_report verify compare_reports member_check export redact redaction_review Corpus Conversation "
    "Comment Themes Project Codebook Finding Evidence Study Verification Redactor QualkitError VerificationError"
).split()
"""The order of the walk: what one does first stands first. A new public name that is not listed comes last."""

NO_CONSTRUCTOR = {"Project", "Themes", "Verification"}
"""Classes that nobody makes by hand; what makes them stands in their summary."""

INTRODUCTION = """# Reference

Every public name, in the order of the walk, after `import qualkit as qk`. This page is made from the docstrings by
`docs/build_reference.py`; `help(qk.read_comments)` says the same. Words are explained in the [glossary](glossary.md),
numbers in [what the numbers mean](method.md).

Where a type says *path*, a string or a `pathlib.Path` will do. Where it says *project, Study or Corpus*, any of the
three will do. Positions count Unicode code points from 0, half-open: `text[start:end]` is the passage.
"""

EXIT_CODES = """Exit code 0: done. 1: it could not be done, and one line on the error stream says why. 2: the call was
wrong.
With `--json` a command prints its result as JSON and nothing else. Progress bars appear on a terminal only.
"""


def build() -> str:
    """Give the whole page.

    Returns
    -------
    str
        Markdown, ending in one line feed.
    """
    import qualkit

    public = [name for name in qualkit.__all__ if name != "__version__"]
    names = [name for name in ORDER if name in public] + [name for name in public if name not in ORDER]
    parts = [INTRODUCTION]
    parts += [_entry(f"qk.{name}", getattr(qualkit, name), level=2) for name in names]
    parts += [
        "## `qk.__version__`\n\nThe version, as a string.\n",
        _errors(),
        _module(
            "qualkit.plots",
            "Figures. Each function returns a plotly figure and shows nothing; not part of `qk`: import it.",
        ),
        _module("qualkit.testing", "For tests of your own code. `import qualkit.testing`."),
        _module(
            "qualkit.protocols",
            "Where you plug in: an object with these methods will do, no base class is needed. `find_themes` takes both.",
        ),
        _tables(),
        _command_line(),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _entry(name: str, value: Any, *, level: int) -> str:
    if inspect.isclass(value):
        return _class(name, value, level=level)
    return _function(f"{name}{_signature(value)}", inspect.getdoc(value) or "", level=level)


def _function(title: str, docstring: str, *, level: int) -> str:
    doc = _parsed(docstring)
    body = [f"{'#' * level} `{title}`", _prose(doc)]
    for section in ("Parameters", "Attributes", "Returns", "Yields", "Raises"):
        body += _listed(section, doc[section])
    body += _notes(doc)
    return "\n\n".join(part for part in body if part) + "\n"


def _class(name: str, value: type, *, level: int) -> str:
    short = value.__name__
    made_by_hand = short not in NO_CONSTRUCTOR and not _is_protocol(value)
    title = name + (_signature(value) if made_by_hand else "")
    own = _parsed(inspect.getdoc(value) or "")
    parts = [f"{'#' * level} `{title}`", _prose(own)]
    parts += _listed("Parameters", own["Parameters"]) + _listed("Attributes", own["Attributes"]) + _notes(own)
    described = {one.strip() for entry in own["Attributes"] for one in entry.name.split(",")}
    properties, methods = [], []
    for member, found in _members(value):
        if member in described:
            continue
        if isinstance(found, property | cached_property):
            properties.append(f"- `.{member}`: {_one_line(_parsed(inspect.getdoc(found) or ''))}")
        else:
            call = found.__func__ if isinstance(found, classmethod | staticmethod) else found
            methods.append(
                _function(f"{short}.{member}{_signature(call)}", inspect.getdoc(call) or "", level=level + 1)
            )
    if properties:
        parts.append("**Properties**\n\n" + "\n".join(properties))
    return "\n\n".join(part.rstrip("\n") for part in [*parts, *methods] if part) + "\n"


def _members(value: type) -> Iterator[tuple[str, Any]]:
    inherited = {Exception, BaseException, object}
    data = {one.name for one in fields(value)} if is_dataclass(value) else set()
    seen: set[str] = set()
    for cls in value.__mro__:
        if cls in inherited or not cls.__module__.startswith("qualkit."):
            continue
        for member, found in vars(cls).items():
            documented = isinstance(
                found, property | cached_property | classmethod | staticmethod
            ) or inspect.isfunction(found)
            if (not member.startswith("_") or member == "__call__") and documented and member not in seen | data:
                seen.add(member)
                yield member, found


def _errors() -> str:
    errors = importlib.import_module("qualkit.errors")
    rows = [f"- `{name}`: {_one_line(_parsed(inspect.getdoc(getattr(errors, name)) or ''))}" for name in errors.__all__]
    introduction = "Every error that qualkit raises on purpose is a `qk.QualkitError`; these are its kinds."
    return "\n\n".join(["## `qualkit.errors`", introduction, "\n".join(rows)]) + "\n"


def _module(name: str, introduction: str) -> str:
    module = importlib.import_module(name)
    short = name.rpartition(".")[2]
    entries = [_entry(f"{short}.{one}", getattr(module, one), level=3) for one in module.__all__]
    return "\n".join([f"## `{name}`\n\n{introduction}\n", *entries])


def _tables() -> str:
    parts = ["## Columns of the tables\n"]
    for title, (constant, what, told) in COLUMNS.items():
        module, _, name = constant.rpartition(".")
        columns = getattr(importlib.import_module(module), name)
        if tuple(told) != tuple(columns):
            message = f"{title}: the columns are {columns}, this script describes {tuple(told)}"
            raise SystemExit(message)
        rows = [f"| `{column}` | {meaning} |" for column, meaning in told.items()]
        parts.append("\n".join([f"### `{title}`\n", f"{what}\n", "| column | holds |", "|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _command_line() -> str:
    from qualkit.cli.parsing import command_parser

    parts = [f"## Command line\n\n{EXIT_CODES}"]
    commands = next(one for one in command_parser()._actions if isinstance(one, argparse._SubParsersAction))
    for name, command in commands.choices.items():
        actions = [one for one in command._actions if not isinstance(one, argparse._HelpAction)]
        placed = " ".join(_placed(one) for one in actions if not one.option_strings)
        rows = [f"- {_option(one)}: {_help(one)}" for one in actions if one.option_strings or one.help]
        usage = " ".join(f"qualkit {name} {placed} [options]".split())
        parts.append("\n\n".join([f"### `{usage}`", command.description or "", "\n".join(rows)]) + "\n")
    return "\n".join(parts)


def _placed(action: argparse.Action) -> str:
    name = (action.dest if action.metavar is None else str(action.metavar)).upper()
    return {"+": f"{name} [{name} ...]", "?": f"[{name}]"}.get(str(action.nargs), name)


def _option(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.dest.upper()}`"
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    return f"`{', '.join(action.option_strings)}{value}`"


def _help(action: argparse.Action) -> str:
    told = (action.help or "").replace("%(default)s", f"default: {action.default}")
    return told or f"default: {action.default}"


def _signature(value: Any) -> str:
    signature = inspect.signature(value)
    bare = [
        one.replace(annotation=inspect.Parameter.empty)
        for name, one in signature.parameters.items()
        if name not in ("self", "cls")
    ]
    text = str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    # A set prints in another order in every process.
    text = re.sub(r"\{([^{}]*)\}", lambda found: "{" + ", ".join(sorted(found[1].split(", "))) + "}", text)
    # What a factory makes has no short form; the attributes below say what it is.
    return re.sub(r"<[^>]*>", "...", text)


def _is_protocol(value: type) -> bool:
    return bool(getattr(value, "_is_protocol", False))


def _parsed(docstring: str) -> Any:
    from numpydoc.docscrape import NumpyDocString

    return NumpyDocString(docstring)


def _prose(doc: Any) -> str:
    paragraphs = [" ".join(doc["Summary"]), *_paragraphs(doc["Extended Summary"])]
    return "\n\n".join(_markdown(one) for one in paragraphs if one)


def _one_line(doc: Any) -> str:
    return _markdown(" ".join([*doc["Summary"], *doc["Extended Summary"]]))


def _listed(section: str, entries: Sequence[Any]) -> list[str]:
    if not entries:
        return []
    heading = {"Yields": "Returns, one after the other"}.get(section, section)
    return [f"**{heading}**", "\n".join(_bullet(section, entry) for entry in entries)]


def _bullet(section: str, entry: Any) -> str:
    what = _markdown(" ".join(entry.desc))
    if section in ("Returns", "Yields", "Raises"):
        named = f"`{entry.name}` ({entry.type})" if entry.name else f"`{entry.type}`"
        return f"- {named}: {what}"
    kind = f" ({entry.type.replace('`', '')})" if entry.type else ""
    return f"- `{entry.name}`{kind}: {what}".rstrip(": ")


def _notes(doc: Any) -> list[str]:
    told = [_markdown(one) for one in _paragraphs(doc["Notes"])]
    return ["**Notes**", *told] if told else []


def _paragraphs(lines: Iterable[str]) -> list[str]:
    return [" ".join(one.split()) for one in re.split(r"\n\s*\n", "\n".join(lines)) if one.strip()]


def _markdown(text: str) -> str:
    return " ".join(text.split()).replace("``", "`")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the page.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.

    Returns
    -------
    int
        0, or 1 if ``--check`` found a difference.
    """
    parser = argparse.ArgumentParser(description="Write docs/reference.md from the docstrings.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the page would change")
    given = parser.parse_args(arguments)
    page = build()
    if not given.check:
        PAGE.write_text(page, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    sys.stderr.write("docs/reference.md is not what the docstrings say: run python docs/build_reference.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
