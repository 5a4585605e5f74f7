"""The units on which coders are compared, and who gave which code to each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Study
from qualkit.text.people import customers
from qualkit.text.segments import segments

__all__ = ["UNITS", "Comparison", "compared", "lying_on"]

UNITS = ("segment", "passage", "comment", "character")
_OVERLAP = 0.5


@dataclass(frozen=True)
class Comparison:
    """Units judged by all of some coders.

    Attributes
    ----------
    coders : tuple of str
        Who is compared.
    units : DataFrame
        ``unit`` (int), ``conversation_id``, ``comment_id``, ``start``, ``end``, ``weight`` (how many units it stands for:
        1, or its length in characters).
    given : DataFrame
        ``unit``, ``code``, ``coder``: each once.
    n_left_out : int
        Conversations that some of them read and of which it is not known whether the others did.
    """

    coders: tuple[str, ...]
    units: pd.DataFrame
    given: pd.DataFrame
    n_left_out: int = 0


def compared(
    study: Study, coders: Sequence[str] | None, unit: str, conversations: str | Sequence[str] | None
) -> Comparison:
    """Cut what coders judged into units and say who gave what.

    Parameters
    ----------
    study : Study
        Holds the codings.
    coders : sequence of str, optional
        Two or more; by default all who coded.
    unit : {'segment', 'passage', 'comment', 'character'}
        What is compared. A segment has a code if a passage covers half of it, or lies with its half inside it. A passage
        is what any of the coders marked, with all that overlaps it, taken as one.
    conversations : 'all', 'any', sequence of str, or None
        What all of them read; 'any' takes what any of them is known to have read, None the conversations in which every
        one of them coded something or marked a comment as done.

    Returns
    -------
    Comparison
        Units of customers' comments only.

    Raises
    ------
    QualkitError
        If there are fewer than two coders, or nothing that all of them read.
    NotFoundError
        If a coder or a conversation does not exist.
    """
    if unit not in UNITS:
        raise NotFoundError.of("unit", unit, UNITS)
    names = _coders(study, coders)
    codings = study.codings[study.codings["coder"].isin(names) & study.codings["quote"].notna()]
    table = study.corpus.table
    read, n_left_out = _read_by_all(study, codings, names, conversations)
    table = table[table["conversation_id"].isin(read)]
    table = customers(table)
    codings = codings[codings["comment_id"].isin(table["comment_id"])]
    units = _CUTS[unit](table, codings)
    if units.empty:
        raise QualkitError(
            f"There is nothing to compare that all of these read: {', '.join(names)}.",
            hint='Say what all of them read: conversations=["t-1", ...], or "all". By default it is where each of them coded '
            "something or marked a comment as done.",
        )
    units = units.merge(table[["comment_id", "conversation_id"]], on="comment_id")
    units.insert(0, "unit", range(len(units)))
    return Comparison(tuple(names), units, _given(units, codings), n_left_out)


def _coders(study: Study, coders: Sequence[str] | None) -> list[str]:
    existing = sorted(study.codings["coder"].dropna().unique())
    names = existing if coders is None else list(dict.fromkeys(coders))
    for name in names:
        if name not in existing:
            raise NotFoundError.of("coder", name, existing)
    if len(names) < 2:
        raise QualkitError(
            f"Agreement needs two coders, and these are {len(names)}.",
            available=existing,
            hint="Let a second person code the same conversations without sight of the first.",
        )
    return names


def _read_by_all(
    study: Study, codings: pd.DataFrame, names: Sequence[str], conversations: str | Sequence[str] | None
) -> tuple[set[str], int]:
    """Give what all of them read, and the number of conversations of which that is not known."""
    table = study.corpus.table
    existing = set(table["conversation_id"])
    anybody = isinstance(conversations, str) and conversations == "any"
    if isinstance(conversations, str):
        if conversations == "all":
            return existing, 0
        conversations = None if anybody else [conversations]
    if conversations is not None:
        for one in conversations:
            if one not in existing:
                raise NotFoundError.of("conversation", one, sorted(existing))
        return set(conversations), 0
    done = study.marks[study.marks["mark"] == "done"]
    touched = pd.concat([codings[["comment_id", "coder"]], done[["comment_id", "coder"]]])
    touched = touched.merge(table[["comment_id", "conversation_id"]], on="comment_id")
    read = [set(touched["conversation_id"][touched["coder"] == name]) for name in names]
    if anybody:
        return set.union(*read), 0
    by_all = set.intersection(*read)
    return by_all, len(set.union(*read) - by_all)


def _segments(table: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    return segments(zip(table["comment_id"], table["text"], strict=True)).assign(weight=1)


def _comments(table: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    said = table[table["text"].str.strip() != ""]  # nobody can mark anything in a blank one
    return pd.DataFrame({"comment_id": said["comment_id"], "start": 0, "end": said["text"].str.len(), "weight": 1})


def _marked(table: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Draw passages that overlap together."""
    rows: list[list[Any]] = []
    spans = codings[["comment_id", "start", "end"]].sort_values(["comment_id", "start", "end"])
    for comment_id, start, end in zip(spans["comment_id"], spans["start"], spans["end"], strict=True):
        if rows and rows[-1][0] == comment_id and start < rows[-1][2]:
            rows[-1][2] = max(rows[-1][2], end)
        else:
            rows.append([comment_id, start, end])
    units = pd.DataFrame(rows, columns=["comment_id", "start", "end"]).assign(weight=1)
    place = dict(zip(table["comment_id"], range(len(table)), strict=True))
    return units.sort_values("comment_id", key=lambda ids: ids.map(place), kind="stable")


def _pieces(table: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Cut texts wherever a passage begins or ends: all characters of a piece were judged alike."""
    cuts: dict[str, set[int]] = {}
    for comment_id, start, end in zip(codings["comment_id"], codings["start"], codings["end"], strict=True):
        cuts.setdefault(comment_id, set()).update((int(start), int(end)))
    rows = []
    for comment_id, text in zip(table["comment_id"], table["text"], strict=True):
        edges = sorted({0, len(text), *cuts.get(comment_id, ())})
        rows += [(comment_id, start, end, end - start) for start, end in itertools.pairwise(edges)]
    return pd.DataFrame(rows, columns=["comment_id", "start", "end", "weight"])


_CUTS = {"segment": _segments, "passage": _marked, "comment": _comments, "character": _pieces}


def lying_on(units: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Pair units with the passages that lie on them: those that cover half of a unit, or lie with their half inside it.

    Parameters
    ----------
    units, codings : DataFrame
        With ``comment_id``, ``start``, ``end``, and any other columns.

    Returns
    -------
    DataFrame
        One row a pair: the columns of both, those that both have with ``_passage`` behind the name of the passage's.
    """
    both = units.merge(codings, on="comment_id", suffixes=("", "_passage"))
    overlap = both[["end", "end_passage"]].min(axis=1) - both[["start", "start_passage"]].max(axis=1)
    shorter = pd.concat([both["end"] - both["start"], both["end_passage"] - both["start_passage"]], axis=1).min(axis=1)
    return both[(overlap > 0) & (overlap >= _OVERLAP * shorter)]


def _given(units: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    columns = ["comment_id", "start", "end"]
    found = lying_on(units[["unit", *columns]], codings[[*columns, "code", "coder"]])
    return found[["unit", "code", "coder"]].drop_duplicates().reset_index(drop=True)
