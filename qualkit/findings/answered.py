"""Which of our own posts a comment answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from qualkit.model import OURS

__all__ = ["Reply", "replies_to_posts", "untold_posts"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A customer's comment below one of our own posts.

    Attributes
    ----------
    post_id : str or None
        The comment by staff that it answers; None where it answers a prompt.
    prompt : str or None
        The prompt that it answers.
    reply_id : str
        The comment.
    person_id : str or None
        Who wrote it; None where nobody knows.
    text : str
        What they wrote.
    how : {'direct', 'indirect', 'next in the conversation'}
        To the post; to another customer below the post; or after it, where the source tells of no reply links, or all of
        a conversation answers the customer who opened it.
    before_id : str or None
        The comment that it directly answers, where that is another customer's.
    """

    post_id: str | None
    prompt: str | None
    reply_id: str
    person_id: str | None
    text: str
    how: str
    before_id: str | None = None


def replies_to_posts(frame: pd.DataFrame) -> Iterator[Reply]:
    """Go through all comments that answer a post by staff, or a prompt.

    Parameters
    ----------
    frame : DataFrame
        A corpus' frame.

    Yields
    ------
    Reply
        In the frame's order. A comment below several posts answers the one nearest to it.
    """
    rows = _rows(frame)
    before = _in_line(frame, rows)
    for row in rows.values():
        if row.role in OURS:
            continue
        linked = _climb(row, rows)
        if linked is not None:
            post, above = linked
            other = above is not None and rows[above].person_id != row.person_id
            how = "indirect" if other else "direct"
            yield Reply(post, None, row.comment_id, row.person_id, row.text, how, above if other else None)
        elif row.comment_id in before:
            how = "next in the conversation"
            yield Reply(before[row.comment_id], None, row.comment_id, row.person_id, row.text, how)
        elif row.prompt is not None:
            yield Reply(None, row.prompt, row.comment_id, row.person_id, row.text, "direct")


def untold_posts(frame: pd.DataFrame) -> frozenset[str]:
    """Find the posts of which the source cannot tell whether anybody answered them.

    Parameters
    ----------
    frame : DataFrame
        A corpus' frame.

    Returns
    -------
    frozenset of str
        Ids of comments by staff: where no reply of the channel was exported at all, and where, in a conversation without
        reply links, a later post of ours stands before all that customers said.
    """
    rows = _rows(frame)
    linked = _linked(rows)
    size = frame.groupby("conversation_id")["comment_id"].transform("size")
    talked = set(frame.loc[size > 1, "channel"].fillna(""))
    channels = dict(zip(frame["comment_id"].tolist(), frame["channel"].fillna("").tolist(), strict=True))
    found, waiting = set(), dict[str, list[str]]()
    for row in (rows[one] for one in _by_date(frame)):
        if row.role == "staff" and channels[row.comment_id] not in talked:
            found.add(row.comment_id)
        elif row.conversation_id is None or row.conversation_id in linked or row.role == "bot":
            continue
        elif row.role == "staff":
            waiting.setdefault(row.conversation_id, []).append(row.comment_id)
        else:
            # Of several posts of ours in a row, what comes next is taken for an answer to the last.
            found.update(waiting.pop(row.conversation_id, [])[:-1])
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Row:
    comment_id: str
    conversation_id: str | None
    reply_to: str | None
    person_id: str | None
    role: str | None
    prompt: str | None
    text: str


def _rows(frame: pd.DataFrame) -> dict[str, _Row]:
    names = ("comment_id", "conversation_id", "reply_to", "person_id", "role", "prompt", "text")
    return {row[0]: _Row(*row) for row in zip(*(_known(frame[name]) for name in names), strict=True)}


def _known(values: pd.Series) -> list[str | None]:
    return [None if missing else str(value) for value, missing in zip(values.tolist(), values.isna(), strict=True)]


def _climb(row: _Row, rows: dict[str, _Row]) -> tuple[str, str | None] | None:
    seen = {row.comment_id}
    at = row.reply_to
    above = None
    while at is not None and at in rows and at not in seen:
        seen.add(at)
        found = rows[at]
        if found.role == "staff":
            return at, above
        if found.role == "bot":
            return None
        above = above or at
        at = found.reply_to
    return None


def _in_line(frame: pd.DataFrame, rows: dict[str, _Row]) -> dict[str, str]:
    linked = _linked(rows)
    last: dict[str | None, str] = {}
    found = {}
    for comment_id in _by_date(frame):
        row = rows[comment_id]
        if row.conversation_id is None or row.conversation_id in linked:
            continue
        if row.role == "staff":
            last[row.conversation_id] = comment_id
        elif row.role != "bot" and row.conversation_id in last:
            found[comment_id] = last[row.conversation_id]
    return found


def _by_date(frame: pd.DataFrame) -> list[str]:
    # Undated comments keep the source's order, last, as everywhere.
    return [str(one) for one in frame.sort_values("created", kind="stable", na_position="last")["comment_id"]]


def _linked(rows: dict[str, _Row]) -> set[str | None]:
    """Give the conversations whose links tell who answers whom.

    Where all answer a customer's first comment, as reading has it for an export without links, they tell nothing: what was
    said after a post of ours is then the best that is known of what came back.
    """
    answered: dict[str | None, set[str]] = {}
    sizes: dict[str | None, int] = {}
    links: dict[str | None, int] = {}
    for row in rows.values():
        sizes[row.conversation_id] = sizes.get(row.conversation_id, 0) + 1
        if row.reply_to in rows:
            answered.setdefault(row.conversation_id, set()).add(str(row.reply_to))
            links[row.conversation_id] = links.get(row.conversation_id, 0) + 1
    flat = {
        one
        for one, above in answered.items()
        if len(above) == 1 and links[one] == sizes[one] - 1 and rows[next(iter(above))].role not in OURS
    }
    return answered.keys() - flat
