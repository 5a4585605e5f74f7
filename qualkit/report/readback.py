"""Reading a report back: its manifest, its seal, the quotes and numbers that a reader sees."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from qualkit.errors import QualkitError, VerificationError
from qualkit.report.render import SEAL_MARK, seal

__all__ = ["ReportFile", "read_report"]


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
        Permalink to the words shown there, as often as they are shown.
    counts : dict of str to list of str
        Name of each number to what is shown.
    sealed : bool
        Whether the seal fits the bytes.
    """

    name: str
    content: bytes
    manifest: dict[str, Any]
    quotes: dict[str, list[str]]
    counts: dict[str, list[str]]
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
        If it is no report of qualkit's, or has lost its manifest or seal.
    """
    name = Path(path).name
    try:
        content = Path(path).read_bytes()
    except OSError as problem:
        raise QualkitError(f"The report cannot be read: {problem.strerror or problem}.", where=str(path)) from problem
    found = _Reader()
    found.feed(content.decode("utf-8", "replace"))
    found.close()
    try:
        manifest = json.loads(found.data["qualkit-manifest"])
        json.loads(found.data["qualkit-seal"])
        quotes, counts = manifest["quotes"], manifest["counts"]
        usable = isinstance(quotes, list) and isinstance(counts, dict)
    except (KeyError, TypeError, ValueError) as problem:
        raise VerificationError("This file has no readable manifest and seal.", where=name, hint=_HINT) from problem
    if not usable:
        raise VerificationError("The manifest of this file has lost its shape.", where=name, hint=_HINT)
    covered = content.decode("utf-8", "replace").rpartition(SEAL_MARK)[0]
    sealed = content == seal(covered)
    return ReportFile(name, content, manifest, found.quotes, found.counts, sealed)


_HINT = "Only files written by qk.write_report can be verified."


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.quotes: dict[str, list[str]] = {}
        self.counts: dict[str, list[str]] = {}
        self.data: dict[str, str] = {}
        self._open: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "p" and "data-quote" in known:
            self._start(tag, self.quotes, known["data-quote"])
        elif tag == "b" and "data-count" in known:
            self._start(tag, self.counts, known["data-count"])
        elif tag == "script" and known.get("type") == "application/json":
            self._open.append((tag, []))
            self._script = known.get("id", "")

    def _start(self, tag: str, table: dict[str, list[str]], name: str) -> None:
        table.setdefault(name, []).append("")
        self._table, self._name = table, name
        self._open.append((tag, []))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        text = "".join(self._open.pop()[1])
        if tag == "script":
            self.data[self._script] = text
        else:
            self._table[self._name][-1] = text
