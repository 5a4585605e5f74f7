"""Columns of a table as JSON and back, so that dtypes and missing values return exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from qualkit.errors import ProjectError

__all__ = ["pack", "pack_frame", "unpack", "unpack_frame"]

_TAG = "$qk"  # marks a value of an object column that JSON has no form for


def pack(column: pd.Series) -> tuple[dict[str, Any], list[Any]]:
    """Write a column as JSON values, and how to read them.

    Parameters
    ----------
    column : Series
        Of strings, numbers, booleans, times, categories, or objects that JSON can hold.

    Returns
    -------
    spec : dict
        JSON-like; for `unpack`.
    values : list
        JSON-like, one a row; None where a value is missing. A whole float is written as an integer, so that one
        value has one form whether or not its column has gaps.

    Raises
    ------
    ProjectError
        If the column holds something that cannot be kept.
    """
    dtype = column.dtype
    spec: dict[str, Any] = {"dtype": str(dtype)}
    if isinstance(dtype, pd.CategoricalDtype):
        levels = pack(pd.Series(dtype.categories))[1]
        spec = {"dtype": "category", "of": str(dtype.categories.dtype), "ordered": bool(dtype.ordered)}
        if dtype.ordered:
            spec["levels"] = levels
        return spec, [None if n < 0 else levels[n] for n in column.cat.codes.tolist()]
    if pd.api.types.is_object_dtype(dtype):
        spec["missing"] = _missing_kind(column)
    return spec, _plain_values(column, str(column.name))


def unpack(spec: Mapping[str, Any], values: Sequence[Any]) -> pd.Series:
    """Read a column back.

    Parameters
    ----------
    spec : mapping
        From `pack`.
    values : sequence
        JSON-like.

    Returns
    -------
    Series
        With the dtype that was packed. An unordered category has the levels that occur, sorted.
    """
    dtype: str = spec["dtype"]
    if dtype == "category":
        return _categories(spec, values)
    if dtype == "object":
        return _objects(spec, values)
    if dtype == "str":
        return _strings(values)
    if dtype.startswith("datetime64"):
        return _times(dtype, values)
    if dtype.startswith("timedelta64"):
        spans = pd.to_timedelta(pd.array(list(values), dtype="Int64"), unit="ns")
        return _typed(pd.Series(spans), dtype)
    if dtype.lower().startswith("float"):
        values = [_float(value) for value in values]
    return _typed(pd.Series(list(values), dtype=object), dtype)


def pack_frame(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Write a table as JSON, column by column.

    Parameters
    ----------
    frame : DataFrame
        Its index is not kept.

    Returns
    -------
    list of dict
        Keys ``name``, ``spec``, ``values``.
    """
    packed = [(str(name), *pack(frame[name])) for name in frame.columns]
    return [{"name": name, "spec": spec, "values": values} for name, spec, values in packed]


