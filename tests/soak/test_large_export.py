"""A million rows are read in a minute of a processor's time and four gigabytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import qualkit

pytestmark = pytest.mark.soak
ROOT = Path(qualkit.__file__).parents[1]


def test_a_million_rows_are_read_in_a_minute_of_a_processor_and_four_gigabytes(tmp_path: Path) -> None:
    out = tmp_path / "read.json"
    subprocess.run([sys.executable, str(ROOT / "benchmarks" / "read.py"), "--out", str(out)], check=True)
    measured = json.loads(out.read_text(encoding="utf-8"))
    assert measured["rows"] == 1_000_000
    assert measured["processor_seconds"] < 60
    assert measured["peak_rss_mb"] < 4_096
