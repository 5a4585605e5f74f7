"""What follows from the journal at present, thing by thing. Pure: no database, no text.

A thing is a code, a coding, a memo, a mark and so on, named by its kind and id. The store keeps one row for each that is
there, written in one transaction with the events that change it. The rows can be built again from the journal alone
(`derive`), and verifying a project compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from qualkit.store.journal import Event
from qualkit.store.state import State

__all__ = ["Rows", "Thing", "changes", "derive", "mark_thing", "touched"]

Thing = tuple[str, str]
"""Kind and id."""

Rows = dict[Thing, str]
"""For each thing that is there what is so of it: canonical JSON of ids, positions and references."""


def derive(state: State) -> Rows:
    """Give everything that follows from a state.

    Parameters
    ----------
    state : State
        The fold of a journal.

    Returns
    -------
    dict of Thing to str
        Only what is there at present.
    """
    found: Rows = {}
    for thing in _things(state):
        if (value := _standing(state, thing)) is not None:
            found[thing] = _json(value)
    return found


def changes(state: State, events: Iterable[Event]) -> dict[Thing, str | None]:
    """Give what events changed.

    Parameters
    ----------
    state : State
        With the events in it.
    events : iterable of Event
        The ones absorbed last.

    Returns
    -------
    dict of Thing to str or None
        What is so now; None for a thing that is not there any more.
    """
    things = dict.fromkeys(thing for event in events for thing in (*touched(state, event), ("head", event.replica)))
    standing = {thing: _standing(state, thing) for thing in things}
    return {thing: None if value is None else _json(value) for thing, value in standing.items()}


def touched(state: State, event: Event) -> tuple[Thing, ...]:
    """Say of which things an event may have changed what is so of them.

    Parameters
    ----------
    state : State
        With the event in it.
    event : Event
        One of the state's.

    Returns
    -------
    tuple of Thing
        Some may be as before.
    """
    return (*_TOUCHES[event.kind](state, event), *_carried(state, event.event_id))


def mark_thing(comment_id: str, mark: str, coder: str) -> Thing:
    """Name a coder's mark on a comment.

    Parameters
    ----------
    comment_id, mark, coder : str
        Where, which, whose.

    Returns
    -------
    Thing
        Of the kind ``"mark"``.
    """
    return "mark", _json([comment_id, mark, coder])


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _things(state: State) -> Iterator[Thing]:
    yield from (("head", replica) for replica in state.heads)
    for kind in _ENTRIES:
        yield from ((kind, one) for one in _entries(state, kind))
    yield from (mark_thing(*mark) for mark in state.marks)


_ENTRIES = {
    "code": "codes",
    "coding": "codings",
    "memo": "memos",
    "finding": "findings",
    "evidence": "evidence",
    "link": "links",
    "rejection": "rejections",
    "revision": "revisions",
    "status": "statuses",
    "search": "searches",
    "verdict": "verdicts",
}
"""Kinds of things that events bring into being, and where the state keeps them."""


def _entries(state: State, kind: str) -> dict[str, Event]:
    entries: dict[str, Event] = getattr(state, _ENTRIES[kind])
    return entries


def _standing(state: State, thing: Thing) -> dict[str, Any] | None:
    kind, one = thing
    if kind == "head":
        head = state.heads[one]
        return {"n": head.n, "hash": head.digest()}
    if kind == "mark":
        comment_id, mark, coder = json.loads(one)
        set_last = state.last(state.marks[comment_id, mark, coder])
        return None if set_last is None or not set_last.payload["on"] else {"created": set_last.created}
    if not state.holds(one):
        return None
    event = _entries(state, kind)[one]
    said = {"coder": event.coder, "created": event.created, **event.payload}
    if kind == "memo" and not state.shows_memo(event):
        return None
    if kind == "coding":
        place = dict(zip(("comment_id", "start", "end"), state.place(one), strict=True))
        return {**said, **place, "code": state.own_code(one)}
    if kind == "code":
        return {**said, **_code_now(state, event)}
    return said


def _code_now(state: State, code: Event) -> dict[str, Any]:
    now: dict[str, Any] = {"parent": code.payload["parent"], "texts": dict(code.texts)}
    for change in state.code_changes.get(code.event_id, ()):
        if state.holds(change.event_id):
            now["texts"].update(change.texts)
            now.update({name: value for name, value in change.payload.items() if name in {"parent", "on"}})
    if now.pop("on", False):
        now["retired"] = True
    if code.event_id in state.merged:
        now["merged"] = state.merged[code.event_id]
    return now


Touch = Callable[[State, Event], tuple[Thing, ...]]


def _nothing(state: State, event: Event) -> tuple[Thing, ...]:
    return ()


def _itself(kind: str) -> Touch:
    return lambda state, event: ((kind, event.event_id),)


def _named(kind: str, field: str) -> Touch:
    return lambda state, event: ((kind, event.payload[field]),) if event.payload[field] in _entries(state, kind) else ()


def _removed(field: str) -> Touch:
    def removed(state: State, event: Event) -> tuple[Thing, ...]:
        named = (event.payload[field], *event.payload.get("same", ()))
        return tuple((kind, one) for one in named for kind in _ENTRIES if one in _entries(state, kind))

    return removed


def _codings(state: State, event: Event) -> tuple[Thing, ...]:
    named = (event.payload["coding"], *event.payload.get("same", ()))
    return tuple(("coding", one) for one in named if one in state.codings)


def _split(state: State, event: Event) -> tuple[Thing, ...]:
    named = [one for _, codings in event.payload["parts"] for one in codings]
    return tuple(("coding", one) for one in named if one in state.codings)


def _merged(state: State, event: Event) -> tuple[Thing, ...]:
    # Merges of two people can meet in a circle, and taking one back then changes where the others lead.
    named = (one for merge in state.merges for one in (*merge.payload["codes"], merge.payload["into"]))
    return tuple(("code", one) for one in dict.fromkeys(named) if one in state.codes)


def _memo(state: State, event: Event) -> tuple[Thing, ...]:
    target = event.payload["target"]
    beside = (("coding", target),) if target in state.codings else ()  # a coding's row shows its last memo
    about = [event.event_id] if event.kind == "memo.added" else state.noted[target]
    return (*(("memo", one) for one in about if one in state.memos), *beside)


def _mark(state: State, event: Event) -> tuple[Thing, ...]:
    return (mark_thing(event.payload["comment_id"], event.payload["mark"], event.coder),)


def _added_code(state: State, event: Event) -> tuple[Thing, ...]:
    # A code that comes late may complete a merge that named it.
    return (("code", event.event_id), *(_merged(state, event) if state.merges else ()))


def _turned(state: State, event: Event) -> tuple[Thing, ...]:
    about = event.payload["event"]
    if about in state.ids and _TOUCHES[state.ids[about].kind] is not _turned:
        return touched(state, state.ids[about])
    return _carried(state, about)


def _carried(state: State, event_id: str) -> tuple[Thing, ...]:
    return tuple(("code", one) for one in state.carried.get(event_id, ()))


_TOUCHES: dict[str, Touch] = {
    "project.created": _nothing,
    "project.described": _nothing,
    "comments.added": _nothing,
    "values.taken": _nothing,
    "themes.added": _nothing,
    "person.forgotten": _nothing,
    "code.added": _added_code,
    "code.revised": _named("code", "code"),
    "code.retired": _named("code", "code"),
    "code.split": _split,
    "codes.merged": _merged,
    "coding.applied": _itself("coding"),
    "coding.moved": _codings,
    "coding.recoded": _codings,
    "coding.removed": _removed("coding"),
    "comment.marked": _mark,
    "reason.linked": _itself("link"),
    "reason.unlinked": _removed("link"),
    "suggestion.rejected": _itself("rejection"),
    "memo.added": _memo,
    "memo.removed": _memo,
    "finding.added": _itself("finding"),
    "finding.revised": _itself("revision"),
    "status.set": _itself("status"),
    "evidence.added": _itself("evidence"),
    "evidence.withdrawn": _removed("evidence"),
    "search.recorded": _itself("search"),
    "verdict.added": _itself("verdict"),
    "decision.undone": _turned,
    "decision.redone": _turned,
}
