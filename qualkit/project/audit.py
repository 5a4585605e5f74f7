"""Verifying a project: every chain, every text, every comment, every position, recomputed from the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from qualkit.errors import VerificationError
from qualkit.model import content_hash
from qualkit.store import (
    Event,
    Rows,
    SealedText,
    State,
    StoredComment,
    Transaction,
    batch_digest,
    check_chain,
    derive,
    fold,
    journal_head,
    seal,
)

__all__ = ["Contents", "JournalCheck", "key_hash", "read_contents", "verify_contents"]


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """What was verified, and the value that stands for it.

    Attributes
    ----------
    n_events, n_texts, n_comments : int
        How many were recomputed.
    n_forgotten : int
        How many comments were emptied because a person was forgotten.
    journal_head : str
        Hash over the heads of all chains. Compare it with the one in a report: a journal whose last events were cut off,
        with what follows from them, still holds together, but has another head.
    """

    n_events: int
    n_texts: int
    n_comments: int
    n_forgotten: int
    journal_head: str


def key_hash(key: bytes) -> str:
    """Hash the project's key, so that the journal can vouch for it without telling it.

    Parameters
    ----------
    key : bytes
        The key.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits.
    """
    return content_hash(b"qualkit key" + key)


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a file holds, as of one moment, so that it can be gone through without keeping anybody from writing.

    Attributes
    ----------
    events : list of (Event, str)
        By replica and number, each with the hash stored beside it.
    facts : mapping of str to str
        See `Transaction.meta`.
    texts : list of SealedText
        All free texts.
    comments : list of StoredComment
        In the order in which they were added.
    derived : mapping of Thing to str
        What was derived from the events.
    """

    events: list[tuple[Event, str]]
    facts: Mapping[str, str]
    texts: list[SealedText]
    comments: list[StoredComment]
    derived: Rows


def read_contents(transaction: Transaction) -> Contents:
    """Read all that a file holds.

    Parameters
    ----------
    transaction : Transaction
        One consistent view of the file.

    Returns
    -------
    Contents
        For `verify_contents`.
    """
    return Contents(
        transaction.events(),
        transaction.meta(),
        list(transaction.all_texts()),
        transaction.comments(),
        transaction.derived(),
    )


def verify_contents(contents: Contents) -> JournalCheck:
    """Recompute everything that the journal vouches for, and what follows from it.

    Parameters
    ----------
    contents : Contents
        All of the file.

    Returns
    -------
    JournalCheck
        What was verified.

    Raises
    ------
    VerificationError
        Naming the first thing that differs.
    """
    for _, chain in groupby(contents.events, key=lambda row: row[0].replica):
        check_chain(chain)
    state = fold(event for event, _ in contents.events)
    _check_key(state, contents.facts)
    texts = _check_texts(contents, state)
    _check_refs(state, texts)
    comments = contents.comments
    forgotten = _forgotten(state)
    _check_comments(comments, forgotten)
    _check_batches(state, comments)
    _check_left(state, texts, comments)
    _check_positions(state, comments, forgotten)
    _check_ends(state, contents.derived)
    _check_derived(state, contents.derived)
    head = journal_head(event.digest() for event in state.heads.values())
    return JournalCheck(len(contents.events), len(texts), len(comments), len(forgotten), head)


def _check_key(state: State, facts: Mapping[str, str]) -> None:
    vouched = {event.payload["key_hash"] for event in state.events if event.kind == "project.created"}
    if key_hash(bytes.fromhex(facts["key"])) not in vouched:
        raise VerificationError("The project's key is not the one that the journal began with.", where="table meta")


def _check_texts(contents: Contents, state: State) -> dict[str, str]:
    bodies = {}
    for text in contents.texts:
        if seal(text.body, text.salt).ref != text.ref:
            raise VerificationError("A text was changed after it was written.", where=_place(text.ref, contents, state))
        bodies[text.ref] = text.body
    return bodies


def _place(ref: str, contents: Contents, state: State) -> str:
    """Say whose text it is, in words with which somebody can look it up."""
    for row in contents.comments:
        if row.text_ref == ref:
            return f"comment {row.comment_id!r}"
    for event in state.events:
        for name, given in event.texts.items():
            if state.ref(given) == ref:
                return f"the {name.replace('_', ' ')} of event {event.event_id!r} ({event.kind})"
    return f"text {ref!r}"


