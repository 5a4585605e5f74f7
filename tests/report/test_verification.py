from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualkit.errors import QualkitError, VerificationError
from qualkit.model import Study
from qualkit.project import open_project
from qualkit.report import verify, write_report
from qualkit.report.render import SEAL_MARK
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study, make_themes


@pytest.fixture
def study() -> Study:
    plain = make_study()
    return replace(plain, themes=make_themes(plain.corpus, {"slots": ["c1", "c3"]}))


@pytest.fixture
def report(study: Study, tmp_path: Path) -> Path:
    return write_report(study, tmp_path / "report.html")


def _forge(report: Path, old: str, new: str, *, reseal: bool = True) -> Path:
    text = report.read_text("utf-8")
    assert old in text
    text = text.replace(old, new)
    if reseal:
        body, mark, tail = text.rpartition(SEAL_MARK)
        digest = hashlib.sha256(body.encode()).hexdigest()
        text = body + mark + '{"sha256":"' + digest + '"}' + tail[tail.index("</script>") :]
    report.write_text(text, "utf-8")
    return report


def test_an_untouched_report_agrees_with_itself_and_with_its_study(report: Path, study: Study):
    assert (verify(report).source, verify(report).quotes) == (False, 6)
    found = verify(report, study)
    assert (found.source, found.whole_file, found.quotes) == (True, True, 6)
    assert "agree with the source" in str(found)


@pytest.mark.parametrize("options", [{"redact": False}, {"interactive": False}])
def test_reports_written_with_other_options_verify_too(study: Study, tmp_path: Path, options: dict[str, bool]):
    assert verify(write_report(study, tmp_path / "r.html", **options), study).whole_file


def _pipeline() -> Callable[[str], Any]:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Dorka"}])  # type: ignore[attr-defined]
    return nlp


def test_names_found_by_a_pipeline_are_masked_and_the_same_pipeline_verifies(tmp_path: Path):
    corpus = make_corpus([{"text": "The slot moved. I told Dorka so.", "author": "Ann Lee", "outcome": "cancelled"}])
    finding = make_finding(evidence=(make_evidence(corpus, "c1", "I told Dorka so."),))
    named = make_study(corpus, findings=(finding,))
    path = write_report(named, tmp_path / "r.html", nlp=_pipeline())
    words = path.read_text("utf-8")
    assert "Dorka" not in words
    assert "spaCy, en_pipeline" in words
    assert verify(path, named, nlp=_pipeline()).quotes == 1
    with pytest.raises(VerificationError, match="by a pipeline"):
        verify(path, named)


def test_a_report_without_findings_verifies_with_its_reading_plan(study: Study, tmp_path: Path):
    bare = replace(study, findings=())
    assert verify(write_report(bare, tmp_path / "r.html"), bare).whole_file


def test_a_changed_quote_is_named(report: Path):
    with pytest.raises(VerificationError, match=r"A quote was changed; it now reads .*never bothered anybody"):
        verify(_forge(report, "Slots never bothered me</blockquote>", "Slots never bothered anybody</blockquote>"))


def test_a_changed_number_is_named(report: Path):
    with pytest.raises(VerificationError, match=r"shows 41 where its manifest says 2.*\.base"):
        verify(_forge(report, '.base">2</b>', '.base">41</b>'))


def test_an_added_quote_is_named(report: Path):
    added = '<figure class="quote" id="q-0123456789ab"><blockquote>Never mind.</blockquote></figure></main>'
    with pytest.raises(VerificationError, match=r"A quote was added: 'Never mind\.'"):
        verify(_forge(report, "</main>", added))


def test_any_other_changed_word_breaks_the_seal(report: Path):
    with pytest.raises(VerificationError, match="changed after it was written"):
        verify(_forge(report, "They left because it was late.", "They left because it was dear.", reseal=False))


def test_a_forger_who_seals_again_is_found_with_the_study(report: Path, study: Study):
    _forge(report, "They left because it was late.", "They left because it was dear.")
    verify(report)
    with pytest.raises(VerificationError, match="it was dear"):
        verify(report, study)


@pytest.mark.parametrize(
    ("cut", "named"),
    [
        (r'<div class="against">.*?</figure>', "A quote is missing from a place where it should stand: 'Slots never"),
        (r'<article class="finding".*?</article>', r"A finding is missing from the page.*#f-"),
        (r' data-count="f-[0-9a-f]+\.heard"', r"no longer marked as one; it is 1.*\.heard"),
    ],
)
def test_what_was_cut_from_the_page_is_named(cut: str, named: str, report: Path, study: Study):
    (found,) = re.findall(cut, report.read_text("utf-8"), re.DOTALL)
    verify(_forge(report, found, ""))
    with pytest.raises(VerificationError, match=named):
        verify(report, study)


