"""The coding view in a real kernel: killed, restarted, busy, two at once. What was acknowledged is in the file, once."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from queue import Empty
from typing import Any

import pytest

import qualkit as qk
from tests.browser.kernels import Kernel, apply, kernel, make_project

pytestmark = pytest.mark.slow


def codings(path: Path, coder: str = "ana") -> list[str]:
    """Ids of the codings that a reader of the file finds, after its journal was verified."""
    with qk.open_project(path, coder="reader") as project:
        project.verify_journal()
        table = project.codings()
    return sorted(table["coding_id"][table["coder"] == coder].tolist())


def stream_until_killed(one: Kernel, waiting: list[dict[str, Any]], after: int, seconds: float) -> tuple[set[str], int]:
    """Send decisions as fast as they are answered; kill the kernel some time after one of them was sent.

    Gives what was acknowledged, and how many were sent.
    """
    acknowledged: set[str] = set()
    killer = threading.Timer(seconds, one.kill)
    for sent, decision in enumerate(waiting, start=1):
        one.send({"q": decision["event"], "k": "decide", "decisions": [decision]})
        if sent == after:
            killer.start()
        try:
            (result,) = one.receive(timeout=1 if sent >= after else 60)["results"]
        except Empty:  # the kernel is gone, and with it perhaps an answer
            break
        assert result["ok"], result
        acknowledged.add(result["event"])
    killer.join()
    return acknowledged, sent


def kill_again_and_again(home: Path, trials: int, seed: int) -> dict[str, int]:
    """Kill a kernel behind the view while decisions stream in, restart it, replay what may be lost; so many times."""
    path, draw = home / "study.qualkit", random.Random(seed)
    code_id = make_project(path)
    decisions = (apply(n, code_id) for n in range(20 * 75))
    made: list[str] = []
    counted = {"acknowledged": 0, "lost": 0, "doubled": 0, "unanswered": 0}
    one = Kernel(home, path)
    try:
        for _ in range(trials):
            batch = [next(decisions) for _ in range(25)]
            # A decision takes some milliseconds: the kill falls before, within or after one of those that follow.
            acknowledged, sent = stream_until_killed(one, batch, draw.randint(1, 15), draw.uniform(0.0, 0.03))
            in_file = codings(path)
            one.close()
            counted["acknowledged"] += len(acknowledged)
            counted["lost"] += len(acknowledged - set(in_file))
            counted["unanswered"] += sent - len(acknowledged)
            one = Kernel(home, path)
            # The browser's outbox holds what was not acknowledged; here some of the rest comes twice, too.
            replayed = [each for n, each in enumerate(batch) if each["event"] not in acknowledged or n % 3 == 0]
            assert all(result["ok"] for result in one.decide(replayed))
            made += [each["event"] for each in batch]
            in_file = codings(path)
            counted["doubled"] += len(in_file) - len(set(in_file))
            assert in_file == sorted(made)
    finally:
        one.close()
    return counted


def test_no_acknowledged_decision_is_lost_or_doubled_when_the_kernel_is_killed(tmp_path: Path) -> None:
    counted = kill_again_and_again(tmp_path, trials=5, seed=1)
    assert (counted["lost"], counted["doubled"]) == (0, 0)
    assert counted["acknowledged"] >= 5


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One kernel for the tests that leave it alive: starting one takes seconds."""
    home = tmp_path_factory.mktemp("kernel")
    path = home / "study.qualkit"
    code_id = make_project(path)
    with kernel(home, path) as one:
        yield one, path, code_id


def test_two_hundred_decisions_in_five_seconds_are_two_hundred_in_the_file(running: tuple[Kernel, Path, str]) -> None:
    one, path, code_id = running
    before = len(codings(path))
    decisions = [apply(n, code_id) for n in range(200)]
    begin = time.monotonic()
    for n, decision in enumerate(decisions):
        threading.Event().wait(max(0.0, begin + n * 0.025 - time.monotonic()))  # a hand that never rests
        one.send({"q": decision["event"], "k": "decide", "decisions": [decision]})
    answers = [one.receive() for _ in decisions]
    assert {answer["results"][0]["event"] for answer in answers if answer["results"][0]["ok"]} == {
        decision["event"] for decision in decisions
    }
    assert len(codings(path)) == before + 200


def test_a_view_opens_and_saves_while_its_own_cell_goes_on(running: tuple[Kernel, Path, str], tmp_path: Path) -> None:
    one, path, code_id = running
    before, go = one.comm_id, tmp_path / "go"
    wait = f"import pathlib, time\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.01)"
    try:
        one.comm_id = one.show(f"view_2 = type(view)(view._desk)\n{wait}")
        assert one.ask("hello", proto=2)["coder"] == "ana"
        # The project was opened in a cell, on another thread than the one that writes to it now.
        decision = apply(1_000, code_id)
        (result,) = one.decide([decision])
        assert result["ok"]
        assert decision["event"] in codings(path)
        assert not go.exists()
    finally:
        go.touch()
        one.comm_id = before


def test_a_page_is_heard_after_another_was_closed_and_where_it_asks_for_a_thread_that_is_gone(
    running: tuple[Kernel, Path, str],
) -> None:
    one, _, _ = running
    first, second = one.subshell, one.make_subshell()
    try:
        one.subshell = second
        assert one.ask("hello", proto=2)["coder"] == "ana"  # from now on the second page's thread has spoken last
        one.subshell = first
        one.end_subshell(second)
        assert one.ask("hello", proto=2)["coder"] == "ana"
        one.subshell = second  # as JupyterLab does where it was not told that the kernel is another
        assert one.ask("hello", proto=2)["coder"] == "ana"
    finally:
        one.subshell = first


def test_two_kernels_code_in_one_file_and_nothing_is_lost(running: tuple[Kernel, Path, str], tmp_path: Path) -> None:
    one, path, code_id = running
    refused: list[Any] = []

    def code_all(which: Kernel, first: int, made: list[str]) -> None:
        for n in range(first, first + 60):
            decision = apply(n, code_id)
            made.append(decision["event"])
            (result,) = which.decide([decision])
            if not result["ok"]:
                refused.append(result)

    before, made, others = set(codings(path)), [], []
    with kernel(tmp_path, path, "ben") as other:
        threads = [
            threading.Thread(target=code_all, args=(one, 300, made)),
            threading.Thread(target=code_all, args=(other, 300, others)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert refused == []
        assert set(codings(path)) == before | set(made)
        assert codings(path, "ben") == sorted(others)
        assert other.ask("open", comment_id="c1")["codings"] != []
