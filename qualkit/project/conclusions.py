"""Findings as they stand, read off a project's state. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qualkit.model import Corpus, CounterSearch, Evidence, Finding, Verdict
from qualkit.project.tables import quote_of
from qualkit.store import Event, State

__all__ = [
    "FIELDS",
    "about_of",
    "answered_as_it_reads",
    "findings_of",
    "id_of",
    "refs_of",
    "status_of",
    "status_set_last",
    "verdicts_on",
    "wordings_of",
]

FIELDS = ("claim", "because", "outcome", "action", "next_question", "rival", "scope", "whom")
"""The texts of a finding."""

_CHECKED_TEXTS = frozenset({"claim", "because", "outcome"})  # who checks or confirms a finding speaks of these
_SHOWN_TEXTS = frozenset({"claim", "because"})  # what the customers who are quoted are shown of it

Bodies = Mapping[str, str]


def findings_of(state: State, bodies: Bodies, corpus: Corpus) -> tuple[Finding, ...]:
    """Give the findings with all that belongs to them.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.
    corpus : Corpus
        What was said.

    Returns
    -------
    tuple of Finding
        In the order in which they were added.
    """
    evidence = _by_finding(state.live(state.evidence))
    searches = _by_finding(state.live(state.searches))
    findings = []
    for event in state.live(state.findings):
        made = event.event_id
        said = {name: bodies[ref] for name, ref in refs_of(state, made).items()}
        texts = {name: said.get(name) or None for name in FIELDS if name not in {"claim", "because"}}
        findings.append(
            Finding(
                finding_id=made,
                claim=said["claim"],
                because=said["because"],
                coder=event.coder,
                evidence=tuple(_evidence(one, corpus) for one in evidence.get(made, ())),
                about=about_of(state, made),
                status=status_of(state, made),
                verdicts=_verdicts(state, bodies, made),
                searches=tuple(_search(one, state, bodies) for one in searches.get(made, ())),
                taken_away=_taken_away(state, made),
                **texts,
            )
        )
    return tuple(findings)


def id_of(finding: str | Finding) -> str:
    """Give the id by which somebody gave a finding.

    Parameters
    ----------
    finding : str or Finding
        An id, or a finding.

    Returns
    -------
    str
        The id.
    """
    return finding.finding_id if isinstance(finding, Finding) else finding


def refs_of(state: State, finding_id: str) -> dict[str, str]:
    """Give where each text of a finding is found.

    Parameters
    ----------
    state : State
        The project's state.
    finding_id : str
        A finding that was added.

    Returns
    -------
    dict of str to str
        Field to the reference of what was said of it last; an empty text is one that was taken out.
    """
    refs = dict(state.findings[finding_id].texts)
    for event in _revisions(state, finding_id):
        refs.update(event.texts)
    return refs


def about_of(state: State, finding_id: str) -> tuple[str, ...]:
    """Give what a finding is about.

    Parameters
    ----------
    state : State
        The project's state.
    finding_id : str
        A finding that was added.

    Returns
    -------
    tuple of str
        Ids of codes, as they are now, and of themes.
    """
    about: Iterable[str] = state.findings[finding_id].payload.get("about", ())
    for event in _revisions(state, finding_id):
        about = event.payload.get("about", about)
    return tuple(dict.fromkeys(state.current(one) for one in about))


def status_of(state: State, finding_id: str) -> str:
    """Say how far a finding has come.

    Parameters
    ----------
    state : State
        The project's state.
    finding_id : str
        A finding that was added.

    Returns
    -------
    str
        One of `qualkit.model.STATUSES`. Other words for the claim, the reason or the outcome make a draft of it again:
        nobody has checked these.
    """
    last = status_set_last(state, finding_id)
    if last is None:
        return "draft"
    reworded = (one for one in _revisions(state, finding_id) if _CHECKED_TEXTS & set(one.texts))
    return "draft" if any(one.order > last.order for one in reworded) else str(last.payload["status"])


def status_set_last(state: State, finding_id: str) -> Event | None:
    """Find the event that last said how far a finding has come.

    Parameters
    ----------
    state : State
        The project's state.
    finding_id : str
        A finding that was added.

    Returns
    -------
    Event or None
        None for a finding of which nobody said so.
    """
    return next((one for one in reversed(list(state.live(state.statuses))) if _is_on(one, finding_id)), None)


def verdicts_on(state: State, finding_id: str) -> list[Event]:
    """Find the answers of customers to a finding.

    Parameters
    ----------
    state : State
        The project's state.
    finding_id : str
        A finding that was added.

    Returns
    -------
    list of Event
        All that hold, also those to which a person gave another answer later.
    """
    return [one for one in state.live(state.verdicts) if _is_on(one, finding_id)]


def wordings_of(state: State, bodies: Bodies, finding_id: str) -> dict[str, tuple[str, str]]:
    """Give every claim and reason that customers may have been shown as this finding.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.
    finding_id : str
        A finding that was added.

    Returns
    -------
    dict of str to (claim, because)
        By the id of the event that gave it these words, in the order in which they were given; also those taken back.
    """
    refs, found = dict(state.findings[finding_id].texts), {}
    found[finding_id] = _shown(refs, bodies)
    standing = {one.event_id for one in _revisions(state, finding_id)}
    for event in state.revisions.values():
        if _is_on(event, finding_id) and _SHOWN_TEXTS & set(event.texts):
            worded = refs | dict(event.texts)
            found[event.event_id] = _shown(worded, bodies)
            refs = worded if event.event_id in standing else refs
    return found


def answered_as_it_reads(state: State, bodies: Bodies, finding_id: str) -> bool:
    """Say whether a customer has answered to a finding as it reads now.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.
    finding_id : str
        A finding that was added.

    Returns
    -------
    bool
        False also where all answers are to former words.
    """
    return any(not one.reworded for one in _verdicts(state, bodies, finding_id))


def _verdicts(state: State, bodies: Bodies, finding_id: str) -> tuple[Verdict, ...]:
    """Give each known person's last answer, for a person can be counted once only."""
    last: dict[str, Verdict] = {}
    wordings = wordings_of(state, bodies, finding_id)
    now = _shown(refs_of(state, finding_id), bodies)
    for event in verdicts_on(state, finding_id):
        said = {name: bodies[state.ref(ref)] for name, ref in event.texts.items()}
        person, words = said.get("person"), said.get("words", "")
        asked = wordings.get(event.payload.get("asked", ""))
        shown = asked or _shown(_refs_before(state, finding_id, event), bodies)
        one = Verdict(event.event_id, person, event.payload["answer"], words, event.coder, shown != now)
        key = event.event_id if person is None else person
        # A form that comes back late says nothing of the words that the same person has answered to since.
        if one.reworded and key in last and not last[key].reworded:
            continue
        last.pop(key, None)
        last[key] = one
    return tuple(last.values())


