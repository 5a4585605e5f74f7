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
_BLOCK = 2_000  # pairs: their differences stay in the processor's cache
_ROWS = 50  # of a matrix of costs, for the same reason
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

    def large(self, sizes: NDArray[np.int64], least: int) -> NDArray[np.int64]:
        """Count the groups of some size, for every number of groups.

        Parameters
        ----------
        sizes : ndarray of shape (n_leaves,), int64
            How much each leaf counts.
        least : int
            Smaller groups are not counted.

        Returns
        -------
        ndarray of shape (n_leaves + 1,), int64
            At place k, how many groups of `cut(k)` are as large.
        """
        whole, total = np.arange(self.n_leaves), sizes.copy()
        found = np.full(self.n_leaves + 1, (sizes >= least).sum(), dtype=np.int64)
        for n, (one, other) in enumerate(self.merges, start=1):
            a, b = (_top(whole, leaf) for leaf in (one, other))
            more = int(total[a] + total[b] >= least) - int(total[a] >= least) - int(total[b] >= least)
            found[: self.n_leaves - n + 1] += more
            whole[b] = a
            total[a] += total[b]
        return found

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


def _top(whole: NDArray[np.int64], leaf: int) -> int:
    while whole[leaf] != leaf:
        whole[leaf] = whole[whole[leaf]]  # halves the way for whoever comes next
        leaf = int(whole[leaf])
    return leaf


