"""Which rows lie near each other, and what a row looks like among its neighbours.

Two rows are joined when one is among the nearest of the other; the weight is the share of neighbours that they have in
common (Jarvis and Patrick 1973, IEEE Transactions on Computers C-22(11), 1025-1034, doi:10.1109/T-C.1973.223640) times a
kernel of their distance, so that where comments are few, and the nearest are far, a row stays what it is. The share is the
mean of that among few nearest, which keeps small groups together, and of that among more, which hangs less on single rows.
Replacing each row by the mean of its neighbours is a step of the blurring process that mean shift is built on (Cheng 1995,
IEEE Transactions on Pattern Analysis and Machine Intelligence 17(8), 790-799, doi:10.1109/34.400568). The graph stays while
that is repeated, which brings out groups that single comments blur (Zhang, Liu, Li and Wu 2019, IJCAI, 4327-4333,
doi:10.24963/ijcai.2019/601).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.processors import on_all, one_thread_a_product

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["CANDIDATES", "affinity", "likeness", "nearest", "principal", "smooth", "unit"]

NEIGHBOURS = (5, 15)
CANDIDATES = 20
"""So many are kept that a part of four fifths of the rows still finds its own nearest among them."""
_WIDTH = 0.15  # of the kernel, as a cosine distance
_SELF = 0.1
_STEPS = 12  # few leave the groups of vague comments to chance; many more blur small ones
_LEFT = 0.1  # of what a row was: rows that many steps have drawn to one point can still be told apart
_DIRECTIONS = 100
_BLOCK = 500
_LONG = 8_000  # places of a row
_SET = 25
_EQUAL = np.float32(2e-5)  # cosines that differ by more are not equal once they are rounded


def unit(X: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give rows of unit length; rows of zeros stay.

    Parameters
    ----------
    X : ndarray of shape (n, n_dims), float32
        Any rows.

    Returns
    -------
    ndarray of shape (n, n_dims), float32
        The same directions.
    """
    length = np.linalg.norm(X, axis=1, keepdims=True)
    return np.asarray(X / np.where(length == 0, 1, length), dtype=np.float32)


