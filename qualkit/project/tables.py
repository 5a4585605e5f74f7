"""The tables of a project, read off its state. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from qualkit.errors import PassageError
from qualkit.model import (
    CODING_COLUMNS,
    LOG_COLUMNS,
    MARK_COLUMNS,
    MEMO_COLUMNS,
    Codebook,
    Corpus,
    Description,
)
from qualkit.project.words import said_in_words
from qualkit.store import Event, State

__all__ = [
    "LINK_COLUMNS",
    "REJECTION_COLUMNS",
    "coding_row",
    "codings_frame",
    "codings_of",
    "description_of",
    "description_refs",
    "frame_of",
    "links_of",
    "log_of",
    "marks_of",
    "memo_on",
    "memos_of",
    "quote_of",
    "rejections_of",
]


LINK_COLUMNS = ("link_id", "reason_coding_id", "behaviour_coding_id", "coder", "created")
REJECTION_COLUMNS = ("comment_id", "start", "end", "code", "code_id", "suggested_by", "coder", "created")

Bodies = Mapping[str, str]
Row = tuple[object, ...]


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
    names, keep = (tuple(json.loads(said.pop(name, "[]"))) for name in ("names", "keep"))
    texts = {name: body or None for name, body in said.items()}
    return Description(channel_limits=limits, names=names, keep=keep, **texts)


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
    rows = (coding_row(state, bodies, corpus, coding_id) for coding_id in state.codings)
    return codings_frame((row for row in rows if row is not None), codebook)


def coding_row(state: State, bodies: Bodies, corpus: Corpus, coding_id: str) -> Row | None:
    """Give one coding by itself, whatever became of its code.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.
    corpus : Corpus
        What was said.
    coding_id : str
        A coding that was applied.

    Returns
    -------
    tuple or None
        What `codings_frame` takes: coding id, comment id, start, end, quote, the id of the code that it was given last,
        coder, created, memo, suggested by; None where it does not hold.
    """
    if not state.holds(coding_id):
        return None
    event, place = state.codings[coding_id], state.place(coding_id)
    memo = memo_on(state, bodies, coding_id) or None
    suggested_by = event.payload.get("suggested_by")
    quote = quote_at(corpus, *place)
    return coding_id, *place, quote, state.own_code(coding_id), event.coder, event.created, memo, suggested_by


def codings_frame(rows: Iterable[Row], codebook: Codebook) -> pd.DataFrame:
    """Make the table of codings.

    Parameters
    ----------
    rows : iterable of tuple
        Of `coding_row`, in the order in which they were applied.
    codebook : Codebook
        The codes.

    Returns
    -------
    DataFrame
        Columns `CODING_COLUMNS`. A merged code is given as the one that it is now; where a coder's codings thereby came
        to say the same, the first stands for all.
    """
    names = {code.code_id: code.name for code in codebook}
    told: dict[tuple[object, ...], Row] = {}
    for coding_id, comment_id, start, end, quote, own, coder, created, memo, suggested_by in rows:
        code_id = codebook.merged.get(str(own), str(own))
        row = (coding_id, comment_id, start, end, quote, names[code_id], code_id, coder, created, memo, suggested_by)
        told.setdefault((coder, comment_id, start, end, code_id), row)
    return frame_of(list(told.values()), CODING_COLUMNS, whole=("start", "end"))


def memo_on(state: State, bodies: Bodies, coding_id: str) -> str:
    """Give what a coding's own coder noted on it last.

    Parameters
    ----------
    state : State
        The project's state.
    bodies : mapping of str to str
        Free texts by reference.
    coding_id : str
        A coding that was applied.

    Returns
    -------
    str
        Empty where there is nothing.
    """
    coding = state.codings[coding_id]
    if coding_id in state.noted:
        noted = (state.ids[one] for one in state.noted[coding_id])
        last = state.last(one for one in noted if one.coder == coding.coder)
        if last is not None:
            return bodies.get(last.texts.get("text", ""), "")
    return bodies.get(coding.texts.get("memo", ""), "")


def marks_of(state: State) -> pd.DataFrame:
    """Give what coders marked comments with.

    Parameters
    ----------
    state : State
        The project's state.

    Returns
    -------
    DataFrame
        Columns `MARK_COLUMNS`, in the order in which the marks were set.
    """
    last = (state.last(events) for events in state.marks.values())
    found = sorted((one for one in last if one is not None and one.payload["on"]), key=lambda one: one.order)
    rows = [(one.payload["comment_id"], one.payload["mark"], one.coder, one.created) for one in found]
    return frame_of(rows, MARK_COLUMNS)


def links_of(state: State) -> pd.DataFrame:
    """Give the links from reasons to the behaviours that they explain.

    Parameters
    ----------
    state : State
        The project's state.

    Returns
    -------
    DataFrame
        Columns `LINK_COLUMNS`, one row a link whose both codings are there, in the order in which they were made.
    """
    rows = [
        (one.event_id, one.payload["reason"], one.payload["behaviour"], one.coder, one.created)
        for one in state.links_that_hold()
    ]
    return frame_of(rows, LINK_COLUMNS)


def rejections_of(state: State, codebook: Codebook) -> pd.DataFrame:
    """Give the suggestions that coders turned down.

    Parameters
    ----------
    state : State
        The project's state.
    codebook : Codebook
        The codes.

    Returns
    -------
    DataFrame
        Columns `REJECTION_COLUMNS`, in the order in which they were turned down; without those of a code that is gone.
    """
    rows = []
    for event in state.live(state.rejections):
        said = event.payload
        code = codebook.lookup(said["code"])
        if code is not None:
            place = (said["comment_id"], said["start"], said["end"])
            rows.append((*place, code.name, code.code_id, said["suggested_by"], event.coder, event.created))
    return frame_of(rows, REJECTION_COLUMNS, whole=("start", "end"))


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
    kept = (event for event in state.live(state.memos) if state.shows_memo(event))
    rows = []
    for event in sorted([*kept, *notes], key=lambda one: one.order):
        memo = event.kind == "memo.added"
        target = state.current(event.payload["target" if memo else "finding"])
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


def quote_of(corpus: Corpus, event: Event) -> str | None:
    """Give the words that an event marked.

    Parameters
    ----------
    corpus : Corpus
        What was said.
    event : Event
        Evidence, or anything else with a place of its own.

    Returns
    -------
    str or None
        None once the person was forgotten.
    """
    said = event.payload
    return quote_at(corpus, said["comment_id"], said["start"], said["end"])


def quote_at(corpus: Corpus, comment_id: str, start: int, end: int) -> str | None:
    """Give the words at a place, or None once the person was forgotten."""
    try:
        return corpus.quote(comment_id, start, end)
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
