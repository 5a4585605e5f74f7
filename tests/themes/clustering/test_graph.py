"""Neighbours, exactly; and rows among them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from qualkit.themes.clustering import graph
from qualkit.themes.clustering.graph import affinity, likeness, nearest, principal, smooth, unit


def _rows(n: int = 60) -> np.ndarray:
    return unit(np.random.default_rng(0).normal(size=(n, 8)).astype(np.float32))


def _joined(X: np.ndarray, near: np.ndarray, rows: np.ndarray | None = None) -> csr_matrix:
    return affinity(near, likeness(X, near), np.arange(len(X)) if rows is None else rows)


def test_the_nearest_are_exact_and_equals_come_by_number() -> None:
    X = _rows()
    X[5] = X[9]
    for row, found in enumerate(nearest(X, 7)):
        likeness = np.round((X @ X[row]).astype(float), 5)
        others = np.delete(likeness, row)
        assert np.allclose(likeness[found], np.sort(others)[::-1][:7], atol=2e-5)
        assert row not in found
        assert found.tolist() == sorted(found, key=lambda n: (-likeness[n], n)) or row in (5, 9)
    assert nearest(X, 7)[5][0] == 9


def test_the_quick_way_through_many_rows_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    X = _rows(203)
    X[100:110] = X[90]
    slow = nearest(X, 7)
    monkeypatch.setattr(graph, "_LONG", 200)
    monkeypatch.setattr(graph, "_SET", 5)
    assert (nearest(X, 7) == slow).all()


def test_no_more_neighbours_than_there_are() -> None:
    assert nearest(_rows(4)).shape == (4, 3)


def test_weights_are_symmetric_shares_without_a_diagonal() -> None:
    X = _rows()
    joined = _joined(X, nearest(X)).toarray()
    assert np.allclose(joined, joined.T, atol=1e-6)
    assert not joined.diagonal().any()
    assert ((joined >= 0) & (joined <= 1)).all()


def test_rows_are_as_alike_as_they_are_near() -> None:
    X = _rows()
    near = nearest(X, 5)
    alike = likeness(X, near).toarray()
    assert (alike == alike.T).all()
    pairs = np.repeat(np.arange(60), 5), near.ravel()
    assert np.allclose(alike[pairs], np.exp(((X[pairs[0]] * X[pairs[1]]).sum(axis=1) - 1) / 0.15), rtol=1e-4)
    assert np.count_nonzero(alike) < 2 * near.size


def test_a_part_is_joined_as_if_it_were_alone() -> None:
    X = _rows()
    rows = np.arange(0, 60, 2)
    near = nearest(X, 59)
    alone = _joined(X[rows], nearest(X[rows], 29))
    assert np.allclose(_joined(X, near, rows).toarray(), alone.toarray(), atol=1e-6)


def test_smoothing_draws_near_rows_together_and_leaves_a_lone_one() -> None:
    X = _rows()
    joined = _joined(X, nearest(X))
    smoothed = smooth(X, joined)
    edges = joined.tocoo()
    before = (X[edges.row] * X[edges.col]).sum(axis=1).mean()
    assert (smoothed[edges.row] * smoothed[edges.col]).sum(axis=1).mean() > before
    lone = smooth(X, joined * 0)
    assert np.allclose(lone, X, atol=1e-6)


def test_vague_groups_come_to_lie_apart() -> None:
    rng = np.random.default_rng(3)
    group = np.repeat(np.arange(4), 40)
    X = unit((np.eye(24)[group] + rng.normal(scale=0.22, size=(160, 24))).astype(np.float32))

    def least_gap(Y: np.ndarray) -> float:
        likeness, same = Y @ Y.T, group[:, None] == group
        return float(np.quantile(likeness[same], 0.02) - np.quantile(likeness[~same], 0.98))

    assert least_gap(X) < 0
    assert least_gap(smooth(X, _joined(X, nearest(X)))) > 0.7


def test_what_all_rows_share_is_taken_away() -> None:
    X = unit(_rows() + np.float32(10))
    assert abs(float((principal(X) @ principal(X).T).mean())) < 0.05
    assert not principal(np.ones((5, 3), dtype=np.float32)).any()
