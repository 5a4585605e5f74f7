"""A kernel killed fifty times behind the coding view."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.test_coding_kernel import kill_again_and_again

pytestmark = pytest.mark.soak


def test_fifty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    counted = kill_again_and_again(tmp_path, trials=50, seed=2)
    assert (counted["lost"], counted["doubled"]) == (0, 0)
    assert counted["acknowledged"] > 100
