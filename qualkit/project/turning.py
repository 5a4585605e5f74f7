"""Taking decisions back, making them again, and following what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qualkit.errors import NotFoundError, ProjectError
from qualkit.model import Changes
from qualkit.project.changed import changes_between, codings_told
from qualkit.project.journalled import Journalled
from qualkit.project.undoing import check_redo, check_undo
from qualkit.project.words import said_in_words
from qualkit.store import DECISIONS, Draft, Event, Transaction

__all__ = ["Turning"]

_REMEMBERED = 64  # who follows a project asks on from one of the last answers


class Turning(Journalled):
    """The part of a project that goes back and forth."""

    def undo(self, what: str | None = None, *, event_id: str | None = None) -> str | None:
        """Take back a decision of the present coder.

        Comments that were added and people who were forgotten are no decisions of this kind.

        Parameters
        ----------
        what : str, optional
            The event id of the decision, however long ago; by default the last one that is not taken back yet.
        event_id : str, optional
            For a program that may send this step twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str or None
            In plain words, what was taken back; None where there was nothing.

        Raises
        ------
        NotFoundError
            If there is no such decision.
        ProjectError
            If another decision stands on it, it is another coder's, or it is taken back already.
        """

        def plan(_: Transaction) -> list[Draft]:
            if event_id in self._state.ids:
                return []
            event = self._top("done") if what is None else self._named(what, undone=False)
            if event is None:
                return []
            check_undo(event, self._state, self._bodies)
            return [Draft("decision.undone", {"event": event.event_id}, {}, event_id)]

        return self._words_of(self._decide(plan), event_id)

    def redo(self, what: str | None = None, *, event_id: str | None = None) -> str | None:
        """Make a decision again that the present coder took back. A new decision ends this, but for one that is named.

        Parameters
        ----------
        what : str, optional
            The event id of the decision; by default the one that was taken back last.
        event_id : str, optional
            For a program that may send this step twice: an id of its own making, with which a repeat changes nothing.

        Returns
        -------
        str or None
            In plain words, what was done again; None where there was nothing.

        Raises
        ------
        NotFoundError
            If there is no such decision.
        ProjectError
            If what it was about is gone or was decided anew, it is another coder's, or it is not taken back.
        """

        def plan(_: Transaction) -> list[Draft]:
            if event_id in self._state.ids:
                return []
            event = self._top("redoable") if what is None else self._named(what, undone=True)
            if event is None:
                return []
            check_redo(event, self._state, self._bodies)
            return [Draft("decision.redone", {"event": event.event_id}, {}, event_id)]

        return self._words_of(self._decide(plan), event_id)

    def undoable(self) -> str | None:
        """Say what `undo` would take back.

        Returns
        -------
        str or None
            In plain words; None where there is nothing. Neither what other programs wrote since the project was looked
            at last, nor whether another decision stands on it, is asked for: this costs next to nothing.
        """
        with self._lock:
            event = self._top("done")
            return None if event is None else said_in_words(event, self._state, self._bodies)

    def redoable(self) -> str | None:
        """Say what `redo` would do again.

        Returns
        -------
        str or None
            In plain words; None where there is nothing. Neither what other programs wrote since the project was looked
            at last, nor whether its ground is gone, is asked for.
        """
        with self._lock:
            event = self._top("redoable")
            return None if event is None else said_in_words(event, self._state, self._bodies)

    def knows(self, event_id: str, *, look: bool = True) -> bool:
        """Say whether the journal holds an event, whoever wrote it.

        Parameters
        ----------
        event_id : str
            The event.
        look : bool
            Whether to see what other programs wrote meanwhile; else what is known here is told.

        Returns
        -------
        bool
            True for a decision that was taken back, too.
        """
        with self._lock:
            if event_id in self._state.ids or not look:
                return event_id in self._state.ids
            with self._up_to_date():
                return event_id in self._state.ids

    def changes_since(self, n: int, *, look: bool = True) -> Changes:
        """Say what may be different since the journal had `n` events, whoever decided it.

        Costs as much as changed, not as much as there is.

        Parameters
        ----------
        n : int
            As `Changes.n` said last; a very large number only asks for the present one.
        look : bool
            Whether to look into the file first for what other programs wrote. Not needed right after a decision, which
            does so itself.

        Returns
        -------
        Changes
            What to ask with next time, and what may be different.
        """
        with self._up_to_date() if look else self._lock:
            events = self._state.events
            seen = self._seen.get(n)
            now = len(events)
            if now:
                self._seen[now] = events[-1].event_id
                while len(self._seen) > _REMEMBERED:
                    del self._seen[next(iter(self._seen))]
            if n >= now:
                return Changes(now, whole=seen is not None and seen != events[-1].event_id)
            if seen is not None and n > 0 and events[n - 1].event_id != seen:
                return Changes(now, whole=True)
            return changes_between(self._state, self._bodies, events[max(n, 0) :], self._coder)

    def codings_now(self) -> dict[str, dict[str, Any]]:
        """Give every coding as `changes_since` tells of it: where to begin from.

        Returns
        -------
        dict of str to dict
            Coding id to ``coding_id``, ``comment_id``, ``start``, ``end``, ``code_id``, ``coder``, ``created``, ``memo`` and
            ``suggested_by``, in the order in which they were made. Without quotes, and so much faster than `codings`.
        """
        with self._up_to_date():
            return codings_told(self._state, self._bodies)

    @property
    def _seen(self) -> dict[int, str]:
        found: dict[int, str] = self.__dict__.setdefault("_last_seen", {})
        return found

    def _top(self, stack: str) -> Event | None:
        mine: list[str] = getattr(self._state, stack).get(self._coder, [])
        return next((self._state.ids[one] for one in reversed(mine) if one in self._state.ids), None)

    def _named(self, what: str, *, undone: bool) -> Event:
        event = self._state.ids.get(what)
        if event is None or event.kind not in DECISIONS:
            raise NotFoundError.of("decision with id", what, self._state.done.get(self._coder, [])[-12:])
        words = said_in_words(event, self._state, self._bodies)
        if "with" in event.payload:
            raise ProjectError(
                f"This came with another decision: {words}.",
                hint=f"Give the other one's id: {event.payload['with']!r}.",
            )
        if event.coder != self._coder:
            raise ProjectError(f"This was decided by {event.coder}, not by {self._coder}: {words}.")
        if (what in self._state.undone) != undone:
            raise ProjectError(f"This {'stands' if undone else 'is taken back'} already: {words}.")
        return event

    def _words_of(self, events: Sequence[Event], event_id: str | None) -> str | None:
        event = events[0] if events else self._state.ids.get(event_id or "")
        about = None if event is None else self._state.ids.get(event.payload.get("event", ""))
        return None if about is None else said_in_words(about, self._state, self._bodies)