def principal(X: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take away what all rows share, keep the directions in which they differ most.

    Parameters
    ----------
    X : ndarray of shape (n, n_dims), float32
        Rows of unit length.

    Returns
    -------
    ndarray of shape (n, at most 100), float32
        Rows of unit length.
    """
    centred = X - X.mean(axis=0)
    with one_thread_a_product():
        _, directions = np.linalg.eigh(centred.T.astype(np.float64) @ centred)
    return unit(centred @ directions[:, ::-1][:, :_DIRECTIONS].astype(np.float32))


def nearest(P: NDArray[np.float32], k: int = CANDIDATES, *, progress: bool = False) -> NDArray[np.int64]:
    """Find the nearest of each row by cosine, exactly.

    Parameters
    ----------
    P : ndarray of shape (n, n_dims), float32
        Rows of unit length.
    k : int
        How many; at most n - 1 are given.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    ndarray of shape (n, k), int64
        Row numbers, nearest first; equals by row number.
    """
    k = min(k, len(P) - 1)
    found = np.empty((len(P), k), dtype=np.int64)

    def fill(begin: int) -> None:
        block = P[begin : begin + _BLOCK] @ P.T
        here = np.arange(len(block))
        block[here, begin + here] = -np.inf
        heads, others = _promising(block, k)
        # Rounding differs between processors in the last bit; equal vectors must not change places for it.
        order = np.lexsort((others, -np.round(block[heads, others], 5), heads))
        first = np.searchsorted(heads[order], here)
        found[begin : begin + len(block)] = others[order][first[:, None] + np.arange(k)]

    on_all(fill, range(0, len(P), _BLOCK), desc="finding neighbours", progress=progress)
    return found


def _promising(block: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the places of a block among which the k largest of each row are.

    Of a long row the largest of each of many sets of its places are looked at: k of them reach the k-th largest of them, so
    the k largest of the row do.
    """
    n_rows, n = block.shape
    if n < _LONG:
        return _places(block >= np.partition(block, -k, axis=1)[:, -k, None])
    # Comments alike are often written one after the other, so each set is taken from all of a row.
    n_sets = n // _SET
    highest = block[:, : n_sets * _SET].reshape(n_rows, _SET, n_sets).max(axis=1)
    return _places(block >= np.partition(highest, -k, axis=1)[:, -k, None] - _EQUAL)


def _places(true: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """As `np.nonzero`, six times quicker."""
    row, column = np.divmod(np.flatnonzero(true), max(true.shape[1], 1))
    return row, column


def likeness(P: NDArray[np.float32], near: NDArray[np.int64]) -> csr_matrix:
    """Say how alike each row and its nearest are.

    Parameters
    ----------
    P : ndarray of shape (n, n_dims), float32
        Rows of unit length.
    near : ndarray of shape (n, k), int64
        The nearest of each.

    Returns
    -------
    csr_matrix of shape (n, n)
        The kernel of their distance, in (0, 1]; symmetric.
    """
    from scipy.sparse import csr_matrix

    cosine = np.empty(near.shape, dtype=np.float32)
    for begin in range(0, len(P), _BLOCK):
        some = slice(begin, begin + _BLOCK)
        cosine[some] = np.einsum("ij,ikj->ik", P[some], P[near[some]])
    alike = np.exp((np.minimum(cosine, 1) - 1) / _WIDTH)
    begins = np.arange(len(near) + 1) * near.shape[1]
    one_way = csr_matrix((alike.ravel(), near.ravel(), begins), shape=(len(P), len(P)))
    return one_way.maximum(one_way.T)


def affinity(near: NDArray[np.int64], alike: csr_matrix, rows: NDArray[np.int64]) -> csr_matrix:
    """Join rows to their nearest among `rows`.

    Parameters
    ----------
    near : ndarray of shape (n, k), int64
        The nearest of each among all.
    alike : csr_matrix of shape (n, n)
        Their `likeness`.
    rows : ndarray of shape (m,), int64
        Which rows to join.

    Returns
    -------
    csr_matrix of shape (m, m)
        Symmetric weights in [0, 1], with an empty diagonal.
    """
    place = np.full(len(near), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    local = place[near[rows]]
    rank = np.cumsum(local >= 0, axis=1, dtype=np.int16)
    few, more = (_shares(np.where(rank <= most, local, -1)) for most in NEIGHBOURS)
    shares = (few + more) / len(NEIGHBOURS)
    joined: csr_matrix = shares.multiply(alike[rows][:, rows]).astype(np.float64)
    joined.sort_indices()  # in which order neighbours are summed shows in the last bits
    return joined


def _shares(near: NDArray[np.int64]) -> csr_matrix:
    """Give each two rows of which one is near the other the share of rows that are near both, themselves among them."""
    from scipy.sparse import csr_matrix, identity

    n, inside = len(near), near >= 0
    heads = np.repeat(np.arange(n), inside.sum(axis=1))
    others = csr_matrix((np.ones(len(heads), dtype=np.float32), (heads, near[inside])), shape=(n, n))
    member = (others + identity(n, dtype=np.float32, format="csr")).tocsr()
    shared = (member @ member.T).multiply(others.maximum(others.T)).tocoo()
    size = np.asarray(member.sum(axis=1)).ravel()
    share = shared.data / (size[shared.row] + size[shared.col] - shared.data)
    return csr_matrix((share, (shared.row, shared.col)), shape=(n, n))


def smooth(P: NDArray[np.float32], joined: csr_matrix) -> NDArray[np.float64]:
    """Replace each row by the mean of itself and its neighbours, twelve times, and add a tenth of what it was.

    Parameters
    ----------
    P : ndarray of shape (m, n_dims), float32
        Rows of unit length.
    joined : csr_matrix of shape (m, m)
        Weights of the neighbours.

    Returns
    -------
    ndarray of shape (m, n_dims), float64
        Rows of unit length.
    """
    from scipy.sparse import diags, identity

    whole = joined + _SELF * identity(len(P), format="csr")
    step = (diags(1 / np.asarray(whole.sum(axis=1)).ravel()) @ whole).astype(np.float32)
    blurred = P
    for _ in range(_STEPS):
        blurred = step @ blurred
    return _directions(_directions(blurred.astype(np.float64)) + _LEFT * P)


def _directions(X: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(X, axis=1, keepdims=True)
    return np.asarray(X / np.where(length == 0, 1, length))
