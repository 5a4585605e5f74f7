from __future__ import annotations

from dataclasses import replace

import pytest

from qualkit.model import Verdict
from qualkit.report.evidence import findings, group_of, percent_interval, share
from qualkit.report.page import FindingEntry, Share
from qualkit.report.voices import Voices
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study


def _only(comments: list[dict[str, object]], evidence: list[tuple[str, str]], **fields: object) -> FindingEntry:
    corpus = make_corpus(comments)
    told = tuple(make_evidence(corpus, one, stance=side) for one, side in evidence)  # type: ignore[arg-type]
    study = make_study(corpus, findings=(make_finding(evidence=told, **fields),))
    return findings(Voices(study, redact=True))[0]


def test_people_are_counted_once_and_only_among_those_with_the_outcome():
    comments = [
        {"text": "late", "author": "Ann Lee", "outcome": "cancelled"},
        {"text": "late again", "author": "Ann Lee", "outcome": "cancelled"},
        {"text": "dear", "author": "Bo Dahl", "outcome": "cancelled"},
        {"text": "late too", "author": "Cy Moss", "outcome": "stayed"},
        {"text": "late, late", "outcome": "cancelled"},
    ]
    entry = _only(comments, [(f"c{n}", "supports") for n in (1, 2, 4, 5)], outcome="cancelled")
    assert (entry.heard.k, entry.heard.n, entry.beyond, entry.unknown) == (1, 2, 1, 1)


def test_without_an_outcome_everybody_could_have_said_it():
    entry = _only([{"text": "a", "author": "A B"}, {"text": "b", "author": "C D"}], [("c1", "supports")])
    assert (entry.heard.k, entry.heard.n, entry.group) == (1, 2, "people")


def test_staff_are_in_no_count_but_their_words_are_shown():
    comments = [{"text": "sorry", "author": "Ines", "role": "staff"}, {"text": "late", "author": "Ann Lee"}]
    entry = _only(comments, [("c1", "supports")])
    assert (entry.heard.k, entry.heard.n, len(entry.supporting)) == (0, 1, 1)
    assert entry.supporting[0].byline.who == "Staff"


def test_a_finding_about_an_outcome_names_the_channels_from_which_nobody_with_it_is_heard():
    comments = [
        {"text": "late", "author": "Ann Lee", "channel": "forum", "outcome": "cancelled"},
        {"text": "dear", "author": "Bo Dahl", "channel": "app reviews", "outcome": "cancelled"},
        {"text": "fine", "author": "Cy Moss", "channel": "exit survey", "outcome": "paused"},
    ]
    entry = _only(comments, [("c1", "supports")], outcome="cancelled")
    assert [(one.words, one.people) for one in entry.missing] == [("from app reviews", 1)]


def test_a_finding_about_everybody_names_channels_and_outcomes_that_are_missing():
    comments = [
        {"text": "late", "author": "Ann Lee", "channel": "forum", "outcome": "cancelled"},
        {"text": "dear", "author": "Bo Dahl", "channel": "app reviews", "outcome": "stayed"},
        {"text": "fine", "author": "Cy Moss", "channel": "app reviews", "outcome": "paused"},
    ]
    entry = _only(comments, [("c1", "supports")])
    assert [(one.words, one.people) for one in entry.missing] == [
        ("from app reviews", 2),
        ("who paused", 1),
        ("who stayed", 1),
    ]


def test_a_channel_heard_only_against_the_claim_is_not_missing():
    comments = [{"text": "late", "author": "A B", "channel": "x"}, {"text": "no", "author": "C D", "channel": "y"}]
    entry = _only(comments, [("c1", "supports"), ("c2", "contradicts")])
    assert entry.missing == ()
    assert entry.against == 1


def test_a_share_of_nobody_has_no_interval():
    assert share(0, 0).low is None


def test_groups_are_named_in_words():
    assert group_of("cancelled") == "people who cancelled"
    assert group_of("5 stars") == "people with the outcome “5 stars”"
    assert group_of(None) == "people"


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(23, 61, 27, 50), (7, 2_046, 0.2, 0.7), (0, 2_955, 0.0, 0.1), (5, 151, 1.4, 7.5), (2, 2, 34, 100)],
)
def test_an_interval_is_in_whole_percent_and_in_tenths_where_all_of_it_is_small(
    k: int, n: int, low: float, high: float
):
    assert share(k, n) == Share(k, n, low, high)
    assert isinstance(percent_interval(k, n)[1], float) is (high < 10)


def test_a_passage_that_two_coders_set_beside_it_is_shown_once():
    corpus = make_corpus([{"text": "late", "author": "Ann Lee"}])
    one = make_evidence(corpus, "c1")
    finding = make_finding(evidence=(one, replace(one, evidence_id="e-ben", coder="ben")))
    entry = findings(Voices(make_study(corpus, findings=(finding,)), redact=True))[0]
    assert (len(entry.supporting), entry.erased) == (1, 0)


def test_nobody_is_quoted_a_second_time_before_all_have_been_quoted_once():
    comments: list[dict[str, object]] = [
        {"text": "late once", "author": "Ann Lee"},
        {"text": "late twice", "author": "Ann Lee"},
        {"text": "late again", "author": "Bo Ray"},
        {"text": "late, says somebody unknown"},
    ]
    entry = _only(comments, [(f"c{n}", "supports") for n in (1, 2, 3, 4)])
    assert [one.text for one in entry.supporting] == [
        "late once",
        "late again",
        "late, says somebody unknown",
        "late twice",
    ]


def test_answers_to_former_words_stand_apart():
    verdicts = (Verdict("v1", None, "yes", "Before.", "ana", reworded=True), Verdict("v2", None, "no", "", "ana"))
    entry = _only([{"text": "late", "author": "A B"}], [("c1", "supports")], verdicts=verdicts)
    assert [one.answer for one in entry.verdicts] == ["no"]
    assert [one.words for one in entry.former] == ["Before."]
    assert dict(entry.answers) == {"yes": 0, "partly": 0, "no": 1}


def test_those_of_whom_somebody_read_something_are_counted():
    comments = [{"text": "late", "author": "A B"}, {"text": "dear", "author": "C D"}, {"text": "?", "author": "C D"}]
    assert _only(comments, [("c1", "supports")]).read == 1
    assert _only(comments, [("c1", "supports"), ("c3", "contradicts")]).read == 2


def test_quotes_of_those_who_are_counted_stand_before_those_of_people_who_did_something_else():
    comments = [
        {"text": "late", "author": "Cy Moss", "outcome": "stayed"},
        {"text": "late again", "author": "Ann Lee", "outcome": "cancelled"},
        {"text": "later still", "author": "Ann Lee", "outcome": "cancelled"},
        {"text": "too late", "author": "Bo Dahl", "outcome": "cancelled"},
    ]
    entry = _only(comments, [(f"c{n}", "supports") for n in (1, 2, 3, 4)], outcome="cancelled")
    assert [one.text for one in entry.supporting] == ["late again", "too late", "late", "later still"]
