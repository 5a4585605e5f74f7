"""Findings, and the passages on which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Evidence", "Finding", "Stance"]

Stance = Literal["supports", "contradicts"]


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

    @property
    def supporting(self) -> tuple[Evidence, ...]:
        """The passages for it."""
        return tuple(one for one in self.evidence if one.stance == "supports")

    @property
    def contradicting(self) -> tuple[Evidence, ...]:
        """The passages against it."""
        return tuple(one for one in self.evidence if one.stance == "contradicts")
