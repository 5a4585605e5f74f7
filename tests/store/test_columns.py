import datetime
import decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualkit.errors import ProjectError
from qualkit.model import canonical_json
from qualkit.store.columns import pack, pack_frame, unpack, unpack_frame

COLUMNS = {
    "str": pd.Series(["a", None, "\x00é👩🏽‍🦰"], dtype="str"),
    "int": pd.Series([1, 2, 2**62]),
    "uint8": pd.Series([1, 2, 255], dtype="uint8"),
    "Int64": pd.Series([1, None, 3], dtype="Int64"),
    "float": pd.Series([1.0, np.nan, 0.1]),
    "float32": pd.Series([1.5, np.nan, 0.1], dtype="float32"),
    "infinite": pd.Series([np.inf, -np.inf, 1e300]),
    "bool": pd.Series([True, False]),
    "boolean": pd.Series([True, None], dtype="boolean"),
    "utc": pd.Series(pd.to_datetime(["2026-01-01T01:02:03.000004Z", None])).astype("datetime64[us, UTC]"),
    "london": pd.Series(pd.to_datetime(["2026-07-01T01:02:03Z", None])).dt.tz_convert("Europe/London"),
    "naive ns": pd.Series(pd.to_datetime(["2026-01-01T01:02:03.000000004", None])).astype("datetime64[ns]"),
    "seconds": pd.Series(pd.to_datetime(["0900-01-01T01:02:03"])).astype("datetime64[s]"),
    "timedelta": pd.Series(pd.to_timedelta(["1 days 00:00:01", None])),
    "category": pd.Series(["b", "a", None], dtype="category"),
    "ordered": pd.Series(pd.Categorical(["low", None], categories=["low", "mid", "high"], ordered=True)),
    "whole categories": pd.Series([3, 1, 3], dtype="category"),
    "objects": pd.Series(["a", 1, True, None, [1, "b"], {"k": {"$qk": 2}}, ("x", None)], dtype=object),
    "times in objects": pd.Series(
        [
            datetime.date(2026, 1, 2),
            datetime.datetime(2026, 1, 2, 3),
            pd.Timestamp("2026-01-02T03Z"),
            decimal.Decimal("1.10"),
        ],
        dtype=object,
    ),
    "nan in objects": pd.Series(["a", np.nan], dtype=object),
    "all missing": pd.Series([np.nan, np.nan]),
    "empty": pd.Series([], dtype="str"),
    "empty times": pd.Series([], dtype="datetime64[us, UTC]"),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_returns_exactly_as_it_was(name):
    column = COLUMNS[name]
    spec, values = pack(column)
    canonical_json([spec, values])
    pd.testing.assert_series_equal(unpack(spec, values), column, check_names=False)


def test_arrays_in_a_column_return_as_arrays():
    spec, values = pack(pd.Series([np.array([1, 2]), np.array([])], dtype=object))
    assert [one.tolist() for one in unpack(spec, values)] == [[1, 2], []]


def test_a_lone_surrogate_returns():
    column = pd.Series(["a\ud83d", None], dtype=object)
    assert unpack(*pack(column)).tolist() == ["a\ud83d", None]
    assert unpack({"dtype": "str"}, ["a\ud83d"]).tolist() == ["a\ud83d"]


def test_a_whole_number_has_one_form_whether_or_not_its_column_has_gaps():
    assert pack(pd.Series([5, 6]))[1][0] == pack(pd.Series([5.0, np.nan]))[1][0]
    assert canonical_json(pack(pd.Series([5.0]))[1]) == "[5]"


def test_a_value_that_cannot_be_kept_is_refused_by_name():
    with pytest.raises(ProjectError, match=r"complex.*'odd'"):
        pack(pd.Series([1j], name="odd", dtype=object))


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False)), max_size=8))
def test_any_mix_of_plain_values_returns(values):
    column = pd.Series(values, dtype=object)
    assert unpack(*pack(column)).tolist() == values


def test_a_table_returns_exactly_as_it_was():
    frame = pd.DataFrame({"a": ["x", None], "terms": [["p", "q"], []], "share": [0.5, 1.0]})
    pd.testing.assert_frame_equal(unpack_frame(pack_frame(frame)), frame)
