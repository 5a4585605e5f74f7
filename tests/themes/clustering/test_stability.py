"""Information, chance and what is found again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score, mutual_info_score

from qualkit.themes.clustering.stability import agreement, expected_information, found_again, information, parts

LABELS = st.lists(st.integers(0, 4), min_size=12, max_size=40)


@settings(max_examples=30, deadline=None)
@given(LABELS, st.randoms(use_true_random=False))
def test_information_is_mutual_information(labels: list[int], random) -> None:
    one = np.array(labels)
    other = np.array([random.choice(labels) for _ in labels])
    assert information(one, other) == pytest.approx(mutual_info_score(one, other), abs=1e-9)
    whole = [(np.arange(len(one)), other)]
    if len(set(labels)) > 1 and len(set(other.tolist())) > 1:
        assert agreement(one, whole) == pytest.approx(adjusted_mutual_info_score(one, other), abs=1e-6)


def test_chance_is_what_shuffling_gives() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.integers(0, 5, 60), rng.integers(0, 4, 60) * 2  # numbers without rows do no harm
    shuffled = [information(one, rng.permutation(other)) for _ in range(300)]
    assert expected_information(one, other) == pytest.approx(np.mean(shuffled), abs=0.01)


def test_a_group_is_found_again_when_half_of_it_is() -> None:
    labels = np.array([0] * 6 + [1] * 4 + [-1] * 2)
    whole = np.arange(12)
    split = np.array([0] * 3 + [1] * 3 + [2] * 6)
    stability = found_again(labels, [(whole, np.maximum(labels, 0)), (whole, split)])
    assert stability.tolist() == [1.0, 1.0]
    gone = np.arange(12)
    assert found_again(labels, [(whole, gone)]).tolist() == [0.0, 0.0]


def test_nothing_to_compare_is_no_disagreement() -> None:
    assert agreement(np.array([-1, -1, -1]), [(np.arange(3), np.zeros(3, dtype=np.int64))]) == 1.0
    assert found_again(np.array([-1, -1]), []).tolist() == []


def test_parts_are_in_order_without_repeats_and_follow_the_seed() -> None:
    drawn = list(parts(50, 40, 3, seed=1))
    assert all(len(set(rows.tolist())) == 40 and (np.diff(rows) > 0).all() for rows in drawn)
    assert all((a == b).all() for a, b in zip(drawn, parts(50, 40, 3, seed=1), strict=True))
    assert (drawn[0] != drawn[1]).any()
