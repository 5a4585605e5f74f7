"""Small exports, and what reading made of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from qualkit.model import Corpus

__all__ = ["ids", "problems", "write_csv"]


def write_csv(folder: Path, text: str, name: str = "export.csv") -> Path:
    """Write an export in UTF-8, its line ends as they are."""
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


def problems(corpus: Corpus, problem: str) -> pd.DataFrame:
    """Give the rows of one kind of problem."""
    return corpus.problems[corpus.problems["problem"] == problem]


def ids(corpus: Corpus, column: str = "reply_to") -> dict[str, str | None]:
    """Give the value of each comment in a column."""
    values = [None if pd.isna(one) else one for one in corpus.frame[column].tolist()]
    return dict(zip(corpus.frame["comment_id"].tolist(), values, strict=True))
