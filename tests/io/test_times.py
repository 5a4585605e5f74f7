from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from qualkit.io.times import read_times


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2024-03-05", "2024-03-05 00:00:00"),
        ("2024-03-05T10:20:30Z", "2024-03-05 10:20:30"),
        ("2024-03-05T10:20:30.123456+02:00", "2024-03-05 08:20:30.123456"),
        ("2024-03-05 10:20:30 +0200", "2024-03-05 08:20:30"),
        ("2023-01-15 12:34:56 UTC", "2023-01-15 12:34:56"),
        ("1700000000", "2023-11-14 22:13:20"),
        ("1700000000123", "2023-11-14 22:13:20.123"),
        ("1700000000123456", "2023-11-14 22:13:20.123456"),
        ("1700000000123456000", "2023-11-14 22:13:20.123456"),
        ("1700000000.000100", "2023-11-14 22:13:20.000100"),
        ("Wed Dec 19 14:29:39 +0000 2012", "2012-12-19 14:29:39"),
        ("Wed, 01 Dec 2010 14:26:40 +0100", "2010-12-01 13:26:40"),
        ("30/09/2021", "2021-09-30 00:00:00"),
        ("10/17/2021 3:15 PM", "2021-10-17 15:15:00"),
        ("30.09.2021, 14:05", "2021-09-30 14:05:00"),
        ("12/Jan/24 3:15 PM", "2024-01-12 15:15:00"),
        ("March 5, 2024", "2024-03-05 00:00:00"),
        ("5 March 2024", "2024-03-05 00:00:00"),
        ("Mar 5, 2024, 10:20 AM", "2024-03-05 10:20:00"),
    ],
)
def test_common_forms_are_read_as_utc(written: str, utc: str) -> None:
    assert read_times(pd.Series([written])).utc.iloc[0] == pd.Timestamp(utc, tz="UTC")


def test_what_is_no_time_is_unread_and_what_is_empty_is_not() -> None:
    times = read_times(pd.Series(["soon", None, "", "2024-13-45", "31/02/2024"]))
    assert times.utc.isna().all()
    assert times.unread.tolist() == [True, False, False, True, True]


def test_cells_that_allow_one_reading_decide_for_the_column() -> None:
    times = read_times(pd.Series(["03/04/2024", "04/25/2024"]))
    assert times.utc.dt.strftime("%Y-%m-%d").tolist() == ["2024-03-04", "2024-04-25"]
    assert times.doubt is None


def test_a_column_of_both_orders_is_doubted() -> None:
    times = read_times(pd.Series(["25/04/2024", "26/04/2024", "04/27/2024", "03/04/2024"]))
    assert times.utc.dt.strftime("%m-%d").tolist() == ["04-25", "04-26", "04-27", "04-03"]
    assert times.doubt is not None


def test_as_many_cells_of_either_order_have_the_day_first() -> None:
    times = read_times(pd.Series(["25/04/2024", "04/27/2024", "03/04/2024"]))
    assert times.utc.dt.strftime("%m-%d").tolist() == ["04-25", "04-27", "04-03"]


def test_times_that_are_times_already_are_kept() -> None:
    given = pd.Series(pd.to_datetime(["2024-01-01 10:00"])).dt.tz_localize("Europe/Berlin")
    assert read_times(given).utc.iloc[0] == pd.Timestamp("2024-01-01 09:00", tz="UTC")


def test_forms_can_be_mixed() -> None:
    times = read_times(pd.Series(["2024-01-01", "1700000000", "30/09/2021", "", "x"]))
    assert times.utc.notna().tolist() == [True, True, True, False, False]


def test_years_that_no_calendar_has_are_listed_as_unread() -> None:
    times = read_times(pd.Series(["0000-01-01", "9999-12-31T23:59:59-12:00", "9999-12-31", "0001-01-01"]))
    assert times.unread.tolist() == [True, True, False, False]
    far = pd.Series(np.array(["300000-12-31", "-9999-01-01", "2020-01-01", "NaT"], dtype="datetime64[s]"))
    assert read_times(far).unread.tolist() == [True, True, False, False]
