"""Where the tree is cut."""

from __future__ import annotations

import numpy as np

from qualkit.themes.clustering.search import Cut, choose, ladder

NO_LEAVES = np.zeros(0, dtype=np.int64)


def _sweep(told: list[tuple[int, float, float]]) -> list[Cut]:
    return [Cut(k, NO_LEAVES, returned, separated) for k, returned, separated in told]


def test_numbers_to_try_grow_by_a_fifth_and_stop_at_a_third() -> None:
    tried = ladder(1_000)
    assert tried[:8] == [2, 3, 4, 5, 6, 7, 8, 10]
    assert tried[-1] <= 1_000 // 3
    assert ladder(1_000_000)[-1] <= 400
    assert ladder(5) == [1]


def test_the_cut_tells_much_that_comes_back_and_separates() -> None:
    assert choose(_sweep([(5, 1.0, 0.2), (10, 2.0, 0.3), (20, 2.1, 0.4), (40, 1.5, 0.3)]), 100).k == 20


def test_where_nothing_is_separated_information_decides() -> None:
    assert choose(_sweep([(5, 1.7, 0.01), (10, 2.0, 0.02), (20, 1.6, 0.04), (40, 1.0, 0.09)]), 100).k == 10


def test_no_more_groups_than_wanted() -> None:
    sweep = _sweep([(5, 1.0, 0.2), (10, 2.0, 0.3), (20, 2.1, 0.4)])
    assert choose(sweep, 12).k == 10
    assert choose(sweep, 1).k == 5
