"""Rows that a person put together, or apart; and equal rows, which count once in the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualkit.errors import ThemeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Points", "points_of"]

Pair = tuple[int, int]


@dataclass(frozen=True)
class Points:
    """What is searched: one point for rows that are equal, or linked.

    Attributes
    ----------
    of_row : ndarray of shape (n,), int64
        The point of each row; -1 for rows of zeros.
    vectors : ndarray of shape (n_points, n_dims), float32
        Unit length.
    weights : ndarray of shape (n_points,), int64
        How many rows each stands for.
    apart : ndarray of shape (n_pairs, 2), int64
        Points that never share a group.
    """

    of_row: NDArray[np.int64]
    vectors: NDArray[np.float32]
    weights: NDArray[np.int64]
    apart: NDArray[np.int64]


def points_of(X: NDArray[np.float32], must_link: Sequence[Pair], cannot_link: Sequence[Pair]) -> Points:
    """Collect rows to points.

    Parameters
    ----------
    X : ndarray of shape (n, n_dims), float32
        Rows of unit length, or of zeros.
    must_link, cannot_link : sequence of (int, int)
        Row numbers.

    Returns
    -------
    Points
        In the order in which they first occur.

    Raises
    ------
    ThemeError
        If a pair names a row that does not exist, or rows are asked together and apart.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    together, apart = _checked(must_link, len(X)), _checked(cannot_link, len(X))
    filled = X.any(axis=1) | np.isin(np.arange(len(X)), np.concatenate([together.ravel(), apart.ravel()]))
    rounded = np.ascontiguousarray(np.round(X, 5) + 0.0)
    keys = rounded.view(np.dtype((np.void, rounded.dtype.itemsize * rounded.shape[1]))).ravel()
    equal = np.unique(keys, return_inverse=True)[1]
    # Equal words may be kept apart: those rows stand for themselves.
    named = np.unique(apart)
    equal[named] = len(X) + named
    equal = np.unique(equal, return_inverse=True)[1]
    size = int(equal.max(initial=-1)) + 1
    links = csr_matrix((np.ones(len(together)), (equal[together[:, 0]], equal[together[:, 1]])), shape=(size, size))
    point = connected_components(links, directed=False)[1][equal]
    if (point[apart[:, 0]] == point[apart[:, 1]]).any():
        raise ThemeError(
            "Comments are asked to stay together and to stay apart.",
            hint="Take back one of the two: the pair may be linked through other comments.",
        )
    point = np.where(filled, point, -1)
    order, first = np.unique(point[filled], return_index=True)
    place = np.full(size + 1, -1, dtype=np.int64)
    place[order[np.argsort(first)]] = np.arange(len(order))
    of_row = place[point]
    kept = of_row >= 0
    weights = np.bincount(of_row[kept], minlength=len(order))
    sums = csr_matrix((np.ones(int(kept.sum())), (of_row[kept], np.flatnonzero(kept))), shape=(len(order), len(X))) @ X
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    vectors = np.asarray(sums / np.where(length == 0, 1, length), dtype=np.float32)
    return Points(of_row, vectors, weights, np.unique(np.sort(of_row[apart], axis=1), axis=0))


def _checked(pairs: Sequence[Pair], n: int) -> NDArray[np.int64]:
    found = np.array([tuple(pair) for pair in pairs], dtype=np.int64).reshape(-1, 2)
    if len(found) and (found.min() < 0 or found.max() >= n):
        raise ThemeError(f"A linked pair names a row that does not exist; there are {n} rows.")
    return found
