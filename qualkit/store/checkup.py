"""What there is to say of a project file, or of the place for one, in plain words."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from qualkit.errors import ProjectError
from qualkit.store.backups import backups_of, folder_of, newest_sound
from qualkit.store.place import place_of
from qualkit.store.schema import SCHEMA_VERSION
from qualkit.store.sqlite import damage_of, facts_of, writer_of

__all__ = ["Remark", "store_report"]

_KINDS = {"local": "a disk of this computer", "network": "a network", "synced": "a folder that another program copies"}


class Remark(NamedTuple):
    """One thing that was looked at.

    Attributes
    ----------
    what : str
        What was looked at.
    state : str
        How it is.
    hint : str
        What to do; empty where there is nothing to do.
    """

    what: str
    state: str
    hint: str


def store_report(path: Path) -> list[Remark]:
    """Look at a project file, or at a folder where one might be kept. Nothing is changed.

    Parameters
    ----------
    path : Path
        A ``.qualkit`` file or a folder.

    Returns
    -------
    list of Remark
        The place first, then how decisions are written, then what was found in the file and beside it.
    """
    folder = path.is_dir()
    place = place_of(path / "study.qualkit" if folder else path)
    return [
        Remark("place", f"{_KINDS[place.kind]} ({place.name})", place.note or ""),
        Remark("writing", f"SQLite {sqlite3.sqlite_version}, rollback journal, every decision flushed to the disk", ""),
        *([] if folder else _file(path)),
    ]


def _file(path: Path) -> list[Remark]:
    if not path.is_file():
        return [Remark("file", "not there", "qk.open_project creates it.")]
    try:
        damage = damage_of(path)
    except ProjectError as error:
        return [Remark("file", error.what, error.hint or ""), _backups(path)]
    if damage is not None:
        sound = newest_sound(path)
        hint = "Restore a copy." if sound is None else f"Move it away and copy {sound} to its place."
        return [Remark("file", f"damaged: {damage}", hint), _backups(path)]
    writer = writer_of(path)
    return [
        Remark("file", f"sound, {path.stat().st_size / 1e6:,.1f} MB", ""),
        _version(path),
        *([] if writer is None else [Remark("in use", f"{writer} is writing to it", "")]),
        _backups(path),
    ]


def _version(path: Path) -> Remark:
    version = facts_of(path).get("schema_version", "")
    if not version.isdecimal():
        return Remark("tables", "not those of a qualkit project", "")
    if int(version) > SCHEMA_VERSION:
        return Remark("tables", f"version {version}, of a newer qualkit", "pip install --upgrade qualkit")
    old = "" if int(version) == SCHEMA_VERSION else f"Opening it brings it to version {SCHEMA_VERSION}, after a backup."
    return Remark("tables", f"version {version}", old)


def _backups(path: Path) -> Remark:
    kept = backups_of(path)
    if not kept:
        return Remark("backups", "none yet", "One is made when the project is opened and has changed.")
    size = sum(one.stat().st_size for one in kept) / 1e6
    return Remark("backups", f"{len(kept)} in {folder_of(path)}, {size:,.1f} MB, the newest {kept[-1].name}", "")
