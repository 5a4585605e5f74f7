"""Where new comments belong: a reply joins the conversation of what it answers. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from qualkit.io.replies import DECORATION, ORPHAN
from qualkit.model import Corpus, empty_problems
from qualkit.store import StoredComment

__all__ = ["as_known", "join_rows", "orphans_of", "with_joins"]


def orphans_of(corpus: Corpus) -> dict[str, str]:
    """Find the replies whose parent the export named but did not hold.

    Parameters
    ----------
    corpus : Corpus
        As read.

    Returns
    -------
    dict of str to str
        Comment id to the parent's id as the export wrote it.
    """
    told = corpus.problem_table
    rows = told[(told["problem"] == ORPHAN) & (told["column"] == "reply_to")].dropna(subset=["comment_id", "detail"])
    return dict(zip(rows["comment_id"].tolist(), rows["detail"].tolist(), strict=True))


def join_rows(
    rows: Sequence[StoredComment], known: Mapping[str, StoredComment], orphans: Mapping[str, str]
) -> list[StoredComment]:
    """Give new comments their place among those that are there.

    Parameters
    ----------
    rows : sequence of StoredComment
        All comments of an export.
    known : mapping of str to StoredComment
        Those that the project holds, by id.
    orphans : mapping of str to str
        From `orphans_of`.

    Returns
    -------
    list of StoredComment
        The new ones. A reply to a known comment, and a reply to such a reply, has that comment's conversation, whatever
        the export calls it; so has a comment of a conversation of which the export holds known comments.
    """
    if not known:
        return list(rows)
    answered = {row.comment_id: row.reply_to or _known_parent(orphans.get(row.comment_id), known) for row in rows}
    names = _names(rows, known)
    ancestors: dict[str, StoredComment | None] = dict(known)
    joined = []
    for row in rows:
        if row.comment_id in known:
            continue
        ancestor = _known_ancestor(row.comment_id, answered, ancestors)
        here = names.get(row.conversation_id, row.conversation_id) if ancestor is None else ancestor.conversation_id
        joined.append(row.linked(here, answered[row.comment_id]))
    return joined


def as_known(row: StoredComment, known: StoredComment) -> StoredComment:
    """Give a comment of an export the place that the project gave it, to compare the rest.

    Parameters
    ----------
    row : StoredComment
        As exported.
    known : StoredComment
        The project's comment of the same id.

    Returns
    -------
    StoredComment
        What a conversation is called, and which parents an export holds, differs from export to export; two parents
        that are both named must agree.
    """
    both = row.reply_to is not None and known.reply_to is not None
    return row.linked(known.conversation_id, row.reply_to if both else known.reply_to)


def with_joins(corpus: Corpus, rows: Sequence[StoredComment]) -> Corpus:
    """Say in the list of problems which comments joined a conversation that was there.

    Parameters
    ----------
    corpus : Corpus
        As read.
    rows : sequence of StoredComment
        From `join_rows`.

    Returns
    -------
    Corpus
        Its comments as they were; its problems with a line for each comment that moved.
    """
    table = corpus.table
    said = dict(zip(table["comment_id"].tolist(), table["conversation_id"].tolist(), strict=True))
    parents = dict(zip(table["comment_id"].tolist(), table["reply_to"].isna().tolist(), strict=True))
    moved = [
        (row.comment_id, f"{said[row.comment_id]!r} became {row.conversation_id!r}")
        for row in rows
        if said[row.comment_id] != row.conversation_id
    ]
    found = {row.comment_id for row in rows if row.reply_to is not None and parents[row.comment_id]}
    if not moved and not found:
        return corpus
    told = corpus.problem_table
    repaired = told["comment_id"].isin(found) & (told["problem"] == ORPHAN)
    told = told.assign(action=told["action"].mask(repaired, "repaired"))
    both = [one for one in (told, _lines(moved)) if len(one)]
    return replace(corpus, problem_table=pd.concat(both, ignore_index=True))


def _lines(moved: Sequence[tuple[str, str]]) -> pd.DataFrame:
    rows = [
        ("add_comments", None, comment_id, "conversation_id", "the conversation is there already", "repaired", detail)
        for comment_id, detail in moved
    ]
    blank = empty_problems()
    return pd.DataFrame(rows, columns=list(blank.columns)).astype(blank.dtypes.to_dict())


def _names(rows: Sequence[StoredComment], known: Mapping[str, StoredComment]) -> dict[str | None, str | None]:
    """Find what the project calls the conversations of an export, where its known comments tell without doubt."""
    told: dict[str | None, set[str | None]] = {}
    for row in rows:
        if row.comment_id in known:
            told.setdefault(row.conversation_id, set()).add(known[row.comment_id].conversation_id)
    return {name: next(iter(mine)) for name, mine in told.items() if len(mine) == 1}


def _known_ancestor(
    comment_id: str, answered: Mapping[str, str | None], ancestors: dict[str, StoredComment | None]
) -> StoredComment | None:
    """Follow the replies up to a known comment, and note it for all on the way: threads can be long."""
    way: dict[str, None] = {}
    at: str | None = comment_id
    while at is not None and at not in ancestors and at not in way:
        way[at] = None
        at = answered.get(at)
    found = None if at is None else ancestors.get(at)
    ancestors.update(dict.fromkeys(way, found))
    return found


def _known_parent(reference: str | None, known: Mapping[str, StoredComment]) -> str | None:
    if reference is None:
        return None
    for pattern in ("", *DECORATION):
        reference = re.sub(pattern, "", reference) if pattern else reference
        if reference in known:
            return reference
    return None
