"""A file that the first version wrote is brought to today's tables: after a backup, wholly or not at all, and on record."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qualkit.project import open_project
from qualkit.store import RandomIds, Store, backups_of, derive, fold
from qualkit.store.schema import SCHEMA_VERSION

FIRST = Path(__file__).with_name("first_version.sqlite")
FIRST_HEAD = "aeeecc90fec98c6c4cc60decaa100203216390b3dcc2fcc8629bb1d5308e0d85"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def old(tmp_path):
    return Path(shutil.copy(FIRST, tmp_path / "old.qualkit"))


def sql(path, command):
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(command).fetchall()
        connection.commit()
        return rows


def version(path):
    return sql(path, "SELECT value FROM meta WHERE name = 'schema_version'")[0][0]


def test_a_file_of_the_first_version_opens_with_everything_in_it(old):
    with open_project(old, coder="cleo", clock=lambda: NOON) as project:
        assert project.verify_journal().journal_head == FIRST_HEAD
        assert project.codings()[["comment_id", "start", "end", "code", "coder"]].to_numpy().tolist() == [
            ["M-1", 4, 9, "price", "ana"],
            ["M-4", 0, 3, "rise", "ana"],
            ["M-1", 4, 9, "price", "ben"],
        ]
        assert [code.name for code in project.codebook] == ["price", "rise"]
        assert project.description.question == "Why do they leave?"
        assert project.apply_code("M-1", 0, 3, "rise")
        assert project.verify_journal().n_events == 20
    assert version(old) == str(SCHEMA_VERSION)


def test_each_step_is_on_record_with_its_time(old):
    store = Store.at(old)
    store.open(RandomIds(), clock=lambda: NOON)
    with store.reading() as transaction:
        done = transaction.migrations()
        assert transaction.derived() == derive(fold(event for event, _ in transaction.events()))
    assert [(reached, when) for reached, when, _ in done] == [(2, "2026-11-22T12:00:00.000000Z")]
    store.open(RandomIds(), clock=lambda: NOON)
    with store.reading() as transaction:
        assert transaction.migrations() == done
    store.close()


def test_the_file_as_it_was_is_kept_even_where_no_backups_are_wanted(old):
    before = FIRST.read_bytes()
    open_project(old, coder="cleo", backups=0).close()
    (backup,) = backups_of(old)
    assert version(backup) == "1"
    assert sql(backup, "SELECT * FROM events ORDER BY n") == sql(FIRST, "SELECT * FROM events ORDER BY n")
    assert FIRST.read_bytes() == before


@pytest.mark.parametrize("step", ["add_missing_tables", "put_derived", "migrated"])
def test_a_migration_that_is_interrupted_leaves_the_file_as_it_was(old, monkeypatch, step):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"qualkit.store.transaction.Transaction.{step}", killed)
        with pytest.raises(KeyboardInterrupt):
            open_project(old, coder="cleo")
    assert version(old) == "1"
    tables = {name for (name,) in sql(old, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"meta", "events", "texts", "comments"}
    with open_project(old, coder="cleo") as project:
        assert project.verify_journal().journal_head == FIRST_HEAD


def test_a_new_file_begins_with_todays_tables_and_no_migration(tmp_path):
    store = Store.at(tmp_path / "new.qualkit")
    assert store.open(RandomIds())["schema_version"] == str(SCHEMA_VERSION)
    with store.reading() as transaction:
        assert transaction.migrations() == []
    store.close()
