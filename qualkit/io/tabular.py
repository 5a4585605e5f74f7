"""Workbooks, Parquet files and DataFrames as tables."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from qualkit.errors import ReadError
from qualkit.io.free_names import free_name
from qualkit.io.header import find_header
from qualkit.io.problems import ProblemLog
from qualkit.io.sources import Blob
from qualkit.io.table import Table, cell_text, scrub

__all__ = ["read_frame", "read_parquet", "read_workbook"]

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

# What openpyxl and pyarrow let through when a file is damaged.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
    RuntimeError,
)


def read_frame(frame: pd.DataFrame, source: str, log: ProblemLog) -> Table:
    """Take a DataFrame as a table.

    Parameters
    ----------
    frame : DataFrame
        Any columns; a named index becomes columns too.
    source : str
        What to call it.
    log : ProblemLog
        Takes column names that had to change.

    Returns
    -------
    Table
        The columns keep their types.
    """
    named = any(name is not None for name in frame.index.names)
    plain = frame.reset_index(allow_duplicates=True) if named else frame.reset_index(drop=True)
    names: dict[str, None] = {}
    for column in plain.columns:
        base = scrub(" ".join(str(part) for part in column) if isinstance(column, tuple) else str(column))
        name = free_name(base, names)
        if name != base:
            log.note(source, "column name repeated", "repaired", column=name, detail=f"{base!r} became {name!r}")
        names[name] = None
    plain = plain.set_axis(list(names), axis="columns")
    return Table(source, plain, np.arange(1, len(plain) + 1, dtype=np.int64))


def read_parquet(blob: Blob, log: ProblemLog) -> Table:
    """Read a Parquet file.

    Parameters
    ----------
    blob : Blob
        The file.
    log : ProblemLog
        Takes column names that had to change.

    Returns
    -------
    Table
        The columns keep their types.

    Raises
    ------
    ReadError
        If it is none, or damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        frame = pq.read_table(pa.BufferReader(blob.data)).to_pandas()
    except (pa.ArrowException, *_BROKEN) as error:
        raise ReadError(
            "The Parquet file cannot be read.", where=blob.name, hint=f"Is it whole? Write or fetch it anew ({error})."
        ) from None
    return read_frame(frame, blob.name, log)


def read_workbook(blob: Blob, log: ProblemLog, sheet: str | None = None) -> Table:
    """Read a sheet of an Excel workbook.

    Parameters
    ----------
    blob : Blob
        The file.
    log : ProblemLog
        Takes sheets that were not read, and odd column names.
    sheet : str, optional
        Name of the sheet; by default the one with most rows.

    Returns
    -------
    Table
        Numbers and times keep their types.

    Raises
    ------
    ReadError
        If it is no workbook, is damaged or empty, or has no such sheet.
    """
    sheets = _sheets(blob)
    if sheet is not None and sheet not in sheets:
        raise ReadError(f"There is no sheet {sheet!r}.", where=blob.name, available=sheets)
    chosen = sheet or max(sheets, key=lambda name: len(sheets[name]), default="")
    rows = sheets.get(chosen, [])
    if not rows:
        raise ReadError("The workbook holds no rows.", where=blob.name, available=sheets)
    for name, others in sheets.items():
        if name != chosen and others:
            log.note(
                blob.name,
                "sheet not read",
                "set aside",
                detail=f"{name!r}: {len(others)} rows; sheet={name!r} reads it",
            )
    head = find_header([[cell_text(cell) or "" for cell in one] for one in rows[:400]], merged=True)
    for line in head.preamble:
        log.note(blob.name, "line above the header", "set aside", detail=line)
    width = max(map(len, rows[head.skip :]), default=0)
    names = [*head.names, *_unnamed(head.names, width, blob.name, log)]
    data = [[*one, *[None] * (len(names) - len(one))] for one in rows[head.skip :]]
    frame = pd.DataFrame(data, columns=names, dtype="object")
    return Table(blob.name, frame, np.arange(1, len(data) + 1, dtype=np.int64), head.labels, head.open_columns)


def _unnamed(names: Sequence[str], width: int, source: str, log: ProblemLog) -> list[str]:
    # Cells of a sheet lie in columns, whether or not the columns have a name: none of them is lost.
    added = []
    for n in range(len(names), width):
        name = free_name(f"column {n + 1}", names)
        log.note(source, "column without a name", "repaired", column=name)
        added.append(name)
    return added


def _sheets(blob: Blob) -> dict[str, list[list[Any]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(blob.data), read_only=True, data_only=True)
        sheets = {sheet.title: _rows(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
        book.close()
    except (InvalidFileException, *_BROKEN):
        raise ReadError(
            "The workbook cannot be read.", where=blob.name, hint="Open it and save it anew, or as CSV."
        ) from None
    return sheets


def _unescaped(cell: Any) -> Any:
    """Read ``_x000D_`` as the character it stands for (ECMA-376, part 1, 22.9.2.19): Excel writes line ends so."""
    if not isinstance(cell, str) or "_x" not in cell:
        return cell
    found = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell)
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _rows(rows: Any) -> list[list[Any]]:
    kept: list[list[Any]] = []
    for one in rows:
        cells: Sequence[Any] = [_unescaped(cell) for cell in one]
        last = max((n + 1 for n, cell in enumerate(cells) if cell not in (None, "")), default=0)
        if last:
            kept.append(list(cells[:last]))
    return kept
