from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from qualkit.errors import VerificationError
from qualkit.model import Study
from qualkit.report import compare_reports, write_report
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study, make_themes


def _study(supporters: int, people: int, claim: str = "They left because it was late.", **fields: object) -> Study:
    corpus = make_corpus(
        [
            {"text": f"late {n}", "author": f"Person {n}", "channel": "forum", "outcome": "cancelled"}
            for n in range(people)
        ]
    )
    told = tuple(make_evidence(corpus, f"c{n + 1}") for n in range(supporters))
    return make_study(corpus, findings=(make_finding(claim, evidence=told, outcome="cancelled"),), **fields)


def _compared(old: Study, new: Study, tmp_path: Path) -> str:
    files = [write_report(one, tmp_path / f"{name}.html") for name, one in (("old", old), ("new", new))]
    return _words(compare_reports(*files, tmp_path / "both.html"))


def _words(path: Path) -> str:
    shown = re.sub(r"<(script|style).*?</\1>", " ", path.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def test_where_the_intervals_overlap_no_direction_is_claimed(tmp_path: Path):
    words = _compared(_study(10, 40), _study(14, 40), tmp_path)
    assert "No clear change" in words
    assert not re.search("Stronger|Weaker|[↑↓▲▼]", words)
    assert "10 of 40 people who cancelled (14 to 40 %)" in words
    assert "14 of 40 people who cancelled (22 to 50 %)" in words


@pytest.mark.parametrize(("before", "after", "word"), [(2, 30, "Stronger"), (30, 2, "Weaker")])
def test_where_they_do_not_the_direction_is_named(before: int, after: int, word: str, tmp_path: Path):
    assert word in _compared(_study(before, 40), _study(after, 40), tmp_path)


def test_findings_and_themes_are_new_or_gone(tmp_path: Path):
    old, new = _study(2, 9), _study(2, 9, "They left because it was dear.")
    old = replace(old, themes=make_themes(old.corpus, {"slots": ["c1"], "price": ["c2"]}))
    new = replace(new, themes=make_themes(new.corpus, {"slots": ["c1"], "leeks": ["c2"]}))
    words = _compared(old, new, tmp_path)
    assert re.search(r"New They left because it was dear\..* Gone .* They left because it was late\.", words)
    assert re.search(r"Only in the later report leeks .* Only in the earlier report price .* In both slots", words)


def test_who_joined_and_who_fell_silent_is_counted_within_a_project(tmp_path: Path):
    words = _compared(_study(3, 9), _study(5, 9), tmp_path)
    assert "3 are in both reports, 2 only in the later and 0 only in the earlier" in words


def test_without_a_common_project_people_are_not_matched(tmp_path: Path):
    words = _compared(_study(3, 9, key=b""), _study(5, 9, key=b""), tmp_path)
    assert "cannot be told" in words


def test_studies_can_be_compared_as_they_are_and_give_the_same_bytes(tmp_path: Path):
    one = compare_reports(_study(3, 9), _study(5, 9), tmp_path / "a.html").read_bytes()
    assert one == compare_reports(_study(3, 9), _study(5, 9), tmp_path / "b" / "c.html").read_bytes()


def test_a_report_that_was_changed_is_not_compared(tmp_path: Path):
    old, new = (write_report(_study(n, 9), tmp_path / f"{n}.html") for n in (3, 4))
    old.write_text(old.read_text("utf-8").replace("They left", "They came"), "utf-8")
    with pytest.raises(VerificationError, match=r"3\.html"):
        compare_reports(old, new, tmp_path / "both.html")


def test_hostile_claims_stay_words(tmp_path: Path):
    hostile = "</title><script>alert(1)</script>"
    page = compare_reports(_study(1, 3, hostile), _study(2, 3, hostile), tmp_path / "x.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "script-src &#39;none&#39;" in page


def _when(study: Study, months: tuple[str, ...]) -> Study:
    frame = study.corpus.frame.copy()
    rows = [f"{months[n % len(months)]}-05T10:00:00Z" for n in range(len(frame))]
    return replace(study, corpus=replace(study.corpus, table=frame.assign(created=pd.to_datetime(rows, utc=True))))


def test_periods_that_overlap_and_reports_the_wrong_way_round_are_named(tmp_path: Path):
    first, both = _when(_study(3, 9), ("2025-01", "2025-03")), _when(_study(3, 9), ("2025-01", "2025-06"))
    words = _compared(first, both, tmp_path)
    assert "The two periods overlap." in words
    assert "right way round" not in words
    assert "right way round?" in _compared(both, first, tmp_path)
    assert "Before you compare" not in _compared(first, _when(_study(3, 9), ("2025-04", "2025-06")), tmp_path)


def test_channels_that_only_one_report_has_are_named(tmp_path: Path):
    new = _study(3, 9)
    new = replace(new, corpus=replace(new.corpus, table=new.corpus.frame.assign(channel="app reviews")))
    words = _compared(_study(3, 9), new, tmp_path)
    assert "Only the earlier report heard from forum :" in words
    assert "Only the later report heard from app reviews :" in words


def test_shares_of_people_with_different_outcomes_are_not_compared(tmp_path: Path):
    new = _study(30, 40)
    finding = replace(new.findings[0], outcome=None)
    words = _compared(_study(2, 40), replace(new, findings=(finding,)), tmp_path)
    assert "Cannot be compared: they are shares of different people" in words
    assert not re.search("Stronger|Weaker", words)


def test_a_change_that_may_come_of_reading_more_says_so(tmp_path: Path):
    # Before, 4 of 40 were read, and 2 spoke for it; now all were, and 20 do: the same half of those read.
    def marked(study: Study, n: int) -> Study:
        done = [{"comment_id": f"c{i + 1}", "mark": "done", "coder": "ana", "created": "2025-12-01"} for i in range(n)]
        return replace(study, marks=pd.DataFrame(done))

    words = _compared(marked(_study(2, 40), 4), marked(_study(20, 40), 40), tmp_path)
    told = "Stronger, perhaps for how much was read Among those of whom somebody has read anything, it is 2 of 4 and 20"
    assert told in words
    assert "In both : 1, of which 1 stronger; 1 of these perhaps for how much was read." in words
    assert "may lie in more having been read" in words
    assert "having been read" not in _compared(marked(_study(2, 40), 40), marked(_study(30, 40), 40), tmp_path)
