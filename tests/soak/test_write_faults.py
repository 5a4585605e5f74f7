"""Each write, flush and removal fails once, or is where the process dies: nothing acknowledged is lost, and work goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MEMORY = Path("/dev/shm")  # faults are injected, so nothing needs a real disk's patience
HOWS = ["full", "io", "kill-before", "kill-after", "tear"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the library that makes calls fail."""
    built = tmp_path_factory.mktemp("faults") / "libfaults.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", built, HERE / "faults.c", "-ldl"], check=True)
    return built


def faulted(library: Path, every: int, hows: list[str]) -> None:
    """Run the session with faults, and see that every one of them was survived."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        command = [sys.executable, str(HERE / "faulting.py"), str(library), folder, str(every), *hows]
        environment = {"PYTHONPATH": str(ROOT), "LD_PRELOAD": str(library), "PYTHONWARNINGS": "ignore"}
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    told = json.loads(done.stdout)
    assert told["failures"] == []
    assert told["tried"] >= told["calls"] * len(hows) // every - len(hows)
    assert set(told["errors"]) <= {"storage"}


@pytest.mark.slow
def test_a_sample_of_failing_writes_loses_nothing(library: Path) -> None:
    faulted(library, 60, HOWS)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("how", HOWS)
def test_no_failing_write_loses_anything(library: Path, how: str) -> None:
    faulted(library, 1, [how])
