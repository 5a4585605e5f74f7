"""Events, and the hash chain that they form. Pure: no database here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualkit.errors import VerificationError
from qualkit.model import content_hash

__all__ = ["EVENT_SCHEMA", "GENESIS", "Draft", "Event", "SealedText", "check_chain", "journal_head", "seal"]

GENESIS = "0" * 64
"""What stands as the previous hash in the first event of a chain."""

EVENT_SCHEMA = 1
"""The version of the payloads that this release writes."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a project.

    Attributes
    ----------
    event_id : str
        Made by whoever records it; a repeat changes nothing.
    replica : str
        The writer's file; each has a chain of its own.
    n : int
        Its place in that chain, from 1.
    prev_hash : str
        The hash of the event before it in that chain.
    lamport : int
        Larger than that of every event its writer had seen.
    created : str
        When, in UTC, ISO 8601 with microseconds.
    coder : str
        Who.
    kind : str
        What, as in ``"coding.applied"``.
    schema : int
        The version of the payload's form.
    payload : mapping
        Ids, positions and hashes; never free text.
    """

    event_id: str
    replica: str
    n: int
    prev_hash: str
    lamport: int
    created: str
    coder: str
    kind: str
    schema: int
    payload: Mapping[str, Any]

    @property
    def order(self) -> tuple[int, str, int]:
        """Its place among the events of all replicas."""
        return (self.lamport, self.replica, self.n)

    @property
    def texts(self) -> Mapping[str, str]:
        """The free texts that belong to it: field to reference."""
        texts: Mapping[str, str] = self.payload.get("texts", {})
        return texts

    def digest(self) -> str:
        """Hash the whole envelope, the previous hash included.

        Returns
        -------
        str
            SHA-256 over the canonical JSON, 64 hexadecimal digits.
        """
        return content_hash(
            {
                "event_id": self.event_id,
                "replica": self.replica,
                "n": self.n,
                "prev_hash": self.prev_hash,
                "lamport": self.lamport,
                "created": self.created,
                "coder": self.coder,
                "kind": self.kind,
                "schema": self.schema,
                "payload": self.payload,
            }
        )


@dataclass(frozen=True, slots=True)
class SealedText:
    """A free text with the salt that keeps its reference from being guessed.

    Attributes
    ----------
    ref : str
        SHA-256 over salt and body.
    salt : str
        Erased together with the body.
    body : str
        The text.
    """

    ref: str
    salt: str
    body: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that is yet to be given its place in the chain.

    Attributes
    ----------
    kind : str
        What happened.
    payload : mapping
        Ids and positions.
    texts : mapping of str to SealedText
        Free texts by field; their references join the payload.
    event_id : str or None
        Given by a client that may repeat itself; else made when the event is written.
    """

    kind: str
    payload: Mapping[str, Any]
    texts: Mapping[str, SealedText] = field(default_factory=dict)
    event_id: str | None = None


def seal(body: str, salt: str) -> SealedText:
    """Give a text its reference.

    Parameters
    ----------
    body : str
        The text, lone surrogates allowed.
    salt : str
        32 hexadecimal digits that nobody can guess.

    Returns
    -------
    SealedText
        With ``ref = sha256(salt + body)``.

    Examples
    --------
    >>> seal("dear", "00").ref == seal("dear", "00").ref, seal("dear", "00").ref == seal("dear", "01").ref
    (True, False)
    """
    return SealedText(content_hash(salt + body), salt, body)


def check_chain(events: Iterable[tuple[Event, str]]) -> None:
    """Recompute one replica's chain.

    Parameters
    ----------
    events : iterable of (Event, str)
        Each event with the hash stored beside it, by ``n``.

    Raises
    ------
    VerificationError
        Naming the first event that does not follow from the one before it.
    """
    previous, expected = GENESIS, 1
    for event, stored in events:
        where = f"event {event.event_id!r}, number {event.n} of replica {event.replica!r}"
        if event.n != expected:
            raise VerificationError(f"The journal lacks event number {expected}.", where=where)
        if event.prev_hash != previous:
            raise VerificationError(
                "The journal's chain is broken: an event does not follow the one before.", where=where
            )
        previous = event.digest()
        if previous != stored:
            raise VerificationError("An event of the journal was changed after it was written.", where=where)
        expected += 1


def journal_head(heads: Iterable[str]) -> str:
    """Hash the heads of all chains into one value that stands for the whole journal.

    Parameters
    ----------
    heads : iterable of str
        The hash of each chain's last event.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits; the order of the heads does not matter.
    """
    return content_hash(sorted(heads))
