"""How long it takes to begin: imports, a million rows, the whole walk on the sample: `python benchmarks/start.py --out FOLDER`.

Each step runs in a process of its own, so that time and memory are its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from figures import keep_figures
from read import write_export

IMPORT = "import {name}; print('{{}}')"

READ_OURS = """
import json, sys, time
begin = time.perf_counter()
import qualkit as qk
corpus = qk.read_comments(sys.argv[1])
print(json.dumps({"rows": len(corpus), "seconds": round(time.perf_counter() - begin, 2)}))
"""

READ_PANDAS = """
import json, sys, time
begin = time.perf_counter()
import pandas as pd
frame = pd.read_csv(sys.argv[1], dtype="str", keep_default_na=False)
print(json.dumps({"rows": len(frame), "seconds": round(time.perf_counter() - begin, 2)}))
"""

DEMO = """
import json, sys, time
begin = time.perf_counter()
from qualkit.walk import walk_sample
done = walk_sample(sys.argv[1], progress=False)
print(json.dumps({"seconds": round(time.perf_counter() - begin, 2), "report_kb": done.report.stat().st_size // 1000}))
"""


def step(code: str, *arguments: str) -> dict[str, Any]:
    """Run code in a process of its own; it prints JSON last. Adds its seconds and its peak memory."""
    whole = f"{code}\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", whole, *arguments], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - begin
    *_, result, memory = done.stdout.strip().splitlines()
    return {**json.loads(result), "process_seconds": round(seconds, 2), "peak_mb": int(memory)}


def imports() -> dict[str, Any]:
    def median(name: str) -> dict[str, Any]:
        runs = [step(IMPORT.format(name=name)) for _ in range(3)]
        return {"seconds": statistics.median(run["process_seconds"] for run in runs), "peak_mb": runs[-1]["peak_mb"]}

    return {name: median(name) for name in ("qualkit", "pandas", "bertopic")}


def reading(folder: Path, rows: int) -> dict[str, Any]:
    export = folder / "export.csv"
    write_export(export, rows)
    return {"qualkit": step(READ_OURS, str(export)), "pandas, no checks": step(READ_PANDAS, str(export))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the JSON")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows to read")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        results: dict[str, Any] = {"imports": imports(), "reading": reading(folder, given.rows)}
        # Twice: the first one may have the model to export, which happens once on a machine.
        step(DEMO, str(folder / "first"))
        results["demo"] = {"qualkit": step(DEMO, str(folder / "demo"))}
    for name, result in results.items():
        keep_figures(result, given.out / f"{name}.json")


if __name__ == "__main__":
    main()
