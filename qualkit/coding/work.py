"""What a coder has before them: own codings, marks, links and memos, and what is read. A value.

A decision is a set of changes, so that it can be taken back; see `qualkit.coding.deciding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

from qualkit.coding.decision import MARKS, Change, Coded, Link, Proposal, Step
from qualkit.coding.queue import Queue
from qualkit.coding.shelf import Shelf
from qualkit.errors import NotFoundError, PassageError

__all__ = ["Tally", "Work", "in_order"]

V = TypeVar("V")
W = TypeVar("W", bound="Work")


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a coder is in a queue.

    Attributes
    ----------
    done, skipped, flagged : int
        Comments of the queue; one that is done counts as skipped no more.
    """

    done: int = 0
    skipped: int = 0
    flagged: int = 0

    def plus(self, marks: Iterable[str], sign: int = 1) -> Tally:
        """Give the tally with one comment more, or less.

        Parameters
        ----------
        marks : iterable of str
            The comment's marks.
        sign : {1, -1}
            More or less.

        Returns
        -------
        Tally
            A new one.
        """
        held = set(marks)
        skipped = "skipped" in held and "done" not in held
        return Tally(
            self.done + sign * ("done" in held),
            self.skipped + sign * skipped,
            self.flagged + sign * ("flagged" in held),
        )


@dataclass(frozen=True)
class Work:
    """A coder's work at one moment.

    Attributes
    ----------
    length : callable
        Gives a comment's length in code points, None where there is no such comment.
    queue : Queue
        What is read.
    cursor : int
        The place in the queue that was visited last, from 0.
    at : str
        The comment at hand, in the queue or not; empty where nothing was opened yet.
    codings : Shelf of Coded
        The coder's own, by id.
    on : Shelf of tuple of str
        Ids of the codings on each comment.
    marks : Shelf of tuple of str
        Marks of each comment, in the order of `MARKS`.
    links : Shelf of Link
        By id.
    rejected : Shelf of Proposal
        Suggestions that were turned down, by their key.
    memos : Shelf of tuple of str
        Memos on anything but codings, by what they are about.
    used : mapping of str to int
        How many codings each code has here.
    recent : tuple of str
        Codes used last, the latest first.
    tally : Tally
        How far the queue is read.
    past, future : tuple of Step
        What undo and redo take, the next one last.
    """

    length: Callable[[str], int | None]
    queue: Queue = field(default_factory=lambda: Queue("nothing"))
    cursor: int = 0
    at: str = ""
    codings: Shelf[Coded] = field(default_factory=Shelf)
    on: Shelf[tuple[str, ...]] = field(default_factory=Shelf)
    marks: Shelf[tuple[str, ...]] = field(default_factory=Shelf)
    links: Shelf[Link] = field(default_factory=Shelf)
    rejected: Shelf[Proposal] = field(default_factory=Shelf)
    memos: Shelf[tuple[str, ...]] = field(default_factory=Shelf)
    used: Mapping[str, int] = field(default_factory=dict)
    recent: tuple[str, ...] = ()
    tally: Tally = Tally()
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()

    def go(self, comment_id: str) -> Self:
        """Turn to a comment, in the queue or not.

        Parameters
        ----------
        comment_id : str
            Which.

        Returns
        -------
        Session
            There.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        """
        self.length_of(comment_id)
        return replace(self, at=comment_id, cursor=self.queue.places.get(comment_id, self.cursor))

    def learn(
        self,
        *,
        codings: Mapping[str, Coded | None] | None = None,
        marks: Mapping[str, Iterable[str]] | None = None,
        links: Iterable[Link] | None = None,
        memos: Mapping[str, Iterable[str]] | None = None,
    ) -> Self:
        """Take in what a project says, which is always right.

        Parameters
        ----------
        codings : mapping of str to Coded or None, optional
            Codings as they are now, None for those that are gone.
        marks : mapping of str to iterable of str, optional
            The marks of comments as they are now.
        links : iterable of Link, optional
            All links there are.
        memos : mapping of str to iterable of str, optional
            Memos on anything but codings, as they are now.

        Returns
        -------
        Session
            Saying the same. What can be taken back stays as it was.
        """
        changes = [Change("coding", key, self.codings.get(key), now) for key, now in (codings or {}).items()]
        for comment_id, held in (marks or {}).items():
            changes.append(Change("marks", comment_id, self.marks.get(comment_id), in_order(held) or None))
        changes += [Change("memo", key, self.memos.get(key), tuple(now) or None) for key, now in (memos or {}).items()]
        fresh = self.changed(changes)
        return fresh if links is None else replace(fresh, links=Shelf((one.link_id, one) for one in links))

    def coding(self, coding_id: str) -> Coded:
        """Give one of the coder's codings.

        Parameters
        ----------
        coding_id : str
            Which.

        Returns
        -------
        Coded
            As it is now.

        Raises
        ------
        NotFoundError
            If there is none of the coder's own.
        """
        found = self.codings.get(coding_id)
        if found is None:
            raise NotFoundError(
                f"There is no coding {coding_id!r} of yours.",
                hint="It was removed in the meantime, or is another coder's: open the conversation again.",
            )
        return found

    def codings_on(self, comment_id: str) -> tuple[Coded, ...]:
        """Give the coder's codings of a comment.

        Parameters
        ----------
        comment_id : str
            Which comment.

        Returns
        -------
        tuple of Coded
            In the order of the text.
        """
        found = (self.codings[one] for one in self.on.get(comment_id, ()))
        return tuple(sorted(found, key=lambda one: (one.start, one.end, one.coding_id)))

    def same(self, comment_id: str, start: int, end: int, code_id: str) -> Coded | None:
        """Find the coding that says exactly this.

        Parameters
        ----------
        comment_id : str
            Where.
        start, end : int
            Unicode code points, half-open.
        code_id : str
            Which code.

        Returns
        -------
        Coded or None
            None where there is none.
        """
        span = (start, end, code_id)
        return next((one for one in self.codings_on(comment_id) if (one.start, one.end, one.code_id) == span), None)

    def length_of(self, comment_id: str) -> int:
        """Give the length of a comment that must be there.

        Parameters
        ----------
        comment_id : str
            Which comment.

        Returns
        -------
        int
            Code points.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        """
        length = self.length(comment_id)
        if length is None:
            raise NotFoundError(f"There is no comment {comment_id!r}.", hint="Open the conversation again.")
        return length

    def check(self, comment_id: str, start: int, end: int) -> None:
        """Refuse positions that mark nothing.

        Parameters
        ----------
        comment_id : str
            Which comment.
        start, end : int
            Unicode code points, half-open.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        PassageError
            If the positions mark nothing or leave the text.
        """
        if not 0 <= start < end <= self.length_of(comment_id):
            raise PassageError(
                f"From {start} to {end} there is no passage.",
                where=f"comment {comment_id!r}, {self.length_of(comment_id)} characters",
                hint="Mark at least one character of the text.",
            )

    def changed(self, changes: Iterable[Change]) -> Self:
        """Make changes, one after the other.

        Parameters
        ----------
        changes : iterable of Change
            What becomes otherwise.

        Returns
        -------
        Work
            After them.
        """
        fresh = self
        for change in changes:
            fresh = _TAKE[change.kind](fresh, change)
        return fresh


