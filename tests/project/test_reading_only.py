"""A project that cannot be written is opened for reading: everything is to be seen, and nothing is tried that would write."""

import shutil
import sqlite3
import subprocess
import sys
import warnings
from contextlib import closing
from pathlib import PureWindowsPath

import pytest

import qualkit as qk
from qualkit.errors import ProjectError, StorageError
from qualkit.project import open_project
from qualkit.store import sqlite, store_report
from qualkit.widgets.desk import CodingDesk

REMARK = "can only be read"


@pytest.fixture
def locked(tmp_path, monkeypatch, corpus, themes):
    """A project in a folder of its own where, as everybody is told, nothing may be written."""
    folder = tmp_path / "share"
    folder.mkdir()
    with open_project(folder / "study.qualkit", coder="ana") as project:
        project.describe(question="Why?")
        project.add_comments(corpus)
        project.add_themes(themes)
        project.add_code("price")
        project.apply_code("M-1", 4, 9, "price")
        finding = project.add_finding("They left.", because="Price.")
        project.support(finding, "M-1", 4, 9)
    monkeypatch.setattr(sqlite, "_may_write", lambda path: folder not in path.absolute().parents)
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    yield folder / "study.qualkit"
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before


@pytest.fixture
def reading(locked):
    with pytest.warns(UserWarning, match=REMARK):
        project = open_project(locked, coder="ben")
    yield project
    project.close()


def test_everything_can_be_seen_checked_and_written_elsewhere(reading, tmp_path, corpus):
    assert len(reading.corpus) == len(corpus)
    assert [code.name for code in reading.codebook] == ["price"]
    assert reading.passages(code="price")["quote"].tolist() == ["price"]
    assert reading.codings().shape[0] == 1
    assert len(reading.findings) == 1
    assert len(reading.study().themes.frame) == 2
    assert reading.log()["what"].iloc[0] == "created the project"
    assert reading.verify_journal().n_events == 8
    qk.write_report(reading, tmp_path / "report.html")
    assert qk.verify(tmp_path / "report.html", reading)
    qk.export(reading, tmp_path / "codings.csv")
    assert (tmp_path / "codings.csv").stat().st_size


@pytest.mark.parametrize(
    "decide",
    [
        lambda one, _: one.add_code("delivery"),
        lambda one, _: one.apply_code("M-3", 0, 3, "price"),
        lambda one, _: one.add_memo("project", "hm"),
        lambda one, _: one.undo(),
        lambda one, _: one.describe(question="Who?"),
        lambda one, corpus: one.add_comments(corpus),
        lambda one, _: one.forget("p-jo"),
        lambda one, _: one.rebuild(),
    ],
)
def test_a_decision_is_refused_with_one_sentence_that_says_what_to_do(reading, corpus, decide):
    with pytest.raises(StorageError, match=REMARK) as caught:
        decide(reading, corpus)
    assert "copy the file to a folder of your own" in caught.value.hint
    assert reading.read_only == caught.value.what
    assert reading.verify_journal().n_events == 8


def test_a_batch_is_refused_before_it_begins(reading):
    with pytest.raises(StorageError, match=REMARK), reading.batch():
        pytest.fail("nothing is decided where nothing can be kept")


def test_one_plain_remark_is_made_and_no_backup(locked):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        open_project(locked, coder="ben").close()
    assert [str(one.message) for one in told] == [
        "This project can only be read: its file or its folder is read-only. To decide anything, copy the file to a folder "
        "of your own, and open the copy."
    ]


def test_a_project_that_can_be_written_says_so(project):
    assert project.read_only == ""


def test_what_a_colleague_decides_meanwhile_is_seen(reading, locked, monkeypatch):
    before = locked.read_bytes()
    with monkeypatch.context() as theirs:
        theirs.setattr(sqlite, "_may_write", lambda _: True)
        with open_project(locked, coder="ana", backups=0) as project:
            project.add_code("delivery")
    assert len(reading.codebook) == 2
    locked.write_bytes(before)


