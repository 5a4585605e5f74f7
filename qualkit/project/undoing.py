"""What stands on a decision: whether it can be taken back, or made again. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from qualkit.errors import ProjectError
from qualkit.project.conclusions import about_of, verdicts_on
from qualkit.project.words import said_in_words
from qualkit.store import Event, State

__all__ = ["check_redo", "check_undo"]


def check_undo(event: Event, state: State, bodies: Mapping[str, str]) -> None:
    """Refuse to take back what others built on.

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
        Naming who built on it and how.
    """
    for other in _built_on(event, state):
        raise ProjectError(
            f"{event.coder} cannot take back what {other.coder} built on: {said_in_words(event, state, bodies)}.",
            where=f"{other.coder} {said_in_words(other, state, bodies)}",
            hint="That would have to be taken back first.",
        )


def check_redo(event: Event, state: State, bodies: Mapping[str, str], code_names: Mapping[str, str]) -> None:
    """Refuse to make a decision again whose ground is gone.

    Parameters
    ----------
    event : Event
        The decision.
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.
    code_names : mapping of str to str
        The codes that there are: name in lower case to id.

    Raises
    ------
    ProjectError
        If what it was about is not there any more, or its name was taken in the meantime.
    """
    said = event.payload
    ground = [said.get(name) for name in ("code", "coding", "evidence", "finding", "parent")]
    # What a memo or a finding is about may be a comment or a theme, which no undoing takes away.
    ground += [one for one in (said.get("target"), *said.get("about", ())) if one in state.ids]
    if any(one is not None and not state.holds(one) for one in ground) or _lacks_verdict(event, state):
        raise ProjectError(
            f"This cannot be done again, for what it was about is gone: {said_in_words(event, state, bodies)}."
        )
    if event.kind == "code.added" and bodies[event.texts["name"]].casefold() in code_names:
        raise ProjectError(
            f"This cannot be done again, for there is such a code by now: {said_in_words(event, state, bodies)}."
        )


def _built_on(event: Event, state: State) -> list[Event]:
    made = event.event_id
    found: list[Event] = []
    if event.kind == "code.added":
        found += [one for one in state.live(state.codings) if one.payload["code"] == made]
        found += [one for one in state.live(state.codes) if one.payload["parent"] == made]
        found += _about(made, state)
    if event.kind == "finding.added":
        for kind in (state.evidence, state.revisions, state.statuses, state.searches, state.verdicts):
            found += [one for one in state.live(kind) if one.payload["finding"] == made]
    if event.kind == "verdict.added" and len(verdicts_on(state, event.payload["finding"])) == 1:
        confirmed = (one for one in state.live(state.statuses) if one.payload["status"] == "confirmed")
        found += [one for one in confirmed if one.payload["finding"] == event.payload["finding"]]
    found += [one for one in state.live(state.memos) if one.payload["target"] == made]
    return found


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
