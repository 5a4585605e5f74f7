"""A project and the desk on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.widgets.desks import Desk, make_project


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.qualkit"


@pytest.fixture
def desk(path: Path) -> Desk:
    return Desk(make_project(path))
