"""Findings: what a person concluded, and the passages for and against it."""

from __future__ import annotations

import operator

from qualkit.errors import NotFoundError, PassageError, ProjectError
from qualkit.model import Corpus, Finding, Stance
from qualkit.project.journalled import Journalled
from qualkit.store import Draft, Transaction

__all__ = ["Concluding"]


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
            What to do, what to ask and whom, and what else could explain it.
        event_id : str, optional
            From a client that may send one decision twice.

        Returns
        -------
        str
            The finding's id.

        Raises
        ------
        ProjectError
            If claim or reason is empty.
        NotFoundError
            If the comments tell of outcomes, and not of this one.
        """
        given = {
            "claim": claim,
            "because": because,
            "outcome": outcome,
            "action": action,
            "next_question": next_question,
            "rival": rival,
        }
        said = {name: value for name, value in given.items() if value}
        if not claim.strip() or not because.strip():
            raise ProjectError("A finding needs a claim and a reason.", hint="What did they do, and why?")

        def plan(transaction: Transaction) -> Draft | str:
            if outcome:
                _check_outcome(outcome, self._said(transaction)[0])
            for one in self._state.live(self._state.findings):
                if one.coder == self._coder and {name: self._bodies[ref] for name, ref in one.texts.items()} == said:
                    return one.event_id
            return Draft("finding.added", {}, {name: self._seal(said[name]) for name in said}, event_id)

        return self._decide_one(plan)

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
            From a client that may send one decision twice.

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
            From a client that may send one decision twice.

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
        given = finding.finding_id if isinstance(finding, Finding) else finding

        def plan(transaction: Transaction) -> Draft | str:
            finding_id = self._existing("finding", given, self._state.findings)
            corpus, refs = self._said(transaction)
            first, last = _whole(start), _whole(end)
            corpus.quote(comment_id, first, last)
            said = {
                "finding": finding_id,
                "stance": stance,
                "comment_id": comment_id,
                "start": first,
                "end": last,
                "text_ref": refs[comment_id],
            }
            for one in self._state.live(self._state.evidence):
                if one.coder == self._coder and one.payload == said:
                    return one.event_id
            return Draft("evidence.added", said, {}, event_id)

        return self._decide_one(plan)


def _whole(position: int) -> int:
    try:
        return operator.index(position)
    except TypeError:
        raise PassageError(f"Positions must be whole numbers, not {position!r}.") from None


def _check_outcome(outcome: str, corpus: Corpus) -> None:
    known = sorted({str(one) for one in corpus.table["outcome"].dropna()})
    if known and outcome not in known:
        raise NotFoundError.of("outcome", outcome, known)
