"""The search for groups, on all points and again on parts of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.clustering.graph import affinity, likeness, nearest, principal, smooth
from qualkit.themes.clustering.partitions import refine, separation, sums_of
from qualkit.themes.clustering.stability import SHARE, Parted, expected_information, information, parts
from qualkit.themes.clustering.tree import Leaves, Tree, condense, grow, settled
from qualkit.themes.processors import on_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qualkit.themes.clustering.links import Points

__all__ = ["Cut", "Search", "choose", "ladder"]

_MOST = 400
READING = 2_000
"""So many comments a part holds at most, when the number of groups is chosen."""
_FEWEST_EACH = 3
_LEAST_SEPARATION = 0.1  # below it nothing is separated: information alone decides
_WINDOW = (1, 2, 1)  # neighbouring numbers are averaged: the choice should not hang on one resample
_PAST = 1.2  # so far past the most that is wanted numbers are looked at: the limit alone should not make the choice
_NEARLY = 0.9  # of the best: what differs by less is moved that far by a few comments
_CLEAR = 2.0  # in the trees of real comments a merge costs a few per cent more than the one before


@dataclass(frozen=True)
class Cut:
    """A partition, and what the same cut of parts of the points says to it.

    Attributes
    ----------
    k : int
        Into how many groups the tree was cut.
    leaves : ndarray of shape (n_leaves,), int64
        Group of each leaf.
    returned : float
        Information in nats that comes back in the parts, beyond chance.
    separated : float
        Mean silhouette, in [0, 1].
    """

    k: int
    leaves: NDArray[np.int64]
    returned: float
    separated: float


class _Grown:
    """A tree over some of the points."""

    def __init__(self, points: NDArray[np.int64], leaves: Leaves) -> None:
        self.points = points
        self.leaves = leaves
        self.tree = grow(leaves)
        self._cuts: dict[int, NDArray[np.int64]] = {}

    def cut(self, k: int) -> NDArray[np.int64]:
        """Give the groups of the leaves, improved."""
        if k not in self._cuts:
            self._cuts[k] = refine(self.leaves, self.tree.cut(k))
        return self._cuts[k]

    def rows(self, k: int) -> Parted:
        """Give the points, and the group of each."""
        return self.points, self.cut(k)[self.leaves.leaf]


class Search:
    """Trees over all points and over parts of them.

    Parameters
    ----------
    points : Points
        Two at least.
    n_parts : int
        How many parts.
    seed : int
        Of the parts.
    progress : bool
        Whether to show what is being done.
    """

    def __init__(self, points: Points, n_parts: int, seed: int, *, progress: bool = False) -> None:
        self.points = points
        self._n_parts = n_parts
        self._seed = seed
        self._progress = progress
        self._places = principal(points.vectors)
        self._near = nearest(self._places, progress=progress)
        self._alike = likeness(self._places, self._near)
        n = len(points.weights)
        every = [np.arange(n), *parts(n, max(2, round(SHARE * n)), n_parts, seed)]
        self.whole, *self._parted = on_all(self._grown, every, desc="grouping", progress=progress)
        self._sums = sums_of(points.vectors, self.whole.leaves.leaf)

    @cached_property
    def _readings(self) -> list[_Grown]:
        """Parts of a bounded size: what a larger corpus repeats more often does not make finer themes."""
        n = len(self.points.weights)
        if round(SHARE * n) <= READING:
            return self._parted
        drawn = parts(n, READING, self._n_parts, self._seed)
        return on_all(self._afresh, drawn, desc="grouping smaller parts", progress=self._progress)

    def _grown(self, rows: NDArray[np.int64]) -> _Grown:
        place = np.full(len(self._near), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        apart = place[self.points.apart]
        joined = affinity(self._near, self._alike, rows)
        smoothed = smooth(self._places[rows], joined)
        return _Grown(rows, condense(smoothed, joined, apart[(apart >= 0).all(axis=1)]))

    def _afresh(self, rows: NDArray[np.int64]) -> _Grown:
        """Find the nearest again: a small part holds few of those found among all."""
        places = self._places[rows]
        near = nearest(places)
        joined = affinity(near, likeness(places, near), np.arange(len(rows)))
        return _Grown(rows, condense(smooth(places, joined), joined, np.empty((0, 2), dtype=np.int64)))

    def sweep(self, numbers: Sequence[int]) -> list[Cut]:
        """Cut all trees into each of some numbers of groups.

        Parameters
        ----------
        numbers : sequence of int
            How many.

        Returns
        -------
        list of Cut
            As from `at`, in that order.
        """
        if not (self._readings and self._parted):
            return []
        return on_all(self.at, numbers, desc="comparing numbers of themes", unit="number", progress=self._progress)

    def at(self, k: int) -> Cut:
        """Cut all trees into `k` groups.

        Parameters
        ----------
        k : int
            How many.

        Returns
        -------
        Cut
            With what small parts say to it.
        """
        found = self.whole.cut(k)
        labels = self.rows(found)
        compared = [(labels[rows], again) for rows, again in (one.rows(k) for one in self._readings)]
        told = float(np.mean([information(ours, theirs) for ours, theirs in compared]))
        # The sizes of groups hardly differ between parts, so that one of them gives what chance would.
        chance = expected_information(*compared[0])
        separated = separation(self.points.vectors, labels, sums_of(self._sums, found))
        return Cut(k, found, max(0.0, told - chance), separated)

    def clearest(self, k: int, sweep: Sequence[Cut]) -> Cut:
        """Take the number beside another at which the groups fall apart by themselves, if there is one.

        Parameters
        ----------
        k : int
            How many groups.
        sweep : sequence of Cut
            Coarse to fine.

        Returns
        -------
        Cut
            Of a number near the given one, between the neighbours that were tried; of itself where no number is clear.
        """
        fewest = max((one.k for one in sweep if one.k < k), default=k)
        most = min((one.k for one in sweep if one.k > k), default=k)
        clear, ratio = self.whole.tree.jump(fewest, most)
        return self.at(clear if ratio >= _CLEAR else k)

    def resampled(self, k: int) -> list[Parted]:
        """Give the same cut of parts of four fifths.

        Parameters
        ----------
        k : int
            How many groups.

        Returns
        -------
        list of (ndarray, ndarray)
            Points of each part, and their groups there.
        """
        return [one.rows(k) for one in self._parted]

    def rows(self, groups: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give each point the group of its leaf.

        Parameters
        ----------
        groups : ndarray of shape (n_leaves,), int64
            By leaf.

        Returns
        -------
        ndarray of shape (n_points,), int64
            By point.
        """
        return groups[self.whole.leaves.leaf]

    def settled(self, groups: NDArray[np.int64]) -> Tree:
        """Build the tree again so that one partition lies in it.

        Parameters
        ----------
        groups : ndarray of shape (n_leaves,), int64
            The partition.

        Returns
        -------
        Tree
            Finer cuts divide its groups, coarser ones join them.
        """
        return settled(self.whole.leaves, groups)

    def belongs(self, labels: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which points are nearer to the others of their group, equal comments among them, than points in general are.

        Parameters
        ----------
        labels : ndarray of shape (n_points,), int64
            Groups; -1 for none.

        Returns
        -------
        ndarray of shape (n_points,), bool
            Whether the mean cosine to the others, general likeness taken away, is above zero.
        """
        counted = self._places * self.points.weights[:, None].astype(np.float32)
        sums = np.vstack([sums_of(counted, labels), np.zeros(self._places.shape[1])])
        others = np.einsum("ij,ij->i", self._places, sums[labels]) - (self._places**2).sum(axis=1)
        return np.asarray(np.round(others, 6) > 0)


def ladder(n: int) -> list[int]:
    """Give the numbers of groups to try: each a fifth more than the one before.

    Parameters
    ----------
    n : int
        How many points there are.

    Returns
    -------
    list of int
        From 2 to a third of the points, at most 400; 1 where there are too few for two groups.
    """
    most = min(n // _FEWEST_EACH, _MOST)
    steps = np.unique(np.round(2 ** (np.arange(4, 36) / 4)).astype(int))
    return [int(k) for k in steps if k <= most] or [1]


def choose(sweep: Sequence[Cut], most: int) -> int:
    """Say into how many groups to cut, so that most is told of what would be found again.

    Parameters
    ----------
    sweep : sequence of Cut
        Coarse to fine.
    most : int
        More groups are not wanted.

    Returns
    -------
    int
        The middle of the numbers that tell nearly as much as the best one, in information that comes back times
        separation. The more a number tells, the more it counts; so a few comments more or less move the middle a little,
        and do not decide between distant numbers that tell the same.
    """
    score = np.array([one.returned * max(one.separated, _LEAST_SEPARATION) for one in sweep])
    ends = len(_WINDOW) // 2
    smoothed = np.convolve(np.pad(score, ends, mode="edge"), np.array(_WINDOW) / sum(_WINDOW), mode="valid")
    near = [n for n, one in enumerate(sweep) if one.k <= _PAST * most] or [0]
    steps, told = np.log([sweep[n].k for n in near]), smoothed[near]
    if len(near) == 1 or told.max() <= 0:
        return sweep[0].k
    weights = np.maximum(told / told.max() - _NEARLY, 0) * np.gradient(steps)
    return min(round(float(np.exp(np.round((weights * steps).sum() / weights.sum(), 9)))), max(most, sweep[0].k))
