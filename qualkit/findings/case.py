"""A finding with all that a doubt about it may look at."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from qualkit.findings.heard import Heard, heard
from qualkit.findings.subject import Subject, subject_of
from qualkit.model import Evidence, Finding, Study
from qualkit.text.people import customers

__all__ = ["Case", "Doubt", "case_of"]

Doubt = tuple[str, str]
"""What is to be doubted, in a few words, and the numbers."""


@dataclass(frozen=True)
class Case:
    """A finding with all that a doubt may look at.

    Attributes
    ----------
    study : Study
        Holds everything.
    finding : Finding
        The finding.
    subject : Subject
        Its codes and themes.
    heard : Heard
        The people behind it, and those who could have said it.
    passages : DataFrame
        One row a supporting passage, with the columns of its comment and ``start``, ``end``; a passage that two coders
        put there stands once.
    against : DataFrame
        The same of what speaks against it.
    said : DataFrame
        The comments of customers.
    agreement : DataFrame or None
        What `qualkit.agreement` gave.
    """

    study: Study
    finding: Finding
    subject: Subject
    heard: Heard
    passages: pd.DataFrame
    against: pd.DataFrame
    said: pd.DataFrame
    agreement: pd.DataFrame | None

    @property
    def group(self) -> str:
        """Those who could have said it, in words that fit after a number."""
        outcome = self.finding.outcome
        return "known people" if outcome is None else f"known people with the outcome “{outcome}”"


def case_of(study: Study, finding: Finding, agreement: pd.DataFrame | None) -> Case:
    """Gather what a doubt may look at.

    Parameters
    ----------
    study : Study
        Holds findings, codings, themes and comments.
    finding : Finding
        The finding; it need not be one of the study's.
    agreement : DataFrame or None
        What `qualkit.agreement` gave.

    Returns
    -------
    Case
        For one finding.
    """
    frame = study.corpus.frame
    return Case(
        study,
        finding,
        subject_of(study, finding),
        heard(study, finding),
        _passages(frame, finding.supporting),
        _passages(frame, finding.contradicting),
        customers(frame),
        agreement,
    )


def _passages(frame: pd.DataFrame, evidence: tuple[Evidence, ...]) -> pd.DataFrame:
    places = pd.DataFrame(
        [(one.comment_id, one.start, one.end) for one in evidence], columns=["comment_id", "start", "end"]
    ).astype({"comment_id": "str", "start": "int64", "end": "int64"})
    rest = frame.drop(columns=["start", "end"], errors="ignore")
    return places.drop_duplicates(ignore_index=True).merge(rest, on="comment_id", how="left")
