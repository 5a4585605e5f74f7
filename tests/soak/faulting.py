"""One scripted session, in which each write, flush and removal fails once; prints what came of it as JSON.

Run as ``LD_PRELOAD=libfaults.so python faulting.py libfaults.so FOLDER EVERY HOW...``: every EVERY-th call is tried with
each way to fail that is named. Each try is a fork.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sqlite3
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from qualkit.errors import QualkitError, StorageError
from qualkit.model import COLUMNS, Corpus
from qualkit.project import Project, open_project

HOWS = {"full": errno.ENOSPC, "io": errno.EIO, "kill-before": -1, "kill-after": -2, "tear": -3}
SECRET = "Secretword"
Step = Callable[["Session"], None]


def make_corpus() -> Corpus:
    table = pd.DataFrame({name: pd.Series([None] * 6, dtype="str") for name in COLUMNS})
    table["comment_id"] = pd.Series([f"c{n}" for n in range(6)], dtype="str")
    table["conversation_id"] = table["comment_id"]
    table["person_id"] = pd.Series([f"p{n}" for n in range(6)], dtype="str")
    table["text"] = pd.Series(["The price went up again.", f"{SECRET} here and there."] * 3, dtype="str")
    table["created"] = pd.Timestamp("2026-01-01", tz="UTC").as_unit("us")
    return Corpus(table)


class Session:
    """What a person does in an hour."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.opened: Project | None = None

    @property
    def project(self) -> Project:
        if self.opened is None:
            self.opened = open_project(self.path, coder="ana")
        return self.opened

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()
            self.opened = None

    def forget(self) -> None:
        for person in ("p1", "p3", "p5"):
            if (self.project.corpus.frame["person_id"] == person).any():
                self.project.forget(person)


def event(n: int) -> str:
    return f"{n:032x}"


STEPS: list[Step] = [
    lambda one: one.project.study(),
    lambda one: one.project.add_comments(make_corpus()),
    lambda one: one.project.describe(question="Why?"),
    lambda one: one.project.add_code("price", definition="it costs", event_id=event(1)),
    lambda one: one.project.apply_code("c0", 0, 9, "price", memo="dear", event_id=event(2)),
    lambda one: one.project.apply_code("c1", 0, 10, "price", event_id=event(3)),
    lambda one: one.project.apply_code("c2", 4, 9, "price", event_id=event(4)),
    lambda one: one.project.add_memo("c2", "hm", event_id=event(5)),
    lambda one: one.project.remove_coding(event(3), event_id=event(6)),
    lambda one: one.project.undo(event_id=event(7)),
    lambda one: one.project.redo(event_id=event(8)),
    lambda one: one.close(),
    lambda one: one.project.apply_code("c3", 0, 10, "price", event_id=event(9)),
    lambda one: one.close(),
    lambda one: one.project.apply_code("c4", 0, 9, "price", event_id=event(10)),
    lambda one: one.forget(),
    lambda one: one.project.apply_code("c0", 4, 9, "price", event_id=event(11)),
    lambda one: one.close(),
]


def contents(path: Path) -> dict[str, Any]:
    with open_project(path, coder="ana") as project:
        study = project.study()
        codings = study.codings[["coding_id", "comment_id", "start", "end", "code", "coder"]]
        checked = project.verify_journal()
        return {
            "codings": codings.to_numpy().tolist(),
            "quotes": study.codings["quote"].fillna("").tolist(),
            "memos": study.codings["memo"].fillna("").tolist() + study.memos["text"].tolist(),
            "codes": [code.name for code in study.codebook],
            "question": study.description.question,
            "comments": study.corpus.frame["text"].tolist(),
            "forgotten": checked.n_forgotten,
            "kinds": sorted(study.log["kind"].tolist()),
        }


def attempt(path: Path, said: int, steps: list[Step]) -> None:
    """Do the steps; say what was acknowledged, and how it went where one failed. A step that failed is done once again."""
    session = Session(path)
    for n, step in enumerate(steps):
        for again in (False, True):
            try:
                step(session)
            except QualkitError as error:
                kind = "storage" if isinstance(error, StorageError) else "other"
                os.write(said, f"error {kind} {str(error)!r}\n".encode())
                if again:
                    raise
            else:
                break
        os.write(said, f"done {n}\n".encode())


def forked(path: Path, arm: Callable[[], None]) -> tuple[list[str], int]:
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        code = 3
        try:
            arm()
            attempt(path, said, STEPS)
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it was is told, and fails the test
            os.write(said, f"raised {traceback.format_exc()!r}\n".encode())
        finally:
            os._exit(code)
    os.close(said)
    with os.fdopen(heard, "rb") as pipe:
        lines = pipe.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    return lines, status


def wrong(folder: Path, path: Path, lines: list[str], status: int, expected: dict[str, Any], how: int) -> str | None:
    """Say what is not as it should be after one fault; None where all is well."""
    n_done = sum(line.startswith("done") for line in lines)
    errors = [line for line in lines if line.startswith("error")]
    if any(line.startswith("raised") for line in lines):
        return f"raised: {lines[-1]}"
    if len(errors) > 1:
        return f"more than one error: {errors}"
    if how > 0 and os.waitstatus_to_exitcode(status) != 0:
        return "did not go on"
    if how < 0 and errors:
        return f"an error though killed: {errors}"
    if n_done < len(STEPS):  # killed: another start, and what was not acknowledged is sent again
        with Path(os.devnull).open("wb") as nowhere:
            attempt(path, nowhere.fileno(), STEPS[n_done:])
    with closing(sqlite3.connect(path)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall()
    if sound != [("ok",)]:
        return f"damaged: {sound}"
    if (found := contents(path)) != expected:
        return f"differs: {[(name, found[name], expected[name]) for name in expected if found[name] != expected[name]]}"
    kept = [
        str(one.relative_to(folder))
        for one in folder.rglob("*")
        if one.is_file() and SECRET.encode() in one.read_bytes()
    ]
    return f"forgotten words are still in {kept}" if kept else None


def main(library: str, folder: Path, every: int, hows: list[str]) -> None:
    faults = ctypes.CDLL(library)
    faults.faults_count.restype = ctypes.c_long
    folder.mkdir(exist_ok=True)
    counted = folder / "study.qualkit-counted"

    def count() -> None:
        faults.faults_arm(ctypes.c_long(0), 0)

    def try_once(place: Path, arm: Callable[[], None]) -> tuple[Path, list[str], int]:
        place.mkdir()
        path = place / "study.qualkit"
        return path, *forked(path, arm)

    path = counted / "study.qualkit"
    counted.mkdir()
    count()
    with Path(os.devnull).open("wb") as nowhere:
        attempt(path, nowhere.fileno(), STEPS)
    n_calls = int(faults.faults_count())
    expected = contents(path)
    tried, messages, failures = 0, set(), []
    for k in range(1, n_calls + 1):
        for offset, how in enumerate(HOWS[name] for name in hows):
            if (k + offset * every // len(hows)) % every:
                continue
            place = folder / f"study.qualkit-{k}-{how}"  # the name, so that flushes of the folder count too
            path, lines, status = try_once(place, lambda k=k, how=how: faults.faults_arm(ctypes.c_long(k), how))
            said = wrong(place, path, lines, status, expected, how)
            messages.update(line.split(" ", 2)[1] for line in lines if line.startswith("error"))
            tried += 1
            if said:
                failures.append([k, how, said])
            shutil.rmtree(place)
    print(json.dumps({"calls": n_calls, "tried": tried, "errors": sorted(messages), "failures": failures}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
