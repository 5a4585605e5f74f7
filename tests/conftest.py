"""What all tests share: a browser, Hypothesis profiles, and no network (see `--disable-socket` in pyproject.toml)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.browser.chromium import launched

# Tests keep out of the cache of whoever runs them; processes that they start inherit it.
os.environ.setdefault("QUALKIT_CACHE", tempfile.mkdtemp(prefix="qualkit-cache-"))

settings.register_profile(
    "default", max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("soak", max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def report_browser() -> Iterator[Any]:
    """Give one browser for all tests of reports."""
    from playwright import sync_api

    with sync_api.sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()
