"""What every part of a project stands on: decisions are written to the journal first, and only then become state."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from qualkit.errors import NotFoundError, ProjectError
from qualkit.model import Codebook, Corpus, Study, ThemeTables
from qualkit.project import tables
from qualkit.project.conclusions import findings_of
from qualkit.store import (
    EVENT_SCHEMA,
    GENESIS,
    Clock,
    Draft,
    Event,
    Ids,
    Layout,
    SealedText,
    State,
    Store,
    StoredComment,
    Transaction,
    absorb,
    corpus_of,
    journal_head,
    read_themes,
    seal,
)

__all__ = ["Journalled", "checked_coder"]

T = TypeVar("T")
_LARGE = frozenset({"layout", "tables", "left"})  # such texts are read only when asked for


class Journalled:
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
        self._store = store
        self._replica = facts["replica"]
        self._key = bytes.fromhex(facts["key"])
        self._coder = coder
        self._clock = clock
        self._ids = ids
        self._state = State()
        self._bodies: dict[str, str] = {}
        self._cache: dict[str, Any] = {}
        self._comments: tuple[Corpus, dict[str, str]] | None = None
        self._lock = threading.RLock()

    @property
    def coder(self) -> str:
        """Who decides at present."""
        return self._coder

    @contextmanager
    def coding_as(self, coder: str) -> Iterator[None]:
        """Record what follows under another coder's name, as when their work is imported.

        Parameters
        ----------
        coder : str
            Whose work it is.

        Yields
        ------
        None
            The former coder returns at the end.
        """
        before, self._coder = self._coder, checked_coder(coder)
        try:
            yield
        finally:
            self._coder = before

    def _decide(self, plan: Callable[[Transaction], Sequence[Draft]]) -> list[Event]:
        """Write the events that `plan` drafts in view of all that was decided so far, then fold them.

        The plan runs while no other process can write, and after their events were taken in; if it raises, nothing
        is kept.
        """
        with self._lock:
            with self._store.writing() as transaction:
                self._take(transaction)
                events, texts = self._stamp(plan(transaction))
                known = transaction.texts(text.ref for text in texts)
                transaction.add_texts(text for text in texts if text.ref not in known)
                transaction.append(events)
            # Committed: only now may the state change.
            self._learn(events, {text.ref: text.body for text in texts})
        return events

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

    def _stamp(self, drafts: Sequence[Draft]) -> tuple[list[Event], list[SealedText]]:
        head = self._state.heads.get(self._replica)
        n, previous = (head.n, head.digest()) if head else (0, GENESIS)
        lamport = self._state.lamport
        events: list[Event] = []
        texts: list[SealedText] = []
        for draft in drafts:
            if draft.event_id in self._state.ids:
                continue
            n, lamport = n + 1, lamport + 1
            refs = {name: text.ref for name, text in draft.texts.items()}
            events.append(
                Event(
                    event_id=draft.event_id or self._new_id(),
                    replica=self._replica,
                    n=n,
                    prev_hash=previous,
                    lamport=lamport,
                    created=_moment(self._clock()),
                    coder=self._coder,
                    kind=draft.kind,
                    schema=EVENT_SCHEMA,
                    payload={**draft.payload, **({"texts": refs} if refs else {})},
                )
            )
            previous = events[-1].digest()
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
        fresh = [event for event, _ in transaction.events(seen)]
        if fresh:
            refs = [ref for event in fresh for name, ref in event.texts.items() if name not in _LARGE]
            self._learn(fresh, transaction.texts(refs))

    def _learn(self, events: Sequence[Event], bodies: dict[str, str]) -> None:
        if not events:
            return
        self._state = absorb(self._state, events)
        self._bodies.update(bodies)
        for erased in self._state.replaced:
            self._bodies.pop(erased, None)
        if any(event.kind in {"comments.added", "person.forgotten"} for event in events):
            self._comments = None
        # The last theme tables cost much to read and rarely change.
        self._cache = {name: value for name, value in self._cache.items() if name.startswith("themes ")}

    def _cached(self, name: str, build: Callable[[], T]) -> T:
        if name not in self._cache:
            self._cache[name] = build()
        return cast("T", self._cache[name])

    @contextmanager
    def _up_to_date(self) -> Iterator[Transaction]:
        with self._lock, self._store.reading() as transaction:
            self._take(transaction)
            yield transaction

    def _said(self, transaction: Transaction) -> tuple[Corpus, dict[str, str]]:
        """Give the corpus, and each comment's text reference."""
        if self._comments is None:
            rows: dict[str, list[StoredComment]] = {}
            refs: dict[str, str] = {}
            for row in transaction.comments():
                rows.setdefault(row.batch, []).append(row)
                refs[row.comment_id] = row.text_ref
            layouts = self._layouts(transaction)
            corpus = corpus_of([(layouts[batch], rows[batch]) for batch in layouts if batch in rows])
            self._comments = (corpus, refs)
        return self._comments

    def _layouts(self, transaction: Transaction) -> dict[str, Layout]:
        refs = {event.event_id: self._state.ref(event.texts["layout"]) for event in self._state.batches}
        bodies = transaction.texts(refs.values())
        missing = [batch for batch, ref in refs.items() if ref not in bodies]
        if missing:
            raise ProjectError(
                "The project lacks the layout of a batch of comments.",
                where=f"event {missing[0]!r} in {self._store.place}",
                hint="The file was changed by another program: restore a copy.",
            )
        return {batch: Layout.from_json(bodies[ref]) for batch, ref in refs.items()}

    def _book(self) -> Codebook:
        return self._cached("codebook", lambda: tables.codebook_of(self._state, self._bodies))

    def _theme_tables(self, transaction: Transaction) -> ThemeTables | None:
        last = next((event for event in reversed(self._state.themes) if self._state.holds(event.event_id)), None)
        if last is None:
            return None
        ref = last.texts["tables"]
        return self._cached(f"themes {ref}", lambda: read_themes(transaction.texts([ref])[ref]))

    def _snapshot(self, transaction: Transaction) -> Study:
        corpus, refs = self._said(transaction)
        themes = self._theme_tables(transaction)
        state, bodies = self._state, self._bodies
        return self._cached(
            "study",
            lambda: Study(
                corpus=corpus,
                description=tables.description_of(state, bodies),
                codebook=self._book(),
                codings=tables.codings_of(state, bodies, corpus, self._book()),
                memos=tables.memos_of(state, bodies),
                findings=findings_of(state, bodies, corpus),
                themes=themes,
                log=tables.log_of(state, bodies),
                text_refs=refs,
                journal_head=journal_head(head.digest() for head in state.heads.values()),
                key=self._key,
            ),
        )

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


def _moment(now: datetime) -> str:
    if now.tzinfo is None:
        raise ProjectError("The clock gives times without a time zone.", hint="Use datetime.now(UTC).")
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
