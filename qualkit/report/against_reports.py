"""The agreement of a comparison with itself, and with the two reports that it was made from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import zip_longest

from jinja2 import TemplateError

from qualkit import __version__
from qualkit.errors import QualkitError, VerificationError
from qualkit.report.against_itself import shortened
from qualkit.report.against_source import difference
from qualkit.report.compare import ReportLike, compared
from qualkit.report.comparison_file import ComparisonFile, comparison_page, digest_of

__all__ = ["check_against_reports", "check_comparison"]

_WORDS = {"old": "earlier", "new": "later"}


def check_comparison(found: ComparisonFile) -> None:
    """Write a comparison again from its manifest, and compare.

    Parameters
    ----------
    found : ComparisonFile
        The file.

    Raises
    ------
    VerificationError
        Naming the first line that differs, or the version of qualkit that it needs.
    """
    _check_version(found)
    try:
        expected = comparison_page(found.said)
    except (TemplateError, KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        raise VerificationError("The manifest of this comparison has lost its shape.", where=found.name) from problem
    if found.content == expected:
        return
    actual, wanted = found.content.decode("utf-8", "replace").split("\n"), expected.decode("utf-8").split("\n")
    for number, (have, want) in enumerate(zip_longest(actual, wanted, fillvalue=""), start=1):
        if have != want:
            raise VerificationError(
                f"The comparison was changed: it has {shortened(have)!r}, its manifest gives {shortened(want)!r}.",
                where=f"{found.name}, line {number}",
            )


def check_against_reports(found: ComparisonFile, reports: Sequence[ReportLike]) -> None:
    """Compare two reports again, and hold what comes out against a comparison.

    Parameters
    ----------
    found : ComparisonFile
        The comparison, which agrees with itself.
    reports : sequence
        The earlier and the later report.

    Raises
    ------
    VerificationError
        If one of them is another than the one that was compared, or is not as it was written, or something that the
        comparison says does not follow from them.
    QualkitError
        If they are not two, or are no files where files were compared.
    """
    if isinstance(reports, (str, bytes)) or len(reports) != 2:
        raise QualkitError("A comparison has two reports.", where=found.name, hint="reports=(old, new)")
    for side, report in zip(_WORDS, reports, strict=True):
        _check_same(found, side, report, reports)
    names = (str(found.said["old"]["name"]), str(found.said["new"]["name"]))
    expected = compared(reports[0], reports[1], names)
    if found.said != expected:
        place, have, want = difference(found.said, expected, "comparison")
        raise VerificationError(
            f"The comparison has {shortened(str(have))!r}, its two reports give {shortened(str(want))!r}.",
            where=f"{found.name}, {place}",
        )


def _check_same(found: ComparisonFile, side: str, report: ReportLike, reports: Sequence[ReportLike]) -> None:
    listed = found.said[side]["sha256"]
    word, name = _WORDS[side], found.said[side]["name"]
    if not isinstance(report, (str, os.PathLike)):
        if listed is not None:
            raise QualkitError(
                f"The {word} report was a file, {name}.", where=found.name, hint="Give the file: reports=(old, new)."
            )
        return
    if digest_of(report) == listed:
        return
    other = reports[0] if side == "new" else reports[1]
    swapped = isinstance(other, (str, os.PathLike)) and digest_of(other) == listed
    raise VerificationError(
        f"{os.fspath(report)} is not the file that was compared as the {word} report, {name}: its bytes differ.",
        where=found.name,
        hint="They are the wrong way round: the earlier one comes first."
        if swapped
        else "Give the file as it was then, or compare the two again.",
    )


def _check_version(found: ComparisonFile) -> None:
    written = found.said["qualkit"]
    if written != __version__:
        raise VerificationError(
            f"The comparison was written by qualkit {written}, and this is {__version__}: it cannot be written again.",
            where=found.name,
            hint=f"Verify it with qualkit {written}, or compare the two reports again.",
        )
