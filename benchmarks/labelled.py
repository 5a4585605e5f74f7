"""Labelled sets of real comments, read from a folder that is given by its path; none of them is part of the project.

A folder holds one folder a set. Known layouts: `banking77/` (train.csv, test.csv), `dstc11_dev/` (development.jsonl),
`nhs_fft/` (one-hot codes). Any other folder is read as CSV files with the columns `text` and `label` (or `category`,
`intent`), or JSON lines with `utterance` (or `text`) and the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

TEXT = ("text", "utterance")
LABEL = ("label", "category", "intent")
NO_CODE = ("Not assigned", "Labelling not possible", "Safeguarding concerns?")
"""Columns of the NHS set that say something about the coding, not about the comment."""


@dataclass(frozen=True)
class Labelled:
    """Comments, and the theme that a person put each under."""

    name: str
    texts: list[str]
    gold: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def n_themes(self) -> int:
        return len(np.unique(self.gold))

    def take(self, rows: NDArray[np.int64]) -> Labelled:
        return Labelled(self.name, [self.texts[row] for row in rows], self.gold[rows])


def _of(name: str, texts: pd.Series, labels: pd.Series) -> Labelled:
    gold = pd.factorize(labels, sort=True)[0].astype(np.int64)
    return Labelled(name, texts.astype(str).tolist(), gold)


def banking77(folder: Path) -> Labelled:
    """13,083 questions to a bank, 77 intents (Casanueva et al. 2020, doi:10.18653/v1/2020.nlp4convai-1.5): train, then test."""
    frame = pd.concat([pd.read_csv(folder / f"{part}.csv") for part in ("train", "test")], ignore_index=True)
    return _of("banking77", frame["text"], frame["category"])


def dstc11_dev(folder: Path) -> Labelled:
    """913 spoken turns to an insurer, 22 intents (Gung et al. 2023, DSTC 11, track 2)."""
    return _other(folder)


def nhs_fft(folder: Path) -> Labelled:
    """Patients' comments that coders gave exactly one code; those that are but a phrase such as "n/a" are left out."""
    from qualkit.text.answers import NON_ANSWERS

    frame = pd.read_csv(folder / "v6framework_230831.csv", dtype=str, encoding="utf-8-sig")
    frame.columns = frame.columns.str.strip()
    begin = frame.columns.get_loc("Comment sentiment")
    codes = frame.iloc[:, int(begin) + 1 :].drop(columns=[name for name in NO_CODE if name in frame], errors="ignore")
    given = codes.apply(lambda column: pd.to_numeric(column, errors="coerce")).fillna(0).to_numpy() > 0
    text = frame["FFT answer"].fillna("").str.strip()
    empty = (
        text.str.casefold()
        .str.replace("’", "'")
        .str.replace(r"^[\W_]+|[\W_]+$", "", regex=True)
        .str.split()
        .str.join(" ")
    )
    signs = text.str.contains("[\u2600-\u27bf\U0001f300-\U0001faff]")  # an emoji alone is an answer
    kept = (given.sum(axis=1) == 1) & (signs | ~empty.isin(NON_ANSWERS | {""})).to_numpy()
    return _of("nhs_fft", text[kept], pd.Series(codes.columns[given[kept].argmax(axis=1)]))


def _other(folder: Path) -> Labelled:
    frames = [pd.read_csv(path) for path in sorted(folder.glob("*.csv"))]
    for path in sorted(folder.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        frames.append(pd.DataFrame([json.loads(line) for line in lines if line]))
    frame = pd.concat(frames, ignore_index=True)
    text = next(name for name in TEXT if name in frame)
    label = next(name for name in LABEL if name in frame)
    return _of(folder.name, frame[text], frame[label])


LAYOUTS: dict[str, Callable[[Path], Labelled]] = {"banking77": banking77, "dstc11_dev": dstc11_dev, "nhs_fft": nhs_fft}


def load(data: Path, name: str) -> Labelled:
    """Read one set of the folder.

    Parameters
    ----------
    data : Path
        Holds one folder a set.
    name : str
        Which.

    Returns
    -------
    Labelled
        Texts and gold labels.
    """
    return LAYOUTS.get(name, _other)(data / name)
