"""The files around the code stay in step with it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import qualkit

ROOT = Path(qualkit.__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA_ONLY = {"python", "pip", "pytorch-cpu"}


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~ \[#]", requirement.strip(), maxsplit=1)[0].lower().replace("_", "-")


def _conda() -> dict[str, str]:
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    listed = [line.split("- ", 1)[1].split("#")[0].strip() for line in lines if re.match(r"\s+- \w", line)]
    return {_name(one): one for one in listed if not one.endswith(":") and one != "conda-forge"}


def test_conda_environment_names_what_pyproject_names() -> None:
    assert set(_conda()) - CONDA_ONLY == {_name(one) for one in PROJECT["dependencies"]}


def test_conda_environment_has_the_same_ranges() -> None:
    ranges = {_name(one): one for one in PROJECT["dependencies"]}
    conda = _conda()
    assert {name: conda[name] for name in ranges} == ranges


def test_conda_environment_gives_ranges_rather_than_pins() -> None:
    assert not [one for one in _conda().values() if "==" in one]


def test_every_dependency_is_pinned_in_the_constraints() -> None:
    pinned = {
        _name(line) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line
    }
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    assert {_name(one) for one in wanted} - pinned == set()
    assert "torch" in pinned


def test_changelog_tells_of_this_version() -> None:
    assert f"## {qualkit.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_licence_is_the_one_that_is_declared() -> None:
    # The reader of reasons derives from a model under Apache-2.0, whose text lies beside it.
    assert PROJECT["license"] == "BSD-3-Clause AND Apache-2.0"
    assert all((ROOT / name).exists() for name in PROJECT["license-files"])
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("BSD 3-Clause License")
