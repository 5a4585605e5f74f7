"""From whom a finding was heard."""

from __future__ import annotations

import qualkit as qk
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study


def test_people_are_counted_among_those_who_could_have_said_it() -> None:
    row = qk.heard_from(make_study()).iloc[0]
    assert (row["n_people"], row["n_could"], row["n_against"]) == (1, 2, 1)
    assert row["low"] < row["share"] == 0.5 < row["high"]


def test_channels_that_were_not_heard_are_named() -> None:
    row = qk.heard_from(make_study()).iloc[0]
    assert row["channels"] == ["forum"]
    assert row["channels_missing"] == ["app reviews", "exit survey"]


def test_a_finding_about_an_outcome_that_nobody_has_gets_no_share() -> None:
    corpus = make_corpus([{"text": "Late.", "author": "A", "outcome": "stayed"}])
    finding = make_finding(outcome="cancelled", evidence=(make_evidence(corpus, "c1"),))
    row = qk.heard_from(make_study(corpus, findings=(finding,))).iloc[0]
    assert (row["n_people"], row["n_could"]) == (0, 0)
    assert row[["share", "low", "high"]].isna().all()


def test_without_findings_the_table_is_empty_and_has_its_columns() -> None:
    table = qk.heard_from(make_corpus(["Late."]))
    assert len(table) == 0
    assert "channels_missing" in table.columns
