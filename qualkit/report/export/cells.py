"""Values as spreadsheets and text files hold them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from qualkit.report.export.formulas import marked

__all__ = ["delimited", "iso", "joined", "listed", "plain", "split"]


def plain(value: Any) -> Any:
    """Give a value of a frame as a plain Python value.

    Parameters
    ----------
    value : object
        A cell.

    Returns
    -------
    object
        None for everything missing; str, int, float, bool, datetime or a list of str.
    """
    if isinstance(value, (list, tuple)):
        return list(value)
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False)
    return value.item() if hasattr(value, "item") else value


def listed(frame: pd.DataFrame) -> list[list[Any]]:
    """Give the rows of a frame as plain values.

    Parameters
    ----------
    frame : DataFrame
        A table of an export.

    Returns
    -------
    list of list
        One list a row.
    """
    columns = [[plain(value) for value in frame.iloc[:, n].tolist()] for n in range(len(frame.columns))]
    return [list(row) for row in zip(*columns, strict=True)]


def iso(stamp: datetime) -> str:
    """Write a time.

    Parameters
    ----------
    stamp : datetime
        With or without a time zone.

    Returns
    -------
    str
        ISO 8601; in UTC with a Z where there is a zone.

    Examples
    --------
    >>> iso(datetime(2025, 5, 3, 18, 22, tzinfo=UTC))
    '2025-05-03T18:22:00Z'
    """
    if stamp.tzinfo is None:
        return stamp.isoformat()
    return stamp.astimezone(UTC).isoformat().replace("+00:00", "Z")


def joined(values: list[str]) -> str:
    r"""Write a list into one cell.

    Parameters
    ----------
    values : list of str
        The list.

    Returns
    -------
    str
        Parted by semicolons; a semicolon of a value has a backslash before it.

    Examples
    --------
    >>> joined(["late", "a; b"])
    'late; a\\; b'
    """
    return "; ".join(one.replace("\\", "\\\\").replace(";", "\\;") for one in values)


def split(cell: str) -> list[str]:
    r"""Read a list from one cell.

    Parameters
    ----------
    cell : str
        What `joined` gave.

    Returns
    -------
    list of str
        What `joined` was given; a list of one empty text comes back empty.

    Examples
    --------
    >>> split("late; a\\; b")
    ['late', 'a; b']
    """
    values, word, escaped = [], "", False
    for sign in cell:
        if escaped or sign not in "\\;":
            word, escaped = word + sign, False
        elif sign == "\\":
            escaped = True
        else:
            values.append(word)
            word = ""
    values.append(word)
    return [values[0], *(one[1:] for one in values[1:])] if cell else []


def delimited(frame: pd.DataFrame, *, excel_safe: bool) -> bytes:
    """Write a table as CSV.

    Parameters
    ----------
    frame : DataFrame
        A table of an export.
    excel_safe : bool
        Whether texts that a spreadsheet could run get an apostrophe, and the file a mark that makes Excel read UTF-8.

    Returns
    -------
    bytes
        RFC 4180, UTF-8. Every text is quoted, so that an empty text differs from a missing one; numbers are not.
    """

    def cell(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return repr(value)
        if isinstance(value, datetime):
            return iso(value)
        text = joined(value) if isinstance(value, list) else str(value)
        return '"' + (marked(text) if excel_safe else text).replace('"', '""') + '"'

    rows = [[str(name) for name in frame.columns], *listed(frame)]
    text = "".join(",".join(cell(value) for value in row) + "\r\n" for row in rows)
    return text.encode("utf-8-sig" if excel_safe else "utf-8")
