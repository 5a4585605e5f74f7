"""The variables of a corpus in an export: typed where a type is plain, text where it is not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
from pandas.api import types

from qualkit.model import COLUMNS
from qualkit.report.export.border import Border
from qualkit.report.export.schema import names

__all__ = ["variable_columns", "variables"]


def variables(border: Border, order: Sequence[int]) -> pd.DataFrame:
    """Give the variables of all comments.

    Parameters
    ----------
    border : Border
        The study, through its border.
    order : sequence of int
        Rows of the corpus, in the order in which they are wanted.

    Returns
    -------
    DataFrame
        One row a comment. Numbers, truth values and times keep their type, everything else is text.
    """
    frame = border.study.corpus.frame
    rows = frame.iloc[list(order)].reset_index(drop=True)
    named = variable_columns(border)
    # Column by position: two variables whose names differ in hidden characters alone are two.
    places = [n for n, name in enumerate(frame.columns) if name not in COLUMNS]
    found = {shown: _typed(border, rows.iloc[:, place]) for shown, place in zip(named, places, strict=True)}
    return pd.DataFrame(found, index=rows.index)


def variable_columns(border: Border) -> list[str]:
    """Name the columns of the variables.

    Parameters
    ----------
    border : Border
        The study, through its border.

    Returns
    -------
    list of str
        In the order of the corpus; no name stands twice, and none is that of another column of the table.
    """
    taken = set(names("conversations"))
    found = []
    for one in border.study.corpus.variables:
        plain = border.label(one) or "unnamed"
        name, n = plain, 1
        while name in taken:
            n += 1
            name = f"{plain} ({n})"
        taken.add(name)
        found.append(name)
    return found


def _typed(border: Border, values: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype("object")
    if types.is_bool_dtype(values.dtype) or types.is_datetime64_any_dtype(values.dtype):
        return values
    if types.is_integer_dtype(values.dtype) or types.is_float_dtype(values.dtype):
        return values
    return pd.Series([_told(border, one) for one in values], index=values.index, dtype="str")


def _told(border: Border, value: Any) -> str | None:
    if isinstance(value, (list, tuple, dict)):
        return border.words(json.dumps(value, ensure_ascii=False, default=str))
    return border.words(value)
