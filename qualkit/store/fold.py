"""The state of a project as the fold over its events. Pure: no database, no text.

The state depends only on the set of events and their order ``(lamport, replica, n)``, never on how they arrived; and no
event that this version knows can keep it from being built, whatever two people did at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qualkit.errors import ProjectError
from qualkit.store.journal import EVENT_SCHEMA, Event
from qualkit.store.state import State

__all__ = ["DECISIONS", "State", "absorb", "fold"]

DECISIONS = frozenset(
    {
        "project.described",
        "values.taken",
        "themes.added",
        "code.added",
        "code.revised",
        "code.retired",
        "code.split",
        "codes.merged",
        "coding.applied",
        "coding.moved",
        "coding.recoded",
        "coding.removed",
        "comment.marked",
        "reason.linked",
        "reason.unlinked",
        "suggestion.rejected",
        "memo.added",
        "memo.removed",
        "finding.added",
        "finding.revised",
        "status.set",
        "evidence.added",
        "evidence.withdrawn",
        "search.recorded",
        "verdict.added",
    }
)
"""What a person decides and can take back. Comments stay once added; what was forgotten stays forgotten."""

_ON_BOOK = frozenset({"code.added", "code.revised", "code.retired", "code.split", "codes.merged"})
_ON_CODINGS = frozenset({"coding.applied", "coding.recoded", "coding.removed"})


def fold(events: Iterable[Event]) -> State:
    """Build the state from events alone.

    Parameters
    ----------
    events : iterable of Event
        In any order, repeats allowed.

    Returns
    -------
    State
        The same for the same set of events.
    """
    state = State()
    unique = {event.event_id: event for event in events}
    for event in sorted(unique.values(), key=lambda one: one.order):
        _add(state, event)
    return state


def absorb(state: State, events: Iterable[Event]) -> State:
    """Bring further events into a state.

    Parameters
    ----------
    state : State
        Changed in place where the events come after all that it holds, which is the common case and costs nothing.
    events : iterable of Event
        Known ones are passed over.

    Returns
    -------
    State
        Equal to `fold` over all events.
    """
    fresh = {event.event_id: event for event in events if event.event_id not in state.ids}
    ordered = sorted(fresh.values(), key=lambda one: one.order)
    if ordered and state.events and ordered[0].order < state.events[-1].order:
        return fold([*state.events, *ordered])
    for event in ordered:
        _add(state, event)
    return state


def _add(state: State, event: Event) -> None:
    step = _STEPS.get(event.kind)
    if step is None or event.schema > EVENT_SCHEMA:
        raise ProjectError(
            f"The journal holds an event of a kind this version does not know: {event.kind!r}.",
            hint="The project was written by a newer qualkit: install that version.",
        )
    state.events.append(event)
    state.ids[event.event_id] = event
    last = state.heads.get(event.replica)
    if last is None or last.n < event.n:
        state.heads[event.replica] = event
    step(state, event)
    if _on_book(state, event):
        state.book_at = len(state.events)
    if event.kind in DECISIONS and "with" not in event.payload and event.event_id not in state.undone:
        state.done.setdefault(event.coder, []).append(event.event_id)
        state.redoable.setdefault(event.coder, []).clear()


def _on_book(state: State, event: Event) -> bool:
    """Say whether an event can change the codebook: a code that was taken back stays while a coding needs it."""
    about = state.ids.get(event.payload["event"], event) if event.kind in _ON_DECISIONS else event
    if about.kind in _ON_BOOK or about.event_id in state.carried:
        return True
    if about.kind not in _ON_CODINGS:
        return False
    codings = (about.event_id,) if about.kind == "coding.applied" else _codings(about)
    return any(not state.holds(code_id) for one in codings for code_id in state.codes_given(one))


def _created(state: State, event: Event) -> None:
    """Note only that the project exists: its event says nothing that the fold needs."""


def _described(state: State, event: Event) -> None:
    state.described.append(event)


def _comments_added(state: State, event: Event) -> None:
    state.batches.append(event)


def _values_taken(state: State, event: Event) -> None:
    state.new_values.append(event)


def _themes_added(state: State, event: Event) -> None:
    state.themes.append(event)


def _code_added(state: State, event: Event) -> None:
    state.codes[event.event_id] = event
    state.forget_merged()
    if "with" in event.payload:
        state.carried.setdefault(event.payload["with"], []).append(event.event_id)


def _code_changed(state: State, event: Event) -> None:
    state.code_changes.setdefault(event.payload["code"], []).append(event)


def _codes_merged(state: State, event: Event) -> None:
    state.merges.append(event)
    state.forget_merged()


def _code_split(state: State, event: Event) -> None:
    for code_id, codings in event.payload["parts"]:
        for coding_id in codings:
            state.recodings.setdefault(coding_id, []).append(event)
            state.given.setdefault(code_id, []).append(coding_id)


def _coding_applied(state: State, event: Event) -> None:
    said = event.payload
    state.codings[event.event_id] = event
    state.given.setdefault(said["code"], []).append(event.event_id)
    _stand(state, event, event.event_id)


def _coding_moved(state: State, event: Event) -> None:
    for coding_id in _codings(event):
        state.moves.setdefault(coding_id, []).append(event)
        _stand(state, event, coding_id)


def _coding_recoded(state: State, event: Event) -> None:
    for coding_id in _codings(event):
        state.recodings.setdefault(coding_id, []).append(event)
        state.given.setdefault(event.payload["code"], []).append(coding_id)


def _coding_removed(state: State, event: Event) -> None:
    for coding_id in _codings(event):
        state.removals.setdefault(coding_id, []).append(event.event_id)


def _stand(state: State, event: Event, coding_id: str) -> None:
    said = event.payload
    state.spans.setdefault((event.coder, said["comment_id"], said["start"], said["end"]), []).append(coding_id)


def _codings(event: Event) -> tuple[str, ...]:
    return (event.payload["coding"], *event.payload.get("same", ()))


def _comment_marked(state: State, event: Event) -> None:
    said = event.payload
    state.marks.setdefault((said["comment_id"], said["mark"], event.coder), []).append(event)


def _reason_linked(state: State, event: Event) -> None:
    state.links[event.event_id] = event


def _reason_unlinked(state: State, event: Event) -> None:
    state.removals.setdefault(event.payload["link"], []).append(event.event_id)


def _suggestion_rejected(state: State, event: Event) -> None:
    state.rejections[event.event_id] = event


def _memo_added(state: State, event: Event) -> None:
    state.memos[event.event_id] = event
    state.noted.setdefault(event.payload["target"], []).append(event.event_id)


def _memo_removed(state: State, event: Event) -> None:
    state.noted.setdefault(event.payload["target"], []).append(event.event_id)


def _finding_added(state: State, event: Event) -> None:
    state.findings[event.event_id] = event


def _finding_revised(state: State, event: Event) -> None:
    state.revisions[event.event_id] = event


def _status_set(state: State, event: Event) -> None:
    state.statuses[event.event_id] = event


def _evidence_added(state: State, event: Event) -> None:
    state.evidence[event.event_id] = event


def _evidence_withdrawn(state: State, event: Event) -> None:
    state.removals.setdefault(event.payload["evidence"], []).append(event.event_id)


def _search_recorded(state: State, event: Event) -> None:
    state.searches[event.event_id] = event


def _verdict_added(state: State, event: Event) -> None:
    state.verdicts[event.event_id] = event


def _person_forgotten(state: State, event: Event) -> None:
    state.forgotten.append(event)
    state.replaced.update(event.payload["replaced"])


def _undone(state: State, event: Event) -> None:
    if event.payload["event"] not in state.undone:
        _move(state.done, state.redoable, event)
    state.set_undone(event.payload["event"], True)


def _redone(state: State, event: Event) -> None:
    if event.payload["event"] in state.undone:
        _move(state.redoable, state.done, event)
    state.set_undone(event.payload["event"], False)


def _move(source: dict[str, list[str]], target: dict[str, list[str]], event: Event) -> None:
    moved, mine = event.payload["event"], source.get(event.coder, [])
    if mine and mine[-1] == moved:
        mine.pop()
    elif moved in mine:
        mine.remove(moved)
    target.setdefault(event.coder, []).append(moved)


_ON_DECISIONS = frozenset({"decision.undone", "decision.redone"})

_STEPS: dict[str, Callable[[State, Event], None]] = {
    "project.created": _created,
    "project.described": _described,
    "comments.added": _comments_added,
    "values.taken": _values_taken,
    "themes.added": _themes_added,
    "code.added": _code_added,
    "code.revised": _code_changed,
    "code.retired": _code_changed,
    "code.split": _code_split,
    "codes.merged": _codes_merged,
    "coding.applied": _coding_applied,
    "coding.moved": _coding_moved,
    "coding.recoded": _coding_recoded,
    "coding.removed": _coding_removed,
    "comment.marked": _comment_marked,
    "reason.linked": _reason_linked,
    "reason.unlinked": _reason_unlinked,
    "suggestion.rejected": _suggestion_rejected,
    "memo.added": _memo_added,
    "memo.removed": _memo_removed,
    "finding.added": _finding_added,
    "finding.revised": _finding_revised,
    "status.set": _status_set,
    "evidence.added": _evidence_added,
    "evidence.withdrawn": _evidence_withdrawn,
    "search.recorded": _search_recorded,
    "verdict.added": _verdict_added,
    "person.forgotten": _person_forgotten,
    "decision.undone": _undone,
    "decision.redone": _redone,
}
