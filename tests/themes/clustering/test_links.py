"""Rows that count once: equal ones and linked ones."""

from __future__ import annotations

import numpy as np

from qualkit.themes.clustering.graph import unit
from qualkit.themes.clustering.links import points_of


def _rows() -> np.ndarray:
    return unit(np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32))


def test_equal_rows_are_one_point_in_the_order_in_which_they_come() -> None:
    X = _rows()[[3, 1, 3, 0, 1]]
    points = points_of(X, (), ())
    assert points.of_row.tolist() == [0, 1, 0, 2, 1]
    assert points.weights.tolist() == [2, 2, 1]
    assert np.allclose(points.vectors, X[[0, 1, 3]], atol=1e-6)


def test_linked_rows_are_one_point_between_them() -> None:
    X = _rows()
    points = points_of(X, [(0, 4), (4, 5)], [(1, 2)])
    assert points.of_row[0] == points.of_row[4] == points.of_row[5]
    assert np.isclose(np.linalg.norm(points.vectors[points.of_row[0]]), 1)
    assert points.apart.tolist() == [[points.of_row[1], points.of_row[2]]]


def test_a_row_of_zeros_is_no_point_unless_somebody_placed_it() -> None:
    X = _rows()
    X[[1, 2]] = 0
    assert points_of(X, (), ()).of_row.tolist() == [0, -1, -1, 1, 2, 3]
    linked = points_of(X, [(0, 1)], ())
    assert linked.of_row[1] == linked.of_row[0]
