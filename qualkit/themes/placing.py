"""Comments that were never read, placed among themes that are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qualkit.model import Corpus
from qualkit.themes.assigning import Assigner
from qualkit.themes.cards import State
from qualkit.themes.reading.context import context_of
from qualkit.themes.reading.corpus import Settings, Tools, vectors_of
from qualkit.themes.reading.units import units_of
from qualkit.themes.tabulating import main_theme_first, table_of

__all__ = ["placed_of"]

_SAME = 0.9999  # cosine of vectors of the same words


def placed_of(
    corpus: Corpus, state: State, assigner: Assigner, settings: Settings, tools: Tools, *, progress: bool
) -> pd.DataFrame:
    """Say to which themes comments belong.

    Parameters
    ----------
    corpus : Corpus
        Any comments.
    state : State
        The themes.
    assigner : Assigner
        Of these themes.
    settings, tools : Settings, Tools
        With which they were found.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    DataFrame
        Columns `qualkit.model.ASSIGNMENT_COLUMNS`. A comment that was read before, with the same words, stays in the
        theme where it is.
    """
    units = units_of(corpus, unit=settings.unit, include_staff=settings.include_staff)
    n = len(units)
    groups, nearest = np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    similarity = np.full(n, np.nan)
    before = {key: row for row, key in enumerate(state.reading.keys())}
    ends = units.ends.tolist() if settings.unit == "segment" else [0] * n
    keys = list(zip(units.comment_ids, units.starts.tolist(), ends, strict=True))
    for rows, vectors in vectors_of(units, context_of(corpus, units), tools.embedder, progress=progress):
        near = assigner.similarities(vectors)
        placed = assigner.choose(near)
        groups[rows], nearest[rows], similarity[rows] = placed.groups, placed.nearest, placed.similarity
        for place, row in enumerate(rows.tolist()):
            known = before.get(keys[row])
            if known is None or float(state.reading.vectors[known] @ vectors[place]) < _SAME:
                continue
            groups[row] = state.groups[known]
            if groups[row] >= 0:
                nearest[row] = groups[row]
                similarity[row] = near[place, groups[row]]
    table = table_of(state, units.comment_ids, units.starts, units.ends, groups, nearest, similarity)
    return main_theme_first(table) if settings.unit == "segment" else table
