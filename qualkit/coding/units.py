"""The units on which coders are compared, and who gave which code to each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Study
from qualkit.text.segments import segments

__all__ = ["UNITS", "Comparison", "compared"]

UNITS = ("segment", "comment", "character")
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
    """

    coders: tuple[str, ...]
    units: pd.DataFrame
    given: pd.DataFrame


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
    unit : {'segment', 'comment', 'character'}
        What is compared. A segment has a code if a passage covers half of it, or lies with its half inside it.
    conversations : 'all', sequence of str, or None
        What all of them read; None takes the conversations in which every one of them coded something.

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
    table = table[table["conversation_id"].isin(_read_by_all(study, codings, names, conversations))]
    table = table[~table["role"].isin(["staff", "bot"])]
    codings = codings[codings["comment_id"].isin(table["comment_id"])]
    units = _pieces(table, codings) if unit == "character" else _whole(table, unit)
    if units.empty:
        raise QualkitError("There is nothing that all of these coders read.", available=names)
    units = units.merge(table[["comment_id", "conversation_id"]], on="comment_id")
    units.insert(0, "unit", range(len(units)))
    return Comparison(tuple(names), units, _given(units, codings, share=0.0 if unit == "comment" else _OVERLAP))


def _coders(study: Study, coders: Sequence[str] | None) -> list[str]:
    existing = sorted(study.codings["coder"].dropna().unique())
    for name in coders or ():
        if name not in existing:
            raise NotFoundError.of("coder", name, existing)
    names = list(dict.fromkeys(coders)) if coders else existing
    if len(names) < 2:
        raise QualkitError(
            f"Agreement needs two coders; {len(names)} coded here.",
            available=existing,
            hint="Let a second person code the same conversations without sight of the first.",
        )
    return names


def _read_by_all(
    study: Study, codings: pd.DataFrame, names: Sequence[str], conversations: str | Sequence[str] | None
) -> set[str]:
    table = study.corpus.table
    existing = set(table["conversation_id"])
    if isinstance(conversations, str):
        if conversations == "all":
            return existing
        conversations = [conversations]
    if conversations is not None:
        for one in conversations:
            if one not in existing:
                raise NotFoundError.of("conversation", one, sorted(existing))
        return set(conversations)
    touched = codings.merge(table[["comment_id", "conversation_id"]], on="comment_id")
    read = [set(touched["conversation_id"][touched["coder"] == name]) for name in names]
    return set.intersection(*read)


def _whole(table: pd.DataFrame, unit: str) -> pd.DataFrame:
    if unit == "segment":
        units = segments(zip(table["comment_id"], table["text"], strict=True))
    else:
        units = pd.DataFrame({"comment_id": table["comment_id"], "start": 0, "end": table["text"].str.len()})
    return units.assign(weight=1)


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


def _given(units: pd.DataFrame, codings: pd.DataFrame, *, share: float) -> pd.DataFrame:
    both = units[["unit", "comment_id", "start", "end"]].merge(
        codings[["comment_id", "start", "end", "code", "coder"]], on="comment_id", suffixes=("", "_passage")
    )
    overlap = both[["end", "end_passage"]].min(axis=1) - both[["start", "start_passage"]].max(axis=1)
    shorter = pd.concat([both["end"] - both["start"], both["end_passage"] - both["start_passage"]], axis=1).min(axis=1)
    kept = both[(overlap > 0) & (overlap >= share * shorter)]
    return kept[["unit", "code", "coder"]].drop_duplicates().reset_index(drop=True)
