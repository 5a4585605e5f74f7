"""What all tests share: a browser, Hypothesis profiles, and no network (see `--disable-socket` in pyproject.toml)."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Tests keep out of the cache of whoever runs them; processes that they start inherit it.
os.environ.setdefault("QUALKIT_CACHE", tempfile.mkdtemp(prefix="qualkit-cache-"))

settings.register_profile(
    "default", max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("soak", max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a Chromium or Chrome."""
    found = os.environ.get("QUALKIT_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.fail("no Chromium here: run `make test`, which installs it, or name one in QUALKIT_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def report_browser(chromium: str) -> Iterator[Any]:
    """Give one browser for all tests of reports."""
    from playwright import sync_api

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_ARGS))
        yield browser
        browser.close()
