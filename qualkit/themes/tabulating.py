"""Themes and assignments as the tables that an analyst gets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualkit.model import ASSIGNMENT_COLUMNS, THEME_COLUMNS, UNCLEAR, doubt_word, subject_word
from qualkit.themes.assigning import Assigner
from qualkit.themes.cards import State
from qualkit.themes.naming.subject import subject_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["assignments_of", "frame_of", "main_theme_first", "table_of"]


def frame_of(state: State) -> pd.DataFrame:
    """Tell of each theme in a row.

    Parameters
    ----------
    state : State
        The themes.

    Returns
    -------
    DataFrame
        Columns `THEME_COLUMNS`: themes with a clear subject before those without; among each most people first, then most
        comments, then by id.
    """
    comments: dict[int, set[str]] = defaultdict(set)
    people: dict[int, set[str]] = defaultdict(set)
    reading = state.reading
    sources = [(state.groups, reading.comment_ids, reading.people)]
    if state.rest is not None:
        sources.append((state.rest.groups, state.rest.comment_ids, state.rest.people))
    for groups, ids, persons in sources:
        for one, comment_id, person in zip(groups.tolist(), ids, persons, strict=True):
            if one >= 0:
                comments[one].add(comment_id)
                if person in reading.known:
                    people[one].add(person)
    subjects = subject_shares(reading.words, state.groups, len(state.cards))
    rows = [
        (
            card.theme_id,
            card.label,
            card.labelled_by,
            len(people[place]),
            len(comments[place]),
            card.stability,
            doubt_word(card.stability),
            subject_word(subject),
            list(card.terms),
            card.parent_id,
            list(card.examples),
            card.pinned,
        )
        for place, (card, subject) in enumerate(zip(state.cards, subjects.tolist(), strict=True))
    ]
    frame = pd.DataFrame(rows, columns=list(THEME_COLUMNS))
    texts = dict.fromkeys(("theme_id", "label", "labelled_by", "doubt", "subject", "parent_id"), "str")
    frame = frame.astype(
        {**texts, "n_people": "int64", "n_comments": "int64", "stability": "float64", "pinned": "bool"}
    )
    # What has no clear subject is no smaller, but nobody looks for it first.
    frame["last"] = frame["subject"] == UNCLEAR
    by = ["last", "n_people", "n_comments", "theme_id"]
    frame = frame.sort_values(by, ascending=[True, False, False, True]).drop(columns="last")
    return frame.reset_index(drop=True)


def assignments_of(state: State, assigner: Assigner) -> pd.DataFrame:
    """Tell of each unit where it belongs.

    Parameters
    ----------
    state : State
        The themes.
    assigner : Assigner
        Of these themes.

    Returns
    -------
    DataFrame
        Columns `ASSIGNMENT_COLUMNS`, comments in the corpus' order; of several segments of a comment those of the theme
        that covers most of it come first.
    """
    reading = state.reading
    near = assigner.similarities(reading.vectors) if state.cards else np.zeros((len(reading), 0))
    nearest = np.full(len(reading), -1, dtype=np.int64)
    similarity = np.full(len(reading), np.nan)
    if state.cards:
        nearest = np.where(state.groups >= 0, state.groups, near.argmax(axis=1))
        similarity = near[np.arange(len(reading)), nearest]
    table = table_of(state, reading.comment_ids, reading.starts, reading.ends, state.groups, nearest, similarity)
    if reading.unit == "segment":
        table = main_theme_first(table)
    if state.rest is None:
        return table
    rest = state.rest
    more = table_of(state, rest.comment_ids, rest.starts, rest.ends, rest.groups, rest.nearest, rest.similarity)
    return pd.concat([table, main_theme_first(more) if reading.unit == "segment" else more], ignore_index=True)


def table_of(
    state: State,
    comment_ids: Sequence[str],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    groups: NDArray[np.int64],
    nearest: NDArray[np.int64],
    similarity: NDArray[np.float64],
) -> pd.DataFrame:
    """Write numbers of themes as rows of assignments.

    Parameters
    ----------
    state : State
        Whose themes they are.
    comment_ids : sequence of str
        One entry a row.
    starts, ends, groups, nearest : ndarray of int64
        Positions; numbers of themes, -1 for none.
    similarity : ndarray of float64
        To the nearest theme.

    Returns
    -------
    DataFrame
        Columns `ASSIGNMENT_COLUMNS`.
    """
    ids = np.array([*(card.theme_id for card in state.cards), None], dtype=object)
    return pd.DataFrame(
        {
            "comment_id": pd.Series(list(comment_ids), dtype="str"),
            "start": starts.astype(np.int64),
            "end": ends.astype(np.int64),
            "theme_id": pd.Series(ids[groups], dtype="str"),
            "nearest_theme_id": pd.Series(ids[nearest], dtype="str"),
            "similarity": similarity.astype(np.float64),
            "confidence": np.full(len(groups), np.nan),
        }
    )[list(ASSIGNMENT_COLUMNS)]


def main_theme_first(table: pd.DataFrame) -> pd.DataFrame:
    """Put the segments of each comment's main theme first.

    Parameters
    ----------
    table : DataFrame
        Columns `ASSIGNMENT_COLUMNS`, segments of a comment in reading order.

    Returns
    -------
    DataFrame
        The main theme is the one that covers most characters; segments without any come last.
    """
    if table.empty:
        return table
    length = table["end"] - table["start"]
    covered = length.groupby([table["comment_id"], table["theme_id"]], sort=False).transform("sum")
    order = pd.DataFrame(
        {
            "comment": pd.factorize(table["comment_id"])[0],
            "covered": -covered.fillna(0),
            "theme": table["theme_id"].fillna("~"),
            "start": table["start"],
        }
    )
    ordered = order.sort_values(["comment", "covered", "theme", "start"], kind="stable").index
    return table.loc[ordered].reset_index(drop=True)
