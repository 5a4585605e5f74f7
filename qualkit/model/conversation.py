"""Comments and the conversations that they form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from qualkit.errors import NotFoundError

__all__ = ["Comment", "Conversation", "Turn"]


@dataclass(frozen=True, slots=True)
class Comment:
    """One thing that one person said, once.

    Attributes
    ----------
    comment_id : str
        The export's own id, else derived from content.
    conversation_id : str
        The conversation it belongs to.
    text : str
        Exactly as decoded; positions in it count Unicode code points.
    reply_to : str or None
        The comment it answers.
    person_id : str or None
        Stable pseudonym; None is an unknown person.
    author : str or None
        As exported.
    role : {'customer', 'staff', 'bot'} or None
        Who speaks.
    created : datetime or None
        UTC.
    channel, prompt, outcome : str or None
        Where it was said, the question it answers, what the customer did.
    variables : mapping
        Every other column of the export.
    """

    comment_id: str
    conversation_id: str
    text: str
    reply_to: str | None = None
    person_id: str | None = None
    author: str | None = None
    role: str | None = None
    created: datetime | None = None
    channel: str | None = None
    prompt: str | None = None
    outcome: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A comment at its place in a conversation.

    Attributes
    ----------
    comment : Comment
        What was said.
    depth : int
        0 for a comment that answers nothing in this conversation, 1 for a reply to it, and so on.
    """

    comment: Comment
    depth: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A comment and what came of it: the reply tree, in reading order.

    Attributes
    ----------
    conversation_id : str
        Its id.
    turns : tuple of Turn
        Depth first; siblings by time, then by their place in the export.
    """

    conversation_id: str
    turns: tuple[Turn, ...]

    def __repr__(self) -> str:
        n = len(self.turns)
        by_staff = sum(turn.comment.role == "staff" for turn in self.turns)
        staff = f" ({by_staff:,} by staff)" if by_staff else ""
        return f"<Conversation {self.conversation_id}: {n:,} comment{'' if n == 1 else 's'}{staff}>"

    @classmethod
    def from_comments(cls, conversation_id: str, comments: Sequence[Comment]) -> Conversation:
        """Put comments into reading order by whom they answer.

        Parameters
        ----------
        conversation_id : str
            The conversation's id.
        comments : sequence of Comment
            In the export's order. A reply to something that is not among them opens a branch at depth 0.

        Returns
        -------
        Conversation
            Every comment exactly once, whatever the reply links say.
        """
        return cls(conversation_id, tuple(_reading_order(comments)))

    def __len__(self) -> int:
        return len(self.turns)

    def __iter__(self) -> Iterator[Comment]:
        return (turn.comment for turn in self.turns)

    def comment(self, comment_id: str) -> Comment:
        """Give one comment of this conversation.

        Parameters
        ----------
        comment_id : str
            Its id.

        Returns
        -------
        Comment
            That comment.

        Raises
        ------
        NotFoundError
            If the conversation has no such comment.
        """
        for comment in self:
            if comment.comment_id == comment_id:
                return comment
        raise NotFoundError.of(
            f"comment in conversation {self.conversation_id!r} called", comment_id, [c.comment_id for c in self]
        )

    def replies(self, comment_id: str) -> tuple[Comment, ...]:
        """Give the direct answers to a comment.

        Parameters
        ----------
        comment_id : str
            The comment that was answered.

        Returns
        -------
        tuple of Comment
            In reading order; empty if nobody answered.
        """
        return tuple(comment for comment in self if comment.reply_to == comment_id)


def _reading_order(comments: Sequence[Comment]) -> Iterator[Turn]:
    by_id = {comment.comment_id: comment for comment in comments}
    place = {comment.comment_id: n for n, comment in enumerate(comments)}
    children: dict[str | None, list[Comment]] = {}
    for comment in comments:
        parent = comment.reply_to if comment.reply_to in by_id and comment.reply_to != comment.comment_id else None
        children.setdefault(parent, []).append(comment)

    def when(comment: Comment) -> tuple[bool, float, int]:
        # A naive comparison of None and datetime would fail: undated comments keep the export's order, last.
        stamp = comment.created.timestamp() if comment.created is not None else 0.0
        return (comment.created is None, stamp, place[comment.comment_id])

    seen: set[str] = set()
    stack = [(comment, 0) for comment in sorted(children.get(None, []), key=when, reverse=True)]
    while stack:
        comment, depth = stack.pop()
        seen.add(comment.comment_id)
        yield Turn(comment, depth)
        answers = sorted(children.get(comment.comment_id, []), key=when, reverse=True)
        stack.extend((answer, depth + 1) for answer in answers)
    # Reply links that run in a circle are reached from nowhere: said last, never lost.
    yield from (Turn(comment, 0) for comment in comments if comment.comment_id not in seen)
