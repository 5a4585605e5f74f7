"""What a good supervisor would say of a finding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import qualkit as qk
from qualkit.findings import finding_warnings
from qualkit.findings.supervision import WARNING_COLUMNS
from qualkit.model import Code, Codebook, Corpus, CounterSearch, Finding, Study, Verdict
from qualkit.testing import make_codings, make_corpus, make_evidence, make_finding, make_study, make_themes

BOOK = Codebook().add(Code("k-late", "late"))


def _corpus(**changes: Any) -> Corpus:
    channels = ("mail", "forum")
    said = [
        {
            "text": f"Late again, number {n}.",
            "author": f"P{n}",
            "outcome": "left" if n < 6 else "stayed",
            "channel": channels[n % 2],
            "created": f"2025-0{3 + n % 4}-01T10:00:00Z",
        }
        for n in range(10)
    ]
    return make_corpus([{**one, **changes} for one in said])


def _study(corpus: Corpus, ids: list[str] | None = None, **fields: Any) -> tuple[Study, Finding]:
    ids = ["c1", "c2", "c3", "c4"] if ids is None else ids
    evidence = tuple(make_evidence(corpus, one) for one in ids)
    against = (make_evidence(corpus, "c9", stance="contradicts"),) if len(corpus) > 8 else ()
    blank: dict[str, Any] = {"outcome": "left", "rival": "The price rose too.", "evidence": evidence + against}
    finding = make_finding(**{**blank, **fields})
    marks = [(one, corpus.text(one)[:4], "late", "ana") for one in ids]
    return Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK), findings=(finding,)), finding


def _said(study: Study, **options: Any) -> dict[str, str]:
    table = finding_warnings(study, **options)
    return dict(zip(table["warning"], table["detail"], strict=True))


def test_a_well_founded_finding_gets_no_warning() -> None:
    study, _ = _study(_corpus())
    table = finding_warnings(study)
    assert len(table) == 0
    assert tuple(table.columns) == WARNING_COLUMNS


def test_one_loud_voice_is_heard_out() -> None:
    corpus = _corpus(author="Loud")
    assert _said(_study(corpus)[0])["one loud voice"] == "4 of 4 passages for it are by one person."
    assert "few people" in _said(_study(corpus)[0])


def test_two_passages_by_one_person_are_not_loud() -> None:
    corpus = _corpus(author="Loud")
    assert "one loud voice" not in _said(_study(corpus, ["c1", "c2"])[0])


def test_passages_of_one_channel_are_named_with_the_channels_that_are_missing() -> None:
    said = _said(_study(_corpus(), ["c1", "c3", "c5"])[0])
    assert said["one channel only"] == "All passages for it are from “mail”; customers speak in 2 channels."
    assert said["who is missing"].endswith("forum (3).")
    assert not {"one channel only", "who is missing"} & set(_said(_study(_corpus(channel="mail"))[0]))


def test_passages_of_one_period_are_named_where_customers_spoke_in_several() -> None:
    said = _said(_study(_corpus(), ["c1", "c5"])[0])
    assert (
        said["one period only"]
        == "All passages for it are from March 2025; customers speak from March 2025 to June 2025."
    )
    assert "one period only" not in _said(_study(_corpus(created="2025-03-01T10:00:00Z"))[0])
    assert "one period only" not in _said(_study(_corpus(created=None))[0])


def test_that_nobody_looked_differs_from_having_found_nothing() -> None:
    study, finding = _study(_corpus())
    alone = replace(finding, evidence=finding.supporting)
    assert "nobody looked" in _said(study, finding=alone)
    looked = replace(alone, searches=(CounterSearch("ana", "2025-12-01T09:00:00Z", 34, ""),))
    said = _said(study, finding=looked)
    assert "nobody looked" not in said
    assert said["nothing found against it"] == "Somebody looked once, read 34 candidates, and set none against it."


def test_quotes_from_the_vivid_few_are_told_with_both_medians() -> None:
    said: list[dict[str, Any]] = [
        {"text": "late " * (30 if n < 4 else 3), "author": f"P{n}", "outcome": "left"} for n in range(9)
    ]
    corpus = make_corpus(said)
    detail = _said(_study(corpus)[0])["the vivid few"]
    assert "30 words in the median, the others with the outcome 3:" in detail


def test_those_who_say_the_same_are_the_measure_of_vividness() -> None:
    said = [{"text": "late " * 30, "author": f"P{n}", "outcome": "left"} for n in range(8)]
    said += [{"text": "thanks", "author": f"P{n}", "outcome": "left"} for n in range(20)]
    corpus = make_corpus(said)
    study, _ = _study(corpus)
    marks = [(f"c{n}", "late", "late", "ana") for n in range(1, 9)]
    study = replace(study, codings=make_codings(corpus, marks, BOOK))
    assert "the vivid few" not in _said(study)
    assert "the vivid few" in _said(replace(study, codings=study.codings.iloc[:4]))


def test_unknown_people_are_not_taken_for_many() -> None:
    said = _said(_study(_corpus(author=None))[0])
    assert said["unknown people"] == "Who said it is not known for 4 of 4 passages."
    assert said["few people"] == "No known person speaks for it."
    assert "one loud voice" not in said


def test_passages_that_nobody_coded_are_counted() -> None:
    study, _ = _study(_corpus())
    assert _said(replace(study, codings=study.codings.iloc[:1]))["not coded"] == "3 of 4 passages for it carry no code."


def test_poor_agreement_is_told_only_where_two_coders_were_compared() -> None:
    study, _ = _study(_corpus(), about=("k-late",))
    table = pd.DataFrame({"code": ["all codes", "late"], "alpha": [0.9, 0.4], "n_coders": [2, 2]})
    assert "“late” (0.40)" in _said(study, agreement=table)["poor agreement"]
    assert "poor agreement" not in _said(study, agreement=table.assign(n_coders=1))
    assert "poor agreement" not in _said(study, agreement=table.assign(alpha=float("nan")))
    assert "poor agreement" not in _said(study)


def test_a_table_that_is_not_one_of_agreement_is_refused() -> None:
    with pytest.raises(qk.QualkitError, match="no table of agreement"):
        finding_warnings(make_study(), agreement=pd.DataFrame({"code": ["late"]}))


def test_a_fragile_theme_is_named() -> None:
    study, _ = _study(_corpus(), about=("t1",))
    fragile = replace(study, themes=make_themes(study.corpus, {"Lateness": ["c1"]}, stability=0.3))
    assert _said(fragile)["a fragile theme"].endswith("“Lateness” (30 %).")
    firm = replace(study, themes=make_themes(study.corpus, {"Lateness": ["c1"]}))
    assert "a fragile theme" not in _said(firm)


def test_support_by_people_without_the_outcome_is_named() -> None:
    said = _said(_study(_corpus(), ["c1", "c2", "c3", "c7"])[0])
    assert said["support without the outcome"].startswith("1 of 4 passages")


def test_staff_are_no_witnesses() -> None:
    said = _said(_study(_corpus(role="staff"))[0])
    assert said["our own words"] == "4 of 4 passages for it are by staff or a bot."


def test_outcomes_that_are_mostly_unknown_are_told_of() -> None:
    said = _said(_study(_corpus(outcome=None))[0])
    assert said["outcome unknown for most"] == "The outcome of 0 of 10 known people is known."
    assert "outcome unknown for most" not in _said(_study(_corpus(outcome=None), outcome=None)[0])


def test_customers_who_say_no_are_heard() -> None:
    verdicts = tuple(Verdict(f"v{n}", None, answer, "", "ana") for n, answer in enumerate(("no", "yes", "partly")))
    said = _said(_study(_corpus(), verdicts=verdicts)[0])
    assert said["customers say no"].startswith("1 of 3 who answered says")


def test_a_finding_without_a_passage_says_so_and_not_much_else() -> None:
    said = _said(_study(_corpus(), [], evidence=(), rival=None)[0])
    assert set(said) == {"no passage for it", "nobody looked", "no rival explanation"}


def test_without_findings_there_is_nothing_to_warn_of() -> None:
    table = finding_warnings(make_corpus(["Late."]))
    assert tuple(table.columns) == WARNING_COLUMNS
    assert len(table) == 0


def test_one_finding_can_be_asked_for() -> None:
    study, finding = _study(_corpus())
    second = replace(finding, finding_id="other", rival=None)
    study = replace(study, findings=(finding, second))
    assert finding_warnings(study)["finding_id"].tolist() == ["other"]
    assert len(finding_warnings(study, finding.finding_id)) == 0
    with pytest.raises(qk.QualkitError, match="There is no finding"):
        finding_warnings(study, "nope")


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("Most customers left because it was late.", "Most customers"),
        ("They left: everyone was late.", "everyone"),
        ("60 % of our customers left.", "60 % of our customers"),
        ("Die meisten Kunden gingen, weil es spät war.", "Die meisten Kunden"),
        ("La mayoría de los clientes se fue.", "La mayoría de los clientes"),
        ("What mattered most was the hour.", None),
        ("They paid at most ten pounds, and all of it was lost.", None),
        ("The price rose by 60 % and they left.", None),
    ],
)
def test_a_claim_that_speaks_of_most_needs_most(claim: str, words: str | None) -> None:
    said = [{"text": f"Late {n}.", "author": f"P{n}", "outcome": "left"} for n in range(20)]
    study, _ = _study(make_corpus(said), ["c1", "c2", "c3"], claim=claim)
    told = _said(study).get("it claims a crowd")
    expected = f"It says “{words}”, and was heard from 3 of 20 known people with the outcome “left”."
    assert told == (expected if words else None)


def test_a_claim_about_most_is_left_alone_where_most_may_have_said_it() -> None:
    study, _ = _study(_corpus(), claim="Most customers left because it was late.")
    assert "it claims a crowd" not in _said(study)


def test_people_whom_nobody_read_are_told_of() -> None:
    said = [{"text": f"Late {n}.", "author": f"P{n}", "outcome": "left"} for n in range(20)]
    study, _ = _study(make_corpus(said))
    detail = _said(study)["mostly unread"]
    assert detail.startswith("Of 20 known people with the outcome “left”, 5 have a comment that somebody coded,")
    done = pd.DataFrame({"comment_id": [f"c{n}" for n in range(5, 12)], "mark": "done", "coder": "ana", "created": ""})
    assert "mostly unread" in _said(replace(study, marks=done[:-2]))  # 9 of 20; c9 is among them already
    assert "mostly unread" not in _said(replace(study, marks=done[:-1]))  # half of them


def test_a_reason_that_others_give_as_often_is_told_of() -> None:
    said = [{"text": f"Late {n}.", "author": f"P{n}", "outcome": "left" if n < 20 else "stayed"} for n in range(32)]
    corpus = make_corpus(said)
    study, _ = _study(corpus)
    marks = [(f"c{n}", "Late", "late", "ana") for n in (1, 2, 3, 4, 21, 22, 23)]
    told = _said(replace(study, codings=make_codings(corpus, marks, BOOK)))["others say it as often"]
    assert told == (
        "Of known people with the outcome “left”, 4 of 20 have a passage coded “late”; "
        "and no smaller share of those with another outcome: “stayed” (3 of 12)."
    )
    assert "others say it as often" not in _said(replace(study, codings=make_codings(corpus, marks[:-1], BOOK)))


@pytest.mark.parametrize(("others", "saying", "told"), [(10, 2, True), (10, 1, False), (9, 9, False)])
def test_others_are_held_against_a_reason_from_ten_people_on_and_the_same_share_on(
    others: int, saying: int, told: bool
) -> None:
    said = [
        {"text": f"Late {n}.", "author": f"P{n}", "outcome": "left" if n < 20 else "stayed"} for n in range(20 + others)
    ]
    corpus = make_corpus(said)
    marks = [(f"c{n}", "Late", "late", "ana") for n in [1, 2, 3, 4, *range(21, 21 + saying)]]
    study = replace(_study(corpus)[0], codings=make_codings(corpus, marks, BOOK))
    assert ("others say it as often" in _said(study)) is told


def test_people_of_one_conversation_could_hear_each_other() -> None:
    detail = _said(_study(_corpus(conversation_id="v"))[0])["one conversation"]
    assert detail == "4 of 4 passages for it are from one conversation, in which 4 people could hear each other."
    assert "one conversation" not in _said(_study(_corpus(conversation_id="v", author="Loud"))[0])


def test_the_same_words_on_both_sides_are_told_of() -> None:
    study, finding = _study(_corpus())
    both = replace(finding, evidence=(*finding.evidence, make_evidence(study.corpus, "c1", stance="contradicts")))
    assert _said(study, finding=both)["the same words on both sides"].startswith("1 of 4 passages")


def test_a_passage_that_two_coders_set_beside_it_is_one() -> None:
    corpus = _corpus()
    study, finding = _study(corpus, ["c1", "c2", "c3"])
    twice = replace(finding, evidence=(*finding.evidence, *(replace(one, coder="ben") for one in finding.evidence)))
    assert "one loud voice" not in _said(study, finding=twice)


def test_answers_and_searches_that_spoke_of_former_words_bear_nothing_out() -> None:
    study, finding = _study(_corpus())
    verdicts = (
        Verdict("v1", None, "no", "", "ana", reworded=True),
        Verdict("v2", None, "yes", "", "ana", reworded=True),
    )
    searches = (CounterSearch("ana", "2025-12-01T09:00:00Z", 34, "", reworded=True),)
    changed = replace(finding, verdicts=verdicts, searches=searches, evidence=finding.supporting)
    said = _said(study, finding=changed)
    assert said["other words since"].startswith("2 answers of customers and 1 search for the opposite spoke of former")
    assert "nobody looked" in said
    assert "customers say no" not in said


def test_to_have_read_nothing_is_not_to_have_looked() -> None:
    study, finding = _study(_corpus())
    looked = CounterSearch("ana", "2025-12-01T09:00:00Z", 0, "")
    assert "nobody looked" in _said(study, finding=replace(finding, evidence=finding.supporting, searches=(looked,)))


def test_passages_against_it_that_were_taken_away_are_told_of() -> None:
    study, finding = _study(_corpus())
    said = _said(study, finding=replace(finding, taken_away=2))
    assert said["taken away"] == "2 passages that stood against it were withdrawn: ask why."
