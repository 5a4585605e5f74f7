"""What stands in a report as HTML, and what in the block that only a script can open.

Every quote that leads a finding or a code is HTML, with its conversation. Behind them, as many as a file can hold that
opens at once; the others go into the block (`qualkit.report.block`), and the report says how many are where. A report
without scripts has no block: all passages of its findings are HTML, and conversations as far as there is room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualkit.report.page import CodeEntry, FindingEntry, ReadingEntry, Responses, ThemeEntry
from qualkit.report.quote import Quote

__all__ = ["AGAINST_LEADING", "CODE_EXAMPLES", "FOR_LEADING", "RESPONSE_LEADING", "THEMES_LEADING", "lay_out"]

FOR_LEADING, AGAINST_LEADING, RESPONSE_LEADING, CODE_EXAMPLES, THEMES_LEADING = 2, 1, 2, 3, 16
_REPLIES = 8

_HTML_QUOTES, _HTML_OF_MORE = 1_000, 400  # as many as open at once; of more than that, a smaller part
_ROOM = {True: 900_000, False: 460_000}  # bytes for quotes and conversations, with scripts and without
_PER_QUOTE, _PER_TURN = 480, 190

Parts = tuple[
    tuple[FindingEntry, ...], tuple[ReadingEntry, ...], Responses | None, tuple[ThemeEntry, ...], tuple[CodeEntry, ...]
]  # fmt: skip


def lay_out(
    findings: tuple[FindingEntry, ...],
    reading: tuple[ReadingEntry, ...],
    responses: Responses | None,
    themes: tuple[ThemeEntry, ...],
    codes: tuple[CodeEntry, ...],
    *,
    interactive: bool,
) -> Parts:
    """Decide for each quote where it stands, in the order in which a reader meets them.

    Parameters
    ----------
    findings, reading, responses, themes, codes : entries
        With all their quotes.
    interactive : bool
        Whether there may be a block.

    Returns
    -------
    tuple of the five
        With `html`, `html_for` and `html_against`, and each quote's `anchor` and `threaded`.
    """
    cap = _cap([len(side) for one in findings for side in (one.supporting, one.contradicting)]) if interactive else None
    findings = tuple(
        replace(one, html_for=_within(one.supporting, cap), html_against=_within(one.contradicting, cap))
        for one in findings
    )
    codes = tuple(replace(one, html=min(CODE_EXAMPLES, len(one.quotes))) for one in codes)
    places = _Places(_room(findings, interactive=interactive))
    leading = [q for f in findings for q in (*f.supporting[:FOR_LEADING], *f.contradicting[:AGAINST_LEADING])]
    leading += [one.quote for one in reading]
    for quote in leading:
        places.lead(quote)
    replies = RESPONSE_LEADING if places.short else _REPLIES
    return (
        tuple(
            replace(
                one,
                supporting=places.put(one.supporting, one.html_for),
                contradicting=places.put(one.contradicting, one.html_against),
            )
            for one in findings
        ),
        tuple(replace(one, quote=places.put((one.quote,), 1)[0]) for one in reading),
        places.put_responses(responses, replies) if responses else None,
        tuple(replace(one, examples=places.put(one.examples, len(one.examples))) for one in themes),
        tuple(replace(one, quotes=places.put(one.quotes, one.html)) for one in codes),
    )


def _cap(sizes: Sequence[int]) -> int:
    """Give the largest number of quotes a side that together stay within what opens at once."""
    low, high = 3, max([3, *sizes])
    most = _HTML_QUOTES if sum(sizes) <= _HTML_QUOTES else _HTML_OF_MORE
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sum(min(n, middle) for n in sizes) <= most else (low, middle - 1)
    return low


def _within(quotes: tuple[Quote, ...], cap: int | None) -> int:
    return len(quotes) if cap is None else min(len(quotes), cap)


def _room(findings: tuple[FindingEntry, ...], *, interactive: bool) -> int:
    quotes = sum(one.html_for + one.html_against for one in findings)
    return max(0, _ROOM[interactive] - _PER_QUOTE * quotes)


class _Places:
    def __init__(self, room: int) -> None:
        self._room = room
        self._leading: set[str] = set()
        self._anchored: set[str] = set()

    def lead(self, quote: Quote) -> None:
        if quote.quote_id not in self._leading:
            self._leading.add(quote.quote_id)
            self._room -= _weight(quote)

    @property
    def short(self) -> bool:
        """Whether little is left for what leads nowhere."""
        return self._room < _PER_QUOTE * _HTML_OF_MORE // 4

    def put_responses(self, told: Responses, replies: int) -> Responses:
        entries = []
        for one in told.entries:
            ours = None if one.ours is None else self._put(one.ours)
            html = min(replies, len(one.quotes))
            entries.append(replace(one, ours=ours, quotes=self.put(one.quotes, html), html=html))
        return replace(told, entries=tuple(entries), silences=self.put(told.silences, len(told.silences)))

    def put(self, quotes: tuple[Quote, ...], html: int) -> tuple[Quote, ...]:
        return tuple(self._put(one) if n < html else one for n, one in enumerate(quotes))

    def _put(self, quote: Quote) -> Quote:
        first = quote.quote_id not in self._anchored
        self._anchored.add(quote.quote_id)
        # A conversation stands once: where its passage is met for the first time.
        threaded = quote.more_to_read and first and (quote.quote_id in self._leading or self._take(_weight(quote)))
        return replace(quote, anchor=first, threaded=threaded)

    def _take(self, weight: int) -> bool:
        self._room -= weight if weight <= self._room else 0
        return weight <= self._room


def _weight(quote: Quote) -> int:
    return sum(_PER_TURN + len(turn.before) + len(turn.mark) + len(turn.after) for turn in quote.thread.turns)
