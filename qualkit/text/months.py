"""Naming months, in English whatever the machine's language."""

from __future__ import annotations

from datetime import datetime

__all__ = ["MONTHS", "month_of"]

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
