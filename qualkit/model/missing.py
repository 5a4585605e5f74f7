"""Values that a table lacks, in whatever way it says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["is_missing", "text_or_none"]


def is_missing(value: Any) -> bool:
    """Say whether a cell holds nothing.

    Parameters
    ----------
    value : object
        A cell of a table, of any type.

    Returns
    -------
    bool
        True for None, NaN, NaT and NA. Lists, tuples, dictionaries and texts are always something, empty ones too.

    Examples
    --------
    >>> [is_missing(one) for one in (None, float("nan"), pd.NaT, pd.NA, "", 0, [])]
    [True, True, True, True, False, False, False]
    """
    # Not pd.isna, which looks into lists, and takes ten times as long.
    return (
        value is None
        or value is pd.NaT
        or value is pd.NA
        or (isinstance(value, float | np.floating) and bool(value != value))
    )


def text_or_none(value: Any) -> str | None:
    """Give a cell as text.

    Parameters
    ----------
    value : object
        A cell of a table.

    Returns
    -------
    str or None
        None where it holds nothing.

    Examples
    --------
    >>> [text_or_none(one) for one in ("mail", 5, float("nan"))]
    ['mail', '5', None]
    """
    return None if is_missing(value) else str(value)
