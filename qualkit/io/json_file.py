"""JSON and JSON lines: from text to records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from qualkit.errors import ReadError
from qualkit.io.decode import Encoding, checked_encoding, find_encoding, mended, wrong_encoding
from qualkit.io.flatten import Record
from qualkit.io.nested import walk_records
from qualkit.io.problems import ProblemLog
from qualkit.io.sources import Blob
from qualkit.io.table import Table
from qualkit.text.phrasing import counted

__all__ = ["read_json"]


def read_json(
    blob: Blob,
    asked: str,
    log: ProblemLog,
    *,
    nested: Mapping[str, str] | None = None,
    encoding: str | None = None,
    first_node: int = 0,
) -> list[Table]:
    """Read JSON or JSON lines.

    Parameters
    ----------
    blob : Blob
        The file.
    asked : {'json', 'jsonl'}
        JSON falls back to JSON lines where every line is a value of its own.
    log : ProblemLog
        Takes lines that are no JSON.
    nested : mapping of str to str, optional
        Where nested records hold what.
    encoding : str, optional
        Name of a codec; found out by default.
    first_node : int
        Number of the first record.

    Returns
    -------
    list of Table
        One for each kind of record.

    Raises
    ------
    ReadError
        If it is no JSON, or holds no records.
    """
    coding = find_encoding(blob.data) if encoding is None else checked_encoding(encoding)
    text = _text(blob, coding, log)
    reading = _Records()
    value = _parse(text.removeprefix("\ufeff"), blob.name, asked, log, reading)
    for name, times in reading.repeated.items():
        said = f"{counted(times, 'record')}: the last value was kept"
        log.note(blob.name, "name twice in a record", "set aside", column=name, detail=said)
    if isinstance(value, dict):
        records, envelope = [value], True
    else:
        records, envelope = [one for one in value if isinstance(one, dict)], False
        others = len(value) - len(records)
        if others:
            log.note(blob.name, "entry is no record", "set aside", detail=f"{others} of {len(value)} entries")
    if not records:
        raise ReadError(
            "The JSON holds no records.", where=blob.name, hint="Wanted is a list of objects, one a comment."
        )
    return walk_records(records, blob.name, envelope=envelope, nested=nested, first_node=first_node)


class _Records:
    """Turns JSON into values, and counts the objects that say one name twice: only the last of its values is kept."""

    def __init__(self) -> None:
        self.repeated: dict[str, int] = {}

    def read(self, text: str) -> Any:
        return json.loads(text, object_pairs_hook=self._record)

    def _record(self, pairs: list[tuple[str, Any]]) -> Record:
        record = dict(pairs)
        if len(record) < len(pairs):
            names = [name for name, _ in pairs]
            for name in dict.fromkeys(one for one in names if names.count(one) > 1):
                self.repeated[name] = self.repeated.get(name, 0) + 1
        return record


def _text(blob: Blob, coding: Encoding, log: ProblemLog) -> str:
    if coding.doubt:
        log.note(blob.name, "encoding guessed", "doubted", detail=f"read as {coding.name}: {coding.doubt}")
    try:
        text = blob.data.decode(coding.name, coding.errors)
    except UnicodeError:
        raise wrong_encoding(coding, blob.name) from None
    if coding.errors != "surrogateescape":
        return text
    lines = [mended(line) for line in text.split("\n")]
    for number, (_, details) in enumerate(lines, start=1):
        if details:
            where = f"line {number} of the file: {'; '.join(details)}"
            log.note(blob.name, "byte of another encoding", "repaired", detail=where)
    return "\n".join(line for line, _ in lines)


def _parse(text: str, source: str, asked: str, log: ProblemLog, reading: _Records) -> Any:
    start = text.lstrip()
    if asked == "json" and start[:1] not in "[{" and "[" in start[:200]:
        start = start[start.index("[") :].rstrip().removesuffix(";")  # a script that assigns a list
    if asked == "json":
        try:
            value = reading.read(start)
        except RecursionError:
            raise ReadError("The JSON is nested too deeply.", where=source) from None
        except ValueError as error:
            said = str(error)
        else:
            if isinstance(value, dict | list):
                return value
            raise ReadError("The JSON is a single value, not a list of records.", where=source)
    else:
        said = "no line is a JSON object"
    records = list(_json_lines(text, source, log if asked == "jsonl" else None, reading))
    if not records:
        raise ReadError("The file is no valid JSON.", where=source, hint=said)
    return records


def _json_lines(text: str, source: str, log: ProblemLog | None, reading: _Records) -> Iterator[Record]:
    row = 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        row += 1
        try:
            value = reading.read(line)
        except (ValueError, RecursionError):
            if log is None:
                return
            log.note(source, "line is no JSON", "set aside", row=row, detail=line[:500])
            continue
        if isinstance(value, dict):
            yield value
        elif log is not None:
            log.note(source, "entry is no record", "set aside", row=row, detail=line[:500])