def unpack_frame(columns: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Read a table back.

    Parameters
    ----------
    columns : sequence of mapping
        From `pack_frame`.

    Returns
    -------
    DataFrame
        Numbered from 0.
    """
    return pd.DataFrame({one["name"]: unpack(one["spec"], one["values"]) for one in columns})


def _plain_values(column: pd.Series, name: str) -> list[Any]:
    values: list[Any] = column.tolist()
    if pd.api.types.is_object_dtype(column.dtype):
        return [None if _is_missing(value) else _tag(value, name) for value in values]
    write = _WRITERS.get(column.dtype.kind, lambda value: _tag(value, name))
    return [None if gone else write(value) for gone, value in zip(column.isna().tolist(), values, strict=True)]


_WRITERS: dict[str, Callable[[Any], Any]] = {
    "M": lambda moment: moment.isoformat(),
    "m": lambda span: span.as_unit("ns").value,
}


def _tag(value: Any, name: str) -> Any:
    if isinstance(value, float):
        return _number(float(value))
    if isinstance(value, str | bool | int):
        return value
    return _tag_object(value, name)


def _tag_object(value: Any, name: str) -> Any:
    if value is None:
        return None
    if isinstance(value, np.generic):
        return _tag(value.item(), name)
    if isinstance(value, np.ndarray):
        return {_TAG: "array", "value": [_tag(one, name) for one in value.tolist()]}
    if isinstance(value, list):
        return [_tag(one, name) for one in value]
    if isinstance(value, tuple):
        return {_TAG: "tuple", "value": [_tag(one, name) for one in value]}
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {_TAG: "dict", "value": {key: _tag(one, name) for key, one in value.items()}}
    if isinstance(value, pd.Timestamp):
        return {_TAG: "timestamp", "value": value.isoformat()}
    if isinstance(value, datetime | date):
        return {_TAG: "datetime" if isinstance(value, datetime) else "date", "value": value.isoformat()}
    if isinstance(value, Decimal):
        return {_TAG: "decimal", "value": str(value)}
    raise ProjectError(
        f"A project cannot keep values of type {type(value).__name__}.",
        where=f"column {name!r}",
        hint="Turn the column into text or numbers first.",
    )


def _untag(value: Any) -> Any:
    if isinstance(value, list):
        return [_untag(one) for one in value]
    if not isinstance(value, dict):
        return value
    kind, inner = value[_TAG], value["value"]
    if kind == "dict":
        return {key: _untag(one) for key, one in inner.items()}
    if kind in {"array", "tuple"}:
        items = [_untag(one) for one in inner]
        return np.array(items) if kind == "array" else tuple(items)
    return _READERS[kind](inner)


_READERS: dict[str, Callable[[Any], Any]] = {
    "timestamp": pd.Timestamp,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "float": float,
}


def _number(value: float) -> Any:
    if not math.isfinite(value):
        return {_TAG: "float", "value": repr(value)}
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _float(value: Any) -> Any:
    return float(value["value"]) if isinstance(value, dict) else value


def _is_missing(value: Any) -> bool:
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    return isinstance(value, float) and math.isnan(value)


def _missing_kind(column: pd.Series) -> str:
    for value in column.tolist():
        if value is pd.NaT:
            return "nat"
        if value is pd.NA:
            return "na"
        if isinstance(value, float) and math.isnan(value):
            return "nan"
    return "none"


def _categories(spec: Mapping[str, Any], values: Sequence[Any]) -> pd.Series:
    of = {"dtype": spec["of"], "missing": "none"}
    known = unpack(of, [value for value in values if value is not None])
    levels = unpack(of, spec["levels"]) if "levels" in spec else known.drop_duplicates().sort_values()
    rest = iter(known.tolist())
    filled = [None if value is None else next(rest) for value in values]
    return pd.Series(pd.Categorical(filled, categories=pd.Index(levels), ordered=spec["ordered"]))


def _objects(spec: Mapping[str, Any], values: Sequence[Any]) -> pd.Series:
    missing = {"nan": np.nan, "na": pd.NA, "nat": pd.NaT}.get(spec.get("missing", "none"))
    objects = np.empty(len(values), dtype=object)
    for n, value in enumerate(values):
        objects[n] = missing if value is None else _untag(value)
    return pd.Series(objects, dtype=object)


def _strings(values: Sequence[Any]) -> pd.Series:
    try:
        return pd.Series(list(values), dtype="str")
    except UnicodeEncodeError:  # Arrow cannot hold lone surrogates; the same dtype kept by Python can
        return pd.Series(list(values), dtype=pd.StringDtype("python", na_value=np.nan))


def _times(dtype: str, values: Sequence[Any]) -> pd.Series:
    aware = "," in dtype
    times = pd.Series(pd.to_datetime(pd.Series(list(values), dtype=object), format="ISO8601", utc=aware))
    if aware:
        zone = dtype.partition(",")[2].strip(" ]")
        times = times.dt.tz_convert(zone)
    return _typed(times, dtype)


def _typed(column: pd.Series, dtype: str) -> pd.Series:
    typed: pd.Series = column.astype(_any(dtype))
    return typed


def _any(dtype: str) -> Any:
    return dtype  # the stubs know literal names only; these come from a file