def in_order(marks: Iterable[str]) -> tuple[str, ...]:
    """Put marks into the order of `MARKS`, each once.

    Parameters
    ----------
    marks : iterable of str
        Some of `MARKS`.

    Returns
    -------
    tuple of str
        The same.
    """
    held = set(marks)
    return tuple(one for one in MARKS if one in held)


def _take_coding(work: W, change: Change) -> W:
    old, new = work.codings.get(change.key), change.after
    used = dict(work.used)
    on, codings = work.on, work.codings
    if old is not None:
        used[old.code_id] = used.get(old.code_id, 0) - 1
        on = on.put(old.comment_id, tuple(one for one in on.get(old.comment_id, ()) if one != change.key))
        codings = codings.drop(change.key)
    if isinstance(new, Coded):
        used[new.code_id] = used.get(new.code_id, 0) + 1
        on = on.put(new.comment_id, (*on.get(new.comment_id, ()), change.key))
        codings = codings.put(change.key, new)
    return replace(work, codings=codings, on=on, used=used)


def _take_marks(work: W, change: Change) -> W:
    new = change.after if isinstance(change.after, tuple) else ()
    tally = work.tally
    if change.key in work.queue.places:
        tally = tally.plus(work.marks.get(change.key, ()), -1).plus(new)
    return replace(work, marks=_set(work.marks, change.key, new or None), tally=tally)


def _take_link(work: W, change: Change) -> W:
    new = change.after if isinstance(change.after, Link) else None
    return replace(work, links=_set(work.links, change.key, new))


def _take_rejected(work: W, change: Change) -> W:
    new = change.after if isinstance(change.after, Proposal) else None
    return replace(work, rejected=_set(work.rejected, change.key, new))


def _take_memo(work: W, change: Change) -> W:
    new = change.after if isinstance(change.after, tuple) else None
    return replace(work, memos=_set(work.memos, change.key, new))


def _set(shelf: Shelf[V], key: str, value: V | None) -> Shelf[V]:
    return shelf.drop(key) if value is None else shelf.put(key, value)


_TAKE: Mapping[str, Callable[[Any, Change], Any]] = {
    "coding": _take_coding,
    "marks": _take_marks,
    "link": _take_link,
    "rejected": _take_rejected,
    "memo": _take_memo,
}
