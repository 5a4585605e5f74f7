"""Who answers whom: links found, repaired and gathered into conversations."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualkit.io.problems import Action, ProblemLog

__all__ = ["DECORATION", "ORPHAN", "break_cycles", "find_parents", "find_roots"]

ORPHAN = "parent is not in the data"
"""The problem of a reply whose parent the export leaves out."""

DECORATION = (r"\.0+$", r"^t\d_", r"\s*[,;].*$")
"""What exports hang on the id of a parent: the part behind the point where a spreadsheet made ids into floats, the type
before Reddit's ids, and further parents (the first counts)."""

Places = NDArray[np.int64]


def find_parents(core: pd.DataFrame, exported: pd.Series, log: ProblemLog) -> Places:
    """Find the comment that each comment answers.

    The enclosing record answers for nested data, else the id of the parent. Where the data give conversations but
    never say who answers whom, every comment is taken to answer the first of its conversation (by time if all have
    one, else in the export's order).

    Parameters
    ----------
    core : DataFrame
        See `Draft`; ``comment_id`` final.
    exported : Series of str
        The ids before repeated ones were told apart: what the references speak of.
    log : ProblemLog
        Takes missing parents and comments that answer themselves.

    Returns
    -------
    ndarray of int64
        Place of the parent, -1 for none.
    """
    parents = _by_key(core)
    stated = (core["reply_ref"].notna()).to_numpy() & (parents < 0)
    if stated.any():
        found = _by_id(core["reply_ref"][stated], exported)
        places = np.flatnonzero(stated)
        missing = places[found < 0]
        _note(core, missing, ORPHAN, "kept", log, core["reply_ref"])
        own = places[found == places]
        _note(core, own, "answers itself", "repaired", log, None)
        found[found == places] = -1
        parents[places] = found
    return _by_thread(core, parents)


def _note(
    core: pd.DataFrame, places: Places, problem: str, action: Action, log: ProblemLog, details: pd.Series | None
) -> None:
    if len(places):
        some = core.iloc[places]
        log.note_rows(
            some["source"],
            problem,
            action,
            rows=some["row"],
            comment_ids=some["comment_id"],
            column="reply_to",
            details=None if details is None else details.iloc[places],
        )


def _by_key(core: pd.DataFrame) -> Places:
    wanted = core["parent_key"].to_numpy()
    parents = np.full(len(core), -1, dtype=np.int64)
    asked = wanted >= 0
    if asked.any():
        parents[asked] = pd.Index(core["key"]).get_indexer(wanted[asked])
    return parents


def _by_id(references: pd.Series, exported: pd.Series) -> Places:
    first = exported[exported.notna() & ~exported.duplicated()]
    index = pd.Index(first)
    places = np.asarray(pd.Series(np.arange(len(exported)), index=exported.index).loc[first.index], dtype=np.int64)
    found = index.get_indexer(references)
    for pattern in DECORATION:
        lost = found < 0
        if not lost.any():
            break
        found[lost] = index.get_indexer(references[lost].str.replace(pattern, "", regex=True))
    return np.where(found >= 0, places[found] if len(places) else -1, -1).astype(np.int64)


def _by_thread(core: pd.DataFrame, parents: Places) -> Places:
    thread = _thread_codes(core)
    unlinked = (thread >= 0) & ~core["linked"].to_numpy(dtype=bool) & (core["parent_key"].to_numpy() < 0)
    if not unlinked.any():
        return parents
    places = np.flatnonzero(unlinked)
    frame = pd.DataFrame({"place": places, "thread": thread[places], "created": core["created"].to_numpy()[places]})
    undated = frame["created"].isna().groupby(frame["thread"]).transform("any")
    stamp = frame["created"].astype("int64").where(~undated, 0)
    opening = frame.assign(stamp=stamp).sort_values(["thread", "stamp", "place"]).drop_duplicates("thread")
    first = frame["thread"].map(opening.set_index("thread")["place"]).to_numpy()
    parents = parents.copy()
    parents[places] = np.where(first == places, -1, first)
    return parents


def _thread_codes(core: pd.DataFrame) -> Places:
    # One number a conversation, -1 where none is named.
    named, inner = core["thread"], core["thread_key"]
    key = named.where(named.notna(), ("\x1f" + inner.astype("str")).where(inner >= 0))
    return np.asarray(pd.factorize(key)[0], dtype=np.int64)


def break_cycles(parents: Places, latest_last: Places) -> list[int]:
    """Find where to cut so that following parents always ends.

    Parameters
    ----------
    parents : ndarray of int64
        Place of the parent, -1 for none.
    latest_last : ndarray of int64
        Rank of each comment in time.

    Returns
    -------
    list of int
        The latest comment of each circle: it loses its parent.

    Examples
    --------
    >>> break_cycles(np.array([1, 0, 0]), np.array([0, 1, 2]))
    [1]
    """
    size = len(parents)
    ahead = np.append(np.where(parents < 0, size, parents), size)
    for _ in range(max(1, int(size).bit_length()) + 1):
        ahead = ahead[ahead]
    cuts: list[int] = []
    done: set[int] = set()
    for place in np.unique(ahead[:size][ahead[:size] < size]).tolist():
        # After more steps than there are comments, whoever still has an ancestor has one on a circle.
        if place in done:
            continue
        circle = [place]
        while (following := int(parents[circle[-1]])) != place:
            circle.append(following)
        done.update(circle)
        cuts.append(max(circle, key=lambda one: int(latest_last[one])))
    return sorted(cuts)


def find_roots(parents: Places) -> Places:
    """Find the comment that opens each comment's conversation.

    Parameters
    ----------
    parents : ndarray of int64
        Without circles.

    Returns
    -------
    ndarray of int64
        Place of the root; a comment without parent is its own.

    Examples
    --------
    >>> find_roots(np.array([-1, 0, 1, -1])).tolist()
    [0, 0, 0, 3]
    """
    roots = np.where(parents < 0, np.arange(len(parents)), parents)
    while True:
        further = roots[roots]
        if np.array_equal(further, roots):
            return roots
        roots = further
