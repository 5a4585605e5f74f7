"""The walk, end to end: from a raw export to a project and a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qualkit.errors import ThemeError
from qualkit.io import read_comments
from qualkit.model import Corpus
from qualkit.project import Project, open_project
from qualkit.report import write_report
from qualkit.sample import load_sample_project
from qualkit.store import CountedIds, SteppingClock
from qualkit.themes import find_themes

__all__ = ["Outcome", "walk", "walk_sample"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a walk left behind.

    Attributes
    ----------
    corpus : Corpus
        What was read.
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
) -> Outcome:
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
    Outcome
        What came of it.

    Raises
    ------
    QualkitError
        If the source is no table of comments, or the folder holds another project.
    """
    corpus = read_comments(source, outcome=outcome, **(read or {}))  # type: ignore[arg-type]
    path = _project_path(out)
    with open_project(path, coder=coder) as project:
        project.add_comments(corpus)
        if question:
            project.describe(question=question)
        return _finish(project, path, progress=progress)


def walk_sample(out: str | Path, *, progress: bool = True) -> Outcome:
    """Do the whole walk on the sample; the same bytes every time.

    Parameters
    ----------
    out : path
        Folder for ``report.html`` and ``study.qualkit``; those of an earlier walk are replaced.
    progress : bool
        Whether to show progress bars.

    Returns
    -------
    Outcome
        What came of it.
    """
    path = _project_path(out)
    path.unlink(missing_ok=True)
    load_sample_project(path).close()
    clock = SteppingClock(datetime(2026, 1, 9, 9, tzinfo=UTC), timedelta(seconds=20))
    with open_project(path, coder="ana", clock=clock, ids=CountedIds("demo")) as project:
        return _finish(project, path, progress=progress)


def _project_path(out: str | Path) -> Path:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "study.qualkit"


def _finish(project: Project, path: Path, *, progress: bool) -> Outcome:
    corpus, note, n_themes = project.corpus, None, 0
    try:
        themes = find_themes(corpus, progress=progress)
    except ThemeError as few:
        note = str(few)
    else:
        project.add_themes(themes)
        n_themes = len(themes.frame)
    report = write_report(project, path.with_name("report.html"))
    return Outcome(corpus, n_themes, len(project.findings), note, report, path)
