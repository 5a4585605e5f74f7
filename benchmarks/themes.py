"""Themes beside the peers, on labelled sets: which groups, how many, and are they the same again?

    python benchmarks/themes.py --data FOLDER --work build/themes run --methods peers
    python benchmarks/themes.py --data FOLDER --work build/themes run --methods qualkit
    python benchmarks/themes.py --data FOLDER --work build/themes summary --out benchmarks/results/themes_quality.json

All methods get the same sentence vectors (all-MiniLM-L6-v2, fp32), so that only the clustering differs; nobody is told the
number of themes but the oracle, which is UMAP and k-means told the true one. BERTopic runs with its defaults, except that
UMAP's `random_state` is the run's seed. Every run leaves a file of labels in `--work` and is skipped when that is there, so
that parts can run apart, be interrupted and be taken up again.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from figures import keep_figures  # noqa: E402
from labelled import Labelled, load  # noqa: E402

SETS = ("banking77", "dstc11_dev", "nhs_fft")
SIZES = (300, 1_000, 3_000)
SAMPLES = (101, 102, 103, 104, 105)
"""Seeds of the samples; none of them was used to choose a parameter."""
SEEDS = (1, 2, 3, 4, 5)
RESAMPLE = 0.8
METHODS = ("qualkit", "BERTopic", "oracle")


@dataclass(frozen=True)
class Run:
    """One fit: all rows of a sample (`part` 0) with a seed, or 80 % of them (`part` 1 to 5)."""

    data: str
    n: int
    sample: int
    part: int
    seed: int

    @property
    def name(self) -> str:
        return f"{self.data}-{self.n}-{self.sample}-{self.part}-{self.seed}"


def runs(sets: tuple[str, ...], sizes: dict[str, int]) -> list[Run]:
    """The small ones first and samples outermost, so that an interrupted benchmark has something of each set and size."""
    return sorted(_runs(sets, sizes), key=lambda run: (run.n > 5_000, run.sample))


def _runs(sets: tuple[str, ...], sizes: dict[str, int]) -> Iterator[Run]:
    for number, sample in enumerate(SAMPLES):
        for data in sets:
            whole = sizes[data]
            for n in [*(size for size in SIZES if size < whole), whole]:
                if n == whole and number:
                    continue
                for seed in SEEDS:
                    yield Run(data, n, sample, 0, seed)
                for part in SEEDS:
                    yield Run(data, n, sample, part, part)


def rows_of(run: Run, whole: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the set that are in the sample, and places in the sample that are in the part."""
    chosen = np.random.default_rng(run.sample).choice(whole, run.n, replace=False)
    if not run.part:
        return chosen, np.arange(run.n)
    part = np.random.default_rng([run.sample, run.part]).choice(run.n, round(RESAMPLE * run.n), replace=False)
    return chosen, np.sort(part)


def vectors_of(labelled: Labelled, work: Path) -> NDArray[np.float32]:
    path = work / f"{labelled.name}.npy"
    if not path.exists():
        from qualkit.themes.embedding import SentenceEmbedder, embed_unique

        np.save(path, embed_unique(SentenceEmbedder(), labelled.texts))
    return np.asarray(np.load(path), dtype=np.float32)


def fit_ours(taken: Labelled, vectors: NDArray[np.float32], seed: int) -> dict[str, dict[str, Any]]:
    from qualkit.themes.clustering import StableClusterer

    begin = time.perf_counter()
    found = StableClusterer(seed=seed).cluster(vectors)
    seconds = time.perf_counter() - begin
    return {
        "qualkit": {
            "labels": found.labels,
            "levels": np.stack(found.levels),
            "stability": found.stability,
            "seconds": seconds,
        }
    }


def fit_peers(taken: Labelled, vectors: NDArray[np.float32], seed: int) -> dict[str, dict[str, Any]]:
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from sklearn.cluster import KMeans
    from umap import UMAP

    begin = time.perf_counter()
    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=seed)
    topics, _ = BERTopic(embedding_model=BaseEmbedder(), umap_model=reduce).fit_transform(taken.texts, vectors)
    middle = time.perf_counter()
    told = KMeans(taken.n_themes, n_init=10, random_state=seed).fit_predict(reduce.embedding_)
    return {
        "BERTopic": {"labels": np.array(topics), "seconds": middle - begin},
        "oracle": {"labels": told, "seconds": time.perf_counter() - middle},
    }


