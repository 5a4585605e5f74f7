"""Times as exports write them, as UTC."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualkit.io.day_order import months_first

__all__ = ["Times", "read_times"]

_ZONE = r"\s*(?:UTC|GMT|Z)$"
_SLASHED = r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})(?:,?\s+(.*))?$"
_CLOCKS = ("", "%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%H:%M:%S.%f")
_FORMATS = (
    "%a %b %d %H:%M:%S %z %Y",
    "%a, %d %b %Y %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M:%S %z",
    *(f"{day} {clock}".strip() for day in ("%d/%b/%y", "%d-%b-%y", "%d-%b-%Y", "%d/%b/%Y") for clock in _CLOCKS),
    *(
        f"{day}{joint}{clock}".strip(" ,")
        for day in ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%Y/%m/%d", "%Y.%m.%d")
        for clock in _CLOCKS
        for joint in ((" ", ", ") if clock else ("",))
    ),
)


@dataclass(frozen=True)
class Times:
    """Times read, and what is doubtful about them.

    Attributes
    ----------
    utc : Series of datetime64[us, UTC]
        NaT where there is none or none can be read.
    unread : ndarray of bool
        Cells that hold something which is no time.
    doubt : str or None
        Which reading was chosen where two are possible.
    """

    utc: pd.Series
    unread: NDArray[np.bool_]
    doubt: str | None = None


def read_times(values: pd.Series) -> Times:
    """Read a column of times.

    ISO 8601, seconds or milliseconds since 1970, and the common written forms. A time without a zone is taken as UTC.
    In ``03/04/2024`` the order of day and month is taken from cells of the same column that allow one reading only, the
    nearest ones where these differ; if there are none, the day is taken to come first. Either is doubted.

    Parameters
    ----------
    values : Series
        Strings, or times.

    Returns
    -------
    Times
        One time a cell.

    Examples
    --------
    >>> read_times(pd.Series(["30/09/2021", "1700000000", "soon"])).utc.astype("str").tolist()[:2]
    ['2021-09-30 00:00:00+00:00', '2023-11-14 22:13:20+00:00']
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _typed(values)
    text = values.fillna("").str.strip()
    utc = pd.Series(pd.NaT, index=values.index, dtype="datetime64[us, UTC]")
    given = (text != "").to_numpy()
    utc = _numbers(text, utc)
    utc = _iso(text, utc, given)
    utc, doubt = _slashed(text, utc, given)
    utc = _written(text, utc, given)
    utc = utc.where(_in_calendar(utc))
    return Times(utc, given & utc.isna().to_numpy(), doubt)


def _typed(values: pd.Series) -> Times:
    if isinstance(values.dtype, pd.ArrowDtype) and "date" in values.dtype.name:
        values = values.astype("datetime64[s]")  # a day alone has no zone
    given = values.notna()
    values = values.where(_in_calendar(values))
    utc = values.dt.tz_localize("UTC") if values.dt.tz is None else values.dt.tz_convert("UTC")
    return Times(utc.astype("datetime64[us, UTC]"), (given & utc.isna()).to_numpy(dtype=bool))


def _in_calendar(times: pd.Series) -> pd.Series:
    """Leave out the years 0 and 10000, which exports write for "never" and which are no dates to Python."""
    years: pd.Series = times.dt.year
    return years.between(1, 9999)


def _numbers(text: pd.Series, utc: pd.Series) -> pd.Series:
    number = text.str.fullmatch(r"\d{9,19}(?:\.\d+)?")
    if number.any():
        value = pd.to_numeric(text[number]).astype("float64")
        digits = text[number].str.split(".").str[0].str.len()
        power = np.select([digits <= 11, digits <= 14, digits <= 17], [0, 3, 6], 9)
        micro = (value * (10.0 ** (6 - power))).round().astype("int64")
        utc.loc[number] = pd.to_datetime(micro, unit="us", utc=True).astype("datetime64[us, UTC]")
    return utc


def _iso(text: pd.Series, utc: pd.Series, given: NDArray[np.bool_]) -> pd.Series:
    left = text[given & utc.isna().to_numpy()]
    left = left[left.str.match(r"^\d{4}-?\d{2}-?\d{2}(?:\D|$)")]
    if len(left):
        clean = left.str.replace(_ZONE, "Z", regex=True) if left.str.contains(_ZONE, regex=True).any() else left
        clean = clean.str.replace(r"\s+([+-]\d{2}:?\d{2}|Z)$", r"\1", regex=True)
        found = pd.to_datetime(clean, format="ISO8601", utc=True, errors="coerce")
        utc.loc[left.index] = found.astype("datetime64[us, UTC]")
    return utc


def _slashed(text: pd.Series, utc: pd.Series, given: NDArray[np.bool_]) -> tuple[pd.Series, str | None]:
    left = text[given & utc.isna().to_numpy()]
    parts = left.str.extract(_SLASHED)
    parts = parts[parts[0].notna()]
    if not len(parts):
        return utc, None
    first, second = parts[0].astype("int64"), parts[1].astype("int64")
    year = parts[2].where(parts[2].str.len() == 4, "20" + parts[2])
    swapped, doubt = months_first(first, second, year.astype("int64"))
    if left.str.match(r"^\d+\.").all() and not swapped.any():
        doubt = None
    days, months = first.mask(swapped, second), second.mask(swapped, first)
    iso = year + "-" + months.astype("str").str.zfill(2) + "-" + days.astype("str").str.zfill(2)
    clock = parts[3].fillna("").str.replace(_ZONE, "", regex=True).str.upper().str.replace(".", "", regex=False)
    for form in _CLOCKS:
        rest = clock.index[utc.loc[clock.index].isna()]
        if not len(rest):
            break
        found = pd.to_datetime(
            (iso[rest] + " " + clock[rest]).str.strip(), format=f"%Y-%m-%d {form}".strip(), utc=True, errors="coerce"
        )
        utc.loc[rest] = found.astype("datetime64[us, UTC]")
    return utc, doubt


def _written(text: pd.Series, utc: pd.Series, given: NDArray[np.bool_]) -> pd.Series:
    left = text[given & utc.isna().to_numpy()]
    left = left[left.str.contains(r"[A-Za-z]{3}|^\d{4}[/.]", regex=True) & left.str.contains(r"\d", regex=True)]
    clean = left.str.replace(_ZONE, "", regex=True).str.replace(r"(\d)(?:st|nd|rd|th)\b", r"\1", regex=True)
    clean = clean.str.replace(r"\s+", " ", regex=True)
    for form in _FORMATS:
        if not len(clean):
            break
        found = pd.to_datetime(clean, format=form, utc=True, errors="coerce").astype("datetime64[us, UTC]")
        utc.loc[clean.index] = found
        clean = clean[found.isna()]
    return utc
