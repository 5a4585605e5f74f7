"""The decisions of a coder: each gives the work after it, and what is to be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Self

from qualkit.coding.decision import MARKS, Change, Coded, Decision, Link, Proposal, Step, Verb
from qualkit.coding.work import Work, in_order
from qualkit.errors import NotFoundError, QualkitError

__all__ = ["RECENT", "Deciding"]

RECENT = 9
"""So many codes are offered again at once: the digits that a hand finds."""
_STEPS = 500  # how far back a session remembers where it was; the project itself forgets nothing


class Deciding(Work):
    """The part of a session that decides, and takes back."""

    def apply(
        self, event: str, comment_id: str, start: int, end: int, code_id: str, *, memo: str = "", suggested_by: str = ""
    ) -> tuple[Self, Decision | None]:
        """Give a code to a passage.

        Parameters
        ----------
        event : str
            Of this decision; becomes the coding's id.
        comment_id : str
            Where.
        start, end : int
            Unicode code points, half-open.
        code_id : str
            Which code.
        memo : str
            Why, in the coder's words.
        suggested_by : str
            Who or what suggested it, where a suggestion was accepted.

        Returns
        -------
        (Session, Decision or None)
            None where the passage has the code already.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        PassageError
            If the positions mark nothing or leave the text.
        """
        self.check(comment_id, start, end)
        if self.same(comment_id, start, end, code_id) is not None:
            return self, None
        made = Coded(event, comment_id, start, end, code_id, memo, suggested_by)
        said = {"comment_id": comment_id, "start": start, "end": end, "code": code_id}
        said |= {name: text for name, text in (("memo", memo), ("suggested_by", suggested_by)) if text}
        recent = tuple(dict.fromkeys((code_id, *self.recent)))[:RECENT]
        return replace(self, recent=recent)._decided(
            event, "apply", said, comment_id, Change("coding", event, None, made)
        )

    def accept(self, event: str, proposal: Proposal) -> tuple[Self, Decision | None]:
        """Code as suggested.

        Parameters
        ----------
        event : str
            Of this decision.
        proposal : Proposal
            The suggestion.

        Returns
        -------
        (Session, Decision or None)
            As `apply`.
        """
        span = (proposal.comment_id, proposal.start, proposal.end, proposal.code_id)
        return self.apply(event, *span, suggested_by=proposal.suggested_by)

    def reject(self, event: str, proposal: Proposal) -> tuple[Self, Decision | None]:
        """Turn a suggestion down, so that it does not come again.

        Parameters
        ----------
        event : str
            Of this decision.
        proposal : Proposal
            The suggestion.

        Returns
        -------
        (Session, Decision or None)
            None where it was turned down before.
        """
        self.check(proposal.comment_id, proposal.start, proposal.end)
        if proposal.key in self.rejected:
            return self, None
        said = {
            "comment_id": proposal.comment_id,
            "start": proposal.start,
            "end": proposal.end,
            "code": proposal.code_id,
            "suggested_by": proposal.suggested_by,
        }
        change = Change("rejected", proposal.key, None, proposal)
        return self._decided(event, "reject", said, proposal.comment_id, change)

    def move(self, event: str, coding_id: str, start: int, end: int) -> tuple[Self, Decision | None]:
        """Set a coding's begin and end.

        Parameters
        ----------
        event : str
            Of this decision.
        coding_id : str
            Which coding.
        start, end : int
            Unicode code points, half-open.

        Returns
        -------
        (Session, Decision or None)
            None where it lies there already.

        Raises
        ------
        PassageError
            If the positions mark nothing or leave the text.
        QualkitError
            If another coding says the same there.
        """
        old = self.coding(coding_id)
        self.check(old.comment_id, start, end)
        return self._altered(event, "move", old, replace(old, start=start, end=end), {"start": start, "end": end})

    def recode(self, event: str, coding_id: str, code_id: str) -> tuple[Self, Decision | None]:
        """Give a coding another code.

        Parameters
        ----------
        event : str
            Of this decision.
        coding_id : str
            Which coding.
        code_id : str
            The other code.

        Returns
        -------
        (Session, Decision or None)
            None where it has this code already.

        Raises
        ------
        QualkitError
            If another coding says the same there.
        """
        old = self.coding(coding_id)
        return self._altered(event, "recode", old, replace(old, code_id=code_id), {"code": code_id})

    def remove(self, event: str, coding_id: str) -> tuple[Self, Decision]:
        """Take a coding away, and the links that hang on it.

        Parameters
        ----------
        event : str
            Of this decision.
        coding_id : str
            Which coding.

        Returns
        -------
        (Session, Decision)
            What to store.
        """
        old = self.coding(coding_id)
        hanging = [one for one in self.links.values() if coding_id in (one.reason, one.behaviour)]
        changes = [Change("link", one.link_id, one, None) for one in hanging]
        changes.append(Change("coding", coding_id, old, None))
        return self._decided(event, "remove", {"coding_id": coding_id}, old.comment_id, *changes)

    def memo(self, event: str, target: str, text: str) -> tuple[Self, Decision | None]:
        """Write down a thought.

        Parameters
        ----------
        event : str
            Of this decision.
        target : str
            A coding's id, or anything else that the project knows.
        text : str
            The thought; empty to take away what the coder wrote on it before.

        Returns
        -------
        (Session, Decision or None)
            None where the coder wrote that already.

        Raises
        ------
        QualkitError
            If there are no words, and no memo to take away.
        """
        old, held = self.codings.get(target), self.memos.get(target)
        if not text.strip() and not (old.memo if old is not None else held):
            raise QualkitError("A memo needs words.")
        if text and text in ((old.memo,) if old is not None else held or ()):
            return self, None
        said = {"target": target, "text": text if text.strip() else ""}
        if old is not None:
            change = Change("coding", target, old, replace(old, memo=text if text.strip() else ""))
            return self._decided(event, "memo", said, old.comment_id, change)
        after = (*(held or ()), text) if text.strip() else None
        return self._decided(event, "memo", said, self.at, Change("memo", target, held, after))

    def mark(self, event: str, comment_id: str, mark: str, on: bool = True) -> tuple[Self, Decision | None]:
        """Mark a comment as done, skipped or flagged, or no longer.

        Parameters
        ----------
        event : str
            Of this decision.
        comment_id : str
            Which comment.
        mark : {'done', 'skipped', 'flagged'}
            As what.
        on : bool
            False to take the mark off.

        Returns
        -------
        (Session, Decision or None)
            None where it is so already.

        Raises
        ------
        NotFoundError
            If there is no such comment or mark.
        """
        self.length_of(comment_id)
        if mark not in MARKS:
            raise NotFoundError.of("mark", mark, MARKS)
        old = self.marks.get(comment_id, ())
        new = in_order([*(one for one in old if one != mark), *([mark] if on else [])])
        if new == old:
            return self, None
        said = {"comment_id": comment_id, "mark": mark, "on": on}
        return self._decided(event, "mark", said, comment_id, Change("marks", comment_id, old or None, new or None))

    def link(self, event: str, reason: str, behaviour: str) -> tuple[Self, Decision | None]:
        """Say that one coding says why another came about.

        Parameters
        ----------
        event : str
            Of this decision; becomes the link's id.
        reason, behaviour : str
            Coding ids.

        Returns
        -------
        (Session, Decision or None)
            None where they are linked so already.

        Raises
        ------
        QualkitError
            If both are one.
        """
        why = self.coding(reason)
        self.coding(behaviour)
        if reason == behaviour:
            raise QualkitError("A passage cannot be the reason for itself.", hint="Choose what it explains.")
        if any((one.reason, one.behaviour) == (reason, behaviour) for one in self.links.values()):
            return self, None
        said = {"reason": reason, "behaviour": behaviour}
        return self._decided(
            event, "link", said, why.comment_id, Change("link", event, None, Link(event, reason, behaviour))
        )

    def unlink(self, event: str, link_id: str) -> tuple[Self, Decision]:
        """Take a link away.

        Parameters
        ----------
        event : str
            Of this decision.
        link_id : str
            Which link.

        Returns
        -------
        (Session, Decision)
            What to store.

        Raises
        ------
        NotFoundError
            If there is no such link.
        """
        old = self.links.get(link_id)
        if old is None:
            raise NotFoundError.of("link with id", link_id, list(self.links)[:20])
        why = self.codings.get(old.reason)
        at = self.at if why is None else why.comment_id
        return self._decided(event, "unlink", {"link_id": link_id}, at, Change("link", link_id, old, None))

    def note(self, event: str, at: str = "") -> Self:
        """Remember that something was decided which only the project knows, such as another name of a code.

        Parameters
        ----------
        event : str
            Of that decision.
        at : str
            The comment that was at hand.

        Returns
        -------
        Session
            Undo takes that decision first.
        """
        return self._stepped(Step(event, at or self.at))

    # Taking back

    def undo(self, event: str, what: str = "") -> tuple[Self, Decision]:
        """Take a decision back, by custom the last one, wherever it was made, and go there.

        Parameters
        ----------
        event : str
            Of the taking back.
        what : str
            The event of the decision; empty for the last one.

        Returns
        -------
        (Session, Decision)
            The decision names what is taken back. Where it was made before this session began, only the project knows
            what becomes of it.
        """
        return self._retrace(event, "undo", what)

    def redo(self, event: str, what: str = "") -> tuple[Self, Decision]:
        """Decide again what was taken back, by custom last, and go there.

        Parameters
        ----------
        event : str
            Of the deciding again.
        what : str
            The event of the decision; empty for the one taken back last.

        Returns
        -------
        (Session, Decision)
            As `undo`.
        """
        return self._retrace(event, "redo", what)

    def _retrace(self, event: str, do: Verb, what: str) -> tuple[Self, Decision]:
        source, target = (self.past, self.future) if do == "undo" else (self.future, self.past)
        step = next((one for one in reversed(source) if what in ("", one.event)), None)
        if step is None:
            return self, Decision(event, do, {"what": what} if what else {})
        changes = [one.back() for one in reversed(step.changes)] if do == "undo" else list(step.changes)
        left, right = tuple(one for one in source if one is not step), (*target, step)
        past, future = (left, right) if do == "undo" else (right, left)
        there = replace(self.changed(changes), past=past, future=future)
        if step.at and self.length(step.at) is not None:
            there = there.go(step.at)
        return there, Decision(event, do, {"what": step.event})

    def _altered(
        self, event: str, do: Verb, old: Coded, new: Coded, said: Mapping[str, object]
    ) -> tuple[Self, Decision | None]:
        if new == old:
            return self, None
        other = self.same(new.comment_id, new.start, new.end, new.code_id)
        if other is not None:
            raise QualkitError("This passage has this code already.", hint="Remove one of the two.")
        said = {"coding_id": old.coding_id, **said}
        return self._decided(event, do, said, old.comment_id, Change("coding", old.coding_id, old, new))

    def _decided(
        self, event: str, do: Verb, said: Mapping[str, object], at: str, *changes: Change
    ) -> tuple[Self, Decision]:
        return self.changed(changes)._stepped(Step(event, at, changes)), Decision(event, do, said)

    def _stepped(self, step: Step) -> Self:
        return replace(self, past=(*self.past[-_STEPS + 1 :], step), future=())
