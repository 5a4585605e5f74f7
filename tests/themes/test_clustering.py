"""The clusterer alone."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from qualkit.protocols import Clusterer
from qualkit.themes.clustering import StableClusterer


def _blobs(sizes: list[int], seed: int = 0, noise: float = 0.35) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    centres = np.linalg.qr(rng.normal(size=(32, 32)))[0]
    rows = np.vstack([centres[n] + noise * rng.normal(size=(size, 32)) / np.sqrt(32) for n, size in enumerate(sizes)])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), np.repeat(np.arange(len(sizes)), sizes)


@pytest.mark.parametrize("k", [3, 8, 20])
def test_the_number_of_groups_is_found(k: int) -> None:
    X, truth = _blobs([40] * k)
    found = StableClusterer().cluster(X)
    assert found.labels.max() + 1 == k
    assert len(set(zip(found.labels, truth, strict=True))) == k
    assert found.stability.tolist() == [1.0] * k


def test_groups_are_numbered_by_size() -> None:
    X, _ = _blobs([20, 60, 40])
    sizes = np.bincount(StableClusterer().fit_predict(X))
    assert sizes.tolist() == sorted(sizes, reverse=True)


def test_a_number_can_be_asked_for() -> None:
    X, _ = _blobs([30] * 12)
    assert StableClusterer(12).fit_predict(X).max() + 1 == 12
    assert StableClusterer(3).fit_predict(X).max() + 1 <= 12


def test_it_is_the_protocols_clusterer_and_so_is_scikit_learns() -> None:
    assert isinstance(StableClusterer(), Clusterer)
    assert isinstance(KMeans(), Clusterer)


def test_noise_is_reported_as_unstable() -> None:
    X = np.random.default_rng(1).normal(size=(300, 32)).astype(np.float32)
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    assert StableClusterer().cluster(X).agreement < 0.6


def test_the_same_rows_and_seed_give_the_same_groups_again_and_again() -> None:
    """In one process, with other random numbers drawn in between: hidden state must not decide."""
    X, _ = _blobs([25] * 12, noise=3.0)
    first = StableClusterer(seed=3).cluster(X)
    for _ in range(3):
        np.random.default_rng().random(7)
        again = StableClusterer(seed=3).cluster(X)
        assert (again.labels == first.labels).all()
        assert (again.stability == first.stability).all()
