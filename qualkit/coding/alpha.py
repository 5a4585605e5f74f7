"""Krippendorff's alpha, from counts of how many coders gave a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["alpha_from_counts"]


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
        Vries, Elliott, Kanouse and Teleki (2008), Field Methods 20(3), 272-282, doi:10.1177/1525822X08317166. Expected
        disagreement is 0 where all or none was given the code: agreement on a constant cannot be told from chance.

    Notes
    -----
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, https://repository.upenn.edu/asc_papers/43; Hayes and
    Krippendorff (2007), Communication Methods and Measures 1(1), 77-89, doi:10.1080/19312450709336664.

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
