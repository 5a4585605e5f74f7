"""Groups of comments that say alike things, as many as the comments themselves support.

A graph joins each comment to those nearest to it, weighted by how many neighbours two comments share (Jarvis and
Patrick 1973, IEEE Transactions on Computers C-22(11), 1025-1034, doi:10.1109/T-C.1973.223640); communities in it are
found by the Louvain method (Blondel, Guillaume, Lambiotte and Lefebvre 2008, Journal of Statistical Mechanics P10008,
doi:10.1088/1742-5468/2008/10/P10008). How fine the groups are is chosen by stability under resampling: the same search on
80 % of the comments should find the same groups (Ben-Hur, Elisseeff and Guyon 2002, Pacific Symposium on Biocomputing,
6-17, doi:10.1142/9789812799623_0002).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["Clustering", "StableClusterer"]

_NEIGHBOURS = 15
_SHARE = 0.8
_FOUND_AGAIN = 0.5  # Hennig (2007): a cluster whose mean Jaccard lies below one half is dissolved
_FLEETING = 0.2  # a group that comes back less often than this is no group: its comments stay without a theme
_BLOCK = 2_000


@dataclass(frozen=True)
class Clustering:
    """Groups, and how far they can be trusted.

    Attributes
    ----------
    labels : ndarray of shape (n,), int64
        Group of each row, largest first; -1 for rows in groups too small, or too fleeting, to count.
    stability : ndarray of shape (n_groups,), float64
        Share of resamples, in [0, 1], in which a group of Jaccard similarity of at least one half came back.
    resolution : float
        How fine the search was.
    agreement : float
        Mean adjusted mutual information between the groups and those of the resamples.
    """

    labels: NDArray[np.int64]
    stability: NDArray[np.float64]
    resolution: float
    agreement: float


class StableClusterer:
    """Finds groups, and their number, without being told it.

    Parameters
    ----------
    n_groups : int, optional
        Take the fineness that comes closest to this many groups, instead of the most stable one.
    min_size : int
        Smaller groups are no themes.
    n_resamples : int
        How often the search is repeated on 80 % of the rows.
    seed : int
        Of the resamples.
    """

    def __init__(self, n_groups: int | None = None, *, min_size: int = 3, n_resamples: int = 10, seed: int = 0) -> None:
        self.n_groups = n_groups
        self.min_size = min_size
        self.n_resamples = n_resamples
        self.seed = seed

    def fit_predict(self, X: NDArray[np.float32]) -> NDArray[np.int64]:
        """Give a group to each row; -1 for none.

        Parameters
        ----------
        X : ndarray of shape (n, n_dims), float32
            Rows of unit length.

        Returns
        -------
        ndarray of shape (n,), int64
            Group numbers, largest first.
        """
        return self.cluster(X).labels

    def cluster(self, X: NDArray[np.float32]) -> Clustering:
        """Find the groups and their stability.

        Parameters
        ----------
        X : ndarray of shape (n, n_dims), float32
            Rows of unit length.

        Returns
        -------
        Clustering
            Groups by size, with stability.
        """
        near = _nearest(X, min(2 * _NEIGHBOURS + 10, len(X) - 1))
        samples = list(self._samples(len(X)))
        graph = _shared_neighbours(near, np.arange(len(X)))
        sub_graphs = [_shared_neighbours(near, rows) for rows in samples]
        sweep = [self._at(graph, sub_graphs, samples, resolution) for resolution in self._resolutions(len(X))]
        best = self._choose(sweep)
        stability = _found_again(best, self.n_resamples)
        lasting = stability >= _FLEETING
        if self.n_groups is None and 2 <= lasting.sum() < len(lasting):
            kept = np.where(lasting, np.cumsum(lasting) - 1, -1)
            labels = np.where(best.labels >= 0, kept[best.labels], -1)
            return Clustering(labels, stability[lasting], best.resolution, best.agreement)
        return Clustering(best.labels, stability, best.resolution, best.agreement)

    def _samples(self, n: int) -> Iterator[NDArray[np.int64]]:
        rng = np.random.default_rng(self.seed)
        for _ in range(self.n_resamples):
            yield np.sort(rng.choice(n, size=max(2, round(_SHARE * n)), replace=False))

    def _resolutions(self, n: int) -> list[float]:
        most = 3.0 if n > 20_000 else 16.0
        return [float(value) for value in np.geomspace(0.5, most, 13 if n <= 5_000 else 9)]

    def _at(
        self,
        graph: csr_matrix,
        sub_graphs: list[csr_matrix],
        samples: list[NDArray[np.int64]],
        resolution: float,
    ) -> _Candidate:
        from sklearn.metrics import adjusted_mutual_info_score

        labels = self._communities(graph, resolution)
        partitions = [(rows, self._communities(sub, resolution)) for rows, sub in zip(samples, sub_graphs, strict=True)]
        scores = [adjusted_mutual_info_score(labels[rows], found) for rows, found in partitions]
        return _Candidate(_drop_small(labels, self.min_size), resolution, float(np.mean(scores)), partitions)

    def _communities(self, graph: csr_matrix, resolution: float) -> NDArray[np.int64]:
        # Not scikit-network's Leiden: its refinement draws from C's rand(), which no seed of ours reaches.
        from sknetwork.clustering import Louvain

        louvain = Louvain(resolution=resolution, random_state=self.seed, return_probs=False, return_aggregate=False)
        return np.asarray(louvain.fit_predict(graph), dtype=np.int64)

    def _choose(self, sweep: list[_Candidate]) -> _Candidate:
        useful = [one for one in sweep if one.n_groups >= 2] or sweep
        if self.n_groups is not None:
            wanted = self.n_groups
            return min(useful, key=lambda one: (abs(one.n_groups - wanted), -one.agreement))
        return max(useful, key=lambda one: one.agreement)


@dataclass(frozen=True)
class _Candidate:
    labels: NDArray[np.int64]
    resolution: float
    agreement: float
    partitions: list[tuple[NDArray[np.int64], NDArray[np.int64]]]

    @property
    def n_groups(self) -> int:
        return int(self.labels.max()) + 1


def _nearest(X: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    found = np.empty((len(X), k), dtype=np.int64)
    for begin in range(0, len(X), _BLOCK):
        block = X[begin : begin + _BLOCK] @ X.T
        block[np.arange(len(block)), np.arange(begin, begin + len(block))] = -np.inf
        candidates = np.argpartition(-block, k - 1, axis=1)[:, :k]
        # Rounding differs between processors in the last bit; equal vectors must not change places for it.
        scores = np.round(np.take_along_axis(block, candidates, axis=1), 5)
        order = np.lexsort((candidates, -scores), axis=1)
        found[begin : begin + len(block)] = np.take_along_axis(candidates, order, axis=1)
    return found


def _shared_neighbours(near: NDArray[np.int64], rows: NDArray[np.int64]) -> csr_matrix:
    """Join rows to their nearest among `rows`, weighted by the Jaccard similarity of their neighbourhoods."""
    from scipy.sparse import csr_matrix

    n = len(rows)
    place = np.full(len(near), -1, dtype=np.int64)
    place[rows] = np.arange(n)
    local = place[near[rows]]
    k = min(_NEIGHBOURS, n - 1)
    # Keep the first k neighbours that are in the sample; the list is long enough that few rows run short.
    rank = np.cumsum(local >= 0, axis=1)
    keep = (local >= 0) & (rank <= k)
    heads = np.repeat(np.arange(n), keep.sum(axis=1))
    member = csr_matrix((np.ones(len(heads)), (heads, local[keep])), shape=(n, n))
    member.setdiag(1)
    linked = member.maximum(member.T)
    shared = (member @ member.T).multiply(linked).tocoo()
    size = np.asarray(member.sum(axis=1)).ravel()
    weight = shared.data / (size[shared.row] + size[shared.col] - shared.data)
    off = shared.row != shared.col
    return csr_matrix((weight[off], (shared.row[off], shared.col[off])), shape=(n, n))


def _drop_small(labels: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    sizes = np.bincount(labels)
    first = np.full(len(sizes), len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    kept = [group for group in np.lexsort((first, -sizes)) if sizes[group] >= least]
    renamed = np.full(len(sizes), -1, dtype=np.int64)
    renamed[kept] = np.arange(len(kept))
    return renamed[labels]


def _found_again(candidate: _Candidate, n_resamples: int) -> NDArray[np.float64]:
    """Share of resamples with a group alike (Hennig 2007, CSDA 52(1), 258-271, doi:10.1016/j.csda.2006.11.025)."""
    again = np.zeros(candidate.n_groups)
    for rows, found in candidate.partitions:
        ours = candidate.labels[rows]
        inside = ours >= 0
        overlap = np.zeros((candidate.n_groups, int(found.max()) + 1))
        np.add.at(overlap, (ours[inside], found[inside]), 1)
        theirs = np.bincount(found, minlength=overlap.shape[1])
        union = np.bincount(ours[inside], minlength=candidate.n_groups)[:, None] + theirs[None, :] - overlap
        again += (overlap / union).max(axis=1) >= _FOUND_AGAIN
    return again / n_resamples
