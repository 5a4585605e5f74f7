"""A coder at work: what is read, what was decided, what can be taken back. A pure state machine.

Every verb gives a new session and the decision to store; nothing is written here. A session that was shown a decision
and a project that stored it then say the same; where the project knows more, `Session.learn` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Self

from qualkit.coding.deciding import RECENT, Deciding
from qualkit.coding.decision import Coded, Link, Proposal
from qualkit.coding.queue import Queue
from qualkit.coding.shelf import Shelf
from qualkit.coding.work import Tally, in_order
from qualkit.errors import QualkitError

__all__ = ["Session"]


class Session(Deciding):
    """A coder's work at one moment; begin with `Session.begin`."""

    @classmethod
    def begin(
        cls,
        length: Callable[[str], int | None],
        *,
        codings: Iterable[Coded] = (),
        marks: Mapping[str, Iterable[str]] | None = None,
        links: Iterable[Link] = (),
        rejected: Iterable[Proposal] = (),
        memos: Mapping[str, Iterable[str]] | None = None,
    ) -> Self:
        """Take up a coder's work where a project keeps it.

        Parameters
        ----------
        length : callable
            Gives a comment's length in code points, None where there is no such comment.
        codings : iterable of Coded
            The coder's own, in the order in which they were made.
        marks : mapping of str to iterable of str, optional
            Marks of each comment.
        links : iterable of Link
            The coder's own.
        rejected : iterable of Proposal
            Suggestions that the coder turned down.
        memos : mapping of str to iterable of str, optional
            The coder's own memos on anything but codings.

        Returns
        -------
        Session
            With nothing to read yet.
        """
        made = tuple(codings)
        on: dict[str, list[str]] = {}
        used: dict[str, int] = {}
        for one in made:
            on.setdefault(one.comment_id, []).append(one.coding_id)
            used[one.code_id] = used.get(one.code_id, 0) + 1
        latest = dict.fromkeys(one.code_id for one in reversed(made))
        return cls(
            length,
            codings=Shelf((one.coding_id, one) for one in made),
            on=Shelf((comment_id, tuple(ids)) for comment_id, ids in on.items()),
            marks=Shelf((comment_id, in_order(held)) for comment_id, held in (marks or {}).items()),
            links=Shelf((one.link_id, one) for one in links),
            rejected=Shelf((one.key, one) for one in rejected),
            memos=Shelf((target, tuple(texts)) for target, texts in (memos or {}).items()),
            used=used,
            recent=tuple(latest)[:RECENT],
        )

    def with_queue(self, queue: Queue) -> Self:
        """Read something else.

        Parameters
        ----------
        queue : Queue
            What.

        Returns
        -------
        Session
            At the same comment, where it stands in the queue; else the next step leads to the first that is unread.
        """
        tally = Tally()
        for comment_id, held in self.marks.items():
            if comment_id in queue.places:
                tally = tally.plus(held)
        fresh = replace(self, queue=queue, tally=tally, cursor=queue.places.get(self.at, 0))
        return fresh if self.at in queue.places else replace(fresh, cursor=fresh._unread_after(-1) or 0)

    def step(self, by: int) -> Self:
        """Go along the queue, and no further than its ends.

        Parameters
        ----------
        by : int
            How many places; negative for backwards. From outside of the queue the first place leads back into it.

        Returns
        -------
        Session
            There; the same where the queue is empty.
        """
        if not len(self.queue) or not by:
            return self
        inside = self.at in self.queue.places
        place = self.cursor + (by if inside else by - (1 if by > 0 else -1))
        place = min(max(place, 0), len(self.queue) - 1)
        return replace(self, cursor=place, at=self.queue.items[place])

    def next_unread(self) -> Self:
        """Go to the next comment of the queue that is neither done nor skipped, from the end on to its begin.

        Returns
        -------
        Session
            There.

        Raises
        ------
        QualkitError
            If all are read.
        """
        place = self._unread_after(self.cursor if self.at in self.queue.places else self.cursor - 1)
        if place is None:
            raise QualkitError(
                f"Everything in {self.queue.name!r} is done or skipped.", hint="Choose something else to read."
            )
        return replace(self, cursor=place, at=self.queue.items[place])

    def _unread_after(self, place: int) -> int | None:
        n = len(self.queue)
        around = (one % n for one in range(place + 1, place + 1 + n)) if n else iter(())
        return next((one for one in around if self._is_unread(self.queue.items[one])), None)

    def _is_unread(self, comment_id: str) -> bool:
        held = self.marks.get(comment_id, ())
        return "done" not in held and "skipped" not in held
