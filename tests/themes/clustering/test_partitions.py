"""Numbering, refining and separation."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import silhouette_samples

from qualkit.themes.clustering.graph import unit
from qualkit.themes.clustering.partitions import numbered, refine, separation, silhouettes, sums_of
from qualkit.themes.clustering.tree import Leaves


def test_silhouettes_are_scikit_learns_with_the_cosine() -> None:
    rng = np.random.default_rng(0)
    X = unit(rng.normal(size=(80, 6)).astype(np.float32))
    labels = rng.integers(0, 5, 80)
    labels[0] = 5  # alone
    found = silhouettes(X, labels, sums_of(X, labels))
    assert found == pytest.approx(silhouette_samples(X, labels, metric="cosine"), abs=1e-4)


def test_one_group_or_groups_that_overlap_are_not_separated() -> None:
    X = unit(np.random.default_rng(1).normal(size=(60, 40)).astype(np.float32))
    one, two = np.zeros(60, dtype=np.int64), np.arange(60) % 2
    assert separation(X, one, sums_of(X, one)) == 0
    assert separation(X, two, sums_of(X, two)) < 0.05


def test_groups_are_numbered_by_weight_and_small_ones_go() -> None:
    labels = np.array([2, 2, 0, 0, 0, 1, -1])
    weights = np.array([5, 5, 1, 1, 1, 2, 9])
    assert numbered(labels, weights, 3).tolist() == [0, 0, 1, 1, 1, -1, -1]
    assert numbered(np.array([-1, -1]), np.ones(2, dtype=np.int64), 1).tolist() == [-1, -1]


def test_refining_moves_what_lies_nearer_to_another_group_but_not_what_is_kept_apart() -> None:
    middles = np.array([[0.0], [0.1], [0.2], [9.0], [9.1], [9.2]])
    labels = np.array([0, 0, 1, 1, 1, 1])
    free = Leaves(np.arange(6), middles, np.ones(6), np.empty((0, 2), dtype=np.int64))
    assert refine(free, labels).tolist() == [0, 0, 0, 1, 1, 1]
    held = Leaves(np.arange(6), middles, np.ones(6), np.array([[0, 2]]))
    assert refine(held, labels).tolist() == [0, 0, 1, 1, 1, 1]


def test_a_middle_is_the_sum_of_its_rows() -> None:
    X = np.arange(8, dtype=np.float32).reshape(4, 2)
    assert sums_of(X, np.array([0, 1, 0, -1])).tolist() == [[4, 6], [2, 3]]
    assert sums_of(X, np.full(4, -1)).shape == (0, 2)
