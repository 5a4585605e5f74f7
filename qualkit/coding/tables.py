"""Counts of people across codes, themes and variables, and the passages behind them."""

from __future__ import annotations

import warnings

import pandas as pd

from qualkit.coding.values import which_hold
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.text.months import year_month
from qualkit.text.people import customers

__all__ = ["ALL_PEOPLE", "BEHIND_COLUMNS", "co_occurrence", "cross_table", "crossed", "passages_behind"]

ALL_PEOPLE = "all people"
"""What the first row of a table of people is called."""
BEHIND_COLUMNS = ("comment_id", "start", "end", "quote", "row", "column", "code", "coder", "person_id")
_WITHIN = {
    "passage": ["coder", "comment_id"],
    "comment": ["coder", "comment_id"],
    "conversation": ["coder", "conversation_id"],
    "person": ["coder"],
}
_GROUPS = 12  # different values: more make no table that anybody reads


@checked
def cross_table(
    source: Study | Corpus | HasStudy, *, rows: str = "code", columns: str = "outcome", coder: str | None = None
) -> pd.DataFrame:
    """Count people by two things that their comments have.

    Parameters
    ----------
    source : project, Study or Corpus
        What to count in. Staff and bots are left out.
    rows, columns : str
        ``"code"``, ``"theme"`` (by label), ``"month"`` (as in ``2025-05``), or any column of ``corpus.frame``.
    coder : str, optional
        Whose codings to count; by default a code counts if anybody gave it.

    Returns
    -------
    DataFrame
        Integers. The first row, ``all people``, is the base: everybody known whose comments have the column's value,
        coded or not. A person is counted once in a cell, and may stand in several. Unknown people (no ``person_id``) are
        not counted. Something that is itself called ``all people`` stands with its kind: ``all people (theme)``.

    Raises
    ------
    NotFoundError
        If there is no such column or coder.

    Warns
    -----
    UserWarning
        If no known person has a value of `columns`: the table is empty then.

    Examples
    --------
    >>> import qualkit as qk
    >>> int(qk.cross_table(qk.load_sample(), rows="channel", columns="outcome").loc["all people", "cancelled"])
    67
    """
    study = _by_coder(as_study(source), coder)
    table = crossed(study, rows, columns)
    if not len(table.columns):
        warnings.warn(_nothing_across(_people(study), columns), UserWarning, stacklevel=3)
    return table


def crossed(study: Study, rows: str, columns: str) -> pd.DataFrame:
    """Count people by two things, as `cross_table` does, and leave it to the caller to say that there is nothing.

    Parameters
    ----------
    study : Study
        What to count in.
    rows, columns : str
        As given to `cross_table`.

    Returns
    -------
    DataFrame
        As `cross_table` gives.

    Raises
    ------
    NotFoundError
        If there is no such column.
    """
    people = _people(study)[["comment_id", "person_id"]]
    across = _values(study, columns).rename(columns={"value": "column"}).merge(people, on="comment_id")
    down = _values(study, rows).rename(columns={"value": "row"})
    down["row"] = down["row"].replace(ALL_PEOPLE, _apart(rows))
    both = across.merge(down, on="comment_id")
    counts = both.groupby(["row", "column"])["person_id"].nunique().unstack(fill_value=0)
    base = across.groupby("column")["person_id"].nunique()
    counts = counts.reindex(columns=sorted(base.index, key=str), fill_value=0)
    total = counts.sum(axis=1).to_dict()
    counts = counts.loc[sorted(counts.index, key=lambda row: (-total[row], str(row)))]
    whole = pd.concat([base.reindex(counts.columns).to_frame(ALL_PEOPLE).T, counts])
    whole.index.name, whole.columns.name = rows, columns
    return whole.astype("int64")


