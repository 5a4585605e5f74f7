"""What the events of a project say, whatever two people decided apart from each other.

Of several decisions about one thing the last one that holds counts, in the order ``(lamport, replica, n)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from qualkit.store.journal import Event
from qualkit.store.kept import Kept

__all__ = ["State", "code_told"]


class State(Kept):
    """What the events so far say of codings, codes, links, marks and memos; see `Kept` for where each is."""

    def place(self, coding_id: str) -> tuple[str, int, int]:
        """Say where a coding stands.

        Parameters
        ----------
        coding_id : str
            One of `codings`.

        Returns
        -------
        tuple of (str, int, int)
            Comment id, start and end in code points, half-open.
        """
        event = self.codings[coding_id]
        if coding_id in self.moves:
            event = self.last(self.moves[coding_id]) or event
        said = event.payload
        return self.codings[coding_id].payload["comment_id"], said["start"], said["end"]

    def own_code(self, coding_id: str) -> str:
        """Say which code a coding was given last, whatever became of the code.

        Parameters
        ----------
        coding_id : str
            One of `codings`.

        Returns
        -------
        str
            The code's id as it was then.
        """
        event = self.last(self.recodings[coding_id]) if coding_id in self.recodings else None
        code: str = self.codings[coding_id].payload["code"] if event is None else code_told(event, coding_id)
        return code

    def codes_given(self, coding_id: str) -> list[str]:
        """Give every code that a coding was ever given, whether that was taken back or not.

        Parameters
        ----------
        coding_id : str
            A coding.

        Returns
        -------
        list of str
            Ids; empty for a coding that is not known yet.
        """
        if coding_id not in self.codings:
            return []
        later = (code_told(event, coding_id) for event in self.recodings.get(coding_id, ()))
        return [self.codings[coding_id].payload["code"], *later]

    def code(self, coding_id: str) -> str:
        """Say which code a coding has.

        Parameters
        ----------
        coding_id : str
            One of `codings`.

        Returns
        -------
        str
            The code's id; that of the code with which it was merged.
        """
        return self.current(self.own_code(coding_id))

    def current(self, code_id: str) -> str:
        """Follow a code to the one with which it was merged.

        Parameters
        ----------
        code_id : str
            A code.

        Returns
        -------
        str
            Itself, where it was not merged.
        """
        merged = self.merged
        while code_id in merged:
            code_id = merged[code_id]
        return code_id

    @property
    def merged(self) -> Mapping[str, str]:
        """Each merged code to the one with which it was merged; never a circle, whatever people did at once."""
        if self._merged is None:
            self._merged = {}
            for event in self.merges:
                if self.holds(event.event_id):
                    for code_id in event.payload["codes"]:
                        self._lead(code_id, event.payload["into"])
        return self._merged

    def _lead(self, code_id: str, into: str) -> None:
        merged = self._merged or {}
        before, at = merged.pop(code_id, None), into
        while at in merged:
            at = merged[at]
        if at != code_id and code_id in self.codes and into in self.codes:
            merged[code_id] = into
        elif before is not None:
            merged[code_id] = before
        self._merged = merged

    def coding_at(self, coder: str, comment_id: str, start: int, end: int, code_id: str) -> str | None:
        """Find a coder's coding by what it says.

        Parameters
        ----------
        coder, comment_id : str
            Who, where.
        start, end : int
            Code points, half-open.
        code_id : str
            Which code, as it is now.

        Returns
        -------
        str or None
            The coding's id, if it holds; the first where several came to say the same.
        """
        return next(iter(self.same_codings(coder, comment_id, start, end, code_id)), None)

    def same_codings(self, coder: str, comment_id: str, start: int, end: int, code_id: str) -> list[str]:
        """Find a coder's codings that say the same: after codes were merged there may be several.

        Parameters
        ----------
        coder, comment_id : str
            Who, where.
        start, end : int
            Code points, half-open.
        code_id : str
            Which code, as it is now.

        Returns
        -------
        list of str
            Their ids, in fold order; the first one stands for all.
        """
        here = {one for one in self.spans.get((coder, comment_id, start, end), ()) if one in self.codings}
        place = (comment_id, start, end)
        same = (one for one in here if self.holds(one) and self.place(one) == place and self.code(one) == code_id)
        return sorted(same, key=lambda one: self.codings[one].order)

    def shows(self, coding_id: str) -> bool:
        """Say whether a coding is there, and is the one that stands for all that say the same.

        Parameters
        ----------
        coding_id : str
            One of `codings`.

        Returns
        -------
        bool
            False for one that does not hold, too.
        """
        if not self.holds(coding_id):
            return False
        coder, place = self.codings[coding_id].coder, self.place(coding_id)
        if len(self.spans.get((coder, *place), ())) < 2:
            return True
        same = self.same_codings(coder, *place, self.code(coding_id))
        return not same or same[0] == coding_id

    def links_that_hold(self) -> Iterator[Event]:
        """Go through the links whose both ends are there.

        Yields
        ------
        Event
            In fold order.
        """
        return (
            one
            for one in self.live(self.links)
            if self.holds(one.payload["reason"]) and self.holds(one.payload["behaviour"])
        )

    def memos_by(self, target: str, coder: str) -> list[Event]:
        """Give a coder's memos on something.

        Parameters
        ----------
        target, coder : str
            About what, whose.

        Returns
        -------
        list of Event
            Those that hold and were not taken away since, in fold order.
        """
        found: list[Event] = []
        for event_id in self.noted.get(target, ()):
            event = self.ids[event_id]
            if event.coder == coder and self.holds(event_id):
                if event.kind == "memo.removed":
                    found.clear()
                else:
                    found.append(event)
        return found

    def shows_memo(self, memo: Event) -> bool:
        """Say whether a memo is there: it holds, and its coder did not take it away since.

        Parameters
        ----------
        memo : Event
            One of `memos`.

        Returns
        -------
        bool
            True for what another coder took their own memos away from, too.
        """
        mine = self.memos_by(memo.payload["target"], memo.coder)
        return any(one.event_id == memo.event_id for one in mine)

    def marks_on(self, comment_id: str, coder: str, known: Iterable[str]) -> tuple[str, ...]:
        """Give a coder's marks on a comment.

        Parameters
        ----------
        comment_id, coder : str
            Where, whose.
        known : iterable of str
            The marks that there are.

        Returns
        -------
        tuple of str
            Those that are set, in the order of `known`.
        """
        last = ((mark, self.last(self.marks.get((comment_id, mark, coder), ()))) for mark in known)
        return tuple(mark for mark, event in last if event is not None and event.payload["on"])


def code_told(event: Event, coding_id: str) -> str:
    """Say which code an event gave to a coding.

    Parameters
    ----------
    event : Event
        ``coding.recoded`` or ``code.split``.
    coding_id : str
        The coding.

    Returns
    -------
    str
        The code's id.
    """
    said = event.payload
    if event.kind == "coding.recoded":
        return str(said["code"])
    return next(str(code_id) for code_id, codings in said["parts"] if coding_id in codings)
