"""The codebook, read off a project's state. Pure, and total: whatever people decided at once, there is a codebook.

Of two decisions that exclude each other both stay in the journal, and `clashes` names what could not be as it was decided:
a name that two codes were given, a code put below itself, codes merged in a circle.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from qualkit.model import Code, Codebook, name_key
from qualkit.store import Event, State

__all__ = ["clashes", "code_refs", "codebook_of", "merged_place", "name_of", "parent_of"]

Bodies = Mapping[str, str]
Order = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A code with all that was said of it."""

    code_id: str
    texts: Mapping[str, str]
    names: tuple[str, ...]
    named: Event
    parent: str | None
    placed: Order


def codebook_of(state: State, bodies: Bodies) -> Codebook:
    """Give the codebook.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.

    Returns
    -------
    Codebook
        A code that was taken back stays while a coding that holds still uses it. Where two codes were given one name,
        both stay, the one that was named later with its coder's name behind it; a code that would stand below itself
        stands at the top.
    """
    return _read(state, bodies)[0]


def clashes(state: State, bodies: Bodies) -> frozenset[tuple[str, str]]:
    """Name what in the codebook could not be as somebody decided it.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.

    Returns
    -------
    frozenset of (str, str)
        ``"name"``, ``"parent"`` or ``"merge"``, and the id of the code that it befell.
    """
    return _read(state, bodies)[1]


def code_refs(state: State, code_id: str) -> dict[str, str]:
    """Give where the name and each text of a code is found.

    Parameters
    ----------
    state : State
        The project's state.
    code_id : str
        A code that was added.

    Returns
    -------
    dict of str to str
        Field to the reference of what was said of it last; an empty text is one that was taken out.
    """
    refs = dict(state.codes[code_id].texts)
    for event in _revisions(state, code_id):
        refs.update(event.texts)
    return refs


def name_of(state: State, bodies: Bodies, code_id: str, *, at: Order | None = None) -> str:
    """Give a code's name, today's or that of a moment in the past.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.
    code_id : str
        A code.
    at : tuple, optional
        The place of an event: the name that the code had until then.

    Returns
    -------
    str
        The id, where no such code is known.
    """
    if code_id not in state.codes:
        return code_id
    ref = state.codes[code_id].texts.get("name", "")
    for event in _revisions(state, code_id):
        if at is None or event.order < at:
            ref = event.texts.get("name", ref)
    return bodies.get(ref, code_id)


def parent_of(state: State, code_id: str) -> tuple[str | None, Order]:
    """Say below which code a code was put, and by which decision.

    Parameters
    ----------
    state : State
        The project's state.
    code_id : str
        A code that was added.

    Returns
    -------
    tuple of (str or None, tuple)
        The id of the code above, as it is now, and the place of the decision among the events. Where the code above was
        merged with the code itself, what is above that one takes its place.
    """
    above, order = _put_below(state, code_id)
    passed = set()
    while above is not None and above not in passed and state.current(above) == code_id:
        passed.add(above)
        above = _put_below(state, above)[0] if above in state.codes else None
    if above is None or above in passed or state.current(above) not in state.codes:
        return None, order
    return state.current(above), order


def merged_place(book: Codebook, codes: Collection[str], into: str) -> dict[str, str | None]:
    """Say where a code must stand from now on, because codes above it are merged with it.

    Parameters
    ----------
    book : Codebook
        Before the merge.
    codes : collection of str
        Ids of the codes that go.
    into : str
        The id of the one that stays.

    Returns
    -------
    dict
        ``parent``: the id of the code above the highest of these, or None for the top; empty where it can stay.
    """
    found: dict[str, str | None] = {}
    above = book.get(into).parent
    while above is not None:
        further = book.get(above).parent
        if above in codes:
            found = {"parent": further}
        above = further
    return found


def _put_below(state: State, code_id: str) -> tuple[str | None, Order]:
    told = state.codes[code_id]
    merges = [one for one in state.merges if one.payload["into"] == code_id and state.holds(one.event_id)]
    for event in (*_revisions(state, code_id), *merges):
        if "parent" in event.payload and event.order > told.order:
            told = event
    return told.payload["parent"], told.order


