"""The block of passages: what a script searches, and opens where there is no room for HTML."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import zlib
from collections.abc import Iterable
from typing import Any

from qualkit.report.page import CodeEntry, Facets, FindingEntry, ReadingEntry, Responses, ThemeEntry
from qualkit.report.quote import Quote, Thread, TurnEntry

__all__ = ["facets_of", "pack", "passages_block", "unpack"]


def pack(value: Any) -> str:
    """Compress JSON for the inside of a file.

    Parameters
    ----------
    value : JSON-like
        Anything.

    Returns
    -------
    str
        Base64 of gzip, without a time in it.
    """
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return base64.b64encode(gzip.compress(plain, 9, mtime=0)).decode("ascii")


def unpack(packed: str) -> Any:
    """Read what `pack` wrote.

    Parameters
    ----------
    packed : str
        Base64 of gzip.

    Returns
    -------
    JSON-like
        The value.

    Raises
    ------
    ValueError
        If it is not whole.
    """
    try:
        return json.loads(gzip.decompress(base64.b64decode(packed, validate=True)))
    except (OSError, EOFError, zlib.error, binascii.Error) as problem:
        message = "the block is damaged"
        raise ValueError(message) from problem


def passages_block(
    findings: tuple[FindingEntry, ...],
    reading: tuple[ReadingEntry, ...],
    responses: Responses | None,
    themes: tuple[ThemeEntry, ...],
    codes: tuple[CodeEntry, ...],
) -> dict[str, Any]:
    """Put together all passages of a report, each once.

    Parameters
    ----------
    findings, reading, responses, themes, codes : entries
        Laid out.

    Returns
    -------
    dict
        ``passages``: one object a passage; ``threads``: the conversations of those that have none as HTML; ``lists``:
        for each place, the numbers of the passages that belong there and do not stand there as HTML.
    """
    passages: dict[str, dict[str, Any]] = {}
    order: dict[str, int] = {}
    threads: dict[str, Any] = {}
    lists: dict[str, list[int]] = {}

    def add(quotes: tuple[Quote, ...], html: int, place: str | None) -> None:
        for n, quote in enumerate(quotes):
            number = order.setdefault(quote.quote_id, len(order))
            if quote.quote_id not in passages:
                passages[quote.quote_id] = _passage(quote)
            if quote.sign:
                passages[quote.quote_id]["sign"] = quote.sign
            if place and n >= html:
                lists.setdefault(place, []).append(number)
            if quote.more_to_read and not quote.threaded:
                _keep(quote, passages[quote.quote_id], threads)

    for one in findings:
        add(one.supporting, one.html_for, f"f-{one.ref}-for")
        add(one.contradicting, one.html_against, f"f-{one.ref}-against")
    for entry in reading:
        add((entry.quote,), 1, None)
    if responses:
        for answered in responses.entries:
            add(() if answered.ours is None else (answered.ours,), 1, None)
            add(answered.quotes, answered.html, f"r-{answered.ref}")
        add(responses.silences, len(responses.silences), None)
    for theme in themes:
        add(theme.examples, len(theme.examples), None)
    for code in codes:
        add(code.quotes, code.html, f"c-{code.ref}")
    return {"passages": list(passages.values()), "threads": threads, "lists": lists}


def _passage(quote: Quote) -> dict[str, Any]:
    by = quote.byline
    told: dict[str, Any] = {
        "id": f"q-{quote.quote_id}",
        "text": quote.text,
        "before": quote.cut_before,
        "after": quote.cut_after,
        "prompt": quote.prompt,
        "who": by.who,
        "channel": by.channel,
        "outcome": by.outcome,
        "month": by.month,
        "codes": [[code, *coders] for code, coders in quote.codes],
        "themes": list(quote.themes),
        "size": quote.thread.size,
        "place": quote.thread.place,
    }
    return {name: value for name, value in told.items() if value}


def _keep(quote: Quote, passage: dict[str, Any], threads: dict[str, Any]) -> None:
    # Of a very long conversation only the turns round a passage are kept, so the window is part of its name.
    name = f"{quote.thread.ref}.{quote.thread.left_out_before}"
    threads.setdefault(name, _thread(quote.thread))
    marked = next((turn for turn in quote.thread.turns if turn.mark), None)
    passage["thread"] = name
    passage["mark"] = [len(marked.before), len(marked.before) + len(marked.mark)] if marked else None


def _thread(thread: Thread) -> dict[str, Any]:
    return {
        "before": thread.left_out_before,
        "after": thread.left_out_after,
        "turns": [_turn(turn) for turn in thread.turns],
    }


def _turn(turn: TurnEntry) -> dict[str, Any]:
    told = {
        "who": turn.byline.who,
        "role": turn.byline.role,
        "channel": turn.byline.channel,
        "month": turn.byline.month,
        "depth": turn.depth,
        "prompt": turn.prompt,
        "text": turn.before + turn.mark + turn.after,
    }
    return {name: value for name, value in told.items() if value}


def facets_of(quotes: Iterable[Quote]) -> Facets:
    """Collect what passages can be filtered by.

    Parameters
    ----------
    quotes : iterable of Quote
        All of a report.

    Returns
    -------
    Facets
        Names in order, each once.
    """
    themes: set[str] = set()
    codes: set[str] = set()
    outcomes: set[str] = set()
    channels: set[str] = set()
    coders: set[str] = set()
    for one in quotes:
        themes.update(one.themes)
        for code, by in one.codes:
            codes.add(code)
            coders.update(by)
        outcomes.add(one.byline.outcome or "")
        channels.add(one.byline.channel or "")
    lists = (tuple(sorted(names - {""}, key=lambda name: (name.casefold(), name))) for names in
             (themes, codes, outcomes, channels, coders))  # fmt: skip
    return Facets(*lists)
