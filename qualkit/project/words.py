"""What an event says, in plain words and without a quote."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qualkit.store import Event, State

__all__ = ["said_in_words"]

_SHOWN = 80
_FIELD_NAMES = {"because": "reason", "next_question": "next question", "whom": "people to ask", "about": "subject"}


def said_in_words(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    """Say what an event did.

    Parameters
    ----------
    event : Event
        One of the state's events.
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.

    Returns
    -------
    str
        As in ``"coded 'price' on M-101 12-40"``.
    """
    return _WORDS[event.kind](event, state, bodies)


Say = Callable[[Event, State, Mapping[str, str]], str]


def _created(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return "created the project"


def _described(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"described the {', '.join(sorted(event.texts)).replace('_', ' ')}"


def _comments(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"added {_count(event.payload['count'], 'comment')}"


def _themes(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"added {_count(event.payload['count'], 'theme')}"


def _code(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"added the code {_name(event.event_id, state, bodies)}"


def _coded(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"coded {_name(event.payload['code'], state, bodies)} on {_span(event)}"


def _removed(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    coding = state.codings[event.payload["coding"]]
    return f"removed the code {_name(coding.payload['code'], state, bodies)} from {_span(coding)}"


def _memo(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    target = event.payload["target"]
    about = state.ids.get(target)
    if about is None:
        return f"wrote a memo on {target}"
    return f"wrote a memo on what {about.coder} did: {said_in_words(about, state, bodies)}"


def _finding(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"wrote the finding {_claim(event.event_id, state, bodies)}"


def _evidence(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    how = "supporting" if event.payload["stance"] == "supports" else "contradicting"
    return f"marked {_span(event)} as {how} the finding {_claim(event.payload['finding'], state, bodies)}"


def _revised(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    fields = sorted([*event.texts, *(["about"] if "about" in event.payload else [])])
    named = ", ".join(_FIELD_NAMES.get(name, name) for name in fields)
    return f"revised the {named} of the finding {_claim(event.payload['finding'], state, bodies)}"


def _status(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"set the finding {_claim(event.payload['finding'], state, bodies)} to {event.payload['status']!r}"


def _withdrawn(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    evidence = state.evidence[event.payload["evidence"]]
    return f"withdrew {_span(evidence)} from the finding {_claim(evidence.payload['finding'], state, bodies)}"


def _searched(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    claim, n = _claim(event.payload["finding"], state, bodies), _count(event.payload["n_read"], "candidate")
    return f"looked for what speaks against the finding {claim}, and read {n}"


def _verdict(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"read in a customer's answer {event.payload['answer']!r} to the finding " + _claim(
        event.payload["finding"], state, bodies
    )


def _forgotten(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"forgot a person, with {_count(len(event.payload['comments']), 'comment')}"


def _undone(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"took back: {said_in_words(state.ids[event.payload['event']], state, bodies)}"


def _redone(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"did again: {said_in_words(state.ids[event.payload['event']], state, bodies)}"


def _name(code_id: str, state: State, bodies: Mapping[str, str]) -> str:
    return repr(bodies[state.codes[code_id].texts["name"]])


def _claim(finding_id: str, state: State, bodies: Mapping[str, str]) -> str:
    claim = bodies[state.findings[finding_id].texts["claim"]]
    return repr(claim if len(claim) <= _SHOWN else claim[:_SHOWN].rstrip() + "...")


def _span(event: Event) -> str:
    said = event.payload
    return f"{said['comment_id']} {said['start']}-{said['end']}"


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


_WORDS: dict[str, Say] = {
    "project.created": _created,
    "project.described": _described,
    "comments.added": _comments,
    "themes.added": _themes,
    "code.added": _code,
    "coding.applied": _coded,
    "coding.removed": _removed,
    "memo.added": _memo,
    "finding.added": _finding,
    "finding.revised": _revised,
    "status.set": _status,
    "evidence.added": _evidence,
    "evidence.withdrawn": _withdrawn,
    "search.recorded": _searched,
    "verdict.added": _verdict,
    "person.forgotten": _forgotten,
    "decision.undone": _undone,
    "decision.redone": _redone,
}
