"""The manifest: what a report states, in a form that a machine can check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qualkit.model import content_hash
from qualkit.report.page import Page, Quote

__all__ = ["SCHEMA", "build_manifest", "quotes_of"]

SCHEMA = 1


def quotes_of(page: Page) -> Iterator[Quote]:
    """Go through all quotes of a page, in the order in which they are shown.

    Parameters
    ----------
    page : Page
        The report.

    Yields
    ------
    Quote
        Also those that stand there for the second time.
    """
    for finding in page.findings:
        yield from finding.supporting
        yield from finding.contradicting
    for entry in page.reading:
        yield entry.quote
    for theme in page.themes:
        yield from theme.examples


def build_manifest(page: Page) -> dict[str, Any]:
    """List every quote, every count and every origin of a page.

    Parameters
    ----------
    page : Page
        The report, complete but for its manifest.

    Returns
    -------
    dict
        JSON-like: ``schema``, ``qualkit``, ``journal_head``, ``options``, ``quotes`` (id, ref of the comment,
        start, end, text_ref, source, sha256 of the quote as shown), ``counts``, ``reading``, ``themes``,
        ``redaction``.
    """
    return {
        "schema": SCHEMA,
        "qualkit": page.audit["version"],
        "journal_head": page.audit["head"],
        "inputs": page.audit["inputs"],
        "options": {"interactive": page.interactive, "redact": page.redact},
        "redaction": {"policy": page.method["policy"] if page.redact else None, "masked": dict(page.method["masks"])},
        "quotes": [_quote(one) for one in quotes_of(page) if one.anchor],
        "counts": dict(page.counts),
        "reading": [{"order": one.order, "ref": one.quote.comment_ref, "why": one.why} for one in page.reading],
        "themes": page.themed["provenance"],
    }


def _quote(quote: Quote) -> Mapping[str, Any]:
    return {
        "id": f"q-{quote.quote_id}",
        "ref": quote.comment_ref,
        "start": quote.start,
        "end": quote.end,
        "text_ref": quote.text_ref,
        "source": quote.source,
        "sha256": content_hash(quote.text),
    }
