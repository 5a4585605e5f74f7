"""The tables of a project, read off its state. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pandas as pd

from qualkit.errors import PassageError
from qualkit.model import (
    CODING_COLUMNS,
    LOG_COLUMNS,
    MEMO_COLUMNS,
    Code,
    Codebook,
    Corpus,
    Description,
)
from qualkit.project.words import said_in_words
from qualkit.store import Event, State

__all__ = [
    "codebook_of",
    "codings_of",
    "description_of",
    "description_refs",
    "frame_of",
    "log_of",
    "memos_of",
    "quote_of",
]

Bodies = Mapping[str, str]


def description_of(state: State, bodies: Bodies) -> Description:
    """Give what the project is for.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.

    Returns
    -------
    Description
        For each field what was said last.
    """
    said = {name: bodies[ref] for name, ref in description_refs(state).items()}
    limits: dict[str, str] = json.loads(said.pop("channel_limits", "{}"))
    texts = {name: body or None for name, body in said.items()}
    return Description(channel_limits=limits, **texts)


def description_refs(state: State) -> dict[str, str]:
    """Give where each field of the description is found.

    Parameters
    ----------
    state : State
        The project's state.

    Returns
    -------
    dict of str to str
        Field to the reference of what was said of it last.
    """
    refs: dict[str, str] = {}
    for event in state.described:
        if state.holds(event.event_id):
            refs.update(event.texts)
    return refs


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
        A code that was taken back stays while a coding that holds still uses it. Two writers who each added a code of
        one name keep both, the later one with its coder's name behind it.
    """
    needed = {str(coding.payload["code"]) for coding in state.live(state.codings)}
    kept = {code_id for code_id in state.codes if state.holds(code_id) or code_id in needed}
    for code_id in reversed(state.codes):
        parent = state.codes[code_id].payload["parent"]
        if code_id in kept and parent is not None:
            kept.add(parent)
    names: set[str] = set()
    codes = []
    for code_id, event in state.codes.items():
        if code_id not in kept:
            continue
        said = {name: bodies[ref] for name, ref in event.texts.items()}
        name = said.pop("name")
        while name.casefold() in names:
            name = f"{name} ({event.coder})"
        names.add(name.casefold())
        codes.append(Code(code_id, name, event.payload["parent"], **said))
    return Codebook(tuple(codes))


def codings_of(state: State, bodies: Bodies, corpus: Corpus, codebook: Codebook) -> pd.DataFrame:
    """Give the codings.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.
    corpus : Corpus
        What was said.
    codebook : Codebook
        The codes.

    Returns
    -------
    DataFrame
        Columns `CODING_COLUMNS`; the quote is missing where a person was forgotten, the memo where there is none.
    """
    names = {code.code_id: code.name for code in codebook}
    notes = _last_memos(state, bodies)
    rows = []
    for event in state.live(state.codings):
        said = event.payload
        memo = notes.get((event.event_id, event.coder)) or bodies.get(event.texts.get("memo", ""))
        rows.append(
            (
                event.event_id,
                said["comment_id"],
                said["start"],
                said["end"],
                quote_of(corpus, event),
                names[said["code"]],
                said["code"],
                event.coder,
                event.created,
                memo,
            )
        )
    return frame_of(rows, CODING_COLUMNS, whole=("start", "end"))


def memos_of(state: State, bodies: Bodies) -> pd.DataFrame:
    """Give the memos and the notes on findings; a memo written with a coding stands beside the coding instead.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.

    Returns
    -------
    DataFrame
        Columns `MEMO_COLUMNS`.
    """
    notes = (event for event in state.live(state.statuses) if "note" in event.texts)
    rows = []
    for event in sorted([*state.live(state.memos), *notes], key=lambda one: one.order):
        memo = event.kind == "memo.added"
        target = event.payload["target" if memo else "finding"]
        text = bodies[event.texts["text" if memo else "note"]]
        rows.append((event.event_id, target, text, event.coder, event.created))
    return frame_of(rows, MEMO_COLUMNS)


def log_of(state: State, bodies: Bodies) -> pd.DataFrame:
    """Give the journal in plain words.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.

    Returns
    -------
    DataFrame
        Columns `LOG_COLUMNS`, one row an event; no quote stands in it.
    """
    rows = [
        (
            n,
            event.created,
            event.coder,
            event.kind,
            said_in_words(event, state, bodies),
            event.event_id,
            event.event_id in state.undone,
        )
        for n, event in enumerate(state.events, start=1)
    ]
    frame = frame_of(rows, LOG_COLUMNS, whole=("n",))
    frame["undone"] = frame["undone"].astype(bool)
    return frame


def _last_memos(state: State, bodies: Bodies) -> dict[tuple[str, str], str]:
    return {(event.payload["target"], event.coder): bodies[event.texts["text"]] for event in state.live(state.memos)}


def quote_of(corpus: Corpus, event: Event) -> str | None:
    """Give the words that an event marked.

    Parameters
    ----------
    corpus : Corpus
        What was said.
    event : Event
        A coding or evidence.

    Returns
    -------
    str or None
        None once the person was forgotten.
    """
    said = event.payload
    try:
        return corpus.quote(said["comment_id"], said["start"], said["end"])
    except PassageError:
        return None


def frame_of(rows: Sequence[tuple[object, ...]], columns: tuple[str, ...], whole: tuple[str, ...] = ()) -> pd.DataFrame:
    """Make a table of rows.

    Parameters
    ----------
    rows : sequence of tuple
        One value a column.
    columns : tuple of str
        Their names; ``created`` holds times and ``undone`` is left as it is.
    whole : tuple of str
        The columns of whole numbers.

    Returns
    -------
    DataFrame
        All other columns are text.
    """
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    for name in columns:
        if name in whole:
            frame[name] = frame[name].astype("int64")
        elif name == "created":
            frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%dT%H:%M:%S.%fZ", utc=True).astype(
                "datetime64[us, UTC]"
            )
        elif name != "undone":
            frame[name] = _as_str(frame[name])
    return frame


def _as_str(column: pd.Series) -> pd.Series:
    try:
        return column.astype("str")
    except UnicodeEncodeError:  # lone surrogates, which Arrow cannot hold
        return column
