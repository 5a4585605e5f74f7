from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualkit.text.people import PeopleCount, count_people, customers, interval


def test_a_person_with_three_comments_counts_once():
    assert count_people(pd.DataFrame({"person_id": ["p", "p", "p", "q"]})) == PeopleCount(2, 0)


def test_unknown_people_are_counted_apart_and_not_as_one():
    assert count_people(pd.DataFrame({"person_id": ["p", None, None]})) == PeopleCount(1, 2)


def test_nobody_is_counted_as_nobody():
    assert count_people(pd.DataFrame({"person_id": pd.Series(dtype="str")})) == PeopleCount(0, 0)


def test_staff_and_bots_are_no_customers_but_people_of_unknown_role_may_be():
    frame = pd.DataFrame({"role": ["customer", "staff", "bot", None]})
    assert customers(frame).index.tolist() == [0, 3]


def test_the_interval_is_wilsons():
    low, high = interval(23, 61)
    assert (round(low, 4), round(high, 4)) == (0.2661, 0.5025)


def test_an_interval_of_a_lower_level_is_narrower():
    """By hand, with z = 1.2816: (k + z^2 / 2 +- z sqrt(k (n - k) / n + z^2 / 4)) / (n + z^2)."""
    low, high = interval(23, 61, level=0.8)
    assert (round(low, 4), round(high, 4)) == (0.3017, 0.4588)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_nought_and_one(pair: tuple[int, int]):
    k, n = pair
    low, high = interval(k, n)
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1


@pytest.mark.parametrize(("k", "n"), [(0, 0), (3, 2), (-1, 4)])
def test_a_share_of_nobody_is_refused(k: int, n: int):
    with pytest.raises(ValueError, match="A share needs"):
        interval(k, n)
