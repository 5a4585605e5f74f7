"""A program is killed at any moment while it codes: what it was told is saved is in the file, once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

STREAMING = Path(__file__).with_name("streaming.py")
ROOT = Path(__file__).parents[2]


def killed(folder: Path, trials: int, seed: int) -> dict[str, int]:
    command = [sys.executable, str(STREAMING), str(folder), str(trials), str(seed)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    return dict(json.loads(done.stdout))


def assert_nothing_is_lost(told: dict[str, int], trials: int) -> None:
    assert (told["trials"], told["lost"], told["doubled"], told["damaged"]) == (trials, 0, 0, 0)
    assert told["acknowledged"] > trials  # the kills came while decisions streamed in
    assert told["kept_though_not_acknowledged"] <= trials  # a commit whose answer got lost: at most one a kill


@pytest.mark.slow
def test_a_hundred_kills_lose_and_double_no_acknowledged_decision(tmp_path: Path) -> None:
    assert_nothing_is_lost(killed(tmp_path, 100, seed=1), 100)


@pytest.mark.soak
def test_two_thousand_kills_lose_and_double_no_acknowledged_decision(tmp_path: Path) -> None:
    assert_nothing_is_lost(killed(tmp_path, 2_000, seed=2), 2_000)
