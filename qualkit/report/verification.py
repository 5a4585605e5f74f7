"""`verify`: derive again what a report or a project states, and name the first thing that differs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import pandas as pd

from qualkit.errors import NotFoundError, PassageError, VerificationError
from qualkit.model import Corpus, HasStudy, Study, as_study, content_hash
from qualkit.report.block import unpack
from qualkit.report.readback import ReportFile, read_report
from qualkit.report.render import render
from qualkit.report.summary import summarise
from qualkit.report.voices import SHORT_HASH, Voices
from qualkit.text.identifiers import BY_MODEL

__all__ = ["Verification", "check_itself", "check_seal", "verify", "verify_study"]


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
    *,
    nlp: Callable[[str], Any] | None = None,
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
        return verify_study(as_study(report))
    found = read_report(report)
    check_itself(found)
    if project is not None:
        study = as_study(project)
        verify_study(study)
        _check_source(found, study, nlp)
    else:
        check_seal(found)
    counts = len(found.manifest["counts"]) + sum(len(row) - 1 for table in found.charts.values() for row in table)
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


def check_itself(found: ReportFile) -> None:
    """Compare what a report shows with what its manifest says.

    Parameters
    ----------
    found : ReportFile
        The report.

    Raises
    ------
    VerificationError
        Naming the first quote, number or cell that differs.
    """
    _check_quotes(found)
    _check_counts(found)
    _check_charts(found)


def check_seal(found: ReportFile) -> None:
    """Compare the bytes of a report with its seal.

    Parameters
    ----------
    found : ReportFile
        The report.

    Raises
    ------
    VerificationError
        If they differ.
    """
    if not found.sealed:
        raise VerificationError(
            "The file was changed after it was written, outside its quotes and counts.",
            where=found.name,
            hint="Give the project as well, and qk.verify says where.",
        )


def _check_quotes(found: ReportFile) -> None:
    listed = {str(row[0]): str(row[4]) for row in found.manifest["quotes"]}
    for name, digest in listed.items():
        shown = found.quotes.get(name, [])
        if not shown:
            raise VerificationError("A quote is missing from the report.", where=f"{found.name}#{name}")
        for text in shown:
            if content_hash(text)[:SHORT_HASH] != digest:
                raise VerificationError(
                    f"A quote was changed; it now reads {_short(text)!r}.", where=f"{found.name}#{name}"
                )
    for added in sorted(set(found.quotes) - set(listed)):
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


def _check_charts(found: ReportFile) -> None:
    listed = found.manifest["charts"]
    for name in sorted(set(listed) | set(found.charts)):
        rows, shown = listed.get(name, []), found.charts.get(name, [])
        nothing: list[str] = []
        for n, (row, cells) in enumerate(zip_longest(rows, shown, fillvalue=nothing)):
            if list(row) != cells:
                have, want = next(pair for pair in zip_longest(cells, row, fillvalue="") if pair[0] != pair[1])
                raise VerificationError(
                    f"A chart was changed: it shows {_short(str(have))!r}, its manifest says {_short(str(want))!r}.",
                    where=f"{found.name}, chart {name}, row {n + 1}",
                )


def _check_pipeline(found: ReportFile, nlp: Callable[[str], Any] | None) -> None:
    used = dict(found.manifest.get("redaction", {}).get("detectors", [])).get(BY_MODEL)
    if used is not None and nlp is None:
        raise VerificationError(
            f"Names in this report were found by a pipeline ({used}), and it is needed to derive the words again.",
            where=found.name,
            hint="Load the same one, and qk.verify(report, project, nlp=...).",
        )


def _check_source(found: ReportFile, study: Study, nlp: Callable[[str], Any] | None) -> None:
    manifest = found.manifest
    _check_pipeline(found, nlp)
    options = manifest.get("options", {})
    page = summarise(
        study,
        redact=bool(options.get("redact", True)),
        interactive=bool(options.get("interactive", True)),
        reading=_reading(found, study),
        warnings=_warnings(found, study),
        nlp=nlp,
    )
    expected = page.manifest
    derived = {row[0]: row for row in expected["quotes"]}
    for row in manifest["quotes"]:
        _check_quote(found, row, derived.get(row[0]))
    for name, number in sorted(manifest["counts"].items()):
        if expected["counts"].get(name) != number:
            raise VerificationError(
                f"The report counts {number}, the source gives {expected['counts'].get(name)}.",
                where=f"{found.name}, {name}",
            )
    for part in sorted(set(expected) | set(manifest)):
        have, want = _plain(manifest.get(part)), _plain(expected.get(part))
        if have != want:
            place, one, other = _difference(have, want, part)
            raise VerificationError(
                f"The report was written from another state of the study: its {part.replace('_', ' ')} differs. "
                f"It has {_short(str(one))!r}, the study gives {_short(str(other))!r}.",
                where=f"{found.name}, {place}",
                hint="Verify it against the project as it was then, or write the report again.",
            )
    _check_block(found, unpack(page.block) if page.block else {})
    _check_bytes(found, render(page))


def _check_quote(found: ReportFile, row: list[Any], derived: list[Any] | None) -> None:
    where = f"{found.name}#{row[0]}"
    if derived is None:
        raise VerificationError("A quote of the report is not in the study.", where=where)
    if row[3] != derived[3]:
        raise VerificationError("The comment behind a quote was changed, or is another one.", where=where)
    if row[4] != derived[4]:
        raise VerificationError("A quote reads otherwise than its source.", where=where)
    if row[1:3] != derived[1:3]:
        raise VerificationError("A quote stands at another place in its source.", where=where)


def _check_block(found: ReportFile, expected: dict[str, Any]) -> None:
    nothing: dict[str, Any] = {}
    for have, want in zip_longest(found.block.get("passages", []), expected.get("passages", []), fillvalue=nothing):
        for name in sorted(set(have) | set(want)):
            if have.get(name) != want.get(name):
                raise VerificationError(
                    f"A passage has {_short(str(have.get(name)))!r} as its {name}, the study gives "
                    f"{_short(str(want.get(name)))!r}.",
                    where=f"{found.name}#{want.get('id') or have.get('id')}",
                )
    for part in ("lists", "threads"):
        have, want = found.block.get(part, {}), expected.get(part, {})
        for name in sorted(set(have) | set(want)):
            if have.get(name) != want.get(name):
                raise VerificationError(
                    f"The {part} of the passages differ from the study.", where=f"{found.name}, {name}"
                )


def _warnings(found: ReportFile, study: Study) -> pd.DataFrame | None:
    listed = found.manifest.get("warnings")
    if listed is None:
        return None
    voices = Voices(study, redact=False)
    by_ref = {voices.ref("finding", one.finding_id): one.finding_id for one in study.findings}
    rows = [(by_ref.get(ref), warning, detail) for ref, warning, detail in listed]
    if any(one is None for one, _, _ in rows):
        raise VerificationError("A warning of the report is about no finding of the study.", where=found.name)
    return pd.DataFrame(rows, columns=["finding_id", "warning", "detail"])


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
    place = ""
    for number, (have, want) in enumerate(zip(actual, wanted, strict=False), start=1):
        place = next(iter(_PLACE.findall(want)[-1:]), place)
        if have == want or (found.sealed and _same_passages(have, want)):
            continue
        raise VerificationError(
            f"The file differs from what the study gives: it has {_round(have, want)!r}, expected {_round(want, have)!r}.",
            where=f"{found.name}#{place}, line {number}" if place else f"{found.name}, line {number}",
        )
    if len(actual) != len(wanted):
        raise VerificationError(
            "The file has lost its end, or something was added there.", where=f"{found.name}, line {len(wanted)}"
        )


_PLACE = re.compile(r'\s(?:id|data-q)="([^"]+)"')
_BLOCK = re.compile(r'^(<script type="application/octet-stream" id="qualkit-passages">)([A-Za-z0-9+/=]*)(</script>)$')
_SEAL = re.compile(r'^<script type="application/json" id="qualkit-seal">.*</script>$')


def _same_passages(have: str, want: str) -> bool:
    """Say whether two lines are blocks of the same passages, which another machine may have compressed otherwise.

    Their passages were compared before, one by one; the seal, which is over the compressed bytes, then differs as well.
    """
    both = (_BLOCK.match(have), _BLOCK.match(want))
    return all(both) or bool(_SEAL.match(have) and _SEAL.match(want))


def _round(text: str, other: str) -> str:
    """Cut a long line to what lies round its first difference from another."""
    if len(text) <= 120:
        return text.strip()
    at = next(
        (n for n, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), min(len(text), len(other))
    )
    return text[max(0, at - 50) : at + 60].strip()


def _difference(have: Any, want: Any, place: str) -> tuple[str, Any, Any]:
    """Find the innermost place at which two JSON values differ."""
    if isinstance(have, dict) and isinstance(want, dict):
        name = next(one for one in sorted(set(have) | set(want)) if have.get(one) != want.get(one))
        return _difference(have.get(name), want.get(name), f"{place}.{name}")
    if isinstance(have, list) and isinstance(want, list):
        n, one, two = next((n, *pair) for n, pair in enumerate(zip_longest(have, want)) if pair[0] != pair[1])
        return _difference(one, two, f"{place}[{n}]")
    return place, have, want


def _plain(value: Any) -> Any:
    # The manifest went through JSON: tuples came back as lists.
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 120 else text[:117] + "..."
