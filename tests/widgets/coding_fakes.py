"""A project that keeps codings in memory, for tests of the coding view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from qualkit.errors import ProjectError
from qualkit.model import CODING_COLUMNS, COLUMNS, MEMO_COLUMNS, Code, Codebook, Corpus, Study

HOSTILE = '<img src=x onerror="window.hacked = 1"> and <script>window.hacked = 2</script> are what I typed'
WITH_EMOJI = "Well \U0001f44d\U0001f3fd I rang twice. The slot moved from Tuesday to 'some time'. I work."
ROWS: list[dict[str, Any]] = [
    {"comment_id": "c1", "conversation_id": "t1", "person_id": "p-1", "role": "customer", "text": WITH_EMOJI},
    {
        "comment_id": "c2",
        "conversation_id": "t1",
        "reply_to": "c1",
        "person_id": "p-2",
        "role": "staff",
        "text": "Which slot would have suited you?",
    },
    {
        "comment_id": "c3",
        "conversation_id": "t2",
        "person_id": "p-3",
        "role": "customer",
        "prompt": "Why did you leave?",
        "text": HOSTILE,
    },
    {"comment_id": "c4", "conversation_id": "t3", "text": "Half a pair: \ud83d and the rest"},
]
CODES = (
    Code("k1", "Leaving", definition="Why somebody goes."),
    Code("k2", "slot does not fit", "k1", "The delivery comes when nobody is in.", "A time is named.", "It is late."),
    Code("k3", "Staying"),
    Code("k4", "price", "k1", "It costs too much."),
)


def corpus() -> Corpus:
    """Four comments in three conversations: an emoji, markup, half a surrogate pair."""
    frame = pd.DataFrame([{"channel": "forum", **row} for row in ROWS], columns=list(COLUMNS), dtype=object)
    frame["created"] = pd.Timestamp("2025-05-03", tz="UTC")
    return Corpus(frame)


class FakeProject:
    """Keeps one state a decision; undo and redo walk along them."""

    def __init__(self, coder: str = "ana") -> None:
        self.coder = coder
        self._states = [Study(corpus(), codebook=Codebook(CODES), key=b"key")]
        self._now = 0
        self._made = 0

    def study(self) -> Study:
        return self._states[self._now]

    def apply_code(
        self, comment_id: str, start: int, end: int, code: str, *, memo: str = "", event_id: str | None = None
    ) -> str:
        found, quote = self.study().codebook.find(code), self.study().corpus.quote(comment_id, start, end)
        self._made += 1
        made = event_id or f"d{self._made}"
        row = (made, comment_id, start, end, quote, found.name, found.code_id, self.coder, "2025", memo)
        self._keep(
            codings=pd.concat([self.study().codings, pd.DataFrame([row], columns=list(CODING_COLUMNS), dtype=object)])
        )
        return made

    def remove_coding(self, coding_id: str, *, event_id: str | None = None) -> None:
        codings = self.study().codings
        if coding_id not in set(codings["coding_id"]):
            raise ProjectError(f"There is no coding {coding_id!r}.")
        self._keep(codings=codings[codings["coding_id"] != coding_id])

    def add_memo(self, target: str, text: str, *, event_id: str | None = None) -> None:
        row = pd.DataFrame([("m1", target, text, self.coder, "2025")], columns=list(MEMO_COLUMNS))
        self._keep(memos=pd.concat([self.study().memos, row]))

    def undo(self) -> str | None:
        if not self._now:
            return None
        self._now -= 1
        return "a decision"

    def redo(self) -> str | None:
        if self._now + 1 >= len(self._states):
            return None
        self._now += 1
        return "a decision"

    def _keep(self, **changes: Any) -> None:
        self._states[self._now + 1 :] = [replace(self.study(), **changes)]
        self._now += 1
