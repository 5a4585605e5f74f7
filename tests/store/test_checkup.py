import sqlite3
from contextlib import closing

import pytest

from qualkit.project import open_project
from qualkit.store import place, store_report


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "study.qualkit"
    with open_project(made, coder="ana") as project:
        project.add_code("price")
    return made


def told(path):
    return {what: (state, hint) for what, state, hint, _ in store_report(path)}


def test_a_sound_project_in_a_good_place_needs_nothing(path):
    before = path.read_bytes()
    open_project(path, coder="ana").close()
    found = told(path)
    assert [what for what, (_, hint) in found.items() if hint] == []
    assert found["tables"][0] == "version 2"
    assert found["file"][0].startswith("sound, 0.")
    assert found["backups"][0].startswith("1 in ")
    assert path.read_bytes() == before


def test_a_folder_is_looked_at_as_a_place(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "_file_system", lambda _: "nfs4")
    found = told(tmp_path)
    assert set(found) == {"place", "writing"}
    assert "nfs4" in found["place"][0]
    assert "local disk" in found["place"][1]


def test_a_missing_file_is_no_fault(tmp_path):
    assert told(tmp_path / "new.qualkit")["file"] == ("not there", "qk.open_project creates it.")


def test_a_damaged_file_comes_with_the_backup_to_restore(path):
    open_project(path, coder="ana").close()
    with path.open("r+b") as file:
        file.seek(5000)
        file.write(b"\xff" * 9000)
    state, hint = told(path)["file"]
    assert state.startswith("damaged")
    assert "study.qualkit.backups" in hint


def test_what_is_no_database_and_what_is_newer_is_said(path, tmp_path):
    table = tmp_path / "a.qualkit"
    table.write_text("id,text\n" * 400)
    assert told(table)["file"][0] == "This file is not a qualkit project."
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
        connection.commit()
    assert told(path)["tables"] == ("version 99, of a newer qualkit", "pip install --upgrade qualkit")


def faults(path):
    return [one.state for one in store_report(path) if one.fault]


def test_only_what_keeps_a_project_from_being_opened_is_a_fault(path, tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("id,text\n1,a\n")
    link = tmp_path / "link.qualkit"
    link.symlink_to(tmp_path / "gone.qualkit")
    other = tmp_path / "other.qualkit"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (n)")
    assert faults(path) == faults(tmp_path) == faults(tmp_path / "new.qualkit") == []
    assert faults(table) == ["This file is not a qualkit project."]
    assert faults(tmp_path / "a.txt") == ["not there"]
    assert faults(tmp_path / "no" / "a.qualkit") == ["There is no such folder."]
    assert faults(link) == ["a link to what is not there"]
    assert faults(other) == ["not those of a qualkit project"]


def test_what_lies_beside_a_misspelt_project_is_named(path):
    assert "study.qualkit" in told(path.with_name("stduy.qualkit"))["file"][1]
