"""From whom a finding was heard."""

from __future__ import annotations

import pytest

import qualkit as qk
from qualkit.findings.heard import HEARD_BY_COLUMNS
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


def _two_plans() -> qk.Study:
    said = [
        {"text": "Late.", "author": "A", "plan": "solo", "outcome": "left", "created": "2025-01-05"},
        {"text": "Late again.", "author": "A", "plan": "solo", "outcome": "left", "created": "2025-02-05"},
        {"text": "Dear.", "author": "B", "plan": "duo", "outcome": "left", "created": "2025-02-06"},
        {"text": "Nobody knows me. Late.", "plan": "duo", "outcome": "left", "created": "2025-02-07"},
        {"text": "Late, and I stay.", "author": "C", "plan": "family", "outcome": "stayed", "created": "2025-02-08"},
    ]
    corpus = make_corpus(said)
    passages = [make_evidence(corpus, one) for one in ("c1", "c4")]
    against = make_evidence(corpus, "c5", stance="contradicts")
    return make_study(corpus, findings=(make_finding(outcome="left", evidence=(*passages, against)),))


def test_people_are_counted_by_any_column_and_nobody_is_named_as_nobody() -> None:
    table = qk.heard_from(_two_plans(), by="plan")
    assert tuple(table.columns) == HEARD_BY_COLUMNS
    counts = table[["value", "n_people", "n_could", "n_against"]].values.tolist()
    assert counts == [["duo", 0, 1, 0], ["family", 0, 0, 1], ["solo", 1, 1, 0]]
    assert table.loc[table["n_could"] == 0, ["share", "low", "high"]].isna().all(axis=None)


def test_people_are_counted_by_month_in_each_month_in_which_they_spoke() -> None:
    table = qk.heard_from(_two_plans(), by="month")
    assert table[["value", "n_people", "n_could"]].values.tolist() == [["2025-01", 1, 1], ["2025-02", 0, 2]]


def test_a_column_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(qk.QualkitError, match=r"no column 'plann'.*month.*Did you mean 'plan'"):
        qk.heard_from(_two_plans(), by="plann")


def test_who_supports_a_finding_without_its_outcome_is_not_among_its_people() -> None:
    said = [{"text": "Late.", "author": name, "outcome": outcome} for name, outcome in (("A", "left"), ("B", "stayed"))]
    corpus = make_corpus([*said, {"text": "Fine.", "author": "C", "outcome": "left"}])
    finding = make_finding(outcome="left", evidence=(make_evidence(corpus, "c1"), make_evidence(corpus, "c2")))
    row = qk.heard_from(make_study(corpus, findings=(finding,))).iloc[0]
    assert (row["n_people"], row["n_could"], row["share"]) == (1, 2, 0.5)
