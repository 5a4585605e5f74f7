"""What answers hold: codings, codes, the queue, as JSON-like values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qualkit.coding.decision import Coded, Link
from qualkit.coding.session import Session
from qualkit.model import CODE_TEXTS, Code, Codebook
from qualkit.widgets.desk.pages import Pages
from qualkit.widgets.desk.wire import sendable

__all__ = ["code_list", "coding", "link_list", "queue_items", "summary"]


def coding(one: Coded, coder: str | None = None) -> dict[str, Any]:
    """Show a coding.

    Parameters
    ----------
    one : Coded
        The coding.
    coder : str, optional
        Whose it is, where it is another's.

    Returns
    -------
    dict
        As messages hold it.
    """
    shown: dict[str, Any] = {
        "coding_id": one.coding_id,
        "comment_id": one.comment_id,
        "start": one.start,
        "end": one.end,
        "code_id": one.code_id,
        "memo": sendable(one.memo),
        "created": one.created,
        "suggested_by": sendable(one.suggested_by),
    }
    return shown if coder is None else {**shown, "coder": sendable(coder)}


def code_list(book: Codebook, used: Mapping[str, int]) -> list[dict[str, Any]]:
    """Show the codebook as a tree, the codes below each other.

    Parameters
    ----------
    book : Codebook
        The codes.
    used : mapping of str to int
        How many codings each has, of those that may be seen.

    Returns
    -------
    list of dict
        Depth first. ``place`` follows the order of adding, so that no other code changes its colour where one is added,
        moved or merged.
    """
    present = dict.fromkeys(code.code_id for code in book)
    place = {code_id: n for n, code_id in enumerate(book.added or present)}
    below: dict[str | None, list[Code]] = {}
    for code in book:
        below.setdefault(code.parent if code.parent in present else None, []).append(code)
    return [_code(code, depth, place[code.code_id], used) for code, depth in _tree(below)]


def _tree(below: Mapping[str | None, list[Code]]) -> Iterator[tuple[Code, int]]:
    waiting = [(code, 0) for code in reversed(below.get(None, []))]
    while waiting:
        code, depth = waiting.pop()
        yield code, depth
        waiting += [(child, depth + 1) for child in reversed(below.get(code.code_id, []))]


def _code(code: Code, depth: int, place: int, used: Mapping[str, int]) -> dict[str, Any]:
    return {
        "code_id": code.code_id,
        "name": sendable(code.name),
        "parent": code.parent,
        "depth": depth,
        "place": place,
        **{name: sendable(getattr(code, name)) for name in CODE_TEXTS},
        "retired": code.retired,
        "n": used.get(code.code_id, 0),
        "aliases": [sendable(one) for one in code.aliases],
    }


def link_list(links: Iterable[Link]) -> list[dict[str, str]]:
    """Show the links.

    Parameters
    ----------
    links : iterable of Link
        Any.

    Returns
    -------
    list of dict
        By id.
    """
    ordered = sorted(links, key=lambda one: one.link_id)
    return [{"link_id": one.link_id, "reason": one.reason, "behaviour": one.behaviour} for one in ordered]


def summary(session: Session) -> dict[str, Any]:
    """Say how far the queue is read.

    Parameters
    ----------
    session : Session
        The coder's.

    Returns
    -------
    dict
        ``at`` counts from 1; 0 is outside of the queue.
    """
    tally = session.tally
    place = session.queue.places.get(session.at)
    return {
        "name": sendable(session.queue.name),
        "n": len(session.queue),
        "done": tally.done,
        "skipped": tally.skipped,
        "flagged": tally.flagged,
        "at": 0 if place is None else place + 1,
    }


def queue_items(
    session: Session, pages: Pages, first: int, n: int, only: str | None
) -> tuple[list[dict[str, Any]], int]:
    """Show a part of the queue.

    Parameters
    ----------
    session : Session
        The coder's.
    pages : Pages
        What was said.
    first : int
        Where the part begins, from 0, among those that are shown at all.
    n : int
        How many to show.
    only : str or None
        ``"unread"``, or a mark.

    Returns
    -------
    (list of dict, int)
        The items, and how many there are of this kind.
    """
    items = session.queue.items
    if only is not None:
        items = tuple(one for one in items if _is(session.marks.get(one, ()), only))
    return [_item(session, pages, one) for one in items[first : first + n]], len(items)


def _is(marks: tuple[str, ...], only: str) -> bool:
    return not {"done", "skipped"}.intersection(marks) if only == "unread" else only in marks


def _item(session: Session, pages: Pages, comment_id: str) -> dict[str, Any]:
    return {
        **pages.place(comment_id),
        "place": session.queue.places[comment_id] + 1,
        "opening": pages.opening(comment_id),
        "who": pages.who(comment_id),
        "why": sendable(session.queue.why.get(comment_id, "")),
        "marks": list(session.marks.get(comment_id, ())),
    }
