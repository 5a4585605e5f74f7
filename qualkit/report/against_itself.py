"""The agreement of a report with itself: what it shows with its manifest, and its bytes with its seal."""

from __future__ import annotations

from itertools import zip_longest

from qualkit.errors import VerificationError
from qualkit.model import content_hash
from qualkit.report.readback import ReportFile
from qualkit.report.voices import SHORT_HASH

__all__ = ["check_itself", "check_seal", "shortened"]


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
                    f"A quote was changed; it now reads {shortened(text)!r}.", where=f"{found.name}#{name}"
                )
    for added in sorted(set(found.quotes) - set(listed)):
        raise VerificationError(
            f"A quote was added: {shortened(found.quotes[added][0])!r}.", where=f"{found.name}#{added}"
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
                    f"A chart was changed: it shows {shortened(str(have))!r}, its manifest says {shortened(str(want))!r}.",
                    where=f"{found.name}, chart {name}, row {n + 1}",
                )


def shortened(text: str) -> str:
    """Cut a text to what fits into a message.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    str
        At most 120 characters, without blanks round it.
    """
    text = text.strip()
    return text if len(text) <= 120 else text[:117] + "..."
