"""What all benchmarks share: how figures are written, and on what machine they were measured."""

from __future__ import annotations

import json
import os
import platform
import shutil
from pathlib import Path
from typing import Any

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def keep_figures(result: Any, out: Path | None, **versions: str) -> None:
    """Print figures as JSON, and write them to a file if one is named; `versions` stand beside the machine."""
    machine = {"machine": platform.machine(), "system": platform.system(), "python": platform.python_version()}
    figures = json.dumps({"on": machine | versions, "result": result}, indent=1)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(figures + "\n", encoding="utf-8")
    print(figures)


def chromium() -> str | None:
    """Find the browser to measure in: the one that QUALKIT_CHROMIUM names, else one that is installed."""
    return os.environ.get("QUALKIT_CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
