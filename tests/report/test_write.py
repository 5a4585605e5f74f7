from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qualkit.errors import NotFoundError, QualkitError, VerificationError
from qualkit.findings import finding_warnings
from qualkit.model import Code, Codebook, Description, Study
from qualkit.project import open_project
from qualkit.report import background, write_report
from qualkit.report.block import unpack
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study, make_themes


def _html(source: Study, tmp_path: Path, **options: object) -> str:
    return write_report(source, tmp_path / "report.html", **options).read_text("utf-8")  # type: ignore[arg-type]


def _words(page: str) -> str:
    shown = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", shown).split())


def _block(page: str) -> dict[str, Any]:
    return unpack(page.split('id="qualkit-passages">')[1].split("</script>")[0])  # type: ignore[no-any-return]


def _plan(*ids: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"order": range(1, len(ids) + 1), "comment_id": ids, "why": ["a voice not heard yet"] * len(ids)}
    )


def test_the_report_opens_with_question_decision_and_counts(tmp_path: Path):
    words = _words(_html(make_study(), tmp_path))
    assert re.search(r"Why did customers cancel\? Decision The pricing decision of 12 January", words)
    assert "5 comments, 3 conversations, 3 people, 3 channels" in words


def test_a_finding_says_how_many_people_of_how_many(tmp_path: Path):
    words = _words(_html(make_study(), tmp_path))
    assert "Heard from 1 of 2 people who cancelled (9 to 91 %)" in words
    assert "against: 1 of 3 known people" in words


def test_quotes_stand_in_their_conversation_with_who_where_what_and_when(tmp_path: Path):
    page = _html(make_study(), tmp_path)
    assert "<mark>The slot moved to &#39;some time&#39;.</mark>" in page
    assert re.search(r"[A-Z][a-z]+-\d\d, forum, cancelled, May 2025", _words(page))
    assert "Asked What made you leave?" in _words(page)


def test_who_is_missing_is_said(tmp_path: Path):
    study = make_study()
    study = replace(study, findings=(replace(study.findings[0], outcome=None),))
    words = _words(_html(study, tmp_path))
    assert "Nobody from app reviews is in this (0 of 1 person)." in words
    assert "Nobody who stayed (0 of 1)." in words


def test_a_finding_without_contradiction_does_not_claim_that_there_is_none(tmp_path: Path):
    study = make_study()
    one = replace(study.findings[0], evidence=study.findings[0].supporting)
    words = _words(_html(replace(study, findings=(one,)), tmp_path))
    assert "Nothing against it was recorded" in words
    assert "Nothing speaks against" not in words


def test_a_finding_without_passages_is_called_a_guess(tmp_path: Path):
    one = replace(make_study().findings[0], evidence=())
    assert "it is a guess" in _words(_html(make_study(findings=(one,)), tmp_path))


def test_no_id_and_no_author_is_in_the_file(tmp_path: Path):
    study = make_study()
    whole = _html(study, tmp_path)
    ours = r'<style>.*?</style>|<script>.*?</script>|<script type="application/octet-stream".*?</script>'
    page = re.sub(ours, "", whole, flags=re.DOTALL) + json.dumps(_block(whole))
    frame = study.corpus.frame
    for name in ("comment_id", "conversation_id", "person_id"):
        for value in frame[name]:
            assert not re.search(rf"(?<![\w#-]){re.escape(value)}(?!\w)", page), value
    for secret in ("Hanna", "Ferris", "Ines", "hanna@example.org", "Owen", study.findings[0].finding_id):
        assert secret not in page


def test_without_redaction_the_words_stand_and_the_report_says_so_first(tmp_path: Path):
    page = _html(make_study(), tmp_path, redact=False)
    assert "hanna@example.org" in page
    assert "Ferris" not in page
    assert _words(page).index("For use inside the team") < _words(page).index("Why did customers cancel?", 60)


