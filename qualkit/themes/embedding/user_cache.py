"""The folder where what took time to make is kept for the next run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path

__all__ = ["cache_folder", "file_sha256", "keep", "kept"]

_OFF = "off"


def cache_folder() -> Path | None:
    """Give the folder of the cache, made on first use and readable by its owner alone.

    The environment variable ``QUALKIT_CACHE`` names another folder, or is ``off`` for none. By default it is what the
    system keeps for such things (``~/.cache/qualkit`` on Linux).

    Returns
    -------
    Path or None
        None if the cache is switched off or its folder cannot be made: then everything is made afresh.
    """
    named = os.environ.get("QUALKIT_CACHE", "")
    if named.strip().lower() == _OFF:
        return None
    if named:
        folder = Path(named).expanduser()
    else:
        import platformdirs

        folder = Path(platformdirs.user_cache_dir("qualkit", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return folder


def file_sha256(path: Path) -> str:
    """Hash a file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept(name: str) -> bytes | None:
    """Give what was kept under a name, if it is still what was written.

    Parameters
    ----------
    name : str
        A file name.

    Returns
    -------
    bytes or None
        None if there is nothing, or it was damaged.
    """
    folder = cache_folder()
    if folder is None:
        return None
    try:
        content = (folder / "models" / name).read_bytes()
        noted = json.loads((folder / "models" / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = noted.get("sha256") if isinstance(noted, dict) else None
    return content if known == hashlib.sha256(content).hexdigest() else None


def keep(name: str, content: bytes) -> None:
    """Keep something under a name; whoever reads at the same time sees all of it or nothing.

    Parameters
    ----------
    name : str
        A file name.
    content : bytes
        What to keep. A full disk or a read-only folder is no error: it is made again next time.
    """
    folder = cache_folder()
    if folder is None:
        return
    note = json.dumps({"sha256": hashlib.sha256(content).hexdigest()}).encode()
    with contextlib.suppress(OSError):
        (folder / "models").mkdir(exist_ok=True, mode=0o700)
        _replace(folder / "models" / name, content)
        _replace(folder / "models" / f"{name}.json", note)


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
