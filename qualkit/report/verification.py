"""`verify`: derive again what a report or a project states, and name the first thing that differs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol, runtime_checkable

from qualkit.errors import QualkitError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.report.against_itself import check_itself, check_seal
from qualkit.report.against_reports import check_against_reports, check_comparison
from qualkit.report.against_source import check_source
from qualkit.report.compare import ReportLike
from qualkit.report.comparison_file import ComparisonFile, numbers_of, read_comparison
from qualkit.report.readback import read_report
from qualkit.report.verified import Verification, verify_study

__all__ = ["verify"]


@runtime_checkable
class _Journalled(Protocol):
    """What has a journal that can be recomputed: a project."""

    def verify_journal(self) -> Any:
        """Recompute it; raise `VerificationError` at the first thing that differs."""
        ...


@checked
def verify(
    report: str | os.PathLike[str] | Study | Corpus | HasStudy,
    project: Study | Corpus | HasStudy | None = None,
    *,
    reports: Sequence[ReportLike] | None = None,
    nlp: Callable[[str], Any] | None = None,
) -> Verification:
    """Check a report, a project, a report against its project, or a comparison against its two reports.

    Parameters
    ----------
    report : path-like, or Study, Corpus or project
        A file written by `write_report` or `compare_reports`, or a project whose own journal, texts, codings and evidence
        are to be checked.
    project : Study, Corpus or project, optional
        The source of the report. With it, a project's journal and texts are recomputed first; then every quote is derived
        again by position, every count is counted again, and the file must come out the same, byte for byte. Without it,
        only the file's agreement with its own manifest and seal can be checked: that finds damage, and not a forger who
        writes a new manifest.
    reports : sequence of two path-likes, projects, Studies or Corpora, optional
        For a comparison: the earlier and the later report that it was made from, as `compare_reports` got them. They must
        be the same files, byte for byte, and what the comparison says must follow from them. Without them, only its
        agreement with its own manifest and seal can be checked.
    nlp : callable, optional
        The pipeline that the report was redacted with, if it was: it is needed to derive the words as shown.

    Returns
    -------
    Verification
        What was checked.

    Raises
    ------
    VerificationError
        Naming the first thing that differs.
    QualkitError
        If the file cannot be read, or is given what it was not made from: a comparison a project, a report two reports.
    """
    if not isinstance(report, (str, os.PathLike)):
        steps = _journal(report)
        return replace(verify_study(as_study(report)), steps=steps, what="project")
    comparison = read_comparison(report)
    if comparison is not None:
        return _of_comparison(comparison, project, reports)
    if reports is not None:
        raise QualkitError(
            "`reports` is for a comparison of two reports, and this file is none.",
            where=os.fspath(report),
            hint="A report is checked against its project: qk.verify(report, project).",
        )
    found = read_report(report)
    check_itself(found)
    steps = _journal(project)
    if project is not None:
        study = as_study(project)
        verify_study(study)
        check_source(found, study, nlp)
    else:
        check_seal(found)
    counts = len(found.manifest["counts"]) + sum(len(row) - 1 for table in found.charts.values() for row in table)
    n = len(found.manifest["quotes"])
    return Verification(n, counts, 0, source=project is not None, whole_file=True, steps=steps)


def _journal(source: object) -> int:
    return int(source.verify_journal().n_events) if isinstance(source, _Journalled) else 0


def _of_comparison(
    found: ComparisonFile,
    project: Study | Corpus | HasStudy | None,
    reports: Sequence[ReportLike] | None,
) -> Verification:
    if project is not None:
        raise QualkitError(
            "A comparison follows from two reports, and not from a project.",
            where=found.name,
            hint="qk.verify(comparison, reports=(old, new)); then each report against its project.",
        )
    check_comparison(found)
    if reports is not None:
        check_against_reports(found, reports)
    return Verification(0, numbers_of(found.said), 0, source=reports is not None, whole_file=True, what="comparison")
