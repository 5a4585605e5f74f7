"""The Python end of the coding view, without a browser: how long an answer takes.

`python benchmarks/desk.py --out desk.json`. Each decision is committed to a project file before it is
answered. Times are in milliseconds, p50 and p95: by the clock on the wall, which waits for this machine's disk and for other
programs, and of the processor (``cpu``).
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from figures import keep_figures

import qualkit as qk
from qualkit.model import COLUMNS
from qualkit.widgets import CodingDesk
from qualkit.widgets.desk.wire import checksum

Times = list[tuple[float, float]]  # wall, processor

_WORDS = (
    "the slot moved box came late again rang twice nobody answers price went up cancelled because order app login never "
    "works thanks évening \U0001f44d delivery fish doorstep work tuesday kind people support helped refund stayed"
).split()


def _texts(n: int, seed: int) -> Iterator[str]:
    draw = random.Random(seed)
    return (" ".join(draw.choices(_WORDS, k=draw.randint(8, 40))) for _ in range(n))


def many_comments(n: int) -> qk.Corpus:
    """Conversations of three comments each, by a third as many people."""
    rows = {
        "comment_id": [f"c{one}" for one in range(n)],
        "conversation_id": [f"t{one // 3}" for one in range(n)],
        "reply_to": [None if one % 3 == 0 else f"c{one - one % 3}" for one in range(n)],
        "person_id": [f"p-{one // 3}" for one in range(n)],
        "role": ["customer" if one % 3 != 1 else "staff" for one in range(n)],
        "channel": [("forum", "survey", "email")[one % 3] for one in range(n)],
        "text": list(_texts(n, 1)),
    }
    return _corpus(pd.DataFrame(rows))


def one_long_conversation(characters: int) -> qk.Corpus:
    """One conversation, its second turn as long as a transcript."""
    text = " ".join(_texts(characters // 100, 2))
    long = (text * (characters // len(text) + 1))[:characters]
    rows = {
        "comment_id": ["c0", "c1", "c2"],
        "conversation_id": ["t0"] * 3,
        "role": "customer",
        "text": ["Hello.", long, "Goodbye."],
    }
    return _corpus(pd.DataFrame(rows))


def _corpus(frame: pd.DataFrame) -> qk.Corpus:
    frame = frame.reindex(columns=list(COLUMNS))
    frame["created"] = pd.Timestamp("2025-05-03", tz="UTC")
    return qk.Corpus(frame.astype({name: "str" for name in COLUMNS if name != "created"}))


def measure(corpus: qk.Corpus, *, codings: int, decisions: int) -> dict[str, Any]:
    """Open a desk on a project with these comments and codings, and decide."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.qualkit"
        with qk.open_project(path, coder="ana") as project:
            project.add_comments(corpus)
            codes = [project.add_code(f"code {n}").code_id for n in range(50)]
            _code(project, corpus, codes, codings)
        begin = time.perf_counter()
        with qk.open_project(path, coder="ana") as project:
            opened = time.perf_counter()
            desk = CodingDesk(project)
            hello = desk.answer(_asks("hello", proto=2))
            first = desk.answer(_asks("open"))
            shown = time.perf_counter()
            assert "error" not in hello
            assert "error" not in first
            times = _decide(desk, corpus, codes, decisions)
            return {
                "comments": len(corpus),
                "codings_before": codings,
                "decisions": decisions,
                "project_open_ms": round(1000 * (opened - begin)),
                "desk_open_ms": round(1000 * (shown - opened)),
                **{name: _summary(values) for name, values in times.items()},
            }


def _code(project: Any, corpus: qk.Corpus, codes: list[str], n: int) -> None:
    said = [(one, text) for one, text in _said(corpus) if len(text) > 20]
    rows = []
    for one in range(n):
        comment_id, text = said[one % len(said)]
        start = 6 * (one // len(said)) % (len(text) - 6)
        rows.append({"comment_id": comment_id, "start": start, "end": start + 5, "code": codes[one % len(codes)]})
    if rows:
        project.import_codings(rows)


def _said(corpus: qk.Corpus) -> list[tuple[str, str]]:
    return list(zip(corpus.frame["comment_id"].tolist(), corpus.frame["text"].tolist(), strict=True))


def _decide(desk: CodingDesk, corpus: qk.Corpus, codes: list[str], n: int) -> dict[str, Times]:
    draw = random.Random(3)
    said = [one for one in _said(corpus) if len(one[1]) > 20]
    times: dict[str, Times] = {name: [] for name in ("apply", "mark", "undo", "redo", "remove", "open_next")}
    for _ in range(n):
        here, text = draw.choice(said)
        start = draw.randrange(len(text) - 6)
        end = start + draw.randint(1, 6)
        event = secrets.token_hex(16)
        span = {"comment_id": here, "start": start, "end": end, "check": checksum(text[start:end])}
        timed(times["open_next"], desk.answer, _asks("open", comment_id=here))
        timed(times["apply"], _done, desk, do="apply", event=event, code_id=draw.choice(codes), **span)
        timed(times["undo"], _done, desk, do="undo")
        timed(times["redo"], _done, desk, do="redo")
        timed(times["mark"], _done, desk, do="mark", comment_id=here, mark="done", on=True)
        if draw.random() < 0.3:
            timed(times["remove"], _done, desk, do="remove", coding_id=event)
    return times


def _asks(kind: str, **said: Any) -> dict[str, Any]:
    return {"q": secrets.token_hex(16), "k": kind, **said}


def _done(desk: CodingDesk, **decision: Any) -> None:
    answer = desk.answer(_asks("decide", decisions=[{"event": secrets.token_hex(16), **decision}]))
    json.dumps(answer)  # what the kernel does with it next
    assert answer["results"][0]["ok"], answer


def timed(times: Times, act: Callable[..., object], *given: Any, **named: Any) -> None:
    """Note how long something takes, and how long it keeps the processor busy, in milliseconds."""
    begin, busy = time.perf_counter(), time.process_time()
    act(*given, **named)
    times.append((1000 * (time.perf_counter() - begin), 1000 * (time.process_time() - busy)))


def _summary(times: Times) -> dict[str, float]:
    found = {}
    for name, one in (("", 0), ("cpu_", 1)):
        ordered = sorted(pair[one] for pair in times)
        found[f"{name}p50_ms"] = round(statistics.median(ordered), 2)
        found[f"{name}p95_ms"] = round(ordered[int(0.95 * len(ordered))], 2)
    return found


def main() -> None:
    """Measure, and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="file for the JSON")
    parser.add_argument("--small", action="store_true", help="a tenth of it, to see whether it runs")
    given = parser.parse_args()
    n, decisions = (5_000, 30) if given.small else (50_000, 200)
    result = {
        "many_comments": measure(many_comments(n), codings=2 * n, decisions=decisions),
        "one_long_conversation": measure(one_long_conversation(300_000), codings=500, decisions=decisions),
    }
    keep_figures(result, given.out)


if __name__ == "__main__":
    main()
