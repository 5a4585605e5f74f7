"""What all benchmarks share: how figures are written, and on what machine they were measured."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import Any

WORDS = (
    "price delivery late kind agent cancelled again box broken refund waiting week month plan cheaper moved house café "
    "naïve never always because although weather support answered nobody twice letter app crashed login slow thanks"
).split()
"""Of which invented comments are made."""


def keep_figures(result: Any, out: Path | None, **versions: str) -> None:
    """Print figures as JSON, and write them to a file if one is named; `versions` stand beside the machine."""
    machine = {"machine": platform.machine(), "system": platform.system(), "python": platform.python_version()}
    figures = json.dumps({"on": machine | versions, "result": result}, indent=1)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(figures + "\n", encoding="utf-8")
    print(figures)
