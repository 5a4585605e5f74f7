"""Records within records, laid out flat."""

from __future__ import annotations

import json
from typing import Any

from qualkit.io.names import ALIASES, plain_name
from qualkit.io.table import part_text

__all__ = ["DEPTH", "Record", "flat_values", "handed_down", "join_path", "thread_name"]

Record = dict[str, Any]

DEPTH = 4
"""How many objects deep a value is looked for."""

_THREAD_NAMES = tuple(dict.fromkeys((*ALIASES["thread_id"], "id", "idstr", "number", "key", "_id", "ticketnumber")))
_OWN = frozenset(
    {
        name
        for key in ("text", "comment_id", "author", "person", "role", "bot", "created", "reply_to")
        for name in ALIASES[key]
    }
) - {"title", "name", "number", "key"}
_LONG = 200


def join_path(path: str, key: str) -> str:
    """Join the path of a record and a key in it.

    Parameters
    ----------
    path, key : str
        The path may be empty.

    Returns
    -------
    str
        With a dot between them.
    """
    return f"{path}.{key}" if path else key


def flat_values(
    record: Record, apart: set[str] | frozenset[str] = frozenset(), path: str = "", depth: int = 0
) -> Record:
    """Lay a record out flat.

    Parameters
    ----------
    record : dict
        May hold other records and lists.
    apart : set of str
        Paths to leave out: they become comments of their own.
    path : str
        Of the record itself.
    depth : int
        How deep it lies.

    Returns
    -------
    dict
        Dotted paths to plain values; a list of names becomes one text, other lists JSON.
    """
    values: Record = {}
    for key, value in record.items():
        here = join_path(path, key)
        if here in apart:
            continue
        if isinstance(value, dict):
            if depth < DEPTH:
                values.update(flat_values(value, apart, here, depth + 1))
            else:
                values[here] = json.dumps(value, ensure_ascii=False)
        elif isinstance(value, list):
            values[here] = _listed(value)
        else:
            values[here] = value
    return values


def _listed(value: list[Any]) -> Any:
    if not value:
        return None
    names = [one.get("name") if isinstance(one, dict) else one for one in value]
    if part_text(value) is not None and any(isinstance(one, dict) for one in value):
        return value
    if all(isinstance(one, str | int | float) and not isinstance(one, bool) for one in names):
        return "; ".join(str(one) for one in names)
    return json.dumps(value, ensure_ascii=False)


def handed_down(values: Record) -> Record:
    """Select what a record says of the conversation below it.

    Parameters
    ----------
    values : dict
        A record laid out flat.

    Returns
    -------
    dict
        Short values that do not belong to its own comment.
    """
    return {
        key: value
        for key, value in values.items()
        if value is not None
        and plain_name(key) not in _OWN
        and plain_name(key.partition(".")[0]) not in _OWN
        and not (isinstance(value, str | list) and len(value) > _LONG)
    }


def thread_name(values: Record) -> str | None:
    """Find the id of a record that holds a conversation.

    Parameters
    ----------
    values : dict
        The record laid out flat.

    Returns
    -------
    str or None
        None if it has none.
    """
    by_name: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "" and len(str(value)) <= 200:
            by_name.setdefault(plain_name(key), value)
            if key.count(".") == 1:
                by_name.setdefault("." + plain_name(key.rpartition(".")[2]), value)
    for alias in _THREAD_NAMES:
        if alias in by_name:
            return str(by_name[alias])
    for alias in ALIASES["thread_id"]:
        if "." + alias in by_name:
            return str(by_name["." + alias])
    return None
