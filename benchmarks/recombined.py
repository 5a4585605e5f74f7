"""Comments by the million: sentences of real ones, put together anew.

    python benchmarks/recombined.py --data FOLDER --n 1000000 --out comments.parquet

Sentences come from Banking77, the DSTC11 development set and the NHS comments (`labelled.py` reads them). A comment is one of
them (20 %), two (50 %) or three (30 %), drawn with replacement by a seeded generator; so word frequencies and lengths are
those of real comments, most comments are different, and the same seed gives the same million. No sense is claimed for them:
they measure time and memory, not quality.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

from labelled import load

SETS = ("banking77", "dstc11_dev", "nhs_fft")
LENGTHS = (0.2, 0.5, 0.3)
_BREAK = re.compile(r"(?<=[.!?])\s+")


def sentences(data: Path) -> list[str]:
    found = {part.strip() for name in SETS for text in load(data, name).texts for part in _BREAK.split(text)}
    return sorted(part for part in found if len(part) > 10)


def recombined(data: Path, n: int, seed: int = 0) -> list[str]:
    """`n` comments; the first of a longer list are those of a shorter one."""
    parts = np.array([one if one[-1] in ".!?" else f"{one}." for one in sentences(data)], dtype=object)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(parts), size=(n, 3))
    lengths = rng.choice([1, 2, 3], size=n, p=LENGTHS)
    return [" ".join(parts[row[:length]]) for row, length in zip(drawn, lengths, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    texts = recombined(given.data, given.n)
    pd.DataFrame({"comment_id": [f"r{n}" for n in range(len(texts))], "text": texts}).to_parquet(given.out)
    print(f"{len(texts):,} comments, {len(set(texts)):,} different")


if __name__ == "__main__":
    main()
