"""The findings section: each claim with who said so, who said otherwise, and who is missing."""

from __future__ import annotations

import pandas as pd

from qualkit.model import Evidence, Finding
from qualkit.report.page import ChannelRow, FindingEntry, Missing, Quote, Share
from qualkit.report.voices import Voices
from qualkit.text.people import count_people, customers, interval

__all__ = ["findings", "group_of", "share"]


def findings(voices: Voices) -> tuple[FindingEntry, ...]:
    """Describe all findings of a study, in their order.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.

    Returns
    -------
    tuple of FindingEntry
        Every quote in its conversation, every count with its base.
    """
    return tuple(_finding(voices, one, number) for number, one in enumerate(voices.study.findings, start=1))


def share(k: int, n: int) -> Share:
    """Give a share of people with its interval in whole percent.

    Parameters
    ----------
    k, n : int
        People of whom it holds, and of whom it could.

    Returns
    -------
    Share
        Without an interval where there is nobody to take a share of.
    """
    if n == 0:
        return Share(k, n, None, None)
    low, high = interval(k, n)
    return Share(k, n, round(100 * low), round(100 * high))


def group_of(outcome: str | None) -> str:
    """Name the people with an outcome, as in "people who cancelled".

    Parameters
    ----------
    outcome : str or None
        A value of the outcome column.

    Returns
    -------
    str
        Words that fit after a number.
    """
    return "people" if outcome is None else f"people {_did(outcome)}"


def _did(outcome: str) -> str:
    if outcome.isalpha() and outcome.islower() and outcome.endswith("ed"):
        return f"who {outcome}"
    return f"with the outcome “{outcome}”"


def _finding(voices: Voices, finding: Finding, number: int) -> FindingEntry:
    frame = voices.study.corpus.frame
    people = customers(frame)
    could = people if finding.outcome is None else people[people["outcome"] == finding.outcome]
    held = [_rows(people, side) for side in (finding.supporting, finding.contradicting)]
    supporting, contradicting = held
    inside = set(could["person_id"].dropna())
    heard = set(supporting["person_id"].dropna())
    for_, against = (_quotes(voices, side) for side in (finding.supporting, finding.contradicting))
    return FindingEntry(
        ref=voices.ref("finding", finding.finding_id),
        number=number,
        claim=voices.words(finding.claim),
        because=voices.words(finding.because),
        outcome=voices.label(finding.outcome),
        group=group_of(voices.label(finding.outcome)),
        heard=share(len(heard & inside), len(inside)),
        beyond=len(heard - inside),
        unknown=count_people(supporting).unknown,
        against=count_people(contradicting).known,
        against_unknown=count_people(contradicting).unknown,
        supporting=for_,
        contradicting=against,
        erased=len(finding.evidence) - len(for_) - len(against),
        missing=_missing_groups(voices, people, pd.concat(held), finding.outcome),
        channels=_channels(voices, people, supporting, contradicting),
        action=voices.words(finding.action),
        next_question=voices.words(finding.next_question),
        rival=voices.words(finding.rival),
        coder=voices.label(finding.coder) or "",
    )


def _rows(people: pd.DataFrame, evidence: tuple[Evidence, ...]) -> pd.DataFrame:
    return people[people["comment_id"].isin([one.comment_id for one in evidence])]


def _quotes(voices: Voices, evidence: tuple[Evidence, ...]) -> tuple[Quote, ...]:
    # Evidence of a forgotten person keeps its place but has no words; it is counted as erased.
    return tuple(voices.quote(one.comment_id, one.start, one.end) for one in evidence if one.quote)


def _missing_groups(
    voices: Voices, people: pd.DataFrame, evidence: pd.DataFrame, outcome: str | None
) -> tuple[Missing, ...]:
    gone = []
    for column in ("channel", "outcome"):
        present = set(evidence[column].dropna()) | ({outcome} if column == "outcome" else set())
        for name, rows in people.groupby(column, sort=True):
            known = count_people(rows).known
            if name not in present and known:
                label = voices.label(name) or ""
                gone.append(Missing(column, f"from {label}" if column == "channel" else _did(label), known))
    return tuple(sorted(gone, key=lambda one: (one.kind, -one.people, one.words)))


def _channels(
    voices: Voices, people: pd.DataFrame, supporting: pd.DataFrame, contradicting: pd.DataFrame
) -> tuple[ChannelRow, ...]:
    rows = []
    for name, comments in people.groupby("channel", sort=True):
        sides = [count_people(side[side["channel"] == name]).known for side in (supporting, contradicting)]
        label = voices.label(name) or ""
        rows.append(ChannelRow(label, count_people(comments).known, supporting=sides[0], contradicting=sides[1]))
    return tuple(sorted(rows, key=lambda one: (-one.people, one.name)))
