"""Writing a file as a whole, or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from qualkit.errors import QualkitError

__all__ = ["replace_file"]

_DATABASE = b"SQLite format 3\x00"


def replace_file(path: Path, content: bytes, what: str) -> Path:
    """Write a file as a whole, or not at all.

    Parameters
    ----------
    path : Path
        Where to; folders are made, and an older file is replaced, but no project.
    content : bytes
        What it holds.
    what : str
        What it is called in an error, as "report".

    Returns
    -------
    Path
        The same.

    Raises
    ------
    QualkitError
        If it cannot be written, or a project is kept there.
    """
    if not path.name:
        raise QualkitError(f"The {what} needs a file to be written to.", where=str(path), hint="Give a name too.")
    # Written beside and then moved: whoever reads the old file never sees half of the new one.
    beside = path.with_name(f".{path.name}.part")
    try:
        _keep_projects(path, what)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as problem:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise QualkitError(
            f"The {what} cannot be written: {problem.strerror or problem}.",
            where=str(path),
            hint="Choose another folder, and close the file where it is open.",
        ) from problem
    return path


def _keep_projects(path: Path, what: str) -> None:
    # Months of work lie in such a file, and one wrong argument would put a page in its place.
    if not path.is_file():
        return
    with path.open("rb") as file:
        begins = file.read(len(_DATABASE))
    if begins == _DATABASE:
        raise QualkitError(f"The {what} would replace a project.", where=str(path), hint="Give it a name of its own.")
