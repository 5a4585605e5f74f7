"""The browser of the tests, the pictures and the benchmarks: where it lies, and how it is started."""

from __future__ import annotations

import os
import shutil
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Give the path of a Chromium or Chrome: the one that QUALKIT_CHROMIUM names, else one that is installed."""
    found = os.environ.get("QUALKIT_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        raise FileNotFoundError("no Chromium here: run `make test`, which installs it, or name one in QUALKIT_CHROMIUM")
    return found


def launched(playwright: Any, *flags: str) -> Any:
    """Start it, with more flags where they are needed."""
    return playwright.chromium.launch(executable_path=chromium(), args=[*_FLAGS, *flags])
