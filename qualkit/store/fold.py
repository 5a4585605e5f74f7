"""The state of a project as the fold over its events. Pure: no database, no text.

Every event is kept under what it is about, and whether it holds is asked when it is read (`State.holds`). So undoing is
a mark rather than a computation, and the state depends only on the set of events and their order
``(lamport, replica, n)``, never on how they arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from qualkit.errors import ProjectError
from qualkit.store.journal import EVENT_SCHEMA, Event

__all__ = ["DECISIONS", "State", "absorb", "fold"]

DECISIONS = frozenset(
    {
        "project.described",
        "themes.added",
        "code.added",
        "coding.applied",
        "coding.removed",
        "memo.added",
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

Span = tuple[str, str, int, int, str]


@dataclass
class State:
    """What the events so far say; grown by `absorb` alone.

    Attributes
    ----------
    events : list of Event
        In fold order.
    heads : dict of str to Event
        The last event of each replica.
    undone : set of str
        Ids of the decisions that are taken back at present.
    done, redoable : dict of str to list of str
        For each coder the decisions that can be undone and redone, the next one last.
    codes, codings, memos, findings, evidence : dict of str to Event
        Events that brought something into being, by id; ask `holds` whether it is there.
    revisions, statuses, searches, verdicts : dict of str to Event
        What happened to findings, by id: other words, how far they came, searches against them, customers' answers.
    removals : dict of str to list of str
        Coding or evidence id to the events that took it away.
    described, themes, batches, forgotten : list of Event
        In fold order.
    replaced : dict of str to str
        References of texts that were rewritten when a person was forgotten.
    """

    events: list[Event] = field(default_factory=list)
    ids: dict[str, Event] = field(default_factory=dict)
    heads: dict[str, Event] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    done: dict[str, list[str]] = field(default_factory=dict)
    redoable: dict[str, list[str]] = field(default_factory=dict)
    codes: dict[str, Event] = field(default_factory=dict)
    codings: dict[str, Event] = field(default_factory=dict)
    spans: dict[Span, list[str]] = field(default_factory=dict)
    removals: dict[str, list[str]] = field(default_factory=dict)
    memos: dict[str, Event] = field(default_factory=dict)
    findings: dict[str, Event] = field(default_factory=dict)
    evidence: dict[str, Event] = field(default_factory=dict)
    revisions: dict[str, Event] = field(default_factory=dict)
    statuses: dict[str, Event] = field(default_factory=dict)
    searches: dict[str, Event] = field(default_factory=dict)
    verdicts: dict[str, Event] = field(default_factory=dict)
    described: list[Event] = field(default_factory=list)
    themes: list[Event] = field(default_factory=list)
    batches: list[Event] = field(default_factory=list)
    forgotten: list[Event] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)

    @property
    def lamport(self) -> int:
        """The largest logical time seen."""
        return self.events[-1].lamport if self.events else 0

    def holds(self, event_id: str) -> bool:
        """Say whether what an event brought into being is there now.

        Parameters
        ----------
        event_id : str
            The event, and so the code, coding, memo, finding or evidence.

        Returns
        -------
        bool
            False where it is undone, a coding removed or evidence withdrawn.
        """
        if event_id not in self.ids or event_id in self.undone:
            return False
        return all(removal in self.undone for removal in self.removals.get(event_id, ()))

    def live(self, entries: dict[str, Event]) -> Iterator[Event]:
        """Go through the entries that hold.

        Parameters
        ----------
        entries : dict of str to Event
            One of this state's collections.

        Yields
        ------
        Event
            In fold order.
        """
        return (event for event_id, event in entries.items() if self.holds(event_id))

    def coding_at(self, coder: str, comment_id: str, start: int, end: int, code_id: str) -> str | None:
        """Find a coder's coding by what it says.

        Parameters
        ----------
        coder, comment_id : str
            Who, where.
        start, end : int
            Code points, half-open.
        code_id : str
            Which code.

        Returns
        -------
        str or None
            The coding's id, if it holds.
        """
        same = self.spans.get((coder, comment_id, start, end, code_id), ())
        return next((coding_id for coding_id in same if self.holds(coding_id)), None)

    def ref(self, ref: str) -> str:
        """Give the reference under which a text is found today.

        Parameters
        ----------
        ref : str
            The reference as an event holds it.

        Returns
        -------
        str
            The same, or what replaced it when a person was forgotten.
        """
        while ref in self.replaced:
            ref = self.replaced[ref]
        return ref


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
    if event.kind in DECISIONS:
        state.done.setdefault(event.coder, []).append(event.event_id)
        state.redoable.setdefault(event.coder, []).clear()


def _created(state: State, event: Event) -> None:
    """Note only that the project exists: its event says nothing that the fold needs."""


def _described(state: State, event: Event) -> None:
    state.described.append(event)


def _comments_added(state: State, event: Event) -> None:
    state.batches.append(event)


def _themes_added(state: State, event: Event) -> None:
    state.themes.append(event)


def _code_added(state: State, event: Event) -> None:
    state.codes[event.event_id] = event


def _coding_applied(state: State, event: Event) -> None:
    said = event.payload
    state.codings[event.event_id] = event
    span = (event.coder, said["comment_id"], said["start"], said["end"], said["code"])
    state.spans.setdefault(span, []).append(event.event_id)


def _coding_removed(state: State, event: Event) -> None:
    state.removals.setdefault(event.payload["coding"], []).append(event.event_id)


def _memo_added(state: State, event: Event) -> None:
    state.memos[event.event_id] = event


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
    _move(state.done, state.redoable, event)
    state.undone.add(event.payload["event"])


def _redone(state: State, event: Event) -> None:
    _move(state.redoable, state.done, event)
    state.undone.discard(event.payload["event"])


def _move(source: dict[str, list[str]], target: dict[str, list[str]], event: Event) -> None:
    moved = event.payload["event"]
    if moved in source.get(event.coder, ()):
        source[event.coder].remove(moved)
    target.setdefault(event.coder, []).append(moved)


_STEPS: dict[str, Callable[[State, Event], None]] = {
    "project.created": _created,
    "project.described": _described,
    "comments.added": _comments_added,
    "themes.added": _themes_added,
    "code.added": _code_added,
    "coding.applied": _coding_applied,
    "coding.removed": _coding_removed,
    "memo.added": _memo_added,
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
