from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qualkit.io.replies import break_cycles, find_roots


@st.composite
def _links(draw: st.DrawFn) -> list[int]:
    size = draw(st.integers(1, 40))
    return draw(st.lists(st.integers(-1, size - 1), min_size=size, max_size=size))


@given(_links(), st.randoms(use_true_random=False))
def test_after_cutting_every_comment_reaches_a_root(links: list[int], draw: object) -> None:
    parents = np.array(links, dtype=np.int64)
    cuts = break_cycles(parents, np.arange(len(links)))
    parents[cuts] = -1
    for start in range(len(links)):
        place, steps = start, 0
        while parents[place] >= 0:
            place, steps = int(parents[place]), steps + 1
            assert steps <= len(links)
        assert find_roots(parents)[start] == place


@given(_links())
def test_only_the_latest_of_each_circle_is_cut(links: list[int]) -> None:
    circles = set()
    for start in range(len(links)):
        seen: list[int] = []
        place = start
        while place >= 0 and place not in seen:
            seen.append(place)
            place = links[place]
        if place >= 0:
            circles.add(frozenset(seen[seen.index(place) :]))
    cuts = break_cycles(np.array(links, dtype=np.int64), np.arange(len(links)))
    assert cuts == sorted(max(one) for one in circles)
