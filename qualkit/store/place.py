"""Where a project file lies: on a disk of this computer, on a network, or in a folder that is copied elsewhere."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from qualkit.errors import StorageError

__all__ = ["Place", "place_of", "replaced"]

_NETWORK = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "9p", "ceph", "lustre", "gpfs", "beegfs", "glusterfs",
    "ocfs2", "gfs2", "davfs", "webdav", "afpfs", "vboxsf", "vmhgfs", "prl_fs", "drvfs", "virtiofs", "acfs", "orangefs",
}  # fmt: skip
_LOCAL_FUSE = {
    "fuseblk",
    "fuse.ntfs-3g",
    "fuse.exfat",
    "fuse.encfs",
    "fuse.gocryptfs",
    "fuse.cryfs",
    "fuse.fuse-overlayfs",
}
_SYNCED = re.compile(
    r"onedrive|dropbox|google ?drive|my drive|icloud ?drive|mobile documents|com~apple~clouddocs|cloudstorage|nextcloud|"
    r"owncloud|box sync|pclouddrive|megasync|synologydrive|syncthing|tresorit|yandex\.?disk|seafile",
)
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place.

    Attributes
    ----------
    kind : {"local", "network", "synced"}
        A network is one where file locks of several computers meet; a synced folder is one that another program copies.
    name : str
        The file system, or the folder's name.
    """

    kind: str
    name: str

    @property
    def note(self) -> str | None:
        """What to know before working here; None where there is nothing to mind."""
        if self.kind == "network":
            return (
                f"This project lies on a network file system ({self.name}). SQLite relies on file locks, which such systems "
                "do not always keep: work on it from one computer at a time. Better, keep the project on a local disk, and "
                "copy it to the network when it is closed."
            )
        if self.kind == "synced":
            return (
                f"This project lies in a folder that another program copies ({self.name}). Such a program can copy the file "
                "in the middle of a decision, or put an older one in its place: pause it while you work, or keep the project "
                "elsewhere and copy it here when it is closed."
            )
        return None


def place_of(path: Path) -> Place:
    """Look at the place of a file.

    Parameters
    ----------
    path : Path
        It need not be there yet.

    Returns
    -------
    Place
        ``local`` where nothing tells otherwise.
    """
    where = path.expanduser().resolve()
    file_system = _file_system(where)
    if file_system.removeprefix("fuse.") in _NETWORK or (
        file_system.startswith("fuse") and file_system not in _LOCAL_FUSE
    ):
        return Place("network", file_system)
    for part in where.parts[1:-1]:
        if _SYNCED.search(part.casefold()):
            return Place("synced", part)
    return Place("local", file_system)


def _file_system(where: Path) -> str:
    if sys.platform == "win32":
        return _windows_drive(where)
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return "unknown"
    return _mounted(where, lines)


def _mounted(where: Path, lines: list[str]) -> str:
    """Find the file system in the lines of ``/proc/self/mountinfo``."""
    # The longest mount point that leads here counts, and the last one where one is mounted over another.
    found, length = "unknown", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = Path(_OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4]))
        if (point == where or point in where.parents) and len(point.parts) >= length:
            found, length = after.split(" ")[0], len(point.parts)
    return found


def _windows_drive(where: Path) -> str:
    if str(where).startswith("\\\\"):
        return "smbfs"
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - there on Windows alone
    remote = 4
    return "smbfs" if kernel.GetDriveTypeW(os.path.splitdrive(where)[0] + "\\") == remote else "disk"


def replaced(where: str | None = None) -> StorageError:
    """Build the error that tells of a file that is not the one which was opened.

    Parameters
    ----------
    where : str, optional
        Its place.

    Returns
    -------
    StorageError
        To be raised.
    """
    return StorageError(
        "The project's file was moved, deleted, or replaced by another or an older one while it was open.",
        where=where,
        hint="Nothing is saved to it any more. Put the file back, or open the project again: run the cell again.",
    )
