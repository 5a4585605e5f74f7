import sqlite3
import sys
from datetime import UTC, datetime

import pytest

from qualkit.errors import ProjectError
from qualkit.model import HasStudy
from qualkit.project import open_project
from qualkit.store import CountedIds, SteppingClock


def pragma(path, name):
    with sqlite3.connect(path) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_project_is_one_file_created_when_absent(path, reopen):
    project = reopen()
    project.close()
    assert [one.name for one in path.parent.iterdir()] == ["study.qualkit"]
    assert isinstance(project, HasStudy)
    assert project.log()["what"].tolist() == ["created the project"]


def test_a_project_opens_again_with_everything_in_it(project, reopen):
    project.add_code("price")
    again = reopen("ben")
    assert again.codebook == project.codebook
    assert len(again.log()) == 3
    assert again.coder == "ben"


def test_a_project_closes_at_the_end_of_a_with_block(path):
    with open_project(path, coder="ana") as project:
        project.add_code("price")
    with open_project(str(path), coder="ana") as project:
        assert len(project.codebook) == 1


def test_a_database_url_is_understood(path, reopen):
    reopen().add_code("price")
    with open_project(f"sqlite:///{path}", coder="ana") as project:
        assert len(project.codebook) == 1


def test_a_write_ahead_log_is_never_used(path, reopen):
    reopen().add_code("price")
    assert pragma(path, "journal_mode") == "delete"


def test_the_journal_that_lies_beside_an_open_project_holds_nothing_to_take_back(path, reopen):
    project, journal = reopen(), path.with_name("study.qualkit-journal")
    project.add_code("price")
    assert journal.read_bytes()[:28] == bytes(28)
    with open_project(path, coder="ben") as other:
        assert [code.name for code in other.codebook] == ["price"]
    project.add_code("delivery")
    project.close()
    assert not journal.exists()


def test_the_connection_is_durable_and_distrusts_the_file(reopen):
    project = reopen()
    with project._store._engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "trusted_schema",
                "cell_size_check",
                "foreign_keys",
                "secure_delete",
            )
        }
    assert found == {
        "journal_mode": "persist",
        "synchronous": 3,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


@pytest.mark.parametrize("coder", ["", "  ", "a\nb", "a\ud800", None])
def test_a_coder_needs_a_name(path, coder):
    with pytest.raises(ProjectError, match="needs a name"):
        open_project(path, coder=coder)
    assert not path.exists()


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(ProjectError, match="folder"):
        open_project(tmp_path, coder="ana")


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ProjectError, match=r"no such folder.*nowhere"):
        open_project(tmp_path / "nowhere" / "a.qualkit", coder="ana")


def test_a_file_that_is_no_database_is_refused_and_left_alone(path):
    path.write_text("id,text\n1,hello, this is a table of comments\n")
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="not a qualkit project"):
        open_project(path, coder="ana")
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (a)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="not a qualkit project"):
        open_project(path, coder="ana")
    assert path.read_bytes() == before


def test_a_file_with_a_broken_inside_is_refused(path, project):
    project.close()
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 4000)
    with pytest.raises(ProjectError, match="damaged"):
        open_project(path, coder="ana")


def test_a_project_of_a_newer_version_is_refused(path, reopen):
    reopen().close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    connection.close()
    with pytest.raises(ProjectError, match="newer qualkit"):
        open_project(path, coder="ana")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_a_place_where_nothing_can_be_written_is_refused():
    with pytest.raises(ProjectError, match=r"read-only|refused"):
        open_project("/proc/a.qualkit", coder="ana")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "nosuch://x/y", "://"])
def test_a_url_that_leads_nowhere_is_refused(url):
    with pytest.raises(ProjectError):
        open_project(url, coder="ana")


FIRST_HEAD = "cb2b303c25e5c3d05c69339457f7c82c51aae44b0b021d485b8d3bac14ec719a"


def test_what_the_first_version_wrote_is_written_and_folded_alike(path, corpus, themes):
    """The head of this journal was noted when findings could neither be revised nor checked."""
    clock, ids = SteppingClock(datetime(2026, 2, 1, tzinfo=UTC)), CountedIds("old")
    with open_project(path, coder="ana", clock=clock, ids=ids) as project:
        project.describe(question="Why?", title="t")
        project.add_comments(corpus)
        project.add_themes(themes)
        project.add_code("price")
        project.apply_code("M-1", 4, 9, "price", memo="m")
        finding = project.add_finding(
            "They left.", because="Price.", outcome="cancelled", action="Ask", next_question="When?", rival="Date"
        )
        project.support(finding, "M-1", 4, 9)
        project.contradict(finding, "M-3", 0, 4)
        project.undo()
        project.redo()
        project.add_memo(finding, "hm")
        project.forget("p-jo")
        assert project.study().journal_head == FIRST_HEAD
    with open_project(path, coder="ben") as again:
        (one,) = again.findings
        assert (one.status, one.about, one.scope, one.whom, one.verdicts, one.searches) == (
            "draft",
            (),
            None,
            None,
            (),
            (),
        )
        assert len(one.evidence) == 2
        again.revise_finding(one, scope="mail")
        again.set_status(one, "checked")
        assert again.findings[0].status == "checked"
        assert again.verify_journal().n_events == 15


def test_a_closed_project_can_be_read_and_not_be_written_to(project):
    project.add_code("price")
    project.close()
    with pytest.raises(ProjectError, match="was closed"):
        project.add_code("late")
    with pytest.raises(ProjectError, match="was closed"):
        project.undo()
    assert [code.name for code in project.codebook] == ["price"]


@pytest.mark.parametrize("name", ["a\x00b.qualkit", "\ud800.qualkit", "x" * 300 + ".qualkit"])
def test_a_name_that_no_file_can_have_is_one_plain_error(tmp_path, name):
    with pytest.raises(ProjectError, match="no project of this name"):
        open_project(tmp_path / name, coder="ana")


@pytest.mark.parametrize("wrong", [None, 5, [], b"x"])
def test_what_is_no_path_and_no_number_of_backups_is_one_plain_error(tmp_path, wrong):
    with pytest.raises(ProjectError, match="opened by its path"):
        open_project(wrong, coder="ana")
    with pytest.raises(ProjectError, match="`backups` is"):
        open_project(tmp_path / "a.qualkit", coder="ana", backups="many" if wrong == 5 else wrong)
