"""What to read against one's own finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

import qualkit as qk
from qualkit.findings import counter_evidence
from qualkit.findings.against import COUNTER_COLUMNS
from qualkit.model import Code, Codebook, Corpus, Finding, Study
from qualkit.testing import (
    HashEmbedder,
    make_codings,
    make_corpus,
    make_evidence,
    make_finding,
    make_study,
    make_themes,
)

BOOK = (
    Codebook()
    .add(Code("k-late", "late", when_not_to_use="Praise of the hours: 'hours suit'."))
    .add(Code("k-suit", "hours suit"))
    .add(Code("k-price", "price"))
)


def _corpus() -> Corpus:
    return make_corpus(
        [
            {"text": "The delivery came too late again and again.", "author": "A", "outcome": "left"},
            {"text": "And then the price went up, so I had enough of it.", "author": "A", "outcome": "left"},
            {"text": "It was the price and nothing else at all.", "author": "B", "outcome": "left"},
            {"text": "My delivery came late most weeks and I am still here.", "author": "C", "outcome": "stayed"},
            {"text": "Hello there. The delivery hours suit me well enough!", "author": "D", "outcome": "stayed"},
            {"text": "A late delivery never bothered me.", "author": "E"},
            {"text": "Early or late, what of it, I have a porch.", "author": "F", "outcome": "stayed"},
            {"text": "A late delivery never bothered me either.", "author": "S", "role": "staff"},
            {"text": "n/a", "author": "G", "outcome": "left"},
        ]
    )


def _study(**fields: object) -> tuple[Study, Finding]:
    corpus = _corpus()
    marks = [
        ("c1", "came too late", "late", "ana"),
        ("c2", "the price went up", "price", "ana"),
        ("c3", "the price", "price", "ana"),
        ("c4", "came late", "late", "ana"),
        ("c5", "hours suit me", "hours suit", "ana"),
    ]
    finding = make_finding(outcome="left", evidence=(make_evidence(corpus, "c1", "came too late"),))
    finding = replace(finding, **fields)  # type: ignore[arg-type]
    return Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK), findings=(finding,)), finding


def _why(finding: Finding, study: Study) -> dict[str, str]:
    table = counter_evidence(study, finding)
    return dict(zip(table["comment_id"], table["why"], strict=True))


def test_each_kind_of_candidate_is_found_and_says_why() -> None:
    study, finding = _study()
    why = _why(finding, study)
    assert why["c4"] == "coded “late”, by someone with the outcome “stayed”"
    assert "same outcome" in why["c3"]
    assert "for another reason: coded “price”" in why["c3"]
    assert "which the codebook sets apart from “late”" in why["c5"] or "suit me" in why["c5"]
    assert "never bothered" in why["c6"]
    assert "not coded yet" in why["c7"]
    assert set(why) == {"c2", "c3", "c4", "c5", "c6", "c7"}


def test_people_quoted_in_support_are_read_elsewhere() -> None:
    study, finding = _study(outcome=None)
    assert _why(finding, study)["c2"] == "a person quoted in support, who says something else here"


def test_staff_non_answers_and_passages_already_set_beside_it_are_left_out() -> None:
    study, finding = _study()
    assert not {"c1", "c8", "c9"} & set(_why(finding, study))


def test_the_sentence_that_matters_is_shown_and_lies_in_the_text() -> None:
    study, finding = _study()
    table = counter_evidence(study, finding.finding_id)
    for row in table.itertuples():
        assert study.corpus.quote(row.comment_id, row.start, row.end) == row.quote
    assert table.set_index("comment_id").loc["c5", "quote"] == "The delivery hours suit me well enough!"
    assert table["order"].tolist() == list(range(1, len(table) + 1))


def test_there_is_no_score_and_the_types_are_fixed_even_when_empty() -> None:
    study, finding = _study()
    full, empty = counter_evidence(study, finding), counter_evidence(study, finding, n=0)
    assert tuple(full.columns) == COUNTER_COLUMNS
    assert (full.dtypes == empty.dtypes).all()
    assert len(empty) == 0


def test_the_codes_it_names_count_for_those_its_passages_carry() -> None:
    study, finding = _study(about=("k-price",))
    assert "coded “late”" in _why(finding, study)["c4"] or "same subject" in _why(finding, study)["c4"]
    assert "for another reason" not in _why(finding, study).get("c3", "")


def test_comments_of_its_theme_by_people_who_did_otherwise_are_candidates() -> None:
    study, finding = _study(about=("t1",))
    study = replace(study, themes=make_themes(study.corpus, {"porch": ["c7"]}), codings=study.codings.iloc[:0])
    assert _why(finding, study)["c7"] == "in the same theme, by someone with the outcome “stayed”"


def test_without_outcomes_codings_or_evidence_it_still_lists_what_is_near() -> None:
    corpus = make_corpus(["It was late every week.", "Being late was not the reason.", "Nice leeks."])
    assert set(counter_evidence(corpus, make_finding())["comment_id"]) == {"c1", "c2"}


def test_a_corpus_without_words_gives_an_empty_list() -> None:
    assert len(counter_evidence(make_corpus(["...", "🙂"]), make_finding("?"))) == 0


def test_an_embedder_takes_the_place_of_shared_words() -> None:
    study, finding = _study()
    first = counter_evidence(study, finding, embedder=HashEmbedder())
    assert first.equals(counter_evidence(study, finding, embedder=HashEmbedder()))
    assert "c4" in set(first["comment_id"])


def test_unknown_findings_and_negative_numbers_are_refused() -> None:
    study, finding = _study()
    with pytest.raises(qk.QualkitError, match="There is no finding"):
        counter_evidence(study, "nope")
    with pytest.raises(qk.QualkitError, match="n is -1"):
        counter_evidence(study, finding, n=-1)


def test_a_person_with_many_comments_does_not_fill_the_list() -> None:
    said = [{"text": f"Late, late, delivery number {n} was late.", "author": "Loud", "outcome": "x"} for n in range(9)]
    said += [{"text": "A delivery was rather late once.", "author": "Quiet", "outcome": "x"}]
    finding = make_finding("They left because the delivery was late.", outcome="left")
    assert "c10" in set(counter_evidence(make_corpus(said), finding, n=2)["comment_id"])


def test_on_the_small_study_the_passage_against_it_would_have_been_listed() -> None:
    study = make_study()
    finding = replace(study.findings[0], evidence=study.findings[0].supporting)
    assert "c4" in set(counter_evidence(study, finding)["comment_id"])


def test_of_a_large_corpus_the_coded_and_the_nearest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualkit.findings.candidates._LOOKED_AT", 4)
    study, finding = _study()
    assert set(counter_evidence(study, finding)["comment_id"]) == {"c2", "c3", "c4", "c5"}


@pytest.mark.slow
def test_on_the_sample_half_of_what_a_reader_set_against_each_finding_comes_early() -> None:
    with qk.load_sample_project() as project:
        study = project.study()
    for finding in study.findings:
        asked = replace(finding, evidence=finding.supporting)
        listed = set(counter_evidence(study, asked, n=50)["comment_id"])
        by_hand = {one.comment_id for one in finding.contradicting}
        assert len(by_hand & listed) >= len(by_hand) / 2


def test_what_leads_is_on_the_subject_before_it_is_a_denial() -> None:
    said = [
        {"text": "The delivery came too late again and again.", "author": "A", "outcome": "left"},
        {"text": "Somebody else sees to the delivery and a shed never bothered me.", "author": "B"},
        {"text": "A delivery that comes late never bothered me.", "author": "C", "outcome": "stayed"},
        {"text": "Nine at night, that was fine with me in winter.", "author": "D", "outcome": "left"},
    ]
    corpus = make_corpus(said)
    marks = [("c1", "too late", "late", "ana"), ("c4", "Nine at night", "late", "ana")]
    told = (make_evidence(corpus, "c1", "too late"),)
    finding = make_finding("They left because the delivery was late.", outcome="left", evidence=told)
    study = Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK), findings=(finding,))
    listed = counter_evidence(study, finding)["comment_id"].tolist()
    assert listed[0] == "c4"
    assert listed.index("c3") < listed.index("c2")


def test_a_sentence_of_a_form_that_many_sent_brings_nobody_forward() -> None:
    form = "I have read the pages on late delivery."
    said = [{"text": f"{form} My box {n} had a snail.", "author": f"A{n}", "outcome": "stayed"} for n in range(4)]
    corpus = make_corpus([{"text": "Late delivery again.", "author": "Z", "outcome": "left"}, *said])
    finding = make_finding(outcome="left", evidence=(make_evidence(corpus, "c1", "Late delivery"),))
    found = counter_evidence(Study(corpus, findings=(finding,)), finding)
    assert form not in found["quote"].tolist()


def test_what_people_coded_leads_and_not_a_sign_of_contrast() -> None:
    study, finding = _study()
    assert counter_evidence(study, finding)["why"].tolist()[0].startswith("coded “late”")


def test_of_signs_in_coded_sentences_those_on_the_subject_come_first() -> None:
    said = [
        {"text": "The delivery came late every single week.", "author": "A", "outcome": "left"},
        {
            "text": "I would rather have tea and biscuits than water, rather than juice.",
            "author": "B",
            "outcome": "left",
        },
        {"text": "That the delivery came late never bothered me.", "author": "C"},
    ]
    corpus = make_corpus(said)
    codings = make_codings(corpus, [(f"c{n + 1}", str(one["text"]), "late", "ana") for n, one in enumerate(said)], BOOK)
    finding = make_finding(
        "They left because the delivery came late.",
        outcome="left",
        evidence=(make_evidence(corpus, "c1", str(said[0]["text"])),),
    )
    study = Study(corpus, codebook=BOOK, codings=codings, findings=(finding,))
    assert counter_evidence(study, finding)["comment_id"].tolist() == ["c3", "c2"]
