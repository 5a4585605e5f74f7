"""Findings, and the passages on which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["STATUSES", "VERDICTS", "CounterSearch", "Evidence", "Finding", "Stance", "Verdict"]

Stance = Literal["supports", "contradicts"]

STATUSES = ("draft", "checked", "sent back", "confirmed")
"""How far a finding has come: written; read by a second person; returned with a question; borne out by those quoted."""

VERDICTS = ("yes", "partly", "no")
"""What a customer answers when asked whether a finding says what they meant."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that speaks for or against a finding.

    Attributes
    ----------
    evidence_id : str
        Never reused.
    stance : {'supports', 'contradicts'}
        On which side it stands.
    comment_id : str
        The comment it lies in.
    start, end : int
        Unicode code points, half-open.
    quote : str
        ``text[start:end]``; empty once the person was forgotten.
    coder : str
        Who put it there.
    """

    evidence_id: str
    stance: Stance
    comment_id: str
    start: int
    end: int
    quote: str
    coder: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a customer said of a finding when it was shown to them.

    Attributes
    ----------
    verdict_id : str
        Never reused.
    person_id : str or None
        Who answered; None where nobody knows.
    answer : {'yes', 'partly', 'no'}
        Whether it is what they meant.
    words : str
        In their own words; may be empty.
    coder : str
        Who read it in.
    reworded : bool
        Whether the finding has another claim or reason now than the one that they were shown.
    """

    verdict_id: str
    person_id: str | None
    answer: str
    words: str
    coder: str
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class CounterSearch:
    """That somebody looked for what speaks against a finding.

    Attributes
    ----------
    coder : str
        Who looked.
    created : str
        When, ISO 8601, UTC.
    n_read : int
        How many candidates were read.
    note : str
        What came of it; may be empty.
    reworded : bool
        Whether the finding has another claim, reason or outcome now than when they looked.
    """

    coder: str
    created: str
    n_read: int
    note: str
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim that customers did something for a reason, written by a person.

    Attributes
    ----------
    finding_id : str
        Never reused.
    claim : str
        What they did, and why, as one sentence.
    because : str
        The reason, in the analyst's words.
    outcome : str or None
        The value of the corpus' ``outcome`` that it explains.
    action, next_question, rival : str or None
        What to do, what to ask and whom, and what else could explain it.
    coder : str
        Who wrote it.
    evidence : tuple of Evidence
        In the order in which it was put there.
    about : tuple of str
        Ids of the codes and themes that it is about.
    scope : str or None
        On which channels, periods and customers it rests, in words.
    whom : str or None
        Whom to ask the next question.
    status : {'draft', 'checked', 'sent back', 'confirmed'}
        How far it has come.
    verdicts : tuple of Verdict
        What customers said of it, in the order in which it was read in.
    searches : tuple of CounterSearch
        Every time that somebody looked for what speaks against it.
    taken_away : int
        Passages that stood against it and were withdrawn.
    """

    finding_id: str
    claim: str
    because: str
    outcome: str | None
    action: str | None
    next_question: str | None
    rival: str | None
    coder: str
    evidence: tuple[Evidence, ...] = ()
    about: tuple[str, ...] = ()
    scope: str | None = None
    whom: str | None = None
    status: str = "draft"
    verdicts: tuple[Verdict, ...] = ()
    searches: tuple[CounterSearch, ...] = ()
    taken_away: int = 0

    def __repr__(self) -> str:
        sides = f"{len(self.supporting):,} for it, {len(self.contradicting):,} against"
        return f"<Finding {self.finding_id}: {self.claim!r}; {self.status}, {sides}>"

    @property
    def supporting(self) -> tuple[Evidence, ...]:
        """The passages for it."""
        return tuple(one for one in self.evidence if one.stance == "supports")

    @property
    def contradicting(self) -> tuple[Evidence, ...]:
        """The passages against it."""
        return tuple(one for one in self.evidence if one.stance == "contradicts")
