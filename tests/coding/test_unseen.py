from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qualkit.coding.unseen import _coverage, _missing, estimate_unseen, richness_interval


@pytest.mark.parametrize(
    ("seen", "once", "twice", "n", "published"),
    [
        # Spiders of Harvard Forest, as the iNEXT package prints them: estimate, standard error, interval.
        (26, 12, 4, 168, (43.893, 14.306, 30.511, 96.973)),
        (37, 14, 4, 252, (61.403, 18.532, 43.502, 128.585)),
    ],
)
def test_gives_the_published_estimates(seen, once, twice, n, published):
    unseen, variance = _missing(seen, once, twice, n)
    low, high = richness_interval(seen, unseen, variance)
    assert (seen + unseen, variance**0.5, low, high) == pytest.approx(published, abs=0.003)


def test_without_a_code_that_two_people_share_the_corrected_form_is_taken():
    """By hand, for 10 people, 9 codes, 4 of them with one person: A = 9/10, f0 = A * 4 * 3 / 2 = 5.4."""
    unseen, variance = _missing(9, 4, 0, 10)
    assert unseen == pytest.approx(5.4)
    # A Q1 (Q1 - 1) / 2 + A^2 Q1 (2 Q1 - 1)^2 / 4 - A^2 Q1^4 / (4 S), with S = 9 + 5.4
    assert variance == pytest.approx(5.4 + 0.81 * 4 * 49 / 4 - 0.81 * 256 / (4 * 14.4))


def test_coverage_of_the_published_example():
    # Same data: sample coverage .9289 and .9446.
    assert _coverage(12, 4, 168, 168) == pytest.approx(0.9289, abs=1e-4)
    assert _coverage(14, 4, 252, 252) == pytest.approx(0.9446, abs=1e-4)


def test_nothing_is_unseen_where_every_code_stands_with_two_people():
    found = estimate_unseen(np.array([[1, 1], [1, 1], [0, 1]], dtype=bool))
    assert (found.total, found.low, found.high, found.coverage) == (2, 2, 2, 1)


def test_one_person_gives_no_estimate():
    found = estimate_unseen(np.array([[True, True]]))
    assert (found.n_seen, found.total, found.coverage) == (2, 2, 0)


@settings(deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_the_interval_holds_the_estimate_and_what_was_seen(matrix):
    found = estimate_unseen(matrix)
    assert found.n_seen <= found.low <= found.total <= found.high
    assert not found.n_seen or -1e-9 <= found.coverage <= 1 + 1e-9
