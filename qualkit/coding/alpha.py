"""Krippendorff's alpha, from the coders' values or from counts of how many coders gave a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["alpha_from_counts", "nominal_alpha"]


def nominal_alpha(values: NDArray[np.float64]) -> float:
    """Give Krippendorff's alpha for nominal values, with missing ones.

    Parameters
    ----------
    values : ndarray of shape (n_coders, n_units), float64
        Categories as numbers; NaN where a coder did not judge a unit.

    Returns
    -------
    float
        1 for perfect agreement, 0 for what chance would give, less for systematic disagreement; NaN where no unit was
        judged twice or only one category was ever used: agreement on a constant cannot be told from chance.

    Notes
    -----
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, https://repository.upenn.edu/asc_papers/43; Hayes and
    Krippendorff (2007), Communication Methods and Measures 1(1), 77-89, doi:10.1080/19312450709336664.

    Examples
    --------
    >>> round(nominal_alpha(np.array([[1, 1, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1, 0, 1, 0, 0.0]])), 4)
    0.0952
    """
    categories = np.unique(values[~np.isnan(values)])
    counts = np.stack([(values == category).sum(axis=0) for category in categories]) if len(categories) else None
    if counts is None:
        return float("nan")
    judged = counts.sum(axis=0)
    counts, judged = counts[:, judged >= 2], judged[judged >= 2]
    total = judged.sum()
    if total == 0:
        return float("nan")
    observed = ((judged**2 - (counts**2).sum(axis=0)) / (judged - 1)).sum() / total
    by_category = counts.sum(axis=1)
    expected = (total**2 - (by_category**2).sum()) / (total * (total - 1))
    return float(1 - observed / expected) if expected > 0 else float("nan")


def alpha_from_counts(counts: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give observed and expected disagreement on whether a code was given.

    Parameters
    ----------
    counts : ndarray of shape (..., n_coders + 1)
        At place k, how many units were given the code by exactly k of the coders, all of whom judged every unit.

    Returns
    -------
    observed, expected : ndarray of shape (...)
        Alpha is ``1 - observed / expected``; summed over codes before dividing, it is alpha pooled in the manner of de
        Vries, Elliott, Kanouse and Teleki (2008), Field Methods 20(3), 272-282, doi:10.1177/1525822X08317166.

    Examples
    --------
    >>> observed, expected = alpha_from_counts(np.array([5.0, 4.0, 1.0]))
    >>> round(float(1 - observed / expected), 4)
    0.0952
    """
    coders = counts.shape[-1] - 1
    given = np.arange(coders + 1)
    total = counts.sum(axis=-1) * coders
    ones = (counts * given).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (counts * 2 * given * (coders - given) / (coders - 1)).sum(axis=-1) / total
        expected = 2 * ones * (total - ones) / (total * (total - 1))
    return np.asarray(observed), np.asarray(expected)
