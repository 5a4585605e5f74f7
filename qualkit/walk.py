"""The walk, end to end: from a raw export to a project and a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qualkit.errors import ProjectError, StorageError, ThemeError
from qualkit.io import read_comments
from qualkit.model import Corpus
from qualkit.project import Project, open_project
from qualkit.report import write_report
from qualkit.sample import load_sample_project
from qualkit.store import CountedIds, SteppingClock
from qualkit.themes import find_themes

__all__ = ["Walked", "walk", "walk_sample", "working_folder"]

_PROJECT = "study.qualkit"
_DEMO_BEGINS = datetime(2026, 1, 9, 9, tzinfo=UTC)
_AFTER_THE_SAMPLE = _DEMO_BEGINS + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk left behind.

    Attributes
    ----------
    corpus : Corpus
        All that the project holds.
    n_read : int
        How many comments the export held.
    n_new : int
        How many of them the project did not hold yet.
    n_themes : int
        How many themes were found; 0 where there were too few comments.
    n_findings : int
        How many findings the project holds.
    note : str or None
        Why there are no themes.
    report, project : Path
        The files.
    """

    corpus: Corpus
    n_read: int
    n_new: int
    n_themes: int
    n_findings: int
    note: str | None
    report: Path
    project: Path


def walk(
    source: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    coder: str,
    outcome: str | None = None,
    question: str | None = None,
    progress: bool = True,
    read: dict[str, object] | None = None,
) -> Walked:
    """Read an export, suggest themes, and write a first report: what can be had before anybody has read a line.

    Parameters
    ----------
    source : path or paths
        The export.
    out : path
        Folder for ``report.html`` and ``study.qualkit``; an existing project is gone on with: new comments are added.
    coder : str
        Who works on it.
    outcome : str, optional
        The column that says what the customer did.
    question : str, optional
        What the team wants to know.
    progress : bool
        Whether to show progress bars.
    read : dict, optional
        More arguments for `read_comments`.

    Returns
    -------
    Walked
        What came of it.

    Raises
    ------
    QualkitError
        If the source is no table of comments, or the folder holds another project.
    """
    corpus = read_comments(source, outcome=outcome, **(read or {}))  # type: ignore[arg-type]
    path = working_folder(out) / _PROJECT
    with open_project(path, coder=coder) as project:
        n_new = project.add_comments(corpus)
        if question:
            project.describe(question=question)
        return _finish(project, path, len(corpus), n_new, progress=progress)


def walk_sample(out: str | Path, *, progress: bool = True) -> Walked:
    """Do the whole walk on the sample; the same bytes every time.

    Parameters
    ----------
    out : path
        Folder for ``report.html`` and ``study.qualkit``; those of an earlier walk are replaced, if nobody has worked
        on them since.
    progress : bool
        Whether to show progress bars.

    Returns
    -------
    Walked
        What came of it.

    Raises
    ------
    ProjectError
        If the folder holds somebody's work, or cannot be written to.
    """
    path = working_folder(out) / _PROJECT
    if path.exists():
        _refuse_work(path)
        path.unlink()
    load_sample_project(path).close()
    clock = SteppingClock(_DEMO_BEGINS, timedelta(seconds=20))
    with open_project(path, coder="ana", clock=clock, ids=CountedIds("demo")) as project:
        return _finish(project, path, len(project.corpus), len(project.corpus), progress=progress)


def _refuse_work(path: Path) -> None:
    with open_project(path, coder="demo", backups=0) as project:
        steps = project.log()["created"]
    # The sample's clock stands in the past: a step that is younger was made by somebody.
    if (steps > _AFTER_THE_SAMPLE).any():
        raise ProjectError(
            "There is a project in this folder on which somebody has worked.",
            where=str(path),
            hint="Give another folder: qualkit demo --out another-folder.",
        )


def working_folder(path: str | Path) -> Path:
    """Make a folder to work in, if it is not there.

    Parameters
    ----------
    path : path
        Its name.

    Returns
    -------
    Path
        The same.

    Raises
    ------
    StorageError
        If it cannot be made.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            "The folder cannot be made.", where=str(folder), hint=f"Give another one ({error.strerror})."
        ) from None
    return folder


def _finish(project: Project, path: Path, n_read: int, n_new: int, *, progress: bool) -> Walked:
    corpus, note, n_themes = project.corpus, None, 0
    try:
        themes = find_themes(corpus, progress=progress)
    except ThemeError as few:
        note = str(few)
    else:
        project.add_themes(themes)
        n_themes = len(themes.frame)
    report = write_report(project, path.with_name("report.html"))
    return Walked(corpus, n_read, n_new, n_themes, len(project.findings), note, report, path)
