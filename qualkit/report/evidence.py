"""The findings section: each claim with who said so, who said otherwise, and who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

import pandas as pd

from qualkit.findings import Heard, heard, people_read
from qualkit.model import VERDICTS, CounterSearch, Evidence, Finding, Verdict
from qualkit.report.page import About, ChannelRow, FindingEntry, Missing, SearchEntry, Share, VerdictEntry, WarningEntry
from qualkit.report.quote import Quote
from qualkit.report.voices import Voices
from qualkit.text.months import month_of
from qualkit.text.people import count_people, customers, interval

__all__ = ["did", "findings", "group_of", "percent_interval", "share"]

_SMALL = 0.1
_LARGEST = 8


def findings(voices: Voices, warnings: pd.DataFrame | None = None) -> tuple[FindingEntry, ...]:
    """Describe all findings of a study, in their order.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.
    warnings : DataFrame, optional
        Columns finding_id, warning, detail.

    Returns
    -------
    tuple of FindingEntry
        Every quote in its conversation, every count with its base.
    """
    told = _warnings(voices, warnings)
    return tuple(
        replace(entry, warnings=tuple(one for one in told if one.finding == entry.ref))
        for entry in (_finding(voices, one, number) for number, one in enumerate(voices.study.findings, start=1))
    )


def share(k: int, n: int) -> Share:
    """Give a share of people with its interval in percent.

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
    return Share(k, n, *percent_interval(k, n))


def percent_interval(k: int, n: int) -> tuple[float, float]:
    """Give the ends of the interval of a share as they are shown.

    Parameters
    ----------
    k, n : int
        People of whom it holds, and of whom it could; at least one.

    Returns
    -------
    tuple of two numbers
        Whole percent; tenths where all of it lies below ten percent, for there a whole one is too coarse.

    Examples
    --------
    >>> percent_interval(23, 61), percent_interval(7, 2046)
    ((27, 50), (0.2, 0.7))
    """
    low, high = interval(k, n)
    digits = 1 if high < _SMALL else None
    return round(100 * low, digits), round(100 * high, digits)


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
    return "people" if outcome is None else f"people {did(outcome)}"


def did(outcome: str) -> str:
    """Say what people did, as in "who cancelled" or "with the outcome “2”".

    Parameters
    ----------
    outcome : str
        A value of the outcome column, as shown.

    Returns
    -------
    str
        Fits after "people" and "nobody".
    """
    if outcome.isalpha() and outcome.islower() and outcome.endswith("ed"):
        return f"who {outcome}"
    return f"with the outcome “{outcome}”"


def _finding(voices: Voices, finding: Finding, number: int) -> FindingEntry:
    who = heard(voices.study, finding)
    said_so = set(who.supporting["person_id"].dropna())
    verdicts = _verdicts(voices, [one for one in finding.verdicts if not one.reworded])
    channels = _channels(voices, who)
    for_ = _quotes(voices, finding.supporting, first=who.base)
    against = _quotes(voices, finding.contradicting)
    return FindingEntry(
        ref=voices.ref("finding", finding.finding_id),
        number=number,
        claim=voices.words(finding.claim),
        because=voices.words(finding.because),
        outcome=voices.label(finding.outcome),
        group=group_of(voices.label(finding.outcome)),
        heard=share(len(who.people), len(who.base)),
        beyond=len(said_so - who.base),
        speakers=tuple(sorted(voices.ref("speaker", str(one)) for one in said_so)),
        unknown=count_people(who.supporting).unknown,
        against=count_people(who.contradicting).known,
        against_unknown=count_people(who.contradicting).unknown,
        supporting=for_,
        contradicting=against,
        erased=sum(not one.quote for one in finding.evidence),
        missing=_missing_groups(voices, who, finding.outcome),
        channels=channels,
        elsewhere=customers(voices.study.corpus.frame)["channel"].nunique() - len(channels),
        action=voices.words(finding.action),
        next_question=voices.words(finding.next_question),
        rival=voices.words(finding.rival),
        coder=voices.label(finding.coder) or "",
        status=finding.status,
        scope=voices.words(finding.scope),
        whom=voices.words(finding.whom),
        about=tuple(_about(voices, one) for one in finding.about),
        verdicts=verdicts,
        answers={answer: sum(one.answer == answer for one in verdicts) for answer in VERDICTS},
        former=_verdicts(voices, [one for one in finding.verdicts if one.reworded]),
        read=len(people_read(voices.study, who)),
        searches=tuple(_search(voices, one) for one in finding.searches),
    )


