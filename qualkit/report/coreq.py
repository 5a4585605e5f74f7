"""COREQ, as far as a project's own record can answer it.

The 32 items are those of Tong, Sainsbury and Craig (2007), Consolidated criteria for reporting qualitative research,
International Journal for Quality in Health Care 19(6), 349-357, doi:10.1093/intqhc/mzm042. Beside each stands the item of
SRQR that asks for the same: O'Brien and others (2014), Standards for reporting qualitative research, Academic Medicine
89(9), 1245-1251, doi:10.1097/ACM.0000000000000388. What the record does not hold is called "not recorded": a checklist
that is filled from thin air is worse than an empty one.
"""

from __future__ import annotations

import pandas as pd

from qualkit.model import Finding
from qualkit.report.evidence import did
from qualkit.report.page import ChartTable, ChecklistItem, CodeEntry, FindingEntry, ThemeEntry
from qualkit.report.voices import Voices
from qualkit.text.months import month_of
from qualkit.text.people import count_people, customers
from qualkit.text.phrasing import counted, listed

__all__ = ["ITEMS", "checklist"]

_MOST_NAMED = 12

ITEMS = (
    "Interviewer or facilitator", "Credentials", "Occupation", "Gender", "Experience and training",
    "Relationship established", "Participants’ knowledge of the interviewer", "Characteristics of the interviewer",
    "Methodological orientation and theory", "Sampling", "Method of approach", "Sample size", "Non-participation",
    "Setting of data collection", "Presence of non-participants", "Description of the sample", "Interview guide",
    "Repeat interviews", "Audio or visual recording", "Field notes", "Duration", "Data saturation",
    "Transcripts returned", "Number of data coders", "Description of the coding tree", "Derivation of themes",
    "Software", "Participant checking", "Quotations presented", "Data and findings consistent",
    "Clarity of major themes", "Clarity of minor themes",
)  # fmt: skip
_SRQR = (
    6, 6, 6, 6, 6, 6, 6, 6, 5, 8, 8, 12, 12, 7, 10, 12, 11, 10, 11, 10, 10, 8, 15, 14, 14, 14, 13, 15, 17, 17, 16, 16,
)  # fmt: skip


def checklist(
    voices: Voices,
    findings: tuple[FindingEntry, ...],
    themes: tuple[ThemeEntry, ...],
    codes: tuple[CodeEntry, ...],
    charts: dict[str, ChartTable],
    version: str,
    saturation: str | None,
) -> tuple[ChecklistItem, ...]:
    """Fill the checklist.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.
    findings, themes, codes : tuples of entries
        As they stand in the report.
    charts : dict of str to ChartTable
        For the agreement of the coders.
    version : str
        Of qualkit.
    saturation : str or None
        What the method says of it.

    Returns
    -------
    tuple of ChecklistItem
        All 32, in order.
    """
    said = {
        **_sample(voices),
        **_coding(voices, codes, charts, version),
        **_themes(themes),
        **_asked(voices.study.findings),
        **_told(findings),
        22: saturation,
    }
    items = enumerate(zip(ITEMS, _SRQR, strict=True), start=1)
    return tuple(ChecklistItem(number, topic, said.get(number), srqr) for number, (topic, srqr) in items)


def _sample(voices: Voices) -> dict[int, str | None]:
    frame = voices.study.corpus.frame
    people = count_people(customers(frame))
    unknown = f", and {counted(people.unknown, 'comment')} by people unknown" if people.unknown else ""
    channels = sorted({voices.label(one) or "" for one in frame["channel"].dropna()})
    if len(channels) > _MOST_NAMED:
        channels = [*channels[:_MOST_NAMED], f"{len(channels) - _MOST_NAMED} more"]
    outcomes = customers(frame).dropna(subset=["outcome"]).groupby("outcome", sort=True)
    described = [
        f"{counted(count_people(rows).known, 'person', 'people')} {did(voices.label(name) or '')}"
        for name, rows in outcomes
    ]
    prompts = int(frame["prompt"].dropna().nunique())
    stamps = frame["created"].dropna()
    span = f" from {month_of(stamps.min())} to {month_of(stamps.max())}" if len(stamps) else ""
    return {
        10: f"Whoever wrote in {listed(channels)}{span}; nobody was drawn by lot." if channels else None,
        12: f"{counted(people.known, 'person', 'people')} known{unknown}, in {counted(len(frame), 'comment')}.",
        14: f"In writing: {listed(channels)}." if channels else None,
        16: f"Known people: {'; '.join(described)}." if described else None,
        17: f"{counted(prompts, 'question was', 'questions were')} answered; each stands beside its quotes."
        if prompts
        else None,
    }


def _coding(
    voices: Voices, codes: tuple[CodeEntry, ...], charts: dict[str, ChartTable], version: str
) -> dict[int, str | None]:
    study = voices.study
    coders = sorted({voices.label(one) or "" for one in study.codings["coder"].dropna()})
    agreed = charts["agreement"].rows[0][1] if "agreement" in charts else None
    tail = (
        f" Alpha over all codes: {agreed}." if agreed else " Their agreement is not known." if len(coders) > 1 else ""
    )
    defined = sum(bool(one.definition) for one in codes)
    return {
        20: f"{counted(len(study.memos), 'memo was', 'memos were')} written while reading."
        if len(study.memos)
        else None,
        24: f"{len(coders)}: {listed(coders)}.{tail}" if coders else None,
        25: f"{counted(len(codes), 'code')}, {defined:,} with a definition: see the codebook." if codes else None,
        27: f"qualkit {version}.",
    }


def _themes(themes: tuple[ThemeEntry, ...]) -> dict[int, str | None]:
    if not themes:
        return {}
    named = sum(one.labelled_by == "person" for one in themes)
    fragile = sum(one.doubt == "fragile" for one in themes)
    return {
        26: f"Suggested by a machine from likeness of words, {named:,} of {len(themes):,} named by a person. "
        "Findings were written by people from passages, not derived from these themes.",
        31: f"{counted(len(themes), 'theme')}, each with people, terms, examples and how often it came back.",
        32: f"{counted(fragile, 'fragile theme is', 'fragile themes are')} named as such."
        if fragile
        else "No theme is fragile.",
    }


def _asked(findings: tuple[Finding, ...]) -> dict[int, str | None]:
    checked = [one for one in findings if one.verdicts]
    if not checked:
        return {28: "No finding was taken back to those quoted." if findings else None}
    people = pd.Series([v.person_id for one in checked for v in one.verdicts], dtype="str").dropna().nunique()
    return {
        28: f"To {counted(len(checked), 'finding')} of {len(findings):,} answers came back, of "
        f"{counted(int(people), 'person', 'people')} known; they stand beside it."
    }


def _told(findings: tuple[FindingEntry, ...]) -> dict[int, str | None]:
    if not findings:
        return {}
    quotes = sum(len(one.supporting) + len(one.contradicting) for one in findings)
    without = sum(not one.contradicting for one in findings)
    looked = sum(one.looked for one in findings)
    return {
        29: f"{counted(quotes, 'passage stands', 'passages stand')} under the findings, each with its speaker’s invented name.",
        30: f"Passages against stand beside {len(findings) - without:,} of {counted(len(findings), 'finding')}; "
        f"somebody looked for them in {looked:,}.",
    }
