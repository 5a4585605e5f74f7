"""Rows that wait to be sent to the database together: a statement for each decision would take most of its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Table, and_, bindparam, delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from qualkit.store.derived import Thing
from qualkit.store.journal import SealedText
from qualkit.store.schema import derived, events, texts

__all__ = ["Waiting"]

_ADD_EVENTS = insert(events)


@dataclass
class Waiting:
    """What a transaction is to write.

    Attributes
    ----------
    events : list of dict
        Rows of the journal, in their order.
    texts : dict of str to SealedText
        Free texts by reference.
    derived : dict of Thing to str or None
        What follows from the events; None for what is not there any more.
    """

    events: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[str, SealedText] = field(default_factory=dict)
    derived: dict[Thing, str | None] = field(default_factory=dict)

    def send(self, connection: Connection) -> None:
        """Write it all, and wait for more.

        Parameters
        ----------
        connection : Connection
            With a transaction open.
        """
        if self.texts:
            found = self.texts.values()
            _put(connection, texts, [{"ref": one.ref, "salt": one.salt, "body": one.body} for one in found])
            self.texts = {}
        if self.events:
            connection.execute(_ADD_EVENTS, self.events)
            self.events = []
        if self.derived:
            rows = [{"kind": kind, "id": one, "value": value} for (kind, one), value in self.derived.items()]
            _take_out(connection, derived, [row for row in rows if row["value"] is None])
            _put(connection, derived, [row for row in rows if row["value"] is not None])
            self.derived = {}


def _put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows in the place of those with the same key."""
    if not rows:
        return
    if connection.dialect.name not in _REPLACING:
        _take_out(connection, table, rows)
    connection.execute(_putting(connection.dialect.name, table), rows)


def _take_out(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        names = [column.name for column in table.primary_key]
        connection.execute(_taking_out(table), [{f"the_{name}": row[name] for name in names} for row in rows])


_REPLACING: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@cache
def _putting(dialect: str, table: Table) -> Insert:
    if dialect not in _REPLACING:
        return insert(table)
    putting = _REPLACING[dialect](table)
    rest = {column.name: putting.excluded[column.name] for column in table.columns if not column.primary_key}
    return putting.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest)


@cache
def _taking_out(table: Table) -> Delete:
    # One row at a time, for a list of pairs would make the database go through the whole table.
    keys = table.primary_key
    return delete(table).where(and_(*(key == bindparam(f"the_{key.name}", type_=key.type) for key in keys)))