def run_all(read: dict[str, Labelled], every: list[Run], work: Path, methods: str) -> None:
    fit, names = (fit_ours, ("qualkit",)) if methods == "qualkit" else (fit_peers, ("BERTopic", "oracle"))
    for name in names:
        (work / name).mkdir(parents=True, exist_ok=True)
    vectors = {name: vectors_of(labelled, work) for name, labelled in read.items()}
    for run in every:
        if all((work / name / f"{run.name}.npz").exists() for name in names):
            continue
        sample, part = rows_of(run, len(read[run.data]))
        rows = sample[part]
        for name, result in fit(read[run.data].take(rows), vectors[run.data][rows], run.seed).items():
            place = work / name / f"{run.name}.npz"
            np.savez(place.with_suffix(".part.npz"), **result)
            place.with_suffix(".part.npz").replace(place)
        print(run.name, flush=True)


def alone(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each comment without a theme is a theme of its own: leaving it out would reward a method for giving up."""
    return np.where(labels >= 0, labels, labels.max() + 1 + np.arange(len(labels)))


def scores(gold: NDArray[np.int64], labels: NDArray[np.int64]) -> dict[str, float]:
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    return {
        "ami": round(float(adjusted_mutual_info_score(gold, alone(labels))), 4),
        "ari": round(float(adjusted_rand_score(gold, alone(labels))), 4),
        "found": int(labels.max()) + 1,
        "none": round(float((labels < 0).mean()), 4),
    }


def summary(read: dict[str, Labelled], every: list[Run], work: Path) -> list[dict[str, Any]]:
    """One record a set, size, sample and method, with every run in it."""
    told = []
    for (name, n, sample), group in itertools.groupby(every, key=lambda run: (run.data, run.n, run.sample)):
        mine = list(group)
        for method in METHODS:
            files = {run: work / method / f"{run.name}.npz" for run in mine}
            if all(path.exists() for path in files.values()):
                stored = {run: dict(np.load(path)) for run, path in files.items()}
                told.append({"set": name, "n": n, "sample": sample, "method": method, **_one(read[name], stored)})
    return told


def _one(labelled: Labelled, stored: dict[Run, dict[str, NDArray[Any]]]) -> dict[str, Any]:
    from sklearn.metrics import adjusted_rand_score

    gold = labelled.gold[rows_of(next(iter(stored)), len(labelled))[0]]
    whole = {run: found for run, found in stored.items() if not run.part}
    fits = []
    for run, found in whole.items():
        fit = {"seed": run.seed, "seconds": round(float(found["seconds"]), 2), **scores(gold, found["labels"])}
        if "levels" in found:
            fit["levels"] = [scores(gold, level) for level in found["levels"]]
        fits.append(fit)
    pairs = list(itertools.combinations([alone(found["labels"]) for found in whole.values()], 2))
    again = []
    for run, found in stored.items():
        if run.part:
            part = rows_of(run, len(labelled))[1]
            again += [adjusted_rand_score(alone(one["labels"][part]), alone(found["labels"])) for one in whole.values()]
    return {
        "gold": len(np.unique(gold)),
        "between_seeds": round(float(np.mean([adjusted_rand_score(a, b) for a, b in pairs])), 4) if pairs else None,
        "between_resamples": round(float(np.mean(again)), 4),
        "fits": fits,
    }


def command(
    about: str | None,
    sets: Iterable[str],
    runs_of: Callable[[dict[str, Labelled]], list[Run]],
    roles: Mapping[str, str] | None = None,
) -> None:
    """Read the command line, and make the runs of some sets or sum them up, with the role of each set where it has one."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a labelled set")
    parser.add_argument("--work", type=Path, required=True, help="folder for vectors and labels")
    parser.add_argument("--sets", default=",".join(sets), help="names of folders in --data, with commas between them")
    verbs = parser.add_subparsers(dest="verb", required=True)
    running = verbs.add_parser("run")
    running.add_argument("--methods", choices=["qualkit", "peers"], required=True)
    telling = verbs.add_parser("summary")
    telling.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    read = {name: load(given.data, name) for name in given.sets.split(",")}
    if given.verb == "run":
        run_all(read, runs_of(read), given.work, given.methods)
        return
    told = summary(read, runs_of(read), given.work)
    keep_figures([{**one, "role": roles[one["set"]]} for one in told] if roles else told, given.out)


def main() -> None:
    command(__doc__, SETS, lambda read: runs(tuple(read), {name: len(labelled) for name, labelled in read.items()}))


if __name__ == "__main__":
    main()
