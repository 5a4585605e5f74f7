"""`write_report`: a study in, one file out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.report.render import render
from qualkit.report.replacing import replace_file
from qualkit.report.summary import summarise
from qualkit.report.verified import verify_study

__all__ = ["write_report"]

_FIRST_TO_READ = 12


@checked
def write_report(
    source: Study | Corpus | HasStudy,
    path: str | os.PathLike[str],
    *,
    interactive: bool = True,
    redact: bool = True,
    reading: pd.DataFrame | None = None,
    warnings: pd.DataFrame | None = None,
    nlp: Callable[[str], Any] | None = None,
) -> Path:
    """Write the report of a study: one HTML file that opens anywhere, offline.

    Parameters
    ----------
    source : Study, Corpus or project
        What to report on. Without findings the report leads with what to read first, and says so.
    path : path-like
        Where to write; folders are made, an older file is replaced.
    interactive : bool
        Whether the file may hold scripts: search, filters, charts, and what there is no room for as text. Every finding
        can be read without.
    redact : bool
        Whether to mask e-mail addresses, phone numbers, handles, names and the like. False is for use inside the
        team, and the report says so at its top. Authors are shown by display names in either case.
    reading : DataFrame, optional
        What to read next: columns order, comment_id, why. By default `reading_plan` when there are no findings,
        else none.
    warnings : DataFrame, optional
        What a good supervisor would say of the findings: columns finding_id, warning, detail. By default what
        `finding_warnings` says; the report says how many of these doubts yours leave out.
    nlp : callable, optional
        A spaCy pipeline of your own with named entity recognition: the people and places that it finds are masked too. To
        verify the report later, the same pipeline is needed again.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    VerificationError
        If a passage of the study is not what its source says at that place.
    QualkitError
        If `reading` or `warnings` lacks a column, or names what does not exist, or the file cannot be written.
    """
    study = as_study(source)
    verify_study(study)
    if reading is None and not study.findings:
        from qualkit.coding import reading_plan

        reading = reading_plan(study, n=_FIRST_TO_READ)
    if reading is not None:
        _check_reading(study, reading)
    if warnings is not None:
        _check_warnings(study, warnings)
    page = summarise(study, redact=redact, interactive=interactive, reading=reading, warnings=warnings, nlp=nlp)
    return replace_file(Path(path), render(page), "report")


def _check_reading(study: Study, reading: pd.DataFrame) -> None:
    _need(reading, ("order", "comment_id", "why"), "What to read next needs", "Take it from qk.reading_plan.")
    for comment_id in reading["comment_id"]:
        study.corpus.text(comment_id)


def _check_warnings(study: Study, warnings: pd.DataFrame) -> None:
    _need(warnings, ("finding_id", "warning", "detail"), "Warnings need", "One row a warning.")
    known = [one.finding_id for one in study.findings]
    for finding_id in warnings["finding_id"]:
        if finding_id not in known:
            raise NotFoundError.of("finding", str(finding_id), known)


def _need(table: pd.DataFrame, columns: tuple[str, ...], who: str, hint: str) -> None:
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise QualkitError(
            f"{who} the columns {', '.join(missing)}.", available=[str(name) for name in table.columns], hint=hint
        )
