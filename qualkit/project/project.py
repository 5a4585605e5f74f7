"""A project: one file that keeps what was said and what people made of it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pandas as pd

from qualkit.project.asking import Asking
from qualkit.project.audit import JournalCheck, key_hash, verify_journal
from qualkit.project.concluding import Concluding
from qualkit.project.journalled import checked_coder
from qualkit.project.listening import Listening
from qualkit.project.reading import Reading
from qualkit.project.undoing import check_redo, check_undo
from qualkit.project.words import said_in_words
from qualkit.store import Clock, Draft, Event, Ids, RandomIds, Store, SystemClock, Transaction

__all__ = ["Project", "open_project"]


class Project(Listening, Reading, Concluding, Asking):
    """What was said, and what people made of it; open one with `open_project`.

    Every decision is written to the file before it counts, and stays in its journal with who made it and when. Two
    programs may have the same file open: each sees what the other wrote.
    """

    def __repr__(self) -> str:
        study = self.study()
        return (
            f"<Project {self._store.place}: {len(study.corpus):,} comments, {len(study.codebook)} codes, "
            f"{len(study.codings):,} codings, {len(study.findings)} findings; coder {self._coder}>"
        )

    def undo(self) -> str | None:
        """Take back the present coder's last decision that is not taken back yet.

        Comments that were added and people who were forgotten are no decisions of this kind.

        Returns
        -------
        str or None
            In plain words, what was taken back; None where there was nothing.

        Raises
        ------
        ProjectError
            If another coder built on it.
        """

        def plan(_: Transaction) -> list[Draft]:
            event = self._top(self._state.done)
            if event is None:
                return []
            check_undo(event, self._state, self._bodies)
            return [Draft("decision.undone", {"event": event.event_id})]

        return self._words_of(self._decide(plan))

    def redo(self) -> str | None:
        """Make the decision again that the present coder took back last. A new decision ends this possibility.

        Returns
        -------
        str or None
            In plain words, what was done again; None where there was nothing.

        Raises
        ------
        ProjectError
            If what it was about is gone.
        """

        def plan(_: Transaction) -> list[Draft]:
            event = self._top(self._state.redoable)
            if event is None:
                return []
            names = {code.name.casefold(): code.code_id for code in self._book()}
            check_redo(event, self._state, self._bodies, names)
            return [Draft("decision.redone", {"event": event.event_id})]

        return self._words_of(self._decide(plan))

    def _top(self, stacks: dict[str, list[str]]) -> Event | None:
        mine = stacks.get(self._coder)
        return self._state.ids[mine[-1]] if mine else None

    def _words_of(self, events: list[Event]) -> str | None:
        if not events:
            return None
        return said_in_words(self._state.ids[events[0].payload["event"]], self._state, self._bodies)

    def log(self) -> pd.DataFrame:
        """Give the journal in plain words: who did what, when.

        Returns
        -------
        DataFrame
            Columns `qualkit.model.LOG_COLUMNS`, one row an event. No quote stands in it.
        """
        return self.study().log.copy(deep=False)

    def verify_journal(self) -> JournalCheck:
        """Recompute every chain, text, comment and position from the file.

        Returns
        -------
        JournalCheck
            How much was verified.

        Raises
        ------
        VerificationError
            Naming the first thing that differs.
        """
        with self._lock, self._store.reading() as transaction:
            return verify_journal(transaction)

    def close(self) -> None:
        """Let go of the file. Nothing needs saving: every decision was written when it was made."""
        self._store.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> None:
        def plan(_: Transaction) -> list[Draft]:
            if self._state.events:
                return []
            return [Draft("project.created", {"key_hash": key_hash(self._key)})]

        with self._up_to_date():
            begun = bool(self._state.events)
        if not begun:
            self._decide(plan)


def open_project(path_or_url: str | Path, *, coder: str, clock: Clock | None = None, ids: Ids | None = None) -> Project:
    """Open a project, and create it where there is none.

    Parameters
    ----------
    path_or_url : str or Path
        A file, by custom ending in ``.qualkit``, or a database URL.
    coder : str
        Who decides; stands beside every decision.
    clock : callable, optional
        Gives the time; by default this computer's. With a clock and ids that repeat, the file repeats byte for byte.
    ids : callable, optional
        Gives 32 hexadecimal digits, never the same twice; by default random.

    Returns
    -------
    Project
        A context manager.

    Raises
    ------
    ProjectError
        If there can be no project at this place, or what is there is none, or one of a newer version.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open_project(f"{folder}/a.qualkit", coder="ana") as project:
    ...     _ = project.add_code("price", definition="What it costs is given as a reason.")
    ...     project.codebook.find("Price").definition
    'What it costs is given as a reason.'
    """
    who = checked_coder(coder)
    new_ids = ids or RandomIds()
    store = Store.at(path_or_url)
    project = Project(store, store.open(new_ids), coder=who, clock=clock or SystemClock(), ids=new_ids)
    project._begin()
    return project
