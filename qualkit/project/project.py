"""A project: one file that keeps what was said and what people made of it."""

from __future__ import annotations

from types import TracebackType

import pandas as pd

from qualkit.model.arguments import checked_verbs
from qualkit.project.asking import Asking
from qualkit.project.audit import JournalCheck, read_contents, verify_contents
from qualkit.project.concluding import Concluding
from qualkit.project.judging import Judging
from qualkit.project.listening import Listening
from qualkit.project.retrieving import Retrieving
from qualkit.project.turning import Turning
from qualkit.store import rebuild

__all__ = ["Project"]


@checked_verbs("start", "end", "corpus", "themes", "channel_limits", "n_read")
class Project(Listening, Judging, Retrieving, Concluding, Asking, Turning):
    """What was said, and what people made of it; open one with `qualkit.project.open_project`.

    Every decision is written to the file before it counts, and stays in its journal with who made it and when. Two
    programs may have the same file open: each sees what the other wrote.
    """

    def __repr__(self) -> str:
        study = self.study()
        return (
            f"<Project {self._store.place}: {len(study.corpus):,} comments, {len(study.codebook)} codes, "
            f"{len(study.codings):,} codings, {len(study.findings)} findings; coder {self._coder}>"
        )

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
        ProjectError
            If a batch is still open.
        """
        with self._lock:
            self._outside_batch("verify_journal")
            with self._store.reading() as transaction:
                contents = read_contents(transaction)
        return verify_contents(contents)

    def rebuild(self) -> int:
        """Derive the present state in the file anew from the journal alone.

        It is written with every decision, and `verify_journal` compares it; so this is needed only where another program
        changed the file.

        Returns
        -------
        int
            How many rows the present state has.

        Raises
        ------
        ProjectError
            If a batch is still open.
        """
        with self._lock:
            self._outside_batch("rebuild")
            with self._store.writing() as transaction:
                return rebuild(transaction)

    def close(self) -> None:
        """Let go of the file. Nothing needs saving: every decision was written when it was made."""
        self._store.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