@checked
def co_occurrence(
    source: Study | Corpus | HasStudy, *, within: str = "comment", coder: str | None = None
) -> pd.DataFrame:
    """Count people by two codes that were given together.

    Parameters
    ----------
    source : project or Study
        What to count in. Staff and bots are left out.
    within : {'passage', 'comment', 'conversation', 'person'}
        What "together" means: the passages of both codes overlap; stand in one comment; in comments of one person in one
        conversation; in comments of one person, wherever.
    coder : str, optional
        Whose codings to count; by default those of all, each coder's apart: that two coders gave one passage two codes is
        a disagreement, and nothing that occurs together.

    Returns
    -------
    DataFrame
        Square and symmetric, int64, codes by name, those given to most people first. A cell holds the number of known
        people of whom both codes were given together by any coder; the diagonal, all known people with the code.

    Raises
    ------
    NotFoundError
        If there is no such coder.
    QualkitError
        If `within` is none of these.

    Examples
    --------
    >>> import qualkit as qk
    >>> from qualkit.coding.tables import co_occurrence
    >>> with qk.load_sample_project() as project:
    ...     table = co_occurrence(project)
    >>> bool((table == table.T).all(axis=None))
    True
    """
    if within not in _WITHIN:
        raise QualkitError(f"Codes cannot stand together within a {within!r}.", available=_WITHIN)
    study = _by_coder(as_study(source), coder)
    people = _people(study)[["comment_id", "conversation_id", "person_id"]]
    given = study.codings[["comment_id", "start", "end", "code", "coder"]].merge(people, on="comment_id")
    if within != "passage":
        given = given.drop(columns=["start", "end"]).drop_duplicates()
    shared = [*_WITHIN[within], "person_id"]
    if within in ("conversation", "person"):
        given = given[[*shared, "code"]].drop_duplicates()
    both = given.merge(given, on=shared, suffixes=("", "_other"))
    if within == "passage":
        both = both[(both["start"] < both["end_other"]) & (both["start_other"] < both["end"])]
    counts = both.groupby(["code", "code_other"])["person_id"].nunique().unstack(fill_value=0)
    most = {code: -int(counts.loc[code, code]) for code in counts.index}
    order = sorted(counts.index, key=lambda code: (most[code], str(code)))
    table = counts.reindex(index=order, columns=order, fill_value=0).astype("int64")
    table.index.name = table.columns.name = "code"
    return table


@checked
def passages_behind(
    source: Study | Corpus | HasStudy,
    *,
    row: str,
    column: str,
    rows: str = "code",
    columns: str = "outcome",
    coder: str | None = None,
) -> pd.DataFrame:
    """Show the words behind one cell of a `cross_table`.

    Parameters
    ----------
    source : project, Study or Corpus
        What was counted in.
    row, column : str
        The cell, as `cross_table` calls it. The row ``all people`` gives everything with the column's value. A code may
        be called by a former name.
    rows, columns : str
        As given to `cross_table`.
    coder : str, optional
        As given to `cross_table`.

    Returns
    -------
    DataFrame
        Columns `BEHIND_COLUMNS`: one row a coded passage where the cell is about a code, a part of a comment that belongs
        to a theme where it is about a theme, else a whole comment (``code`` and ``coder`` missing); ``start`` and ``end``
        in code points. In the corpus' order, known people only: who is counted is here, and nobody else.

    Raises
    ------
    NotFoundError
        If there is no such column, coder, or value of it.

    Examples
    --------
    >>> import qualkit as qk
    >>> from qualkit.coding.tables import passages_behind
    >>> with qk.load_sample_project() as project:
    ...     found = passages_behind(project, row="price", column="cancelled")
    ...     found["person_id"].nunique() == int(qk.cross_table(project).loc["price", "cancelled"])
    True
    """
    study = _by_coder(as_study(source), coder)
    column = _today(study, columns, column)
    wanted = [(columns, column)]
    if row != ALL_PEOPLE:
        wanted.insert(0, (rows, ALL_PEOPLE if row == _apart(rows) else _today(study, rows, row)))
    people = _people(study)
    everybody = frozenset(people["comment_id"].tolist())
    inside = set.intersection(*(_holding(study, name, value, everybody) for name, value in wanted))
    people = people.loc[[one in inside for one in people["comment_id"].tolist()]]
    spans = _spans(study, people, wanted)
    frame = spans.merge(people[["comment_id", "person_id", "text"]], on="comment_id", how="left")
    place = frame["comment_id"].map(study.corpus.rows)
    frame = frame.assign(row=row, column=column, place=place)
    frame["quote"] = [
        text[start:end] for text, start, end in zip(frame["text"], frame["start"], frame["end"], strict=True)
    ]
    frame = frame.sort_values(["place", "start", "end", "code", "coder"], kind="stable")[list(BEHIND_COLUMNS)]
    kinds = {name: "int64" if name in ("start", "end") else "str" for name in BEHIND_COLUMNS}
    return frame.reset_index(drop=True).astype(kinds)


