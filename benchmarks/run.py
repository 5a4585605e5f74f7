"""All benchmarks, ours and the peer's side by side in one run: `make bench`, or `make bench DATA=FOLDER ONLY="start store"`.

Each is a script of its own (their first lines say what they measure). Results go to `--out` as JSON; copy them to
`benchmarks/results/` to publish them, and run `make docs` to bring the tables up to date. Those that need public labelled
data run when `--data` names a folder with it; the one of formulas runs where LibreOffice is installed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

WITHOUT_DATA: dict[str, list[list[str]]] = {
    "start": [["start.py", "--out", "{out}"]],
    "report": [["report.py", "--out", "{out}/report.json"]],
    "store": [["store.py", "--out", "{out}/store.json"]],
    "desk": [["desk.py", "--out", "{out}/desk.json"]],
    "coding_view": [["coding_view.py", "--out", "{out}/coding_view.json"]],
    "formulas": [["formulas.py", "--out", "{out}"]],
}
WITH_DATA: dict[str, list[list[str]]] = {
    "themes_speed": [["themes_speed.py", "--data", "{data}", "--out", "{out}/themes_speed.json"]],
    "themes": [
        ["themes.py", "--data", "{data}", "--work", "{out}/themes", "run", "--methods", "peers"],
        ["themes.py", "--data", "{data}", "--work", "{out}/themes", "run", "--methods", "qualkit"],
        ["themes.py", "--data", "{data}", "--work", "{out}/themes", "summary", "--out", "{out}/themes_quality.json"],
    ],
    "redaction": [["redaction.py", "--data", "{data}", "--out", "{out}/redaction.json"]],
    "reasons": [["reasons.py", "--data", "{data}", "--half", "dev", "--out", "{out}/reasons_dev.json"]],
}

NEEDS = {"formulas": "soffice"}
"""Programs that are not installed with the development set-up."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for the JSON")
    parser.add_argument("--data", type=Path, help="folder with the public sets, one folder each")
    parser.add_argument("--only", nargs="+", choices=[*WITHOUT_DATA, *WITH_DATA], help="which; by default all")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    failed = []
    for name, commands in {**WITHOUT_DATA, **WITH_DATA}.items():
        if given.only and name not in given.only:
            continue
        if name in WITH_DATA and given.data is None:
            print(f"{name}: left out, for it needs --data")
            continue
        if name in NEEDS and shutil.which(NEEDS[name]) is None:
            print(f"{name}: left out, for it needs {NEEDS[name]} on the path")
            continue
        for command in commands:
            filled = [part.format(out=given.out, data=given.data) for part in command]
            print(f"{name}: {' '.join(filled)}", flush=True)
            if subprocess.run([sys.executable, "-W", "ignore", str(HERE / filled[0]), *filled[1:]]).returncode:
                failed.append(name)
                break
    if failed:
        print("failed:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
