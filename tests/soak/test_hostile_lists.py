"""Thousands of hostile texts do nothing.

``QUALKIT_PAYLOADS`` names a folder with lists: ``*.txt`` with a text a line, ``*.json`` with a list of texts. Without
it, qualkit's own texts are changed in many ways. Each batch is a test of its own: ``-k "reports and batch-07"`` runs one
again.
"""

from __future__ import annotations

import html
import json
import os
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qualkit.report import write_report
from tests.browser.hostile import (
    each_batch,
    figure_page,
    harmless,
    hostile_project,
    hostile_study,
    run_notebook,
    sixes,
)
from tests.browser.lab_server import KERNEL, Lab, lab
from tests.browser.payloads import PAYLOADS
from tests.browser.test_hostile import BUILT_OF, read_all, run_cell, show
from tests.browser.watched import Watched, control_page, hover_over_figures, watching, without_policy

__all__ = ["lab"]  # a fixture
pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]

_BATCH = 400
_LARGE_BATCH = 800
_CHANGES: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.swapcase,
    html.escape,
    urllib.parse.quote,
    lambda text: f'">{text}',
    lambda text: f"'>{text}",
    lambda text: f"</script>{text}<script>",
    lambda text: f"</textarea></style></title>-->{text}<!--",
    lambda text: text.replace(" ", "/"),
    lambda text: text.replace(" ", "\t"),
    lambda text: text.replace("=", " \n= "),
    lambda text: text.replace("<", "<<"),
    lambda text: text.replace("<", "\uff1c"),
    lambda text: text.replace("src", "s\x00rc"),
    lambda text: text * 2,
    lambda text: f"${text}$",
    lambda text: f"`{text}`",
    lambda text: "{{" + text + "}}",
)


def _texts() -> list[str]:
    named = os.environ.get("QUALKIT_PAYLOADS")
    if not named:
        return list(dict.fromkeys([*PAYLOADS, *(change(text) for change in _CHANGES for text in PAYLOADS)]))
    texts: list[str] = []
    for path in sorted(Path(named).iterdir()):
        if path.suffix == ".txt":
            texts += path.read_text(encoding="utf-8").split("\n")
        elif path.suffix == ".json":
            texts += json.loads(path.read_text(encoding="utf-8"))
    assert texts, f"no list in {named}"
    return list(dict.fromkeys(text for text in texts if text.strip()))


TEXTS = _texts()


def _batches(size: int) -> Callable[[Any], Any]:
    batches = list(each_batch(TEXTS, size))
    return pytest.mark.parametrize("batch", batches, ids=[f"batch-{n:02}" for n in range(len(batches))])


@pytest.fixture(scope="module", autouse=True)
def counts() -> Iterator[Counter[str]]:
    numbers: Counter[str] = Counter()
    yield numbers
    print(f"\nhostile text: {len(TEXTS):,} texts; " + "; ".join(f"{name} {n:,}" for name, n in numbers.items()))


def test_the_control_page_is_hacked(report_browser: Any, tmp_path: Path, counts: Counter[str]) -> None:
    for n, batch in enumerate(each_batch(TEXTS, _BATCH)):
        page = tmp_path / f"{n}.html"
        page.write_text(control_page(batch), encoding="utf-8", errors="replace")
        with watching(report_browser) as seen:
            seen.open(page).sweep()
            counts["ran on the control page"] += len(seen.fired)
    assert counts["ran on the control page"] >= 300


@pytest.fixture(scope="module")
def built_of_harmless(report_browser: Any, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Give what a report of harmless text is built of."""
    path = tmp_path_factory.mktemp("harmless") / "report.html"
    with watching(report_browser) as seen:
        seen.open(write_report(hostile_study(harmless(PAYLOADS[:60])), path, redact=False)).sweep()
        return seen.built_of()


@_batches(_BATCH)
def test_reports_run_nothing(
    batch: list[str], built_of_harmless: set[str], report_browser: Any, tmp_path: Path, counts: Counter[str]
) -> None:
    few = sixes(batch)
    for study in (hostile_study(batch), hostile_study(few, channels=len(few), findings=2)):
        report = write_report(study, tmp_path / "report.html", redact=False)
        for path in (report, without_policy(report)):
            with watching(report_browser) as seen:
                seen.open(path).hover()
                seen.sweep()
                assert seen.built_of() - built_of_harmless == set()
                seen.assert_quiet()
    counts["in reports"] += len(batch)


@_batches(_BATCH)
def test_figures_run_nothing(batch: list[str], report_browser: Any, tmp_path: Path, counts: Counter[str]) -> None:
    page = tmp_path / "figures.html"
    page.write_text(figure_page(batch, sixes(batch)), encoding="utf-8")
    with watching(report_browser) as seen:
        labels, under_the_mouse = hover_over_figures(seen.open(page), most=60)
        assert labels > 3 * len(batch)
        assert under_the_mouse > 30
        seen.sweep()
        seen.assert_quiet({"https://plotly.com/"})
    counts["in figures"] += len(batch)


def _converted(folder: Path, texts: list[str]) -> Path:
    from nbconvert import HTMLExporter

    page = folder / "notebook.html"
    body = HTMLExporter().from_notebook_node(run_notebook(folder, texts))[0]
    page.write_text(body, encoding="utf-8", errors="replace")
    return page


@pytest.fixture(scope="module")
def harmless_notebook(report_browser: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """Give what a converted notebook of harmless text is built of, and what it asks for."""
    page = _converted(tmp_path_factory.mktemp("harmless"), harmless(PAYLOADS[:24]))
    with watching(report_browser) as seen:
        return seen.open(page).built_of(), set(seen.foreign)


@_batches(_LARGE_BATCH)
def test_converted_notebooks_run_nothing(
    batch: list[str],
    harmless_notebook: tuple[set[str], set[str]],
    report_browser: Any,
    tmp_path: Path,
    counts: Counter[str],
) -> None:
    expected, requests = harmless_notebook
    with watching(report_browser) as seen:
        seen.open(_converted(tmp_path, batch)).sweep()
        seen.hover()
        assert seen.built_of() - expected == set()
        seen.assert_quiet(requests)
    counts["in notebooks"] += len(batch)


@_batches(_LARGE_BATCH)
def test_the_coding_view_runs_nothing(
    batch: list[str], lab: Lab, report_browser: Any, tmp_path: Path, counts: Counter[str]
) -> None:
    project = hostile_project(tmp_path / "study.qualkit", batch, per_conversation=len(batch))
    with watching(report_browser) as seen:
        _code(seen, lab.notebook(f"{tmp_path.name}.ipynb", show(project)))
        assert read_all(seen, step=_TALL // 2) == len(batch)
        assert seen.sweep("[data-panel=codebook]") > len(batch)
        assert seen.built_of(".qk-coder") - BUILT_OF == set()
        assert seen.ran[:5] == []
        seen.prove_awake()
    counts["in the coding view"] += len(batch)


_TALL = 12_000


def _code(seen: Watched, address: str) -> None:
    """Open the coding view, as tall as a hundred comments: only what is near the screen is in the page."""
    seen.page.goto(address)
    seen.page.add_style_tag(content=f".qk-coder {{ height: {_TALL}px !important; }}")
    seen.page.get_by_text(f"{KERNEL} | Idle").wait_for()
    run_cell(seen.page, 0)
    seen.page.locator(".qk-piece").first.wait_for()