def test_a_study_without_findings_leads_with_what_to_read_and_gives_no_reason(tmp_path: Path):
    study = make_study()
    themes = make_themes(study.corpus, {"slots and evenings": ["c1", "c3"]})
    bare = replace(study, findings=(), themes=themes)
    words = _words(_html(bare, tmp_path, reading=_plan("c5", "c1")))
    order = [
        "Nothing has been concluded yet",
        "What to read first In",
        "Open one to read it whole",
        "A machine put these",
    ]
    places = [words.index(one) for one in order]
    assert places == sorted(places)
    assert "a voice not heard yet" in words
    assert not re.search(r"\b(?:because of|cancelled because|left because|stayed because)\b", words)


def test_without_a_plan_the_reading_plan_is_asked(tmp_path: Path):
    words = _words(_html(replace(make_study(), findings=()), tmp_path))
    assert "What to read first" in words


def test_a_bare_corpus_makes_a_report(tmp_path: Path):
    words = _words(_html(make_corpus(["Too dear.", "Late."]), tmp_path, reading=_plan("c2")))  # type: ignore[arg-type]
    assert "No question and no decision have been written down" in words


def test_an_empty_corpus_makes_a_report(tmp_path: Path):
    empty = replace(make_corpus(["x"]), table=make_corpus(["x"]).frame.iloc[:0])
    assert "0 comments" in _words(_html(Study(empty), tmp_path, reading=_plan()))


def test_themes_are_marked_as_a_machines_suggestion_with_their_stability_in_words(tmp_path: Path):
    study = make_study()
    themes = make_themes(study.corpus, {"slots": ["c1", "c3", "c4"]}, stability=0.4)
    words = _words(_html(replace(study, themes=themes), tmp_path))
    assert "a theme is not a reason" in words
    assert "This theme is fragile: it came back in 40 % of the resamples." in words
    assert "2 of 3 people, 3 comments" in words


def test_the_codebook_tells_the_rule_and_its_use(tmp_path: Path):
    words = _words(_html(make_study(), tmp_path))
    assert "late delivery 1 of 3 people, 1 passage; coded by ana The box came on another day." in words


def test_method_and_audit_are_told(tmp_path: Path):
    study = make_study(description=Description("Why?", "None", channel_limits={"forum": "Few leave in public."}))
    words = _words(_html(study, tmp_path))
    for expected in (
        "Few leave in public.",
        "Wilson, 1927",
        "3 steps are in the journal",
        "1 of them undone",
        study.journal_head,
    ):
        assert expected in words
    assert not re.search(r"\banonym", words)


def test_the_same_study_gives_the_same_bytes(tmp_path: Path):
    one = write_report(make_study(), tmp_path / "a" / "one.html").read_bytes()
    two = write_report(make_study(), tmp_path / "b" / "two.html").read_bytes()
    assert one == two
    assert str(tmp_path).encode() not in one


def test_permalinks_survive_a_rebuild_with_another_finding(tmp_path: Path):
    study = make_study()
    more = replace(study, findings=(make_finding("Another."), *study.findings))
    ids = [set(re.findall(r'id="(q-[0-9a-f]{12})"', _html(one, tmp_path))) for one in (study, more)]
    assert ids[0] == ids[1] != set()


def test_every_id_stands_once_and_every_link_has_its_target(tmp_path: Path):
    study = make_study()
    twice = replace(study, findings=(*study.findings, make_finding("Again.", evidence=study.findings[0].evidence)))
    page = _html(twice, tmp_path)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_without_interaction_no_script_is_in_the_file(tmp_path: Path):
    page = _html(make_study(), tmp_path, interactive=False)
    assert not re.search(r"<script>|<form|<input", page)
    assert "script-src &#39;none&#39;" in page


def test_nothing_in_the_file_is_styled_or_scripted_inline_or_loaded(tmp_path: Path):
    page = re.sub(r"<(script|style)>.*?</\1>", "", _html(make_study(), tmp_path), flags=re.DOTALL)
    assert not re.search(r"\sstyle=|\son\w+=|\ssrc=|url\(|<link|@import|https?://", page)


