"""What an event says, in plain words and without a quote."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qualkit.project.book import name_of
from qualkit.store import Event, State
from qualkit.store.state import code_told
from qualkit.text.phrasing import counted, listed

__all__ = ["said_in_words"]

_SHOWN = 80
_FIELD_NAMES = {
    "because": "reason",
    "next_question": "next question",
    "whom": "people to ask",
    "about": "subject",
    "names": "names to mask",
    "keep": "words to keep",
    "brief": "brief definition",
    "when_to_use": "rule when to use it",
    "when_not_to_use": "rule when not to use it",
}
_MARKED = {
    ("done", True): "marked {} as read",
    ("done", False): "marked {} as not read yet",
    ("skipped", True): "skipped {}",
    ("skipped", False): "took {} off the skipped ones",
    ("flagged", True): "flagged {}",
    ("flagged", False): "took the flag off {}",
}


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
    return f"described the {', '.join(_FIELD_NAMES.get(one, one.replace('_', ' ')) for one in sorted(event.texts))}"


def _comments(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"added {counted(event.payload['count'], 'comment')}"


def _values(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    columns = [f"{name} ({n})" for name, n in event.payload["columns"]]
    return f"took new values for {counted(event.payload['count'], 'comment')}: {listed(columns)}"


def _themes(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"added {counted(event.payload['count'], 'theme')}"


def _code(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"added the code {_name(event.event_id, event, state, bodies)}"


def _code_revised(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    code, told = _name(event.payload["code"], event, state, bodies), []
    if "name" in event.texts:
        told.append(f"renamed the code {code} to {bodies.get(event.texts['name'], '')!r}")
    if "parent" in event.payload:
        above = event.payload["parent"]
        place = "to the top" if above is None else f"below {_name(above, event, state, bodies)}"
        told.append(f"moved the code {code} {place}")
    if "before" in event.payload:
        next_to = event.payload["before"]
        place = "to the end" if next_to is None else f"in front of {_name(next_to, event, state, bodies)}"
        told.append(f"moved the code {code} {place}")
    fields = ", ".join(_FIELD_NAMES.get(one, one) for one in sorted(event.texts) if one != "name")
    return "; ".join([*told, *([f"revised the {fields} of the code {code}"] if fields else [])])


def _code_retired(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    verb = "retired the code" if event.payload["on"] else "took back into use the code"
    return f"{verb} {_name(event.payload['code'], event, state, bodies)}"


def _merged(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    said = event.payload
    codes = listed([_name(one, event, state, bodies) for one in said["codes"]])
    noun = "the code" if len(said["codes"]) == 1 else "the codes"
    return f"merged {noun} {codes} into {_name(said['into'], event, state, bodies)}"


def _split(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    parts = event.payload["parts"]
    told = [f"{_name(code, event, state, bodies)} ({counted(len(codings), 'coding')})" for code, codings in parts]
    return f"split off from the code {_name(event.payload['code'], event, state, bodies)}: {listed(told)}"


def _coded(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    by = f", as {event.payload['suggested_by']} suggested" if event.payload.get("suggested_by") else ""
    new = "the new code " if event.event_id in state.carried else ""
    return f"coded {new}{_name(event.payload['code'], event, state, bodies)} on {_span(event)}{by}"


def _moved(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"moved the code {_given(event, state, bodies)} to {_span(event)}"


def _recoded(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    coding_id = event.payload["coding"]
    place = _place(*state.place(coding_id)) if coding_id in state.codings else "a passage"
    return f"changed the code {_given(event, state, bodies)} to " + (
        f"{_name(event.payload['code'], event, state, bodies)} on {place}"
    )


def _removed(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    coding_id = event.payload["coding"]
    place = _place(*state.place(coding_id)) if coding_id in state.codings else "a passage"
    return f"removed the code {_given(event, state, bodies)} from {place}"


def _given(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    """Name the code that a coding had before an event."""
    coding_id = event.payload["coding"]
    if coding_id not in state.codings:
        return "of a coding that is not here"
    code_id = state.codings[coding_id].payload["code"]
    for one in state.recodings.get(coding_id, ()):
        if one.order < event.order and state.holds(one.event_id):
            code_id = code_told(one, coding_id)
    return _name(code_id, event, state, bodies)


def _mark(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    said = event.payload
    return _MARKED[said["mark"], bool(said["on"])].format(said["comment_id"])


def _linked(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    reason, behaviour = (_end(event.payload[name], event, state, bodies) for name in ("reason", "behaviour"))
    return f"said that {reason} is why {behaviour}"


def _unlinked(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    link = state.links.get(event.payload["link"])
    if link is None:
        return "took away a link that is not here"
    reason, behaviour = (_end(link.payload[name], event, state, bodies) for name in ("reason", "behaviour"))
    return f"no longer says that {reason} is why {behaviour}"


def _end(coding_id: str, event: Event, state: State, bodies: Mapping[str, str]) -> str:
    if coding_id not in state.codings:
        return "a coding that is not here"
    code = _name(state.own_code(coding_id), event, state, bodies)
    return f"{code} on {_place(*state.place(coding_id))}"


def _rejected(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    said = event.payload
    code = _name(said["code"], event, state, bodies)
    return f"turned down the suggestion of {said['suggested_by']}: {code} on {_span(event)}"


def _memo(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    target = event.payload["target"]
    about = state.ids.get(target)
    if about is None:
        return f"wrote a memo on {target}"
    if about.kind == "coding.applied":
        name = _name(about.payload["code"], about, state, bodies)
        return f"wrote a memo on a coding by {about.coder}: {name} on {_span(about)}"
    return f"wrote a memo on what {about.coder} did: {said_in_words(about, state, bodies)}"


def _memo_removed(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return _memo(event, state, bodies).replace("wrote a memo", "took away the memo", 1)


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
    claim, n = _claim(event.payload["finding"], state, bodies), counted(event.payload["n_read"], "candidate")
    return f"looked for what speaks against the finding {claim}, and read {n}"


def _verdict(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"read in a customer's answer {event.payload['answer']!r} to the finding " + _claim(
        event.payload["finding"], state, bodies
    )


def _forgotten(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"forgot a person, with {counted(len(event.payload['comments']), 'comment')}"


def _undone(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"took back: {_decision(event, state, bodies)}"


def _redone(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    return f"did again: {_decision(event, state, bodies)}"


def _decision(event: Event, state: State, bodies: Mapping[str, str]) -> str:
    about = state.ids.get(event.payload["event"])
    return "a decision that is not here" if about is None else said_in_words(about, state, bodies)


def _name(code_id: str, event: Event, state: State, bodies: Mapping[str, str]) -> str:
    """Name a code as it was called when an event happened."""
    return repr(name_of(state, bodies, code_id, at=event.order))


def _claim(finding_id: str, state: State, bodies: Mapping[str, str]) -> str:
    claim = bodies[state.findings[finding_id].texts["claim"]]
    return repr(claim if len(claim) <= _SHOWN else claim[:_SHOWN].rstrip() + "...")


def _span(event: Event) -> str:
    said = event.payload
    return _place(said["comment_id"], said["start"], said["end"])


def _place(comment_id: str, start: int, end: int) -> str:
    return f"{comment_id} {start}-{end}"


_WORDS: dict[str, Say] = {
    "project.created": _created,
    "project.described": _described,
    "comments.added": _comments,
    "values.taken": _values,
    "themes.added": _themes,
    "code.added": _code,
    "code.revised": _code_revised,
    "code.retired": _code_retired,
    "code.split": _split,
    "codes.merged": _merged,
    "coding.applied": _coded,
    "coding.moved": _moved,
    "coding.recoded": _recoded,
    "coding.removed": _removed,
    "comment.marked": _mark,
    "reason.linked": _linked,
    "reason.unlinked": _unlinked,
    "suggestion.rejected": _rejected,
    "memo.added": _memo,
    "memo.removed": _memo_removed,
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
