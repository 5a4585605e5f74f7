"""What is particular to SQLite: the file, its settings, its locks. No other module knows of it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from qualkit.errors import ProjectError

__all__ = ["WRITING", "erase_free_pages", "file_engine"]

WRITING = "qualkit_writing"
"""The execution option that marks a connection which is going to write."""

_MAGIC = b"SQLite format 3\x00"
_WAIT_SECONDS = 20

# Why a rollback journal and never a write-ahead log: SQLite 3.7.0 to 3.51.2 can lose committed transactions in WAL mode
# when two connections commit and checkpoint at once (fixed in 3.51.3, 3.50.7 and 3.44.6), and Pythons in use link older
# ones; WAL also needs shared memory, which network file systems (many JupyterHub homes) do not give. A person decides a
# few times a minute: the speed of WAL would buy nothing. synchronous=FULL: what was acknowledged survives a power cut.
# secure_delete: what is forgotten is overwritten. trusted_schema and cell_size_check: a project file may come by mail.
_SETTINGS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)


def file_engine(path: Path) -> Engine:
    """Make ready a project file; SQLite creates it when it is first written to.

    Parameters
    ----------
    path : Path
        Where it is or shall be.

    Returns
    -------
    Engine
        Nothing is opened yet.

    Raises
    ------
    ProjectError
        If there can be no project at this place.
    """
    _check_place(path)
    engine = create_engine(URL.create("sqlite", database=str(path.absolute())), connect_args={"timeout": _WAIT_SECONDS})
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


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
        raw.cursor().execute("VACUUM")
    except sqlite3.Error as error:
        raise ProjectError(
            f"The words are erased and overwritten with zeros, but the file could not be rewritten: {error}.",
            where=place,
            hint="Nothing more needs doing; the file is only larger than it need be.",
        ) from error
    finally:
        raw.close()


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise ProjectError("A project is a file, and this is a folder.", where=str(path), hint="Name a .qualkit file.")
    if not path.parent.is_dir():
        raise ProjectError("There is no such folder.", where=str(path.parent), hint="Create it first.")
    if path.exists() and path.stat().st_size and _first_bytes(path) != _MAGIC:
        raise ProjectError(
            "This file is not a qualkit project.", where=str(path), hint="Read comments with qk.read_comments."
        )
    writable = os.access(path, os.W_OK) if path.exists() else True
    if not writable or not os.access(path.parent, os.W_OK):
        raise ProjectError(
            "A project cannot be kept here: the place is read-only.",
            where=str(path),
            hint="Copy the file to a folder of your own.",
        )


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC))
    except OSError as error:
        raise ProjectError("This file cannot be read.", where=str(path), hint=str(error.strerror)) from error


def _settle(connection: Any, _record: object) -> None:
    # Without this the driver opens transactions by itself, too late to hold the lock while reading.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in _SETTINGS:
        cursor.execute(setting)
    cursor.close()


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock before anything is read, so that no other process can write in between.
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
