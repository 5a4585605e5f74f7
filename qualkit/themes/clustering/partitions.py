"""What one does with a partition: improve it, number it, say how well separated its groups are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csc_matrix

    from qualkit.themes.clustering.tree import Leaves

__all__ = ["numbered", "refine", "separation", "silhouettes", "sums_of"]

_STEPS = 5


def refine(leaves: Leaves, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move leaves to the group whose middle is nearest, a few times (Lloyd 1982, doi:10.1109/TIT.1982.1056489).

    Parameters
    ----------
    leaves : Leaves
        What to move; those that are kept apart from others stay where they are.
    labels : ndarray of shape (n_leaves,), int64
        The group of each, from 0.

    Returns
    -------
    ndarray of shape (n_leaves,), int64
        From 0; at most as many groups as before.
    """
    fixed = np.unique(leaves.apart)
    places = leaves.middles.astype(np.float32)
    for _ in range(_STEPS):
        weights = np.bincount(labels, leaves.weights)
        middles = (_one_hot(labels, leaves.weights) @ leaves.middles) / weights[:, None]
        likeness = places @ middles.T.astype(np.float32)
        likeness -= ((middles**2).sum(axis=1) / 2).astype(np.float32)
        moved = likeness.argmax(axis=1)
        moved[fixed] = labels[fixed]
        used = np.zeros(len(middles), dtype=bool)
        used[moved] = True
        moved = (np.cumsum(used) - 1)[moved]
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels


def _one_hot(labels: NDArray[np.int64], weights: NDArray[np.float64]) -> csc_matrix:
    from scipy.sparse import csc_matrix

    shape = (int(labels.max()) + 1, len(labels))
    return csc_matrix((weights, labels, np.arange(len(labels) + 1)), shape=shape)


def sums_of(X: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sum the rows of each group.

    Parameters
    ----------
    X : ndarray of shape (n, n_dims), float32 or float64
        Rows.
    labels : ndarray of shape (n,), int64
        Group of each, from 0; -1 for none.

    Returns
    -------
    ndarray of shape (n_groups, n_dims), float64
        One sum a group.
    """
    inside = labels >= 0
    if not inside.any():
        return np.zeros((0, X.shape[1]))
    if inside.all():
        return np.asarray(_one_hot(labels, np.ones(len(labels))) @ X)
    return np.asarray(_one_hot(labels[inside], np.ones(int(inside.sum()))) @ X[inside])


def numbered(labels: NDArray[np.int64], weights: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    """Give groups numbers by size, largest first, and let small ones go.

    Parameters
    ----------
    labels : ndarray of shape (n,), int64
        Group of each row, from 0; -1 for none.
    weights : ndarray of shape (n,), int64
        How often each row counts.
    least : int
        Smaller groups become -1.

    Returns
    -------
    ndarray of shape (n,), int64
        From 0; of equal groups the one that begins first comes first; -1 for none.
    """
    inside = labels >= 0
    if not inside.any():
        return np.full(len(labels), -1, dtype=np.int64)
    sizes = np.bincount(labels[inside], weights[inside]).astype(np.int64)
    first = np.full(len(sizes), len(labels))
    np.minimum.at(first, labels[inside], np.flatnonzero(inside))
    order = [group for group in np.lexsort((first, -sizes)) if sizes[group] >= max(least, 1)]
    renamed = np.full(len(sizes) + 1, -1, dtype=np.int64)
    renamed[order] = np.arange(len(order))
    return renamed[labels]


def silhouettes(X: NDArray[np.float32], labels: NDArray[np.int64], sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Say of each row how much nearer its own group is than the next one.

    Rousseeuw's silhouette (1987, Journal of Computational and Applied Mathematics 20, 53-65,
    doi:10.1016/0377-0427(87)90125-7) with the cosine distance, for which the mean distance to a group is that to the
    mean of its rows.

    Parameters
    ----------
    X : ndarray of shape (n, n_dims), float32
        Rows of unit length.
    labels : ndarray of shape (n,), int64
        Group of each, from 0; two groups at least.
    sums : ndarray of shape (n_groups, n_dims), float64
        Sum of the rows of each group.

    Returns
    -------
    ndarray of shape (n,), float64
        In [-1, 1]; 0 for a row that is alone.
    """
    sizes = np.bincount(labels).astype(np.float64)
    means = (sums / sizes[:, None]).T.astype(np.float32)
    found = np.zeros(len(X))
    for begin in range(0, len(X), 10_000):
        own = labels[begin : begin + 10_000]
        here = np.arange(len(own))
        likeness = X[begin : begin + 10_000] @ means
        mine = sizes[own]
        inner = 1 - (likeness[here, own].astype(np.float64) * mine - 1) / np.maximum(mine - 1, 1)
        likeness[here, own] = -np.inf
        outer = 1 - likeness.max(axis=1).astype(np.float64)
        widest = np.maximum(np.maximum(inner, outer), 1e-9)
        found[begin : begin + 10_000] = np.where(mine > 1, (outer - inner) / widest, 0)
    return found


def separation(X: NDArray[np.float32], labels: NDArray[np.int64], sums: NDArray[np.float64]) -> float:
    """Give the mean silhouette, or 0 where the groups overlap more than that.

    Parameters
    ----------
    X : ndarray of shape (n, n_dims), float32
        Rows of unit length.
    labels : ndarray of shape (n,), int64
        Group of each, from 0.
    sums : ndarray of shape (n_groups, n_dims), float64
        Sum of the rows of each group.

    Returns
    -------
    float
        In [0, 1].
    """
    return max(0.0, float(silhouettes(X, labels, sums).mean())) if labels.max() > 0 else 0.0
