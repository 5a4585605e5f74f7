"""Alpha against its definition, and the definition against published values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qualkit.coding.alpha import alpha_from_counts
from tests.coding.reliability import alpha_of_values

NAN = math.nan
BINARY = [[1, 1, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]]
NOMINAL = [[0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2], [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]]
MISSING = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]


def _alpha(values: np.ndarray) -> float:
    counts = np.bincount(values.sum(axis=0), minlength=len(values) + 1).astype(float)
    observed, expected = alpha_from_counts(counts)
    return float(1 - observed / expected) if expected > 0 else NAN


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(BINARY, 0.0952, id="Krippendorff 2011, example A"),
        pytest.param(NOMINAL, 0.7341, id="Krippendorff 2011, example B, three categories"),
        pytest.param(MISSING, 0.7434, id="Krippendorff 2011, example C, with missing values"),
    ],
)
def test_the_definition_gives_the_published_values(values: list[list[float]], expected: float) -> None:
    assert alpha_of_values(values) == pytest.approx(expected, abs=1e-4)


def test_alpha_equals_the_published_value() -> None:
    assert _alpha(np.array(BINARY)) == pytest.approx(0.0952, abs=1e-4)


def test_alpha_is_one_when_all_agree_and_undefined_without_variation() -> None:
    assert _alpha(np.array([[0, 1, 0], [0, 1, 0]])) == 1
    assert math.isnan(_alpha(np.array([[1, 1], [1, 1]])))


@given(arrays(np.int8, st.tuples(st.integers(2, 4), st.integers(2, 30)), elements=st.integers(0, 1)))
def test_alpha_from_counts_equals_alpha_of_the_values(values: np.ndarray) -> None:
    assert _alpha(values) == pytest.approx(alpha_of_values(values.tolist()), nan_ok=True)
