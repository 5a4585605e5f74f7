"""Notebooks are committed as text to read: no outputs, nothing of the machine that ran them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = ["01_listen", "02_themes", "03_code", "04_agree", "05_why", "06_share"]
CLOSING = "## What can now be said about these customers"


def _read(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))


def _sources(notebook: dict[str, Any], kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_the_walk_is_complete_and_holds_nothing_else() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.ipynb")) == [f"{name}.ipynb" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_holds_no_output_and_no_execution_count(name: str) -> None:
    cells = [cell for cell in _read(name)["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)


@pytest.mark.parametrize("name", NAMES)
def test_holds_no_metadata_but_the_kernel(name: str) -> None:
    notebook = _read(name)
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert all(cell["metadata"] == {} for cell in notebook["cells"])


@pytest.mark.parametrize("name", NAMES)
def test_cell_ids_are_unique_and_stay_the_same_from_save_to_save(name: str) -> None:
    ids = [cell["id"] for cell in _read(name)["cells"]]
    assert ids == [f"{name[3:]}-{n:02d}" for n in range(1, len(ids) + 1)]


@pytest.mark.parametrize("name", NAMES)
def test_opens_with_what_the_analyst_wants_to_know(name: str) -> None:
    first = _read(name)["cells"][0]
    lines = "".join(first["source"]).splitlines()
    assert first["cell_type"] == "markdown"
    assert lines[0].startswith(f"# {int(name[:2])}. ")
    assert lines[2].startswith("> **")
    assert lines[2].endswith("?**")


@pytest.mark.parametrize("name", NAMES)
def test_closes_with_what_can_now_be_said_and_what_cannot(name: str) -> None:
    prose = _sources(_read(name), "markdown")
    headings = [line for text in prose for line in text.splitlines() if line.startswith("## ")]
    assert headings[-1] == CLOSING
    assert prose[-1].startswith("**What cannot be said.**")


@pytest.mark.parametrize("name", NAMES)
def test_needs_nothing_from_the_clone_and_no_renderer_that_loads_from_the_network(name: str) -> None:
    code = "\n".join(_sources(_read(name), "code"))
    forbidden = ["../", "data/sample", "notebooks/", "http:", "https:", "HTML(", "renderers", "!pip", "%pip"]
    assert [one for one in forbidden if one in code] == []


@pytest.mark.parametrize("name", NAMES)
def test_shows_words_before_it_counts(name: str) -> None:
    code = _sources(_read(name), "code")
    aloud = ("corpus.conversation(", "read_aloud(", "marks(", ".quote!r}")
    words = next(n for n, text in enumerate(code) if any(one in text for one in aloud))
    counts = [n for n, text in enumerate(code) if "nunique()" in text or "cross_table" in text or "agreement(" in text]
    sizes = [n for n in counts if 'codings.groupby("coder")' not in code[n]]
    assert all(words < n for n in sizes)
