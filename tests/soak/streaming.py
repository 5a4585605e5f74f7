"""A program that is killed while it codes, again and again; prints what became of its decisions as JSON.

Run as ``python streaming.py FOLDER TRIALS SEED``. Each trial is a fork, so that a thousand take minutes.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from qualkit.errors import VerificationError
from qualkit.model import COLUMNS, Corpus
from qualkit.project import Project, open_project

N_COMMENTS = 40
AFRESH = 50  # trials after which a new file is begun


def make_corpus() -> Corpus:
    table = pd.DataFrame({name: pd.Series([None] * N_COMMENTS, dtype="str") for name in COLUMNS})
    table["comment_id"] = pd.Series([f"c{n}" for n in range(N_COMMENTS)], dtype="str")
    table["conversation_id"] = table["comment_id"]
    table["person_id"] = table["comment_id"]
    table["text"] = pd.Series(["The price went up again and so I left. " * 10] * N_COMMENTS, dtype="str")
    table["created"] = pd.Timestamp("2026-01-01", tz="UTC").as_unit("us")
    return Corpus(table)


def decisions(seed: str) -> list[tuple[str, str, int]]:
    """Give event ids, comments and positions: never the same passage twice within a file."""
    return [
        (hashlib.sha256(f"{seed}/{n}".encode()).hexdigest()[:32], f"c{n % N_COMMENTS}", n // N_COMMENTS)
        for n in range(N_COMMENTS * 20)
    ]


def send(project: Project, decision: tuple[str, str, int], trial: int) -> None:
    event_id, comment_id, shift = decision
    start = trial % AFRESH * 5 + shift % 5
    project.apply_code(comment_id, start, start + 5 + shift // 5, "price", event_id=event_id)


def stream(path: Path, seed: str, trial: int, to: int) -> None:
    with open_project(path, coder="ana", backups=trial % 2) as project:
        for n, decision in enumerate(decisions(seed)):
            send(project, decision, trial)
            os.write(to, f"{n}\n".encode())  # what the widget would hear: saved


def one_trial(path: Path, seed: str, trial: int, rng: random.Random) -> dict[str, int]:
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        try:
            stream(path, seed, trial, said)
        finally:
            os._exit(1)
    os.close(said)
    with os.fdopen(heard, "rb", buffering=0) as pipe:
        heard_so_far = b""
        if rng.random() < 0.8:  # the others are killed while they open the project
            wanted = rng.randrange(1, 8)
            while heard_so_far.count(b"\n") < wanted and (more := pipe.read(64)):
                heard_so_far += more
        time.sleep(rng.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := pipe.read(4096):
            heard_so_far += more
    return check(path, seed, trial, n_acknowledged=heard_so_far.count(b"\n"))


def check(path: Path, seed: str, trial: int, n_acknowledged: int) -> dict[str, int]:
    """Look at the file, then do what a client does after a restart: send again what was not answered, and the last one."""
    sent = decisions(seed)
    damaged = sqlite_says(path) != ["ok"]
    with open_project(path, coder="ana", backups=trial % 2) as project:
        kept = {event for (event,) in rows(path, "SELECT event_id FROM events")}
        lost = [event for event, _, _ in sent[:n_acknowledged] if event not in kept]
        late = [event for event, _, _ in sent[n_acknowledged:] if event in kept]
        again = range(max(n_acknowledged - 1, 0), n_acknowledged + 2)
        for n in again:
            send(project, sent[n], trial)
        codings = project.codings()
        mine = codings["coding_id"].isin([event for event, _, _ in sent])
        doubled = int(codings.duplicated(["comment_id", "start", "end", "code", "coder"]).sum())
        doubled += abs(int(mine.sum()) - again.stop)
        try:
            project.verify_journal()
        except VerificationError:
            damaged = True
    return {
        "acknowledged": n_acknowledged,
        "lost": len(lost),
        "doubled": doubled,
        "damaged": int(damaged or sqlite_says(path) != ["ok"]),
        "kept_though_not_acknowledged": len(late),
    }


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def sqlite_says(path: Path) -> list[str]:
    return [said for (said,) in rows(path, "PRAGMA integrity_check")]


def main(folder: Path, trials: int, seed: int) -> None:
    rng = random.Random(seed)
    total = {"trials": 0, "acknowledged": 0, "lost": 0, "doubled": 0, "damaged": 0, "kept_though_not_acknowledged": 0}
    path = folder / "study.qualkit"
    for trial in range(trials):
        if trial % AFRESH == 0:
            path = folder / f"study-{trial}.qualkit"
            with open_project(path, coder="ana", backups=0) as project:
                project.add_comments(make_corpus())
                project.add_code("price")
        for name, value in one_trial(path, f"{seed}/{trial}", trial, rng).items():
            total[name] += value
        total["trials"] += 1
    print(json.dumps(total))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
