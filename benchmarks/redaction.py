"""How much personal data is masked, and how much else: `python benchmarks/redaction.py --data FOLDER --out FILE`.

The folder, or its folder ``pii``, holds ``synth_dev.json``: a list of ``{"full_text": ..., "spans": [{"entity_type",
"start_position", "end_position"}]}`` as in presidio-research. The rules were tuned on texts of even index; of those of odd
index only the figures were looked at, never a text.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from figures import keep_figures

from qualkit.sample import load_sample
from qualkit.text.identifiers import detectors
from qualkit.text.redaction import POLICY, Redactor

_FILE = "synth_dev.json"
_ASKED = ("EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "PHONE_NUMBER", "IP_ADDRESS", "US_SSN")
# Types that are masked without a model; the others are dates, ages, titles, nations, firms and places.
_IN_SCOPE = (*_ASKED, "PERSON", "STREET_ADDRESS")
# presidio-research, notebook 4 (default analyser on synth_dataset_v2, 1,500 texts of which this file is a part).
_PRESIDIO = {"recall": 0.646, "precision": 0.733, "source": "presidio-research notebooks, default analyser"}

Span = tuple[int, int]


def measure(texts: list[dict[str, Any]], redactor: Redactor) -> dict[str, Any]:
    """Compare masks with labels.

    Parameters
    ----------
    texts : list of dict
        Texts with their labelled spans.
    redactor : Redactor
        The rules.

    Returns
    -------
    dict
        Recall by type (``overlap``: touched by a mask, ``covered``: wholly masked, ``exact``: the same span), and the
        same over all types and over those that are looked for; precision of the masks.
    """
    by_type: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    masks: list[tuple[bool, bool]] = []
    for text in texts:
        shown = [(mask.start, mask.end) for mask in redactor.redact(text["full_text"]).spans]
        labelled = [(one["start_position"], one["end_position"]) for one in text["spans"]]
        for one, span in zip(text["spans"], labelled, strict=True):
            by_type[one["entity_type"]].append(
                (any(_touch(span, mask) for mask in shown), any(_holds(mask, span) for mask in shown), span in shown)
            )
        masks += [(any(_touch(span, mask) for span in labelled), mask in labelled) for mask in shown]
    every = [hit for hits in by_type.values() for hit in hits]
    scoped = [hit for kind in _IN_SCOPE for hit in by_type[kind]]
    return {
        "texts": len(texts),
        "recall_by_type": {kind: _recall(by_type[kind]) for kind in sorted(by_type)},
        "recall_of_all_types": _recall(every),
        "recall_of_types_looked_for": _recall(scoped),
        "precision": {
            "masks": len(masks),
            "overlap": _share(sum(hit for hit, _ in masks), len(masks)),
            "exact": _share(sum(exact for _, exact in masks), len(masks)),
        },
    }


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _recall(hits: list[tuple[bool, bool, bool]]) -> dict[str, float | int | None]:
    names = ("overlap", "covered", "exact")
    shares = {name: _share(sum(hit[n] for hit in hits), len(hits)) for n, name in enumerate(names)}
    return {"spans": len(hits), **shares}


def _share(k: int, n: int) -> float | None:
    return round(k / n, 3) if n else None


def speed(number: int = 10_000) -> dict[str, float | int]:
    """Time the redaction of typical comments.

    Parameters
    ----------
    number : int
        How many; those of the sample, over and over.

    Returns
    -------
    dict
        ``comments``, ``characters``, and ``cpu_seconds`` of this process.
    """
    corpus = load_sample()
    redactor = Redactor.for_names(corpus.frame["author"].dropna().unique().tolist(), corpus.frame["text"].tolist())
    texts = list(islice(cycle(corpus.frame["text"].tolist()), number))
    worked = time.process_time()
    for text in texts:
        redactor.redact(text)
    cpu = round(time.process_time() - worked, 2)
    return {"comments": number, "characters": sum(map(len, texts)), "cpu_seconds": cpu}


def main() -> None:
    """Measure, and write the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help=f"a folder with {_FILE}")
    parser.add_argument("--out", type=Path, help="where to write the figures")
    parser.add_argument("--half", choices=["even", "odd", "both"], default="both")
    given = parser.parse_args()
    place = next((one for one in (given.data / _FILE, given.data / "pii" / _FILE) if one.exists()), None)
    if place is None:
        parser.error(f"no {_FILE} in {given.data}, nor in {given.data / 'pii'}")
    texts = json.loads(place.read_text(encoding="utf-8"))
    redactor = Redactor.for_names([])
    halves = {"tuned_on_even": texts[::2], "kept_back_odd": texts[1::2], "all": texts}
    chosen = {"even": ["tuned_on_even"], "odd": ["kept_back_odd"], "both": list(halves)}[given.half]
    result = {
        "policy": POLICY,
        "detectors": list(detectors()),
        "halves": {name: measure(halves[name], redactor) for name in chosen},
        "presidio_published": _PRESIDIO,
        "speed": speed(),
    }
    keep_figures(result, given.out)


if __name__ == "__main__":
    main()
