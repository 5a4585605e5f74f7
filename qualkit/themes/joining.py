"""Groups that say nothing but that all is well are one group at every level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.grouping import Levels, renumbered
from qualkit.themes.naming.praise import finds_no_fault
from qualkit.themes.naming.subject import subject_shares
from qualkit.themes.naming.words import Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["with_praise_joined"]

_MOST = 1 / 3  # of the comments of a group without a clear subject find no fault and say little else
_SUBJECT = 0.4  # of its comments name what tells it from others: then it has a subject


def with_praise_joined(levels: Levels, documents: Sequence[Sequence[Word]]) -> Levels:
    """Join the groups without a clear subject whose comments mostly praise, or deny any fault.

    Parameters
    ----------
    levels : Levels
        Groups at every fineness.
    documents : sequence of sequence of Word
        The words of each row.

    Returns
    -------
    Levels
        The groups of the chosen level that are such are one, at that and each other level, so that finer groups still lie
        in coarser ones. Its stability is NaN where it is joined of several groups: nobody measured that. The same
        levels where no two groups are joined.
    """
    chosen = levels.labels[levels.chosen]
    faultless = np.array([finds_no_fault(words) for words in documents], dtype=bool)
    inside = chosen >= 0
    sizes = np.bincount(chosen[inside])
    praising = np.bincount(chosen[inside & faultless], minlength=len(sizes)) > _MOST * sizes
    if int(praising.sum()) > 1:
        praising &= subject_shares(documents, chosen, len(sizes)) < _SUBJECT
    rows = inside & np.append(praising, False)[chosen]
    if int(praising.sum()) < 2 or all(_is_one(labels, rows) for labels in levels.labels):
        return levels
    joined = [_joined(*one, rows) for one in zip(levels.labels, levels.stability, strict=True)]
    return replace(
        levels, labels=tuple(labels for labels, _ in joined), stability=tuple(stability for _, stability in joined)
    )


def _is_one(labels: NDArray[np.int64], rows: NDArray[np.bool_]) -> bool:
    """Whether rows are a group by themselves."""
    found = np.unique(labels[rows])
    return len(found) == 1 and int((labels == found[0]).sum()) == int(rows.sum())


def _joined(
    labels: NDArray[np.int64], stability: NDArray[np.float64], rows: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    if _is_one(labels, rows):
        return labels, stability
    apart = np.where(rows, len(stability), labels)
    found = renumbered(apart)
    known = np.append(stability, np.nan)
    kept = np.full(int(found.max(initial=-1)) + 1, np.nan)
    kept[found[apart >= 0]] = known[apart[apart >= 0]]
    return found, kept
