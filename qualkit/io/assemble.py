"""From drafts to a corpus: ids, links, conversations and people settled over all tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualkit.errors import ReadError
from qualkit.io.draft import Draft
from qualkit.io.identity import give_ids, give_people
from qualkit.io.problems import ProblemLog
from qualkit.io.replies import break_cycles, find_parents, find_roots
from qualkit.io.table import filled
from qualkit.io.variables import as_variable, name_variables
from qualkit.model import COLUMNS, Corpus, Provenance

__all__ = ["assemble"]

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


def assemble(drafts: list[Draft], log: ProblemLog, provenance: Provenance) -> Corpus:
    """Put drafts together.

    Parameters
    ----------
    drafts : list of Draft
        Of all tables, in order.
    log : ProblemLog
        Takes everything that is repaired or set aside.
    provenance : Provenance
        The sources and what was asked.

    Returns
    -------
    Corpus
        One row a comment.

    Raises
    ------
    ReadError
        If there are no drafts.
    """
    if not drafts:
        raise ReadError(
            "The source holds no rows of data.", where=", ".join(provenance.inputs), hint="Is it the right file?"
        )
    core = pd.concat([one.core for one in drafts], ignore_index=True)
    extra = pd.concat([one.extra for one in drafts], ignore_index=True)
    if not core["place"].is_monotonic_increasing:
        order = core["place"].argsort(kind="stable")
        core, extra = core.iloc[order].reset_index(drop=True), extra.iloc[order].reset_index(drop=True)
    core["prompt"] = _one_spelling(core, log)
    exported = core["comment_id"]
    core["comment_id"], again = give_ids(core, log)
    parents = find_parents(core, exported, log)
    _cut_cycles(core, parents, log)
    core["conversation_id"] = _conversations(core, find_roots(parents))
    empty = ~filled(core["text"]).to_numpy(dtype=bool) & ~again
    _note_rows(core, empty, "empty text", "set aside", log)
    stays = ~(empty | again)
    core["reply_to"] = _reply_ids(core, parents, stays, log)
    core = core[stays].reset_index(drop=True)
    extra = extra[stays].reset_index(drop=True)
    core["person_id"], core["author"] = give_people(core, log)
    renamed = name_variables(extra.columns, ", ".join(provenance.inputs), log)
    variables = {renamed.get(name, name): as_variable(extra[name]) for name in extra.columns}
    table = pd.DataFrame({**{name: core[name] for name in COLUMNS}, **variables})
    return Corpus(table, _with_ids(log.frame(), core), provenance)


def _note_rows(
    core: pd.DataFrame, which: Flags, problem: str, action: Any, log: ProblemLog, detail: str | None = None
) -> None:
    some = core[which]
    log.note_rows(some["source"], problem, action, rows=some["row"], comment_ids=some["comment_id"], details=detail)


def _one_spelling(core: pd.DataFrame, log: ProblemLog) -> pd.Series:
    """Take questions that differ in blanks and line ends alone for one, in the spelling that stands first most often."""
    asked = core["prompt"]
    spellings = asked.value_counts().index.to_series()
    plain = spellings.str.split().str.join(" ")
    usual = plain.map(dict(zip(plain[::-1], spellings[::-1], strict=True)))
    other = {old: new for old, new in zip(spellings, usual, strict=True) if old != new}
    if not other:
        return asked
    _note_rows(
        core, asked.isin(list(other)).to_numpy(), "question spelt in two ways", "repaired", log, "blanks alone differ"
    )
    return asked.replace(other)


def _cut_cycles(core: pd.DataFrame, parents: Places, log: ProblemLog) -> None:
    created = core["created"]
    stamp = created.astype("int64").where(created.notna(), -(1 << 62)).to_numpy()
    rank = np.empty(len(core), dtype=np.int64)
    rank[np.lexsort((np.arange(len(core)), stamp))] = np.arange(len(core))
    cuts = break_cycles(parents, rank)
    which = np.zeros(len(core), dtype=bool)
    which[cuts] = True
    _note_rows(core, which, "replies run in a circle", "repaired", log, "the latest of them answers nothing now")
    parents[cuts] = -1


def _conversations(core: pd.DataFrame, roots: Places) -> pd.Series:
    own = core["comment_id"].iloc[roots].reset_index(drop=True)
    inner = core["thread_key"].to_numpy()
    if (inner >= 0).any():
        opening = core["comment_id"].iloc[roots].groupby(inner).first()
        own = pd.Series(inner).map(opening).where(pd.Series(inner >= 0), own)
    inherited = core["thread"].iloc[roots].reset_index(drop=True)
    return core["thread"].fillna(inherited).fillna(own).astype("str")


def _reply_ids(core: pd.DataFrame, parents: Places, stays: Flags, log: ProblemLog) -> pd.Series:
    ids = core["comment_id"]
    lost = (parents >= 0) & ~stays[parents] & stays
    _note_rows(core, lost, "answers a comment that was set aside", "kept", log)
    answered = (parents >= 0) & ~lost
    replies = pd.Series(np.nan, index=core.index, dtype="str")
    replies[answered] = ids.iloc[parents[answered]].to_numpy()
    return replies


def _with_ids(problems: pd.DataFrame, core: pd.DataFrame) -> pd.DataFrame:
    """Name the comment where a problem was met before the comment had its id."""
    unnamed = problems["comment_id"].isna() & problems["row"].notna()
    if unnamed.any():
        first = core.drop_duplicates(["source", "row"]).set_index(["source", "row"])["comment_id"]
        where = pd.MultiIndex.from_arrays([problems["source"][unnamed], problems["row"][unnamed].astype("int64")])
        problems = problems.copy()
        problems.loc[unnamed, "comment_id"] = first.reindex(where).to_numpy()
    return problems
