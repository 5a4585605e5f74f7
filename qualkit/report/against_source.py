"""The agreement of a report with its source: the same quotes, places, counts and charts, and the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

import pandas as pd

from qualkit.errors import VerificationError
from qualkit.model import Study
from qualkit.report.against_itself import check_seal, shortened
from qualkit.report.block import unpack
from qualkit.report.left_out import check_complete, check_shown
from qualkit.report.readback import ReportFile, parse_report
from qualkit.report.render import render
from qualkit.report.summary import summarise
from qualkit.report.voices import Voices
from qualkit.text.identifiers import BY_MODEL
from qualkit.text.phrasing import counted

__all__ = ["check_source", "difference"]


def check_source(found: ReportFile, study: Study, nlp: Callable[[str], Any] | None) -> None:
    """Derive a report again from its study, and compare: quotes, counts, the rest of the manifest, passages, bytes.

    Parameters
    ----------
    found : ReportFile
        The report.
    study : Study
        Its source.
    nlp : callable or None
        The pipeline that it was redacted with, if it was.

    Raises
    ------
    VerificationError
        Naming the first thing that differs.
    """
    manifest = found.manifest
    _check_pipeline(found, nlp)
    _check_state(found, study)
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
    check_complete(found, page)
    for name, number in sorted(manifest["counts"].items()):
        if expected["counts"].get(name) != number:
            raise VerificationError(
                f"The report counts {number}, the source gives {expected['counts'].get(name)}.",
                where=f"{found.name}, {name}",
            )
    _check_manifest(found, expected)
    _check_block(found, unpack(page.block) if page.block else {})
    content = render(page)
    if found.content != content:
        check_shown(found, parse_report(found.name, content))
        _check_bytes(found, content)


_STATE = ("journal_head", "steps", "inputs", "key")
_OTHER_STATE = "The report was written from another state of the study."
_OTHER_WORDS = "The report says what its source does not give."
_SAME_STATE = "Its journal and inputs are those of the study: the report was changed, or the study beside its journal."
_WRITE_AGAIN = "Verify it against the project as it was then, or write the report again."


def _check_manifest(found: ReportFile, expected: Mapping[str, Any]) -> None:
    """Compare the rest of the manifest: what it was written with and from, then its findings, then all else."""
    manifest = found.manifest
    first = ("qualkit", *_STATE, "findings")
    for part in (*first, *sorted((set(expected) | set(manifest)) - set(first))):
        have, want = _plain(manifest.get(part)), _plain(expected.get(part))
        if have == want:
            continue
        if part == "qualkit":
            raise VerificationError(
                f"The report was written by qualkit {have}, and this is {want}. Its quotes and counts agree with the study; "
                "the rest of the file cannot be compared.",
                where=found.name,
                hint=f"Verify it with qualkit {have}, or write the report again.",
            )
        place, one, other = difference(have, want, part)
        raise VerificationError(
            f"{_OTHER_STATE if part in _STATE else _OTHER_WORDS} For {part.replace('_', ' ')} it has "
            f"{shortened(str(one))!r}, the study gives {shortened(str(other))!r}.",
            where=f"{found.name}, {place}",
            hint=_WRITE_AGAIN if part in _STATE else _SAME_STATE,
        )


def _check_state(found: ReportFile, study: Study) -> None:
    """Tell a project that has gone on since its report was written from a report that was changed."""
    then, now = found.manifest.get("steps"), len(study.log)
    if not isinstance(then, int) or then >= now or found.manifest["journal_head"] == study.journal_head:
        return
    check_seal(found)
    last = study.log.iloc[-1]
    raise VerificationError(
        f"The project has gone on since the report was written: its journal had {counted(then, 'step')}, and "
        f"has {now:,} now; the last is “{str(last['kind']).replace('.', ' ')}” by {last['coder']}.",
        where=found.name,
        hint="Write the report again, or verify it against a backup of the project as it was then.",
    )


def _check_pipeline(found: ReportFile, nlp: Callable[[str], Any] | None) -> None:
    used = dict(found.manifest.get("redaction", {}).get("detectors", [])).get(BY_MODEL)
    if used is not None and nlp is None:
        raise VerificationError(
            f"Names in this report were found by a pipeline ({used}), and it is needed to derive the words again.",
            where=found.name,
            hint="Load the same one, and qk.verify(report, project, nlp=...).",
        )


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
                    f"A passage has {shortened(str(have.get(name)))!r} as its {name}, the study gives "
                    f"{shortened(str(want.get(name)))!r}.",
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
    actual = found.content.decode("utf-8", "replace").split("\n")
    wanted = expected.decode("utf-8").split("\n")
    place = ""
    for number, (have, want) in enumerate(zip(actual, wanted, strict=False), start=1):
        place = next(iter(_PLACE.findall(want)[-1:]), place)
        if have == want or (found.sealed and _same_passages(have, want)):
            continue
        if "Content-Security-Policy" in want:
            raise VerificationError(
                "The style or the scripts of the file are not those of this qualkit.",
                where=f"{found.name}, line {number}",
                hint="They were changed, or the report was written by another qualkit; its quotes and numbers agree.",
            )
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


def difference(have: Any, want: Any, place: str) -> tuple[str, Any, Any]:
    """Find the innermost place at which two JSON-like values differ.

    Parameters
    ----------
    have, want : object
        Two values that differ.
    place : str
        What they are called.

    Returns
    -------
    place, have, want : str, object, object
        Where, and what stands there in each; None where one of them lacks it.
    """
    if isinstance(have, dict) and isinstance(want, dict):
        name = next(one for one in sorted(set(have) | set(want)) if have.get(one) != want.get(one))
        return difference(have.get(name), want.get(name), f"{place}.{name}")
    if isinstance(have, list) and isinstance(want, list):
        n, one, two = next((n, *pair) for n, pair in enumerate(zip_longest(have, want)) if pair[0] != pair[1])
        return difference(one, two, f"{place}[{n}]")
    return place, have, want


def _plain(value: Any) -> Any:
    # The manifest went through JSON: tuples came back as lists.
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value
