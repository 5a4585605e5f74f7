"""Findings as values."""

from __future__ import annotations

from qualkit.testing import make_corpus, make_evidence, make_finding


def test_a_finding_shows_itself_in_one_line_and_quotes_nobody() -> None:
    corpus = make_corpus(["It was late, said Ann Lee."])
    evidence = (make_evidence(corpus, "c1"), make_evidence(corpus, "c1", "late", stance="contradicts"))
    shown = repr(make_finding("They left.", evidence=evidence))
    assert shown.endswith(": 'They left.'; draft, 1 for it, 1 against>")
    assert "Ann Lee" not in shown
