"""What stands as HTML, what in the block, what in the checklist, and what findings say of themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import CounterSearch, Study, Verdict
from qualkit.report import verify, write_report
from qualkit.report.block import pack, unpack
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study


def _many(n: int) -> Study:
    corpus = make_corpus([{"text": f"First. Late {k}. Last.", "author": f"P {k}", "channel": "x"} for k in range(n)])
    told = tuple(make_evidence(corpus, f"c{k + 1}", f"Late {k}.") for k in range(n))
    return make_study(corpus, findings=(make_finding(evidence=told),))


def _words(source: Study, tmp_path: Path, **options: object) -> str:
    page = write_report(source, tmp_path / "report.html", **options).read_text("utf-8")  # type: ignore[arg-type]
    shown = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", shown).split())


def test_too_many_quotes_go_into_the_block_and_the_report_says_how_many(tmp_path: Path):
    study = _many(1_001)
    path = write_report(study, tmp_path / "report.html")
    page = path.read_text("utf-8")
    assert page.count("<figure") == 400
    assert "601 further passages are in this file" in page
    assert len(unpack(page.split('id="qualkit-passages">')[1].split("<")[0])["passages"]) == 1_001
    assert verify(path, study).quotes == 1_001


def test_without_scripts_every_quote_of_a_finding_is_text(tmp_path: Path):
    page = write_report(_many(1_001), tmp_path / "report.html", interactive=False).read_text("utf-8")
    assert page.count("<figure") == 1_001
    assert "qualkit-passages" not in page


def test_what_was_packed_comes_back_and_damage_is_an_error():
    packed = pack({"é": [1, None]})
    assert unpack(packed) == {"é": [1, None]}
    assert pack({"é": [1, None]}) == packed
    for damaged in (packed[:-8], "!" + packed, ""):
        with pytest.raises(ValueError, match=r"damaged|Expecting"):
            unpack(damaged)


def test_a_finding_says_how_far_it_has_come_and_who_looked_against_it(tmp_path: Path):
    study = make_study()
    words = _words(study, tmp_path)
    assert "A draft: written by one person" in words
    assert "Passages against it are recorded here; a search for all that speak against it is not." in words
    alone = replace(study.findings[0], evidence=study.findings[0].supporting)
    assert "Nobody has looked for what speaks against it." in _words(replace(study, findings=(alone,)), tmp_path)
    one = replace(
        study.findings[0],
        status="sent back",
        scope="The forum, in May.",
        whom="Those who stayed.",
        next_question="Which hour?",
        about=("k-late", "gone"),
        searches=(CounterSearch("ana", "2026-01-05T10:00:00Z", 50, "Two."),),
    )
    words = _words(replace(study, findings=(one,)), tmp_path)
    for expected in (
        "Sent back: a second person has a question",
        "Rests on The forum, in May.",
        "About late delivery, one that is no longer there",
        "Whom Those who stayed.",
        "ana read 50 candidates against it, January 2026. Two.",
    ):
        assert expected in words


def test_the_last_answer_of_each_person_counts(tmp_path: Path):
    study = make_study()
    people = study.corpus.frame["person_id"]
    said = [
        Verdict("v1", people[0], "no", "", "ana"),
        Verdict("v2", people[0], "yes", "Yes, mail me at hanna@example.org", "ana"),
        Verdict("v3", people[3], "partly", "Price too.", "ana"),
        Verdict("v4", None, "yes", "", "ana"),
    ]
    words = _words(replace(study, findings=(replace(study.findings[0], verdicts=tuple(said)),)), tmp_path)
    assert "confirmed by 2 of 3 who answered" in words
    assert "Yes: 2, partly: 1, no: 0." in words
    assert "Yes: Yes, mail me at [e-mail]" in words
    assert "To 1 finding of 1 answers came back, of 2 people known" in words


def test_a_confirmed_finding_says_how_many_did_not_agree(tmp_path: Path):
    study = make_study()
    said = tuple(Verdict(f"v{n}", None, answer, "", "ana") for n, answer in enumerate(("yes", "no")))
    one = replace(study.findings[0], status="confirmed", verdicts=said)
    words = _words(replace(study, findings=(one,)), tmp_path)
    assert "Confirmed: somebody judged that the answers bear it out; yes: 1, partly: 0, no: 1." in words


def test_each_quote_names_the_codes_that_lie_on_it_with_their_coders(tmp_path: Path):
    assert "May 2025late delivery (ana)" in _words(make_study(), tmp_path)


def test_warnings_stand_beside_their_finding_and_verify(tmp_path: Path):
    study = make_study()
    name = study.findings[0].finding_id
    table = pd.DataFrame({"finding_id": [name], "warning": ["One loud voice."], "detail": ["3 of 4 by one."]})
    assert "Before you rely on it One loud voice. 3 of 4 by one." in _words(study, tmp_path, warnings=table)
    assert verify(tmp_path / "report.html", study).whole_file
    with pytest.raises(NotFoundError):
        _words(study, tmp_path, warnings=table.assign(finding_id="f99"))
    with pytest.raises(QualkitError, match="columns detail"):
        _words(study, tmp_path, warnings=table[["finding_id", "warning"]])


def test_the_checklist_is_filled_from_the_record_and_never_from_thin_air(tmp_path: Path):
    words = _words(make_study(), tmp_path)
    assert "12Sample size3 people known, in 5 comments." in words
    assert "24Number of data coders1: ana." in words
    assert "22Data saturationnot recorded" in words
    assert "5Experience and trainingnot recorded" in words
    assert "28Participant checkingNo finding was taken back" in words


def test_each_item_of_the_checklist_names_the_item_of_srqr_that_asks_for_the_same(tmp_path: Path):
    page = write_report(make_study(), tmp_path / "report.html").read_text("utf-8")
    assert re.search(
        r"Participant checking</th><td[^>]*>No finding was taken back[^<]*</td><td class=\"n\">15</td>", page
    )
    assert "10.1097/ACM.0000000000000388" in page


@pytest.mark.parametrize(("n", "listed"), [(12, False), (13, True)])
def test_many_findings_are_listed_before_the_first(tmp_path: Path, n: int, listed: bool):
    study = make_study()
    one = study.findings[0]
    findings = tuple(replace(one, finding_id=f"f{k}", claim=f"Claim {k}.") for k in range(n))
    words = _words(replace(study, findings=findings), tmp_path)
    assert (f"All {n} findings, a line each" in words) == listed


def test_a_right_to_left_name_does_not_turn_the_sentence_that_quotes_it(tmp_path: Path):
    study = _of_many_channels(2)
    table = pd.DataFrame(
        {"finding_id": [study.findings[0].finding_id], "warning": ["few"], "detail": ["Of “ألغى”, 3 of 14 <b>."]}
    )
    page = write_report(study, tmp_path / "report.html", warnings=table).read_text("utf-8")
    assert "Of <bdi>“ألغى”</bdi>, 3 of 14 &lt;b&gt;." in page


def _of_many_channels(n: int) -> Study:
    heard = {"outcome": "left", "channel": "channel 0", "author": "A"}
    ours = {"role": "staff", "author": "we", "text": "Why?"}
    corpus = make_corpus(
        [
            {"text": "It was late.", **heard},
            *({**ours, "channel": f"channel {k}", "outcome": "left"} for k in range(n)),
            *({"text": f"Late {k}.", **heard, "channel": f"channel {k}", "author": f"P {k}"} for k in range(1, n)),
            {"text": "Nobody knows where.", "author": "Z"},
        ]
    )
    return make_study(corpus, findings=(make_finding(outcome="left", evidence=(make_evidence(corpus, "c1"),)),))


def test_of_many_channels_the_largest_are_listed_and_the_others_counted(tmp_path: Path):
    study = _of_many_channels(30)
    words = _words(study, tmp_path)
    assert "14 more channels, each with fewer people" in words
    assert "Nobody from channel 1 is in this (0 of 1 person with the outcome “left”)." in words
    assert "Nobody from channel 10 (0 of 1)." in words
    assert "Nor of 13 others, each with fewer people." in words
    assert "Nobody from 22 other channels." in words
    assert "19 other places" in words
    assert verify(tmp_path / "report.html", study).whole_file


def test_comments_without_a_channel_stand_in_the_table_of_channels(tmp_path: Path):
    words = _words(_of_many_channels(2), tmp_path)
    assert "no channel named111undated" in words
    assert "What these channels can and cannot show has not been written down." in words
