"""How long reading a large CSV takes, and how much memory: `python benchmarks/read.py --out read.json`."""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from figures import WORDS


def write_export(path: Path, rows: int, seed: int = 0) -> None:
    """Write an invented export with replies, quoted line breaks and commas.

    Parameters
    ----------
    path : Path
        Where to.
    rows : int
        How many comments.
    seed : int
        Of the random words.
    """
    draw = random.Random(seed)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ["Comment ID", "Parent ID", "Author", "Created At", "Channel", "Rating", "Plan", "Comment Text"]
        )
        for n in range(rows):
            text = " ".join(draw.choices(WORDS, k=draw.randint(3, 40)))
            text = f"{text},\r\nand {n}" if n % 50 == 0 else f"{text} 😀" if n % 77 == 0 else text
            parent = f"r{draw.randrange(n)}" if n and n % 3 == 0 else ""
            when = (start + timedelta(seconds=17 * n)).strftime("%Y-%m-%dT%H:%M:%SZ")
            who = f"user {draw.randrange(rows // 4 + 1)}"
            writer.writerow([f"r{n}", parent, who, when, "forum", draw.randint(1, 5), draw.choice("abc"), text])


def measure(rows: int) -> dict[str, float]:
    """Read an invented export.

    Parameters
    ----------
    rows : int
        How many comments.

    Returns
    -------
    dict
        ``rows``, ``seconds``, ``processor_seconds`` and ``peak_rss_mb`` (of the whole process).
    """
    from qualkit.io import read_comments

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        write_export(path, rows)
        begun, worked = time.perf_counter(), time.process_time()
        corpus = read_comments(path)
        seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    if len(corpus) != rows:
        message = f"{rows} rows gave {len(corpus)} comments"
        raise SystemExit(message)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taken = {"seconds": round(seconds, 2), "processor_seconds": round(worked, 2)}
    return {"rows": rows, **taken, "peak_rss_mb": round(peak)}


def main() -> None:
    """Measure, and write the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, default=None)
    asked = parser.parse_args()
    figures = json.dumps(measure(asked.rows))
    if asked.out is None:
        print(figures)
    else:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(figures + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