def _apart(kind: str) -> str:
    """Name a row that would be called like the base."""
    return f"{ALL_PEOPLE} ({kind})"


def _nothing_across(people: pd.DataFrame, columns: str) -> str:
    if people.empty:
        return "The table is empty: nobody is known who said anything, and it counts people."
    held = [name for name in people.columns if 1 < people[name].astype("str").nunique() <= _GROUPS]
    there = f" Columns that tell people apart: {', '.join(map(repr, held))}." if held else ""
    hint = (
        " qk.read_comments(..., outcome=...) says which column tells what people did." if columns == "outcome" else ""
    )
    return f"The table is empty: no known person has a value of {columns!r}.{there}{hint}"


def _people(study: Study) -> pd.DataFrame:
    return customers(study.corpus.table).dropna(subset=["person_id"])


def _by_coder(study: Study, coder: str | None) -> Study:
    if coder is None:
        return study
    own = study.codings[study.codings["coder"] == coder]
    if not len(own):
        raise NotFoundError.of("coder", coder, sorted(study.codings["coder"].dropna().unique()))
    return Study(study.corpus, codebook=study.codebook, codings=own, themes=study.themes)


def _values(study: Study, name: str) -> pd.DataFrame:
    if name == "code":
        found = study.codings[["comment_id", "code"]].rename(columns={"code": "value"})
    elif name == "theme":
        found = _theme_spans(study)[["comment_id", "value"]]
    elif name in study.corpus.table.columns:
        found = study.corpus.table[["comment_id"]].assign(value=study.corpus.table[name])
    elif name == "month":
        found = study.corpus.table[["comment_id"]].assign(value=year_month(study.corpus.table["created"]))
    else:
        raise NotFoundError.of("column", name, ["code", "theme", "month", *study.corpus.table.columns])
    return found.dropna(subset=["value"]).drop_duplicates()


def _theme_spans(study: Study) -> pd.DataFrame:
    if study.themes is None:
        raise NotFoundError.of("column", "theme", ["code", *study.corpus.table.columns])
    labels = dict(zip(study.themes.frame["theme_id"], study.themes.frame["label"], strict=True))
    found = study.themes.assignments[["comment_id", "start", "end", "theme_id"]].dropna()
    return found.drop(columns="theme_id").assign(value=found["theme_id"].map(labels))


def _today(study: Study, name: str, value: str) -> str:
    """Call a code as it is called now."""
    code = study.codebook.lookup(value) if name == "code" else None
    return value if code is None else code.name


def _holding(study: Study, name: str, value: str, among: frozenset[str]) -> set[str]:
    """Find the comments that have a value."""
    values = _values(study, name)
    same = which_hold(values["value"], value).tolist()
    holding = {one for one, has in zip(values["comment_id"].tolist(), same, strict=True) if has and one in among}
    if not holding:
        known = values.loc[[one in among for one in values["comment_id"].tolist()]]  # [[]] would mean no column
        raise NotFoundError.of(name, value, sorted({str(one) for one in known["value"]}))
    return holding


def _spans(study: Study, people: pd.DataFrame, wanted: list[tuple[str, str]]) -> pd.DataFrame:
    codes = [value for name, value in wanted if name == "code"]
    themes = [value for name, value in wanted if name == "theme"]
    if codes:
        found = study.codings[study.codings["code"].isin(codes)][["comment_id", "start", "end", "code", "coder"]]
    elif themes:
        spans = _theme_spans(study)
        found = spans[spans["value"].isin(themes)].drop(columns="value").assign(code=None, coder=None)
    else:
        found = people[["comment_id"]].assign(start=0, end=people["text"].map(len), code=None, coder=None)
    inside = frozenset(people["comment_id"].tolist())
    return found.loc[[one in inside for one in found["comment_id"].tolist()]]
