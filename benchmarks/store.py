"""How fast a project is written, opened and undone: `python benchmarks/store.py --out store.json`.

A project of 50,000 comments and 100,000 codings. Beside each decision stands a commit of one row by SQLite alone with the
same settings on the same disk, taken in turns: what durability itself costs here.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from figures import keep_figures

from qualkit.model import COLUMNS, Corpus
from qualkit.project import Project, open_project

CODES = [f"code {n}" for n in range(60)]
TEXT = "The price went up again, said customer {n}. It was not the price alone, but the delivery, that made me leave."


def invented(n: int) -> Corpus:
    table = pd.DataFrame({name: pd.Series([None] * n, dtype="str") for name in COLUMNS})
    table["comment_id"] = pd.Series([f"c{i}" for i in range(n)], dtype="str")
    table["conversation_id"] = pd.Series([f"t{i // 3}" for i in range(n)], dtype="str")
    table["person_id"] = pd.Series([f"p{i % (n // 2)}" for i in range(n)], dtype="str")
    table["role"] = "customer"
    table["text"] = pd.Series([TEXT.format(n=i) for i in range(n)], dtype="str")
    table["created"] = pd.Timestamp("2026-01-01", tz="UTC").as_unit("us")
    table["stars"] = 3
    return Corpus(table)


def codings(n: int, n_comments: int) -> list[dict[str, Any]]:
    per = n // n_comments
    return [
        {"code": CODES[(i * 7) % 60], "comment_id": f"c{i // per}", "start": i % per * 20, "end": i % per * 20 + 15}
        for i in range(n)
    ]


@contextmanager
def timed(result: dict[str, Any], name: str) -> Iterator[None]:
    begin = time.perf_counter()
    yield
    result[name] = round(time.perf_counter() - begin, 2)


def spread(times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    p95 = ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]
    return {"n": len(times), "p50_ms": round(statistics.median(times) * 1e3, 2), "p95_ms": round(p95 * 1e3, 2)}


class Floor:
    """One durable commit by SQLite alone, into a file as large as the project."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for setting in ("journal_mode = PERSIST", "synchronous = EXTRA", "secure_delete = ON"):
            self.connection.execute(f"PRAGMA {setting}")
        self.connection.execute("CREATE TABLE IF NOT EXISTS t (a TEXT PRIMARY KEY, b TEXT)")

    def commit(self, n: int) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute("INSERT INTO t VALUES (?, ?)", (f"{n:032x}", "x" * 600))
        self.connection.execute("COMMIT")


def each(times: list[float], act: Callable[[], object]) -> None:
    begin = time.perf_counter()
    act()
    times.append(time.perf_counter() - begin)


def decided(path: Path, n: int) -> dict[str, Any]:
    decisions, floors, undone, studies = [], [], [], []
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(path.with_name("floor"))) as copy:
        source.backup(copy)
    floor = Floor(path.with_name("floor"))
    draw = random.Random(0)
    with open_project(path, coder="ana") as project:
        project.study()
        made = project.codings()["coding_id"].tolist()
        for k in range(n):
            each(decisions, lambda k=k: project.apply_code(f"c{k}", 41, 60, CODES[k % 60]))
            each(studies, project.study)
            each(floors, lambda k=k: floor.commit(k))
        for one in draw.sample(made, n):  # any of them, not the last ones
            each(undone, lambda one=one: project.undo(one))
    floor.connection.close()
    return {
        "decision": spread(decisions),
        "commit of one row by SQLite alone": spread(floors),
        "study() after a decision": spread(studies),
        "undo of any": spread(undone),
    }


REOPEN = """
import json, sys, time
from qualkit.project import open_project
begin = time.perf_counter()
project = open_project(sys.argv[1], coder="ana")
opened = time.perf_counter()
project.corpus, project.codebook, project.study()
ready = time.perf_counter()
len(project.codings())
print(json.dumps({"open_s": round(opened - begin, 2), "open_and_corpus_s": round(ready - begin, 2),
                  "table_of_codings_s": round(time.perf_counter() - ready, 2)}))
"""

TWO = """
import json, sys, time
from qualkit.project import open_project
times = []
with open_project(sys.argv[1], coder=sys.argv[2], backups=0) as project:
    for n in range(int(sys.argv[3])):
        begin = time.perf_counter()
        project.apply_code(f"c{n}", 61, 70, "code 1")
        times.append(time.perf_counter() - begin)
print(json.dumps(times))
"""


def ran(code: str, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def both(path: Path, n: int) -> dict[str, Any]:
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", TWO, str(path), coder, str(n)], stdout=subprocess.PIPE, text=True
        )
        for coder in ("ben", "cleo")
    ]
    said = [one.communicate()[0] for one in running]
    times = [each for one in said for each in json.loads(one)]
    with open_project(path, coder="ana", backups=0) as project:
        kept = int(project.codings()["coder"].isin(["ben", "cleo"]).sum())
        project.verify_journal()
    return {
        "decisions": 2 * n,
        "lost": 2 * n - kept,
        "errors": sum(one.returncode != 0 for one in running),
        **spread(times),
    }


def in_a_batch(path: Path, n_comments: int, n: int) -> float:
    """Apply codes one by one, written together at the end."""
    with open_project(path, coder="ana") as project:
        project.add_comments(invented(n_comments))
        project.import_codebook([{"name": name} for name in CODES])
        begin = time.perf_counter()
        with project.batch():
            for one in codings(n, n_comments):
                project.apply_code(one["comment_id"], one["start"], one["end"], one["code"])
        return round(time.perf_counter() - begin, 2)


def built(path: Path, n_comments: int, n_codings: int) -> tuple[Project, dict[str, Any]]:
    result: dict[str, Any] = {"comments": n_comments, "codings": n_codings}
    project = open_project(path, coder="ana")
    with timed(result, "add_comments_s"):
        project.add_comments(invented(n_comments))
    project.import_codebook([{"name": name} for name in CODES])
    rows = codings(n_codings, n_comments)
    with timed(result, "import_codings_s"):
        project.import_codings(rows)
    return project, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="file for the JSON")
    parser.add_argument("--comments", type=int, default=50_000)
    parser.add_argument("--codings", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=300, help="how many of each to time")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.qualkit"
        project, result = built(path, given.comments, given.codings)
        project.close()
        result["apply_in_a_batch_s"] = in_a_batch(Path(folder) / "batch.qualkit", given.comments, given.codings)
        result["file_mb"] = round(path.stat().st_size / 1e6, 1)
        result["reopen with a backup"] = ran(REOPEN, str(path))
        result["reopen"] = ran(REOPEN, str(path))
        result |= decided(path, given.decisions)
        result["two processes at once"] = both(path, given.decisions)
        with open_project(path, coder="ana", backups=0) as project, timed(result, "verify_s"):
            project.verify_journal()
    keep_figures(result, given.out, sqlite=sqlite3.sqlite_version)


if __name__ == "__main__":
    main()
