"""`verify`: derive again what a report or a project states, and name the first thing that differs."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

import pandas as pd

from qualkit.errors import NotFoundError, PassageError, VerificationError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.report.against_itself import check_itself, check_seal
from qualkit.report.against_source import check_source
from qualkit.report.readback import read_report

__all__ = ["Verification", "verify", "verify_study"]


_ALL_DERIVED = "Every byte of the file is as it was written."
_SEALED = "Its bytes fit its seal, which whoever changes a report can write anew: only the project tells."


@dataclass(frozen=True, slots=True)
class Verification:
    """What was derived again and came out the same.

    Attributes
    ----------
    quotes : int
        Quotes that are what their sources, or the report's manifest, say.
    counts : int
        Numbers that came out the same.
    erased : int
        Passages whose words were erased at a person's request; nothing is left to compare.
    source : bool
        Whether the source was at hand: without it, only the report's agreement with itself was checked.
    whole_file : bool
        Whether every byte of the file was covered: derived again from the source, or, without it, under the seal.
    steps : int
        Events of the project's journal, each of which follows from the one before it; 0 where no project was given.
    """

    quotes: int
    counts: int
    erased: int
    source: bool
    whole_file: bool
    steps: int = 0

    def __str__(self) -> str:
        against = "the source" if self.source else "the report's own manifest (the source was not given)"
        # A project alone has quotes and no counts: "0 counts" would read as if something had failed.
        held = f"{self.quotes:,} quotes" + (f" and {self.counts:,} counts" if self.counts else "")
        lines = [f"{held} agree with {against}."]
        if self.whole_file:
            lines.append(_ALL_DERIVED if self.source else _SEALED)
        if self.erased:
            lines.append(f"{self.erased:,} passages were erased at a person's request.")
        if self.steps:
            lines.append(f"The project's journal, of {self.steps:,} steps, and all its texts are whole.")
        return " ".join(lines)


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
    nlp: Callable[[str], Any] | None = None,
) -> Verification:
    """Check a report, a project, or a report against its project.

    Parameters
    ----------
    report : path-like, or Study, Corpus or project
        A file written by `write_report`, or a project whose own journal, texts, codings and evidence are to be checked.
    project : Study, Corpus or project, optional
        The source of the report. With it, a project's journal and texts are recomputed first; then every quote is derived
        again by position, every count is counted again, and the file must come out the same, byte for byte. Without it,
        only the file's agreement with its own manifest and seal can be checked: that finds damage, and not a forger who
        writes a new manifest.
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
        If the file cannot be read.
    """
    if not isinstance(report, (str, os.PathLike)):
        steps = _journal(report)
        return replace(verify_study(as_study(report)), steps=steps)
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


def verify_study(study: Study) -> Verification:
    """Check that every coding and every piece of evidence is what its source says at that place.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Verification
        Number of passages checked.

    Raises
    ------
    VerificationError
        Naming the first passage that differs.
    """
    checked = erased = 0
    for kind, comment_id, start, end, quote in _passages(study):
        if not quote:
            erased += 1
            continue
        try:
            actual = study.corpus.quote(comment_id, start, end)
        except (NotFoundError, PassageError) as problem:
            raise VerificationError(f"{kind} has lost its source: {problem.what}", where=comment_id) from problem
        if actual != quote:
            raise VerificationError(
                f"{kind} says {quote!r}, its source says {actual!r}.",
                where=f"comment {comment_id!r}, characters {start} to {end}",
            )
        checked += 1
    return Verification(checked, 0, erased, source=True, whole_file=False)


def _passages(study: Study) -> list[tuple[str, str, int, int, str]]:
    codings = [
        (
            f"Coding {row['coding_id']!r}",
            row["comment_id"],
            int(row["start"]),
            int(row["end"]),
            "" if pd.isna(row["quote"]) else row["quote"],
        )
        for row in study.codings.to_dict("records")
    ]
    evidence = [
        (f"Evidence {one.evidence_id!r} of finding {n}", one.comment_id, one.start, one.end, one.quote)
        for n, finding in enumerate(study.findings, start=1)
        for one in finding.evidence
    ]
    return codings + evidence
