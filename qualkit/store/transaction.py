"""What can be read and written between one begin and one commit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, inspect, select, type_coerce, update
from sqlalchemy.sql import Executable
from sqlalchemy.types import NullType

from qualkit.store.comments import FIXED, StoredComment
from qualkit.store.derived import Rows, Thing
from qualkit.store.journal import Event, SealedText
from qualkit.store.place import replaced
from qualkit.store.postgresql import keep_others_from_creating
from qualkit.store.schema import comments, derived, events, meta, metadata, migrations, texts
from qualkit.store.sqlite import leave_no_journal
from qualkit.store.waiting import Waiting

__all__ = ["Transaction"]

_CHUNK = 500  # how many values one IN clause holds: databases limit it
_BATCH = 10_000

_EVENTS = select(
    events.c.event_id,
    events.c.replica,
    events.c.n,
    events.c.prev_hash,
    events.c.lamport,
    events.c.created,
    events.c.coder,
    events.c.kind,
    events.c.schema,
    events.c.payload,
    events.c.hash,
)
# Made once: making a statement takes longer than the database takes to run it.
_HEADS = select(derived.c.id, derived.c.value).where(derived.c.kind == "head")
_LOCK = select(meta.c.value).where(meta.c.name == "replica").with_for_update()


class Transaction:
    """What can be read and written between one begin and one commit.

    Events, texts and what follows from them wait and are sent together; whatever is read sees them.

    Parameters
    ----------
    connection : Connection
        With a transaction open.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting = Waiting()

    def send(self) -> None:
        """Send what waits to be written."""
        self._waiting.send(self._connection)

    def _run(self, statement: Executable, rows: list[dict[str, Any]] | None = None) -> Any:
        self.send()
        return self._connection.execute(statement, rows)

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

    def keep_others_from_creating(self) -> None:
        """Let no other program create the tables at the same moment."""
        keep_others_from_creating(self._connection)

    def lock(self) -> None:
        """Keep other writers out until the end of the transaction, where the database does not do so by itself."""
        if self._connection.dialect.name != "sqlite":  # where beginning to write takes the lock
            self._connection.execute(_LOCK)

    def meta(self) -> dict[str, str]:
        """Give the facts about the project file.

        Returns
        -------
        dict of str to str
            ``format``, ``schema_version``, ``replica``, ``key``.
        """
        rows = self._run(select(meta.c.name, meta.c.value))
        return {str(row.name): str(row.value) for row in rows}

    def events(self) -> list[tuple[Event, str]]:
        """Give the whole journal.

        Returns
        -------
        list of (Event, str)
            With the hash stored beside each, by replica and number.
        """
        return _events(self._run(_EVENTS.order_by(events.c.replica, events.c.n)).fetchall())

    def fresh_events(self, seen: Mapping[str, int]) -> list[Event]:
        """Give the events that are not known yet.

        Parameters
        ----------
        seen : mapping of str to int
            For each replica the last number that is known; empty for all events.

        Returns
        -------
        list of Event
            By replica and number.

        Raises
        ------
        StorageError
            If known ones are not there: the file was replaced meanwhile, and what is known belongs to another.
        """
        if not seen:
            return [event for event, _ in self.events()]
        # The heads are a row a replica: asking the journal itself would go through all of it at every decision.
        fresh = []
        heads = self.heads()
        if any(heads.get(replica, {"n": 0})["n"] < n for replica, n in seen.items()):
            raise replaced()
        for replica, head in sorted(heads.items()):
            if head["n"] > seen.get(replica, 0):
                query = _EVENTS.where(events.c.replica == replica, events.c.n > seen.get(replica, 0))
                rows = self._run(query.order_by(events.c.n)).fetchall()
                fresh += [event for event, _ in _events(rows)]
        return fresh

    def heads(self) -> dict[str, dict[str, Any]]:
        """Give the last event of each chain.

        Returns
        -------
        dict of str to dict
            Replica to ``n`` and ``hash``.
        """
        rows = self._run(_HEADS)
        return {replica: json.loads(value) for replica, value in rows}

    def last_events(self) -> list[tuple[int, str, str]]:
        """Give the end of each chain.

        Returns
        -------
        list of (int, str, str)
            Number, hash and time of its last event; read from the journal itself.
        """
        ends = select(events.c.replica, func.max(events.c.n).label("n")).group_by(events.c.replica).subquery()
        query = select(events.c.n, events.c.hash, events.c.created).join(
            ends, (events.c.replica == ends.c.replica) & (events.c.n == ends.c.n)
        )
        return [(int(row.n), str(row.hash), str(row.created)) for row in self._run(query)]

    def append(self, new: Sequence[tuple[Event, str]]) -> None:
        """Write events at the end of the journal.

        Parameters
        ----------
        new : sequence of (Event, str)
            In their order, each with its hash.
        """
        self._waiting.events += (_event_row(one, digest) for one, digest in new)
        if len(self._waiting.events) >= _BATCH:
            self.send()

    def derived(self) -> Rows:
        """Give all that was derived from the journal.

        Returns
        -------
        dict of Thing to str
            What is written, as JSON.
        """
        rows = self._run(select(derived.c.kind, derived.c.id, derived.c.value))
        return {(kind, one): value for kind, one, value in rows}

    def put_derived(self, rows: Mapping[Thing, str | None]) -> None:
        """Write what follows from new events.

        Parameters
        ----------
        rows : mapping of Thing to str or None
            Canonical JSON; None for what is not there any more.
        """
        self._waiting.derived.update(rows)

    def clear_derived(self) -> None:
        """Take away all that was derived, to have it written anew."""
        self._run(delete(derived))

    def migrations(self) -> list[tuple[int, str, str]]:
        """Give the steps that brought an older file to the present tables.

        Returns
        -------
        list of (int, str, str)
            The version reached, when, and what was done.
        """
        rows = self._run(select(migrations).order_by(migrations.c.version))
        return [(int(row.version), str(row.applied), str(row.what)) for row in rows]

    def migrated(self, version: int, applied: str, what: str) -> None:
        """Note that a step was done.

        Parameters
        ----------
        version : int
            The version reached.
        applied : str
            When, in UTC, ISO 8601.
        what : str
            What was done.
        """
        self._run(insert(migrations), [{"version": version, "applied": applied, "what": what}])
        self._run(update(meta).where(meta.c.name == "schema_version").values(value=str(version)))

    def add_missing_tables(self) -> None:
        """Create the tables of the present version that are not there."""
        metadata.create_all(self._connection)

    def add_texts(self, new: Iterable[SealedText]) -> None:
        """Write free texts.

        Parameters
        ----------
        new : iterable of SealedText
            Those that are there already are passed over.
        """
        self._waiting.texts.update((one.ref, one) for one in new)

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
            found.update((ref, body) for ref, body in self._run(query))
        return found

    def all_texts(self) -> Iterator[SealedText]:
        """Go through every free text.

        Yields
        ------
        SealedText
            By reference.
        """
        for ref, salt, body in self._run(select(texts).order_by(texts.c.ref)):
            yield SealedText(ref, salt, body)

    def erase_texts(self, refs: Iterable[str]) -> None:
        """Delete free texts with their salts.

        Parameters
        ----------
        refs : iterable of str
            References.
        """
        leave_no_journal(self._connection)
        wanted = sorted(set(refs))
        for first in range(0, len(wanted), _CHUNK):
            self._run(delete(texts).where(texts.c.ref.in_(wanted[first : first + _CHUNK])))

    def comments(self) -> list[StoredComment]:
        """Give every comment with its text.

        Returns
        -------
        list of StoredComment
            In the order in which they were added.
        """
        # Decoded here, a column at a time: asking SQLAlchemy to do it value by value takes three times as long.
        raw = [comments.c[name] for name in (*FIXED, "variables")] + [texts.c.body]
        plain = [texts.c.salt, comments.c.text_ref, comments.c.row_ref, comments.c.batch]
        query = (
            select(*(type_coerce(column, NullType()) for column in raw), *plain)
            .select_from(comments.outerjoin(texts, texts.c.ref == comments.c.text_ref))
            .order_by(comments.c.seq)
        )
        rows = self._run(query).fetchall()
        if not rows:
            return []
        columns = list(zip(*rows, strict=True))
        decoded = [[_decoded(value) for value in column] for column in columns[: len(raw)]]
        fixed = zip(*decoded[: len(FIXED)], strict=True)
        rest = zip(*decoded[len(FIXED) :], *columns[len(raw) :], strict=True)
        return [StoredComment(one, *more) for one, more in zip(fixed, rest, strict=True)]

    def add_comments(self, rows: Iterable[StoredComment], batch: str) -> None:
        """Write comments and their texts.

        Parameters
        ----------
        rows : iterable of StoredComment
            Sealed, with new ids.
        batch : str
            The event that adds them.
        """
        seq = (self._run(select(func.max(comments.c.seq))).scalar() or 0) + 1
        sealed = list(rows)
        for first in range(0, len(sealed), _BATCH):  # a million rows at once would fill the memory
            part = sealed[first : first + _BATCH]
            self.add_texts(SealedText(row.text_ref, row.salt or "", row.text or "") for row in part)
            records = [_comment_row(row, seq + first + n, batch) for n, row in enumerate(part)]
            self._run(insert(comments), records)

    def strip_comments(self, person_id: str, pseudonym: str) -> None:
        """Take a person's name, variables and id off their comments.

        Parameters
        ----------
        person_id : str
            The person.
        pseudonym : str
            What stands there instead.
        """
        leave_no_journal(self._connection)
        self._run(
            update(comments)
            .where(comments.c.person_id == person_id)
            .values(author=None, variables="{}", person_id=pseudonym)
        )


def _events(rows: Sequence[Sequence[Any]]) -> list[tuple[Event, str]]:
    # One parse for all payloads: it takes half the time of a parse for each.
    payloads = json.loads(f"[{','.join(row[9] for row in rows)}]")
    return [(Event(*(*row[:9], payload)), row[10]) for row, payload in zip(rows, payloads, strict=True)]


def _event_row(event: Event, digest: str) -> dict[str, Any]:
    # ASCII JSON, for a comment's id may hold what a database's text type refuses.
    payload = json.dumps(event.payload, sort_keys=True, separators=(",", ":"), allow_nan=False)
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
        "hash": digest,
    }


def _decoded(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else bytes(value).decode("utf-8", "surrogatepass")


def _comment_row(row: StoredComment, seq: int, batch: str) -> dict[str, Any]:
    return {
        "seq": seq,
        **dict(zip(FIXED, row.fixed, strict=True)),
        "variables": row.variables,
        "text_ref": row.text_ref,
        "row_ref": row.row_ref,
        "batch": batch,
    }
