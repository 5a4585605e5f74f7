"""The list of everything that was repaired, doubted or set aside while reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from qualkit.model import PROBLEM_COLUMNS, empty_problems
from qualkit.model.missing import is_missing

__all__ = ["Action", "ProblemLog"]

Action = Literal["kept", "repaired", "doubted", "set aside"]


class ProblemLog:
    """Collects problems as the stages of reading meet them.

    Examples
    --------
    >>> log = ProblemLog()
    >>> log.note("a.csv", "empty text", "set aside", row=3)
    >>> log.frame()[["source", "row", "action"]].values.tolist()
    [['a.csv', 3, 'set aside']]
    """

    def __init__(self) -> None:
        self._blocks: list[pd.DataFrame] = []

    def note(
        self,
        source: str,
        problem: str,
        action: Action,
        *,
        row: int | None = None,
        comment_id: str | None = None,
        column: str | None = None,
        detail: str | None = None,
    ) -> None:
        """List one problem.

        Parameters
        ----------
        source : str
            Name of the file.
        problem : str
            What is wrong, in a few words.
        action : {'kept', 'repaired', 'doubted', 'set aside'}
            What was done about it.
        row : int, optional
            1-based row of data.
        comment_id, column, detail : str, optional
            Where, and what exactly.
        """
        self.note_rows([source], problem, action, rows=[row], comment_ids=[comment_id], column=column, details=[detail])

    def note_rows(
        self,
        sources: Sequence[Any] | np.ndarray | pd.Series,
        problem: str,
        action: Action,
        *,
        rows: Iterable[Any] | None = None,
        comment_ids: Iterable[Any] | None = None,
        column: str | None = None,
        details: Iterable[Any] | str | None = None,
    ) -> None:
        """List the same problem for many rows at once.

        Parameters
        ----------
        sources : sequence of str
            Name of the file, one a row; nothing is listed when empty.
        problem : str
            What is wrong.
        action : {'kept', 'repaired', 'doubted', 'set aside'}
            What was done about it.
        rows, comment_ids, details : sequence, optional
            One value a row; `details` may be one string for all.
        column : str, optional
            The column, the same for all.
        """
        size = len(sources)
        if size == 0:
            return
        said = [details] * size if details is None or isinstance(details, str) else list(details)
        self._blocks.append(
            pd.DataFrame(
                {
                    "source": _text(list(sources)),
                    "row": pd.array([None] * size if rows is None else list(rows), dtype="Int64"),
                    "comment_id": _text([None] * size if comment_ids is None else list(comment_ids)),
                    "column": _text([column] * size),
                    "problem": _text([problem] * size),
                    "action": _text([action] * size),
                    "detail": _text(said),
                }
            )
        )

    def frame(self) -> pd.DataFrame:
        """Give the table of problems.

        Returns
        -------
        DataFrame
            Columns `PROBLEM_COLUMNS`, in the order in which they were met.
        """
        if not self._blocks:
            return empty_problems()
        return pd.concat(self._blocks, ignore_index=True)[list(PROBLEM_COLUMNS)]


def _text(values: list[Any]) -> pd.Series:
    clean = [
        value.encode("utf-8", "replace").decode("utf-8")
        if isinstance(value, str)
        else None
        if is_missing(value)
        else value
        for value in values
    ]
    return pd.Series(clean, dtype="str")
