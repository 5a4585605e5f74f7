"""Ward's tree: the same merges as scipy's, and what may not be joined is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from sklearn.metrics import adjusted_rand_score

from qualkit.themes.clustering.graph import affinity, likeness, nearest, unit
from qualkit.themes.clustering.tree import Leaves, condense, grow, settled, ward

NO_PAIRS = np.empty((0, 2), dtype=np.int64)


def _leaves(rows: np.ndarray, weights: np.ndarray | None = None, apart: np.ndarray = NO_PAIRS) -> Leaves:
    held = np.ones(len(rows)) if weights is None else weights
    return Leaves(np.arange(len(rows)), rows, held, apart)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 40))
def test_cuts_are_those_of_scipys_ward(seed: int, n: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(n, 4))
    tree, theirs = grow(_leaves(rows)), linkage(rows, "ward")
    for k in (1, 2, n // 2 + 1, n):
        assert adjusted_rand_score(tree.cut(k), fcluster(theirs, k, "maxclust")) == pytest.approx(1)
    # scipy gives the root of twice the growth of the sum of squares
    assert np.allclose(np.sqrt(2 * tree.costs), theirs[:, 2], atol=1e-6)


def test_a_weight_stands_for_so_many_equal_rows() -> None:
    rows = np.random.default_rng(0).normal(size=(12, 3))
    weights = np.array([5.0, *[1.0] * 10, 3.0])
    whole = np.repeat(rows, weights.astype(int), axis=0)
    labels = grow(_leaves(rows, weights)).cut(4)
    assert adjusted_rand_score(np.repeat(labels, weights.astype(int)), grow(_leaves(whole)).cut(4)) == 1


def test_a_merge_costs_no_less_than_those_inside_it() -> None:
    rows = np.random.default_rng(1).normal(size=(60, 5))
    merges, costs = ward(rows, np.ones(60), NO_PAIRS)
    assert len(merges) == 59
    assert (np.diff(np.sort(costs)) >= 0).all()
    assert (grow(_leaves(rows)).costs >= 0).all()


def test_leaves_that_are_kept_apart_never_meet() -> None:
    rows = np.zeros((6, 2))
    apart = np.array([[0, 1], [0, 2], [1, 2]])
    labels = grow(_leaves(rows, apart=apart)).cut(1)
    assert len({labels[0], labels[1], labels[2]}) == 3
    assert labels.max() + 1 == 3


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 6))
def test_large_groups_are_counted_as_in_each_cut(seed: int, n: int, least: int) -> None:
    rng = np.random.default_rng(seed)
    sizes, apart = rng.integers(1, 4, size=n), np.array([[0, n - 1]] if n > 1 else NO_PAIRS)
    tree = grow(_leaves(rng.normal(size=(n, 3)), sizes.astype(float), apart))
    counted = [int((np.bincount(tree.cut(k), sizes) >= least).sum()) for k in range(n + 1)]
    assert tree.large(sizes, least).tolist() == counted


def test_a_jump_is_where_groups_fall_apart_by_themselves() -> None:
    rows = np.repeat(np.eye(5) * 10, 8, axis=0) + np.random.default_rng(2).normal(size=(40, 5)) * 0.1
    k, ratio = grow(_leaves(rows)).jump(3, 8)
    assert k == 5
    assert ratio > 10
    assert grow(_leaves(rows)).jump(41, 50) == (41, 0.0)


def test_a_settled_tree_holds_the_partition_and_its_finer_cuts_divide_it() -> None:
    rows = np.random.default_rng(3).normal(size=(50, 4))
    groups = np.random.default_rng(4).integers(0, 6, 50)
    tree = settled(_leaves(rows), groups)
    assert adjusted_rand_score(tree.cut(6), groups) == 1
    for k in range(2, 50):
        coarse, fine = tree.cut(k - 1), tree.cut(k)
        assert fine.max() + 1 == k
        assert len(set(zip(fine, coarse, strict=True))) == k


def test_condensing_joins_nearest_neighbours_and_keeps_sums() -> None:
    rows = unit(np.random.default_rng(5).normal(size=(400, 6)).astype(np.float32))
    near = nearest(rows)
    joined = affinity(near, likeness(rows, near), np.arange(400))
    apart = np.array([[0, 1]])
    leaves = condense(rows.astype(np.float64), joined, apart, most=100)
    assert len(leaves.weights) == 100
    assert leaves.weights.sum() == 400
    assert np.allclose(leaves.weights @ leaves.middles, rows.sum(axis=0), atol=1e-3)
    assert (leaves.leaf == leaves.leaf[0]).sum() == (leaves.leaf == leaves.leaf[1]).sum() == 1
    assert leaves.apart.tolist() == [[leaves.leaf[0], leaves.leaf[1]]]


def test_condensing_stops_where_the_graph_falls_apart() -> None:
    rows = np.eye(5)
    leaves = condense(rows, csr_matrix((5, 5)), NO_PAIRS, most=2)
    assert len(leaves.weights) == 5