def _check_refs(state: State, texts: Mapping[str, str]) -> None:
    for event in state.forgotten:
        if back := sorted(texts.keys() & event.payload["replaced"].keys()):
            raise VerificationError("A forgotten text is back.", where=f"text {back[0]!r}")
    for event in state.events:
        for name, ref in event.texts.items():
            if state.ref(ref) not in texts:
                raise VerificationError(
                    f"The {name.replace('_', ' ')} of an event is missing.", where=f"event {event.event_id!r}"
                )


def _forgotten(state: State) -> dict[str, str]:
    return {comment_id: ref for event in state.forgotten for comment_id, ref in event.payload["comments"]}


def _check_comments(comments: list[StoredComment], forgotten: Mapping[str, str]) -> None:
    for row in comments:
        where = f"comment {row.comment_id!r}"
        gone = forgotten.get(row.comment_id) == row.text_ref
        if gone and row.text is not None:
            raise VerificationError("A forgotten text is back.", where=where)
        if gone:
            continue
        if row.text is None or row.salt is None:
            raise VerificationError("A comment's text is missing.", where=where)
        if row.sealed(row.salt).row_ref != row.row_ref:
            raise VerificationError("A comment's author, time or variables were changed.", where=where)


def _check_batches(state: State, comments: list[StoredComment]) -> None:
    rows: dict[str, list[StoredComment]] = {}
    for row in comments:
        rows.setdefault(row.batch, []).append(row)
    for event in state.batches:
        batch = rows.pop(event.event_id, [])
        if len(batch) != event.payload["count"] or batch_digest(batch) != event.payload["digest"]:
            raise VerificationError(
                "The comments are not those that were added.", where=f"batch {event.event_id!r}, {len(batch)} comments"
            )
    for batch_id, batch in rows.items():
        raise VerificationError(
            "A comment is not in the journal.", where=f"comment {batch[0].comment_id!r}, batch {batch_id!r}"
        )


def _check_left(state: State, texts: Mapping[str, str], comments: list[StoredComment]) -> None:
    by_id = {row.comment_id: row for row in comments}
    left: dict[str, str] = {}  # a comment that was emptied twice is as the second time left it
    for event in state.forgotten:
        ids = (comment_id for comment_id, _ in event.payload["comments"])
        left.update(zip(ids, json.loads(texts[event.texts["left"]]), strict=True))
    for comment_id, row in left.items():
        if by_id[comment_id].row_json() != row:
            raise VerificationError(
                "What is left of a forgotten person's comment was changed.", where=f"comment {comment_id!r}"
            )


def _check_positions(state: State, comments: list[StoredComment], forgotten: Mapping[str, str]) -> None:
    by_id = {row.comment_id: row for row in comments}
    moves = (event for events in state.moves.values() for event in events)
    for event in (*state.codings.values(), *moves, *state.rejections.values(), *state.evidence.values()):
        said = event.payload
        row = by_id.get(said["comment_id"])
        where = f"event {event.event_id!r} on comment {said['comment_id']!r}"
        if row is None or row.text_ref != said["text_ref"]:
            raise VerificationError("A passage was marked in another text than the project holds.", where=where)
        if row.comment_id not in forgotten and not 0 <= said["start"] < said["end"] <= len(row.text or ""):
            raise VerificationError("A passage lies outside its comment.", where=where)


def _check_ends(state: State, found: Rows) -> None:
    # Whoever cuts off the end of a chain leaves a chain that holds; how far it went is kept beside it.
    for (kind, replica), value in found.items():
        head = state.heads.get(replica)
        made, left = json.loads(value)["n"] if kind == "head" else 0, 0 if head is None else head.n
        if made > left:
            raise VerificationError(
                f"The end of the journal is missing: {made:,} steps were made, and it has {left:,}.",
                where=f"replica {replica!r}",
                hint="Restore a backup. project.rebuild() goes on without them.",
            )


def _check_derived(state: State, found: Rows) -> None:
    expected = derive(state)
    for thing in sorted(expected.keys() | found.keys()):
        if expected.get(thing) != found.get(thing):
            raise VerificationError(
                "What is kept as the present state does not follow from the journal.",
                where=f"{thing[0]} {thing[1]!r}",
                hint="The journal is whole: project.rebuild() derives the present state from it anew.",
            )
