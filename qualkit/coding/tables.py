"""Counts of people across codes, themes and variables."""

from __future__ import annotations

import pandas as pd

from qualkit.errors import NotFoundError
from qualkit.model import Corpus, HasStudy, Study, as_study

__all__ = ["ALL_PEOPLE", "cross_table"]

ALL_PEOPLE = "all people"


def cross_table(source: Study | Corpus | HasStudy, *, rows: str = "code", columns: str = "outcome") -> pd.DataFrame:
    """Count people by two things that their comments have.

    Parameters
    ----------
    source : project, Study or Corpus
        What to count in. Staff and bots are left out.
    rows, columns : str
        ``"code"``, ``"theme"`` (by label), or any column of ``corpus.frame``.

    Returns
    -------
    DataFrame
        Integers. The first row, ``all people``, is the base: everybody known whose comments have the column's value,
        coded or not. A person is counted once in a cell, and may stand in several. Unknown people (no ``person_id``) are
        not counted.

    Raises
    ------
    NotFoundError
        If there is no such column.

    Examples
    --------
    >>> import qualkit as qk
    >>> int(qk.cross_table(qk.load_sample(), rows="channel", columns="outcome").loc["all people", "cancelled"])
    67
    """
    study = as_study(source)
    table = study.corpus.table
    table = table[~table["role"].isin(["staff", "bot"]) & table["person_id"].notna()]
    people = table[["comment_id", "person_id"]]
    across = _values(study, columns).rename(columns={"value": "column"}).merge(people, on="comment_id")
    down = _values(study, rows).rename(columns={"value": "row"})
    both = across.merge(down, on="comment_id")
    counts = both.groupby(["row", "column"])["person_id"].nunique().unstack(fill_value=0)
    base = across.groupby("column")["person_id"].nunique()
    counts = counts.reindex(columns=sorted(base.index, key=str), fill_value=0)
    total = counts.sum(axis=1).to_dict()
    counts = counts.loc[sorted(counts.index, key=lambda row: (-total[row], str(row)))]
    whole = pd.concat([base.reindex(counts.columns).to_frame(ALL_PEOPLE).T, counts])
    whole.index.name, whole.columns.name = rows, columns
    return whole.astype("int64")


def _values(study: Study, name: str) -> pd.DataFrame:
    if name == "code":
        found = study.codings[["comment_id", "code"]].rename(columns={"code": "value"})
    elif name == "theme":
        found = _themes(study)
    elif name in study.corpus.table.columns:
        found = study.corpus.table[["comment_id", name]].rename(columns={name: "value"})
    else:
        raise NotFoundError.of("column", name, ["code", "theme", *study.corpus.table.columns])
    return found.dropna(subset=["value"]).drop_duplicates()


def _themes(study: Study) -> pd.DataFrame:
    if study.themes is None:
        raise NotFoundError.of("column", "theme", ["code", *study.corpus.table.columns])
    labels = dict(zip(study.themes.frame["theme_id"], study.themes.frame["label"], strict=True))
    found = study.themes.assignments[["comment_id", "theme_id"]].dropna()
    return pd.DataFrame({"comment_id": found["comment_id"], "value": found["theme_id"].map(labels)})
