"""What there is to say of a project file, or of the place for one, in plain words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from qualkit.errors import ProjectError
from qualkit.model.remark import Remark
from qualkit.store.backups import backups_of, folder_of, newest_sound
from qualkit.store.place import place_of
from qualkit.store.schema import SCHEMA_VERSION
from qualkit.store.sqlite import check_place, damage_of, facts_of, reads_only, writer_of

__all__ = ["store_report"]

_KINDS = {"local": "a disk of this computer", "network": "a network", "synced": "a folder that another program copies"}


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
    file = path / "study.qualkit" if folder else path
    place = place_of(file)
    return [
        Remark("place", f"{_KINDS[place.kind]} ({place.name})", place.note or ""),
        *_refused(file),
        _writing(file),
        *([] if folder else _file(path)),
    ]


def _refused(path: Path) -> list[Remark]:
    try:
        check_place(path)
    except ProjectError as error:
        return [Remark("place", error.what, error.hint or "", fault=True)]
    return []


def _writing(path: Path) -> Remark:
    if reads_only(path):
        hint = "qk.open_project opens it for reading. To decide anything, copy the file, and open the copy."
        return Remark("writing", "not here: the file or its folder is read-only", hint)
    how = "rollback journal, every decision flushed to the disk"
    return Remark("writing", f"SQLite {sqlite3.sqlite_version}, {how}", "")


def _file(path: Path) -> list[Remark]:
    if not path.is_file():
        return [_absent(path)]
    try:
        damage = damage_of(path)
    except ProjectError as error:
        return [Remark("file", error.what, error.hint or "", fault=True), _backups(path)]
    if damage is not None:
        sound = newest_sound(path)
        hint = "Restore a copy." if sound is None else f"Move it away and copy {sound} to its place."
        return [Remark("file", f"damaged: {damage}", hint, fault=True), _backups(path)]
    kept = backups_of(path)
    if not path.stat().st_size:
        hint = f"Copy {kept[-1]} to its place." if kept else "qk.open_project makes a new project of it."
        return [Remark("file", "empty", hint, fault=bool(kept)), _backups(path)]
    writer = writer_of(path)
    return [
        Remark("file", f"sound, {path.stat().st_size / 1e6:,.1f} MB", ""),
        _version(path),
        *([] if writer is None else [Remark("in use", f"{writer} is writing to it", "")]),
        _backups(path),
    ]


def _absent(path: Path) -> Remark:
    if not path.parent.is_dir():
        return Remark("file", "not there", "")
    if path.exists() or path.is_symlink():
        what = "a link to what is not there" if path.is_symlink() else "no file of data"
        return Remark("file", what, "Name a .qualkit file.", fault=True)
    if path.suffix != ".qualkit":
        return Remark("file", "not there", "Name a .qualkit file, or a folder for one.", fault=True)
    nearby = sorted(one.name for one in path.parent.glob("*.qualkit"))
    there = f" There are {', '.join(nearby)} beside it." if nearby else ""
    return Remark("file", "not there", f"qk.open_project creates it.{there}")


def _version(path: Path) -> Remark:
    version = facts_of(path).get("schema_version", "")
    if not version.isdecimal():
        return Remark("tables", "not those of a qualkit project", "Name a .qualkit file.", fault=True)
    if int(version) > SCHEMA_VERSION:
        return Remark("tables", f"version {version}, of a newer qualkit", "pip install --upgrade qualkit", fault=True)
    if int(version) == SCHEMA_VERSION:
        return Remark("tables", f"version {version}", "")
    what = "Opening a copy" if reads_only(path) else "Opening it"
    return Remark("tables", f"version {version}", f"{what} brings it to version {SCHEMA_VERSION}, after a backup.")


def _backups(path: Path) -> Remark:
    kept = backups_of(path)
    if not kept:
        return Remark("backups", "none yet", "One is made when the project is opened and has changed.")
    size = sum(one.stat().st_size for one in kept) / 1e6
    return Remark("backups", f"{len(kept)} in {folder_of(path)}, {size:,.1f} MB, the newest {kept[-1].name}", "")
