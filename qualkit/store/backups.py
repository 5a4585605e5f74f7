"""The last states of a project file, kept in a folder beside it.

A copy is made when a project is opened and has changed since the last copy, so a ring of them reaches back over the last
sessions. Copies are made by SQLite itself, from one consistent view, under a name of their own until they are whole.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from qualkit.errors import ProjectError, StorageError
from qualkit.store.sqlite import copy_file, damage_of

__all__ = ["RING", "backups_of", "drop_backup", "folder_of", "keep_backup", "newest_sound", "unfinished_of"]

RING = 10
"""How many copies are kept."""

_SUFFIX = ".qualkit"
_PARTIAL = "unfinished-"
_MOMENT = "%Y-%m-%dT%H%M%S"
_MADE = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z_")
_HOUR = 3600.0


def folder_of(path: Path) -> Path:
    """Say where a project's backups are.

    Parameters
    ----------
    path : Path
        The project file.

    Returns
    -------
    Path
        A folder beside it, which may not be there.
    """
    return path.with_name(f"{path.name}.backups")


def backups_of(path: Path) -> list[Path]:
    """List a project's backups.

    Parameters
    ----------
    path : Path
        The project file.

    Returns
    -------
    list of Path
        The oldest first.
    """
    folder = folder_of(path)
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.glob(f"*{_SUFFIX}") if not one.name.startswith(_PARTIAL))


def keep_backup(path: Path, n: int, when: str, head: str, *, ring: int = RING) -> Path | None:
    """Copy a project file, unless its present state is kept already, and let go of the oldest copies.

    Parameters
    ----------
    path : Path
        The project file.
    n : int
        How many events its journal has.
    when : str
        The time of the last one, ISO 8601.
    head : str
        What stands for the whole journal.
    ring : int
        How many copies to keep; with 0 none is made.

    Returns
    -------
    Path or None
        The new copy; None where there was nothing to do.

    Raises
    ------
    ProjectError
        If the copy cannot be written.
    """
    kept = backups_of(path)
    if ring <= 0 or any(one.stem.endswith(head[:12]) for one in kept):
        return None
    ours = [one.name for one in kept if _MADE.match(one.name)]
    made = folder_of(path) / _named(n, when[:19], head, after=ours[-1] if ours else "")
    unfinished = made.with_name(f"{_PARTIAL}{os.getpid()}-{made.name}")
    try:
        made.parent.mkdir(exist_ok=True)
        copy_file(path, unfinished)
        unfinished.chmod(path.stat().st_mode & 0o777)
        unfinished.replace(made)
    except (OSError, sqlite3.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise StorageError(
            f"The backup could not be written: {error}.",
            where=str(made.parent),
            hint="Free some space, or open the project with backups=0; the project itself is as it was.",
        ) from error
    for old in (*kept[: max(len(kept) + 1 - ring, 0)], *unfinished_of(path, older_than=_HOUR)):
        old.unlink(missing_ok=True)
    return made


def _named(n: int, when: str, head: str, *, after: str) -> str:
    """Name a copy so that it sorts behind those before it, though a clock was set back or an older state restored."""
    rest = f"Z_{n:08d}_{head[:12]}{_SUFFIX}"
    moment = when.replace(":", "")
    if moment + rest <= after:
        moment = f"{datetime.strptime(after.partition('Z')[0], _MOMENT) + timedelta(seconds=1):{_MOMENT}}"
    return moment + rest


def newest_sound(path: Path) -> Path | None:
    """Find the last backup that can be relied on.

    Parameters
    ----------
    path : Path
        The project file.

    Returns
    -------
    Path or None
        The newest one in which SQLite finds no fault.
    """
    return next((one for one in reversed(backups_of(path)) if _is_sound(one)), None)


def unfinished_of(path: Path, *, older_than: float = 0.0) -> list[Path]:
    """List what is left of backups that were interrupted.

    Parameters
    ----------
    path : Path
        The project file.
    older_than : float
        Seconds since anything was written to it; another program may be at work on a younger one.

    Returns
    -------
    list of Path
        Files in the backup folder.
    """
    found = []
    for one in sorted(folder_of(path).glob(f"{_PARTIAL}*")):
        with suppress(FileNotFoundError):
            if time.time() - one.stat().st_mtime >= older_than:
                found.append(one)
    return found


def drop_backup(backup: Path) -> None:
    """Overwrite a backup with zeros and remove it.

    Parameters
    ----------
    backup : Path
        One of `backups_of`.

    Raises
    ------
    StorageError
        If it cannot be removed.
    """
    try:
        with backup.open("r+b") as file:
            left = backup.stat().st_size
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
            file.flush()
            os.fsync(file.fileno())
        backup.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageError(
            f"A backup that still holds what was forgotten could not be removed: {error.strerror}.",
            where=str(backup),
            hint="Remove this file yourself.",
        ) from error


def _is_sound(backup: Path) -> bool:
    try:
        return damage_of(backup, lasting=True) is None
    except ProjectError:
        return False
