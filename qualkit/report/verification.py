"""`verify`: derive again what a report or a project states, and name the first thing that differs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qualkit.errors import NotFoundError, PassageError, VerificationError
from qualkit.model import Corpus, HasStudy, Study, as_study, content_hash
from qualkit.report.readback import ReportFile, read_report
from qualkit.report.render import render
from qualkit.report.summary import summarise
from qualkit.report.voices import Voices

__all__ = ["Verification", "verify", "verify_study"]


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
        Whether every byte of the file was covered.
    """

    quotes: int
    counts: int
    erased: int
    source: bool
    whole_file: bool

    def __str__(self) -> str:
        against = "the source" if self.source else "the report's own manifest (the source was not given)"
        lines = [f"{self.quotes:,} quotes and {self.counts:,} counts agree with {against}."]
        if self.whole_file:
            lines.append("Every byte of the file is as it was written.")
        if self.erased:
            lines.append(f"{self.erased:,} passages were erased at a person's request.")
        return " ".join(lines)


def verify(
    report: str | os.PathLike[str] | Study | Corpus | HasStudy,
    project: Study | Corpus | HasStudy | None = None,
) -> Verification:
    """Check a report, a project, or a report against its project.

    Parameters
    ----------
    report : path-like, or Study, Corpus or project
        A file written by `write_report`, or a project whose own codings and evidence are to be checked.
    project : Study, Corpus or project, optional
        The source of the report. With it, every quote is derived again by position, every count is counted again,
        and the file must come out the same, byte for byte. Without it, only the file's agreement with its own
        manifest and seal can be checked: that finds damage, and not a forger who writes a new manifest.

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
        return verify_study(as_study(report))
    found = read_report(report)
    _check_quotes(found)
    _check_counts(found)
    if project is not None:
        study = as_study(project)
        verify_study(study)
        _check_source(found, study)
    elif not found.sealed:
        raise VerificationError(
            "The file was changed after it was written, outside its quotes and counts.",
            where=found.name,
            hint="Give the project as well, and qk.verify says where.",
        )
    counts = len(found.manifest["counts"])
    return Verification(len(found.manifest["quotes"]), counts, 0, source=project is not None, whole_file=True)


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


def _check_quotes(found: ReportFile) -> None:
    for entry in found.manifest["quotes"]:
        shown = found.quotes.get(entry["id"], [])
        if not shown:
            raise VerificationError("A quote is missing from the report.", where=f"#{entry['id']}")
        for text in shown:
            if content_hash(text) != entry["sha256"]:
                raise VerificationError(
                    f"A quote was changed; it now reads {_short(text)!r}.", where=f"{found.name}#{entry['id']}"
                )
    listed = {entry["id"] for entry in found.manifest["quotes"]}
    for added in sorted(set(found.quotes) - listed):
        raise VerificationError(
            f"A quote was added: {_short(found.quotes[added][0])!r}.", where=f"{found.name}#{added}"
        )


def _check_counts(found: ReportFile) -> None:
    for name, shown in sorted(found.counts.items()):
        for number in shown:
            expected = found.manifest["counts"].get(name)
            if number.replace(",", "") != str(expected):
                raise VerificationError(
                    f"The report shows {number} where its manifest says {expected}.", where=f"{found.name}, {name}"
                )


def _check_source(found: ReportFile, study: Study) -> None:
    manifest = found.manifest
    options = manifest.get("options", {})
    page = summarise(
        study,
        redact=bool(options.get("redact", True)),
        interactive=bool(options.get("interactive", True)),
        reading=_reading(found, study),
    )
    expected = page.manifest
    derived = {entry["id"]: entry for entry in expected["quotes"]}
    for entry in manifest["quotes"]:
        _check_quote(found, entry, derived.get(entry["id"]))
    for name, number in sorted(manifest["counts"].items()):
        if expected["counts"].get(name) != number:
            raise VerificationError(
                f"The report counts {number}, the source gives {expected['counts'].get(name)}.",
                where=f"{found.name}, {name}",
            )
    for part in sorted(set(expected) | set(manifest)):
        if _plain(manifest.get(part)) != _plain(expected.get(part)):
            raise VerificationError(
                f"The report was written from another state of the study: its {part.replace('_', ' ')} differs.",
                where=found.name,
                hint="Verify it against the project as it was then, or write the report again.",
            )
    _check_bytes(found, render(page))


def _check_quote(found: ReportFile, entry: dict[str, Any], derived: Any) -> None:
    where = f"{found.name}#{entry['id']}"
    if derived is None:
        raise VerificationError("A quote of the report is not in the study.", where=where)
    for field, meaning in (
        ("source", "The comment behind a quote was changed."),
        ("text_ref", "The comment behind a quote is another one in the journal."),
        ("sha256", "A quote reads otherwise than its source."),
    ):
        if entry.get(field) != derived[field]:
            raise VerificationError(meaning, where=where)
    if (entry.get("start"), entry.get("end")) != (derived["start"], derived["end"]):
        raise VerificationError("A quote stands at another place in its source.", where=where)


def _reading(found: ReportFile, study: Study) -> pd.DataFrame | None:
    listed = found.manifest.get("reading")
    if listed is None:
        return None
    voices = Voices(study, redact=False)
    by_ref = {voices.ref("comment", one): one for one in study.corpus.frame["comment_id"].tolist()}
    rows = []
    for entry in listed:
        if entry.get("ref") not in by_ref:
            raise VerificationError("A comment to be read first is not in the study.", where=found.name)
        rows.append((entry["order"], by_ref[entry["ref"]], entry["why"]))
    return pd.DataFrame(rows, columns=["order", "comment_id", "why"])


def _check_bytes(found: ReportFile, expected: bytes) -> None:
    if found.content == expected:
        return
    actual = found.content.decode("utf-8", "replace").split("\n")
    wanted = expected.decode("utf-8").split("\n")
    for number, (have, want) in enumerate(zip(actual, wanted, strict=False), start=1):
        if have != want:
            raise VerificationError(
                f"The file differs from what the study gives: it has {_short(have)!r}, expected {_short(want)!r}.",
                where=f"{found.name}, line {number}",
            )
    raise VerificationError(
        "The file has lost its end, or something was added there.", where=f"{found.name}, line {len(wanted)}"
    )


def _plain(value: Any) -> Any:
    # The manifest went through JSON: tuples came back as lists.
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 120 else text[:117] + "..."
