"""How many texts of an export LibreOffice takes for formulas: `python benchmarks/formulas.py --out build/bench`.

The payloads are those of the tests, as comments, names of codes, labels, memos, headers and claims. Beside the exports
stand two files in which nothing is done about them, so that the count is seen to count. Needs `soffice` on the path.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from figures import keep_figures
from openpyxl import Workbook, load_workbook

from qualkit.report.export import export
from qualkit.report.export.schema import TABLES

TESTS = Path(__file__).parents[1] / "tests" / "report" / "test_export_formulas.py"
# Comma, double quote, UTF-8, from line 1; quoted fields are no more text than others, and formulas are evaluated.
AS_WILLING_AS_CAN_BE = "CSV:44,34,76,1,,1033,false,true,,,false,0,true"


def payloads() -> ModuleType:
    spec = importlib.util.spec_from_file_location("payloads", TESTS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def opened(path: Path, place: Path) -> dict[str, int]:
    """Open a file in LibreOffice, save it as a workbook, and count what is in it."""
    place.mkdir(parents=True)
    profile = f"-env:UserInstallation={(place.parent / 'profile').as_uri()}"
    options = ["--infilter=" + AS_WILLING_AS_CAN_BE] if path.suffix == ".csv" else []
    command = ["soffice", "--headless", profile, *options, "--convert-to", "xlsx", "--outdir", str(place), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    book = load_workbook(place / f"{path.stem}.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return {
        "cells": len(cells),
        "formulas": sum(cell.data_type == "f" for cell in cells),
        "links": sum(cell.hyperlink is not None for cell in cells),
        "sheets": len(book.sheetnames),
    }


def unguarded(folder: Path, texts: tuple[str, ...]) -> list[Path]:
    """Write the payloads as anybody would who does not think of them."""
    book = Workbook()
    lines = []
    for text in texts:
        lines.append('"' + text.replace('"', '""') + '"\r\n')
        if not any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
            book.active.append([text])
    book.save(folder / "unguarded.xlsx")
    (folder / "unguarded_csv.csv").write_text("".join(lines), encoding="utf-8", newline="")
    return [folder / "unguarded.xlsx", folder / "unguarded_csv.csv"]


def measure(folder: Path) -> dict[str, Any]:
    known = payloads()
    study = known.hostile()
    written = [Path(str(export(study, folder / "workbook.xlsx", redact=False)))]
    tables = export(study, folder / "table.csv", what=list(TABLES), redact=False)
    written += tables if isinstance(tables, list) else [tables]
    guarded = {path.name: opened(path, folder / "opened" / path.stem) for path in written}
    control = {path.name: opened(path, folder / "opened" / path.stem) for path in unguarded(folder, known.BODIES)}
    return {"payloads": len(known.BODIES), "exports": guarded, "unguarded": control}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the JSON")
    given = parser.parse_args()
    if shutil.which("soffice") is None:
        print("soffice is not on the path: nothing was measured", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as place:
        result = measure(Path(place))
    keep_figures(result, given.out / "formulas.json")
    return int(any(one["formulas"] for one in result["exports"].values()))


if __name__ == "__main__":
    sys.exit(main())
