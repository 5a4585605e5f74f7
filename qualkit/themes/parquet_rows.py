"""Rows of a Parquet file as comments, a batch at a time; and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualkit.errors import ThemeError
from qualkit.model import COLUMNS, PROBLEM_COLUMNS, Corpus

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["BATCH_ROWS", "Batch", "batches_of", "problem_table"]

BATCH_ROWS = 20_000
"""Rows that are in memory at a time; a conversation whose rows stand together is not cut."""

_LONGEST = 5 * BATCH_ROWS  # where a conversation is cut all the same


@dataclass(frozen=True)
class Batch:
    """Some rows of a file.

    Attributes
    ----------
    table : pyarrow.Table
        The rows as they are in the file.
    corpus : Corpus
        Those that can be read, as comments.
    rows : ndarray of shape (n_comments,), int64
        For each comment of the corpus, its row in `table`.
    comment_ids : list of (str or None)
        The id that each row of `table` bears.
    problems : tuple of tuple
        Rows for `problem_table`.
    """

    table: pa.Table
    corpus: Corpus
    rows: np.ndarray[tuple[int], np.dtype[np.int64]]
    comment_ids: list[str | None]
    problems: tuple[tuple[object, ...], ...]


def batches_of(path: str, name: str, columns: Mapping[str, str]) -> Iterator[Batch]:
    """Read a file piece by piece.

    Parameters
    ----------
    path : str
        A Parquet file.
    name : str
        What to call it in problems.
    columns : mapping of str to str
        Name of ours to name of the file's column, where they differ.

    Yields
    ------
    Batch
        At least one, for a file without rows as well.

    Raises
    ------
    ThemeError
        If the file has no column for ``comment_id`` or ``text``.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        where = {ours: columns.get(ours, ours) for ours in COLUMNS}
        for ours in ("comment_id", "text"):
            if where[ours] not in schema.names:
                raise ThemeError(
                    f"The file has no column {where[ours]!r}.",
                    where=name,
                    available=schema.names,
                    hint=f"Name it: columns={{{ours!r}: ...}}.",
                )
        began = 0
        rest = schema.empty_table()
        for piece in file.iter_batches(batch_size=BATCH_ROWS):
            rest = pa.concat_tables([rest, pa.Table.from_batches([piece], schema)])
            ready = _whole_conversations(rest, where["conversation_id"])
            if ready:
                yield _batch(rest.slice(0, ready), name, began, where)
                began, rest = began + ready, rest.slice(ready)
        if rest.num_rows or not began:
            yield _batch(rest, name, began, where)


def problem_table(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Make a table of problems.

    Parameters
    ----------
    rows : list of tuple
        In the order of `qualkit.model.PROBLEM_COLUMNS`.

    Returns
    -------
    DataFrame
        These columns.
    """
    frame = pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS))
    return frame.astype({name: "Int64" if name == "row" else "str" for name in PROBLEM_COLUMNS})


def _whole_conversations(table: pa.Table, column: str) -> int:
    """Rows that can be read now: all but those of the last conversation, which may go on."""
    n = int(table.num_rows)
    last = table.column(column)[n - 1].as_py() if column in table.column_names else None
    if last is None or n >= _LONGEST:
        return n
    values = table.column(column)
    begin = n - 1
    while begin > 0 and values[begin - 1].as_py() == last:
        begin -= 1
    return begin


def _batch(table: pa.Table, name: str, began: int, where: Mapping[str, str]) -> Batch:
    problems: list[tuple[object, ...]] = []
    ids = _strings(table.column(where["comment_id"]))
    texts = _strings(table.column(where["text"]))
    inner = _inner_ids(ids, began)
    readable = np.array([text is not None for text, _ in texts], dtype=bool)
    for n, ((text, whole), (comment_id, _)) in enumerate(zip(texts, ids, strict=True)):
        here = (name, began + n + 1, comment_id)
        if text is None:
            problems.append((*here, where["text"], "no text", "kept without a theme", ""))
        elif not whole:
            problems.append((*here, where["text"], "text is not UTF-8", "read with � for what is wrong", ""))
        if comment_id is None:
            problems.append((*here, where["comment_id"], "no comment id", "read as a comment of its own", ""))
        elif inner[n] != comment_id:
            problems.append((*here, where["comment_id"], "id stands twice", "read as a comment of its own", ""))
    frame = pd.DataFrame(index=range(table.num_rows))
    for ours in COLUMNS:
        frame[ours] = _column(table, ours, where[ours])
    frame["comment_id"] = pd.Series(inner, dtype="str")
    frame["text"] = pd.Series([text for text, _ in texts], dtype="str")
    frame["conversation_id"] = frame["conversation_id"].fillna(frame["comment_id"])
    corpus = Corpus(frame[readable].reset_index(drop=True))
    return Batch(table, corpus, np.flatnonzero(readable), [one for one, _ in ids], tuple(problems))


def _inner_ids(ids: list[tuple[str | None, bool]], began: int) -> list[str]:
    seen: set[str] = set()
    found = []
    for n, (one, _) in enumerate(ids):
        mine = one if one is not None and one not in seen else f"{one or ''}\0{began + n}"
        seen.add(mine)
        found.append(mine)
    return found


def _strings(values: pa.ChunkedArray) -> list[tuple[str | None, bool]]:
    """Each value as text, and whether it was whole: a file may hold what is no UTF-8."""
    import pyarrow as pa

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        return [(None if one is None else str(one), True) for one in values.to_pylist()]
    if pa.types.is_dictionary(values.type):
        values = values.cast(kind)
    return [_decoded(one) for one in values.cast(pa.large_binary()).to_pylist()]


def _decoded(value: bytes | None) -> tuple[str | None, bool]:
    if value is None:
        return None, True
    try:
        return value.decode("utf-8"), True
    except UnicodeDecodeError:
        return value.decode("utf-8", "replace"), False


def _column(table: pa.Table, ours: str, theirs: str) -> pd.Series:
    if theirs not in table.column_names:
        empty = pd.Series([None] * table.num_rows)
        return empty.astype("datetime64[us, UTC]") if ours == "created" else empty.astype("str")
    if ours == "created":
        values: pd.Series = table.column(theirs).to_pandas()
        return pd.to_datetime(values, utc=True, errors="coerce")
    return pd.Series([text for text, _ in _strings(table.column(theirs))], dtype="str")
