"""What is particular to SQLite: the file, its settings, its locks. No other module knows of it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from qualkit.errors import ProjectError, StorageError

__all__ = [
    "WRITING",
    "check_place",
    "copy_file",
    "damage_of",
    "erase_free_pages",
    "events_in",
    "facts_of",
    "file_engine",
    "interrupted",
    "leave_no_journal",
    "reads_only",
    "writer_of",
]

WRITING = "qualkit_writing"
"""The execution option that marks a connection which is going to write."""

_WAIT_SECONDS = 60  # another program may be importing a hundred thousand codings
_SIGNATURE_BYTES = 16
_RESERVED_BYTE = 0x40000001  # where SQLite locks a file that it is about to write

# Why a rollback journal and never a write-ahead log: SQLite 3.7.0 to 3.51.2 can lose committed transactions in WAL mode
# when two connections commit and checkpoint at once (fixed in 3.51.3, 3.50.7 and 3.44.6), and Pythons in use link older
# ones; WAL also needs shared memory, which network file systems (many JupyterHub homes) do not give. A person decides a
# few times a minute: the speed of WAL would buy nothing. synchronous=EXTRA: what was acknowledged survives a power cut. With
# FULL the removal of the journal, which is the commit, may not have reached the disk, and SQLite then takes the step back
# (https://www.sqlite.org/pragma.html#pragma_synchronous).
# PERSIST: the journal ends with its header overwritten by zeros and flushed, which is the commit, and not with the file's
# removal. What is flushed, and before what, is the same; but no file is made and removed at every step, which the file
# system's own journal would have to follow twice (measured on ext4: 0.5 ms instead of 1.4, and 0.6 instead of 3.5 at the third
# quartile beside other writers). Cutting it to nothing (TRUNCATE) is no faster than removing it. A large journal is cut
# after its step; of what is forgotten none is left, see `leave_no_journal`.
# secure_delete: what is forgotten is overwritten. trusted_schema and cell_size_check: a project file may come by mail.
_SETTINGS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = PERSIST",
    "PRAGMA journal_size_limit = 262144",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)

_NO_JOURNAL = "PRAGMA journal_size_limit = 0"


def file_engine(path: Path) -> Engine:
    """Make ready a project file; SQLite creates it when it is first written to. Other modules never open it themselves.

    Parameters
    ----------
    path : Path
        Where it is or shall be; nothing can be written through the engine where `reads_only` says so.

    Returns
    -------
    Engine
        Nothing is opened yet.

    Raises
    ------
    ProjectError
        If there can be no project at this place.
    """
    check_place(path)
    where = URL.create("sqlite", database=str(path.absolute()))
    if reads_only(path):
        where = URL.create("sqlite", database=_uri(path.absolute()), query={"mode": "ro", "uri": "true"})
    engine = create_engine(where, connect_args={"timeout": _WAIT_SECONDS})
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "close", _remove_journal)
    return engine


def leave_no_journal(connection: Connection) -> None:
    """Have the journal of this transaction cut to nothing when it is committed: it holds what the step replaces.

    Parameters
    ----------
    connection : Connection
        With a transaction open; nothing is done where it is not one to SQLite.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_NO_JOURNAL)


def erase_free_pages(engine: Engine, place: str) -> None:
    """Write the file anew without the pages that held what was deleted.

    Parameters
    ----------
    engine : Engine
        Does nothing where it is not one for SQLite.
    place : str
        How messages name it.

    Raises
    ------
    ProjectError
        If another process holds the file.
    """
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(_NO_JOURNAL)
        raw.cursor().execute("VACUUM")
    except sqlite3.Error as error:
        raise StorageError(
            f"The words are erased and overwritten with zeros, but the file could not be rewritten: {error}.",
            where=place,
            hint="Nothing more needs doing; the file is only larger than it need be.",
        ) from error
    finally:
        raw.close()
        engine.dispose()  # the next connection keeps its journal again


def copy_file(path: Path, to: Path) -> None:
    """Copy a project file as of one moment, whatever others write meanwhile.

    Parameters
    ----------
    path, to : Path
        From where to where; what is there is replaced.

    Raises
    ------
    sqlite3.Error, OSError
        If it cannot be copied.
    """
    to.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, timeout=_WAIT_SECONDS)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def events_in(copy: Path, kind: str) -> int:
    """Count the events of a kind in a copy that nobody writes to.

    Parameters
    ----------
    copy : Path
        A project file.
    kind : str
        The kind.

    Returns
    -------
    int
        -1 where the copy cannot be read.
    """
    try:
        with closing(_connect(copy, lasting=True)) as connection:
            (n,) = connection.execute("SELECT count(*) FROM events WHERE kind = ?", (kind,)).fetchone()
    except sqlite3.Error:
        return -1
    return int(n)


def facts_of(path: Path) -> dict[str, str]:
    """Read the facts about a project file, whatever its version.

    Parameters
    ----------
    path : Path
        A sound database.

    Returns
    -------
    dict of str to str
        Empty where it is no project.
    """
    try:
        with closing(_connect(path, lasting=False)) as connection:
            return dict(connection.execute("SELECT name, value FROM meta WHERE name <> 'key'"))
    except sqlite3.Error:
        return {}


