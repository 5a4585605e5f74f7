"""What is kept in memory from decision to decision is what reading the file afresh gives."""

import gc

import pandas as pd
import pytest

from qualkit.model import Study
from qualkit.project import open_project, tables


def same(one: Study, other: Study) -> None:
    for name in ("codings", "memos", "log"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.codebook == other.codebook
    assert one.journal_head == other.journal_head
    assert one.description == other.description


STEPS = [
    lambda p: p.add_code("price", definition="it costs"),
    lambda p: p.apply_code("M-1", 4, 9, "price", memo="dear", event_id="1" * 32),
    lambda p: p.apply_code("M-3", 9, 14, "price", event_id="2" * 32),
    lambda p: p.undo(),
    lambda p: p.redo(),
    lambda p: p.move_coding("2" * 32, 5, 14),
    lambda p: p.add_code("rise", parent="price"),
    lambda p: p.recode_coding("1" * 32, "rise"),
    lambda p: p.add_memo("1" * 32, "dearer"),
    lambda p: p.add_memo("M-2", "kind"),
    lambda p: p.remove_coding("2" * 32),
    lambda p: p.undo(),
    lambda p: p.revise_code("rise", name="increase"),
    lambda p: p.merge_codes(["increase"], "price"),
    lambda p: p.undo(),
    lambda p: p.mark_comment("M-2", "done"),
    lambda p: p.import_codings([{"code": "price", "comment_id": "M-4", "start": n, "end": n + 3} for n in range(5)]),
    lambda p: p.forget("p-li"),
    lambda p: p.apply_code("M-2", 0, 5, "price"),
]


def test_tables_patched_decision_by_decision_are_those_of_a_file_read_afresh(project, reopen):
    project.codings()
    for step in STEPS:
        step(project)
        same(project.study(), reopen(backups=0).study())


def test_another_program_patches_its_tables_by_what_it_sees(project, reopen):
    ben = reopen("ben")
    ben.codings()
    for step in STEPS:
        step(project)
        same(ben.study(), project.study())


def test_a_study_that_somebody_holds_shows_its_own_moment(project, reopen):
    project.add_code("price")
    project.apply_code("M-1", 4, 9, "price")
    held = project.study()
    ben = reopen("ben")
    seen_by_ben = ben.study()
    project.apply_code("M-3", 9, 14, "price")
    project.add_code("rise")
    assert (len(held.codings), len(held.codebook), len(held.log)) == (1, 1, 4)
    assert len(ben.codings()) == 2
    assert (len(seen_by_ben.codings), len(seen_by_ben.codebook), len(seen_by_ben.log)) == (1, 1, 4)


def test_what_nobody_reads_is_never_worked_out(project, monkeypatch):
    project.add_code("price")

    def never(*_):
        raise AssertionError("worked out")

    for name in ("codings_frame", "log_of", "memos_of"):
        monkeypatch.setattr(tables, name, never)
    for n in range(3):
        study = project.study()
        assert len(study.corpus) == 5
        del study
        gc.collect()
        project.apply_code("M-4", n, n + 5, "price")


def test_a_commit_whose_answer_got_lost_counts_once(project, reopen, interrupted_after_commit):
    project.add_code("price")
    with interrupted_after_commit():
        project.apply_code("M-1", 4, 9, "price", event_id="7" * 32)
    assert project.apply_code("M-1", 4, 9, "price", event_id="7" * 32) == "7" * 32
    assert project.codings()["coding_id"].tolist() == ["7" * 32]
    same(project.study(), reopen().study())


def test_a_plan_that_is_refused_leaves_memory_and_file_as_they_were(project, reopen):
    project.add_code("price")
    before = project._state
    with pytest.raises(Exception, match="price"):
        project.add_code("price", definition="something else")
    assert project._state is before
    same(project.study(), reopen().study())


def test_opening_does_not_leave_the_garbage_collector_off(tmp_path):
    assert gc.isenabled()
    with open_project(tmp_path / "a.qualkit", coder="ana") as project:
        assert gc.isenabled()
        assert len(project.corpus) == 0
    assert gc.isenabled()
