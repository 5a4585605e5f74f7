"""Ids of comments and of people."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualkit.io.problems import ProblemLog
from qualkit.model import content_hash
from qualkit.text.pseudonyms import person_id

__all__ = ["give_ids", "give_people"]

_CONTENT = ("text", "person", "author", "created", "channel", "prompt", "thread")
_ORIGIN = ["key", "place", "parent_key", "row", "source", "thread_key"]
"""Columns that say where a row stood, and nothing of what was said."""
_PSEUDONYM = re.compile(r"p-[0-9a-f]{12}")
_DELETED = frozenset(
    {
        "[deleted]",
        "[removed]",
        "[deleted user]",
        "deleted user",
        "deleted user#0000",
        "deleted",
        "(deleted)",
        "deleteduser",
        "null",
        "none",
        "nan",
        "undefined",
        "n/a",
        "former user",
        "deleted account",
        "ghost",
    }
)
_NAMELESS = frozenset({"anonymous", "anonym", "a google user", "unknown", "guest", "anonymous user", "unknown user"})


def give_ids(core: pd.DataFrame, log: ProblemLog) -> tuple[pd.Series, NDArray[np.bool_]]:
    """Give every comment a unique id: the export's own, else one derived from its content.

    Parameters
    ----------
    core : DataFrame
        See `Draft`.
    log : ProblemLog
        Takes ids that stand twice.

    Returns
    -------
    ids : Series of str
        Unique among the rows that stay.
    again : ndarray of bool
        Rows that repeat another row entirely: to be set aside.
    """
    ids = core["comment_id"]
    again = np.zeros(len(core), dtype=bool)
    lacking = ids.isna().to_numpy()
    if lacking.any():
        derived = _derived(core[lacking])
        ids = ids.copy()
        ids[lacking] = derived
        if not lacking.all():
            log.note_rows(
                core["source"][lacking],
                "no id",
                "repaired",
                rows=core["row"][lacking],
                comment_ids=derived,
                details="derived from content",
            )
    twice = ids.duplicated(keep=False).to_numpy()
    if twice.any():
        ids, again = _separate(ids, core, twice, lacking, log)
    return ids, again


def _derived(core: pd.DataFrame) -> list[str]:
    columns = [
        core[name].fillna("").astype("str").tolist()
        if name != "created"
        else core["created"].astype("int64").tolist()
        if core["created"].notna().any()
        else [0] * len(core)
        for name in _CONTENT
    ]
    return ["c-" + content_hash("\x1f".join(map(str, values)))[:12] for values in zip(*columns, strict=True)]


def _separate(
    ids: pd.Series, core: pd.DataFrame, twice: NDArray[np.bool_], lacking: NDArray[np.bool_], log: ProblemLog
) -> tuple[pd.Series, NDArray[np.bool_]]:
    """Set aside rows that repeat another one, and give ids of their own to others that share one."""
    places = np.flatnonzero(twice)
    values = ids.tolist()
    taken, used = set(values), Counter[str]()
    seen: dict[tuple[str, int], int] = {}
    again = np.zeros(len(ids), dtype=bool)
    standing: list[int] = []
    renamed: list[int] = []
    for place, fingerprint in zip(places.tolist(), _fingerprints(core.iloc[places]), strict=True):
        name = values[place]
        if not lacking[place] and (name, fingerprint) in seen:
            again[place] = True
            standing.append(seen[(name, fingerprint)])
            continue
        seen[(name, fingerprint)] = place
        used[name] += 1
        if used[name] > 1:
            while f"{name}-{used[name]}" in taken:
                used[name] += 1
            values[place] = f"{name}-{used[name]}"
            taken.add(values[place])
            if not lacking[place]:
                renamed.append(place)
    log.note_rows(
        core["source"][again],
        "row stands twice",
        "set aside",
        rows=core["row"][again],
        comment_ids=ids[again],
        details=_same_as(core[again], core.iloc[standing]),
    )
    log.note_rows(
        core["source"].iloc[renamed],
        "id stands twice",
        "repaired",
        rows=core["row"].iloc[renamed],
        comment_ids=[values[n] for n in renamed],
        details=[f"was {ids.iloc[n]!r}" for n in renamed],
    )
    return pd.Series(values, index=ids.index, dtype="str"), again


def _same_as(again: pd.DataFrame, first: pd.DataFrame) -> list[str]:
    """Say of each comment that is set aside where it stands already."""
    here = zip(again["source"].tolist(), again["row"].tolist(), strict=True)
    there = zip(first["source"].tolist(), first["row"].tolist(), strict=True)
    return [
        f"as row {row}" + (f" of {source}" if source != file else "")
        if (file, number) != (source, row)
        else "the same comment stands twice in this record"
        for (file, number), (source, row) in zip(here, there, strict=True)
    ]


def _fingerprints(core: pd.DataFrame) -> list[int]:
    content = core.drop(columns=_ORIGIN).astype("str")
    hashes: list[int] = pd.util.hash_pandas_object(content, index=False).tolist()
    return hashes


def give_people(core: pd.DataFrame, log: ProblemLog) -> tuple[pd.Series, pd.Series]:
    """Give every person a pseudonym; deleted and nameless authors stay unknown.

    Parameters
    ----------
    core : DataFrame
        See `Draft`; ``comment_id`` final.
    log : ProblemLog
        Takes deleted authors.

    Returns
    -------
    person_ids : Series of str
        NaN for unknown people.
    authors : Series of str
        As exported; NaN where deleted.
    """
    author, person = core["author"], core["person"]
    plain = {name: " ".join(name.casefold().split()) for name in pd.concat([author, person]).dropna().unique().tolist()}
    gone = [name for name, short in plain.items() if short in _DELETED]
    nameless = [name for name, short in plain.items() if short in _NAMELESS]
    deleted = (author.isin(gone) | (author.isna() & person.isin(gone))).to_numpy(dtype=bool)
    log.note_rows(
        core["source"][deleted],
        "deleted author",
        "kept",
        rows=core["row"][deleted],
        comment_ids=core["comment_id"][deleted],
        details="counts as an unknown person",
    )
    known = person.where(~person.isin(gone + nameless))
    known = known.fillna(author.where(~author.isin(gone + nameless))).mask(deleted)
    # A pseudonym that was given before (a corpus' frame read again) is not given another.
    table = {name: name if _PSEUDONYM.fullmatch(name) else person_id(name) for name in known.dropna().unique().tolist()}
    people = known.map(table).astype("str") if table else pd.Series(np.nan, index=core.index, dtype="str")
    return people, author.mask(deleted)
