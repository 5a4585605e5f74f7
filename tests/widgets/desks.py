"""Projects and desks for tests of the coding view, and its messages as a browser sends them."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pandas as pd

import qualkit as qk
from qualkit.errors import StorageError
from qualkit.model import COLUMNS
from qualkit.widgets.desk import CodingDesk
from qualkit.widgets.desk.wire import checksum

HOSTILE = '<img src=x onerror="window.hacked = 1"> and <script>window.hacked = 2</script> are what I typed'
WITH_EMOJI = "Well \U0001f44d\U0001f3fd I rang twice. The slot moved from Tuesday to 'some time'. I work."
ODD = "Half a pair: \ud83d, a line\r\nand a NUL \x00, then \u0634\u0643\u0631\u0627 and \u05ea\u05d5\u05d3\u05d4"
ROWS: list[dict[str, Any]] = [
    {"comment_id": "c1", "conversation_id": "t1", "person_id": "p-secret1", "role": "customer", "text": WITH_EMOJI},
    {
        "comment_id": "c2",
        "conversation_id": "t1",
        "reply_to": "c1",
        "person_id": "p-secret2",
        "role": "staff",
        "text": "Which slot would have suited you?",
    },
    {
        "comment_id": "c3",
        "conversation_id": "t2",
        "person_id": "p-secret3",
        "role": "customer",
        "prompt": "Why did you leave?",
        "outcome": "cancelled",
        "text": HOSTILE,
    },
    {"comment_id": "c4", "conversation_id": "t3", "text": ODD},
]
TEXTS = {row["comment_id"]: row["text"] for row in ROWS}


def corpus() -> qk.Corpus:
    """Four comments in three conversations: an emoji, markup, half a surrogate pair with what else is odd."""
    frame = pd.DataFrame([{"channel": "forum", **row} for row in ROWS], columns=list(COLUMNS), dtype=object)
    frame["created"] = pd.Timestamp("2025-05-03", tz="UTC")
    return qk.Corpus(frame)


def make_project(path: Path, coder: str = "ana", *, said: qk.Corpus | None = None) -> qk.Project:
    """Open a project with these comments and four codes, one below another."""
    project = qk.open_project(path, coder=coder)
    project.add_comments(corpus() if said is None else said)
    project.add_code("Leaving", definition="Why somebody goes.")
    project.add_code("slot does not fit", parent="Leaving", when_to_use="A time is named.", example="It is late.")
    project.add_code("Staying")
    project.add_code("price", parent="Leaving", definition="It costs too much.")
    return project


class Desk:
    """A desk, spoken to in messages that went through JSON both ways."""

    def __init__(self, project: Any, **options: Any) -> None:
        self.project = project
        self.desk = CodingDesk(project, **options)

    def ask(self, kind: str, /, **said: Any) -> dict[str, Any]:
        """Send a message; give the answer."""
        return self.send({"q": new_id(), "k": kind, **said})

    def send(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send a message as it is."""
        answer = self.desk.answer(json.loads(json.dumps(message)))
        travelled: dict[str, Any] = json.loads(json.dumps(answer, ensure_ascii=False, allow_nan=False).encode())
        return travelled

    def news(self) -> dict[str, Any]:
        """Give what is told unasked after an answer."""
        return dict((self.desk.news() or {}).get("changes", {}))

    def decide(self, **decision: Any) -> dict[str, Any]:
        """Send one decision; give its result."""
        (result,) = self.ask("decide", decisions=[{"event": new_id(), **decision}])["results"]
        return dict(result)

    def done(self, **decision: Any) -> dict[str, Any]:
        """Send one decision that must succeed."""
        result = self.decide(**decision)
        assert result["ok"], result
        return result

    def apply(self, words: str, code: str, comment_id: str = "c1", **more: Any) -> str:
        """Code words of a comment; give the coding's id."""
        result = self.done(do="apply", code_id=self.code(code), **span(comment_id, words), **more)
        return str(result["event"])

    def code(self, name: str) -> str:
        """Give a code's id."""
        return str(self.project.codebook.find(name).code_id)


class Failing:
    """A project whose disk is full for as many of its verbs as `times` says, before or after they are committed."""

    def __init__(self, project: Any, verb: str, *, times: int = 1, after: bool = False) -> None:
        self._project, self._verb, self._times, self._after = project, verb, times, after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._project, name)
        if name != self._verb or not self._times:
            return found

        def fails(*given: Any, **named: Any) -> Any:
            if not self._times:
                return found(*given, **named)
            self._times -= 1
            if self._after:
                found(*given, **named)
            raise StorageError("The project's database refused: database or disk is full.", hint="Free some space.")

        return fails


def new_id() -> str:
    """Give an id as the browser makes them."""
    return secrets.token_hex(16)


def span(comment_id: str, words: str) -> dict[str, Any]:
    """Say where words stand, as the browser says it."""
    start = TEXTS[comment_id].index(words)
    return {"comment_id": comment_id, "start": start, "end": start + len(words), "check": checksum(words)}


def inside(comment_id: str, words: str) -> dict[str, Any]:
    """Say where words stand in the comment of a coding, as the browser says it of one that is moved."""
    return {name: value for name, value in span(comment_id, words).items() if name != "comment_id"}
