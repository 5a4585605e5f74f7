"""The sample: what customers of a fictional subscription service said, coded twice, with six findings."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.io import read_comments
from qualkit.model import Corpus
from qualkit.model.arguments import checked
from qualkit.project import Project, open_project
from qualkit.store import CountedIds, SteppingClock

__all__ = ["data_folder", "load_sample", "load_sample_project"]

_BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)


def data_folder(name: str) -> Path:
    """Find what comes with qualkit, in an installed wheel and in a clone alike.

    Parameters
    ----------
    name : {'sample', 'notebooks'}
        Which folder.

    Returns
    -------
    Path
        An existing folder.

    Raises
    ------
    QualkitError
        If the installation lacks it.
    """
    package = Path(__file__).resolve().parent
    in_clone = {"sample": package.parent / "data" / "sample", "notebooks": package.parent / "notebooks"}
    for folder in (package / "_data" / name, in_clone[name]):
        if folder.is_dir():
            return folder
    raise QualkitError(f"The {name} that come with qualkit are not installed.", hint="Install qualkit again.")


def load_sample() -> Corpus:
    """Read the sample: synthetic comments and replies about a fictional weekly food box.

    Returns
    -------
    Corpus
        889 comments in 220 conversations over five channels, with outcomes.

    Examples
    --------
    >>> import qualkit as qk
    >>> len(qk.load_sample())
    889
    """
    return read_comments(data_folder("sample") / "comments.csv")


@checked
def load_sample_project(path: str | Path | None = None) -> Project:
    """Make a project of the sample: comments, codebook, both coders' codings, and the findings.

    Its clock and ids are fixed, so that the same steps give the same file, byte for byte.

    Parameters
    ----------
    path : str or Path, optional
        Where to put the project; nothing may be there yet. By default a new temporary folder.

    Returns
    -------
    Project
        Open, with coder ``ana``.

    Raises
    ------
    QualkitError
        If there is a file already.

    Examples
    --------
    >>> import qualkit as qk
    >>> with qk.load_sample_project() as project:
    ...     len(project.findings)
    6
    """
    target = Path(tempfile.mkdtemp(prefix="qualkit-")) / "study.qualkit" if path is None else Path(path)
    if target.exists():
        raise QualkitError(
            "There is a file here already.",
            where=str(target),
            hint="Open it with qk.open_project, or give another path.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    clock = SteppingClock(_BEGIN, timedelta(seconds=20))
    project = open_project(target, coder="ana", clock=clock, ids=CountedIds("sample"))
    folder = data_folder("sample")
    project.describe(**_json(folder / "study.json"))
    project.add_comments(load_sample())
    project.import_codebook(_json(folder / "codebook.json"))
    codings = pd.read_csv(folder / "codings.csv", dtype={"comment_id": "str"}, keep_default_na=False)
    for coder, own in codings.groupby("coder"):
        project.import_codings(own.drop(columns="coder"), coder=str(coder))
    for record in _json(folder / "findings.json"):
        _add_finding(project, record)
    return project


def _add_finding(project: Project, record: dict[str, Any]) -> None:
    passages = {"support": record["supports"], "contradict": record["contradicts"]}
    about = {key: value for key, value in record.items() if key not in ("supports", "contradicts")}
    finding = project.add_finding(about.pop("claim"), **about)
    corpus = project.corpus
    for verb, quotes in passages.items():
        for passage in quotes:
            getattr(project, verb)(finding, *corpus.passage(passage["comment_id"], passage["quote"]))


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
