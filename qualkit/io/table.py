"""What every format is first read into: a table of raw cells that knows where each row came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Links", "Table", "as_text", "cell_text", "filled", "has_lone_surrogate", "part_text", "scrub"]


@dataclass(frozen=True)
class Links:
    """How the records of nested data hang together.

    Attributes
    ----------
    node : ndarray of int64
        Number of each record, unique within a source.
    parent : ndarray of int64
        Number of the record that encloses it, -1 for none.
    thread : ndarray of int64
        Number of the conversation, -1 for none.
    thread_name : sequence of str or None
        The conversation's own id, one a record.
    inherited : DataFrame
        Values of the enclosing records, one row a record.
    """

    node: NDArray[np.int64]
    parent: NDArray[np.int64]
    thread: NDArray[np.int64]
    thread_name: list[str | None]
    inherited: pd.DataFrame


@dataclass(frozen=True)
class Table:
    """Raw cells, and where they stand.

    Attributes
    ----------
    source : str
        Name of the file.
    frame : DataFrame
        One row a record; unique names, cells as decoded.
    row : ndarray of int64
        1-based row of data in the source.
    labels : mapping of str to str
        The question asked, for columns of which a survey's second header row tells it.
    open_columns : frozenset of str
        Columns that a survey's header rows declare to be free text.
    kind : str
        Path of the records within nested data, such as ``comments``; empty for a flat table.
    role : str or None
        Who speaks, where the path itself says so.
    links : Links or None
        For nested data.
    """

    source: str
    frame: pd.DataFrame
    row: NDArray[np.int64]
    labels: Mapping[str, str] = field(default_factory=dict)
    open_columns: frozenset[str] = frozenset()
    kind: str = ""
    role: str | None = None
    links: Links | None = None


def part_text(value: Any) -> str | None:
    """Give the text of a string, or of a list of text parts.

    Parameters
    ----------
    value : object
        A string, or a list of strings and of mappings that hold a ``text``.

    Returns
    -------
    str or None
        None if it is neither.

    Examples
    --------
    >>> part_text(["see ", {"type": "link", "text": "here"}])
    'see here'
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = [one.get("text") if isinstance(one, dict) else one for one in value]
        if parts and all(isinstance(one, str) for one in parts):
            return "".join(map(str, parts))
    return None


def cell_text(value: Any) -> str | None:
    """Give a cell as text, ids without a decimal tail.

    Parameters
    ----------
    value : object
        A cell of a spreadsheet, a DataFrame or a JSON record.

    Returns
    -------
    str or None
        None for a missing value.

    Examples
    --------
    >>> cell_text(848.0), cell_text(True), cell_text(float("nan"))
    ('848', 'true', None)
    """
    if isinstance(value, str):
        return value
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return None
        return str(int(value)) if float(value).is_integer() and abs(float(value)) < 2**63 else repr(float(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return _decoded(value)
    if isinstance(value, list | tuple | dict | np.ndarray):
        plain = value.tolist() if isinstance(value, np.ndarray) else value
        said = part_text(plain)
        return said if said is not None else _written(plain)
    return str(value)


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def _written(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, TypeError, RecursionError):  # it holds itself, has keys that are no text, or is too deep
        return str(value)


def as_text(series: pd.Series) -> pd.Series:
    """Give a column as strings; a lone surrogate, which no file can hold, becomes U+FFFD.

    Parameters
    ----------
    series : Series
        Cells of any type.

    Returns
    -------
    Series
        Dtype ``str``; NaN for missing.
    """
    if isinstance(series.dtype, pd.StringDtype) and series.dtype.na_value is np.nan:
        return series
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return series.map(lambda value: None if pd.isna(value) else value.isoformat()).astype("str")
    values = [cell_text(value) for value in series.tolist()]
    try:
        return pd.Series(values, index=series.index, dtype="str")
    except UnicodeEncodeError:
        values = [None if value is None else scrub(value) for value in values]
        return pd.Series(values, index=series.index, dtype="str")


def filled(series: pd.Series) -> pd.Series:
    """Say which cells hold more than blanks.

    Parameters
    ----------
    series : Series of str
        Cells.

    Returns
    -------
    Series of bool
        False for missing, empty and blank cells.
    """
    return series.notna() & (series.fillna("").str.strip() != "")


def has_lone_surrogate(value: object) -> bool:
    """Say whether a cell holds half a surrogate pair, which no text can.

    Parameters
    ----------
    value : object
        A cell.

    Returns
    -------
    bool
        True for such strings.
    """
    return isinstance(value, str) and any(0xD800 <= ord(char) <= 0xDFFF for char in value)


def scrub(text: str) -> str:
    """Replace lone surrogates, which no file can hold.

    Parameters
    ----------
    text : str
        Any string.

    Returns
    -------
    str
        With U+FFFD in their places.

    Examples
    --------
    >>> scrub("a" + chr(0xD83D)) == "a" + chr(0xFFFD)
    True
    """
    return "".join("\ufffd" if 0xD800 <= ord(char) <= 0xDFFF else char for char in text)
