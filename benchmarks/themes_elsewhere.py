"""Themes on labelled sets of other fields, two of which nothing was ever chosen by.

    python benchmarks/themes_elsewhere.py --data FOLDER --work build/elsewhere run --methods peers
    python benchmarks/themes_elsewhere.py --data FOLDER --work build/elsewhere run --methods qualkit
    python benchmarks/themes_elsewhere.py --data FOLDER --work build/elsewhere summary --out FILE

The folder holds one folder a set, with CSV files that have the columns `text` and `label`; `SETS` says where each comes
from. Methods, vectors and figures are those of `themes.py`, on fewer samples and with one seed.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from labelled import Labelled  # noqa: E402
from themes import Run, command  # noqa: E402

NEW, KNOWN = "not looked at before", "looked at"
SETS = {
    "dstc11_finance": NEW,
    "vira": NEW,
    "dstc11_banking": KNOWN,
    "clinc150": KNOWN,
    "stackoverflow": KNOWN,
    "curekart": KNOWN,
    "airline": KNOWN,
    "hwu64": KNOWN,
    "sofmattress": KNOWN,
    "biomedical": KNOWN,
    "snippets": KNOWN,
}
"""Spoken turns to a financial adviser's and to a bank's desk: amazon-science/dstc11-track2-intent-induction (test sets).
Worries about a vaccination: IBM/vira-intent-classification (train and validation). Commands and questions to an
assistant: clinc/oos-eval (data_full, in scope), HWU64 of jianguoz/Few-Shot-Intent-Detection. Questions of customers of two
shops: hellohaptik/HINT3 (v2, train and test, without NO_NODES_DETECTED). Titles of questions of programmers, of medical
papers, and snippets of search results: rashadulrakib/short-text-clustering-enhancement. Complaints about airlines: Twitter
US Airline Sentiment, negative reasons of a confidence of .6 or more, "Can't Tell" and the airline's name left out."""
SIZES = (300, 1_000)
SAMPLES = (201, 202, 203)
PARTS = (1, 2)


def runs(read: dict[str, Labelled]) -> list[Run]:
    """The new sets and the small sizes first."""
    every = [
        Run(name, n, sample, part, part or 1)
        for sample in SAMPLES
        for name, labelled in read.items()
        for n in SIZES
        if n < len(labelled)
        for part in (0, *PARTS)
    ]
    return sorted(every, key=lambda run: (SETS[run.data] != NEW, run.n, run.sample))


if __name__ == "__main__":
    command(__doc__, SETS, runs, SETS)
