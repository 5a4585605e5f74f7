"""The values of a column, as people name them."""

from __future__ import annotations

import pandas as pd
import pytest

from qualkit.coding.values import which_hold


@pytest.mark.parametrize(
    ("cells", "value", "found"),
    [
        (["a", None, "b"], "a", [0]),
        (["a", None, "b"], None, [1]),
        (["a", None], "\ud800", []),
        ([4.0, float("nan"), 5.0], 4, [0]),
        ([4.0, float("nan"), 5.0], "4.0", [0]),
        ([True, False], "True", [0]),
        ([["a"], ["a", "b"], None], ["a"], [0]),
        ([["a"], ["a", "b"], None], "['a']", [0]),
        (["nan", None], "nan", [0]),
        (pd.Categorical(["a", None, "b"]), "b", [2]),
        ([], "a", []),
    ],
)
def test_a_cell_is_found_as_it_is_and_as_it_is_written(cells: list[object], value: object, found: list[int]) -> None:
    assert which_hold(pd.Series(cells), value).nonzero()[0].tolist() == found


@pytest.mark.parametrize("beside", ["2025-05-02", "2025-05-02 13:00"])
def test_a_day_is_found_whatever_the_other_dates_of_the_column_are(beside: str) -> None:
    days = pd.Series(pd.to_datetime(["2025-05-01", beside], format="mixed"))
    for value in (days[0], str(days[0]), "2025-05-01"):
        assert which_hold(days, value).tolist() == [True, False]
