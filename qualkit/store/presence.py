"""Who has a project open, where file locks alone do not tell: on networks and in synchronised folders.

Each program that opens such a project leaves a small note in a folder beside it and takes it away when it closes. The notes
keep nobody out; they are there to be told of.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Presence", "enter", "leave", "others"]


@dataclass(frozen=True, slots=True)
class Presence:
    """One program that has a project open.

    Attributes
    ----------
    coder : str
        Who.
    host : str
        On which computer.
    process : int
        Its number there.
    since : str
        UTC, ISO 8601.
    """

    coder: str
    host: str
    process: int
    since: str

    def __str__(self) -> str:
        """Say who, where and since when."""
        return f"{self.coder} on {self.host} since {self.since[:16].replace('T', ' ')} UTC"


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.open")


def enter(path: Path, coder: str, since: str) -> Path | None:
    """Leave a note that this program has a project open.

    Parameters
    ----------
    path : Path
        The project file.
    coder : str
        Who opens it.
    since : str
        UTC, ISO 8601.

    Returns
    -------
    Path or None
        The note, for `leave`; None where none can be written, which keeps nobody from working.
    """
    host, process = socket.gethostname(), os.getpid()
    for old, there in _read(path):
        if there.host == host and not _runs(there.process):
            leave(old)
    note = _folder(path) / f"{host}-{process}-{secrets.token_hex(4)}.json"
    try:
        note.parent.mkdir(exist_ok=True)
        note.write_text(
            json.dumps({"coder": coder, "host": host, "process": process, "since": since}), encoding="utf-8"
        )
    except OSError:
        return None
    return note


def leave(note: Path) -> None:
    """Take a note away, and the folder with the last one.

    Parameters
    ----------
    note : Path
        From `enter`.
    """
    try:
        note.unlink(missing_ok=True)
        note.parent.rmdir()
    except OSError:
        return  # others are still there


def others(path: Path) -> list[Presence]:
    """List the programs on other computers that have a project open.

    Parameters
    ----------
    path : Path
        The project file.

    Returns
    -------
    list of Presence
        By name of the note. One whose computer was switched off stays until its file is removed.
    """
    return [there for _, there in _read(path) if there.host != socket.gethostname()]


def _read(path: Path) -> list[tuple[Path, Presence]]:
    found = []
    for note in sorted(_folder(path).glob("*.json")):
        try:
            said = json.loads(note.read_text(encoding="utf-8"))
            there = Presence(str(said["coder"]), str(said["host"]), int(said["process"]), str(said["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # half written, or not ours
        found.append((note, there))
    return found


def _runs(process: int) -> bool:
    if os.name != "posix":
        return True  # elsewhere asking for a process may end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
