"""What stands on a decision: whether it can be taken back, or made again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from qualkit.errors import ProjectError
from qualkit.project.book import clashes, name_of, parent_of
from qualkit.project.conclusions import about_of, verdicts_on
from qualkit.project.words import said_in_words
from qualkit.store import Event, State

__all__ = ["check_redo", "check_undo"]

_GROUND = ("code", "coding", "evidence", "finding", "parent", "into", "reason", "behaviour", "link")
_CLASHES = {
    "name": "the code {code} would share its name with another one",
    "parent": "the code {code} would stand below itself",
    "merge": "the code {code} would be merged with two others",
}


def check_undo(event: Event, state: State, bodies: Mapping[str, str]) -> None:
    """Refuse to take back what other decisions stand on.

    Parameters
    ----------
    event : Event
        The decision.
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.

    Raises
    ------
    ProjectError
        Naming what stands on it and who decided that, or what in the codebook would be impossible without it.
    """
    for other in _built_on(event, state):
        raise ProjectError(
            f"{event.coder} cannot take back what {other.coder} built on: {said_in_words(event, state, bodies)}.",
            where=f"{other.coder} {said_in_words(other, state, bodies)}",
            hint="That would have to be taken back first.",
        )
    if clash := _clash(event, state, bodies, undone=True):
        raise ProjectError(
            f"{event.coder} cannot take this back, for {clash}: {said_in_words(event, state, bodies)}.",
            hint="Rename or move the codes first, so that there is room for what comes back.",
        )


def check_redo(event: Event, state: State, bodies: Mapping[str, str]) -> None:
    """Refuse to make a decision again whose ground is gone.

    Parameters
    ----------
    event : Event
        The decision.
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.

    Raises
    ------
    ProjectError
        If what it was about is not there any more, was decided anew, or its name was taken in the meantime.
    """
    said, what = event.payload, said_in_words(event, state, bodies)
    own = state.carried.get(event.event_id, ())
    ground = [said.get(name) for name in _GROUND] + [*said.get("codes", ())]
    # What a memo or a finding is about may be a comment or a theme, which no undoing takes away.
    ground += [one for one in (said.get("target"), *said.get("about", ())) if one in state.ids]
    gone = (one for one in ground if one is not None and one not in own and not state.holds(one))
    if any(gone) or _lacks_verdict(event, state):
        raise ProjectError(f"This cannot be done again, for what it was about is gone: {what}.")
    for other in _overtaking(event, state):
        raise ProjectError(
            f"This cannot be done again, for it was decided anew since: {what}.",
            where=f"{other.coder} {said_in_words(other, state, bodies)}",
        )
    if clash := _clash(event, state, bodies, undone=False):
        raise ProjectError(f"This cannot be done again, for by now {clash}: {what}.")


def _clash(event: Event, state: State, bodies: Mapping[str, str], *, undone: bool) -> str | None:
    """Say what in the codebook would be impossible after a turn, that is not so already."""
    if not event.kind.startswith("code") and event.event_id not in state.carried:
        return None
    before = clashes(state, bodies)
    with state.supposing(event.event_id, undone=undone):
        fresh = sorted(clashes(state, bodies) - before)
    if not fresh:
        return None
    kind, code_id = fresh[0]
    return _CLASHES[kind].format(code=repr(name_of(state, bodies, code_id)))


def _built_on(event: Event, state: State) -> Iterator[Event]:
    """Go through the decisions that make no sense without this one."""
    made, said = event.event_id, event.payload
    if event.kind == "code.added":
        yield from _on_code(made, state)
    if event.kind == "finding.added":
        for kind in (state.evidence, state.revisions, state.statuses, state.searches, state.verdicts):
            yield from (one for one in state.live(kind) if one.payload["finding"] == made)
    if event.kind == "verdict.added" and len(verdicts_on(state, said["finding"])) == 1:
        confirmed = (one for one in state.live(state.statuses) if one.payload["status"] == "confirmed")
        yield from (one for one in confirmed if one.payload["finding"] == said["finding"])
    if event.kind == "coding.applied":
        yield from _on_coding(made, state)
    if event.kind == "codes.merged":
        yield from _on_merge(event, state)
    if event.kind == "reason.linked":
        yield from _standing(state.removals.get(made, ()), state)
    for code_id in state.carried.get(made, ()):
        yield from (one for one in _on_code(code_id, state, besides=made))
    yield from _overtaking(event, state)
    yield from _standing(state.noted.get(made, ()), state)


def _overtaking(event: Event, state: State) -> Iterator[Event]:
    """Go through the later decisions on the same question, beside which this one does not show."""
    said = event.payload
    later: Iterable[Event] = ()
    if event.kind in ("coding.moved", "coding.recoded"):
        changes = state.moves if event.kind == "coding.moved" else state.recodings
        later = [*changes.get(said["coding"], ()), *_events(state.removals.get(said["coding"], ()), state)]
    if event.kind == "comment.marked":
        later = state.marks.get((said["comment_id"], said["mark"], event.coder), ())
    if event.kind == "memo.added":
        noted = _events(state.noted.get(said["target"], ()), state)
        later = [one for one in noted if one.kind == "memo.removed" and one.coder == event.coder]
    if event.kind in ("code.revised", "code.retired"):
        fields = _fields(event)
        changes_to = state.code_changes.get(said["code"], ())
        later = [one for one in changes_to if one.kind == event.kind and fields & _fields(one)]
    return (one for one in later if one.order > event.order and state.holds(one.event_id))


def _fields(event: Event) -> set[str]:
    return {*event.texts, *(event.payload.keys() & {"parent", "before", "on"})}


def _on_code(code_id: str, state: State, besides: str = "") -> Iterator[Event]:
    """Go through the decisions that use a code, but for the one with which it came."""
    for coding_id in dict.fromkeys(state.given.get(code_id, ())):
        if coding_id == besides or coding_id not in state.codings or not state.holds(coding_id):
            continue
        recoding = state.last(state.recodings.get(coding_id, ()))
        if state.own_code(coding_id) == code_id and (recoding is None or recoding.event_id != besides):
            yield recoding or state.codings[coding_id]
    yield from (one for one in state.live(state.codes) if parent_of(state, one.event_id)[0] == code_id)
    yield from (one for one in state.code_changes.get(code_id, ()) if state.holds(one.event_id))
    for merge in state.merges:
        if state.holds(merge.event_id) and code_id in (merge.payload["into"], *merge.payload["codes"]):
            yield merge
    for event in _events(state.carried, state):
        if event.kind == "code.split" and event.payload["code"] == code_id and state.holds(event.event_id):
            yield event
    yield from _about(code_id, state)
    yield from _standing(state.noted.get(code_id, ()), state)


def _on_coding(coding_id: str, state: State) -> Iterator[Event]:
    changes = (*state.moves.get(coding_id, ()), *state.recodings.get(coding_id, ()))
    yield from (one for one in changes if state.holds(one.event_id))
    yield from _standing(state.removals.get(coding_id, ()), state)
    yield from (
        one for one in state.live(state.links) if coding_id in (one.payload["reason"], one.payload["behaviour"])
    )


def _on_merge(event: Event, state: State) -> Iterator[Event]:
    """Go through what was done with the merged codes as one: merging it further, splitting it."""
    said = event.payload
    for merge in state.merges:
        if merge.order > event.order and said["into"] in merge.payload["codes"] and state.holds(merge.event_id):
            yield merge
    for code_id in said["codes"]:
        for coding_id in state.given.get(code_id, ()):
            for split in state.recodings.get(coding_id, ()):
                if split.kind == "code.split" and split.order > event.order and state.holds(split.event_id):
                    yield split


def _events(event_ids: Iterable[str], state: State) -> list[Event]:
    return [state.ids[one] for one in event_ids if one in state.ids]


def _standing(event_ids: Iterable[str], state: State) -> Iterator[Event]:
    return (one for one in _events(event_ids, state) if state.holds(one.event_id))


def _about(code_id: str, state: State) -> list[Event]:
    """Find the decisions that say that a finding is about a code."""
    findings = {one.event_id for one in state.live(state.findings) if code_id in about_of(state, one.event_id)}
    said = (*state.live(state.findings), *state.live(state.revisions))
    told = [one for one in said if code_id in one.payload.get("about", ())]
    return [one for one in told if one.payload.get("finding", one.event_id) in findings]


def _lacks_verdict(event: Event, state: State) -> bool:
    if event.kind != "status.set" or event.payload["status"] != "confirmed":
        return False
    return not verdicts_on(state, event.payload["finding"])
