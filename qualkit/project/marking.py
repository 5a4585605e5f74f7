"""What people mark: passages, with codes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from qualkit.errors import CodebookError, ProjectError
from qualkit.model import Code
from qualkit.project import records
from qualkit.project.naming import Naming
from qualkit.project.noting import Noting
from qualkit.project.placing import given_id
from qualkit.store import Draft, Transaction

__all__ = ["Marking"]


class Marking(Naming, Noting):
    """The part of a project that holds codings, marks and links."""

    def apply_code(
        self,
        comment_id: str,
        start: int,
        end: int,
        code: str | Code,
        *,
        memo: str = "",
        suggested_by: str = "",
        event_id: str | None = None,
    ) -> str:
        """Give a code to a passage. The same coder saying the same thing twice changes nothing.

        Parameters
        ----------
        comment_id : str
            The comment.
        start, end : int
            Unicode code points, half-open.
        code : str or Code
            By name or id.
        memo : str
            Why, in the coder's words.
        suggested_by : str
            The name of what suggested it, where the coder accepted a suggestion.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str
            The coding's id.

        Raises
        ------
        NotFoundError
            If there is no such comment or code.
        PassageError
            If the positions mark nothing or leave the text.
        CodebookError
            If the code is retired.
        """
        found: list[str] = []

        def plan(transaction: Transaction) -> list[Draft]:
            repeated = self._state.ids.get(event_id or "")
            if repeated is not None:
                found.append(repeated.payload.get("target", repeated.event_id))
                return []
            one = self._book().find(given_id(code))
            span = (comment_id, *self._checked(transaction, comment_id, start, end))
            same = self._state.coding_at(self._coder, *span, one.code_id)
            if same is not None:
                found.append(same)
                return self._more_memo(same, memo, event_id)
            _check_in_use(one)
            return [self._coding_draft(transaction, span, one.code_id, memo, event_id, suggested_by)]

        events = self._decide(plan)
        return found[0] if found else events[0].event_id

    def _more_memo(self, coding_id: str, memo: str, event_id: str | None) -> list[Draft]:
        first = self._bodies.get(self._state.codings[coding_id].texts.get("memo", ""), "")
        if memo in ("", first) or self._my_memo(coding_id, memo):
            return []
        return [Draft("memo.added", {"target": coding_id}, {"text": self._seal(memo)}, event_id)]

    def code_in_vivo(
        self,
        comment_id: str,
        start: int,
        end: int,
        name: str,
        *,
        parent: str | Code | None = None,
        memo: str = "",
        event_id: str | None = None,
        code_id: str | None = None,
    ) -> str:
        """Make a new code on a passage, as one decision: taking it back takes both away.

        Parameters
        ----------
        comment_id : str
            The comment.
        start, end : int
            Unicode code points, half-open.
        name : str
            What the new code is called.
        parent : str or Code, optional
            The code above, by name or id.
        memo : str
            Why, in the coder's words.
        event_id : str, optional
            For a program that may send a decision twice: the id that the coding gets; a repeat changes nothing.
        code_id : str, optional
            For such a program: the id that the new code gets.

        Returns
        -------
        str
            The coding's id.

        Raises
        ------
        NotFoundError
            If there is no such comment or parent.
        PassageError
            If the positions mark nothing or leave the text.
        CodebookError
            If the name or the id is taken, or the name empty.
        """

        def plan(transaction: Transaction) -> list[Draft]:
            if made in self._state.ids:
                return []
            if code_id in self._state.ids:
                raise CodebookError(f"The code id {code_id!r} is taken.")
            book = self._book()
            said = {"name": name, "parent": None if parent is None else given_id(parent)}
            code = records.code_of(said, book, code_id or self._new_id())
            book.add(code)
            span = (comment_id, *self._checked(transaction, comment_id, start, end))
            return [self._code_draft(code, made), self._coding_draft(transaction, span, code.code_id, memo, made)]

        with self._lock:
            made = event_id or self._new_id()
            self._decide(plan)
        return made

    def _coding_draft(
        self,
        transaction: Transaction,
        span: tuple[str, int, int],
        code_id: str,
        memo: str,
        event_id: str | None,
        suggested_by: str = "",
    ) -> Draft:
        suggested = {"suggested_by": suggested_by} if suggested_by else {}
        said = {**self._spot(transaction, span), "code": code_id, **suggested}
        return Draft("coding.applied", said, {"memo": self._seal(memo)} if memo else {}, event_id)

    def import_codings(self, codings: records.Records, *, coder: str | None = None) -> list[str]:
        """Add the codings of a table, all of them or none.

        Parameters
        ----------
        codings : DataFrame or iterable of mapping
            ``code`` (by name), ``comment_id``, and either ``start`` and ``end``, or ``quote`` (the exact words, which
            must stand in the comment once, unless ``start`` says where); ``memo`` and ``suggested_by`` where there are
            such. Where there is a column ``coder``, it must name nobody else.
        coder : str, optional
            Whose work it is; by default the present coder's.

        Returns
        -------
        list of str
            The coding of each row; what was there already keeps its id.

        Raises
        ------
        NotFoundError
            If there is no such comment or code.
        PassageError
            If a quote is absent or stands in several places, or positions leave the text; names the row.
        QualkitError
            If a row is another coder's.
        """

        def plan(transaction: Transaction) -> list[Draft]:
            corpus, book = self._said(transaction)[0], self._book()
            drafts: dict[tuple[str, int, int, str], Draft] = {}
            for row in records.codings_of(codings, corpus, book, self._coder):
                span = (row.comment_id, row.start, row.end)
                same = self._state.coding_at(self._coder, *span, row.code_id)
                key = (*span, row.code_id)
                if same is None and key not in drafts:
                    drafts[key] = self._coding_draft(
                        transaction, span, row.code_id, row.memo, self._new_id(), row.suggested_by
                    )
                given.append(same or str(drafts[key].event_id))
            return list(drafts.values())

        given: list[str] = []
        with self._lock, self.coding_as(self._coder if coder is None else coder):
            self._decide(plan)
        return given

    def move_coding(self, coding_id: str, start: int, end: int, *, event_id: str | None = None) -> None:
        """Let a coding begin or end elsewhere in its comment; it keeps its id, its memos and its links.

        Parameters
        ----------
        coding_id : str
            The present coder's coding.
        start, end : int
            Unicode code points, half-open.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Raises
        ------
        NotFoundError
            If there is no such coding.
        PassageError
            If the positions mark nothing or leave the text.
        ProjectError
            If it is another coder's: what they decided is data.
        """

        def plan(transaction: Transaction) -> list[Draft]:
            if event_id in self._state.ids:
                return []
            said = self._mine(coding_id, "move")
            comment_id, *before = self._state.place(coding_id)
            span = (comment_id, *self._checked(transaction, comment_id, start, end))
            if [*span[1:]] == before:
                return []
            return [Draft("coding.moved", {**said, **self._spot(transaction, span)}, {}, event_id)]

        self._decide(plan)

    def recode_coding(self, coding_id: str, code: str | Code, *, event_id: str | None = None) -> None:
        """Give a coding another code; it keeps its id, its place, its memos and its links.

        Parameters
        ----------
        coding_id : str
            The present coder's coding.
        code : str or Code
            By name or id.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Raises
        ------
        NotFoundError
            If there is no such coding or code.
        CodebookError
            If the code is retired.
        ProjectError
            If it is another coder's: what they decided is data.
        """

        def plan(_: Transaction) -> list[Draft]:
            if event_id in self._state.ids:
                return []
            said = self._mine(coding_id, "recode")
            one = self._book().find(given_id(code))
            if self._state.code(coding_id) == one.code_id:
                return []
            _check_in_use(one)
            return [Draft("coding.recoded", {**said, "code": one.code_id}, {}, event_id)]

        self._decide(plan)

    def remove_coding(self, coding_id: str, *, event_id: str | None = None) -> None:
        """Take a code off a passage.

        Parameters
        ----------
        coding_id : str
            The present coder's coding.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Raises
        ------
        NotFoundError
            If there is no such coding.
        ProjectError
            If it is another coder's: what they decided is data.
        """

        def plan(_: Transaction) -> list[Draft]:
            if event_id in self._state.ids:
                return []
            return [Draft("coding.removed", self._mine(coding_id, "remove"), {}, event_id)]

        self._decide(plan)

    def _mine(self, coding_id: str, verb: str) -> dict[str, Any]:
        """Name the present coder's coding, and those that came to say the same as it."""
        state = self._state
        coding = state.codings[self._existing("coding", coding_id, state.codings)]
        if coding.coder != self._coder:
            raise ProjectError(
                f"This coding is {coding.coder}'s: {self._coder} cannot {verb} it.",
                where=f"coding {coding_id!r}",
                hint="Code the passage as you see it: where two coders differ is worth knowing.",
            )
        alike = state.same_codings(coding.coder, *state.place(coding_id), state.code(coding_id))
        same = [one for one in alike if one != coding_id]
        return {"coding": coding_id, **({"same": same} if same else {})}

    def codings(self) -> pd.DataFrame:
        """Give the codings.

        Returns
        -------
        DataFrame
            Columns `qualkit.model.CODING_COLUMNS`, one row a coding, in the order in which they were made, each with the
            place and the code that it has now. ``quote`` is missing where a person was forgotten, ``memo`` where there
            is none, ``suggested_by`` where nothing but the coder thought of it.
        """
        return self.study().codings.copy(deep=False)


def _check_in_use(code: Code) -> None:
    if code.retired:
        raise CodebookError(
            f"The code {code.name!r} is retired.", hint="Take it back into use first: retire_code(code, on=False)."
        )