def _warnings(voices: Voices, table: pd.DataFrame | None) -> tuple[WarningEntry, ...]:
    if table is None:
        return ()
    rows = zip(table["finding_id"], table["warning"], table["detail"], strict=True)
    return tuple(
        WarningEntry(voices.ref("finding", str(one)), voices.words(warning), voices.words(detail))
        for one, warning, detail in rows
    )


def _about(voices: Voices, target: str) -> About:
    if target in {code.code_id for code in voices.study.codebook}:
        return About("code", voices.words(voices.study.codebook.get(target).name), f"c-{voices.ref('code', target)}")
    tables = voices.study.themes
    if tables is not None:
        labels = dict(zip(tables.frame["theme_id"], tables.frame["label"], strict=True))
        if target in labels:
            return About("theme", voices.words(labels[target]), f"t-{voices.ref('theme', target)}")
    return About("code or theme", "one that is no longer there", None)


def _verdicts(voices: Voices, verdicts: Sequence[Verdict]) -> tuple[VerdictEntry, ...]:
    """Keep the last answer of each person known, and every answer by people unknown."""
    last: dict[str, Verdict] = {}
    for one in verdicts:
        place = one.person_id or f"\x00{one.verdict_id}"
        last.pop(place, None)
        last[place] = one
    return tuple(VerdictEntry(voices.who(one.person_id), one.answer, voices.words(one.words)) for one in last.values())


def _search(voices: Voices, search: CounterSearch) -> SearchEntry:
    when = pd.to_datetime(search.created, utc=True, errors="coerce")
    month = "" if pd.isna(when) else month_of(when)
    return SearchEntry(
        voices.label(search.coder) or "", month, search.n_read, voices.words(search.note), search.reworded
    )


def _quotes(voices: Voices, evidence: tuple[Evidence, ...], first: Collection[str] = frozenset()) -> tuple[Quote, ...]:
    # Evidence of a forgotten person keeps its place but has no words; it is counted as erased. What two coders set there
    # is one passage.
    places = dict.fromkeys((one.comment_id, one.start, one.end) for one in evidence if one.quote)
    spoken: Counter[str] = Counter()
    turn = {}
    for place in places:
        person = voices.study.corpus.comment(place[0]).person_id or place[0]
        turn[place] = spoken[person], bool(first) and person not in first
        spoken[person] += 1
    # Nobody speaks a second time before all have spoken once, and first those who are counted: what stands on top is not
    # one person twice, nor somebody who did something else.
    return tuple(voices.quote(*place) for place in sorted(places, key=turn.__getitem__))


def _missing_groups(voices: Voices, who: Heard, outcome: str | None) -> tuple[Missing, ...]:
    """Name the channels, and where a finding is about all, the outcomes, of which nobody is in its evidence."""
    evidence = pd.concat([who.supporting, who.contradicting])
    gone = []
    for column in ("channel",) if outcome is not None else ("channel", "outcome"):
        present = set(evidence[column].dropna())
        for name, rows in who.could.groupby(column, sort=True):
            known = count_people(rows).known
            if name not in present and known:
                label = voices.label(name) or ""
                gone.append(Missing(column, f"from {label}" if column == "channel" else did(label), known))
    return tuple(sorted(gone, key=lambda one: (one.kind, -one.people, one.words)))


def _channels(voices: Voices, who: Heard) -> tuple[ChannelRow, ...]:
    """Count the people of each side by channel; of many channels, of those that have any and of the largest."""
    rows = []
    for name, comments in customers(voices.study.corpus.frame).groupby("channel", sort=True):
        sides = [count_people(side[side["channel"] == name]).known for side in (who.supporting, who.contradicting)]
        label = voices.label(name) or ""
        rows.append(ChannelRow(label, count_people(comments).known, supporting=sides[0], contradicting=sides[1]))
    rows.sort(key=lambda one: (-one.people, one.name))
    return tuple(one for n, one in enumerate(rows) if n < _LARGEST or one.supporting or one.contradicting)
