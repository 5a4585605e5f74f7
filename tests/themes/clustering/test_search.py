"""Where the tree is cut."""

from __future__ import annotations

import numpy as np

from qualkit.themes.clustering.graph import unit
from qualkit.themes.clustering.links import points_of
from qualkit.themes.clustering.search import Cut, Search, choose, ladder

NO_LEAVES = np.zeros(0, dtype=np.int64)


def _sweep(told: list[tuple[int, float, float]]) -> list[Cut]:
    return [Cut(k, NO_LEAVES, returned, separated) for k, returned, separated in told]


def test_numbers_to_try_grow_by_a_fifth_and_stop_at_a_third() -> None:
    tried = ladder(1_000)
    assert tried[:8] == [2, 3, 4, 5, 6, 7, 8, 10]
    assert tried[-1] <= 1_000 // 3
    assert ladder(1_000_000)[-1] <= 400
    assert ladder(5) == [1]


def test_the_number_tells_much_that_comes_back_and_separates() -> None:
    assert choose(_sweep([(5, 1.0, 0.2), (10, 2.0, 0.3), (20, 2.1, 0.4), (40, 1.5, 0.3)]), 100) == 20


def test_where_nothing_is_separated_information_decides() -> None:
    assert choose(_sweep([(5, 1.2, 0.01), (10, 2.0, 0.02), (20, 1.2, 0.04), (40, 1.0, 0.09)]), 100) == 10


def test_no_more_groups_than_wanted() -> None:
    sweep = _sweep([(5, 1.0, 0.2), (10, 2.0, 0.3), (20, 2.1, 0.4)])
    assert choose(sweep, 12) == 10
    assert choose(sweep, 1) == 5


def test_distant_numbers_that_tell_the_same_share_the_choice() -> None:
    told = [1.0, 1.9, 2.0, 1.98, 1.97, 1.98, 2.0, 1.9, 1.0]
    ladder_of = [8, 11, 16, 23, 32, 45, 64, 91, 128]

    def chosen(lower: float, higher: float) -> int:
        score = np.array(told) + lower * (np.arange(9) == 2) + higher * (np.arange(9) == 6)
        return choose(_sweep([(k, one, 0.2) for k, one in zip(ladder_of, score, strict=True)]), 200)

    assert 28 <= chosen(0, 0) <= 36
    assert abs(chosen(0.02, 0) - chosen(0, 0.02)) <= 4


def test_a_number_between_those_that_were_tried_can_be_chosen_and_is_cut() -> None:
    rng = np.random.default_rng(0)
    middles = rng.normal(size=(9, 24)) * 3
    rows = unit((np.repeat(middles, 25, axis=0) + rng.normal(size=(225, 24))).astype(np.float32))
    search = Search(points_of(rows, (), ()), 4, 0)
    sweep = search.sweep(ladder(225))
    assert 9 not in [one.k for one in sweep]
    assert search.clearest(8, sweep).k == search.clearest(10, sweep).k == 9


def test_copies_of_one_comment_belong_together() -> None:
    rows = unit(np.random.default_rng(1).normal(size=(12, 16)).astype(np.float32))
    search = Search(points_of(np.concatenate([rows, np.tile(rows[:1], (50, 1))]), (), ()), 4, 0)
    assert search.belongs(np.zeros(12, dtype=np.int64))[0]
    assert not search.belongs(np.arange(12))[1:].any()
