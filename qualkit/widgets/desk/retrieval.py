"""Passages found again, and counts of people with the passages behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from qualkit.coding.tables import ALL_PEOPLE, co_occurrence, crossed
from qualkit.errors import NotFoundError, QualkitError
from qualkit.widgets.desk.wire import Message, maybe_text, sendable, text, whole
from qualkit.widgets.desk.workbench import Workbench

__all__ = ["choices", "find", "tables"]

_ROWS = 50
_AROUND = 80
_MOST = 200
_FEW = 30
_LOOKED_AT = 100_000
Span = tuple[str, int, int, str | None]  # comment, start, end, the coding it is
Keeps = Callable[[Span], bool]


def find(bench: Workbench, message: Message) -> dict[str, Any]:
    """Find passages again.

    Parameters
    ----------
    bench : Workbench
        What may be seen: the coder's own codings while blind.
    message : mapping
        Any of ``code_id`` (the codes below it included, unless ``exact``), ``code_id_2`` (a code in the same comment),
        ``theme_id``, ``variable`` (a column's name and a value), ``text``, which all must hold; ``after``: how many rows were
        seen; ``n``: how many to give. With words alone every comment is searched, with a theme what was assigned to it,
        else what is coded.

    Returns
    -------
    dict
        ``rows``, in reading order; ``n``: how many there are in all.

    Raises
    ------
    NotFoundError
        If there is no such code, theme or column.
    """
    first, most = whole(message, "after", otherwise=0), min(whole(message, "n", otherwise=_ROWS), _MOST)
    spans = _spans(bench, message)
    for keeps in _conditions(bench, message):
        spans = [one for one in spans if keeps(one)]
    place = {comment_id: n for n, comment_id in enumerate(bench.order)}
    spans.sort(key=lambda one: (place[one[0]], one[1], one[2], one[3] or ""))
    return {"rows": [_row(bench, one) for one in spans[first : first + most]], "n": len(spans)}


def choices(bench: Workbench) -> dict[str, Any]:
    """Say what passages can be found by, codes aside.

    Parameters
    ----------
    bench : Workbench
        What is known.

    Returns
    -------
    dict
        ``themes``, and the ``variables`` that have few enough values to choose from.
    """
    table = bench.pages.corpus.table
    variables = []
    for name in ("channel", "outcome", "role", *bench.pages.corpus.variables):
        values = sorted({sendable(str(one)) for one in table[name].dropna().tolist()[:_LOOKED_AT]})
        if 0 < len(values) <= _FEW or name in ("channel", "outcome", "role"):
            variables.append({"name": sendable(str(name)), "values": values[:_FEW]})
    themes = [] if bench.themes is None else bench.themes.frame[["theme_id", "label"]].astype(str).to_numpy().tolist()
    return {"themes": [{"theme_id": one, "label": sendable(label)} for one, label in themes], "variables": variables}


def tables(bench: Workbench, message: Message) -> dict[str, Any]:
    """Count people: by two codes that were given together, or by code and a variable.

    Parameters
    ----------
    bench : Workbench
        What may be seen.
    message : mapping
        ``kind``: ``"co_occurrence"`` or ``"cross"``; ``variable`` for the second, by default the outcome.

    Returns
    -------
    dict
        ``columns``, ``rows`` (each with ``code_id``, ``name``, ``cells``), ``counted``. A column of the second kind has a
        ``base``: all known people with its value.

    Raises
    ------
    NotFoundError
        If there is no such kind or column.
    """
    kind = text(message, "kind")
    if kind == "co_occurrence":
        table = co_occurrence(bench.seen())
        columns: list[dict[str, Any]] = [_code(bench, name) for name in table.columns]
        return {"columns": columns, "rows": _counts(bench, table), "counted": "people"}
    if kind != "cross":
        raise NotFoundError.of("table", kind, ["co_occurrence", "cross"])
    variable = maybe_text(message, "variable") or "outcome"
    table = crossed(bench.seen(), "code", variable)
    base = [int(one) for one in table.loc[[ALL_PEOPLE]].to_numpy().tolist()[0]]
    names = [sendable(str(one)) for one in table.columns]
    columns = [{"value": name, "name": name, "base": n} for name, n in zip(names, base, strict=True)]
    rows = _counts(bench, table.drop(index=ALL_PEOPLE))
    return {"columns": columns, "rows": rows, "counted": "people", "variable": sendable(variable)}


def _counts(bench: Workbench, table: pd.DataFrame) -> list[dict[str, Any]]:
    cells = table.to_numpy().tolist()
    return [
        {**_code(bench, name), "cells": [int(one) for one in row]} for name, row in zip(table.index, cells, strict=True)
    ]


def _code(bench: Workbench, name: object) -> dict[str, Any]:
    return {"code_id": bench.book.find(str(name)).code_id, "name": sendable(str(name))}


def _spans(bench: Workbench, message: Message) -> list[Span]:
    code_id, theme_id, said = (maybe_text(message, name) for name in ("code_id", "theme_id", "text"))
    if code_id is None and theme_id is not None:
        return [(comment_id, start, end, None) for comment_id, start, end in _assigned(bench, theme_id)]
    if code_id is None and said is not None:
        return list(_said(bench, said))
    exact = "code_id_2" in message or message.get("exact") is True
    wanted = None if code_id is None else _with_below(bench, code_id, exact=exact)
    return [
        (one.comment_id, one.start, one.end, one.coding_id)
        for one, _ in bench.all_codings()
        if wanted is None or one.code_id in wanted
    ]


def _conditions(bench: Workbench, message: Message) -> Iterator[Keeps]:
    code_id, other, theme_id, said = (maybe_text(message, one) for one in ("code_id", "code_id_2", "theme_id", "text"))
    if other is not None:
        yield _by_code(bench, other)
    if theme_id is not None and code_id is not None:
        yield _by_theme(bench, theme_id)
    if message.get("variable") is not None:
        yield _by_variable(bench, message["variable"])
    if said is not None:
        wanted = said.casefold()
        yield lambda one: wanted in bench.pages.text(one[0])[one[1] : one[2]].casefold()


def _said(bench: Workbench, said: str) -> Iterator[Span]:
    """Find words wherever they stand. Lower case may be longer than what was written, so it is no guide to positions."""
    wanted = said.casefold()
    for comment_id in bench.order:
        here = bench.pages.text(comment_id)
        folded = here.casefold()
        at = folded.find(wanted)
        while at >= 0:
            start, end = (at, at + len(wanted)) if len(folded) == len(here) else _unfolded(here, at, at + len(wanted))
            yield comment_id, start, end, None
            at = folded.find(wanted, at + len(wanted))


def _unfolded(here: str, start: int, end: int) -> tuple[int, int]:
    n, first = 0, 0
    for place, character in enumerate(here):
        if n <= start:
            first = place
        n += len(character.casefold())
        if n >= end:
            return first, place + 1
    return first, len(here)


def _with_below(bench: Workbench, code_id: str, *, exact: bool) -> set[str]:
    code = bench.book.get(code_id).code_id
    return {code} if exact else set(bench.book.below(code))


def _assigned(bench: Workbench, theme_id: str) -> list[tuple[str, int, int]]:
    if bench.themes is None:
        raise NotFoundError.of("theme", theme_id, [], hint="Add themes first: project.add_themes(themes).")
    known = bench.themes.frame["theme_id"].astype(str).tolist()
    if theme_id not in known:
        raise NotFoundError.of("theme", theme_id, known)
    table = bench.themes.assignments
    columns = (table[name].tolist() for name in ("comment_id", "start", "end", "theme_id"))
    rows = zip(*columns, strict=True)
    known_comments = bench.pages.length
    return [
        (str(comment_id), int(start), int(end))
        for comment_id, start, end, one in rows
        if str(one) == theme_id and known_comments(str(comment_id)) is not None
    ]


def _by_code(bench: Workbench, code_id: str) -> Keeps:
    wanted = bench.book.get(code_id).code_id
    inside = {one.comment_id for one, _ in bench.all_codings() if one.code_id == wanted}
    return lambda one: one[0] in inside


def _by_theme(bench: Workbench, theme_id: str) -> Keeps:
    parts: dict[str, list[tuple[int, int]]] = {}
    for comment_id, start, end in _assigned(bench, theme_id):
        parts.setdefault(comment_id, []).append((start, end))
    return lambda one: any(start < one[2] and one[1] < end for start, end in parts.get(one[0], ()))


def _by_variable(bench: Workbench, variable: object) -> Keeps:
    if not isinstance(variable, list) or len(variable) != 2 or not isinstance(variable[0], str):
        raise QualkitError("A variable is its column's name and a value.")
    table, column, value = bench.pages.corpus.table, variable[0], variable[1]
    if column not in table.columns:
        raise NotFoundError.of("column", column, [str(one) for one in table.columns])
    said = table[column].tolist()
    rows = bench.pages.corpus.rows
    return lambda one: str(said[rows[one[0]]]) == str(value)


def _row(bench: Workbench, span: Span) -> dict[str, Any]:
    comment_id, start, end, coding_id = span
    here = bench.pages.text(comment_id)
    held = bench.codings_on([comment_id])
    codes = [one.code_id for one, _ in held if one.start < end and start < one.end]
    others = [f"coded by {coder}" for one, coder in held if coder is not None and one.coding_id == coding_id]
    return {
        **bench.pages.place(comment_id),
        "start": start,
        "end": end,
        "coding_id": coding_id,
        "quote": sendable(here[start:end]),
        "before": sendable(here[max(0, start - _AROUND) : start]),
        "after": sendable(here[end : end + _AROUND]),
        "codes": list(dict.fromkeys(codes)),
        "who": bench.pages.who(comment_id),
        "facts": [*bench.pages.facts(comment_id), *(sendable(one) for one in others)],
    }