def condense(
    rows: NDArray[np.float64], joined: csr_matrix, apart: NDArray[np.int64], most: int | None = None
) -> Leaves:
    """Draw rows together to leaves.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float64
        The rows.
    joined : csr_matrix of shape (n, n)
        Which rows are neighbours; symmetric.
    apart : ndarray of shape (n_pairs, 2), int64
        Rows that never come together; each stays a leaf of its own.
    most : int, optional
        How many leaves there may be; by default a quarter of the rows, from 1,000 up to 2,500.

    Returns
    -------
    Leaves
        More than `most` only where the graph falls into more parts than that.
    """
    from scipy.sparse import triu

    if most is None:
        most = min(max(len(rows) // _ROWS_A_LEAF, _FEWEST_LEAVES), _MOST_LEAVES)
    leaf, left = np.arange(len(rows)), len(rows)
    middles, weights = rows.copy(), np.ones(len(rows))
    edges = triu(joined, 1, format="coo")
    pairs = _pairs(edges.row.astype(np.int64), edges.col.astype(np.int64))
    pairs = pairs[~np.isin(pairs, apart).any(axis=1)]
    costs = _costs(middles, weights, pairs)
    while left > most and len(pairs):
        kept, gone = _reciprocal(pairs, costs, len(rows))[: left - most].T
        total = weights[kept] + weights[gone]
        middles[kept] = (middles[kept] * weights[kept, None] + middles[gone] * weights[gone, None]) / total[:, None]
        weights[kept] = total
        left -= len(kept)
        target = np.arange(len(rows))
        target[gone] = kept
        leaf = target[leaf]
        touched = np.zeros(len(rows), dtype=bool)
        touched[kept] = touched[gone] = True
        changed = touched[pairs[:, 0]] | touched[pairs[:, 1]]
        anew = target[pairs[changed]]
        anew = _pairs(anew[:, 0], anew[:, 1])
        pairs = np.concatenate([pairs[~changed], anew])
        costs = np.concatenate([costs[~changed], _costs(middles, weights, anew)])
        order = np.argsort(pairs[:, 0] * len(rows) + pairs[:, 1], kind="stable")
        pairs, costs = pairs[order], costs[order]
    names, leaf = np.unique(leaf, return_inverse=True)
    return Leaves(leaf, middles[names], weights[names], leaf[apart])


def _pairs(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    low, high = np.minimum(one, other), np.maximum(one, other)
    size = int(high.max(initial=0)) + 1
    code = np.sort((low * size + high)[low != high])
    code = code[np.concatenate([[True], code[1:] != code[:-1]])[: len(code)]]
    return np.stack(np.divmod(code, size), axis=1)


def _costs(middles: NDArray[np.float64], weights: NDArray[np.float64], pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much the squared distances to the middles grow when a pair becomes one."""
    one, other = weights[pairs[:, 0]], weights[pairs[:, 1]]
    squared = np.empty(len(pairs))
    for begin in range(0, len(pairs), _BLOCK):
        some = pairs[begin : begin + _BLOCK]
        apart = middles[some[:, 0]] - middles[some[:, 1]]
        squared[begin : begin + _BLOCK] = np.einsum("ij,ij->i", apart, apart)
    return np.asarray(one * other / (one + other) * squared)


def _reciprocal(pairs: NDArray[np.int64], costs: NDArray[np.float64], n: int) -> NDArray[np.int64]:
    """Pairs in which each is the nearest of the other, the nearest pair first; of equals, the one that comes first."""
    least = np.full(n, np.inf)
    best = np.full(n, len(pairs))
    for side in pairs.T:
        np.minimum.at(least, side, costs)
    for side in pairs.T:
        among = np.flatnonzero(costs == least[side])
        np.minimum.at(best, side[among], among)
    places = np.arange(len(pairs))
    kept = np.flatnonzero((best[pairs[:, 0]] == places) & (best[pairs[:, 1]] == places))
    return np.asarray(pairs[kept[np.argsort(costs[kept], kind="stable")]])


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
    cost = middles @ middles.T
    # Some rows at a time, in place: with 2,500 points each further matrix is 50 MB to fill.
    for begin in range(0, len(cost), _ROWS):
        rows = slice(begin, begin + _ROWS)
        part, held = cost[rows], weights[rows, None]
        part *= -2
        part += squares[rows, None] + squares
        np.maximum(part, 0, out=part)
        part *= held * weights / (held + weights)
        np.round(part, 9, out=part)
    np.fill_diagonal(cost, np.inf)
    cost[apart[:, 0], apart[:, 1]] = np.inf
    cost[apart[:, 1], apart[:, 0]] = np.inf
    return _chain(cost, weights.copy())


def _chain(cost: NDArray[np.float64], size: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    names, gone = np.arange(len(size)), np.zeros(len(size))  # what is gone is infinitely far
    merges: list[tuple[int, int]] = []
    costs: list[float] = []
    chain: list[int] = []
    remaining = len(size)
    while remaining:
        if remaining < len(names) / 2:
            left = np.flatnonzero(gone == 0)
            chain = np.searchsorted(left, chain).tolist()
            cost, size, names, gone = cost[np.ix_(left, left)], size[left], names[left], gone[left]
        if not chain:
            chain.append(int(gone.argmin()))
        last = chain[-1]
        away = cost[last] + gone
        near = int(away.argmin())
        if away[near] == np.inf:  # nothing is left that it may join
            gone[last] = np.inf
            remaining -= 1
            chain.pop()
        elif len(chain) > 1 and away[chain[-2]] <= away[near]:
            other = chain[-2]
            del chain[-2:]
            merges.append((int(names[last]), int(names[other])))
            costs.append(float(away[other]))
            _join(cost, size, last, other)
            gone[other] = np.inf
            remaining -= 1
        else:
            chain.append(near)
    return np.array(merges, dtype=np.int64).reshape(-1, 2), np.array(costs)


def _join(cost: NDArray[np.float64], size: NDArray[np.float64], kept: int, other: int) -> None:
    """Put the costs of the whole in the place of one part (Lance and Williams 1967, doi:10.1093/comjnl/9.4.373)."""
    whole = (size[kept] + size) * cost[kept] + (size[other] + size) * cost[other] - size * cost[kept, other]
    whole /= size[kept] + size[other] + size
    whole[kept] = np.inf
    cost[kept], cost[:, kept] = whole, whole
    size[kept] += size[other]
