"""Rows of a project's tables as the values of a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from qualkit.coding.decision import Coded, Link, Proposal

__all__ = ["coded", "last_mark", "links_of", "marks_of", "memos_by", "proposals", "split_codings"]


def coded(row: Mapping[str, Any]) -> Coded:
    """Read one coding.

    Parameters
    ----------
    row : mapping
        As `qualkit.model.Changes` tells of it.

    Returns
    -------
    Coded
        The same.
    """
    return Coded(
        row["coding_id"],
        row["comment_id"],
        row["start"],
        row["end"],
        row["code_id"],
        row["memo"],
        row["suggested_by"],
        row["created"],
    )


def split_codings(rows: Iterable[Mapping[str, Any]], coder: str) -> tuple[list[Coded], list[tuple[Coded, str]]]:
    """Read all codings.

    Parameters
    ----------
    rows : iterable of mapping
        As `coded` reads them.
    coder : str
        Whose are the first of the two.

    Returns
    -------
    (list of Coded, list of (Coded, str))
        The coder's own, and those of others with their names, each in the order given.
    """
    own: list[Coded] = []
    others: list[tuple[Coded, str]] = []
    for row in rows:
        if row["coder"] == coder:
            own.append(coded(row))
        else:
            others.append((coded(row), str(row["coder"])))
    return own, others


def marks_of(table: pd.DataFrame, coder: str) -> dict[str, list[str]]:
    """Read a coder's marks.

    Parameters
    ----------
    table : DataFrame
        ``comment_id``, ``mark``, ``coder``.
    coder : str
        Whose.

    Returns
    -------
    dict of str to list of str
        By comment.
    """
    found: dict[str, list[str]] = {}
    for comment_id, mark in _rows(table, coder, "comment_id", "mark"):
        found.setdefault(comment_id, []).append(mark)
    return found


def last_mark(table: pd.DataFrame, coder: str) -> tuple[str, str]:
    """Find where a coder marked a comment last.

    Parameters
    ----------
    table : DataFrame
        ``comment_id``, ``coder``, ``created``.
    coder : str
        Whose.

    Returns
    -------
    (str, str)
        When, in ISO 8601, and the comment; both empty where there is none.
    """
    mine = table[table["coder"] == coder]
    return max(zip(_times(mine["created"]), mine["comment_id"].tolist(), strict=True), default=("", ""))


def links_of(table: pd.DataFrame, coder: str | None) -> list[Link]:
    """Read the links from reasons to behaviours.

    Parameters
    ----------
    table : DataFrame
        ``link_id``, ``reason_coding_id``, ``behaviour_coding_id``, ``coder``.
    coder : str or None
        Whose; None for everybody's.

    Returns
    -------
    list of Link
        In the order of the table.
    """
    return [Link(*row) for row in _rows(table, coder, "link_id", "reason_coding_id", "behaviour_coding_id")]


def proposals(table: pd.DataFrame, coder: str) -> list[Proposal]:
    """Read the suggestions that a coder turned down.

    Parameters
    ----------
    table : DataFrame
        ``comment_id``, ``start``, ``end``, ``code_id``, ``suggested_by``, ``coder``.
    coder : str
        Whose.

    Returns
    -------
    list of Proposal
        In the order of the table.
    """
    return [Proposal(*row) for row in _rows(table, coder, "comment_id", "start", "end", "code_id", "suggested_by")]


def memos_by(table: pd.DataFrame, coder: str) -> dict[str, list[str]]:
    """Read a coder's memos.

    Parameters
    ----------
    table : DataFrame
        ``target``, ``text``, ``coder``.
    coder : str
        Whose.

    Returns
    -------
    dict of str to list of str
        By what they are about, in the order in which they were written.
    """
    found: dict[str, list[str]] = {}
    for target, said in _rows(table, coder, "target", "text"):
        found.setdefault(target, []).append(said)
    return found


def _rows(table: pd.DataFrame, coder: str | None, *names: str) -> Iterator[tuple[Any, ...]]:
    mine = table if coder is None else table[table["coder"] == coder]
    return zip(*(mine[name].tolist() for name in names), strict=True)


def _times(column: pd.Series) -> list[str]:
    if not len(column):
        return []
    moments = pd.DatetimeIndex(pd.to_datetime(column, utc=True)).tz_localize(None).to_numpy()
    return [f"{one}Z" for one in np.datetime_as_string(moments, unit="us").tolist()]
