from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from qualkit.errors import QualkitError, VerificationError
from qualkit.model import Study
from qualkit.report import compare_reports, verify, write_report
from qualkit.report.comparison_file import comparison_page, read_comparison
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
    old, new = _study(2, 9, key=b""), _study(2, 9, "They left because it was dear.", key=b"")
    old = replace(old, themes=make_themes(old.corpus, {"slots": ["c1"], "price": ["c2"]}))
    new = replace(new, themes=make_themes(new.corpus, {"slots": ["c1"], "leeks": ["c2"]}))
    words = _compared(old, new, tmp_path)
    assert re.search(r"New They left because it was dear\..* Gone .* They left because it was late\.", words)
    assert re.search(r"Only in the later report leeks .* Only in the earlier report price .* In both slots", words)


def test_a_theme_that_was_renamed_is_the_same_theme_within_a_project(tmp_path: Path):
    old, new = _study(2, 9), _study(2, 9)
    old = replace(old, themes=make_themes(old.corpus, {"slots": ["c1"], "price": ["c2"]}))
    new = replace(new, themes=make_themes(new.corpus, {"the hour": ["c1"], "price": ["c2"], "leeks": ["c3"]}))
    words = _compared(old, new, tmp_path)
    assert "Both reports come from one project. Themes are matched by their ids there" in words
    assert re.search(
        r"Only in the later report leeks .* In both the hour 1 person, then 1; earlier called slots", words
    )
    assert "Only in the earlier report" not in words


def test_themes_found_anew_in_a_project_are_matched_by_name_and_said_to_be(tmp_path: Path):
    old, new = _study(2, 9), _study(2, 9)
    old = replace(old, themes=make_themes(old.corpus, {"slots": ["c1"]}))
    new = replace(new, themes=make_themes(new.corpus, {"leeks": ["c1"], "slots": ["c2"]}))
    words = _compared(old, new, tmp_path)
    assert re.search(r"In both leeks 1 person, then 1; earlier called slots", words)
    assert "Only in the later report slots" in words  # the id counts before the name, and each theme once
    ids = {"t1": "t8", "t2": "t9"}
    anew = replace(
        new.themes, frame=new.themes.frame.replace(ids), assignments=new.themes.assignments.replace({"theme_id": ids})
    )
    words = _compared(old, replace(new, themes=anew), tmp_path)
    assert "In both by name, with other ids slots 1 person, then 1" in words


def test_the_same_people_among_more_who_could_have_said_it_are_no_weaker_finding(tmp_path: Path):
    words = _compared(_study(12, 40), _study(12, 400), tmp_path)
    assert "1 with nobody new behind it" in words
    assert "Nobody new The same people stand behind it in both; 40 could have said it then, 400 now." in words
    assert "Weaker" not in words


def test_a_finding_without_a_passage_is_not_given_a_share(tmp_path: Path):
    words = _compared(_study(2, 9), _study(0, 9, "They left because it was dear."), tmp_path)
    assert "No passage of a known person stands behind it; against: 0 of 9 known people." in words


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    old, new = (write_report(_study(n, 9), folder / f"{n}.html", interactive=False) for n in (3, 5))
    compare_reports(old, new, folder / "both.html")
    return folder


@pytest.fixture
def both(written: Path, tmp_path: Path) -> tuple[Path, Path, Path]:
    old, new, page = (Path(shutil.copy(written / name, tmp_path)) for name in ("3.html", "5.html", "both.html"))
    return old, new, page


def test_a_comparison_follows_from_its_two_reports(both: tuple[Path, Path, Path]):
    old, new, page = both
    alone, held = verify(page), verify(page, reports=(old, new))
    assert (alone.what, alone.source, held.source, held.whole_file) == ("comparison", False, True, True)
    assert held.counts > 10
    assert "its two reports were not given" in str(alone)
    assert "follow from its two reports. Every byte of the file is as it was written." in str(held)


