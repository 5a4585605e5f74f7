"""Alpha against published values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qualkit.coding.alpha import alpha_from_counts, nominal_alpha

NAN = math.nan
BINARY = [[1, 1, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]]
NOMINAL = [[0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2], [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]]
MISSING = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(BINARY, 0.0952, id="Krippendorff 2011, example A"),
        pytest.param(NOMINAL, 0.7341, id="Krippendorff 2011, example B, three categories"),
        pytest.param(MISSING, 0.7434, id="Krippendorff 2011, example C, with missing values"),
    ],
)
def test_alpha_equals_the_published_value(values: list[list[float]], expected: float) -> None:
    assert nominal_alpha(np.array(values, dtype=float)) == pytest.approx(expected, abs=1e-4)


def test_alpha_is_one_when_all_agree_and_undefined_without_variation() -> None:
    assert nominal_alpha(np.array([[0, 1, 0], [0, 1, 0.0]])) == 1
    assert math.isnan(nominal_alpha(np.array([[1, 1], [1, 1.0]])))
    assert math.isnan(nominal_alpha(np.full((2, 3), np.nan)))


@given(arrays(np.int8, st.tuples(st.integers(2, 4), st.integers(2, 30)), elements=st.integers(0, 1)))
def test_alpha_from_counts_equals_alpha_of_the_values(values: np.ndarray) -> None:
    counts = np.bincount(values.sum(axis=0), minlength=len(values) + 1).astype(float)
    observed, expected = alpha_from_counts(counts)
    direct = nominal_alpha(values.astype(float))
    if math.isnan(direct):
        assert expected == 0
    else:
        assert 1 - observed / expected == pytest.approx(direct)


@given(arrays(np.int8, st.tuples(st.integers(2, 4), st.integers(2, 30)), elements=st.integers(0, 2)), st.randoms())
def test_alpha_does_not_depend_on_the_order_of_coders_or_units(values: np.ndarray, random: object) -> None:
    rng = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined]
    shuffled = values[rng.permutation(len(values))][:, rng.permutation(values.shape[1])]
    assert nominal_alpha(values.astype(float)) == pytest.approx(nominal_alpha(shuffled.astype(float)), nan_ok=True)
