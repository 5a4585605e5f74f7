"""The data step: from a study to what a report says."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from qualkit.model import Study
from qualkit.report import background
from qualkit.report.evidence import findings
from qualkit.report.manifest import build_manifest
from qualkit.report.page import ChannelRow, CodeEntry, FindingEntry, Page, ThemeEntry
from qualkit.report.voices import Voices
from qualkit.text.people import count_people, customers

__all__ = ["summarise"]


def summarise(study: Study, *, redact: bool, interactive: bool, reading: pd.DataFrame | None) -> Page:
    """Say what is in a study, ready to be written.

    Parameters
    ----------
    study : Study
        The source.
    redact : bool
        Whether to mask what points at a person.
    interactive : bool
        Whether the file may hold a script.
    reading : DataFrame or None
        Columns order, comment_id, why: what to read next.

    Returns
    -------
    Page
        Everything that the templates show, with the manifest.
    """
    voices = Voices(study, redact=redact)
    about = study.description
    told = findings(voices)
    entries = background.reading_entries(voices, reading) if reading is not None else ()
    themes, codes = background.themes(voices), background.codes(voices)
    threads = () if told else background.conversations(voices)
    channels = background.channels(voices)
    page = Page(
        title=voices.words(about.title),
        question=voices.words(about.question),
        decision=voices.words(about.decision),
        outcome=voices.words(about.outcome),
        period=background.period(study.corpus.frame),
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
        method=background.method(voices),
        audit=background.audit(voices),
        counts=_counts(study, told, themes, codes, channels),
    )
    return replace(page, manifest=build_manifest(page))


def _counts(
    study: Study,
    told: tuple[FindingEntry, ...],
    themes: tuple[ThemeEntry, ...],
    codes: tuple[CodeEntry, ...],
    channels: tuple[ChannelRow, ...],
) -> dict[str, int]:
    frame = study.corpus.frame
    counts = {
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


def _finding_counts(one: FindingEntry) -> dict[str, int]:
    counts = {
        "heard": one.heard.k,
        "base": one.heard.n,
        "beyond": one.beyond,
        "unknown": one.unknown,
        "against": one.against,
        "against_unknown": one.against_unknown,
        "passages_for": len(one.supporting),
        "passages_against": len(one.contradicting),
        "erased": one.erased,
    }
    if one.heard.low is not None and one.heard.high is not None:
        counts |= {"low": one.heard.low, "high": one.heard.high}
    return {f"f-{one.ref}.{name}": n for name, n in counts.items()}
