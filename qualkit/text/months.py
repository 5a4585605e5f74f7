"""Naming months, in English whatever the machine's language."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

__all__ = ["MONTHS", "month_of", "year_month"]

MONTHS = ("January February March April May June July August September October November December").split()


def month_of(when: datetime) -> str:
    """Name a month.

    Parameters
    ----------
    when : datetime
        Any time in it.

    Returns
    -------
    str
        As in "May 2025".

    Examples
    --------
    >>> month_of(datetime(2025, 5, 1))
    'May 2025'
    """
    return f"{MONTHS[when.month - 1]} {when.year}"


def year_month(created: pd.Series) -> pd.Series:
    """Give months as tables name them.

    Parameters
    ----------
    created : Series
        Times.

    Returns
    -------
    Series
        As in "2025-05"; missing where the time is.
    """
    named: pd.Series = created.dt.strftime("%Y-%m")
    return named
