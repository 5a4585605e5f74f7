"""Thousands of hostile texts do nothing.

``QUALKIT_PAYLOADS`` names a folder with lists: ``*.txt`` with a text a line, ``*.json`` with a list of texts. Without
it, qualkit's own texts are changed in many ways.
"""

from __future__ import annotations

import html
import json
import os
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qualkit.report import write_report
from tests.browser.hostile import (
    control_page,
    each_batch,
    figure_page,
    harmless,
    hostile_project,
    hostile_study,
    hover_over_figures,
    run_notebook,
    sixes,
    watching,
    without_policy,
)
from tests.browser.lab_server import KERNEL, Lab, lab
from tests.browser.payloads import PAYLOADS
from tests.browser.test_hostile import BUILT_OF, read_all, run_cell, show

__all__ = ["lab"]  # a fixture
pytestmark = [pytest.mark.soak, pytest.mark.timeout(3_600)]

_BATCH = 400
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


@pytest.fixture(scope="module", autouse=True)
def counts(request: pytest.FixtureRequest) -> Iterator[dict[str, int]]:
    numbers: dict[str, int] = {}
    yield numbers
    print(f"\nhostile text: {len(TEXTS):,} texts; " + "; ".join(f"{name} {n:,}" for name, n in numbers.items()))


def test_the_control_page_is_hacked(report_browser: Any, tmp_path: Path, counts: dict[str, int]) -> None:
    fired = 0
    for n, batch in enumerate(each_batch(TEXTS, _BATCH)):
        page = tmp_path / f"{n}.html"
        page.write_text(control_page(batch), encoding="utf-8", errors="replace")
        with watching(report_browser) as seen:
            seen.open(page).sweep()
            fired += len(seen.fired)
    counts["ran on the control page"] = fired
    assert fired >= 300


def test_reports_run_nothing(report_browser: Any, tmp_path: Path, counts: dict[str, int]) -> None:
    plain = write_report(hostile_study(harmless(PAYLOADS[:60])), tmp_path / "plain.html", redact=False)
    with watching(report_browser) as seen:
        seen.open(plain).sweep()
        expected = seen.built_of()
    for n, batch in enumerate(each_batch(TEXTS, _BATCH)):
        few = sixes(batch)
        studies = (hostile_study(batch), hostile_study(few, channels=len(few), findings=2))
        for study in studies:
            report = write_report(study, tmp_path / f"{n}.html", redact=False)
            for path in (report, without_policy(report)):
                with watching(report_browser) as seen:
                    seen.open(path).hover()
                    if path != report:
                        seen.sweep()
                    assert seen.built_of() - expected == set()
                    seen.assert_quiet()
        counts["in reports"] = counts.get("in reports", 0) + len(batch)


def test_figures_run_nothing(report_browser: Any, tmp_path: Path, counts: dict[str, int]) -> None:
    for n, batch in enumerate(each_batch(TEXTS, _BATCH)):
        page = tmp_path / f"{n}.html"
        page.write_text(figure_page(batch, batch[::20]), encoding="utf-8")
        with watching(report_browser) as seen:
            labels, _ = hover_over_figures(seen.open(page), most=60)
            assert labels > 3 * len(batch)
            seen.sweep()
            seen.assert_quiet({"https://plotly.com/"})
        counts["in figures"] = counts.get("in figures", 0) + len(batch)


def test_converted_notebooks_run_nothing(report_browser: Any, tmp_path: Path, counts: dict[str, int]) -> None:
    from nbconvert import HTMLExporter

    def converted(name: str, texts: list[str]) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        page = folder / "notebook.html"
        body = HTMLExporter().from_notebook_node(run_notebook(folder, texts))[0]
        page.write_text(body, encoding="utf-8", errors="replace")
        return page

    with watching(report_browser) as seen:
        expected = seen.open(converted("plain", harmless(PAYLOADS[:24]))).built_of()
        requests = set(seen.foreign)
    for n, batch in enumerate(each_batch(TEXTS, 2 * _BATCH)):
        with watching(report_browser) as seen:
            seen.open(converted(str(n), batch)).sweep()
            seen.hover()
            assert seen.built_of() - expected == set()
            seen.assert_quiet(requests)
        counts["in notebooks"] = counts.get("in notebooks", 0) + len(batch)


def test_the_coding_view_runs_nothing(lab: Lab, report_browser: Any, tmp_path: Path, counts: dict[str, int]) -> None:
    for n, batch in enumerate(each_batch(TEXTS, 2 * _BATCH)):
        project = hostile_project(tmp_path / f"{n}.qualkit", batch, per_conversation=200)
        with watching(report_browser) as seen:
            seen.page.goto(lab.notebook(f"hostile-{n}.ipynb", show(project)))
            seen.page.get_by_text(f"{KERNEL} | Idle").wait_for()
            run_cell(seen.page, 0)
            seen.page.locator(".qk-text").first.wait_for()
            assert read_all(seen, -(-len(batch) // 200)) == len(batch)
            seen.sweep(".qk-side")
            assert seen.built_of(".qk-coder") <= BUILT_OF
            assert seen.ran[:5] == []
            seen.prove_awake()
        counts["in the coding view"] = counts.get("in the coding view", 0) + len(batch)
