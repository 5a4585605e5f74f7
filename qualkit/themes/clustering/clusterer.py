"""Groups of comments that say alike things, as many as the comments themselves support, at every fineness.

Comments are drawn towards their neighbours (`graph`) and joined to one tree (`tree`). Where the tree is cut by default is
decided by what would be found again: the search is repeated on parts of the comments (`stability`), and the cut is taken
in the middle of those that tell most about the comments, counted in information that comes back and is not chance, times
how well their groups are separated. Other cuts of the same tree are its coarser and finer levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualkit.errors import ThemeError
from qualkit.themes.clustering.graph import unit
from qualkit.themes.clustering.links import Points, points_of
from qualkit.themes.clustering.partitions import numbered
from qualkit.themes.clustering.search import Cut, Search, choose, ladder
from qualkit.themes.clustering.stability import agreement, found_again
from qualkit.themes.clustering.tree import Tree
from qualkit.themes.processors import on_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Clustering", "StableClusterer"]

_FLEETING = 0.2  # a group that comes back less often than this is no group: its comments stay without a theme
_STEP = 1.3  # levels differ by at least this factor
_FINEST = 2  # finer levels than the default go down to pairs
_PER_GROUP = 10  # the default has at least so many different comments a group on average


@dataclass(frozen=True)
class Clustering:
    """Groups at every fineness, and how far they can be trusted.

    Attributes
    ----------
    levels : tuple of ndarray of shape (n,), int64
        Coarse to fine: the group of each row, largest first; -1 for none. Each finer group lies in one coarser; a row
        without a group at one level has none at the finer ones.
    level : int
        The level that is meant unless another is asked for.
    level_stability : tuple of ndarray of float64
        By level and group: share of resamples, in [0, 1], in which a group came back with a Jaccard similarity of at
        least one half.
    level_agreement : ndarray of shape (n_levels,), float64
        Mean adjusted mutual information between the level and the same cut of resamples; 1 for equal, 0 for chance.
    why : str
        One sentence on the choice of the level.
    resolution : float
        The number of groups at which the tree was cut for `level`, before small and fleeting ones went.
    """

    levels: tuple[NDArray[np.int64], ...]
    level: int
    level_stability: tuple[NDArray[np.float64], ...]
    level_agreement: NDArray[np.float64]
    why: str
    resolution: float

    @property
    def labels(self) -> NDArray[np.int64]:
        """Group of each row at `level`; -1 for none."""
        return self.levels[self.level]

    @property
    def stability(self) -> NDArray[np.float64]:
        """Stability of each group at `level`."""
        return self.level_stability[self.level]

    @property
    def agreement(self) -> float:
        """Agreement of `level` with resamples."""
        return float(self.level_agreement[self.level])


class StableClusterer:
    """Finds groups, and their number, without being told it.

    Parameters
    ----------
    n_groups : int, optional
        Cut the tree where so many groups are; by default where the groups tell most that would be found again.
    min_size : int
        Smaller groups are no themes.
    n_resamples : int
        How often the search is repeated on 80 % of the rows.
    seed : int
        Of the resamples.
    must_link, cannot_link : sequence of (int, int)
        Rows that share a group at every level, or at none.
    """

    def __init__(
        self,
        n_groups: int | None = None,
        *,
        min_size: int = 3,
        n_resamples: int = 10,
        seed: int = 0,
        must_link: Sequence[tuple[int, int]] = (),
        cannot_link: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.n_groups = n_groups
        self.min_size = min_size
        self.n_resamples = n_resamples
        self.seed = seed
        self.must_link = must_link
        self.cannot_link = cannot_link

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

    def cluster(self, X: NDArray[np.float32], *, progress: bool = False) -> Clustering:
        """Find the groups, their tree and their stability.

        Parameters
        ----------
        X : ndarray of shape (n, n_dims), float32
            Rows of unit length. Rows of zeros get no group.
        progress : bool
            Whether to show what is being done.

        Returns
        -------
        Clustering
            Equal rows share a group, unless they are kept apart.

        Raises
        ------
        ThemeError
            If a number is missing or infinite, or linked rows contradict each other.
        """
        rows = np.asarray(X, dtype=np.float32)
        if rows.ndim != 2 or not np.isfinite(rows).all():
            raise ThemeError(
                f"Vectors of shape {rows.shape} cannot be grouped.",
                hint="One row of finite numbers a comment is needed; look at what the embedder gives.",
            )
        rows = unit(rows)
        points = points_of(rows, self.must_link, self.cannot_link)
        if ladder(len(points.weights)) == [1]:
            return self._as_they_are(points)
        search = Search(points, self.n_resamples, self.seed, progress=progress)
        sweep = search.sweep(ladder(len(points.weights)))
        best = choose(sweep, max(2, len(points.weights) // _PER_GROUP))
        return self._levels(search, sweep, search.clearest(best, sweep), progress=progress)

    def _as_they_are(self, points: Points) -> Clustering:
        """So few different comments cannot be searched for groups: each is one, if it was said often enough."""
        n = len(points.weights)
        labels = np.append(numbered(np.arange(n), points.weights, self.min_size), -1)
        stability = np.ones(int(labels.max()) + 1)
        why = "All say the same." if n < 2 else "There are too few different comments to group: each stands for itself."
        return Clustering((labels[points.of_row],), 0, (stability,), np.ones(1), why, float(len(stability)))

    def _levels(self, search: Search, sweep: Sequence[Cut], best: Cut, *, progress: bool) -> Clustering:
        points, tree = search.points, search.settled(best.leaves)
        k, why = best.k, _why(best, sweep)
        if self.n_groups is not None:
            k, why = self._asked(self.n_groups, search, tree)
        kept = numbered(search.rows(tree.cut(k)), points.weights, self.min_size)
        kept = np.where(search.belongs(kept), kept, -1)
        if self.n_groups is None:
            lasting = np.append(found_again(kept, search.resampled(k)) >= _FLEETING, False)
            kept = np.where(lasting[kept] | (lasting.sum() < 2), kept, -1)
        cuts = _steps([one.k for one in sweep], k)

        def told(cut: int) -> tuple[NDArray[np.int64], NDArray[np.float64], float]:
            least = self.min_size if cut <= k else min(self.min_size, _FINEST)
            labels = numbered(np.where(kept >= 0, search.rows(tree.cut(cut)), -1), points.weights, least)
            resampled = search.resampled(cut)
            agreed = round(agreement(labels, resampled), 6)
            return np.append(labels, -1)[points.of_row], found_again(labels, resampled), agreed

        every = on_all(told, cuts, desc="looking for them again", unit="level", progress=progress)
        levels, stability, agreed = zip(*every, strict=True)
        return Clustering(levels, cuts.index(k), stability, np.array(agreed), why, float(k))

    def _asked(self, wanted: int, search: Search, tree: Tree) -> tuple[int, str]:
        """Small groups do not count: cut deeper until enough are left, or as many as there can be."""
        sizes = np.bincount(search.whole.leaves.leaf, search.points.weights).astype(np.int64)
        large = tree.large(sizes, self.min_size)[: 2 * wanted + 11]
        enough = np.flatnonzero(large[wanted:] >= wanted)
        if len(enough):
            return wanted + int(enough[0]), f"{wanted} groups were asked for."
        most = 1 + int(large[1:].argmax())
        return most, f"{wanted} groups were asked for; there are no more than {large[most]} of {self.min_size} or more."


def _steps(tried: Sequence[int], k: int) -> list[int]:
    """Every other number that was tried, upwards and downwards from the chosen one, which is among them."""
    lower = [one for one in tried if one < k / _STEP][::-1][::2][::-1]
    higher = [one for one in tried if one > k * _STEP][::2]
    return [*lower, k, *higher]


def _why(best: Cut, sweep: Sequence[Cut]) -> str:
    if len(sweep) == 1:
        return "There are too few different comments for more than two groups."
    return (
        f"Of {len(sweep)} numbers of groups from {sweep[0].k} to {sweep[-1].k}, those about {best.k} tell most about the "
        "comments that is found again when a fifth of them is left out, for groups as well separated as these."
    )