def _shown(refs: Mapping[str, str], bodies: Bodies) -> tuple[str, str]:
    return bodies[refs["claim"]], bodies[refs["because"]]


def _refs_before(state: State, finding_id: str, event: Event) -> dict[str, str]:
    refs = dict(state.findings[finding_id].texts)
    for one in _revisions(state, finding_id):
        if one.order < event.order:
            refs.update(one.texts)
    return refs


def _evidence(event: Event, corpus: Corpus) -> Evidence:
    said = event.payload
    quote = quote_of(corpus, event) or ""
    return Evidence(event.event_id, said["stance"], said["comment_id"], said["start"], said["end"], quote, event.coder)


def _taken_away(state: State, finding_id: str) -> int:
    """Count the passages that stood against a finding, and that nobody sets beside it any more."""

    def places(events: Iterable[Event]) -> set[tuple[str, int, int]]:
        against = (one.payload for one in events if _is_on(one, finding_id) and one.payload["stance"] == "contradicts")
        return {(said["comment_id"], said["start"], said["end"]) for said in against}

    # A decision that was undone was never made; one that was withdrawn was.
    made = (one for one in state.evidence.values() if one.event_id not in state.undone)
    return len(places(made) - places(state.live(state.evidence)))


def _search(event: Event, state: State, bodies: Bodies) -> CounterSearch:
    note = bodies[event.texts["note"]] if "note" in event.texts else ""
    finding_id = event.payload["finding"]
    then, now = _refs_before(state, finding_id, event), refs_of(state, finding_id)
    reworded = any(bodies.get(then.get(one, ""), "") != bodies.get(now.get(one, ""), "") for one in _CHECKED_TEXTS)
    return CounterSearch(event.coder, event.created, event.payload["n_read"], note, reworded)


def _revisions(state: State, finding_id: str) -> list[Event]:
    return [one for one in state.live(state.revisions) if _is_on(one, finding_id)]


def _is_on(event: Event, finding_id: str) -> bool:
    return bool(event.payload["finding"] == finding_id)


def _by_finding(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.payload["finding"], []).append(event)
    return found
