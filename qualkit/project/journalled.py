"""What every part of a project stands on: decisions are written to the journal first, and only then become state."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from qualkit.errors import NotFoundError, PassageError, ProjectError, QualkitError
from qualkit.model import Study
from qualkit.model.collecting import without_collecting
from qualkit.project.audit import key_hash
from qualkit.project.remembered import Remembered
from qualkit.store import (
    EVENT_SCHEMA,
    GENESIS,
    RING,
    Clock,
    Draft,
    Event,
    Ids,
    SealedText,
    Store,
    Transaction,
    moment,
    rebuild,
    seal,
)

__all__ = ["Journalled", "checked_coder"]

_LARGE = frozenset({"layout", "tables", "left", "values"})  # such texts are read only when asked for


class Journalled(Remembered):
    """A store, the state folded from its journal, and the one way in which both change.

    Parameters
    ----------
    store : Store
        Opened.
    facts : dict of str to str
        Replica and key.
    coder : str
        Who decides.
    clock, ids : callable
        Sources of times and of ids.
    """

    def __init__(self, store: Store, facts: dict[str, str], *, coder: str, clock: Clock, ids: Ids) -> None:
        super().__init__(store, facts)
        self._coder = coder
        self._clock = clock
        self._ids = ids
        self._backups = RING
        self._batch: Transaction | None = None
        self._spoilt = False  # whether an error left a decision of the batch half done

    @property
    def coder(self) -> str:
        """Who decides at present."""
        return self._coder

    @property
    def read_only(self) -> str:
        """Why nothing can be written to the project, in a sentence; empty where it can."""
        return self._store.read_only

    @property
    def place(self) -> str:
        """Where the project is: a whole path, or a database's URL without its password."""
        return self._store.place if self._store.path is None else str(self._store.path.resolve())

    @contextmanager
    def coding_as(self, coder: str) -> Iterator[None]:
        """Record what follows under another coder's name, as when their work is imported.

        What is decided elsewhere in this program meanwhile, as in a coding view, waits for the end of the block, so that
        it bears its own coder's name.

        Parameters
        ----------
        coder : str
            Whose work it is.

        Yields
        ------
        None
            The former coder returns at the end.
        """
        who = checked_coder(coder)
        with self._lock:
            before, self._coder = self._coder, who
            try:
                yield
            finally:
                self._coder = before

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Write all decisions that are made inside to the file at once: all of them or none.

        For programs that decide thousands of times, since a flush to the disk takes longer than a decision. What is looked
        at inside shows what was decided so far. Nothing is in the file, and no id that was given inside counts, before the
        end of the block. Others who decide in the same project wait until then: do not let a person think inside.

        A decision that is refused with a `QualkitError` leaves the others as they are, where the program catches it. One batch
        inside another is part of it.

        Yields
        ------
        None
            Written when the block ends; nothing is, if it ends with an error.

        Raises
        ------
        ProjectError
            If the file cannot be written, or if another error than a refusal was caught inside.

        Examples
        --------
        >>> import tempfile
        >>> import qualkit as qk
        >>> with tempfile.TemporaryDirectory() as folder, qk.open_project(f"{folder}/a.qualkit", coder="ana") as project:
        ...     with project.batch():
        ...         for name in ("price", "delivery"):
        ...             _ = project.add_code(name)
        ...     len(project.codebook)
        2
        """
        with self._lock:
            if self._batch is not None:
                yield
                return
            with self._surely():
                with self._store.writing() as transaction:
                    self._take(transaction)
                    self._batch, self._spoilt = transaction, False
                    try:
                        yield
                        self._check_unspoilt()
                    finally:
                        self._batch = None
                self._kept = True

    def _check_unspoilt(self) -> None:
        if self._spoilt:
            raise ProjectError(
                "A decision of this batch was broken off, so nothing of the batch was kept.",
                hint="Catch only qk.QualkitError inside of a batch: then the decision was refused, and nothing of it done.",
            )

    def _outside_batch(self, verb: str) -> None:
        """Refuse what works on the whole file, where a batch is still open."""
        if self._batch is not None:
            raise ProjectError(f"{verb} cannot be called inside of a batch.", hint="Call it after the block.")

    @contextmanager
    def _writing(self) -> Iterator[Transaction]:
        """Give the batch's transaction, or one that is written at the end."""
        if self._batch is None:
            with self._surely():
                with self._store.writing() as transaction:
                    self._take(transaction)
                    yield transaction
                self._kept = True
            return
        whole = False
        try:
            yield self._batch
            whole = True
        except QualkitError:
            whole = True  # refused while it was planned, before anything of it was written
            raise
        finally:
            self._spoilt = self._spoilt or not whole

    def _decide(self, plan: Callable[[Transaction], Sequence[Draft]]) -> list[Event]:
        """Write the events that `plan` drafts in view of all that was decided so far, then fold them.

        The plan runs while no other process can write, and after their events were taken in; if it raises, nothing
        is kept.
        """
        with self._lock, self._writing() as transaction:
            events, texts = self._stamp(plan(transaction))
            transaction.add_texts(texts)
            transaction.append(events)
            fresh = [event for event, _ in events]
            self._learn(fresh, {text.ref: text.body for text in texts}, transaction)
        return fresh

    @contextmanager
    def _surely(self) -> Iterator[None]:
        """See to it that what is in memory is what is in the file, whatever becomes of a transaction.

        The state must grow before the commit, for what is derived from it is part of the transaction. Where no commit
        was seen, everything is read again: a commit may fail, or be done while its answer gets lost.
        """
        try:
            yield
        finally:
            if not self._kept:
                self._start_anew()

    def _decide_one(self, plan: Callable[[Transaction], Draft | str]) -> str:
        """Write one event and give its id, or the id of what says the same already."""
        found: list[str] = []

        def drafts(transaction: Transaction) -> list[Draft]:
            drafted = plan(transaction)
            if isinstance(drafted, str):
                found.append(drafted)
                return []
            if drafted.event_id is not None and drafted.event_id in self._state.ids:
                found.append(drafted.event_id)
            return [drafted]

        events = self._decide(drafts)
        return events[0].event_id if events else found[0]

    def _stamp(self, drafts: Sequence[Draft]) -> tuple[list[tuple[Event, str]], list[SealedText]]:
        head = self._state.heads.get(self._replica)
        n, previous = (head.n, head.digest()) if head else (0, GENESIS)
        lamport = self._state.lamport
        events: list[tuple[Event, str]] = []
        texts: list[SealedText] = []
        for draft in drafts:
            if draft.event_id in self._state.ids:
                continue
            n, lamport = n + 1, lamport + 1
            refs = {name: text.ref for name, text in draft.texts.items()}
            event = Event(
                event_id=draft.event_id or self._new_id(),
                replica=self._replica,
                n=n,
                prev_hash=previous,
                lamport=lamport,
                created=moment(self._clock()),
                coder=self._coder,
                kind=draft.kind,
                schema=EVENT_SCHEMA,
                payload={**draft.payload, **({"texts": refs} if refs else {})},
            )
            previous = event.digest()
            events.append((event, previous))
            texts.extend(draft.texts.values())
        return events, texts

    def _new_id(self) -> str:
        # Counted ids begin anew when a project is opened again; an id must never stand for two events.
        while (fresh := self._ids()) in self._state.ids:
            pass
        return fresh

    def _seal(self, body: str) -> SealedText:
        return seal(body, self._ids())

    def _take(self, transaction: Transaction) -> None:
        """Take in what other processes wrote."""
        seen = {replica: event.n for replica, event in self._state.heads.items()}
        fresh = transaction.fresh_events(seen)
        if fresh:
            refs = [ref for event in fresh for name, ref in event.texts.items() if name not in _LARGE]
            self._learn(fresh, transaction.texts(refs))

    @contextmanager
    def _up_to_date(self) -> Iterator[Transaction]:
        with self._lock:
            if self._batch is not None:
                yield self._batch
                return
            with self._surely(), self._store.reading() as transaction:
                self._take(transaction)
                yield transaction

    def _begin(self, backups: int) -> None:
        """Read what is there, write the first event of a new project, and finish what an interruption left."""
        self._backups = backups
        self._store.enter(self._coder, datetime.now(UTC).isoformat())  # not the journal's clock: it may be a demo's

        def plan(_: Transaction) -> list[Draft]:
            return [] if self._state.events else [Draft("project.created", {"key_hash": key_hash(self._key)})]

        with without_collecting(), self._up_to_date() as transaction:
            kept = {replica: head["n"] for replica, head in transaction.heads().items()}
        found = {replica: event.n for replica, event in self._state.heads.items()}
        if not self._state.events:
            self._decide(plan)
        elif kept != found and all(n <= found.get(replica, 0) for replica, n in kept.items()):
            # Written by a program that knows no derived state. A journal that ends sooner was cut: verifying names it.
            with self._store.renewing() as transaction:
                rebuild(transaction)
        if self._state.forgotten:
            self._store.forget_backups(len(self._state.forgotten), backups)

    def _erase_for_good(self) -> None:
        """Leave no trace of what was deleted, neither in free pages of the file nor in its backups."""
        try:
            self._store.erase_free_pages()
        finally:
            self._store.forget_backups(len(self._state.forgotten), self._backups)

    def study(self) -> Study:
        """Give a frozen snapshot of everything the project holds.

        Returns
        -------
        Study
            What every stage reads; what other processes wrote so far is in it.
        """
        with self._up_to_date() as transaction:
            return self._snapshot(transaction)

    def _existing(self, kind: str, given: str, entries: dict[str, Event]) -> str:
        if given not in entries or not self._state.holds(given):
            raise NotFoundError.of(f"{kind} with id", given, [one.event_id for one in self._state.live(entries)])
        return given

    def _checked(self, transaction: Transaction, comment_id: str, start: int, end: int) -> tuple[int, int]:
        try:
            first, last = operator.index(start), operator.index(end)
            whole = not isinstance(start, bool) and not isinstance(end, bool)
        except TypeError:
            whole = False
        if not whole:
            raise PassageError(
                f"Positions must be whole numbers, not {start!r} and {end!r}.", where=f"comment {comment_id!r}"
            )
        self._said(transaction)[0].quote(comment_id, first, last)
        return first, last

    def _spot(self, transaction: Transaction, span: tuple[str, int, int]) -> dict[str, Any]:
        comment_id, start, end = span
        text_ref = self._said(transaction)[1][comment_id]
        return {"comment_id": comment_id, "start": start, "end": end, "text_ref": text_ref}


def checked_coder(coder: str) -> str:
    """Check a coder's name.

    Parameters
    ----------
    coder : str
        As given.

    Returns
    -------
    str
        Without outer blanks.

    Raises
    ------
    ProjectError
        If it is empty, or holds what no name holds.
    """
    name = coder.strip() if isinstance(coder, str) else ""
    if not name or not name.isprintable():
        raise ProjectError("A coder needs a name.", hint='open_project("study.qualkit", coder="ana").')
    return name
