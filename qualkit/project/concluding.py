"""Findings: what a person concluded, and the passages for and against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qualkit.errors import NotFoundError, ProjectError
from qualkit.model import STATUSES, Code, Corpus, Finding, Stance
from qualkit.project import conclusions
from qualkit.project.journalled import Journalled
from qualkit.project.placing import given_id
from qualkit.project.subjects import subject_id
from qualkit.store import Draft, Event, Transaction

__all__ = ["Concluding"]

About = str | Code | Sequence[str | Code]


class Concluding(Journalled):
    """The part of a project that holds findings."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings with their evidence, in the order in which they were added."""
        return self.study().findings

    def add_finding(
        self,
        claim: str,
        *,
        because: str,
        outcome: str | None = None,
        action: str | None = None,
        next_question: str | None = None,
        rival: str | None = None,
        about: About = (),
        scope: str | None = None,
        whom: str | None = None,
        event_id: str | None = None,
    ) -> str:
        """Write a finding. Writing the very same one again changes nothing.

        Parameters
        ----------
        claim : str
            What customers did, and why, as one sentence.
        because : str
            The reason, in the analyst's words.
        outcome : str, optional
            The value of the corpus' ``outcome`` that it explains.
        action, next_question, rival : str, optional
            What to do, what to ask, and what else could explain it.
        about : str, Code, or sequence of these
            The codes and themes that it is about, by name or id. A name that both a code and a theme have is the code's.
        scope : str, optional
            On which channels, periods and customers it rests.
        whom : str, optional
            Whom to ask the next question.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str
            The finding's id.

        Raises
        ------
        ProjectError
            If claim or reason is empty.
        NotFoundError
            If the comments tell of outcomes, and not of this one; if there is no such code or theme.
        """
        given = {
            "claim": claim,
            "because": because,
            "outcome": outcome,
            "action": action,
            "next_question": next_question,
            "rival": rival,
            "scope": scope,
            "whom": whom,
        }
        said = {name: value for name, value in given.items() if value}
        _check_said(claim, because)

        def plan(transaction: Transaction) -> Draft | str:
            if outcome:
                _check_outcome(outcome, self._said(transaction)[0])
            ids = self._subjects(transaction, about)
            for one in self._state.live(self._state.findings):
                same = {name: self._bodies[ref] for name, ref in one.texts.items()} == said
                # Codes that were merged since are the ones that they are now.
                then = list(dict.fromkeys(self._state.current(code) for code in one.payload.get("about", ())))
                if one.coder == self._coder and same and then == ids:
                    return one.event_id
            texts = {name: self._seal(said[name]) for name in said}
            return Draft("finding.added", {"about": ids} if ids else {}, texts, event_id)

        return self._decide_one(plan)

    def revise_finding(
        self,
        finding: str | Finding,
        *,
        claim: str | None = None,
        because: str | None = None,
        outcome: str | None = None,
        action: str | None = None,
        next_question: str | None = None,
        rival: str | None = None,
        about: About | None = None,
        scope: str | None = None,
        whom: str | None = None,
        event_id: str | None = None,
    ) -> None:
        """Say something of a finding in other words; what is not given stays as it is.

        Evidence, answers and the finding's id stay. With another claim, reason or outcome the finding is a draft again,
        for nobody has checked the new words.

        Parameters
        ----------
        finding : str or Finding
            The finding, or its id.
        claim, because, outcome, action, next_question, rival, scope, whom : str, optional
            As in `add_finding`; an empty text takes out what was said (a claim and a reason must stay).
        about : str, Code, or sequence of these, optional
            Takes the place of all that it was about before.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Raises
        ------
        ProjectError
            If claim or reason would be empty.
        NotFoundError
            If there is no such finding, outcome, code or theme.
        """
        given = {
            "claim": claim,
            "because": because,
            "outcome": outcome,
            "action": action,
            "next_question": next_question,
            "rival": rival,
            "scope": scope,
            "whom": whom,
        }
        said = {name: value for name, value in given.items() if value is not None}
        _check_said(said.get("claim", "-"), said.get("because", "-"))

        def plan(transaction: Transaction) -> list[Draft]:
            finding_id = self._existing("finding", conclusions.id_of(finding), self._state.findings)
            if outcome:
                _check_outcome(outcome, self._said(transaction)[0])
            refs = conclusions.refs_of(self._state, finding_id)
            new = {name: body for name, body in said.items() if self._bodies.get(refs.get(name, ""), "") != body}
            payload: dict[str, Any] = {"finding": finding_id}
            if about is not None:
                ids = self._subjects(transaction, about)
                if ids != list(conclusions.about_of(self._state, finding_id)):
                    payload["about"] = ids
            if not new and "about" not in payload:
                return []
            return [Draft("finding.revised", payload, {name: self._seal(new[name]) for name in sorted(new)}, event_id)]

        self._decide(plan)

    def set_status(self, finding: str | Finding, status: str, *, note: str = "", event_id: str | None = None) -> None:
        """Say how far a finding has come. The same coder saying the same thing twice changes nothing.

        Parameters
        ----------
        finding : str or Finding
            The finding, or its id.
        status : {'draft', 'checked', 'sent back', 'confirmed'}
            ``checked``: another coder than its author read it with its evidence. ``sent back``: it was returned with a
            question. ``confirmed``: customers were asked and bore it out.
        note : str
            Why; stands among the memos.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Raises
        ------
        NotFoundError
            If there is no such finding or status.
        ProjectError
            If its author sets it to checked, or no customer has answered to a confirmed one.
        """
        if status not in STATUSES:
            raise NotFoundError.of("status", status, STATUSES)

        def plan(_: Transaction) -> list[Draft]:
            finding_id = self._existing("finding", conclusions.id_of(finding), self._state.findings)
            last = conclusions.status_set_last(self._state, finding_id)
            if status == conclusions.status_of(self._state, finding_id) and (
                last is None or (last.coder == self._coder and note in {"", self._note(last)})
            ):
                return []
            self._check_status(finding_id, status)
            texts = {"note": self._seal(note)} if note else {}
            return [Draft("status.set", {"finding": finding_id, "status": status}, texts, event_id)]

        self._decide(plan)

    def _note(self, event: Event) -> str:
        return self._bodies.get(event.texts.get("note", ""), "")

    def _check_status(self, finding_id: str, status: str) -> None:
        author = self._state.findings[finding_id].coder
        if status == "checked" and author == self._coder:
            raise ProjectError(
                f"{author} wrote this finding and cannot check it.",
                where=f"finding {finding_id!r}",
                hint="Somebody else opens the project under their own name, reads it with its evidence, and sets it.",
            )
        if status == "confirmed" and not conclusions.answered_as_it_reads(self._state, self._bodies, finding_id):
            former = " as it reads now" if conclusions.verdicts_on(self._state, finding_id) else ""
            raise ProjectError(
                f"A finding is confirmed by customers, and none has answered to this one{former}.",
                where=f"finding {finding_id!r}",
                hint="Ask them with qk.member_check, and read their answers in with project.read_member_check.",
            )

    def _subjects(self, transaction: Transaction, about: About) -> list[str]:
        named = [about] if isinstance(about, str | Code) else list(about)
        themes = self._theme_tables(transaction)
        return list(dict.fromkeys(subject_id(given_id(one), self._book(), themes) for one in named))

    def withdraw_evidence(self, evidence_id: str, *, event_id: str | None = None) -> None:
        """Take a passage away from a finding.

        Parameters
        ----------
        evidence_id : str
            The present coder's evidence.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Raises
        ------
        NotFoundError
            If there is no such evidence.
        ProjectError
            If another coder put it there: what they decided is data.
        """

        def plan(_: Transaction) -> Draft | str:
            if event_id in self._state.ids:
                return str(event_id)
            evidence = self._state.evidence[self._existing("evidence", evidence_id, self._state.evidence)]
            if evidence.coder != self._coder:
                raise ProjectError(
                    f"This evidence is {evidence.coder}'s: {self._coder} cannot withdraw it.",
                    where=f"evidence {evidence_id!r}",
                    hint="Say in a memo why it does not belong there, or set the finding to 'sent back'.",
                )
            return Draft("evidence.withdrawn", {"evidence": evidence_id}, {}, event_id)

        self._decide_one(plan)

    def support(
        self, finding: str | Finding, comment_id: str, start: int, end: int, *, event_id: str | None = None
    ) -> str:
        """Set a passage beside a finding that speaks for it.

        Parameters
        ----------
        finding : str or Finding
            The finding, or its id.
        comment_id : str
            The comment.
        start, end : int
            Unicode code points, half-open.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str
            The evidence's id; the same passage twice keeps its id.

        Raises
        ------
        NotFoundError
            If there is no such finding or comment.
        PassageError
            If the positions mark nothing or leave the text.
        """
        return self._set_beside(finding, "supports", comment_id, start, end, event_id)

    def contradict(
        self, finding: str | Finding, comment_id: str, start: int, end: int, *, event_id: str | None = None
    ) -> str:
        """Set a passage beside a finding that speaks against it.

        Parameters
        ----------
        finding : str or Finding
            The finding, or its id.
        comment_id : str
            The comment.
        start, end : int
            Unicode code points, half-open.
        event_id : str, optional
            For a program that may send a decision twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str
            The evidence's id; the same passage twice keeps its id.

        Raises
        ------
        NotFoundError
            If there is no such finding or comment.
        PassageError
            If the positions mark nothing or leave the text.
        """
        return self._set_beside(finding, "contradicts", comment_id, start, end, event_id)

    def _set_beside(
        self, finding: str | Finding, stance: Stance, comment_id: str, start: int, end: int, event_id: str | None
    ) -> str:
        def plan(transaction: Transaction) -> Draft | str:
            finding_id = self._existing("finding", conclusions.id_of(finding), self._state.findings)
            span = (comment_id, *self._checked(transaction, comment_id, start, end))
            said = {"finding": finding_id, "stance": stance, **self._spot(transaction, span)}
            for one in self._state.live(self._state.evidence):
                if one.coder == self._coder and one.payload == said:
                    return one.event_id
            return Draft("evidence.added", said, {}, event_id)

        return self._decide_one(plan)


def _check_said(claim: str, because: str) -> None:
    if not claim.strip() or not because.strip():
        raise ProjectError("A finding needs a claim and a reason.", hint="What did they do, and why?")


def _check_outcome(outcome: str, corpus: Corpus) -> None:
    known = sorted({str(one) for one in corpus.table["outcome"].dropna()})
    if known and outcome not in known:
        raise NotFoundError.of("outcome", outcome, known)