def test_what_was_cut_with_its_record_is_named(report: Path, study: Study):
    (against,) = study.findings[0].contradicting
    softer = replace(study.findings[0], evidence=study.findings[0].supporting)
    forged = write_report(replace(study, findings=(softer,)), report.with_name("forged.html"))
    with pytest.raises(
        VerificationError, match=f"A passage against finding 1 is missing from the report: '{against.quote}"
    ):
        verify(forged, study)
    without = write_report(replace(study, findings=()), report.with_name("without.html"))
    with pytest.raises(VerificationError, match="Finding 1 is missing from the report: 'They left because it was late"):
        verify(without, study)


def test_a_record_that_was_changed_is_not_said_to_be_of_another_state(report: Path, study: Study):
    renamed = replace(study, findings=(replace(study.findings[0], claim="They left because it was dear."),))
    forged = write_report(renamed, report.with_name("forged.html"))
    with pytest.raises(
        VerificationError, match=r"what its source does not give\. For findings it has 'They left because it was d"
    ):
        verify(forged, study)


def test_a_report_by_another_version_says_so(report: Path, study: Study, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("qualkit.report.background.qualkit.__version__", "0.0.1")
    with pytest.raises(VerificationError, match=r"written by qualkit \S+, and this is 0\.0\.1"):
        verify(report, study)


def test_without_the_project_no_more_is_claimed_than_the_seal_tells(report: Path, study: Study):
    assert "only the project tells" in str(verify(report))
    assert "Every byte of the file is as it was written" in str(verify(report, study))


def test_a_report_of_another_state_of_the_study_says_what_differs(report: Path, study: Study):
    with pytest.raises(VerificationError, match="For journal head it has"):
        verify(report, replace(study, journal_head="0" * 64))


def test_a_changed_source_is_named_by_the_quote(report: Path, study: Study):
    table = study.corpus.frame
    table.loc[3, "text"] = "Slots never bothered me, I left when it went over sixty."
    with pytest.raises(VerificationError, match="The comment behind a quote was changed"):
        verify(report, replace(study, corpus=replace(study.corpus, table=table)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_changed_byte_anywhere_is_found(report: Path, data: st.DataObject):
    content = report.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    changed = report.with_name("changed.html")
    changed.write_bytes(content[:place] + bytes([value]) + content[place + 1 :])
    with pytest.raises(VerificationError):
        verify(changed)


def test_a_file_that_is_no_report_is_refused(tmp_path: Path):
    (tmp_path / "page.html").write_text("<html><body>hello</body></html>")
    with pytest.raises(VerificationError, match="no readable manifest"):
        verify(tmp_path / "page.html")


def test_a_file_that_is_not_there_is_said_to_be_unreadable(tmp_path: Path):
    with pytest.raises(QualkitError, match="cannot be read"):
        verify(tmp_path / "none.html")


def test_a_study_alone_is_checked_passage_by_passage(study: Study):
    assert (verify(study).quotes, verify(study).counts) == (3, 0)


def test_a_coding_that_is_not_in_its_source_is_named(study: Study):
    codings = study.codings.copy()
    codings.loc[0, "start"] = int(codings.loc[0, "start"]) + 1
    with pytest.raises(VerificationError, match="Coding 'k1'"):
        verify(replace(study, codings=codings))


def test_evidence_of_a_lost_comment_is_named_and_erased_evidence_counted(study: Study):
    left = replace(study.corpus, table=study.corpus.frame.iloc[1:])
    with pytest.raises(VerificationError, match="has lost its source"):
        verify(replace(study, corpus=left, themes=None))
    erased = tuple(replace(one, quote="") for one in study.findings[0].evidence)
    finding = replace(study.findings[0], evidence=erased)
    assert verify(replace(study, findings=(finding,))).erased == 2


def test_a_project_is_checked_with_its_journal_and_texts(tmp_path: Path):
    with open_project(tmp_path / "study.qualkit", coder="ana") as project:
        project.add_comments(make_study().corpus)
        report = write_report(project, tmp_path / "r.html")
        steps = project.verify_journal().n_events
        assert (verify(project).steps, verify(report, project).steps, verify(report).steps) == (steps, steps, 0)
        assert "texts are whole" in str(verify(project))
    with closing(sqlite3.connect(tmp_path / "study.qualkit")) as file, file:
        file.execute("UPDATE comments SET channel = CAST('chat' AS BLOB) WHERE comment_id = CAST('c1' AS BLOB)")
    changed = open_project(tmp_path / "study.qualkit", coder="ana", backups=0)
    with changed, pytest.raises(VerificationError, match="c1"):
        verify(changed)


def test_a_project_that_has_gone_on_is_told_from_a_report_that_was_changed(tmp_path: Path):
    with open_project(tmp_path / "study.qualkit", coder="ana") as project:
        project.add_comments(make_study().corpus)
        report = write_report(project, tmp_path / "r.html")
        project.add_code("late delivery")
        with pytest.raises(
            VerificationError, match=r"has gone on .*2 steps, and has 3 now; the last is “code added” by ana"
        ):
            verify(report, project)
        _forge(report, "Whoever never wrote", "Whoever ever wrote", reseal=False)
        with pytest.raises(VerificationError, match="changed after it was written"):
            verify(report, project)
