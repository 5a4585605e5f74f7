"""Messages of the coding view: what may come in, and how what goes out is made fit to travel. No widget, no project.

A message is a JSON object with ``q``, 32 hexadecimal digits made by who asks, and ``k``, its kind; the answer carries both
again, and an ``error`` with ``said`` and ``hint`` where nothing came of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from qualkit.errors import QualkitError, StorageError

__all__ = [
    "PROTOCOL",
    "Message",
    "checksum",
    "flag",
    "hex_id",
    "maybe_text",
    "objects",
    "refusal",
    "sendable",
    "text",
    "texts",
    "whole",
    "words",
]

PROTOCOL = 2
Message = Mapping[str, Any]
_ID = re.compile("[0-9a-f]{32}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST = 1_000_000  # of a memo or a list: more comes of no hand
_LARGEST = 2**53  # what a browser counts exactly


def text(message: Message, name: str) -> str:
    """Take a text.

    Parameters
    ----------
    message : mapping
        What came.
    name : str
        Its key.

    Returns
    -------
    str
        As it came.

    Raises
    ------
    QualkitError
        If it is no text, empty, or too long.
    """
    value = message.get(name)
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        raise _malformed(name, "a text")
    return value


def maybe_text(message: Message, name: str) -> str | None:
    """Take a text that need not be there.

    Parameters
    ----------
    message : mapping
        What came.
    name : str
        Its key.

    Returns
    -------
    str or None
        None where the key is missing or null.

    Raises
    ------
    QualkitError
        If it is something else.
    """
    return None if message.get(name) is None else text(message, name)


def words(message: Message, name: str) -> str:
    """Take what a coder typed: a memo, a name, a definition. Halves of surrogate pairs are replaced; nothing else is.

    Parameters
    ----------
    message : mapping
        What came.
    name : str
        Its key; an empty or missing text is empty.

    Returns
    -------
    str
        Fit to be stored.

    Raises
    ------
    QualkitError
        If it is no text, or too long.
    """
    value = message.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise _malformed(name, "a text")
    return sendable(value)


def whole(message: Message, name: str, *, otherwise: int | None = None) -> int:
    """Take a whole number.

    Parameters
    ----------
    message : mapping
        What came.
    name : str
        Its key.
    otherwise : int, optional
        What a missing one means.

    Returns
    -------
    int
        0 or more.

    Raises
    ------
    QualkitError
        If it is something else; True is no number.
    """
    value = message.get(name, otherwise)
    if type(value) is not int or not 0 <= value < _LARGEST:
        raise _malformed(name, "a whole number")
    return value


def flag(message: Message, name: str) -> bool:
    """Take a yes or no.

    Parameters
    ----------
    message : mapping
        What came.
    name : str
        Its key.

    Returns
    -------
    bool
        Which.

    Raises
    ------
    QualkitError
        If it is something else.
    """
    value = message.get(name)
    if not isinstance(value, bool):
        raise _malformed(name, "true or false")
    return value


def hex_id(message: Message, name: str) -> str:
    """Take an id that the browser made.

    Parameters
    ----------
    message : mapping
        What came.
    name : str
        Its key.

    Returns
    -------
    str
        32 hexadecimal digits.

    Raises
    ------
    QualkitError
        If it is something else.
    """
    value = message.get(name)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise _malformed(name, "32 hexadecimal digits")
    return value


def texts(message: Message, name: str, *, most: int = 1000) -> tuple[str, ...]:
    """Take a list of texts.

    Parameters
    ----------
    message : mapping
        What came.
    name : str
        Its key.
    most : int
        How many there may be.

    Returns
    -------
    tuple of str
        In their order.

    Raises
    ------
    QualkitError
        If it is something else.
    """
    value = message.get(name)
    if not isinstance(value, list) or len(value) > most or not all(isinstance(one, str) and one for one in value):
        raise _malformed(name, f"a list of at most {most} texts")
    return tuple(value)


def objects(message: Message, name: str, *, most: int = 500) -> Sequence[Message]:
    """Take a list of objects.

    Parameters
    ----------
    message : mapping
        What came.
    name : str
        Its key.
    most : int
        How many there may be.

    Returns
    -------
    sequence of mapping
        In their order.

    Raises
    ------
    QualkitError
        If it is something else.
    """
    value = message.get(name)
    if not isinstance(value, list) or len(value) > most or not all(isinstance(one, dict) for one in value):
        raise _malformed(name, f"a list of at most {most} objects")
    return value


def sendable(said: str) -> str:
    """Replace halves of surrogate pairs, which cannot travel as UTF-8.

    Parameters
    ----------
    said : str
        Any text.

    Returns
    -------
    str
        As long as before: one character for one character keeps every position.
    """
    return _LONE_SURROGATE.sub("\ufffd", said)


def checksum(said: str) -> str:
    """Give the checksum by which both sides see that they mean the same words.

    Parameters
    ----------
    said : str
        The marked words.

    Returns
    -------
    str
        8 hexadecimal digits: FNV-1a, 32 bits, over UTF-8 (G. Fowler, L. C. Noll, K.-P. Vo, 1991).

    Examples
    --------
    >>> checksum("a")
    'e40c292c'
    """
    value = 0x811C9DC5
    for byte in sendable(said).encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{value:08x}"


def refusal(error: QualkitError | OSError) -> dict[str, Any]:
    """Say why nothing came of something.

    Parameters
    ----------
    error : QualkitError or OSError
        What happened.

    Returns
    -------
    dict
        ``said``, ``hint``, and ``again``: True where the same may succeed later, as when a disk is full.
    """
    if isinstance(error, OSError):
        return {"said": f"The file cannot be written: {error.strerror or error}.", "hint": "", "again": True}
    shown: dict[str, Any] = {"said": sendable(error.what), "hint": sendable(error.hint or "")}
    return {**shown, "again": True} if isinstance(error, StorageError) else shown


def _malformed(name: str, wanted: str) -> QualkitError:
    return QualkitError(
        f"The message lacks {name!r}, or it is not {wanted}; nothing was stored.",
        hint="The browser shows another version of qualkit than the kernel runs: run the cell again, and reload the page.",
    )
