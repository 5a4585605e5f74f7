"""Rows whose groups are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

Blobs = Callable[..., tuple[NDArray[np.float32], NDArray[np.int64]]]


@pytest.fixture(scope="session")
def blobs() -> Blobs:
    """Makes rows of unit length round orthogonal middles, and says which is whose."""

    def make(sizes: list[int], *, seed: int = 0, noise: float = 0.35) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        rng = np.random.default_rng(seed)
        centres = np.linalg.qr(rng.normal(size=(32, 32)))[0]
        drawn = [centres[n] + noise * rng.normal(size=(size, 32)) / np.sqrt(32) for n, size in enumerate(sizes)]
        rows = np.vstack(drawn)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows.astype(np.float32), np.repeat(np.arange(len(sizes)), sizes)

    return make
