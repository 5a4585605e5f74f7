"""Which of two numbers is the day."""

from __future__ import annotations

import pandas as pd

from qualkit.io.day_order import months_first
from qualkit.io.times import read_times


def _days(written: list[str]) -> list[str]:
    return read_times(pd.Series(written)).utc.dt.strftime("%d %b %Y").tolist()


def test_a_block_of_american_dates_within_european_ones_is_read_as_its_neighbours() -> None:
    written = [
        "30/09/2022",
        "01/10/2022",
        "31/10/2022",
        "10/17/2021",
        "11/01/2021",
        "11/19/2021",
        "03/12/2021",
        "14/12/2021",
    ]
    found = _days(written)
    assert found[1] == "01 Oct 2022"
    assert found[4] == "01 Nov 2021"
    assert found[6] == "03 Dec 2021"


def test_between_two_blocks_a_date_goes_to_the_one_that_it_is_near_to() -> None:
    written = ["14/09/2022", "30/09/2022", "10/03/2021", "10/09/2021", "10/17/2021", "10/31/2021"]
    assert _days(written)[2:4] == ["03 Oct 2021", "09 Oct 2021"]


def test_a_single_foreign_date_carries_no_other_with_it() -> None:
    written = ["03/09/2022", "15/09/2022", "09/16/2022", "04/09/2022", "18/09/2022", "05/09/2022"]
    assert _days(written) == ["03 Sep 2022", "15 Sep 2022", "16 Sep 2022", "04 Sep 2022", "18 Sep 2022", "05 Sep 2022"]


def test_the_doubt_says_how_many_cells_could_have_been_read_either_way() -> None:
    doubt = read_times(pd.Series(["30/09/2022", "01/10/2022", "10/17/2021", "11/01/2021", "11/19/2021"])).doubt
    assert doubt == (
        "1 cells can only have the day first, 2 only the month; 2 could have either and were read like those around them: "
        "1 with the month first, 1 with the day"
    )


def test_one_order_throughout_is_no_doubt_and_none_at_all_is_one() -> None:
    numbers = pd.Series([13, 4]), pd.Series([4, 3]), pd.Series([2024, 2024])
    assert months_first(*numbers)[1] is None
    swapped, doubt = months_first(numbers[1], numbers[1] + 1, numbers[2])
    assert not swapped.any()
    assert doubt == "day and month could be exchanged throughout: read with the day first"
