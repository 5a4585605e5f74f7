"""The values of a column, as people name them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualkit.model.missing import is_missing

__all__ = ["which_hold"]

_MIDNIGHT = " 00:00:00"  # a day is written without it


def which_hold(column: pd.Series, value: object) -> NDArray[np.bool_]:
    """Say which cells hold a value, given as it is or as it is written.

    Parameters
    ----------
    column : Series
        Cells of any type.
    value : object
        What is looked for; a missing one for the cells that hold nothing.

    Returns
    -------
    ndarray of shape (n_cells,), bool
        True where the cell is the value, or is written like it.

    Examples
    --------
    >>> scores = pd.Series([4.0, float("nan")])
    >>> [which_hold(scores, one).tolist() for one in (4, "4.0", None)]
    [[True, False], [True, False], [False, True]]
    """
    if is_missing(value):
        return column.isna().to_numpy(dtype=bool)
    written = str(value)
    if isinstance(column.dtype, pd.StringDtype):
        # Compared as Python does: a text of half a character fits no column of texts.
        return np.asarray(column.to_numpy(dtype=object) == written, dtype=bool)
    # One by one: how pandas writes a date depends on the other dates of the column.
    return np.array([not is_missing(one) and _is(one, value, written) for one in column.tolist()], dtype=bool)


def _is(cell: object, value: object, written: str) -> bool:
    return bool(cell == value) or written in (str(cell), str(cell).removesuffix(_MIDNIGHT))
