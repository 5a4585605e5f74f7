"""Which theme a vector is nearest to, and whether it is near enough to belong there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.processors import on_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Assigner", "Placed", "middles_of"]

_BLOCK = 256  # rows a multiplication, always: the shape decides in which order a processor adds
_DIGITS = 4
_QUANTILE = 0.05
_NO_MEMBERS = 0.6  # the least similarity to a theme of one comment, of which nothing can be learnt


@dataclass(frozen=True)
class Placed:
    """Where vectors belong.

    Attributes
    ----------
    groups : ndarray of shape (n,), int64
        The theme of each row; -1 where none is near enough.
    nearest : ndarray of shape (n,), int64
        The nearest theme, near enough or not; -1 where there is no theme at all.
    similarity : ndarray of shape (n,), float64
        Cosine to the middle of the nearest theme, to four digits.
    """

    groups: NDArray[np.int64]
    nearest: NDArray[np.int64]
    similarity: NDArray[np.float64]


@dataclass(frozen=True)
class Assigner:
    """Middles of themes and how near a comment must come.

    Attributes
    ----------
    middles : ndarray of shape (n_themes, n_dims), float64
        Rows of unit length.
    least : ndarray of shape (n_themes,), float64
        The similarity below which a comment does not belong: that of the theme's own comments, each compared with the
        middle of the others, is higher in 95 of 100.
    """

    middles: NDArray[np.float64]
    least: NDArray[np.float64]

    @classmethod
    def fit(cls, vectors: NDArray[np.float32], groups: NDArray[np.int64], n_groups: int) -> Assigner:
        """Learn middles and limits from what is in the themes.

        Parameters
        ----------
        vectors : ndarray of shape (n, n_dims), float32
            Rows of unit length.
        groups : ndarray of shape (n,), int64
            The theme of each; -1 for none.
        n_groups : int
            How many themes there are; one may be empty.

        Returns
        -------
        Assigner
            Ready for rows never seen.
        """
        n_dims = vectors.shape[1] if vectors.ndim == 2 else 0
        middles = np.zeros((n_groups, n_dims))
        least = np.full(n_groups, _NO_MEMBERS)
        for one in range(n_groups):
            rows = vectors[groups == one].astype(np.float64)
            total = rows.sum(axis=0)
            middles[one] = _unit(total)
            if len(rows) > 1:
                others = total[None, :] - rows
                norms = np.linalg.norm(others, axis=1)
                near = (rows * others).sum(axis=1) / np.where(norms == 0, 1, norms)
                least[one] = round(float(np.quantile(near, _QUANTILE)), _DIGITS)
        return cls(middles, least)

    def similarities(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Compare rows with all middles.

        Parameters
        ----------
        vectors : ndarray of shape (n, n_dims), float32
            Rows of unit length.

        Returns
        -------
        ndarray of shape (n, n_themes), float64
            Cosines to four digits; a row depends on its vector alone.
        """
        found = np.empty((len(vectors), len(self.middles)))

        def compare(begin: int) -> None:
            part = vectors[begin : begin + _BLOCK]
            block = np.zeros((_BLOCK, self.middles.shape[1]))
            block[: len(part)] = part
            near = found[begin : begin + len(part)]
            np.round((block @ self.middles.T)[: len(part)], _DIGITS, out=near)

        on_all(compare, range(0, len(vectors), _BLOCK))
        return found

    def place(self, vectors: NDArray[np.float32]) -> Placed:
        """Say where rows belong.

        Parameters
        ----------
        vectors : ndarray of shape (n, n_dims), float32
            Rows of unit length.

        Returns
        -------
        Placed
            The same for a row whatever comes before or after it.
        """
        return self.choose(self.similarities(vectors))

    def choose(self, near: NDArray[np.float64]) -> Placed:
        """Say where rows belong whose similarities are known.

        Parameters
        ----------
        near : ndarray of shape (n, n_themes), float64
            From `similarities`.

        Returns
        -------
        Placed
            As from `place`.
        """
        n = len(near)
        if not len(self.middles):
            return Placed(np.full(n, -1), np.full(n, -1), np.full(n, np.nan))
        nearest = near.argmax(axis=1).astype(np.int64)
        similarity = near[np.arange(n), nearest]
        return Placed(np.where(similarity >= self.least[nearest], nearest, -1), nearest, similarity)


def middles_of(vectors: NDArray[np.float32], groups: NDArray[np.int64], n_groups: int) -> NDArray[np.float64]:
    """Give the middle of each group.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dims), float32
        Rows of unit length.
    groups : ndarray of shape (n,), int64
        The group of each; -1 for none.
    n_groups : int
        How many groups.

    Returns
    -------
    ndarray of shape (n_groups, n_dims), float64
        Rows of unit length; zeros for a group without rows.
    """
    found = np.zeros((n_groups, vectors.shape[1]))
    inside = groups >= 0
    np.add.at(found, groups[inside], vectors[inside].astype(np.float64))
    norms = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(norms == 0, 1, norms)


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return vector / (float(np.linalg.norm(vector)) or 1.0)
