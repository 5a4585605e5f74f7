"""Files that a call names: refused before anything is made of them."""

from __future__ import annotations

from pathlib import Path

from qualkit.errors import QualkitError

__all__ = ["existing_file", "project_file"]


def existing_file(path: Path) -> Path:
    """Refuse what is no file.

    Parameters
    ----------
    path : Path
        Its name.

    Returns
    -------
    Path
        The same.

    Raises
    ------
    QualkitError
        If there is none, naming those beside it, or if it is something else.
    """
    if path.is_file():
        return path
    if path.is_dir():
        raise QualkitError("This is a folder.", where=str(path), hint="Name the file.")
    if path.exists():
        raise QualkitError("This is no file, but a device or a pipe.", where=str(path))
    nearby = sorted(one.name for one in path.parent.glob(f"*{path.suffix}")) if path.suffix else []
    raise QualkitError("There is no such file.", where=str(path), available=nearby)


def project_file(path: Path) -> Path:
    """Refuse to look into a file that is not there or empty: opening it would make a new project of it.

    Parameters
    ----------
    path : Path
        Its name.

    Returns
    -------
    Path
        The same.

    Raises
    ------
    QualkitError
        If there is nothing to open.
    """
    if not existing_file(path).stat().st_size:
        raise QualkitError(
            "The file is empty, so it is no project.",
            where=str(path),
            hint=f"If it was one, copy a backup from {path.name}.backups to its place.",
        )
    return path
