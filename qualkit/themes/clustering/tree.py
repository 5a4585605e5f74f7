"""One tree over the rows: which groups become one, and in which order.

Ward's criterion (1963, Journal of the American Statistical Association 58(301), 236-244,
doi:10.1080/01621459.1963.10500845) by chains of nearest neighbours (Murtagh 1983, The Computer Journal 26(4), 354-359,
doi:10.1093/comjnl/26.4.354). Many rows are first drawn together, along the graph of neighbours, to at most 2,500 leaves;
each step joins pairs that are nearest to each other, which Ward's criterion would join in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["Leaves", "Tree", "condense", "grow", "settled", "ward"]

_FEWEST_LEAVES, _MOST_LEAVES = 1_000, 2_500
_ROWS_A_LEAF = 4
_NO_PAIRS = np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Leaves:
    """What the tree is built on.

    Attributes
    ----------
    leaf : ndarray of shape (n,), int64
        The leaf of each row.
    middles : ndarray of shape (n_leaves, n_dims), float64
        Mean of the rows of each.
    weights : ndarray of shape (n_leaves,), float64
        How many rows each holds.
    apart : ndarray of shape (n_pairs, 2), int64
        Leaves that never come together.
    """

    leaf: NDArray[np.int64]
    middles: NDArray[np.float64]
    weights: NDArray[np.float64]
    apart: NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    """Merges of leaves, the nearest first.

    Attributes
    ----------
    n_leaves : int
        How many there are.
    merges : ndarray of shape (n_merges, 2), int64
        A leaf of either side.
    costs : ndarray of shape (n_merges,), float64
        What each merge costs.
    """

    n_leaves: int
    merges: NDArray[np.int64]
    costs: NDArray[np.float64]

    def cut(self, k: int) -> NDArray[np.int64]:
        """Stop merging at `k` groups.

        Parameters
        ----------
        k : int
            How many groups; fewer leaves, or leaves that are kept apart, decide when they do not allow it.

        Returns
        -------
        ndarray of shape (n_leaves,), int64
            The group of each leaf, from 0.
        """
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import connected_components

        done = self.merges[: max(0, self.n_leaves - k)]
        joined = csr_matrix((np.ones(len(done)), (done[:, 0], done[:, 1])), shape=(self.n_leaves, self.n_leaves))
        return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)

    def jump(self, fewest: int, most: int) -> tuple[int, float]:
        """Find where merging on would cost so much more than the merge before.

        Parameters
        ----------
        fewest, most : int
            Between which numbers of groups, both included.

        Returns
        -------
        k : int
            Number of groups before the costly merge.
        ratio : float
            Its cost, as a multiple of that of the merge before; 0 where there is no such merge.
        """
        found = (fewest, 0.0)
        for k in range(fewest, most + 1):
            after = self.n_leaves - k
            if 1 <= after < len(self.costs) and self.costs[after] > found[1] * self.costs[after - 1]:
                found = k, float(self.costs[after] / max(self.costs[after - 1], 1e-12))
        return found


def condense(
    rows: NDArray[np.float64], joined: csr_matrix, apart: NDArray[np.int64], most: int | None = None
) -> Leaves:
    """Draw rows together to leaves.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float64
        The rows.
    joined : csr_matrix of shape (n, n)
        Which rows are neighbours.
    apart : ndarray of shape (n_pairs, 2), int64
        Rows that never come together; each stays a leaf of its own.
    most : int, optional
        How many leaves there may be; by default a quarter of the rows, from 1,000 up to 2,500.

    Returns
    -------
    Leaves
        More than `most` only where the graph falls into more parts than that.
    """
    if most is None:
        most = min(max(len(rows) // _ROWS_A_LEAF, _FEWEST_LEAVES), _MOST_LEAVES)
    leaf = np.arange(len(rows))
    middles, weights = rows, np.ones(len(rows))
    edges = joined.tocoo()
    pairs = _pairs(edges.row.astype(np.int64), edges.col.astype(np.int64))
    pairs = pairs[~np.isin(pairs, apart).any(axis=1)]
    while len(middles) > most and len(pairs):
        nearest = _reciprocal(pairs, _costs(middles, weights, pairs), len(middles))[: len(middles) - most]
        target = np.arange(len(middles))
        target[nearest[:, 1]] = nearest[:, 0]
        place = np.unique(target, return_inverse=True)[1]
        total = np.bincount(place, weights).astype(np.float64)
        sums = np.zeros((len(total), middles.shape[1]))
        np.add.at(sums, place, middles * weights[:, None])
        middles, weights, leaf = sums / total[:, None], total, place[leaf]
        pairs = _pairs(place[pairs[:, 0]], place[pairs[:, 1]])
    return Leaves(leaf, middles, weights, leaf[apart])


def _pairs(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    low, high = np.minimum(one, other), np.maximum(one, other)
    size = int(high.max(initial=0)) + 1
    code = np.unique((low * size + high)[low != high])
    return np.stack([code // size, code % size], axis=1)


def _costs(middles: NDArray[np.float64], weights: NDArray[np.float64], pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much the squared distances to the middles grow when a pair becomes one."""
    one, other = weights[pairs[:, 0]], weights[pairs[:, 1]]
    squared = ((middles[pairs[:, 0]] - middles[pairs[:, 1]]) ** 2).sum(axis=1)
    return np.asarray(one * other / (one + other) * squared)


