"""The manifest: what a report states, in a form that a machine can check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualkit.model import content_hash
from qualkit.report.page import FindingEntry, Page
from qualkit.report.quote import Quote
from qualkit.report.voices import SHORT_HASH

__all__ = ["SCHEMA", "build_manifest", "quotes_of"]

SCHEMA = 4


def quotes_of(page: Page) -> Iterator[Quote]:
    """Go through all quotes that a report holds, as HTML or in its block, in the order in which they are met.

    Parameters
    ----------
    page : Page
        The report.

    Yields
    ------
    Quote
        Each passage once.
    """
    seen: set[str] = set()
    for quotes, html in _places(page):
        for quote in quotes if page.interactive else quotes[:html]:
            if quote.quote_id not in seen:
                seen.add(quote.quote_id)
                yield quote


def _places(page: Page) -> Iterator[tuple[tuple[Quote, ...], int]]:
    for finding in page.findings:
        yield finding.supporting, finding.html_for
        yield finding.contradicting, finding.html_against
    for entry in page.reading:
        yield (entry.quote,), 1
    if page.responses:
        for answered in page.responses.entries:
            yield () if answered.ours is None else (answered.ours,), 1
            yield answered.quotes, answered.html
        yield page.responses.silences, len(page.responses.silences)
    for theme in page.themes:
        yield theme.examples, len(theme.examples)
    for code in page.codes:
        yield code.quotes, code.html


def build_manifest(page: Page) -> dict[str, Any]:
    """List every quote, every count and every origin of a page.

    Parameters
    ----------
    page : Page
        The report, complete but for its manifest.

    Returns
    -------
    dict
        JSON-like: ``schema``, ``qualkit``, ``journal_head``, ``steps`` (of the journal), ``inputs``, ``options``,
        ``redaction``, ``quotes`` (rows of id, start, end, keyed hash of the source, hash of the words as shown; both cut to
        `SHORT_HASH` digits), ``counts``, ``charts`` (cells), ``findings`` and ``suggested`` (what `compare_reports` sets side
        by side), ``reading``, ``warnings``, ``themes``.
    """
    return {
        "schema": SCHEMA,
        "qualkit": page.audit["version"],
        "journal_head": page.audit["head"],
        "steps": page.audit["events"],
        "inputs": page.audit["inputs"],
        "key": page.audit["key"],
        "about": {"title": page.title, "question": page.question, "period": page.period, "months": list(page.months)},
        "channels": [one.name for one in page.channels],
        "options": {"interactive": page.interactive, "redact": page.redact},
        "redaction": {
            "policy": page.method["policy"] if page.redact else None,
            "masked": dict(page.method["masks"]),
            "detectors": [list(one) for one in page.method["detectors"]],
        },
        "quotes": [_quote(one) for one in quotes_of(page)],
        "counts": dict(page.counts),
        "charts": {name: [list(row) for row in one.rows] for name, one in sorted(page.charts.items())},
        "findings": [_finding(one) for one in page.findings],
        "suggested": [
            {"ref": one.ref, "label": one.label, "people": one.people, "came_back": one.came_back}
            for one in page.themes
        ],
        "reading": [{"order": one.order, "ref": one.quote.comment_ref, "why": one.why} for one in page.reading],
        "warnings": [[one.finding, one.warning, one.detail] for each in page.findings for one in each.warnings]
        if page.warned
        else None,
        "themes": page.themed["provenance"],
    }


def _quote(quote: Quote) -> list[Any]:
    return [f"q-{quote.quote_id}", quote.start, quote.end, quote.source, content_hash(quote.text)[:SHORT_HASH]]


def _finding(one: FindingEntry) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "claim": one.claim,
        "group": one.group,
        "status": one.status,
        "heard": [one.heard.k, one.heard.n, one.heard.low, one.heard.high],
        "read": one.read,
        "against": one.against,
        "speakers": list(one.speakers),
        "channels": {row.name: row.supporting for row in one.channels if row.supporting},
    }
