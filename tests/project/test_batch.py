"""Many decisions written at once: all of them or none."""

import contextlib
import sqlite3
from contextlib import closing

import pytest

from qualkit.errors import PassageError, ProjectError, QualkitError
from qualkit.model import Study
from qualkit.store import CountedIds

PLACES = [("M-1", 0, 3), ("M-1", 4, 9), ("M-3", 0, 3), ("M-4", 4, 11)]


def apply_all(project):
    return [project.apply_code(*place, "price", memo=f"why {n}") for n, place in enumerate(PLACES)]


def in_file(path, what="count(*)"):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT {what} FROM events").fetchone()[0]


def commits(path):
    """Read how often the file was changed, from SQLite's header."""
    return int.from_bytes(path.read_bytes()[24:28], "big")


@pytest.fixture
def coded(project):
    project.add_code("price")
    return project


def decide_and_fail(project):
    with project.batch():
        apply_all(project)
        project.add_code("delivery")
        raise ZeroDivisionError


def decide_and_fail_after_another(project, seen):
    with project.batch():
        with project.batch():
            apply_all(project)
        seen.append(len(project.codings()))
        raise ZeroDivisionError


def decide_and_pass_over(project):
    with project.batch(), contextlib.suppress(KeyboardInterrupt):
        apply_all(project)


def test_a_batch_is_written_once_and_says_what_decisions_one_by_one_say(coded, reopen, path):
    before = commits(path)
    with coded.batch():
        made = apply_all(coded)
    assert commits(path) == before + 1
    coded.verify_journal()
    again = reopen("ben")
    assert again.codings()["coding_id"].tolist() == made
    assert again.codings()["memo"].tolist() == ["why 0", "why 1", "why 2", "why 3"]
    assert again.log()["kind"].tolist()[-4:] == ["coding.applied"] * 4


def test_nothing_is_in_the_file_before_the_block_ends(coded, path):
    before = in_file(path)
    with coded.batch():
        apply_all(coded)
        assert in_file(path) == before
        assert len(coded.codings()) == 4
    assert in_file(path) == before + 4


def test_a_batch_that_fails_leaves_nothing_in_the_file_or_in_memory(coded, path):
    before, log = in_file(path), coded.log()
    with pytest.raises(ZeroDivisionError):
        decide_and_fail(coded)
    assert in_file(path) == before
    assert coded.codings().empty
    assert coded.log().equals(log)
    assert [code.name for code in coded.codebook] == ["price"]
    apply_all(coded)
    coded.verify_journal()


def test_a_refused_decision_that_is_caught_leaves_the_others(coded):
    refused = []
    with coded.batch():
        for start, end in ((0, 3), (0, 999), (4, 9)):
            try:
                coded.apply_code("M-1", start, end, "price")
            except QualkitError as error:
                refused.append(type(error))
    assert refused == [PassageError]
    assert coded.codings()["start"].tolist() == [0, 4]
    coded.verify_journal()


def test_a_decision_that_was_broken_off_and_passed_over_spoils_the_batch(coded):
    def broken(*_):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("qualkit.project.remembered.changes", broken)
        with pytest.raises(ProjectError, match="nothing of the batch was kept"):
            decide_and_pass_over(coded)
    assert coded.codings().empty
    coded.apply_code("M-2", 0, 5, "price")
    coded.verify_journal()


def test_a_batch_inside_another_ends_with_the_outer_one(coded, path):
    before, seen = in_file(path), []
    with pytest.raises(ZeroDivisionError):
        decide_and_fail_after_another(coded, seen)
    assert seen == [4]
    assert in_file(path) == before
    assert coded.codings().empty


def test_all_that_was_decided_inside_can_be_seen_and_taken_back_inside(coded, build):
    with coded.batch():
        coded.add_comments(build({"N-1": "The price, the price."}))
        made = coded.apply_code("N-1", 4, 9, "price")
        assert coded.apply_code("N-1", 4, 9, "price") == made
        other = coded.apply_code("N-1", 15, 20, "price")
        coded.remove_coding(made)
        assert coded.undo() is not None
        coded.undo(other)
        assert isinstance(coded.study(), Study)
        assert coded.codings()["coding_id"].tolist() == [made]
    assert coded.codings()["coding_id"].tolist() == [made]
    assert coded.undoable() is not None
    coded.verify_journal()


def test_another_writer_goes_on_after_a_batch(coded, reopen):
    other = reopen("ben", ids=CountedIds("ben"))
    with coded.batch():
        apply_all(coded)
    other.apply_code("M-3", 5, 9, "price")
    with coded.batch():
        coded.apply_code("M-3", 10, 15, "price")
    assert len(coded.codings()) == len(other.codings()) == 6
    other.verify_journal()


@pytest.mark.parametrize("verb", [("forget", "p-jo"), ("verify_journal",), ("rebuild",)], ids=lambda verb: verb[0])
def test_what_works_on_the_whole_file_is_refused_inside(coded, verb):
    with coded.batch():
        coded.apply_code("M-1", 0, 3, "price")
        with pytest.raises(ProjectError, match="inside of a batch"):
            getattr(coded, verb[0])(*verb[1:])
    assert len(coded.codings()) == 1


def test_an_empty_batch_writes_nothing(coded, path):
    before = path.read_bytes()
    with coded.batch():
        pass
    assert path.read_bytes() == before
