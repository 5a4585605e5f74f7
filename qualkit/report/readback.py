"""Reading a report back: its manifest, its seal, the quotes, numbers and charts that a reader sees."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from qualkit.errors import QualkitError, VerificationError
from qualkit.report.block import unpack
from qualkit.report.render import SEAL_MARK, seal

__all__ = ["ReportFile", "parse_report", "read_report"]


@dataclass(frozen=True)
class ReportFile:
    """A report as found on disk.

    Attributes
    ----------
    name : str
        The file's name.
    content : bytes
        All of it.
    manifest : dict
        What it says it states.
    quotes : dict of str to list of str
        Permalink to the words shown there, as often as they are shown; those of the block too.
    counts : dict of str to list of str
        Name of each number to what is shown.
    charts : dict of str to list of list of str
        Name of each chart to the cells of its table.
    parts : list of str
        Places of findings, themes, codes and posts of ours, in their order.
    block : dict
        The passages that scripts open; empty in a report without.
    sealed : bool
        Whether the seal fits the bytes.
    """

    name: str
    content: bytes
    manifest: dict[str, Any]
    quotes: dict[str, list[str]]
    counts: dict[str, list[str]]
    charts: dict[str, list[list[str]]]
    parts: list[str]
    block: dict[str, Any]
    sealed: bool


def read_report(path: str | os.PathLike[str]) -> ReportFile:
    """Read a report from disk, trusting nothing in it.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    ReportFile
        Its parts.

    Raises
    ------
    QualkitError
        If the file cannot be read.
    VerificationError
        If it is no report of qualkit's, or has lost its manifest, seal or passages.
    """
    name = Path(path).name
    try:
        content = Path(path).read_bytes()
    except OSError as problem:
        raise QualkitError(f"The report cannot be read: {problem.strerror or problem}.", where=str(path)) from problem
    return parse_report(name, content)


def parse_report(name: str, content: bytes) -> ReportFile:
    """Take a report apart.

    Parameters
    ----------
    name : str
        What to call it in messages.
    content : bytes
        All of it.

    Returns
    -------
    ReportFile
        Its parts.

    Raises
    ------
    VerificationError
        If it is no report of qualkit's, or has lost its manifest, seal or passages.
    """
    text = content.decode("utf-8", "replace")
    found = _Reader()
    found.feed(text)
    found.close()
    manifest = _manifest(found, name)
    block = _block(found, name)
    for one in block.get("passages", []):
        found.quotes.setdefault(str(one["id"]), []).append(str(one["text"]))
    sealed = content == seal(text.rpartition(SEAL_MARK)[0])
    return ReportFile(name, content, manifest, found.quotes, found.counts, found.charts, found.parts, block, sealed)


_HINT = "Only files written by qk.write_report can be verified."


def _manifest(found: _Reader, name: str) -> dict[str, Any]:
    try:
        manifest = json.loads(found.data["qualkit-manifest"])
        json.loads(found.data["qualkit-seal"])
        rows, counts, charts = manifest["quotes"], manifest["counts"], manifest["charts"]
    except (KeyError, TypeError, ValueError) as problem:
        raise VerificationError("This file has no readable manifest and seal.", where=name, hint=_HINT) from problem
    usable = isinstance(rows, list) and isinstance(counts, dict) and isinstance(charts, dict)
    if not usable or not all(isinstance(row, list) and len(row) == 5 for row in rows):
        raise VerificationError("The manifest of this file has lost its shape.", where=name, hint=_HINT)
    return dict(manifest)


def _block(found: _Reader, name: str) -> dict[str, Any]:
    packed = found.data.get("qualkit-passages")
    if packed is None:
        return {}
    try:
        block = unpack(packed)
        usable = isinstance(block, dict) and all({"id", "text"} <= set(one) for one in block["passages"])
    except (KeyError, TypeError, ValueError) as problem:
        raise VerificationError("The passages of this file cannot be unpacked.", where=name) from problem
    if not usable:
        raise VerificationError("The passages of this file have lost their shape.", where=name)
    return dict(block)


@dataclass
class _Reader(HTMLParser):
    quotes: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, list[str]] = field(default_factory=dict)
    charts: dict[str, list[list[str]]] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._quote = ""
        self._rows: list[list[str]] | None = None
        self._target: tuple[str, Any, Any] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "figure" and "quote" in known.get("class", "").split():
            self._quote = known.get("id") or known.get("data-q", "")
        elif tag == "article" and "id" in known:
            self.parts.append(known["id"])
        elif tag == "blockquote":
            self._open("blockquote", self.quotes.setdefault(self._quote, []), None)
        elif tag == "b" and "data-count" in known:
            self._open("b", self.counts.setdefault(known["data-count"], []), None)
        elif tag == "script" and "id" in known:
            self._open("script", self.data, known["id"])
        elif tag == "table" and "data-chart" in known:
            self._rows = self.charts.setdefault(known["data-chart"], [])
        elif self._rows is not None and tag == "tr":
            self._rows.append([])
        elif self._rows and tag in ("td", "th") and known.get("scope") != "col":
            self._open(tag, self._rows[-1], None)

    def _open(self, tag: str, table: Any, name: Any) -> None:
        self._target = (tag, table, name)
        self._text = []

    def handle_data(self, data: str) -> None:
        if self._target:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._rows is not None:
            # The head of a table has no cells of its own.
            self._rows[:] = [row for row in self._rows if row]
            self._rows = None
        if self._target is None or self._target[0] != tag:
            return
        _, table, name = self._target
        text = "".join(self._text)
        if name is None:
            table.append(text)
        else:
            table[name] = text
        self._target = None
