"""What a report leaves out of its source: a finding, a passage, or the place where it should stand."""

from __future__ import annotations

from qualkit.errors import VerificationError
from qualkit.report.against_itself import shortened
from qualkit.report.manifest import quotes_of
from qualkit.report.page import Page
from qualkit.report.readback import ReportFile

__all__ = ["check_complete", "check_shown"]

_KINDS = {"f": "finding", "t": "theme", "c": "code", "r": "post of ours"}


def check_complete(found: ReportFile, page: Page) -> None:
    """Look for each finding and each passage of the study in the manifest of a report.

    Parameters
    ----------
    found : ReportFile
        The report.
    page : Page
        What the study gives.

    Raises
    ------
    VerificationError
        Naming the first that is not there.
    """
    findings = found.manifest.get("findings")
    listed = {str(one.get("ref")) for one in findings if isinstance(one, dict)} if isinstance(findings, list) else set()
    for finding in page.findings:
        if finding.ref not in listed:
            raise VerificationError(
                f"Finding {finding.number} is missing from the report: {shortened(finding.claim)!r}.",
                where=f"{found.name}#f-{finding.ref}",
            )
    quoted = {str(row[0]) for row in found.manifest["quotes"]}
    sides = _sides(page)
    for quote in quotes_of(page):
        if f"q-{quote.quote_id}" not in quoted:
            raise VerificationError(
                f"A passage{sides.get(quote.quote_id, '')} is missing from the report: {shortened(quote.text)!r}.",
                where=f"{found.name}#q-{quote.quote_id}",
            )


def _sides(page: Page) -> dict[str, str]:
    told: dict[str, str] = {}
    for finding in page.findings:
        for side, quotes in (("for", finding.supporting), ("against", finding.contradicting)):
            for quote in quotes:
                told.setdefault(quote.quote_id, f" {side} finding {finding.number}")
    return told


def check_shown(found: ReportFile, expected: ReportFile) -> None:
    """Look for each part and each quote in its place on the page.

    Parameters
    ----------
    found : ReportFile
        The report.
    expected : ReportFile
        The same, as the study gives it.

    Raises
    ------
    VerificationError
        Naming the first that does not stand where it should.
    """
    for name in expected.parts:
        if name not in found.parts:
            kind = _KINDS.get(name[:1], "part")
            raise VerificationError(f"A {kind} is missing from the page.", where=f"{found.name}#{name}")
    for name, shown in expected.quotes.items():
        if len(found.quotes.get(name, [])) < len(shown):
            raise VerificationError(
                f"A quote is missing from a place where it should stand: {shortened(shown[0])!r}.",
                where=f"{found.name}#{name}",
            )
    for name, numbers in expected.counts.items():
        if len(found.counts.get(name, [])) < len(numbers):
            raise VerificationError(
                f"A number is missing, or is no longer marked as one; it is {numbers[0]}.",
                where=f"{found.name}, {name}",
            )
