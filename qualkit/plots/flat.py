"""Two dimensions for many: where comments lie on a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["evenly", "flattened"]

_FEWEST_FOR_NEIGHBOURS = 10
_DIMENSIONS = 50
_ROUNDS = 500
_NO_SPREAD = 1e-6


def evenly(n: int, most: int) -> NDArray[np.int64]:
    """Choose rows at even distances.

    Parameters
    ----------
    n : int
        How many there are.
    most : int
        How many to take at most, 1 or more.

    Returns
    -------
    ndarray of shape (min(n, most),), int64
        Row numbers in order.

    Examples
    --------
    >>> evenly(10, 4).tolist()
    [0, 2, 5, 7]
    """
    if n <= most:
        return np.arange(n, dtype=np.int64)
    return (np.arange(most, dtype=np.int64) * n) // most


def flattened(vectors: NDArray[np.float32], *, seed: int = 0) -> NDArray[np.float64]:
    """Lay vectors out on a plane so that near ones stay near.

    t-SNE (van der Maaten and Hinton 2008, Journal of Machine Learning Research 9, 2579-2605) from the first two principal
    components, after a projection to fifty. Nearness on the plane means something, distance and size of groups do not.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dims), float32
        Rows of unit length.
    seed : int
        Of the layout.

    Returns
    -------
    ndarray of shape (n, 2), float64
        Each axis from -1 to 1. The same vectors and seed give the same places.
    """
    from sklearn.decomposition import PCA

    n = len(vectors)
    if n < 3:
        return np.column_stack([np.linspace(-1, 1, n) if n > 1 else np.zeros(n), np.zeros(n)])
    if float(np.ptp(vectors, axis=0).max()) <= _NO_SPREAD:
        # Vectors that are all the same have no layout, and the library would divide by their spread.
        return np.zeros((n, 2))
    n_components = min(_DIMENSIONS, n - 1, vectors.shape[1])
    flat = PCA(n_components, svd_solver="covariance_eigh").fit_transform(vectors.astype(np.float64))
    if n >= _FEWEST_FOR_NEIGHBOURS and n_components > 1:
        from sklearn.manifold import TSNE

        perplexity = min(30.0, (n - 1) / 3)
        flat = TSNE(init="pca", random_state=seed, perplexity=perplexity, max_iter=_ROUNDS).fit_transform(flat)
    places = np.zeros((n, 2))
    places[:, : min(2, flat.shape[1])] = flat[:, :2]
    largest = np.abs(places).max(axis=0)
    return places / np.where(largest > _NO_SPREAD, largest, 1)