def test_the_policy_comes_first_in_the_head(tmp_path: Path):
    assert (
        _html(make_study(), tmp_path)
        .split("<head>")[1]
        .lstrip()
        .startswith('<meta http-equiv="Content-Security-Policy"')
    )


def test_the_manifest_lists_every_quote_and_cannot_end_its_element(tmp_path: Path):
    corpus = make_corpus([{"text": "</script><script>alert(1)</script>", "author": "A B"}])
    finding = make_finding(evidence=(make_evidence(corpus, "c1"),))
    page = _html(make_study(corpus, findings=(finding,)), tmp_path)
    manifest = json.loads(page.split('id="qualkit-manifest">')[1].split("</script>")[0])
    assert [(one[0][:2], one[1], one[2], len(one)) for one in manifest["quotes"]] == [("q-", 0, 34, 5)]
    assert page.count("<script") == page.count("</script>")
    assert "<script>alert(1)" not in page


def test_a_code_named_like_markup_appears_as_text(tmp_path: Path):
    book = Codebook().add(Code("k", "<script>alert(1)</script>"))
    page = _html(make_study(codebook=book, codings=make_study().codings.iloc[:0]), tmp_path)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_words_of_a_forgotten_person_are_counted_as_erased(tmp_path: Path):
    study = make_study()
    gone = tuple(replace(one, quote="") if one.stance == "supports" else one for one in study.findings[0].evidence)
    words = _words(_html(replace(study, findings=(replace(study.findings[0], evidence=gone),)), tmp_path))
    assert "1 passage was erased at the person’s request" in words


def test_a_turn_without_words_says_so(tmp_path: Path):
    study = make_study()
    table = study.corpus.frame
    table.loc[1, "text"] = ""
    words = _words(_html(replace(study, corpus=replace(study.corpus, table=table)), tmp_path))
    assert "Staff The words of this turn are not kept here." in words


def test_evidence_that_is_not_in_its_source_stops_the_report(tmp_path: Path):
    study = make_study()
    forged = replace(study.findings[0].evidence[0], quote="They are all crooks.")
    with pytest.raises(VerificationError, match="crooks"):
        _html(replace(study, findings=(replace(study.findings[0], evidence=(forged,)),)), tmp_path)
    assert not (tmp_path / "report.html").exists()


def test_a_plan_without_its_columns_or_with_strange_comments_is_refused(tmp_path: Path):
    with pytest.raises(QualkitError, match="columns order, why"):
        _html(make_study(), tmp_path, reading=pd.DataFrame({"comment_id": ["c1"]}))
    with pytest.raises(NotFoundError):
        _html(make_study(), tmp_path, reading=_plan("c99"))


def test_a_folder_that_cannot_be_made_gives_one_clear_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(QualkitError, match="cannot be written"):
        write_report(make_study(), tmp_path / "file" / "report.html")


def test_a_claim_with_half_an_emoji_is_written_visibly(tmp_path: Path):
    page = _html(make_study(findings=(make_finding("Late \ud83d again\u202e."),)), tmp_path)
    assert "Late ⟨U+D83D⟩ again⟨U+202E⟩." in page


def test_where_nothing_tells_customers_from_staff_it_is_said_once(tmp_path: Path):
    told = make_corpus(
        [{"text": "The slot moved. I left.", "author": "Ann"}, {"text": "Why?", "role": "staff", "reply_to": "c1"}]
    )
    silent = make_corpus(
        [
            {"text": "The slot moved. I left.", "author": "Ann", "role": None},
            {"text": "It did.", "role": None, "reply_to": "c1"},
        ]
    )
    words = {}
    for name, corpus in (("told", told), ("silent", silent)):
        finding = make_finding(evidence=(make_evidence(corpus, "c1", "I left."),), outcome=None)
        words[name] = _words(_html(make_study(corpus, findings=(finding,)), tmp_path))
    once = "The source does not tell customers from staff: whoever wrote is counted as a customer."
    assert (once in words["told"], once in words["silent"]) == (False, True)
    assert "role unknown" not in words["silent"]


