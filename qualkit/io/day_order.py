"""Which of two numbers is the day: in 03/04/2024 either could be."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["months_first"]

_TWICE_AS_NEAR = 2


def months_first(first: pd.Series, second: pd.Series, year: pd.Series) -> tuple[pd.Series, str | None]:
    """Say in which cells of a column the month stands before the day.

    Parameters
    ----------
    first, second, year : Series of int64
        The numbers as written, in the order of the file.

    Returns
    -------
    Series of bool
        True where the month comes first.
    str or None
        What is doubtful about it.

    Notes
    -----
    Cells that allow one reading only tell of the others. Where a column holds both orders, as exports do that were put
    together of several, a cell that allows both is read as the nearest cells before and after it that allow one. Where
    these two differ, or one is missing, it is read as most cells are, unless the other reading brings it much nearer in
    time to its neighbour of that order.

    Examples
    --------
    >>> first, second = pd.Series([30, 10, 10, 10]), pd.Series([9, 3, 17, 9])
    >>> months_first(first, second, pd.Series([2022, 2021, 2021, 2021]))[0].tolist()
    [False, True, True, True]
    """
    by_day, by_month = (first > 12) & (second <= 12), (second > 12) & (first <= 12)
    n_day, n_month = int(by_day.sum()), int(by_month.sum())
    either = (first <= 12) & (second <= 12) & (first != second)
    if not n_month:
        doubted = not n_day and bool(either.any())
        return by_month, "day and month could be exchanged throughout: read with the day first" if doubted else None
    if not n_day:
        return pd.Series(True, index=first.index), None
    usual = n_month > n_day
    told = pd.Series(np.where(by_month, 1.0, np.where(by_day, 0.0, np.nan)), index=first.index)
    before, after = told.ffill(), told.bfill()
    days, months = _dates(year, second, first), _dates(year, first, second)
    near = {False: _gap(days, days.where(by_day)), True: _gap(months, months.where(by_month))}
    unusual = near[not usual] * _TWICE_AS_NEAR < near[usual]
    mixed = pd.Series(np.where(unusual, not usual, usual), index=first.index)
    found = told.fillna(before.where(before == after)).fillna(mixed.astype("float64")).astype(bool)
    swapped = int((either & found).sum())
    doubt = f"{n_day:,} cells can only have the day first, {n_month:,} only the month"
    if either.any():
        doubt += (
            f"; {int(either.sum()):,} could have either and were read like those around them: {swapped:,} with the month "
            f"first, {int(either.sum()) - swapped:,} with the day"
        )
    return found, doubt


def _dates(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    parts = {"year": year, "month": month.where(month <= 12), "day": day}
    return pd.to_datetime(pd.DataFrame(parts), errors="coerce")


def _gap(dates: pd.Series, told: pd.Series) -> pd.Series:
    """Give the days between each date and the nearer of its neighbours of the same order."""
    gaps = pd.DataFrame({"before": (dates - told.ffill()).abs(), "after": (dates - told.bfill()).abs()})
    found: pd.Series = gaps.min(axis=1).dt.days.astype("float64").fillna(np.inf)
    return found
