"""Counting people, with the unknown ones counted as unknown, and intervals for shares of people."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from qualkit.model import OURS

__all__ = ["PeopleCount", "count_people", "customers", "interval"]


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """How many people spoke in a set of comments.

    Attributes
    ----------
    known : int
        People told apart by their ``person_id``.
    unknown : int
        Comments of which nobody knows who wrote them. They may be one person or many, so they are never added to
        `known`.
    """

    known: int
    unknown: int


def customers(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the comments that were not written by staff or a bot.

    Parameters
    ----------
    frame : DataFrame
        A corpus' frame, or some of its rows; needs the column ``role``.

    Returns
    -------
    DataFrame
        The rows of customers, and those whose role nobody knows.

    Examples
    --------
    >>> customers(pd.DataFrame({"role": ["customer", "staff", None]}))["role"].tolist()
    ['customer', nan]
    """
    return frame[~frame["role"].isin(OURS)]


def count_people(frame: pd.DataFrame) -> PeopleCount:
    """Count the people behind a set of comments.

    Parameters
    ----------
    frame : DataFrame
        One row a comment; needs the column ``person_id``, missing where nobody knows who wrote it.

    Returns
    -------
    PeopleCount
        Known people, and comments by people unknown.

    Examples
    --------
    >>> count_people(pd.DataFrame({"person_id": ["p1", "p1", "p2", None]}))
    PeopleCount(known=2, unknown=1)
    """
    return PeopleCount(int(frame["person_id"].nunique()), int(frame["person_id"].isna().sum()))


def interval(k: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Give the interval for a share of people.

    The score interval of Wilson (1927), Journal of the American Statistical Association 22(158), 209-212,
    doi:10.1080/01621459.1927.10502953. It keeps its promise for small numbers, where the textbook interval does not.

    Parameters
    ----------
    k : int
        People of whom it holds, ``0 <= k <= n``.
    n : int
        People of whom it could hold, at least 1.
    level : float
        Confidence level.

    Returns
    -------
    low, high : float
        Shares between 0 and 1.

    Raises
    ------
    ValueError
        If there is nobody to take a share of, or more than everybody.

    Examples
    --------
    >>> [round(100 * share) for share in interval(23, 61)]
    [27, 50]
    """
    if not 0 <= k <= n or n == 0:
        message = f"A share needs 0 <= k <= n and n >= 1, not k = {k} and n = {n}."
        raise ValueError(message)
    from scipy.stats import binomtest

    found = binomtest(k, n).proportion_ci(confidence_level=level, method="wilson")
    return float(found.low), float(found.high)