KILLED = """
import sqlite3, os, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 1")
c.execute("PRAGMA cache_spill = 1")
c.execute("BEGIN IMMEDIATE")
c.execute("UPDATE texts SET body = body || 'half'")
c.execute("CREATE TABLE filler (a)")
c.executemany("INSERT INTO filler VALUES (?)", [("x" * 4000,) for _ in range(50)])
os._exit(9)
"""
"""A program that is killed while it writes; what it wrote is half of a step."""


@pytest.fixture
def break_off(locked):
    """Have half a step written to the project; what was there before is there again at the end."""
    whole, journal = locked.read_bytes(), locked.with_name(f"{locked.name}-journal")

    def break_it_off():
        subprocess.run([sys.executable, "-c", KILLED, str(locked)], check=False, timeout=60)
        assert journal.stat().st_size
        assert locked.read_bytes() != whole
        return journal

    yield break_it_off
    locked.write_bytes(whole)
    journal.unlink()


def test_half_a_step_is_never_shown(locked, break_off, tmp_path):
    journal = break_off()
    with pytest.raises(StorageError, match="broken off") as caught:
        open_project(locked, coder="ben")
    assert "study.qualkit-journal together" in caught.value.hint
    for one in (locked, journal):
        shutil.copy(one, tmp_path / one.name)
    with open_project(tmp_path / locked.name, coder="ben") as project:
        assert project.verify_journal().n_events == 8


def test_half_a_step_that_appears_while_it_is_read_is_not_shown_either(reading, break_off):
    reading.study()
    break_off()
    with pytest.raises(StorageError, match="broken off"):
        reading.study()


def test_what_another_version_wrote_has_to_be_copied_first(locked):
    before = locked.read_bytes()
    with closing(sqlite3.connect(locked)) as connection, connection:
        connection.execute("UPDATE meta SET value = '1' WHERE name = 'schema_version'")
    with pytest.raises(ProjectError, match=r"brought up to date first.*Copy the file"):
        open_project(locked, coder="ben")
    locked.write_bytes(before)


def test_a_new_project_needs_a_place_where_it_can_be_written(locked):
    with pytest.raises(ProjectError, match=r"new project cannot be kept here.*read-only"):
        open_project(locked.with_name("new.qualkit"), coder="ben")


def test_the_doctor_says_what_can_be_done(locked):
    (writing,) = [one for one in store_report(locked) if one.what == "writing"]
    assert writing.state.startswith("not here")
    assert "opens it for reading" in writing.hint
    assert not [one for one in store_report(locked) if one.fault]


def test_the_coding_view_shows_everything_and_keeps_what_cannot_be_saved(reading):
    desk = CodingDesk(reading, blind=False)
    hello = desk.answer({"q": "0" * 32, "k": "hello", "proto": 2})
    assert REMARK in hello["read_only"]
    assert desk.answer({"q": "1" * 32, "k": "open", "comment_id": "M-1"})["codings"]
    decision = {"event": "a" * 32, "do": "code.add", "name": "delivery"}
    (result,) = desk.answer({"q": "2" * 32, "k": "decide", "decisions": [decision]})["results"]
    assert REMARK in result["error"]["said"]
    assert result["error"]["again"]  # so that no browser lets go of it


def test_the_plain_view_says_so_too(reading):
    view = qk.code(reading, plain=True)
    assert REMARK in view._said.value
    assert view._passage.value == ""
    assert view._text.value


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PureWindowsPath(r"\\server\share\a b.qualkit"), "file:////server/share/a%20b.qualkit"),
        (PureWindowsPath(r"C:\a#1.qualkit"), "file:///C:/a%231.qualkit"),
    ],
)
def test_a_share_of_windows_is_named_as_sqlite_takes_it(path, uri):
    assert sqlite._uri(path) == uri


def test_a_file_without_the_right_to_write_is_found_out(tmp_path, monkeypatch):
    path = tmp_path / "a?#%41.qualkit"
    open_project(path, coder="ana").close()
    monkeypatch.setattr(sqlite.os, "access", lambda *_: False)
    with pytest.warns(UserWarning, match=REMARK), open_project(path, coder="ben") as project:
        assert project.read_only
