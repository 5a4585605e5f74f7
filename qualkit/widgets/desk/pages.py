"""Conversations as the coding view shows them: turn after turn, under pseudonyms, long ones with the texts nearby."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from qualkit.errors import NotFoundError
from qualkit.model import Comment, Conversation, Corpus
from qualkit.model.missing import is_missing
from qualkit.text.pseudonyms import display_names
from qualkit.widgets.desk.wire import sendable

__all__ = ["Pages"]

_AT_ONCE = 60_000  # characters of text that a page brings along
_OPENING = 80
_UNKNOWN = "Somebody unknown"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Pages:
    """What was said, cut into pages for the browser.

    Parameters
    ----------
    corpus : Corpus
        What was said.
    key : bytes
        The project's secret, from which the pseudonyms come.
    """

    def __init__(self, corpus: Corpus, key: bytes) -> None:
        self.corpus = corpus
        self._key = key
        self._texts: list[str] = corpus.table["text"].tolist()
        self._conversations: list[str] = corpus.table["conversation_id"].tolist()

    def length(self, comment_id: str) -> int | None:
        """Give a comment's length.

        Parameters
        ----------
        comment_id : str
            Which comment.

        Returns
        -------
        int or None
            Code points; None where there is no such comment.
        """
        row = self.corpus.rows.get(comment_id)
        return None if row is None else len(self._texts[row])

    def text(self, comment_id: str) -> str:
        """Give a comment's text, exactly as decoded.

        Parameters
        ----------
        comment_id : str
            Which comment.

        Returns
        -------
        str
            Not fit to be sent: see `sendable`.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        """
        return self._texts[self._row(comment_id)]

    def conversation_of(self, comment_id: str) -> str:
        """Give the conversation of a comment.

        Parameters
        ----------
        comment_id : str
            Which comment.

        Returns
        -------
        str
            Its id.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        """
        return self._conversations[self._row(comment_id)]

    def place(self, comment_id: str) -> dict[str, str]:
        """Give where a comment is, as messages say it.

        Parameters
        ----------
        comment_id : str
            Which comment.

        Returns
        -------
        dict
            ``comment_id``, ``conversation_id``.
        """
        return {"comment_id": comment_id, "conversation_id": self.conversation_of(comment_id)}

    def holds(self, conversation_id: str) -> bool:
        """Say whether there is such a conversation.

        Parameters
        ----------
        conversation_id : str
            Its id.

        Returns
        -------
        bool
            Whether.
        """
        return conversation_id in self._rows_of

    def ids(self, conversation_id: str) -> tuple[str, ...]:
        """Give the comments of a conversation.

        Parameters
        ----------
        conversation_id : str
            Which.

        Returns
        -------
        tuple of str
            In reading order.

        Raises
        ------
        NotFoundError
            If there is no such conversation.
        """
        return tuple(one.comment_id for one in self._conversation(conversation_id))

    def turns(self, conversation_id: str, at: str) -> list[dict[str, Any]]:
        """Show a conversation.

        Parameters
        ----------
        conversation_id : str
            Which.
        at : str
            The comment at hand: its text comes along however long it is, then those around it.

        Returns
        -------
        list of dict
            One a turn, in reading order; ``text`` is None where the page would become too long.

        Raises
        ------
        NotFoundError
            If there is no such conversation.
        """
        turns = self._conversation(conversation_id).turns
        texts = [self._texts[self.corpus.rows[one.comment.comment_id]] for one in turns]
        near = _near([len(one) for one in texts], [one.comment.comment_id for one in turns].index(at))
        return [
            self._turn(turn.comment, turn.depth, said, n in near)
            for n, (turn, said) in enumerate(zip(turns, texts, strict=True))
        ]

    def texts(self, comment_ids: Iterable[str]) -> dict[str, str]:
        """Give texts that a page left out.

        Parameters
        ----------
        comment_ids : iterable of str
            Of which comments.

        Returns
        -------
        dict of str to str
            Fit to be sent; at least one, and no more than a page brings along. Ask again for the rest.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        """
        found: dict[str, str] = {}
        room = _AT_ONCE
        for comment_id in comment_ids:
            said = self.text(comment_id)
            if found and len(said) > room:
                break
            found[comment_id] = sendable(said)
            room -= len(said)
        return found

    def opening(self, comment_id: str) -> str:
        """Give the first words of a comment, on one line.

        Parameters
        ----------
        comment_id : str
            Which comment.

        Returns
        -------
        str
            80 characters at most; an ellipsis where more was said.
        """
        text = self.text(comment_id)
        words = " ".join(text[: 4 * _OPENING].split())
        if len(words) <= _OPENING and len(text) <= 4 * _OPENING:
            return sendable(words)
        cut = words[: _OPENING - 2]
        whole = cut.rpartition(" ")[0]  # a word that is cut reads like another one; an address may be all there is
        return sendable(whole if 2 * len(whole) > _OPENING else cut) + " …"

    def who(self, comment_id: str) -> str:
        """Give the pseudonym of who said it.

        Parameters
        ----------
        comment_id : str
            Which comment.

        Returns
        -------
        str
            As in ``"Heron-41"``.
        """
        return self._names.get(self._people[self._row(comment_id)], _UNKNOWN)

    def facts(self, comment_id: str) -> list[str]:
        """Say in a few words where something was said, and by whom.

        Parameters
        ----------
        comment_id : str
            Which comment.

        Returns
        -------
        list of str
            Channel and outcome, where they are known; with these words before a bare number.
        """
        row = self._row(comment_id)
        told = {"channel": self._channels[row], "outcome": self._outcomes[row]}
        return [sendable(_told(name, str(value))) for name, value in told.items() if not is_missing(value)]

    @cached_property
    def _names(self) -> Mapping[Any, str]:
        return display_names(self.corpus.table["person_id"].dropna().tolist(), self._key)

    @cached_property
    def _people(self) -> list[Any]:
        return self.corpus.table["person_id"].tolist()

    @cached_property
    def _channels(self) -> list[Any]:
        return self.corpus.table["channel"].tolist()

    @cached_property
    def _outcomes(self) -> list[Any]:
        return self.corpus.table["outcome"].tolist()

    @cached_property
    def _rows_of(self) -> Mapping[str, list[int]]:
        groups: dict[str, list[int]] = {}
        for n, conversation_id in enumerate(self._conversations):
            groups.setdefault(conversation_id, []).append(n)
        return groups

    def _row(self, comment_id: str) -> int:
        row = self.corpus.rows.get(comment_id)
        if row is None:
            raise NotFoundError(f"There is no comment {comment_id!r}.", hint="Open the conversation again.")
        return row

    def _conversation(self, conversation_id: str) -> Conversation:
        rows = self._rows_of.get(conversation_id)
        if rows is None:
            raise NotFoundError(f"There is no conversation {conversation_id!r}.", hint="Open the queue again.")
        # Column by column: a row of a DataFrame costs far more than a value of a list.
        part = self.corpus.table.iloc[rows]
        names = ("comment_id", "reply_to", "role", "prompt", "created")
        columns = ([None if is_missing(one) else one for one in part[name].tolist()] for name in names)
        comments = [
            Comment(str(comment_id), conversation_id, "", reply_to, role=role, prompt=prompt, created=created)
            for comment_id, reply_to, role, prompt, created in zip(*columns, strict=True)
        ]
        return Conversation.from_comments(conversation_id, comments)

    def _turn(self, comment: Comment, depth: int, said: str, near: bool) -> dict[str, Any]:
        when = comment.created
        return {
            "comment_id": comment.comment_id,
            "depth": depth,
            "who": self.who(comment.comment_id),
            "role": comment.role or "",
            "when": f"{when.day} {_MONTHS[when.month - 1]} {when.year}" if when else "",
            "facts": self.facts(comment.comment_id),
            "prompt": sendable(comment.prompt or ""),
            "chars": len(said),
            "text": sendable(said) if near else None,
        }


def _told(name: str, value: str) -> str:
    return value if any(one.isalpha() for one in value) else f"{name} {value}"


def _near(lengths: Sequence[int], at: int) -> set[int]:
    """Choose the turns around one until there is enough to read: two after it for each before."""
    chosen, room = {at}, _AT_ONCE - lengths[at]
    after, before = at + 1, at - 1
    while room > 0 and (after < len(lengths) or before >= 0):
        for n in [*range(after, min(after + 2, len(lengths))), *([before] if before >= 0 else [])]:
            if n not in chosen and lengths[n] <= room:
                chosen.add(n)
                room -= lengths[n]
            elif n not in chosen:
                room = 0
        after, before = after + 2, before - 1
    return chosen
