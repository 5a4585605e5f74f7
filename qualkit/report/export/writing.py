"""`export`: a study in, tables and texts for other programs out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

import qualkit
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.report.export.border import Border
from qualkit.report.export.cells import delimited
from qualkit.report.export.columnar import columnar
from qualkit.report.export.markdown import markdown
from qualkit.report.export.outline import outline
from qualkit.report.export.schema import SCHEMA, TABLES
from qualkit.report.export.structured import counts, project, redaction, structured
from qualkit.report.export.tables import build
from qualkit.report.export.word import word
from qualkit.report.export.workbook import workbook
from qualkit.report.replacing import replace_file
from qualkit.report.verified import verify_study

__all__ = ["export"]

_ONE_TABLE = (".csv", ".parquet")
_WHOLE: dict[str, Callable[[Border, bool], bytes]] = {
    ".xlsx": lambda border, excel_safe: _workbook(border, excel_safe),
    ".json": lambda border, _: structured(border, _all_tables(border)),
    ".md": lambda border, _: markdown(outline(border)),
    ".docx": lambda border, _: word(outline(border)),
}


@checked
def export(
    source: Study | Corpus | HasStudy,
    path: str | os.PathLike[str],
    *,
    what: str | Sequence[str] | None = None,
    redact: bool = True,
    excel_safe: bool = True,
    nlp: Callable[[str], Any] | None = None,
) -> Path | list[Path]:
    """Write findings, codings, codebook, themes and conversations for other programs.

    Parameters
    ----------
    source : Study, Corpus or project
        What to write.
    path : path-like
        Where to write; folders are made, an older file is replaced. The suffix says how: ``.xlsx`` (one sheet a
        table), ``.json`` (everything), ``.csv`` and ``.parquet`` (one table a file), ``.md`` and ``.docx`` (the
        findings with their quotes, to be read and edited).
    what : str or sequence of str, optional
        For ``.csv`` and ``.parquet``: findings, evidence, codings (the default), codebook, themes, assignments or
        conversations. Of several, each is written to a file of its own, named ``stem-table.suffix``.
    redact : bool
        Whether to mask what points at a person as a report does, to replace ids by codes that only the project can
        resolve, and to leave out variables and hours. False is for use inside the team. Authors are shown by display
        names in either case.
    excel_safe : bool
        Whether a text that a spreadsheet could take for a formula is marked: in CSV by an apostrophe before it. In
        XLSX every text is a string in either case.
    nlp : callable, optional
        A spaCy pipeline of your own with named entity recognition: the people and places that it finds are masked too.

    Returns
    -------
    Path or list of Path
        The file; a list where `what` is one.

    Raises
    ------
    NotFoundError
        If there is no such table.
    VerificationError
        If a passage of the study is not what its source says at that place.
    QualkitError
        If the suffix is unknown, `what` is given for a format that holds everything, or the file cannot be written.

    Notes
    -----
    Positions count code points of the texts as they are exported: ``quote == text[start:end]``. The same study gives
    the same bytes.
    """
    place = Path(path)
    suffix = place.suffix.lower()
    tables = None if what is None else [what] if isinstance(what, str) else list(what)
    _check(place, suffix, tables)
    study = as_study(source)
    verify_study(study)
    border = Border(study, redact=redact, nlp=nlp)
    if suffix in _WHOLE:
        return replace_file(place, _WHOLE[suffix](border, excel_safe), "export")
    if tables is None or isinstance(what, str):
        return replace_file(place, _one_table(border, tables[0] if tables else "codings", suffix, excel_safe), "export")
    return [
        replace_file(
            place.with_name(f"{place.stem}-{one}{place.suffix}"), _one_table(border, one, suffix, excel_safe), "export"
        )
        for one in tables
    ]


def _check(place: Path, suffix: str, tables: Sequence[str] | None) -> None:
    if suffix not in (*_ONE_TABLE, *_WHOLE):
        raise QualkitError(
            f"There is no export to {place.suffix or 'a file without a suffix'}.",
            where=str(place),
            available=[".xlsx", ".csv", ".parquet", ".json", ".md", ".docx"],
            hint="The suffix of the file says how it is written.",
        )
    if tables is not None and suffix in _WHOLE:
        raise QualkitError(
            f"A {suffix} file holds everything: `what` cannot be chosen.",
            where=str(place),
            hint="Leave `what` out, or write .csv or .parquet.",
        )
    for one in tables or ():
        if one not in TABLES:
            raise NotFoundError.of("table", str(one), TABLES)


def _one_table(border: Border, table: str, suffix: str, excel_safe: bool) -> bytes:
    frame = build(border, table)
    if suffix == ".csv":
        return delimited(frame, excel_safe=excel_safe)
    return columnar(table, frame, redacted=border.redact)


def _all_tables(border: Border) -> dict[str, pd.DataFrame]:
    return {table: build(border, table) for table in TABLES}


def _workbook(border: Border, excel_safe: bool) -> bytes:
    tables = _all_tables(border)
    return workbook(tables, _told(border, tables), excel_safe=excel_safe)


def _told(border: Border, tables: dict[str, pd.DataFrame]) -> list[tuple[str, str | int]]:
    about, masked = project(border), redaction(border)
    shown = (
        "What points at a person is masked, and ids are replaced. A story can still give somebody away."
        if border.redact
        else "Nothing was masked: for use inside the team. Authors appear under display names."
    )
    return [
        ("Written by", f"qualkit {qualkit.__version__}"),
        ("Schema", SCHEMA),
        *((name.capitalize(), value) for name in ("title", "question", "decision") if (value := about[name])),
        ("Journal", border.study.journal_head),
        ("How much there is", ""),
        *((name.capitalize(), n) for name, n in counts(border, tables).items()),
        ("What was masked", ""),
        ("Redaction", shown),
        ("Rules", masked["policy"] or "none"),
        *((f"Marks [{kind}] in comments", n) for kind, n in masked["masked"].items()),
        ("Variables left out", "; ".join(masked["left_out"]) or "none"),
        ("Hidden characters shown as signs", masked["signs"]),
        ("How to read it", ""),
        ("Positions", "start and end count code points of the text on the sheet conversations, from 0, half-open."),
        ("Times", "UTC."),
        ("What a spreadsheet cannot hold", ""),
    ]
