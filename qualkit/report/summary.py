"""The data step: from a study to what a report says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from qualkit.findings import finding_warnings
from qualkit.model import Study
from qualkit.report import background
from qualkit.report.block import facets_of, pack, passages_block
from qualkit.report.charts import agreed, charts
from qualkit.report.coreq import checklist
from qualkit.report.evidence import findings
from qualkit.report.layout import lay_out
from qualkit.report.manifest import build_manifest, quotes_of
from qualkit.report.page import ChannelRow, CodeEntry, FindingEntry, Page, ThemeEntry
from qualkit.report.responded import counted, responded
from qualkit.report.voices import Voices
from qualkit.text.people import count_people, customers

__all__ = ["summarise"]

_MISSING = "who is missing"


def summarise(
    study: Study,
    *,
    redact: bool,
    interactive: bool,
    reading: pd.DataFrame | None,
    warnings: pd.DataFrame | None = None,
    nlp: Callable[[str], Any] | None = None,
) -> Page:
    """Say what is in a study, ready to be written.

    Parameters
    ----------
    study : Study
        The source.
    redact : bool
        Whether to mask what points at a person.
    interactive : bool
        Whether the file may hold scripts.
    reading : DataFrame or None
        Columns order, comment_id, why: what to read next.
    warnings : DataFrame or None
        Columns finding_id, warning, detail; by default `finding_warnings`.
    nlp : callable, optional
        The pipeline that finds names, if any.

    Returns
    -------
    Page
        Everything that the templates show, with the manifest.
    """
    voices = Voices(study, redact=redact, nlp=nlp)
    about = study.description
    alike = agreed(study)
    derived = finding_warnings(study, agreement=alike)
    doubts = derived if warnings is None else warnings
    answers, tables = responded(voices)
    told, entries, answers, themes, codes = lay_out(
        _with_withheld(findings(voices, doubts), study, derived, doubts),
        background.reading_entries(voices, reading) if reading is not None else (),
        answers,
        background.themes(voices),
        background.codes(voices),
        interactive=interactive,
    )
    drawn = charts(voices, told, themes, alike) | {one.ref: one for one in tables}
    channels, unnamed = background.channels(voices)
    audit = background.audit(voices)
    threads = () if told else background.conversations(voices)
    method = background.method(voices)  # last, for it counts the masks of all that is shown
    page = Page(
        title=voices.words(about.title),
        question=voices.words(about.question),
        decision=voices.words(about.decision),
        outcome=voices.words(about.outcome),
        period=background.period(study.corpus.frame),
        months=background.months(study.corpus.frame),
        redact=redact,
        interactive=interactive,
        unknown=count_people(customers(study.corpus.frame)).unknown,
        findings=told,
        reading=entries,
        threads=threads,
        themes=themes,
        themed=background.themed(voices),
        codes=codes,
        channels=channels,
        unnamed=unnamed,
        method=method,
        audit=audit,
        counts=_counts(study, told, themes, codes, channels) | counted(answers),
        responses=answers,
        warned=warnings is not None,
        charts=drawn,
        checklist=checklist(voices, told, themes, codes, drawn, audit["version"], method["saturation"]),
    )
    if interactive:
        block = pack(passages_block(told, entries, answers, themes, codes))
        page = replace(page, block=block, facets=facets_of(quotes_of(page)))
    return replace(page, manifest=build_manifest(page))


def _with_withheld(
    told: tuple[FindingEntry, ...], study: Study, derived: pd.DataFrame, given: pd.DataFrame
) -> tuple[FindingEntry, ...]:
    """Count the doubts that the data give and that are not among those given."""
    kept = set(zip(given["finding_id"].astype(str), given["warning"], strict=True))
    gone = [one for one in zip(derived["finding_id"], derived["warning"], strict=True) if one not in kept]
    return tuple(
        # Who is missing stands in a place of its own, whatever is given.
        replace(entry, withheld=sum(gap == (one.finding_id, gap[1]) and gap[1] != _MISSING for gap in gone))
        for entry, one in zip(told, study.findings, strict=True)
    )


def _counts(
    study: Study,
    told: tuple[FindingEntry, ...],
    themes: tuple[ThemeEntry, ...],
    codes: tuple[CodeEntry, ...],
    channels: tuple[ChannelRow, ...],
) -> dict[str, float]:
    frame = study.corpus.frame
    counts: dict[str, float] = {
        "comments": len(frame),
        "conversations": int(frame["conversation_id"].nunique()),
        "people": count_people(customers(frame)).known,
        "channels": len(channels),
    }
    for one in told:
        counts |= _finding_counts(one)
    for theme in themes:
        counts |= {f"t-{theme.ref}.people": theme.people, f"t-{theme.ref}.comments": theme.comments}
    for code in codes:
        counts |= {f"c-{code.ref}.people": code.people, f"c-{code.ref}.passages": code.passages}
    return counts


def _finding_counts(one: FindingEntry) -> dict[str, float]:
    counts: dict[str, float] = {
        "heard": one.heard.k,
        "base": one.heard.n,
        "beyond": one.beyond,
        "unknown": one.unknown,
        "against": one.against,
        "against_unknown": one.against_unknown,
        "passages_for": len(one.supporting),
        "passages_against": len(one.contradicting),
        "erased": one.erased,
        "asked": len(one.verdicts),
        "former": len(one.former),
        "people_read": one.read,
        "withheld": one.withheld,
        **one.answers,
    }
    if one.heard.low is not None and one.heard.high is not None:
        counts |= {"low": one.heard.low, "high": one.heard.high}
    counts |= _numbered("missing", (gap.people for gap in one.missing))
    counts |= _numbered("read", (search.n_read for search in one.searches))
    for n, row in enumerate(one.channels):
        counts |= {f"ch{n}.for": row.supporting, f"ch{n}.against": row.contradicting, f"ch{n}": row.people}
    return {f"f-{one.ref}.{name}": n for name, n in counts.items()}


def _numbered(name: str, numbers: Iterable[int]) -> dict[str, int]:
    return {f"{name}{n}": number for n, number in enumerate(numbers)}
