"""Groups of units from any clusterer, as levels of one tree where the clusterer gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualkit.errors import ThemeError
from qualkit.protocols import Clusterer
from qualkit.themes.clustering import Clustering, StableClusterer
from qualkit.themes.stages import stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Levels", "group", "most", "renumbered"]

Pair = tuple[int, int]


@dataclass(frozen=True)
class Levels:
    """Groups at every fineness.

    Attributes
    ----------
    labels : tuple of ndarray of shape (n,), int64
        Coarse to fine: the group of each row, largest first; -1 for none. Each finer group lies in one coarser.
    stability : tuple of ndarray of float64
        By level and group, in [0, 1]; NaN where nobody measured it.
    agreement : tuple of float
        By level, how far the groups agree with those of resamples; NaN where nobody measured it.
    chosen : int
        The level that the clusterer takes by default.
    why : str
        One sentence on that choice.
    facts : dict
        What belongs in the provenance.
    """

    labels: tuple[NDArray[np.int64], ...]
    stability: tuple[NDArray[np.float64], ...]
    agreement: tuple[float, ...]
    chosen: int
    why: str = ""
    facts: dict[str, float | int | str | None] = field(default_factory=dict)

    def frame(self, level: int) -> pd.DataFrame:
        """Tell of each level in a row.

        Parameters
        ----------
        level : int
            The one that is looked at.

        Returns
        -------
        DataFrame
            ``level`` from 0, the coarsest; ``n_themes``; ``agreement`` with resamples, NaN where nobody measured it;
            ``chosen``, True for that one.
        """
        return pd.DataFrame(
            {
                "level": np.arange(len(self.labels)),
                "n_themes": [int(one.max(initial=-1)) + 1 for one in self.labels],
                "agreement": np.array(self.agreement, dtype=np.float64),
                "chosen": [n == level for n in range(len(self.labels))],
            }
        )


def most(values: NDArray[np.int64]) -> int:
    """Give the number that occurs most; of equals the smallest, and -1 where none is from 0 on.

    Parameters
    ----------
    values : ndarray of int64
        Numbers of groups; -1 for none.

    Returns
    -------
    int
        One of them, or -1.
    """
    inside = values[values >= 0]
    return int(np.bincount(inside).argmax()) if len(inside) else -1


def group(
    vectors: NDArray[np.float32],
    *,
    n_themes: int | None,
    clusterer: Clusterer | None,
    seed: int,
    must_link: Sequence[Pair] = (),
    cannot_link: Sequence[Pair] = (),
    progress: bool = False,
) -> Levels:
    """Group rows.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dims), float32
        Rows of unit length.
    n_themes : int, optional
        About how many; by default the rows decide.
    clusterer : Clusterer, optional
        The user's own; by default `StableClusterer`.
    seed : int
        Of the search.
    must_link, cannot_link : sequence of (int, int)
        Rows that belong together, or do not. Only `StableClusterer` takes them.
    progress : bool
        Whether to show what is being done.

    Returns
    -------
    Levels
        One level only where a clusterer of the user's own gives one.

    Raises
    ------
    ThemeError
        If the clusterer does not give one whole number a row.
    """
    if clusterer is None:
        clusterer = StableClusterer(n_themes, seed=seed, must_link=must_link, cannot_link=cannot_link)
    if isinstance(clusterer, StableClusterer):
        return _levels_of(clusterer.cluster(vectors, progress=progress))
    if not isinstance(clusterer, Clusterer):
        raise ThemeError(f"{type(clusterer).__name__} is no clusterer.", hint="It needs fit_predict(X) -> labels.")
    # Some libraries write into what they are given.
    with stage("grouping", progress=progress):
        labels = np.asarray(clusterer.fit_predict(vectors.copy()))
    if labels.shape != (len(vectors),) or not np.issubdtype(labels.dtype, np.integer):
        raise ThemeError(
            f"{type(clusterer).__name__}.fit_predict gave {labels.dtype} of shape {labels.shape}.",
            hint=f"One whole number a row is needed ({len(vectors)} rows); -1 for none.",
        )
    found = renumbered(labels.astype(np.int64))
    unknown = np.full(int(found.max(initial=-1)) + 1, np.nan)
    facts: dict[str, float | int | str | None] = {"clusterer": type(clusterer).__name__}
    return Levels((found,), (unknown,), (float("nan"),), 0, "A clusterer of the user's own chose it.", facts)


def _levels_of(found: Clustering) -> Levels:
    return Levels(
        labels=tuple(np.asarray(one, dtype=np.int64) for one in found.levels),
        stability=tuple(np.asarray(one, dtype=np.float64) for one in found.level_stability),
        agreement=tuple(float(one) for one in found.level_agreement),
        chosen=int(found.level),
        why=found.why,
        facts={"resolution": float(found.resolution)},
    )


def renumbered(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Renumber groups by size, largest first; of equals the one that begins first.

    Parameters
    ----------
    labels : ndarray of shape (n,), int64
        Any numbers; negative ones for none.

    Returns
    -------
    ndarray of shape (n,), int64
        From 0; -1 for none.
    """
    kept = labels >= 0
    names, first, inverse, sizes = np.unique(labels[kept], return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(names), dtype=np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(len(names))
    found = np.full(len(labels), -1, dtype=np.int64)
    found[kept] = place[inverse]
    return found