def _connect(path: Path, *, lasting: bool) -> sqlite3.Connection:
    if lasting:  # nobody writes to it, so no lock is needed, and none is left behind
        return sqlite3.connect(f"{_uri(path.absolute())}?mode=ro&immutable=1", uri=True)
    if reads_only(path):  # others may write to it, so it is not taken for immutable
        return sqlite3.connect(f"{_uri(path.absolute())}?mode=ro", uri=True, timeout=_WAIT_SECONDS)
    return sqlite3.connect(path, timeout=_WAIT_SECONDS)


def _uri(path: PurePath) -> str:
    # SQLite takes no host in a URI: that of a Windows share is part of the path.
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def damage_of(path: Path, *, lasting: bool = False) -> str | None:
    """Have SQLite look through a file for damage.

    Parameters
    ----------
    path : Path
        A file that is there.
    lasting : bool
        Whether it is a copy that nobody writes to.

    Returns
    -------
    str or None
        What it found; None for a sound file.

    Raises
    ------
    ProjectError
        If the file is no database.
    """
    if 0 < path.stat().st_size < _SIGNATURE_BYTES:
        raise _no_project(path)  # SQLite takes a file of one byte for an empty one
    try:
        with closing(_connect(path, lasting=lasting)) as connection:
            connection.isolation_level = None
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("BEGIN")  # so that nobody writes while its length is looked at
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (page,) = connection.execute("PRAGMA page_size").fetchone()
            if said == "ok" and path.stat().st_size % page:
                return "its end was cut off"
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise _no_project(path) from error
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
            return str(error)
        if error.sqlite_errorcode == sqlite3.SQLITE_READONLY_ROLLBACK:
            raise interrupted(str(path)) from error
        raise StorageError(f"The project cannot be read: {error}.", where=str(path)) from error
    return None if said == "ok" else str(said).splitlines()[-1]


def _no_project(path: Path) -> ProjectError:
    return ProjectError(
        "This file is not a qualkit project.", where=str(path), hint="Read comments with qk.read_comments."
    )


def interrupted(where: str) -> StorageError:
    """Build the error that tells of a step which was broken off, and can be taken back only where it can be written.

    Parameters
    ----------
    where : str
        The project's place.

    Returns
    -------
    StorageError
        To be raised: what there is holds half of a step.
    """
    return StorageError(
        "A step was broken off while it was written. It must be taken back before anything is read, and this place is "
        "read-only.",
        where=where,
        hint=f"Copy {Path(where).name} and {Path(where).name}-journal together to a folder of your own, and open the copy. If "
        "somebody is at work on the project, try again in a moment.",
    )


def writer_of(path: Path) -> str | None:
    """Find out which program is writing to a file.

    Parameters
    ----------
    path : Path
        A project file.

    Returns
    -------
    str or None
        As in ``"process 4711 (python3)"``; None where nobody is, or the system does not tell.
    """
    try:
        there, lines = path.stat(), Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    device = f"{os.major(there.st_dev):02x}:{os.minor(there.st_dev):02x}:{there.st_ino}"
    for line in lines:
        # "12: POSIX  ADVISORY  WRITE 4711 fe:00:1234 1073741825 1073741825"; a waiting one has "->" before its kind.
        _, kind, _, how, process, file, first, last = (line.split() + [""] * 8)[:8]
        if (kind, how, file) != ("POSIX", "WRITE", device) or not first.isdecimal() or not last.isdecimal():
            continue
        if int(first) <= _RESERVED_BYTE <= int(last) and process.isdecimal():
            return f"process {process}{_program(process)}"
    return None


def _program(process: str) -> str:
    try:
        name = Path(f"/proc/{process}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
    return f" ({name})"


def check_place(path: Path) -> None:
    """Refuse a place where there can be no project.

    Parameters
    ----------
    path : Path
        Where the file is or shall be.

    Raises
    ------
    ProjectError
        If it is a folder, lies in no folder, or there is nothing yet and nothing can be written there.
    """
    # Never open a project file but through SQLite: closing it would drop the locks that SQLite holds on it in this process
    # (https://www.sqlite.org/howtocorrupt.html, 2.2).
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:
        raise ProjectError(f"There can be no project of this name: {error}.", where=ascii(str(path))) from None
    if path.is_dir():
        raise ProjectError("A project is a file, and this is a folder.", where=str(path), hint="Name a .qualkit file.")
    if not path.parent.is_dir():
        raise ProjectError("There is no such folder.", where=str(path.parent), hint="Create it first.")
    if not _may_write(path) and not reads_only(path):
        hint = "Name a file in a folder of your own."
        raise ProjectError("A new project cannot be kept here: the place is read-only.", where=str(path), hint=hint)


def reads_only(path: Path) -> bool:
    """Say whether there is something to read at a place, and nothing can be written.

    Parameters
    ----------
    path : Path
        Where a project file is or shall be.

    Returns
    -------
    bool
        True where the file or its folder, in which SQLite keeps its journal, is read-only, on a share or a CD as well.
    """
    return not _may_write(path) and path.is_file() and path.stat().st_size > 0


def _may_write(path: Path) -> bool:
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _settle(connection: Any, _record: object) -> None:
    # Without this the driver opens transactions by itself, too late to hold the lock while reading.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in _SETTINGS:
        cursor.execute(setting)
    cursor.close()


def _remove_journal(connection: Any, _record: object) -> None:
    # Whoever closes the project finds one file. SQLite removes it only where nobody is writing, and else leaves it.
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA journal_mode = DELETE")


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock before anything is read, so that no other process can write in between.
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
