"""The wheel alone is enough: built, installed beside the dependencies, and walked from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import qualkit

pytestmark = pytest.mark.slow
ROOT = Path(qualkit.__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    # Built in this environment: it has the build back end, and no test needs a registry.
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel, which sees this environment's dependencies but not the clone."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    # A path file adds the dependencies' folder without reading the path files in it, so the clone stays unseen.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = home / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        "--force-reinstall",
    ]
    subprocess.run([*pip, "--target", str(site), str(wheel)], check=True, capture_output=True)
    return python


def test_the_wheel_carries_all_that_is_needed(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for tracked in subprocess.run(
        ["git", "ls-files", "qualkit"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split():
        # What the coding view is bundled from stays at home; the bundle travels.
        assert (tracked in names) != tracked.startswith("qualkit/widgets/src/"), tracked
    for name in ("comments.csv", "codebook.json", "codings.csv", "findings.json", "study.json", "README.md"):
        assert f"qualkit/_data/sample/{name}" in names
    assert sum(name.startswith("qualkit/_data/notebooks/") and name.endswith(".ipynb") for name in names) == 6


def test_the_installed_wheel_walks_the_sample_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV_"))}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [str(installed), *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = run("-c", "import qualkit; print(qualkit.__file__)")
    assert not where.startswith(str(ROOT))
    assert "221 people" in run("-m", "qualkit", "demo")
    assert (tmp_path / "qualkit-demo" / "report.html").stat().st_size > 100_000
    run("-m", "qualkit", "start", "notebooks")
    assert len(list((tmp_path / "notebooks").glob("*.ipynb"))) == 6
    assert run("-c", "import qualkit as qk; print(len(qk.load_sample()))").strip() == "889"
