"""What a report does in a browser that lacks what its scripts need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qualkit.report import write_report
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study

pytestmark = pytest.mark.slow


def test_a_browser_that_cannot_unpack_the_passages_shows_the_report_without_scripts(
    tmp_path: Path, report_browser: Any
) -> None:
    corpus = make_corpus(["I rang twice and nobody came.", "The slot moved, so I cancelled."])
    first = corpus.frame["comment_id"].tolist()[0]
    finding = make_finding("They left because nobody answered.", evidence=(make_evidence(corpus, first),))
    path = tmp_path / "report.html"
    write_report(make_study(corpus, findings=(finding,)), path)
    context = report_browser.new_context()
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"file://{path}")
    assert errors == []
    assert "rang twice" in page.inner_text("#findings")
    assert not page.locator("input[type=search]").is_visible()  # it would find nothing, and say so
    context.close()
