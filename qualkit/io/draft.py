"""From a table with recognised columns to comments whose links are still to be resolved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np
import pandas as pd

from qualkit.io.columns import Fields
from qualkit.io.names import plain_name
from qualkit.io.problems import ProblemLog
from qualkit.io.roles import apply_roles, read_roles
from qualkit.io.table import Table, as_text, filled, has_lone_surrogate, part_text
from qualkit.io.times import read_times

__all__ = ["Draft", "Keys", "draft_comments"]

Keys = count
_REPLY_PREFIXES = ("inreplyto", "replyto", "parent")
_NO_PARENT = ("0", "-1", "null", "none", "nan", "NULL", "None", "NaN")


@dataclass(frozen=True)
class Draft:
    """Comments before their links are resolved.

    Attributes
    ----------
    core : DataFrame
        ``text``, ``comment_id``, ``thread``, ``thread_key``, ``reply_ref``, ``person``, ``author``, ``role``,
        ``created``, ``channel``, ``prompt``, ``outcome``; ``source`` and ``row`` of origin; ``key`` and ``parent_key``,
        numbers that link nested records; ``place``, the order of the export; ``linked``, whether the data say who
        answers whom.
    extra : DataFrame
        The variables, same rows.
    """

    core: pd.DataFrame
    extra: pd.DataFrame


def draft_comments(
    table: Table,
    fields: Fields,
    keys: Keys[int],
    log: ProblemLog,
    *,
    roles: Mapping[str, str] | None = None,
    channel: str | None = None,
) -> Draft:
    """Put recognised columns in their places.

    Parameters
    ----------
    table : Table
        Raw cells.
    fields : Fields
        Which column is what.
    keys : iterator of int
        Gives every comment a number of its own.
    log : ProblemLog
        Takes times that cannot be read, and so on.
    roles : mapping of str to str, optional
        Author or role value to role, as the user said.
    channel : str, optional
        The channel of all comments that name none.

    Returns
    -------
    Draft
        One row a comment; a row with a staff reply gives two.
    """
    core = _core(table, fields, log)
    raw = [table.frame[column] for column in fields.roles]
    core["role"] = apply_roles(read_roles(table, fields), core["author"], raw, roles)
    core["channel"] = core["channel"].fillna(channel) if channel is not None else core["channel"]
    core["key"] = np.fromiter((next(keys) for _ in range(len(core))), dtype=np.int64, count=len(core))
    _link(core, table, fields)
    core["place"] = core["key"].astype("float64")
    used = fields.used
    extra = table.frame[[name for name in table.frame.columns if name not in used]]
    if table.links is not None:
        for name in ("channel", "outcome", "prompt"):
            _inherit(core, name, table.links.inherited)
        kept = [
            name
            for name in table.links.inherited.columns
            if name not in (*table.frame.columns, "channel", "outcome", "prompt")
        ]
        extra = pd.concat([extra, table.links.inherited[kept].set_axis(extra.index)], axis=1)
    if "staff_reply" in fields.columns:
        return _with_staff_replies(core, extra, table, fields, keys, log)
    return Draft(core, extra)


def _inherit(core: pd.DataFrame, name: str, inherited: pd.DataFrame) -> None:
    """Take from the conversation what its comments do not say themselves."""
    if name in inherited.columns:
        core[name] = core[name].fillna(as_text(inherited[name].set_axis(core.index)))


def _core(table: Table, fields: Fields, log: ProblemLog) -> pd.DataFrame:
    columns = fields.columns
    texts = text_of(table, columns["text"], log)
    if "title" in columns:
        titles = as_text(table.frame[columns["title"]])
        stands_in = ~filled(texts) & filled(titles)
        log.note_rows(
            [table.source] * int(stands_in.sum()),
            "empty text",
            "repaired",
            rows=table.row[stands_in],
            column=columns["title"],
            details="the title stands for it",
        )
        texts = texts.where(~stands_in, titles)
    core = pd.DataFrame({"text": texts})
    for name, target in (
        ("comment_id", "comment_id"),
        ("thread_id", "thread"),
        ("reply_to", "reply_ref"),
        ("person", "person"),
        ("author", "author"),
        ("channel", "channel"),
        ("prompt", "prompt"),
        ("outcome", "outcome"),
    ):
        core[target] = _cells(table, columns.get(name), is_id=name in ("comment_id", "thread_id", "reply_to", "person"))
    if fields.is_interview:
        respondent = _cells(table, columns["respondent"], is_id=True)
        core["thread"] = respondent
        core["person"] = core["person"].fillna(respondent)
    for column in fields.speakers:
        core["author"] = core["author"].fillna(_cells(table, column))
    core["created"] = _created(table, columns.get("created"), log)
    core["source"] = table.source
    core["row"] = table.row
    return core


def text_of(table: Table, column: str, log: ProblemLog) -> pd.Series:
    """Give the text column, exactly as decoded; lone surrogates become U+FFFD and are listed.

    Parameters
    ----------
    table : Table
        Raw cells.
    column : str
        Which column.
    log : ProblemLog
        Takes the rows that hold lone surrogates or NUL.

    Returns
    -------
    Series of str
        The texts.
    """
    raw = table.frame[column]
    text = _joined_segments(as_text(raw), table, column, log)
    if raw.dtype == object:
        torn = np.array([has_lone_surrogate(value) for value in raw.tolist()], dtype=bool)
        log.note_rows(
            [table.source] * int(torn.sum()),
            "character that is none",
            "repaired",
            rows=table.row[torn],
            column=column,
            details="half a surrogate pair became U+FFFD",
        )
    zero = text.str.contains("\x00", regex=False).fillna(False).to_numpy(dtype=bool)
    log.note_rows([table.source] * int(zero.sum()), "NUL in text", "kept", rows=table.row[zero], column=column)
    return text


def _joined_segments(text: pd.Series, table: Table, column: str, log: ProblemLog) -> pd.Series:
    """Join texts that an export wrote as JSON segments: ``{"text":"Great "},{"text":"box"}``."""
    cut = text.str.match(r'^\s*\{"(?:text|takeoutSegments)":').fillna(False).to_numpy(dtype=bool)
    if not cut.any():
        return text
    joined = {value: _segments(value) for value in text[cut].unique().tolist()}
    read = text.map(joined).where(cut)
    done = read.notna().to_numpy()
    log.note_rows(
        [table.source] * int(done.sum()), "text in JSON segments", "repaired", rows=table.row[done], column=column
    )
    return read.fillna(text).astype("str")


def _segments(value: str) -> str | None:
    try:
        parts = json.loads(f"[{value}]")
    except (ValueError, RecursionError):
        return None
    if len(parts) == 1 and isinstance(parts[0], dict) and "takeoutSegments" in parts[0]:
        parts = parts[0]["takeoutSegments"]
    said = part_text(parts)
    return None if said is None or has_lone_surrogate(said) else said


def _cells(table: Table, column: str | None, *, is_id: bool = False) -> pd.Series:
    if column is None:
        return pd.Series(np.nan, index=table.frame.index, dtype="str")
    text = as_text(table.frame[column])
    text = text.where(filled(text))
    if not is_id:
        return text
    text = text.str.strip()
    decimal = text.str.fullmatch(r"\d+\.0+").fillna(True)
    if text.notna().any() and decimal.all():
        text = text.str.replace(r"\.0+$", "", regex=True)
    return text


def _created(table: Table, column: str | None, log: ProblemLog) -> pd.Series:
    if column is None:
        return pd.Series(pd.NaT, index=table.frame.index, dtype="datetime64[us, UTC]")
    raw = table.frame[column]
    times = read_times(raw if pd.api.types.is_datetime64_any_dtype(raw.dtype) else as_text(raw))
    bad = times.unread
    log.note_rows(
        [table.source] * int(bad.sum()),
        "time cannot be read",
        "kept",
        rows=table.row[bad],
        column=column,
        details=(as_text(raw[bad]) if raw.dtype == object else raw[bad].astype("str")).tolist(),
    )
    if times.doubt:
        log.note(table.source, "order of day and month", "doubted", column=column, detail=times.doubt)
    return times.utc


def _link(core: pd.DataFrame, table: Table, fields: Fields) -> None:
    core["parent_key"] = np.int64(-1)
    core["thread_key"] = np.int64(-1)
    core["linked"] = "reply_to" in fields.columns or "staff_reply" in fields.columns or "prompt" in fields.columns
    links = table.links
    if links is not None:
        core["key"] = links.node
        core["parent_key"] = links.parent
        core["thread_key"] = links.thread
        core["thread"] = core["thread"].fillna(pd.Series(links.thread_name, index=core.index, dtype="str"))
    column = fields.columns.get("reply_to")
    if column is None:
        return
    ids = set(core["comment_id"].dropna())
    nothing = core["reply_ref"].isin([one for one in _NO_PARENT if one not in ids])
    core["reply_ref"] = core["reply_ref"].mask(nothing)
    target = _referred(column, table, fields)
    if target is not None:
        own = as_text(table.frame[target])
        thread = core["thread"].fillna("") + "\x1f" + core["thread_key"].astype("str") + "\x1f"
        by_number = dict(zip(thread + own, core["comment_id"].fillna(""), strict=True))
        said = (thread + core["reply_ref"]).map(by_number)
        core["reply_ref"] = said.where(said.notna() & (said != ""), core["reply_ref"]).astype("str")


def _referred(column: str, table: Table, fields: Fields) -> str | None:
    """Find the column that ``reply_to_post_number`` and its like speak of, if it is not the id."""
    name = plain_name(column.rpartition(".")[2])
    for prefix in _REPLY_PREFIXES:
        rest = name.removeprefix(prefix)
        if rest != name and rest:
            for other in table.frame.columns:
                if plain_name(other.rpartition(".")[2]) == rest and other != fields.columns.get("comment_id"):
                    return str(other)
    return None


def _with_staff_replies(
    core: pd.DataFrame, extra: pd.DataFrame, table: Table, fields: Fields, keys: Keys[int], log: ProblemLog
) -> Draft:
    said = text_of(table, fields.columns["staff_reply"], log)
    there = filled(said).to_numpy(dtype=bool)
    replies = core[there].copy()
    replies["text"] = said[there]
    replies["parent_key"] = replies["key"]
    replies["key"] = np.fromiter((next(keys) for _ in range(len(replies))), dtype=np.int64, count=len(replies))
    replies["comment_id"] = replies["comment_id"] + "-reply"
    replies["reply_ref"] = pd.Series(np.nan, index=replies.index, dtype="str")
    replies["prompt"] = pd.Series(np.nan, index=replies.index, dtype="str")
    replies["person"] = pd.Series(np.nan, index=replies.index, dtype="str")
    replies["author"] = _cells(table, fields.columns.get("staff_reply_author"))[there]
    replies["role"] = pd.Series("staff", index=replies.index, dtype="str")
    replies["created"] = _created(table, fields.columns.get("staff_reply_created"), log)[there]
    core["role"] = core["role"].fillna("customer")
    replies["place"] += 0.5
    return Draft(pd.concat([core, replies]), pd.concat([extra, extra[there]]))
