"""Memos: thoughts about anything that a project holds."""

from __future__ import annotations

import pandas as pd

from qualkit.errors import NotFoundError, ProjectError
from qualkit.project import tables
from qualkit.project.journalled import Journalled
from qualkit.store import Draft, Transaction

__all__ = ["Noting"]


class Noting(Journalled):
    """The part of a project that holds memos."""

    def add_memo(self, target: str, text: str, *, event_id: str | None = None) -> str:
        """Write down a thought about something.

        Parameters
        ----------
        target : str
            A comment's, conversation's, coding's, code's, finding's or theme's id, a code's name, or ``"project"``.
        text : str
            The thought; an empty one takes away what the present coder noted on it before.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str
            The memo's id.

        Raises
        ------
        NotFoundError
            If there is no such thing.
        ProjectError
            If the text is blank, or empty with nothing to take away.
        """

        def plan(transaction: Transaction) -> Draft | str:
            if event_id in self._state.ids:
                return str(event_id)
            about = self._memo_target(transaction, target)
            if not text.strip():
                if text or not self._noted(about):
                    raise ProjectError("A memo needs words.")
                return Draft("memo.removed", {"target": about}, {}, event_id)
            # The last memo on a coding stands for all, so there an older one that says the same does not count.
            known = self._my_memo(about, text, last=about in self._state.codings)
            return known or Draft("memo.added", {"target": about}, {"text": self._seal(text)}, event_id)

        return self._decide_one(plan)

    def _my_memo(self, about: str, text: str, *, last: bool = False) -> str | None:
        """Find the present coder's memo on something that says this."""
        memos = self._state.memos_by(about, self._coder)[-1 if last else 0 :]
        return next((one.event_id for one in memos if self._bodies[one.texts["text"]] == text), None)

    def _noted(self, about: str) -> bool:
        coding = self._state.codings.get(about)
        if coding is not None and coding.coder == self._coder:
            return bool(tables.memo_on(self._state, self._bodies, about))
        return bool(self._state.memos_by(about, self._coder))

    def _memo_target(self, transaction: Transaction, target: str) -> str:
        state = self._state
        if any(target in kind and state.holds(target) for kind in (state.codings, state.findings, state.evidence)):
            return target
        corpus = self._said(transaction)[0]
        if target == "project" or target in corpus.rows:
            return target
        themes = self._theme_tables(transaction)
        if themes is not None and target in {str(one) for one in themes.frame["theme_id"]}:
            return target
        if target in corpus.table["conversation_id"].tolist():
            return target
        code = self._book().lookup(target)
        if code is None:
            raise NotFoundError(
                f"There is nothing called {target!r} to write a memo on.",
                hint="Give the id of a comment, conversation, coding, finding or theme, a code's name, or 'project'.",
            )
        return code.code_id

    def memos(self) -> pd.DataFrame:
        """Give the memos.

        Returns
        -------
        DataFrame
            Columns `qualkit.model.MEMO_COLUMNS`, in the order in which they were written; a memo written with a coding
            stands beside the coding.
        """
        return self.study().memos.copy(deep=False)
