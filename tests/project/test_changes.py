"""What a desk is told after each decision, against what the whole study says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualkit.coding.decision import MARKS
from qualkit.errors import QualkitError
from qualkit.model import Changes
from qualkit.project import open_project
from qualkit.store import GENESIS, Event


@pytest.fixture
def coded(project):
    for name in ("price", "fees", "slot"):
        project.add_code(name)
    project.apply_code("M-1", 4, 9, "price", event_id="c1")
    project.apply_code("M-3", 5, 14, "fees", event_id="c2")
    return project


def now(project):
    return project.changes_since(10**12).n


def whole(project):
    told = {}
    for row in project.codings().to_dict("records"):
        kept = ("coding_id", "comment_id", "start", "end", "code_id", "coder", "memo", "suggested_by")
        told[row["coding_id"]] = {name: "" if row[name] != row[name] else row[name] for name in kept}
    return told


def applied(told, changes):
    for coding_id, row in changes.codings.items():
        told.pop(coding_id, None)
        if row is not None:
            assert row["created"].endswith("Z")
            told[coding_id] = {name: value for name, value in row.items() if name != "created"}
    return told


def test_nothing_changed_is_told_as_such(coded):
    n = now(coded)
    changes = coded.changes_since(n)
    assert (changes.n, changes.whole, dict(changes.codings), changes.codes, changes.at) == (n, False, {}, False, None)


def test_what_another_program_decided_is_told_too(coded, reopen):
    n = now(coded)
    reopen("ben").apply_code("M-2", 0, 5, "price", event_id="b1")
    changes = coded.changes_since(n)
    assert list(changes.codings) == ["b1"]
    assert changes.at == "M-2"
    assert changes.n == n + 1


def test_comments_and_themes_and_forgetting_change_the_whole(coded, build, themes):
    for step in (lambda: coded.add_themes(themes), lambda: coded.forget("p-jo")):
        n = now(coded)
        step()
        assert coded.changes_since(n).whole


def test_decisions_that_belong_before_what_was_seen_change_the_whole(coded):
    n = now(coded)
    said = {"comment_id": "M-1", "mark": "done", "on": True}
    created = "2026-01-01T00:00:00.000000Z"
    coded._learn([Event("x", "another", 1, GENESIS, 2, created, "ben", "comment.marked", 1, said)], {})
    changes = coded.changes_since(n, look=False)
    assert (changes.whole, changes.n) == (True, n + 1)
    assert not coded.changes_since(changes.n, look=False).whole


def test_marks_links_codes_and_memos_are_told(coded):
    n = now(coded)
    coded.mark_comment("M-4", "flagged")
    coded.mark_comment("M-4", "done")
    changes = coded.changes_since(n)
    assert changes.marks == {"M-4": ("done", "flagged")}
    assert (changes.codes, changes.links, changes.at) == (False, False, "M-4")
    coded.link_reason("c1", "c2")
    assert coded.changes_since(changes.n).links
    n = now(coded)
    coded.remove_coding("c2")
    assert coded.changes_since(n).links
    n = now(coded)
    coded.retire_code("fees")
    coded.add_memo("price", "hm")
    changes = coded.changes_since(n)
    assert changes.codes
    assert changes.memos == (coded.codebook.find("price").code_id,)


def test_a_code_that_is_gone_and_needed_again_changes_the_codebook(coded):
    coded.code_in_vivo("M-2", 0, 5, "sorry", event_id="v")
    n = now(coded)
    coded.undo()
    changes = coded.changes_since(n)
    assert changes.codes
    assert changes.codings == {"v": None}
    assert changes.at == "M-2"


def test_a_code_that_was_taken_back_does_not_make_every_later_coding_tell_the_codebook(coded):
    coded.add_code("mistaken")
    coded.undo()
    n = now(coded)
    coded.apply_code("M-2", 0, 5, "price")
    assert not coded.changes_since(n).codes


def changes_to(codings):
    return Changes(0, codings=codings)


STEPS = {
    "apply": lambda p, d: p.apply_code(d("M-1", "M-3"), d(0, 4), d(9, 12), d("price", "fees", "slot")),
    "move": lambda p, d: p.move_coding(d(*whole(p)), d(0, 4), d(9, 12)),
    "recode": lambda p, d: p.recode_coding(d(*whole(p)), d("price", "fees", "slot")),
    "remove": lambda p, d: p.remove_coding(d(*whole(p))),
    "memo": lambda p, d: p.add_memo(d(*whole(p)), d("one", "two", "")),
    "merge": lambda p, d: p.merge_codes(d("price", "fees", "slot"), into=d("price", "fees", "slot")),
    "split": lambda p, d: p.split_code(d("price", "fees"), {d("new", "newer"): [d(*whole(p))]}),
    "retire": lambda p, d: p.retire_code(d("price", "fees"), on=d(True, False)),
    "rename": lambda p, d: p.revise_code(d("price", "fees"), name=d("cost", "slots", "price")),
    "below": lambda p, d: p.revise_code(d("price", "fees", "slot"), parent=d("price", "fees", None)),
    "mark": lambda p, d: p.mark_comment(d("M-1", "M-3"), d(*MARKS), on=d(True, False)),
    "link": lambda p, d: p.link_reason(d(*whole(p)), d(*whole(p))),
    "undo": lambda p, d: p.undo(),
    "redo": lambda p, d: p.redo(),
    "undo any": lambda p, d: p.undo(d(*p.log().query("not undone")["event_id"])),
}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_following_the_changes_gives_what_the_whole_study_says(tmp_path_factory, build, data):
    def draw(*options):
        return data.draw(st.sampled_from(options)) if options else "nothing"

    with open_project(tmp_path_factory.mktemp("c") / "a.qualkit", coder="ana") as project:
        project.add_comments(build())
        for name in ("price", "fees", "slot"):
            project.add_code(name)
        project.apply_code("M-1", 0, 9, "price")
        project.apply_code("M-3", 0, 9, "fees")
        n, told, marks, book, links = now(project), whole(project), {}, project.codebook, project.reason_links()
        for name in data.draw(st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=14)):
            try:
                STEPS[name](project, draw)
            except QualkitError:
                continue  # what makes no sense just now is refused, and must change nothing
            changes = project.changes_since(n)
            told, n = applied(told, changes), changes.n
            marks |= changes.marks
            assert not changes.whole
            assert told == whole(project) == applied({}, changes_to(project.codings_now()))
            assert changes.codes or book == project.codebook
            assert changes.links or links.equals(project.reason_links())
            book, links = project.codebook, project.reason_links()
            there = project.marks().groupby("comment_id")["mark"].agg(set).to_dict()
            assert {one: set(held) for one, held in marks.items() if held} == there
        assert project.verify_journal().n_events == n
        while project.undo():
            pass  # every decision can be taken back, the last one first
        assert (len(project.codebook), len(project.codings()), len(project.memos())) == (0, 0, 0)
