"""What a person says does not belong together: noted, and acted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qualkit.errors import NotFoundError, ThemeError
from qualkit.themes.cards import State
from qualkit.themes.edits import Edit, Edits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qualkit.themes.reading.units import Reading

__all__ = ["keep_apart", "part_comments", "rows_of"]


def keep_apart(state: State, edits: Edits, a: str, b: str) -> tuple[State, Edits]:
    """Note that two themes, or two comments, do not belong together.

    Parameters
    ----------
    state, edits : State, Edits
        Before.
    a, b : str
        Two theme ids, or two comment ids.

    Returns
    -------
    state, edits : State, Edits
        After. Of two comments in one theme the one that lies further from its middle leaves, for the nearest other
        theme if it is near enough.

    Raises
    ------
    NotFoundError
        If one of them does not exist.
    ThemeError
        If they are one and the same, or a theme and a comment.
    """
    if a == b:
        raise ThemeError(f"{a!r} cannot be kept apart from itself.")
    themes = [card.theme_id for card in state.cards]
    if a in themes and b in themes:
        noted = replace(edits, apart=(*edits.apart, (a, b)), held=edits.held | {a, b})
        return state, noted.with_edit(Edit("keep_apart", (a, b)))
    rows = rows_of(state.reading)
    if (a in themes) != (b in themes) and (a in rows) != (b in rows):
        raise ThemeError(f"{a!r} and {b!r} are a theme and a comment.", hint="Name two themes, or two comments.")
    for one in (a, b):
        if one not in rows:
            raise NotFoundError.of("theme or comment that was read", one, [*themes, *rows])
    noted = replace(edits, comments_apart=(*edits.comments_apart, (a, b)))
    groups = part_comments(state, [(a, b)])
    moved = groups[rows[a]].tolist() + groups[rows[b]].tolist()
    made = tuple(state.cards[one].theme_id for one in dict.fromkeys(moved) if one >= 0)
    return replace(state, groups=groups), noted.with_edit(Edit("keep_apart", (), made, (a, b)))


def rows_of(reading: Reading) -> dict[str, list[int]]:
    """Give the rows of each comment that was read.

    Parameters
    ----------
    reading : Reading
        What was read.

    Returns
    -------
    dict of str to list of int
        Comment id to row numbers, ascending; several where sentences were read.
    """
    rows: dict[str, list[int]] = {}
    for row, comment_id in enumerate(reading.comment_ids):
        rows.setdefault(comment_id, []).append(row)
    return rows


def part_comments(state: State, pairs: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    """Take one of each two comments out of the theme they share.

    Parameters
    ----------
    state : State
        The themes.
    pairs : sequence of (str, str)
        Comment ids; those that were not read are passed over.

    Returns
    -------
    ndarray of shape (n,), int64
        The theme of each unit; -1 for none.
    """
    groups = state.groups.copy()
    rows = rows_of(state.reading)
    if not pairs or not state.cards:
        return groups
    assigner = state.assigner()
    barred: dict[int, set[int]] = {}
    for a, b in pairs:
        shared = {one for one in groups[rows.get(a, [])].tolist() if one >= 0}
        for theme in sorted(shared & set(groups[rows.get(b, [])].tolist())):
            sides = [[row for row in rows[one] if groups[row] == theme] for one in (a, b)]
            near = [float(assigner.similarities(state.reading.vectors[side])[:, theme].max()) for side in sides]
            for row in sides[0 if near[0] < near[1] else 1]:
                barred.setdefault(row, set()).add(theme)
                fit = assigner.similarities(state.reading.vectors[[row]])[0]
                fit[sorted(barred[row])] = -np.inf
                best = int(fit.argmax())
                groups[row] = best if fit[best] >= assigner.least[best] else -1
    return groups
