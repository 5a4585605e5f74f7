"""The store: where a project's database is, and how it is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from qualkit.errors import ProjectError, StorageError
from qualkit.store.backups import RING, backups_of, drop_backup, folder_of, keep_backup, newest_sound, unfinished_of
from qualkit.store.journal import journal_head
from qualkit.store.migrations import migrate
from qualkit.store.place import place_of, replaced
from qualkit.store.postgresql import ONE_VIEW, erase_dead_rows, server_engine
from qualkit.store.presence import enter, leave, others
from qualkit.store.schema import SCHEMA_VERSION
from qualkit.store.sources import Clock, Ids, SystemClock
from qualkit.store.sqlite import (
    WRITING,
    damage_of,
    erase_free_pages,
    events_in,
    file_engine,
    interrupted,
    reads_only,
    writer_of,
)
from qualkit.store.transaction import Transaction

__all__ = ["Store"]

_READ_ONLY = "This project can only be read: its file or its folder is read-only."
_COPY_IT = "To decide anything, copy the file to a folder of your own, and open the copy."


class Store:
    """A project's database.

    Parameters
    ----------
    engine : Engine
        Of any database that SQLAlchemy speaks to.
    place : str
        How messages name it.
    path : Path, optional
        Where it is a file.

    Attributes
    ----------
    read_only : str
        Why nothing can be written to it, in a sentence; empty where it can.
    doubts : list of str
        What did not go well when it was opened, and yet was no reason to refuse it.
    """

    def __init__(self, engine: Engine, place: str, path: Path | None = None) -> None:
        self._engine = engine
        self.place = place
        self.path = path
        self.read_only = _READ_ONLY if path is not None and reads_only(path) else ""
        self.doubts: list[str] = []
        self._presence: Path | None = None
        self._closed = False

    @classmethod
    def at(cls, path_or_url: str | Path) -> Store:
        """Find the database of a path or a URL.

        Parameters
        ----------
        path_or_url : str or Path
            A file, or a database URL.

        Returns
        -------
        Store
            Not opened yet.

        Raises
        ------
        ProjectError
            If there can be no project at this place.
        """
        if isinstance(path_or_url, Path) or "://" not in path_or_url:
            path = Path(path_or_url).expanduser()
            return cls(file_engine(path), str(path), path.absolute())
        url = _url(path_or_url)
        if url.get_backend_name() == "sqlite":
            if not url.database or url.database == ":memory:":
                raise ProjectError("A project needs a file to live in.", where=str(url))
            path = Path(url.database)
            return cls(file_engine(path), url.database, path.absolute())
        place = url.render_as_string(hide_password=True)
        try:
            return cls(server_engine(url) if url.get_backend_name() == "postgresql" else create_engine(url), place)
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            hint = "pip install 'qualkit[postgres]'." if url.get_backend_name() == "postgresql" else str(error)
            raise ProjectError(
                f"The driver for {url.drivername!r} is not installed.", where=place, hint=hint
            ) from error

    def open(self, ids: Ids, *, clock: Clock | None = None, backups: int = RING) -> dict[str, str]:
        """Check what is there, keep a copy of it, and bring it up to date; or create what is absent.

        Parameters
        ----------
        ids : callable
            Gives the new project's key and replica.
        clock : callable, optional
            Says when an older file was brought up to date; by default this computer's.
        backups : int
            How many copies of a file to keep.

        Returns
        -------
        dict of str to str
            See `Transaction.meta`.

        Raises
        ------
        ProjectError
            If this is no project, a damaged one, or one that this version cannot read. Then nothing was changed.
        """
        if self.path is not None and (note := place_of(self.path).note) is not None:
            self.doubts += [note, *(f"The project is open elsewhere, too: {one}." for one in others(self.path))]
        self._check_sound()
        if self.read_only:
            self.doubts.append(f"{self.read_only} {_COPY_IT}")
        with self.reading() as transaction:
            names = transaction.tables()
        if not names:
            self._create(ids)
        elif "meta" not in names or not {"events", "texts", "comments"} <= names:
            raise ProjectError("This database is not a qualkit project.", where=self.place)
        with self.reading() as transaction:
            facts = transaction.meta()
        version = self._version(facts)
        if version < SCHEMA_VERSION:
            self._back_up(max(backups, 1))
            self._migrate(clock or SystemClock())
        elif names:
            self._try_to_back_up(backups)
        return facts

    def _check_sound(self) -> None:
        if self.path is None or not self.path.exists():
            return
        try:
            damage = damage_of(self.path) or self._emptied()
        except ProjectError as error:
            if not backups_of(self.path):
                raise
            damage = error.what
        if damage is None:
            return
        sound = newest_sound(self.path)
        kept = folder_of(self.path)
        where_from = "restore a copy of yours" if sound is None else f"move it away and copy {sound} to its place"
        backups = f" Backups lie in {kept.name} beside the project." if kept.is_dir() else ""
        raise ProjectError(
            f"The project's file is damaged ({damage}), so it was not opened.",
            where=self.place,
            hint=f"Keep it as it is, {where_from}.{backups}",
        )

    def _emptied(self) -> str | None:
        # SQLite takes an empty file for an empty database, and a new project would stand where the old one was.
        if self.path is None or self.path.stat().st_size or not backups_of(self.path):
            return None
        return "it is empty"

    def _create(self, ids: Ids) -> None:
        with self._transaction(writing=True) as transaction:
            transaction.keep_others_from_creating()
            if transaction.tables():
                return  # another process was faster
            transaction.create(
                {
                    "format": "qualkit",
                    "schema_version": str(SCHEMA_VERSION),
                    "replica": ids(),
                    "key": ids() + ids(),
                }
            )

    def _version(self, facts: Mapping[str, str]) -> int:
        version = facts.get("schema_version", "")
        if facts.get("format") != "qualkit" or not version.isdecimal():
            raise ProjectError("This database is not a qualkit project.", where=self.place)
        if int(version) > SCHEMA_VERSION:
            raise ProjectError(
                f"The project was written by a newer qualkit (version {version} of its tables).",
                where=self.place,
                available=[f"version {SCHEMA_VERSION}"],
                hint="Install the newer qualkit: pip install --upgrade qualkit.",
            )
        return int(version)

    def _migrate(self, clock: Clock) -> None:
        with self.renewing() as transaction:
            migrate(transaction, clock)

    def _back_up(self, ring: int) -> None:
        if self.path is None or self.read_only:
            return
        with self.reading() as transaction:
            last = transaction.last_events()
        if last:
            when = max(created for _, _, created in last)
            keep_backup(self.path, sum(n for n, _, _ in last), when, journal_head(one for _, one, _ in last), ring=ring)

    def _try_to_back_up(self, ring: int) -> None:
        try:
            self._back_up(ring)
        except StorageError as error:
            self.doubts.append(str(error))  # a full disk must not keep anybody from reading

    def forget_backups(self, n_forgotten: int, ring: int = RING) -> None:
        """Remove the backups that hold what was erased since, and keep a new one instead.

        Parameters
        ----------
        n_forgotten : int
            How many people the project was made to forget.
        ring : int
            How many backups to keep.

        Raises
        ------
        ProjectError
            If one cannot be removed.
        """
        if self.path is None or self.read_only:
            return
        stale = [one for one in backups_of(self.path) if events_in(one, "person.forgotten") < n_forgotten]
        for one in (*stale, *unfinished_of(self.path)):
            drop_backup(one)
        if stale:
            self._back_up(ring)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that reads.

        Yields
        ------
        Transaction
            One consistent view.
        """
        with self._transaction(writing=False) as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Open a transaction that writes; all of it is kept, or nothing.

        Yields
        ------
        Transaction
            No other process writes until it ends.

        Raises
        ------
        ProjectError
            If the project was closed: its file may have been copied or moved since, and nobody would know of the step; or
            if it can only be read.
        """
        if self._closed:
            hint = "Open it again with qk.open_project; what was said to be saved is saved."
            raise ProjectError("The project was closed, so nothing more is written to it.", where=self.place, hint=hint)
        if self.read_only:
            raise StorageError(self.read_only, where=self.place, hint=_COPY_IT)
        with self._transaction(writing=True) as transaction:
            transaction.lock()
            yield transaction

    @contextmanager
    def renewing(self) -> Iterator[Transaction]:
        """Open a transaction that brings up to date what another version wrote.

        Yields
        ------
        Transaction
            As `writing` does.

        Raises
        ------
        ProjectError
            If the project can only be read.
        """
        if self.read_only:
            raise ProjectError(
                "Another version of qualkit wrote this project: it must be brought up to date first, and it is read-only.",
                where=self.place,
                hint="Copy the file to a folder of your own, and open the copy.",
            )
        with self.writing() as transaction:
            yield transaction

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Transaction]:
        try:
            with self._engine.connect() as plain:
                options: dict[str, Any] = {WRITING: writing}
                if not writing and plain.dialect.name == "postgresql":
                    options["isolation_level"] = ONE_VIEW
                connection = plain.execution_options(**options)
                with connection.begin():
                    transaction = Transaction(connection)
                    yield transaction
                    transaction.send()
        except DBAPIError as error:
            raise self._complaint(error) from error

    def _complaint(self, error: DBAPIError) -> StorageError:
        said = _told(error)
        code = getattr(error.orig, "sqlite_errorcode", None)
        # Where a journal is left beside a file that is gone, SQLite stumbles over it first and tells of the disk.
        stumbled = code is not None and code & 0xFF == sqlite3.SQLITE_IOERR
        if code == sqlite3.SQLITE_READONLY_DBMOVED or (stumbled and self.path is not None and not self.path.exists()):
            return replaced(self.place)
        if code == sqlite3.SQLITE_READONLY_ROLLBACK:
            return interrupted(self.place)
        if "locked" in said:
            writer = None if self.path is None else writer_of(self.path)
            holder = "Another notebook or program" if writer is None else f"Another notebook or program, {writer},"
            hint = f"{holder} is writing to it: wait for it, or close it. Nothing of this step was kept."
        elif "readonly" in said or "unable to open" in said:
            hint = "The place is read-only or cannot be reached: copy the file to a folder of your own."
        elif "full" in said:
            hint = "Free some space and try again: nothing of this step was kept, everything before it was."
        elif self.path is None and isinstance(error, InterfaceError | OperationalError):
            hint = "The database's server cannot be reached: try again when it is back."
        elif "I/O" in said:
            hint = "The disk or network failed; try again. What was said to be saved is saved, and this step is not."
        elif self.path is None:
            hint = "Nothing of this step was kept."
        else:
            hint = "The file may be damaged: close the project and open it again, which looks through it."
        return StorageError(f"The project's database refused: {said}.", where=self.place, hint=hint)

    def erase_free_pages(self) -> None:
        """Overwrite what was deleted.

        Raises
        ------
        ProjectError
            If another process holds the file.
        """
        erase_free_pages(self._engine, self.place)
        erase_dead_rows(self._engine, self.place)

    def enter(self, coder: str, since: str) -> None:
        """Let others know who has the project open, at a place where locks do not tell.

        Parameters
        ----------
        coder : str
            Who.
        since : str
            UTC, ISO 8601.
        """
        if self.path is not None and not self.read_only and place_of(self.path).note is not None:
            self._presence = enter(self.path, coder, since)

    def close(self) -> None:
        """Let go of the database. It can still be read, and not be written to."""
        self._closed = True
        self._engine.dispose()
        if self._presence is not None:
            leave(self._presence)
            self._presence = None


def _url(text: str) -> URL:
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        where = text.partition("://")[0]  # the rest may hold a password
        hint = "postgresql://host/name, or a path."
        raise ProjectError("This is no database URL.", where=where, hint=hint) from None


def _told(error: DBAPIError) -> str:
    """Give what a database said, in one line."""
    said = error.orig.args[0] if error.orig is not None and error.orig.args else error
    return str(said.get("M", said) if isinstance(said, dict) else said).removesuffix(".")
