"""What can be read and written between one begin and one commit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, inspect, not_, or_, select, update

from qualkit.model import canonical_json
from qualkit.store.comments import FIXED, StoredComment
from qualkit.store.journal import Event, SealedText
from qualkit.store.schema import comments, events, meta, metadata, texts

__all__ = ["Transaction"]

_CHUNK = 500  # how many values one IN clause holds: databases limit it
_BATCH = 10_000


class Transaction:
    """What can be read and written between one begin and one commit.

    Parameters
    ----------
    connection : Connection
        With a transaction open.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tables(self) -> set[str]:
        """Give the names of the tables that there are.

        Returns
        -------
        set of str
            Empty for a new database.
        """
        return set(inspect(self._connection).get_table_names())

    def create(self, facts: Mapping[str, str]) -> None:
        """Create the tables.

        Parameters
        ----------
        facts : mapping of str to str
            See `meta`.
        """
        metadata.create_all(self._connection)
        self._connection.execute(insert(meta), [{"name": name, "value": value} for name, value in facts.items()])

    def lock(self) -> None:
        """Keep other writers out until the end of the transaction, where the database does not do so by itself."""
        self._connection.execute(select(meta.c.value).where(meta.c.name == "replica").with_for_update())

    def meta(self) -> dict[str, str]:
        """Give the facts about the project file.

        Returns
        -------
        dict of str to str
            ``format``, ``schema_version``, ``replica``, ``key``.
        """
        rows = self._connection.execute(select(meta.c.name, meta.c.value))
        return {str(row.name): str(row.value) for row in rows}

    def events(self, seen: Mapping[str, int]) -> list[tuple[Event, str]]:
        """Give the events that are not known yet.

        Parameters
        ----------
        seen : mapping of str to int
            For each replica the last number that is known; empty for all events.

        Returns
        -------
        list of (Event, str)
            With the hash stored beside each, by replica and number.
        """
        query = select(events).order_by(events.c.replica, events.c.n)
        if seen:
            known = [and_(events.c.replica == replica, events.c.n <= n) for replica, n in seen.items()]
            query = query.where(not_(or_(*known)))
        return [_event(row._mapping) for row in self._connection.execute(query)]

    def append(self, new: Sequence[Event]) -> None:
        """Write events at the end of the journal.

        Parameters
        ----------
        new : sequence of Event
            In their order.
        """
        if new:
            self._connection.execute(insert(events), [_event_row(one) for one in new])

    def add_texts(self, new: Iterable[SealedText]) -> None:
        """Write free texts.

        Parameters
        ----------
        new : iterable of SealedText
            With new references.
        """
        rows = [{"ref": one.ref, "salt": one.salt, "body": one.body} for one in new]
        if rows:
            self._connection.execute(insert(texts), rows)

    def texts(self, refs: Iterable[str]) -> dict[str, str]:
        """Give free texts by reference.

        Parameters
        ----------
        refs : iterable of str
            References; those that were erased are left out.

        Returns
        -------
        dict of str to str
            Reference to body.
        """
        wanted = sorted(set(refs))
        found: dict[str, str] = {}
        for first in range(0, len(wanted), _CHUNK):
            query = select(texts.c.ref, texts.c.body).where(texts.c.ref.in_(wanted[first : first + _CHUNK]))
            found.update((ref, body) for ref, body in self._connection.execute(query))
        return found

    def all_texts(self) -> Iterator[SealedText]:
        """Go through every free text.

        Yields
        ------
        SealedText
            By reference.
        """
        for ref, salt, body in self._connection.execute(select(texts).order_by(texts.c.ref)):
            yield SealedText(ref, salt, body)

    def erase_texts(self, refs: Iterable[str]) -> None:
        """Delete free texts with their salts.

        Parameters
        ----------
        refs : iterable of str
            References.
        """
        wanted = sorted(set(refs))
        for first in range(0, len(wanted), _CHUNK):
            self._connection.execute(delete(texts).where(texts.c.ref.in_(wanted[first : first + _CHUNK])))

    def comments(self) -> list[StoredComment]:
        """Give every comment with its text.

        Returns
        -------
        list of StoredComment
            In the order in which they were added.
        """
        fixed = [comments.c[name] for name in FIXED]
        rest = (
            comments.c.variables,
            texts.c.body,
            texts.c.salt,
            comments.c.text_ref,
            comments.c.row_ref,
            comments.c.batch,
        )
        query = (
            select(*fixed, *rest)
            .select_from(comments.outerjoin(texts, texts.c.ref == comments.c.text_ref))
            .order_by(comments.c.seq)
        )
        width = len(FIXED)
        return [StoredComment(tuple(row[:width]), *row[width:]) for row in self._connection.execute(query)]

    def add_comments(self, rows: Iterable[StoredComment], batch: str) -> None:
        """Write comments and their texts.

        Parameters
        ----------
        rows : iterable of StoredComment
            Sealed, with new ids.
        batch : str
            The event that adds them.
        """
        seq = (self._connection.execute(select(func.max(comments.c.seq))).scalar() or 0) + 1
        sealed = list(rows)
        for first in range(0, len(sealed), _BATCH):  # a million rows at once would fill the memory
            part = sealed[first : first + _BATCH]
            self.add_texts(SealedText(row.text_ref, row.salt or "", row.text or "") for row in part)
            records = [_comment_row(row, seq + first + n, batch) for n, row in enumerate(part)]
            self._connection.execute(insert(comments), records)

    def strip_comments(self, person_id: str, pseudonym: str) -> None:
        """Take a person's name, variables and id off their comments.

        Parameters
        ----------
        person_id : str
            The person.
        pseudonym : str
            What stands there instead.
        """
        self._connection.execute(
            update(comments)
            .where(comments.c.person_id == person_id)
            .values(author=None, variables="{}", person_id=pseudonym)
        )


def _event(row: RowMapping) -> tuple[Event, str]:
    fields: dict[str, Any] = {str(name): value for name, value in row.items()}
    stored = fields.pop("hash")
    fields["payload"] = json.loads(fields["payload"])
    return Event(**fields), stored


def _event_row(event: Event) -> dict[str, Any]:
    # ASCII JSON, for a comment's id may hold what a database's text type refuses.
    payload = json.dumps(json.loads(canonical_json(event.payload)), sort_keys=True, separators=(",", ":"))
    return {
        "event_id": event.event_id,
        "replica": event.replica,
        "n": event.n,
        "prev_hash": event.prev_hash,
        "lamport": event.lamport,
        "created": event.created,
        "coder": event.coder,
        "kind": event.kind,
        "schema": event.schema,
        "payload": payload,
        "hash": event.digest(),
    }


def _comment_row(row: StoredComment, seq: int, batch: str) -> dict[str, Any]:
    return {
        "seq": seq,
        **dict(zip(FIXED, row.fixed, strict=True)),
        "variables": row.variables,
        "text_ref": row.text_ref,
        "row_ref": row.row_ref,
        "batch": batch,
    }
