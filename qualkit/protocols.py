"""Where a user plugs in: pass an object that has these methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Clusterer", "Embedder"]


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors.

    Attributes
    ----------
    name : str
        Names model and version; part of the provenance.
    """

    name: str

    def encode(self, texts: Sequence[str], *, progress: bool = False) -> NDArray[np.float32]:
        """Give one vector a text.

        Parameters
        ----------
        texts : sequence of str
            Never empty strings.
        progress : bool
            Whether to show a progress bar.

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float32
            Rows of unit length. A row depends on its text alone.
        """
        ...


@runtime_checkable
class Clusterer(Protocol):
    """Groups vectors, in scikit-learn's manner."""

    def fit_predict(self, X: NDArray[np.float32]) -> NDArray[np.int64]:
        """Give a group to each row.

        Parameters
        ----------
        X : ndarray of shape (n_texts, n_dims), float32
            Rows of unit length.

        Returns
        -------
        ndarray of shape (n_texts,), int64
            Group numbers from 0; -1 for none.
        """
        ...
