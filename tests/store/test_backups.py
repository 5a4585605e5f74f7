import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from qualkit.errors import ProjectError, StorageError
from qualkit.project import open_project
from qualkit.store import SteppingClock, backups_of
from qualkit.store.backups import folder_of, newest_sound
from qualkit.testing import make_corpus


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.qualkit"


def opened(path, **options):
    return open_project(path, coder="ana", **options)


def grow(path, name, **options):
    with opened(path, **options) as project:
        project.add_code(name)


def spoil(path):
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))


def holds(folder, word):
    return [one.name for one in folder.rglob("*") if one.is_file() and word.encode() in one.read_bytes()]


def test_a_new_project_has_no_backup_yet(path):
    grow(path, "price")
    assert backups_of(path) == []


def test_a_backup_is_made_when_a_project_is_opened_that_has_changed(path):
    grow(path, "price")
    opened(path).close()
    assert len(backups_of(path)) == 1
    opened(path).close()
    assert len(backups_of(path)) == 1  # nothing was changed since
    grow(path, "date")
    opened(path).close()
    newest = backups_of(path)[-1]
    with opened(newest, backups=0) as project:
        assert [code.name for code in project.codebook] == ["price", "date"]


def test_ten_backups_are_kept_and_the_oldest_go(path):
    for n in range(14):
        grow(path, f"code {n}")
    kept = backups_of(path)
    assert len(kept) == 10
    assert [int(one.name.split("_")[1]) for one in kept] == list(range(5, 15))


def test_no_backup_is_made_where_none_is_wanted(path):
    grow(path, "price", backups=0)
    grow(path, "date", backups=0)
    assert not folder_of(path).exists()


def test_a_backup_is_made_while_another_program_writes(path):
    grow(path, "price")
    with opened(path) as one:
        one.add_code("date")
        opened(path).close()
        one.add_code("rise")
    assert all(newest_sound(path) == backup for backup in backups_of(path)[-1:])


def test_a_disk_too_full_for_a_backup_keeps_nobody_from_reading(path, monkeypatch):
    grow(path, "price")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qualkit.store.backups.copy_file", full)
    with pytest.warns(UserWarning, match=r"backup could not be written.*No space"), opened(path) as project:
        assert len(project.codebook) == 1


def test_a_damaged_project_is_refused_and_the_newest_sound_backup_named(path):
    grow(path, "price")
    grow(path, "date")
    grow(path, "rise")
    older, newer = backups_of(path)
    spoil(path)
    spoil(newer)
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="damaged") as caught:
        opened(path)
    assert older.name in str(caught.value)
    assert newer.name not in str(caught.value)
    assert path.read_bytes() == before


def test_a_backup_copied_to_its_place_is_a_whole_project(path):
    grow(path, "price")
    opened(path).close()
    spoil(path)
    backup = newest_sound(path)
    path.unlink()
    path.write_bytes(backup.read_bytes())
    with opened(path) as project:
        assert project.verify_journal().n_events == 2


def test_who_is_forgotten_is_forgotten_by_the_backups_too(path):
    corpus = make_corpus([{"text": "Secretword of one.", "person_id": "p-1"}, {"text": "Another.", "person_id": "p-2"}])
    with opened(path) as project:
        project.add_comments(corpus)
    for n in range(3):
        grow(path, f"code {n}")
    assert len(holds(path.parent, "Secretword")) == 4
    with opened(path) as project:
        project.forget("p-1")
    assert holds(path.parent, "Secretword") == []
    (backup,) = backups_of(path)
    with opened(backup, backups=0) as project:
        assert project.verify_journal().n_forgotten == 1


def test_what_an_interruption_left_of_forgetting_is_finished_when_the_project_is_opened_next(path, monkeypatch):
    corpus = make_corpus([{"text": "Secretword of one.", "person_id": "p-1"}])
    with opened(path) as project:
        project.add_comments(corpus)
    grow(path, "price")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("qualkit.store.database.drop_backup", killed)
        with opened(path) as project, pytest.raises(KeyboardInterrupt):
            project.forget("p-1")
    left = folder_of(path) / "unfinished-1-x.qualkit"
    left.write_text("Secretword")
    assert len(holds(path.parent, "Secretword")) >= 2
    opened(path).close()
    assert holds(path.parent, "Secretword") == []


def test_a_copy_that_cannot_be_made_leaves_nothing_behind(path, monkeypatch):
    grow(path, "price")

    def fails(_, to):
        with closing(sqlite3.connect(to)) as connection:
            connection.execute("CREATE TABLE half (x)")
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("qualkit.store.backups.copy_file", fails)
    with pytest.warns(UserWarning, match="backup"), opened(path):
        pass
    assert list(folder_of(path).iterdir()) == []


def test_what_another_program_is_copying_at_present_is_left_alone(path):
    grow(path, "price")
    folder_of(path).mkdir()
    young, old = (folder_of(path) / f"unfinished-{n}-x.qualkit" for n in (1, 2))
    for one in (young, old):
        one.write_text("half")
    os.utime(old, (0, 0))
    opened(path).close()
    assert len(backups_of(path)) == 1
    assert (young.exists(), old.exists()) == (True, False)


def test_errors_that_may_pass_say_so_by_their_kind():
    assert issubclass(StorageError, ProjectError)


def test_the_newest_backup_stays_the_last_though_the_clock_was_set_back(path):
    ahead = datetime(2090, 1, 1, tzinfo=UTC)
    grow(path, "in the future", clock=SteppingClock(ahead, timedelta(seconds=1)))
    opened(path).close()
    (folder_of(path) / "my own copy.qualkit").write_bytes(backups_of(path)[-1].read_bytes())
    for n in range(12):
        grow(path, f"code {n}")
    opened(path).close()
    ours = [one for one in backups_of(path) if one.name != "my own copy.qualkit"]
    with opened(ours[-1], backups=0) as project:
        assert project.codebook.find("code 11")


def test_a_project_that_was_emptied_is_not_taken_for_a_new_one_where_it_has_backups(path):
    grow(path, "price")
    opened(path).close()
    path.write_bytes(b"")
    with pytest.raises(ProjectError, match="it is empty"):
        opened(path)
    assert path.stat().st_size == 0
    (backup,) = backups_of(path)
    path.write_bytes(backup.read_bytes())
    with opened(path) as project:
        assert [code.name for code in project.codebook] == ["price"]


def test_backups_are_named_only_where_there_are_some(path):
    grow(path, "price")
    spoil(path)
    with pytest.raises(ProjectError) as caught:
        opened(path)
    assert "Backups" not in str(caught.value)


@pytest.mark.parametrize("n", [1, 15])
def test_a_file_of_a_few_bytes_is_no_project_and_stays_as_it_is(path, n):
    path.write_bytes(b"S" * n)
    with pytest.raises(ProjectError, match="not a qualkit project"):
        opened(path)
    assert path.read_bytes() == b"S" * n


def test_a_file_of_which_the_last_byte_is_missing_is_damaged(path):
    grow(path, "price")
    opened(path).close()
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ProjectError, match="its end was cut off"):
        opened(path)