def _reciprocal(pairs: NDArray[np.int64], costs: NDArray[np.float64], n: int) -> NDArray[np.int64]:
    """Pairs in which each is the nearest of the other, the nearest pair first."""
    heads = np.concatenate([pairs[:, 0], pairs[:, 1]])
    number = np.tile(np.arange(len(pairs)), 2)
    order = np.lexsort((number, costs[number], heads))
    first = np.concatenate([[True], heads[order][1:] != heads[order][:-1]])
    best = np.full(n, -1, dtype=np.int64)
    best[heads[order][first]] = number[order][first]
    mutual = np.unique(best[best >= 0], return_counts=True)
    kept = mutual[0][mutual[1] == 2]
    return np.asarray(pairs[kept[np.lexsort((kept, costs[kept]))]])


def grow(leaves: Leaves) -> Tree:
    """Build the tree over all leaves.

    Parameters
    ----------
    leaves : Leaves
        What to join.

    Returns
    -------
    Tree
        Down to one group, unless some leaves are kept apart.
    """
    merges, costs = ward(leaves.middles, leaves.weights, leaves.apart)
    order = np.argsort(costs, kind="stable")
    return Tree(len(leaves.weights), merges[order], costs[order])


def settled(leaves: Leaves, groups: NDArray[np.int64]) -> Tree:
    """Build a tree in which a partition lies: first all merges within its groups, then those of groups.

    Parameters
    ----------
    leaves : Leaves
        What to join.
    groups : ndarray of shape (n_leaves,), int64
        The partition, from 0.

    Returns
    -------
    Tree
        Cut at the number of groups it gives `groups` back.
    """
    k = int(groups.max()) + 1
    merges, costs = [np.empty((0, 2), dtype=np.int64)], [np.empty(0)]
    weights, firsts = np.bincount(groups, leaves.weights).astype(np.float64), np.empty(k, dtype=np.int64)
    middles = np.zeros((k, leaves.middles.shape[1]))
    for group in range(k):
        members = np.flatnonzero(groups == group)
        inside, cost = ward(leaves.middles[members], leaves.weights[members], _NO_PAIRS)
        merges.append(members[inside])
        costs.append(cost)
        firsts[group] = members[0]
        middles[group] = leaves.weights[members] @ leaves.middles[members] / weights[group]
    within, within_cost = np.concatenate(merges), np.concatenate(costs)
    order = np.argsort(within_cost, kind="stable")
    across, across_cost = ward(middles, weights, np.unique(groups[leaves.apart], axis=0))
    above = np.argsort(across_cost, kind="stable")
    return Tree(
        len(leaves.weights),
        np.concatenate([within[order], firsts[across[above]]]),
        np.concatenate([within_cost[order], across_cost[above]]),
    )


def ward(
    middles: NDArray[np.float64], weights: NDArray[np.float64], apart: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Join points by Ward's criterion.

    Parameters
    ----------
    middles : ndarray of shape (m, n_dims), float64
        Points.
    weights : ndarray of shape (m,), float64
        How many rows each stands for.
    apart : ndarray of shape (n_pairs, 2), int64
        Points that never come together.

    Returns
    -------
    merges : ndarray of shape (n_merges, 2), int64
        A point of either side, in the order in which the chains found them.
    costs : ndarray of shape (n_merges,), float64
        What each merge costs; a merge never costs less than those inside it.
    """
    squares = (middles**2).sum(axis=1)
    cost = np.maximum(squares[:, None] + squares[None, :] - 2 * (middles @ middles.T), 0)
    cost *= weights[:, None] * weights[None, :] / (weights[:, None] + weights[None, :])
    cost = np.round(cost, 9)
    np.fill_diagonal(cost, np.inf)
    cost[apart[:, 0], apart[:, 1]] = np.inf
    cost[apart[:, 1], apart[:, 0]] = np.inf
    return _chain(cost, weights.copy())


def _chain(cost: NDArray[np.float64], size: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    left = np.ones(len(size), dtype=bool)
    merges: list[tuple[int, int]] = []
    costs: list[float] = []
    chain: list[int] = []
    remaining = len(size)
    while remaining:
        if not chain:
            chain.append(int(left.argmax()))
        last = chain[-1]
        near = int(cost[last].argmin())
        if cost[last, near] == np.inf:  # nothing is left that it may join
            left[last] = False
            remaining -= 1
            chain.pop()
        elif len(chain) > 1 and cost[last, chain[-2]] <= cost[last, near]:
            other = chain[-2]
            del chain[-2:]
            merges.append((last, other))
            costs.append(float(cost[last, other]))
            _join(cost, size, last, other)
            left[other] = False
            remaining -= 1
        else:
            chain.append(near)
    return np.array(merges, dtype=np.int64).reshape(-1, 2), np.array(costs)


def _join(cost: NDArray[np.float64], size: NDArray[np.float64], kept: int, gone: int) -> None:
    """Put the costs of the whole in the place of one part (Lance and Williams 1967, doi:10.1093/comjnl/9.4.373)."""
    whole = (size[kept] + size) * cost[kept] + (size[gone] + size) * cost[gone] - size * cost[kept, gone]
    whole /= size[kept] + size[gone] + size
    whole[[kept, gone]] = np.inf
    cost[kept], cost[:, kept] = whole, whole
    cost[gone], cost[:, gone] = np.inf, np.inf
    size[kept] += size[gone]
