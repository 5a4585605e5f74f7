"""From a source to tables, whatever its format."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from qualkit.errors import ReadError
from qualkit.io.free_names import free_name
from qualkit.io.grid import read_grid
from qualkit.io.json_file import read_json
from qualkit.io.problems import ProblemLog
from qualkit.io.sources import Blob, find_format, read_blobs
from qualkit.io.table import Table, as_text
from qualkit.io.tabular import read_frame, read_parquet, read_workbook
from qualkit.model import content_hash

__all__ = ["Loaded", "Source", "load_tables"]

Source = str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | pd.DataFrame

_NODES_APART = 1_000_000


@dataclass(frozen=True)
class Loaded:
    """What was found in a source.

    Attributes
    ----------
    tables : tuple of Table
        One a file, or several for nested records.
    hashes : mapping of str to str
        Name of each file to the SHA-256 of its bytes.
    """

    tables: tuple[Table, ...]
    hashes: Mapping[str, str]

    @property
    def columns(self) -> list[str]:
        """The names of all columns, once each."""
        names = [str(name) for one in self.tables for name in one.frame.columns]
        for one in self.tables:
            if one.links is not None:
                names += [str(name) for name in one.links.inherited.columns]
        return list(dict.fromkeys(names))


def load_tables(
    source: Source,
    asked: str,
    log: ProblemLog,
    *,
    nested: Mapping[str, str] | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Loaded:
    """Read all files of a source.

    Parameters
    ----------
    source : path, iterable of paths, or DataFrame
        What to read.
    asked : str
        The format, or ``auto``.
    log : ProblemLog
        Takes what is odd.
    nested : mapping of str to str, optional
        Where nested records hold what.
    encoding, sheet : str, optional
        Text encoding and sheet of a workbook.

    Returns
    -------
    Loaded
        The tables, and the files' hashes.

    Raises
    ------
    ReadError
        If a file is no table. In a zip such a file is set aside, unless there is no other.
    """
    if isinstance(source, pd.DataFrame):
        return Loaded((read_frame(source, "DataFrame", log),), {"DataFrame": _frame_hash(source)})
    tables: list[Table] = []
    hashes: dict[str, str] = {}
    node = 0
    refused: ReadError | None = None
    for blob in read_blobs(source, log):
        named = replace(blob, name=free_name(blob.name, hashes, "{name} ({n})"))
        hashes[named.name] = named.sha256
        try:
            found = _read(named, asked, log, nested, encoding, sheet, node)
        except ReadError as error:
            if not named.packed:
                raise
            refused = refused or error
            log.note(named.name, "file is no table", "set aside", detail=error.what)
            continue
        if not any(len(one.frame) for one in found):
            log.note(named.name, "no rows of data", "set aside")
        node += 2 * sum(len(one.frame) for one in found) + _NODES_APART
        tables += found
    if not tables and refused is not None:
        raise refused
    return Loaded(tuple(tables), hashes)


def _read(
    blob: Blob,
    asked: str,
    log: ProblemLog,
    nested: Mapping[str, str] | None,
    encoding: str | None,
    sheet: str | None,
    node: int,
) -> list[Table]:
    found = find_format(blob, asked)
    if found in ("csv", "tsv"):
        return [read_grid(blob, found, log, encoding)]
    if found == "xlsx":
        return [read_workbook(blob, log, sheet)]
    if found == "parquet":
        return [read_parquet(blob, log)]
    return read_json(blob, found, log, nested=nested, encoding=encoding, first_node=node)


def _frame_hash(frame: pd.DataFrame) -> str:
    rows = [as_text(frame.iloc[:, n]).fillna("\x00").tolist() for n in range(frame.shape[1])]
    return content_hash({"columns": [str(name) for name in frame.columns], "rows": rows})
