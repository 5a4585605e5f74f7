"""Comments and the conversations that they form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import fill, indent
from typing import Any

from qualkit.errors import NotFoundError
from qualkit.model.visible import visible

__all__ = ["Comment", "Conversation", "Turn"]

_WIDTH = 88  # of printed lines: what is read aloud is read more easily in short ones
_DEEPEST = 8  # steps to the right; further ones leave no room for words


@dataclass(frozen=True, slots=True)
class Comment:
    """One thing that one person said, once; printed, it is its words below who said them where and when.

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

    def __str__(self) -> str:
        day = None if self.created is None else f"{self.created:%Y-%m-%d}"
        # No author: what is printed is soon pasted elsewhere.
        about = (self.comment_id, self.role, self.channel, day, self.outcome)
        head = f"[{' · '.join(one for one in about if one)}]"
        asked = f"({self.prompt})\n" if self.prompt else ""
        said = visible(asked + self.text)
        return "\n".join([visible(head), *(fill(line, _WIDTH) for line in said.split("\n"))])


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
    """A comment and what came of it: the reply tree, in reading order; printed, each reply is a step to the right.

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

    def __str__(self) -> str:
        said = (indent(str(turn.comment), "    " * min(turn.depth, _DEEPEST)) for turn in self.turns)
        return "\n\n".join(said)

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
