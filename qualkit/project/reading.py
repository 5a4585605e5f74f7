"""What people made of it: codebook, codings, memos, and passages found again."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from qualkit.errors import NotFoundError, PassageError, ProjectError
from qualkit.model import Code, Codebook
from qualkit.project import records
from qualkit.project.journalled import Journalled
from qualkit.project.passages import find_passages
from qualkit.store import Draft, Transaction

__all__ = ["Reading"]

Records = pd.DataFrame | Iterable[Mapping[str, Any]]


class Reading(Journalled):
    """The part of a project that holds codes, codings and memos."""

    @property
    def codebook(self) -> Codebook:
        """The codes, in the order in which they were added."""
        with self._up_to_date():
            return self._book()

    def add_code(
        self,
        name: str,
        *,
        parent: str | Code | None = None,
        definition: str = "",
        when_to_use: str = "",
        when_not_to_use: str = "",
        example: str = "",
        event_id: str | None = None,
    ) -> Code:
        """Add a code to the codebook. Adding the very same code again changes nothing.

        Parameters
        ----------
        name : str
            Two or three words that a coder would say.
        parent : str or Code, optional
            The code above, by name or id.
        definition, when_to_use, when_not_to_use, example : str
            What it means and how to decide.
        event_id : str, optional
            From a client that may send one decision twice.

        Returns
        -------
        Code
            The code.

        Raises
        ------
        CodebookError
            If the name is empty, or taken by a code that says something else.
        NotFoundError
            If there is no such parent.
        """
        said = {
            "name": name,
            "parent": parent.code_id if isinstance(parent, Code) else parent,
            "definition": definition,
            "when_to_use": when_to_use,
            "when_not_to_use": when_not_to_use,
            "example": example,
        }

        def plan(_: Transaction) -> Draft | str:
            if event_id in self._state.codes:
                return str(event_id)
            book = self._book()
            code = records.code_of(said, book, event_id or self._new_id())
            if same := records.same_code(code, book):
                return same
            book.add(code)
            return self._code_draft(code)

        code_id = self._decide_one(plan)
        return self.codebook.get(code_id)

    def import_codebook(self, codes: Records) -> Codebook:
        """Add the codes of a table, all of them or none.

        Parameters
        ----------
        codes : DataFrame or iterable of mapping
            ``name`` (or ``code``), and where known ``parent`` (by name, in any order), ``definition``, ``when_to_use``,
            ``when_not_to_use``, ``example``. A code that is there already with the same words is passed over.

        Returns
        -------
        Codebook
            The whole codebook.

        Raises
        ------
        CodebookError
            If a name is missing, or taken by a code that says something else.
        NotFoundError
            If a parent is nowhere to be found.
        """

        def plan(_: Transaction) -> list[Draft]:
            fresh = records.codes_of(codes, self._book(), self._new_id)
            return [self._code_draft(code) for code in fresh]

        self._decide(plan)
        return self.codebook

    def _code_draft(self, code: Code) -> Draft:
        fields = ("name", "definition", "when_to_use", "when_not_to_use", "example")
        texts = {name: self._seal(getattr(code, name)) for name in fields if getattr(code, name)}
        return Draft("code.added", {"parent": code.parent}, texts, code.code_id)

    def apply_code(
        self,
        comment_id: str,
        start: int,
        end: int,
        code: str | Code,
        *,
        memo: str = "",
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
        event_id : str, optional
            From a client that may send one decision twice.

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
        """

        def plan(transaction: Transaction) -> Draft | str:
            if event_id in self._state.codings:
                return str(event_id)
            found = self._book().find(code.code_id if isinstance(code, Code) else code)
            first, last = self._checked(transaction, comment_id, start, end)
            same = self._state.coding_at(self._coder, comment_id, first, last, found.code_id)
            return same or self._coding_draft(transaction, comment_id, first, last, found.code_id, memo, event_id)

        coding_id = self._decide_one(plan)
        if memo and not self._has_memo(coding_id, memo):
            self.add_memo(coding_id, memo)
        return coding_id

    def _has_memo(self, coding_id: str, memo: str) -> bool:
        return self._bodies.get(self._state.codings[coding_id].texts.get("memo", "")) == memo

    def _checked(self, transaction: Transaction, comment_id: str, start: int, end: int) -> tuple[int, int]:
        try:
            first, last = operator.index(start), operator.index(end)
        except TypeError:
            raise PassageError(
                f"Positions must be whole numbers, not {start!r} and {end!r}.", where=f"comment {comment_id!r}"
            ) from None
        self._said(transaction)[0].quote(comment_id, first, last)
        return first, last

    def _coding_draft(
        self,
        transaction: Transaction,
        comment_id: str,
        start: int,
        end: int,
        code_id: str,
        memo: str,
        event_id: str | None = None,
    ) -> Draft:
        said = {
            "comment_id": comment_id,
            "start": start,
            "end": end,
            "code": code_id,
            "text_ref": self._said(transaction)[1][comment_id],
        }
        return Draft("coding.applied", said, {"memo": self._seal(memo)} if memo else {}, event_id)

    def import_codings(self, codings: Records, *, coder: str | None = None) -> list[str]:
        """Add the codings of a table, all of them or none.

        Parameters
        ----------
        codings : DataFrame or iterable of mapping
            ``code`` (by name), ``comment_id``, and either ``start`` and ``end``, or ``quote`` (the exact words, which
            must stand in the comment once, unless ``start`` says where); ``memo`` where there is one.
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
        """

        def plan(transaction: Transaction) -> list[Draft]:
            corpus, book = self._said(transaction)[0], self._book()
            drafts: dict[tuple[str, int, int, str], Draft] = {}
            for row in records.codings_of(codings, corpus, book):
                span = (row.comment_id, row.start, row.end, row.code_id)
                same = self._state.coding_at(self._coder, *span)
                if same is None and span not in drafts:
                    drafts[span] = self._coding_draft(transaction, *span, row.memo, self._new_id())
                given.append(same or str(drafts[span].event_id))
            return list(drafts.values())

        given: list[str] = []
        with self.coding_as(coder or self._coder):
            self._decide(plan)
        return given

    def remove_coding(self, coding_id: str, *, event_id: str | None = None) -> None:
        """Take a code off a passage.

        Parameters
        ----------
        coding_id : str
            The present coder's coding.
        event_id : str, optional
            From a client that may send one decision twice.

        Raises
        ------
        NotFoundError
            If there is no such coding.
        ProjectError
            If it is another coder's: what they decided is data.
        """

        def plan(_: Transaction) -> Draft | str:
            if event_id in self._state.ids:
                return str(event_id)
            coding = self._state.codings[self._existing("coding", coding_id, self._state.codings)]
            if coding.coder != self._coder:
                raise ProjectError(
                    f"This coding is {coding.coder}'s: {self._coder} cannot remove it.",
                    where=f"coding {coding_id!r}",
                    hint="Code the passage as you see it: where two coders differ is worth knowing.",
                )
            return Draft("coding.removed", {"coding": coding_id}, {}, event_id)

        self._decide_one(plan)

    def codings(self) -> pd.DataFrame:
        """Give the codings.

        Returns
        -------
        DataFrame
            Columns `qualkit.model.CODING_COLUMNS`, one row a coding, in the order in which they were made. ``quote`` is
            missing where a person was forgotten, ``memo`` where there is none.
        """
        return self.study().codings.copy(deep=False)

    def add_memo(self, target: str, text: str, *, event_id: str | None = None) -> str:
        """Write down a thought about something.

        Parameters
        ----------
        target : str
            A comment's, conversation's, coding's, code's, finding's or theme's id, a code's name, or ``"project"``.
        text : str
            The thought.
        event_id : str, optional
            From a client that may send one decision twice.

        Returns
        -------
        str
            The memo's id.

        Raises
        ------
        NotFoundError
            If there is no such thing.
        ProjectError
            If the text is empty.
        """
        if not text.strip():
            raise ProjectError("A memo needs words.")

        def plan(transaction: Transaction) -> Draft | str:
            about = self._memo_target(transaction, target)
            for one in self._state.live(self._state.memos):
                same = one.coder == self._coder and one.payload["target"] == about
                if same and self._bodies[one.texts["text"]] == text:
                    return one.event_id
            return Draft("memo.added", {"target": about}, {"text": self._seal(text)}, event_id)

        return self._decide_one(plan)

    def _memo_target(self, transaction: Transaction, target: str) -> str:
        state, corpus = self._state, self._said(transaction)[0]
        if target == "project" or target in corpus.rows:
            return target
        if any(target in kind and state.holds(target) for kind in (state.codings, state.findings, state.evidence)):
            return target
        themes = self._theme_tables(transaction)
        if themes is not None and target in {str(one) for one in themes.frame["theme_id"]}:
            return target
        if bool((corpus.table["conversation_id"] == target).any()):
            return target
        try:
            return self._book().find(target).code_id
        except NotFoundError:
            raise NotFoundError(
                f"There is nothing called {target!r} to write a memo on.",
                hint="Give the id of a comment, conversation, coding, finding or theme, a code's name, or 'project'.",
            ) from None

    def memos(self) -> pd.DataFrame:
        """Give the memos.

        Returns
        -------
        DataFrame
            Columns `qualkit.model.MEMO_COLUMNS`, in the order in which they were written; a memo written with a coding
            stands beside the coding.
        """
        return self.study().memos.copy(deep=False)

    def passages(
        self,
        *,
        code: str | Code | None = None,
        theme: str | None = None,
        outcome: str | None = None,
        channel: str | None = None,
        person: str | None = None,
        coder: str | None = None,
        text: str | None = None,
        context: int = 80,
    ) -> pd.DataFrame:
        """Find coded passages again, with what stands around them and who said them.

        Parameters
        ----------
        code : str or Code, optional
            By name or id; the codes below it are included.
        theme : str, optional
            By id or label: passages that overlap what was assigned to it.
        outcome, channel, person, coder : str, optional
            Exact values.
        text : str, optional
            Words that stand in the passage, whatever their case.
        context : int
            How many characters to give before and after.

        Returns
        -------
        DataFrame
            ``coding_id``, ``code``, ``coder``, ``comment_id``, ``conversation_id``, ``start``, ``end``, ``before``,
            ``quote``, ``after``, ``memo``, then the comment's columns and variables.

        Raises
        ------
        NotFoundError
            If there is no such code or theme.
        """
        study = self.study()
        chosen = code.code_id if isinstance(code, Code) else code
        equal = {"outcome": outcome, "channel": channel, "person_id": person, "coder": coder}
        wanted = {name: value for name, value in equal.items() if value is not None}
        return find_passages(study, code=chosen, theme=theme, equal=wanted, text=text, context=context)
