"""What is kept in memory from decision to decision: the state, the words that belong to it, and the tables read off it."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import pandas as pd

from qualkit.errors import ProjectError
from qualkit.model import Codebook, Corpus, Study, ThemeTables
from qualkit.model.collecting import without_collecting
from qualkit.project import tables
from qualkit.project.book import codebook_of
from qualkit.project.conclusions import findings_of
from qualkit.store import (
    Event,
    Layout,
    NewValues,
    State,
    Store,
    StoredComment,
    Transaction,
    absorb,
    changes,
    corpus_of,
    derive,
    journal_head,
    read_themes,
    touched,
    with_new_values,
)

__all__ = ["Remembered"]

T = TypeVar("T")
_ON_COMMENTS = frozenset({"comments.added", "values.taken", "person.forgotten"})
_MANY = 5_000  # events at once, from which on the rows of the codings are rather made anew


class Remembered:
    """The state folded from a journal, and what was worked out from it.

    A decision patches what it touches, so that its cost does not grow with the project. What nobody reads is never worked
    out.

    Parameters
    ----------
    store : Store
        Opened.
    facts : dict of str to str
        Replica and key.
    """

    def __init__(self, store: Store, facts: dict[str, str]) -> None:
        self._store = store
        self._replica = facts["replica"]
        self._key = bytes.fromhex(facts["key"])
        self._lock = threading.RLock()
        self._start_anew()

    def _start_anew(self) -> None:
        """Know nothing, so that the next look reads everything from the file."""
        self._kept = True  # whether the state is whole, and all of it known to be in the file
        self._state = State()
        self._bodies: dict[str, str] = {}
        self._cache: dict[str, Any] = {}
        self._comments: tuple[Corpus, dict[str, str]] | None = None
        self._rows: dict[str, tuple[Any, ...]] | None = None
        self._given: weakref.ref[Study] | None = None

    def _learn(self, events: Sequence[Event], bodies: dict[str, str], writing: Transaction | None = None) -> None:
        """Let events become state, and write what follows from those that this project is writing."""
        if not events:
            return
        self._complete_given()
        before, self._kept = self._state, False
        self._state = state = absorb(before, events)
        self._bodies.update(bodies)
        for event in events:
            for erased in event.payload["replaced"] if event.kind == "person.forgotten" else ():
                self._bodies.pop(erased, None)
        if writing is not None and state is before:
            writing.put_derived(dict(changes(state, events)))
        elif writing is not None:  # the events came among older ones, and may have changed anything
            writing.clear_derived()
            writing.put_derived(dict(derive(state)))
        if any(self._meant(event).kind in _ON_COMMENTS for event in events):
            self._comments = None
        self._patch_rows(events if state is before else None)
        # The last theme tables cost much to read and rarely change; the codebook says itself when it changed.
        kept = ("themes ", f"codebook {state.book_at}")
        self._cache = {name: value for name, value in self._cache.items() if name.startswith(kept)}
        self._kept = writing is None

    def _meant(self, event: Event) -> Event:
        """Give the decision that an event takes back or does again; of others, the event."""
        return self._state.ids.get(event.payload["event"], event) if event.kind.startswith("decision.") else event

    def _complete_given(self) -> None:
        """Finish the last study, if anybody holds it: it shows the state before what comes now."""
        self._cache.pop("study", None)
        study = self._given() if self._given is not None else None
        if study is not None:
            study.complete()
        self._given = None

    def _patch_rows(self, events: Sequence[Event] | None) -> None:
        """Bring the rows of the codings up to date, or drop them where that would take as long as making them."""
        if self._rows is None or events is None or self._comments is None or len(events) > _MANY:
            self._rows = None
            return
        for kind, one in dict.fromkeys(thing for event in events for thing in touched(self._state, event)):
            if kind == "coding":
                row = tables.coding_row(self._state, self._bodies, self._comments[0], one)
                if row is None:
                    self._rows.pop(one, None)
                else:
                    self._rows[one] = row

    def _codings(self, corpus: Corpus) -> pd.DataFrame:
        state = self._state
        if self._rows is None:
            made = ((one, tables.coding_row(state, self._bodies, corpus, one)) for one in state.codings)
            self._rows = {one: row for one, row in made if row is not None}
        rows = self._rows
        return tables.codings_frame([rows[one] for one in state.codings if one in rows], self._book())

    def _cached(self, name: str, build: Callable[[], T]) -> T:
        if name not in self._cache:
            self._cache[name] = build()
        return cast("T", self._cache[name])

    def _said(self, transaction: Transaction) -> tuple[Corpus, dict[str, str]]:
        """Give the corpus, and each comment's text reference."""
        if self._comments is None:
            rows: dict[str, list[StoredComment]] = {}
            refs: dict[str, str] = {}
            with without_collecting():
                for row in transaction.comments():
                    rows.setdefault(row.batch, []).append(row)
                    refs[row.comment_id] = row.text_ref
                layouts = self._layouts(transaction)
                corpus = corpus_of([(layouts[batch], rows[batch]) for batch in layouts if batch in rows])
                corpus = with_new_values(corpus, self._new_values(transaction))
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

    def _new_values(self, transaction: Transaction) -> list[NewValues]:
        """Give the values that later exports changed, in the order in which they were taken."""
        taken = (event for event in self._state.new_values if self._state.holds(event.event_id))
        refs = [self._state.ref(event.texts["values"]) for event in taken]
        bodies = transaction.texts(refs)
        return [NewValues.from_json(bodies[ref]) for ref in refs]

    def _book(self) -> Codebook:
        return self._cached(f"codebook {self._state.book_at}", lambda: codebook_of(self._state, self._bodies))

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

        def build() -> Study:
            later: dict[str, Callable[[], Any]] = {
                "description": lambda: tables.description_of(state, bodies),
                "codebook": self._book,
                "codings": lambda: self._codings(corpus),
                "memos": lambda: tables.memos_of(state, bodies),
                "marks": lambda: tables.marks_of(state),
                "findings": lambda: findings_of(state, bodies, corpus),
                "log": lambda: tables.log_of(state, bodies),
            }
            study = Study.lazily(
                {name: self._locked(one) for name, one in later.items()},
                corpus=corpus,
                themes=themes,
                text_refs=refs,
                journal_head=journal_head(head.digest() for head in state.heads.values()),
                key=self._key,
            )
            self._given = weakref.ref(study)
            return study

        return self._cached("study", build)

    def _locked(self, build: Callable[[], T]) -> Callable[[], T]:
        def locked() -> T:
            with self._lock:  # another thread may be about to change the state
                return build()

        return locked
