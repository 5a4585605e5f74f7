"""Every other column, as variables with sensible types."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from qualkit.io.problems import ProblemLog
from qualkit.io.table import as_text, filled
from qualkit.model import COLUMNS

__all__ = ["as_variable", "name_variables"]

_NUMBER = r"[+-]?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?"
_ID_NAME = ("id", "phone", "zip", "postcode", "code", "link", "url")


def as_variable(series: pd.Series) -> pd.Series:
    """Give a column the type its values have: numbers if all are, else text.

    A number with a leading zero or more than 15 digits is an id, and stays as written; "N/A" is an answer, and makes
    its column text.

    Parameters
    ----------
    series : Series
        Cells.

    Returns
    -------
    Series
        ``int64``, ``float64`` or ``str``; other types as they came. NaN for empty cells.

    Examples
    --------
    >>> as_variable(pd.Series(["1", "", "2"])).tolist(), as_variable(pd.Series(["01", "2"])).tolist()
    ([1.0, nan, 2.0], ['01', '2'])
    """
    if series.dtype != object and not isinstance(series.dtype, pd.StringDtype):
        return series
    text = as_text(series)
    text = text.where(filled(text))
    given = text.notna()
    if not given.any():
        return text
    head = text[given].head(50).str.strip()
    if not head.str.fullmatch(_NUMBER).all() or not text[given].str.strip().str.fullmatch(_NUMBER).all():
        return text
    name = str(series.name).casefold().replace("_", " ").split()
    if name and name[-1] in _ID_NAME:
        return text
    numbers = pd.to_numeric(text.str.strip())
    return (
        numbers.astype("int64")
        if given.all() and (numbers % 1 == 0).all() and not text.str.contains(".", regex=False).any()
        else numbers.astype("float64")
    )


def name_variables(names: Iterable[str], source: str, log: ProblemLog) -> dict[str, str]:
    """Give variables names that the fixed columns do not have.

    Parameters
    ----------
    names : iterable of str
        As exported.
    source : str
        For the list of problems.
    log : ProblemLog
        Takes what was renamed.

    Returns
    -------
    dict of str to str
        Old name to new, where they differ.
    """
    existing = list(names)
    renamed: dict[str, str] = {}
    for name in existing:
        if name in COLUMNS:
            number = 2
            while f"{name}_{number}" in existing:
                number += 1
            renamed[name] = f"{name}_{number}"
            log.note(
                source,
                "name of a fixed column",
                "repaired",
                column=name,
                detail=f"the variable is called {renamed[name]!r}",
            )
    return renamed
