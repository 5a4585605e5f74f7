"""Whether the same groups would be found again.

The search is repeated on parts of the rows (Ben-Hur, Elisseeff and Guyon 2002, Pacific Symposium on Biocomputing, 6-17,
doi:10.1142/9789812799623_0002), and both answers are compared on the rows that they share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "FOUND_AGAIN",
    "SHARE",
    "Parted",
    "agreement",
    "expected_information",
    "found_again",
    "information",
    "parts",
]

SHARE = 0.8
FOUND_AGAIN = 0.5
"""Hennig (2007): a cluster whose Jaccard similarity to every cluster of a resample lies below one half is dissolved."""

Parted = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""Rows of a part, and the group of each there."""


def parts(n: int, size: int, n_parts: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Draw parts of the rows, without replacement.

    Parameters
    ----------
    n : int
        How many rows there are.
    size : int
        How many are in a part.
    n_parts : int
        How many parts.
    seed : int
        Of the draws.

    Yields
    ------
    ndarray of shape (size,), int64
        Row numbers in order.
    """
    rng = np.random.default_rng(seed)
    for _ in range(n_parts):
        yield np.sort(rng.choice(n, size=size, replace=False))


def information(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Say how much one partition tells about the other.

    Parameters
    ----------
    one, other : ndarray of shape (n,), int64
        Groups, from 0.

    Returns
    -------
    float
        Mutual information in nats.
    """
    table = _table(one, other) / len(one)
    margins = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True)
    there = table > 0
    return float((table[there] * np.log(table[there] / margins[there])).sum())


def expected_information(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Say how much one partition would tell about the other by chance, groups keeping their sizes.

    Vinh, Epps and Bailey 2010, Journal of Machine Learning Research 11, 2837-2854.

    Parameters
    ----------
    one, other : ndarray of shape (n,), int64
        Groups, from 0.

    Returns
    -------
    float
        Mutual information in nats.
    """
    from scipy.sparse import csr_matrix
    from sklearn.metrics.cluster import expected_mutual_information

    table = _table(one, other)
    filled = table[table.any(axis=1)][:, table.any(axis=0)]
    return float(expected_mutual_information(csr_matrix(filled), len(one)))


def found_again(labels: NDArray[np.int64], resampled: Sequence[Parted]) -> NDArray[np.float64]:
    """Give the share of resamples in which each group came back.

    Hennig 2007, Computational Statistics and Data Analysis 52(1), 258-271, doi:10.1016/j.csda.2006.11.025.

    Parameters
    ----------
    labels : ndarray of shape (n,), int64
        Groups, from 0; -1 for none.
    resampled : sequence of (ndarray, ndarray)
        Rows of each part, and their groups there.

    Returns
    -------
    ndarray of shape (n_groups,), float64
        In [0, 1].
    """
    n_groups = int(labels.max(initial=-1)) + 1
    again = np.zeros(n_groups)
    for rows, found in resampled:
        ours = labels[rows]
        inside = ours >= 0
        both = _table(ours[inside], found[inside], (n_groups, int(found.max()) + 1))
        union = np.bincount(ours[inside], minlength=n_groups)[:, None] + np.bincount(found)[None, :] - both
        again += (both / np.maximum(union, 1)).max(axis=1) >= FOUND_AGAIN
    return again / max(len(resampled), 1)


def agreement(labels: NDArray[np.int64], resampled: Sequence[Parted]) -> float:
    """Give the mean adjusted mutual information between groups and those of resamples.

    Parameters
    ----------
    labels : ndarray of shape (n,), int64
        Groups, from 0; rows without one (-1) are left out.
    resampled : sequence of (ndarray, ndarray)
        Rows of each part, and their groups there.

    Returns
    -------
    float
        1 for equal partitions, 0 for what chance gives.
    """
    shares = []
    for rows, found in resampled:
        inside = labels[rows] >= 0
        ours, theirs = labels[rows][inside], found[inside]
        if len(ours):
            most = (information(ours, ours) + information(theirs, theirs)) / 2
            shares.append((information(ours, theirs), most, (ours, theirs)))
    if not shares:
        return 1.0
    # The sizes of groups hardly differ between parts, so that one of them gives what chance would.
    chance = expected_information(*shares[0][2])
    return float(
        np.mean([(told - chance) / (most - chance) if most - chance > 1e-9 else 1.0 for told, most, _ in shares])
    )


def _table(
    one: NDArray[np.int64], other: NDArray[np.int64], shape: tuple[int, int] | None = None
) -> NDArray[np.float64]:
    rows, columns = shape or (int(one.max()) + 1, int(other.max()) + 1)
    counts = np.bincount(one * columns + other, minlength=rows * columns)
    return counts.reshape(rows, columns).astype(np.float64)