def test_a_theme_is_not_said_to_be_part_of_one_of_its_own_name(tmp_path: Path):
    study = make_study()
    tables = make_themes(study.corpus, {"slots": ["c1", "c3"], "leeks": ["c5"]})
    for above, said in (("slots", False), ("the delivery", True)):
        frame = pd.concat(
            [tables.frame, tables.frame.iloc[[0]].assign(theme_id="t-up", label=above, level=1)], ignore_index=True
        )
        frame.loc[0, "parent_id"] = "t-up"
        page = _html(replace(study, themes=replace(tables, frame=frame)), tmp_path)
        assert (f"Part of “{above}”" in _words(page)) is said


def test_who_is_missing_is_told_in_one_place(tmp_path: Path):
    study = make_study()
    study = replace(study, findings=(replace(study.findings[0], outcome=None),))
    told = pd.DataFrame(
        {"finding_id": [study.findings[0].finding_id], "warning": ["who is missing"], "detail": ["Some."]}
    )
    page = _html(study, tmp_path, warnings=told)
    assert page.count("<h4>Who is missing</h4>") == 1
    assert "Who is missing. Some." not in _words(page)


def test_doubts_that_the_authors_leave_out_are_counted(tmp_path: Path):
    study = make_study()
    study = replace(study, findings=(replace(study.findings[0], rival=None),))
    derived = finding_warnings(study)
    derived = derived[derived["warning"] != "who is missing"]
    words = _words(_html(study, tmp_path, warnings=derived.iloc[:0]))
    assert f"The authors chose what stands here. {len(derived)} doubts that the data give are left out." in words
    assert "The authors chose" not in _words(_html(study, tmp_path, warnings=derived))
    assert "The authors chose" not in _words(_html(study, tmp_path))


def test_an_outcome_without_letters_is_called_an_outcome(tmp_path: Path):
    corpus = make_corpus([{"text": "The slot moved.", "author": "Ann", "outcome": "2"}])
    finding = make_finding(evidence=(make_evidence(corpus, "c1"),), outcome="2")
    words = _words(_html(make_study(corpus, findings=(finding,)), tmp_path))
    assert ", outcome 2, " in words
    assert "1 person with the outcome “2”" in words


def test_saturation_is_not_called_untested_where_it_was_tested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    untested = "(saturation) was not tested here"
    assert untested in _words(_html(make_study(), tmp_path))
    monkeypatch.setattr(background, "saturation", lambda study: "Nothing new came.")
    words = _words(_html(make_study(), tmp_path))
    assert ("Nothing new came." in words, untested in words) == (True, False)


def test_what_was_said_of_a_channel_that_no_comment_names_is_not_lost(tmp_path: Path):
    said = Description("Why?", channel_limits={"survey": "asks only those who left", "forum": "few leave in public"})
    corpus = make_corpus([{"text": "late", "author": "Ann Lee", "channel": "forum"}])
    page = _words(_html(make_study(corpus, description=said), tmp_path))
    assert "survey (no comment names this channel): asks only those who left" in page
    page = _words(_html(make_study(make_corpus(["late"]), description=said), tmp_path))
    assert "The source names no channel." in page
    assert "Whoever did not write is not in this report." in page


def test_a_report_replaces_an_older_one_and_never_a_project(tmp_path: Path):
    with open_project(tmp_path / "study.qualkit", coder="ana", backups=0) as project:
        project.add_code("late")
        with pytest.raises(QualkitError, match="would replace a project"):
            write_report(project, tmp_path / "study.qualkit")
        project.add_code("dear")
        for _ in range(2):
            write_report(project, tmp_path / "report.html")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["report.html", "study.qualkit"]
