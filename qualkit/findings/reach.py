"""Where a claim reaches further than what was heard."""

from __future__ import annotations

import re

import pandas as pd

from qualkit.findings.case import Case, Doubt
from qualkit.findings.heard import people_read
from qualkit.text.people import interval

__all__ = ["claims_a_crowd", "mostly_unread", "said_by_others"]

_HALF = 0.5
_FEW_OTHERS = 10  # a share of fewer people is too loose to be held against one
_PEOPLE = (
    "customers|clients|people|persons|users|patients|members|subscribers|respondents|guests|buyers|families|leavers"
    "|kunden|kundinnen|leute|menschen|nutzer|nutzerinnen|patienten|mitglieder|clientes|personas|usuarios|pacientes"
)
_WHOSE = r"(?:(?:of )?(?:our|the|these|those|all|them|us|unserer|der|los|las|nuestros|de los|de las)\s+)*"
_CROWD = re.compile(
    rf"\b(?:(?<!\bthe )(?<!\bat )most|the majority of|half(?: of)?|(?:almost |nearly )?all|every|die meisten"
    rf"|(?:die )?mehrheit|die hälfte|alle|jeder|la mayoría de|la mitad de|todos los|todas las"
    rf"|\d+(?:[.,]\d+)? ?(?:%|percent|per cent|prozent|por ciento)(?: of| der| de)?)\s+{_WHOSE}(?:\w+\s+)?"
    rf"(?:{_PEOPLE}|(?<=of )(?:them|those))\b"
    r"|(?<!\bthe )(?<!\bat )\bmost (?:of (?:them|those|us)|who)\b"
    r"|\b(?:everybody|everyone|most people|all of them|half of them|la mayoría)\b",
    re.IGNORECASE,
)


def mostly_unread(case: Case) -> Doubt | None:
    """Doubt a share of people most of whom nobody has read.

    Parameters
    ----------
    case : Case
        The finding.

    Returns
    -------
    tuple of (warning, detail), or None
        If fewer than half of those who could have said it have a comment that somebody coded or marked as done.
    """
    base = case.heard.base
    read = len(people_read(case.study, case.heard))
    if not base or read >= _HALF * len(base):
        return None
    detail = (
        f"Of {len(base):,} {case.group}, {read:,} have a comment that somebody coded, set beside it or marked as done"
    )
    return "mostly unread", f"{detail}. Whoever was not read counts as silent."


def claims_a_crowd(case: Case) -> Doubt | None:
    """Doubt a claim that speaks of most people, where most did not say it.

    Parameters
    ----------
    case : Case
        The finding.

    Returns
    -------
    tuple of (warning, detail), or None
        If the claim or its reason says "most", "everybody", "60 % of customers" or the like (in English, German or
        Spanish), and all of the share's interval lies below one half.
    """
    found = _CROWD.search(f"{case.finding.claim}\n{case.finding.because}")
    k, n = len(case.heard.people), len(case.heard.base)
    if found is None or not n or interval(k, n)[1] >= _HALF:
        return None
    words = " ".join(found.group().split())
    return "it claims a crowd", f"It says “{words}”, and was heard from {k:,} of {n:,} {case.group}."


def said_by_others(case: Case) -> Doubt | None:
    """Doubt a reason for an outcome that people with another outcome give no less often.

    Parameters
    ----------
    case : Case
        The finding.

    Returns
    -------
    tuple of (warning, detail), or None
        If the finding's codes are heard from as large a share of at least ten people with another outcome.
    """
    outcome = case.finding.outcome
    known = case.said[case.said["person_id"].notna() & case.said["outcome"].notna()]
    codings = case.study.codings
    coded = codings.loc[codings["code_id"].isin(list(case.subject.codes)), "comment_id"]
    base = known.groupby("outcome")["person_id"].nunique()
    saying = known[known["comment_id"].isin(coded)].groupby("outcome")["person_id"].nunique()
    counts = pd.DataFrame({"k": saying, "n": base}).fillna(0).astype("int64")
    if outcome not in counts.index or not counts.at[outcome, "k"]:
        return None
    own = counts.loc[outcome]
    others = counts[(counts.index != outcome) & (counts["n"] >= _FEW_OTHERS)]
    others = others[others["k"] * own["n"] >= own["k"] * others["n"]]
    if not len(others):
        return None
    told = ", ".join(
        f"“{name}” ({k:,} of {n:,})" for name, k, n in zip(others.index, others["k"], others["n"], strict=True)
    )
    names = ", ".join(f"“{code.name}”" for code in case.study.codebook if code.code_id in case.subject.codes)
    detail = f"Of known people with the outcome “{outcome}”, {own['k']:,} of {own['n']:,} have a passage coded {names}"
    return "others say it as often", f"{detail}; and no smaller share of those with another outcome: {told}."
