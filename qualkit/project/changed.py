"""What a stretch of the journal may have made different. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from qualkit.coding.decision import MARKS
from qualkit.model import Changes
from qualkit.project.tables import memo_on
from qualkit.store import Event, State

__all__ = ["changes_between", "codings_told"]

_NOTES = frozenset({"memo.added", "memo.removed"})
_WHOLE = frozenset({"comments.added", "values.taken", "themes.added", "person.forgotten"})


def changes_between(state: State, bodies: Mapping[str, str], events: Sequence[Event], coder: str) -> Changes:
    """Say what events may have made different.

    Parameters
    ----------
    state : State
        The project's state, after them.
    bodies : mapping of str to str
        Free texts by reference.
    events : sequence of Event
        The last ones, in fold order.
    coder : str
        Whose marks to tell of.

    Returns
    -------
    Changes
        What there is now of all that they are about.
    """
    about = [_meant(state, event) for event in events]
    if any(one.kind in _WHOLE for one in about):
        return Changes(len(state.events), whole=True)
    touched = dict.fromkeys(coding for one in about for coding in _touched(state, one))
    alike = dict.fromkeys(other for coding in touched for other in _beside(state, coding))
    places = dict.fromkeys(one.payload["comment_id"] for one in about if one.kind == "comment.marked")
    targets = (state.current(one.payload["target"]) for one in about if one.kind in _NOTES)
    kinds = {one.kind for one in about}
    return Changes(
        n=len(state.events),
        codings={one: _told(state, bodies, one) for one in [*touched, *alike]},
        marks={one: state.marks_on(one, coder, MARKS) for one in places},
        codes=state.book_at > len(state.events) - len(events),
        # A link goes and comes with the codings at its ends.
        links=not kinds.isdisjoint({"reason.linked", "reason.unlinked"}) or _at_an_end(state, touched),
        memos=tuple(dict.fromkeys(one for one in targets if one not in state.codings)),
        at=next((place for place in (_fell_on(state, one) for one in reversed(about)) if place), None),
    )


def codings_told(state: State, bodies: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Tell of every coding what `Changes.codings` would.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.

    Returns
    -------
    dict of str to dict
        Id to what the coding is now, in the order in which they were made; only those that are there.
    """
    told = ((coding_id, _told(state, bodies, coding_id)) for coding_id in state.codings)
    return {coding_id: row for coding_id, row in told if row is not None}


def _meant(state: State, event: Event) -> Event:
    return state.ids.get(event.payload["event"], event) if event.kind.startswith("decision.") else event


def _touched(state: State, event: Event) -> Iterable[str]:
    found = _TOUCHED[event.kind](state, event) if event.kind in _TOUCHED else ()
    return (one for one in found if one in state.codings)


def _with_codes(state: State, event: Event) -> list[str]:
    """Find the codings of merged codes, also of those that had been merged with these before."""
    codes = dict.fromkeys(event.payload["codes"])
    size = 0
    while size < len(codes):
        size = len(codes)
        further = (one.payload["codes"] for one in state.merges if one.payload["into"] in codes)
        codes.update(dict.fromkeys(code for some in further for code in some))
    return [coding for code in codes for coding in state.given.get(code, ())]


def _beside(state: State, coding_id: str) -> list[str]:
    """Find what stands, or stood, at the places of a coding: one of them may stand for the other."""
    event = state.codings[coding_id]
    said = [event.payload, *(one.payload for one in state.moves.get(coding_id, ()))]
    spans = {(event.coder, event.payload["comment_id"], one["start"], one["end"]) for one in said}
    return [one for span in sorted(spans) for one in state.spans.get(span, ()) if one in state.codings]


def _told(state: State, bodies: Mapping[str, str], coding_id: str) -> dict[str, Any] | None:
    if not state.shows(coding_id):
        return None
    event = state.codings[coding_id]
    comment_id, start, end = state.place(coding_id)
    return {
        "coding_id": coding_id,
        "comment_id": comment_id,
        "start": start,
        "end": end,
        "code_id": state.code(coding_id),
        "coder": event.coder,
        "created": event.created,
        "memo": memo_on(state, bodies, coding_id),
        "suggested_by": event.payload.get("suggested_by", ""),
    }


def _at_an_end(state: State, codings: Iterable[str]) -> bool:
    ends = {one.payload[name] for one in state.links.values() for name in ("reason", "behaviour")}
    return not ends.isdisjoint(codings)


def _fell_on(state: State, event: Event) -> str | None:
    if "comment_id" in event.payload:
        return str(event.payload["comment_id"])
    for name in ("coding", "reason", "target"):
        if event.payload.get(name) in state.codings:
            return state.place(event.payload[name])[0]
    return None


_TOUCHED: dict[str, Callable[[State, Event], Iterable[str]]] = {
    "coding.applied": lambda state, event: (event.event_id,),
    "coding.moved": lambda state, event: (event.payload["coding"], *event.payload.get("same", ())),
    "coding.recoded": lambda state, event: (event.payload["coding"], *event.payload.get("same", ())),
    "coding.removed": lambda state, event: (event.payload["coding"], *event.payload.get("same", ())),
    "memo.added": lambda state, event: (event.payload["target"],),
    "memo.removed": lambda state, event: (event.payload["target"],),
    "codes.merged": _with_codes,
    "code.split": lambda state, event: [one for _, codings in event.payload["parts"] for one in codings],
}