def test_reports_may_be_given_under_other_names_but_not_the_wrong_way_round(both: tuple[Path, Path, Path]):
    old, new, page = both
    moved = old.rename(old.with_name("spring.html"))
    assert verify(page, reports=[moved, new]).source
    with pytest.raises(
        VerificationError, match=r"not the file that was compared as the earlier report.*wrong way round"
    ):
        verify(page, reports=[new, moved])


def test_a_report_that_was_written_again_is_not_the_one_compared(both: tuple[Path, Path, Path]):
    old, new, page = both
    write_report(_study(6, 9), new)
    with pytest.raises(
        VerificationError, match=r"not the file that was compared as the later report, 5\.html: its bytes"
    ):
        verify(page, reports=(old, new))


@pytest.mark.parametrize(("have", "forged"), [("5 of 9 people", "8 of 9 people"), ("No clear change", "Stronger")])
def test_a_word_or_number_of_a_comparison_that_was_changed_is_named(
    have: str, forged: str, both: tuple[Path, Path, Path]
):
    page = both[2]
    page.write_text(page.read_text("utf-8").replace(have, forged, 1), "utf-8", newline="")
    with pytest.raises(VerificationError, match=rf"The comparison was changed: .*{forged}.*both.html, line \d+"):
        verify(page)


def test_a_forger_who_writes_the_whole_page_anew_is_found_with_the_reports(both: tuple[Path, Path, Path]):
    old, new, page = both
    found = read_comparison(page)
    assert found is not None
    found.said["pairs"][0]["change"] = "stronger"
    page.write_bytes(comparison_page(found.said))
    assert verify(page).whole_file
    with pytest.raises(VerificationError, match=r"has 'stronger', its two reports give 'no clear change'.*pairs\[0\]"):
        verify(page, reports=(old, new))


def test_what_a_comparison_or_report_was_not_made_from_is_refused(both: tuple[Path, Path, Path]):
    old, new, page = both
    with pytest.raises(QualkitError, match="follows from two reports, and not from a project"):
        verify(page, _study(3, 9))
    with pytest.raises(QualkitError, match="`reports` is for a comparison"):
        verify(old, reports=(old, new))
    with pytest.raises(QualkitError, match=r"The earlier report was a file, 3\.html"):
        verify(page, reports=(_study(3, 9), new))
    with pytest.raises(QualkitError, match="A comparison has two reports"):
        verify(page, reports=[old])


def test_a_comparison_of_studies_is_verified_against_these(tmp_path: Path):
    old, new = _study(3, 9), _study(5, 9)
    page = compare_reports(old, new, tmp_path / "both.html")
    assert verify(page, reports=(old, new)).source
    with pytest.raises(VerificationError, match="its two reports give"):
        verify(page, reports=(old, _study(6, 9)))


@pytest.mark.parametrize("broken", ["{", "[]", '{"schema": 1}', '{"old": 3}'])
def test_a_comparison_whose_manifest_is_broken_is_refused(broken: str, both: tuple[Path, Path, Path]):
    page = both[2]
    told = page.read_text("utf-8")
    start = told.index('id="qualkit-comparison">') + len('id="qualkit-comparison">')
    page.write_text(told[:start] + broken + told[told.index("</script>", start) :], "utf-8", newline="")
    with pytest.raises(VerificationError, match="The manifest of this comparison"):
        verify(page)


def test_who_joined_and_who_fell_silent_is_counted_within_a_project(tmp_path: Path):
    words = _compared(_study(3, 9), _study(5, 9), tmp_path)
    assert "3 are in both reports, 2 only in the later and 0 only in the earlier" in words


def test_people_stay_the_same_however_many_join_after_them(tmp_path: Path):
    words = _compared(_study(40, 60), _study(60, 4_000), tmp_path)
    assert "40 are in both reports, 20 only in the later and 0 only in the earlier" in words


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
    assert re.findall("<script[^>]*>", page) == [
        '<script type="application/json" id="qualkit-comparison">',
        '<script type="application/json" id="qualkit-seal">',
    ]
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
    words = _compared(first, _when(_study(3, 9), ("2025-03", "2025-06")), tmp_path)
    assert "Both reports hold comments of March 2025" in words
    assert "The two periods overlap." not in words
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
