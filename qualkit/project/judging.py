"""What coders say beside codes: comments marked as read, reasons linked to behaviours, suggestions turned down."""

from __future__ import annotations

import pandas as pd

from qualkit.coding.decision import MARKS
from qualkit.errors import NotFoundError, ProjectError
from qualkit.model import Code
from qualkit.project import tables
from qualkit.project.marking import Marking
from qualkit.project.placing import given_id
from qualkit.store import Draft, Transaction

__all__ = ["Judging"]


class Judging(Marking):
    """The part of a project that holds marks, links and rejected suggestions."""

    def mark_comment(self, comment_id: str, mark: str, on: bool = True, *, event_id: str | None = None) -> None:
        """Mark a comment for oneself, or take the mark off. Each coder has marks of their own.

        Parameters
        ----------
        comment_id : str
            The comment.
        mark : {'done', 'skipped', 'flagged'}
            Read to the end, left for later, or to be talked about.
        on : bool
            Whether the mark is set.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Raises
        ------
        NotFoundError
            If there is no such comment or mark.
        """
        if mark not in MARKS:
            raise NotFoundError.of("mark", mark, MARKS)

        def plan(transaction: Transaction) -> list[Draft]:
            if event_id in self._state.ids:
                return []
            self._said(transaction)[0].text(comment_id)
            if bool(on) == (mark in self._state.marks_on(comment_id, self._coder, [mark])):
                return []
            return [Draft("comment.marked", {"comment_id": comment_id, "mark": mark, "on": bool(on)}, {}, event_id)]

        self._decide(plan)

    def marks(self) -> pd.DataFrame:
        """Give what coders marked comments with.

        Returns
        -------
        DataFrame
            ``comment_id``, ``mark``, ``coder``, ``created``, in the order in which the marks were set.
        """
        with self._up_to_date():
            return tables.marks_of(self._state)

    def link_reason(self, reason_coding_id: str, behaviour_coding_id: str, *, event_id: str | None = None) -> str:
        """Say that one coded passage is why another came about: "this is why".

        Parameters
        ----------
        reason_coding_id, behaviour_coding_id : str
            The coding of the reason, and that of what it explains.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str
            The link's id; the same coder saying it twice keeps its id.

        Raises
        ------
        NotFoundError
            If there is no such coding.
        ProjectError
            If both are the same.
        """

        def plan(_: Transaction) -> Draft | str:
            if event_id in self._state.ids:
                return str(event_id)
            for one in (reason_coding_id, behaviour_coding_id):
                self._existing("coding", one, self._state.codings)
            if reason_coding_id == behaviour_coding_id:
                raise ProjectError("A passage does not explain itself.", where=f"coding {reason_coding_id!r}")
            said = {"reason": reason_coding_id, "behaviour": behaviour_coding_id}
            for link in self._state.live(self._state.links):
                if link.coder == self._coder and link.payload == said:
                    return link.event_id
            return Draft("reason.linked", said, {}, event_id)

        return self._decide_one(plan)

    def unlink_reason(self, link_id: str, *, event_id: str | None = None) -> None:
        """Take a link away.

        Parameters
        ----------
        link_id : str
            The present coder's link.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Raises
        ------
        NotFoundError
            If there is no such link.
        ProjectError
            If it is another coder's: what they decided is data.
        """

        def plan(_: Transaction) -> list[Draft]:
            if event_id in self._state.ids:
                return []
            link = self._state.links[self._existing("link", link_id, self._state.links)]
            if link.coder != self._coder:
                raise ProjectError(f"This link is {link.coder}'s: {self._coder} cannot take it away.")
            return [Draft("reason.unlinked", {"link": link_id}, {}, event_id)]

        self._decide(plan)

    def reason_links(self) -> pd.DataFrame:
        """Give the links from reasons to the behaviours that they explain.

        Returns
        -------
        DataFrame
            ``link_id``, ``reason_coding_id``, ``behaviour_coding_id``, ``coder``, ``created``, one row a link whose both
            codings are there, in the order in which they were made.
        """
        with self._up_to_date():
            return tables.links_of(self._state)

    def reject_suggestion(
        self,
        comment_id: str,
        start: int,
        end: int,
        code: str | Code,
        *,
        suggested_by: str,
        event_id: str | None = None,
    ) -> str:
        """Turn a suggestion down, so that it is not made to this coder again.

        Parameters
        ----------
        comment_id : str
            The comment.
        start, end : int
            Unicode code points, half-open.
        code : str or Code
            By name or id.
        suggested_by : str
            The name of what suggested it.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str
            The id under which this is recorded; saying it twice keeps it.

        Raises
        ------
        NotFoundError
            If there is no such comment or code.
        PassageError
            If the positions mark nothing or leave the text.
        ProjectError
            If nobody suggested it.
        """
        if not suggested_by.strip():
            raise ProjectError("A suggestion comes from something: say what with suggested_by.")

        def plan(transaction: Transaction) -> Draft | str:
            if event_id in self._state.ids:
                return str(event_id)
            one = self._book().find(given_id(code))
            span = (comment_id, *self._checked(transaction, comment_id, start, end))
            said = {**self._spot(transaction, span), "code": one.code_id, "suggested_by": suggested_by}
            for other in self._state.live(self._state.rejections):
                if other.coder == self._coder and other.payload == said:
                    return other.event_id
            return Draft("suggestion.rejected", said, {}, event_id)

        return self._decide_one(plan)

    def rejected_suggestions(self) -> pd.DataFrame:
        """Give the suggestions that coders turned down.

        Returns
        -------
        DataFrame
            ``comment_id``, ``start``, ``end``, ``code``, ``code_id``, ``suggested_by``, ``coder``, ``created``, in the
            order in which they were turned down.
        """
        with self._up_to_date():
            return tables.rejections_of(self._state, self._book())
