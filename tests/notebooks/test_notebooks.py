"""The six notebooks run from the first cell to the last, one after the other, in a folder that is not the clone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

CLONE = Path(__file__).parents[2]
NAMES = ["01_listen", "02_themes", "03_code", "04_agree", "05_why", "06_share"]
LONGEST_SECONDS = 240  # of one cell; a whole notebook takes 40 at most on two idle cores
PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"

# One worker takes them all, in this order, for they share a folder as they do for an analyst.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3 * LONGEST_SECONDS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a working folder whose kernel is this very Python, and whose Jupyter files lie aside."""
    aside = tmp_path_factory.mktemp("jupyter")
    spec = aside / "kernels" / "python3"
    spec.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {"argv": command, "display_name": "Python 3", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(aside))
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            patch.setenv(name, "http://127.0.0.1:9")  # whoever asks for the network is refused at once
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(CLONE), os.environ.get("PYTHONPATH", "")])))
        yield tmp_path_factory.mktemp("analyst")


@pytest.fixture(scope="module")
def executed() -> dict[str, nbformat.NotebookNode]:
    """Keep the notebooks that ran, by name."""
    return {}


def _run(name: str, folder: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(CLONE / "notebooks" / f"{name}.ipynb", as_version=4)
    specs = KernelSpecManager(kernel_dirs=[os.environ["JUPYTER_DATA_DIR"] + "/kernels"], ensure_native_kernel=False)
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    client = NotebookClient(
        notebook, km=manager, timeout=LONGEST_SECONDS, resources={"metadata": {"path": str(folder)}}
    )
    return client.execute()


@pytest.mark.parametrize("name", NAMES)
def test_runs_without_an_error(name: str, folder: Path, executed: dict[str, nbformat.NotebookNode]) -> None:
    before = {path: path.stat().st_mtime_ns for path in (CLONE / "notebooks").iterdir()}
    notebook = _run(name, folder)
    assert {path: path.stat().st_mtime_ns for path in (CLONE / "notebooks").iterdir()} == before
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [one["evalue"] for one in outputs if one["output_type"] == "error"] == []
    assert [one["text"] for one in outputs if one["output_type"] == "stream" and one["name"] == "stderr"] == []
    executed[name] = notebook


@pytest.mark.parametrize(
    ("name", "kind"), [("02_themes", PLOTLY), ("04_agree", PLOTLY), ("05_why", PLOTLY), ("03_code", WIDGET)]
)
def test_shows_its_figure_or_view_with_nothing_from_the_network(
    name: str, kind: str, executed: dict[str, nbformat.NotebookNode]
) -> None:
    assert name in executed, "this notebook did not run: these tests need it in the same process (--dist loadfile)"
    shown = [output["data"] for cell in executed[name].cells for output in cell.get("outputs", []) if "data" in output]
    assert any(kind in data for data in shown)
    pages = [str(data.get("text/html", "")) for data in shown]
    assert not any("<script" in page or "http:" in page or "https:" in page for page in pages)


@pytest.mark.parametrize("name", NAMES)
def test_the_last_cell_of_code_says_what_is_known_in_words(
    name: str, executed: dict[str, nbformat.NotebookNode]
) -> None:
    assert name in executed, "this notebook did not run: these tests need it in the same process (--dist loadfile)"
    last = [cell for cell in executed[name].cells if cell.cell_type == "code"][-1]
    said = "".join(output.get("text", "") or output.get("data", {}).get("text/markdown", "") for output in last.outputs)
    assert said.startswith("- ")
    assert "nan" not in said.split()