def _read(state: State, bodies: Bodies) -> tuple[Codebook, frozenset[tuple[str, str]]]:
    kept = _kept(state)
    entries = {code_id: _entry(state, bodies, code_id) for code_id in state.codes if code_id in kept}
    merged = {code_id: state.current(code_id) for code_id in entries if code_id in state.merged}
    present = [entry for code_id, entry in entries.items() if code_id not in merged]
    names, doubled = _names(present)
    parents, circles = _parents(present)
    taken = {name_key(name) for name in names.values()}
    aliases = {entry.code_id: list(entry.names) for entry in present}
    for code_id, current in merged.items():
        aliases[current] += entries[code_id].names
    codes = tuple(
        Code(
            entry.code_id,
            names[entry.code_id],
            parents[entry.code_id],
            retired=_retired(state, entry.code_id),
            aliases=_without(taken, aliases[entry.code_id]),
            **{name: body for name, body in entry.texts.items() if name != "name"},
        )
        for entry in present
    )
    found = {("name", one) for one in doubled} | {("parent", one) for one in circles} | _torn(state)
    places = {code_id: n for n, code_id in enumerate(_in_order(state))}
    moved = tuple(sorted(codes, key=lambda code: places[code.code_id]))
    added = tuple(entries) if merged or moved != codes else ()
    return Codebook(moved, merged, added), frozenset(found)


def _in_order(state: State) -> list[str]:
    """Put the codes into the order in which they were added, each where it was put since."""
    told = [one for code_id in state.code_changes for one in _revisions(state, code_id) if "before" in one.payload]
    if not told:
        return list(state.codes)
    order: list[str] = []
    for event in sorted([*state.codes.values(), *told], key=lambda one: one.order):
        code_id, before = event.payload.get("code", event.event_id), event.payload.get("before")
        if before is not None and (before == code_id or before not in order):
            continue
        if code_id in order:
            order.remove(code_id)
        order.insert(len(order) if before is None else order.index(before), code_id)
    return order


def _kept(state: State) -> set[str]:
    kept: set[str] = set()
    waiting = [code_id for code_id in state.codes if state.holds(code_id) or _used(state, code_id)]
    while waiting:
        code_id = waiting.pop()
        if code_id in kept:
            continue
        kept.add(code_id)
        current = state.current(code_id)
        above = parent_of(state, current)[0]
        waiting += [current] if above is None else [current, above]
    return kept


def _used(state: State, code_id: str) -> bool:
    given = state.given.get(code_id, ())
    return any(one in state.codings and state.holds(one) and state.own_code(one) == code_id for one in given)


def _entry(state: State, bodies: Bodies, code_id: str) -> _Entry:
    named, names = state.codes[code_id], [name_of(state, bodies, code_id, at=state.codes[code_id].order)]
    for event in _revisions(state, code_id):
        if "name" in event.texts:
            named = event
            names.append(bodies.get(event.texts["name"], code_id))
    texts = {name: bodies.get(ref, "") for name, ref in code_refs(state, code_id).items()}
    parent, placed = parent_of(state, code_id)
    return _Entry(code_id, texts, tuple(reversed(names)), named, parent, placed)


def _names(entries: list[_Entry]) -> tuple[dict[str, str], list[str]]:
    taken: set[str] = set()
    names: dict[str, str] = {}
    doubled = []
    for entry in sorted(entries, key=lambda one: one.named.order):
        name = entry.names[0]
        if name_key(name) in taken:
            doubled.append(entry.code_id)
        while name_key(name) in taken:
            name = f"{name} ({entry.named.coder})"
        taken.add(name_key(name))
        names[entry.code_id] = name
    return names, doubled


def _parents(entries: list[_Entry]) -> tuple[dict[str, str | None], list[str]]:
    parents: dict[str, str | None] = {}
    circles = []
    for entry in sorted(entries, key=lambda one: one.placed):
        at = entry.parent
        while at is not None and at != entry.code_id:
            at = parents.get(at)
        if at is not None:
            circles.append(entry.code_id)
        parents[entry.code_id] = entry.parent if at is None else None
    return parents, circles


def _torn(state: State) -> set[tuple[str, str]]:
    """Find the codes that one decision merged with this code, and another with that."""
    merges = [one for one in state.merges if state.holds(one.event_id)]
    return {
        ("merge", code_id)
        for one in merges
        for code_id in one.payload["codes"]
        if code_id in state.codes and state.merged.get(code_id) != one.payload["into"]
    }


def _retired(state: State, code_id: str) -> bool:
    changes = (one for one in state.code_changes.get(code_id, ()) if one.kind == "code.retired")
    last = state.last(changes)
    return last is not None and bool(last.payload["on"])


def _without(taken: set[str], names: list[str]) -> tuple[str, ...]:
    first = {name_key(name): name for name in reversed(names)}
    return tuple(first[key] for key in dict.fromkeys(map(name_key, names)) if key not in taken)


def _revisions(state: State, code_id: str) -> list[Event]:
    if code_id not in state.code_changes:
        return []
    changes = state.code_changes[code_id]
    return [one for one in changes if one.kind == "code.revised" and state.holds(one.event_id)]
