"""Hostile text does nothing: not in the report, in figures, in a notebook's outputs, nor in the coding view."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qualkit.model.visible import visible
from qualkit.report import compare_reports, write_report
from qualkit.report.export import export
from qualkit.report.member_check import member_check
from qualkit.report.responded import responded
from qualkit.report.voices import Voices
from tests.browser.hostile import (
    NOTEBOOK,
    figure_page,
    harmless,
    hostile_project,
    hostile_study,
    run_notebook,
    sixes,
)
from tests.browser.lab_server import KERNEL, Lab, lab
from tests.browser.payloads import PAYLOADS
from tests.browser.watched import Watched, control_page, hover_over_figures, watching, without_policy

__all__ = ["lab"]  # a fixture
pytestmark = pytest.mark.slow

FRAMES = """
import pandas as pd
for name in ("max_rows", "max_colwidth"):
    pd.set_option(f"display.{name}", None)
project.corpus.frame[["text", "author"]]
"""


def test_the_detector_tells_of_what_runs_on_a_page_that_takes_text_for_markup(
    report_browser: Any, tmp_path: Path
) -> None:
    page = tmp_path / "control.html"
    page.write_text(control_page(PAYLOADS), encoding="utf-8")
    with watching(report_browser) as seen:
        seen.open(page).sweep()
        assert len(seen.fired) >= 100
        assert len(seen.foreign) >= 20


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write reports of hostile and of harmless text."""
    folder = tmp_path_factory.mktemp("reports")
    studies = {
        "hostile": hostile_study(PAYLOADS),
        "channels": hostile_study(sixes(PAYLOADS), channels=len(sixes(PAYLOADS)), findings=2),
        "harmless": hostile_study(harmless(PAYLOADS[:60])),
    }
    return {name: write_report(study, folder / f"{name}.html", redact=False) for name, study in studies.items()}


def test_each_text_comes_back_as_a_reply_to_a_post_that_the_report_opens() -> None:
    told, _ = responded(Voices(hostile_study(PAYLOADS), redact=False))
    assert told is not None
    words = "\n".join(quote.thread.turns[quote.thread.place - 1].mark for one in told.entries for quote in one.quotes)
    reached = [text for text in PAYLOADS if visible(text)[:60] in words]
    assert len(reached) > 0.98 * len(PAYLOADS)
    assert (len(told.silences), sum(one.ours is not None for one in told.entries)) == (3, 5)


@pytest.fixture(scope="module")
def built_of_harmless(reports: dict[str, Path], report_browser: Any) -> set[str]:
    """Give what a report of harmless text is built of."""
    with watching(report_browser) as seen:
        seen.open(reports["harmless"]).sweep()
        return seen.built_of()


@pytest.mark.parametrize("name", ["hostile", "channels"])
@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
def test_a_report_runs_nothing_with_its_policy_and_without(
    reports: dict[str, Path], built_of_harmless: set[str], report_browser: Any, name: str, *, policy: bool
) -> None:
    with watching(report_browser) as seen:
        seen.open(reports[name] if policy else without_policy(reports[name]))
        assert seen.sweep() > 1_000
        seen.hover()
        _search_and_follow(seen, PAYLOADS[::6])
        assert seen.built_of() - built_of_harmless == set()
        seen.assert_quiet()


def _search_and_follow(seen: Watched, texts: tuple[str, ...]) -> None:
    seen.page.evaluate(
        """async texts => {
            for (const field of document.querySelectorAll("input[type=search], #search")) {
              for (const text of texts.slice(0, 10)) {
                field.value = text;
                field.dispatchEvent(new Event("input", { bubbles: true }));
                await new Promise((done) => setTimeout(done, 20));
              }
            }
            for (const text of texts) {
              location.hash = text;
              location.hash = `q=${encodeURIComponent(text)}&code=${encodeURIComponent(text)}`;
            }
            await new Promise((done) => setTimeout(done, 300));
        }""",
        list(texts),
    )


def test_figures_run_nothing_when_pointed_at(report_browser: Any, tmp_path: Path) -> None:
    pages = {}
    for name, texts in (("harmless", harmless(PAYLOADS[:30])), ("hostile", PAYLOADS)):
        pages[name] = tmp_path / f"{name}.html"
        pages[name].write_text(figure_page(texts, texts[::12]), encoding="utf-8")
    with watching(report_browser) as seen:
        expected = seen.open(pages["harmless"]).built_of()
    with watching(report_browser) as seen:
        seen.open(pages["hostile"])
        labels, under_the_mouse = hover_over_figures(seen, most=40)
        assert labels > 3 * len(PAYLOADS)
        assert under_the_mouse > 30
        seen.sweep()
        assert {one for one in seen.built_of() - expected if not one.startswith("@")} == set()
        seen.assert_quiet({"https://plotly.com/"})


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Path]]:
    """Run notebooks that show hostile and harmless text, and convert them."""
    from nbconvert import HTMLExporter

    made = {}
    for name, texts in (("harmless", harmless(PAYLOADS[:24])), ("hostile", PAYLOADS)):
        folder = tmp_path_factory.mktemp(name)
        notebook = run_notebook(folder, texts)
        page = folder / "notebook.html"
        page.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
        made[name] = (notebook, page)
    return made


def test_a_converted_notebook_runs_nothing(converted: dict[str, tuple[Any, Path]], report_browser: Any) -> None:
    with watching(report_browser) as seen:
        expected = seen.open(converted["harmless"][1]).built_of()
        requests = set(seen.foreign)
    with watching(report_browser) as seen:
        assert seen.open(converted["hostile"][1]).sweep() > 1_000
        seen.hover()
        assert seen.built_of() - expected == set()
        seen.assert_quiet(requests)


def test_only_tables_of_pandas_are_given_as_html(converted: dict[str, tuple[Any, Path]]) -> None:
    notebook = converted["hostile"][0]
    shown = {cell.source: output for cell in notebook.cells for output in cell.outputs}
    assert len([one for one in shown.values() if one.output_type == "error"]) == 3
    assert shown.keys() >= set(NOTEBOOK[1:])
    for source, output in shown.items():
        for kind, text in output.get("data", {}).items():
            assert kind in {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}, source
            if kind == "text/html":
                assert "dataframe" in text
                assert "<img" not in text


def test_the_pages_of_a_member_check_run_nothing(report_browser: Any, tmp_path: Path) -> None:
    member_check(hostile_study(sixes(PAYLOADS)), tmp_path / "bad", intro=" ".join(PAYLOADS))
    member_check(hostile_study(harmless(PAYLOADS[:12])), tmp_path / "good", intro="We ask.")
    with watching(report_browser) as seen:
        expected = seen.open(next((tmp_path / "good").glob("*.html"))).built_of()
    pages = sorted((tmp_path / "bad").glob("*.html"))
    assert len(pages) > 10
    with watching(report_browser) as seen:
        for page in pages:
            seen.requests.clear()
            seen.open(page).sweep()
            assert seen.built_of() - expected == set()
            assert (seen.ran, seen.foreign, seen.refused) == ([], [], [])
        seen.assert_quiet()


@pytest.fixture(scope="module")
def markdown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Export hostile and harmless studies to Markdown."""
    folder = tmp_path_factory.mktemp("markdown")
    for name, texts in (("harmless", harmless(PAYLOADS[:30])), ("hostile", PAYLOADS)):
        export(hostile_study(texts), folder / f"{name}.md", redact=False)
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("reader", ["nbconvert", "markdown-it"])
def test_an_export_to_markdown_runs_nothing_where_html_in_markdown_is_let_through(
    markdown: dict[str, str], report_browser: Any, tmp_path: Path, reader: str
) -> None:
    from markdown_it import MarkdownIt
    from nbconvert.filters import markdown2html

    read = markdown2html if reader == "nbconvert" else MarkdownIt("commonmark", {"html": True}).enable("table").render
    built = {}
    for name, text in markdown.items():
        page = tmp_path / f"{name}.html"
        page.write_text(f"<!doctype html><meta charset=utf-8><body>{read(text)}", encoding="utf-8")
        with watching(report_browser) as seen:
            assert seen.open(page).sweep() > 100
            built[name] = {one for one in seen.built_of() if one not in {"@id", "br"}}
            seen.assert_quiet()
    assert built["hostile"] - built["harmless"] == set()


def test_a_comparison_of_reports_runs_nothing(reports: dict[str, Path], report_browser: Any, tmp_path: Path) -> None:
    page = compare_reports(reports["harmless"], reports["hostile"], tmp_path / "compared.html")
    with watching(report_browser) as seen:
        assert seen.open(page).sweep() > 100
        assert seen.built_of().isdisjoint({"img", "iframe", "object", "embed", "base", "form"})
        seen.assert_quiet()


def show(project: Path) -> str:
    """Give the source of the cell that opens the coding view."""
    opened = f"qk.open_project({str(project)!r}, coder='<img src onerror=__hacked=1>')"
    return f"import qualkit as qk\nproject = {opened}\nqk.code(project)"


def run_cell(page: Any, n: int) -> None:
    """Run a cell of a notebook in JupyterLab."""
    page.locator(".jp-Notebook-cell .cm-content").nth(n).click()
    page.keyboard.press("Shift+Enter")


def read_all(seen: Watched, step: int = 900) -> int:
    """Scroll through the conversation in the coding view and touch all of it; give how many comments were shown."""
    shown: set[str] = set()
    for screen in range(200):
        if seen.page.evaluate(_SCROLL, screen * step):
            break
        shown.update(seen.page.locator(".qk-piece").evaluate_all("all => all.map((one) => one.dataset.comment)"))
        seen.sweep(".qk-inner")
    return len(shown)


# Only what is near the screen is in the page. Says whether there is nothing as far down.
_SCROLL = """async (top) => {
  const one = document.querySelector('.qk-scroller');
  one.scrollTop = top;
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return top > one.scrollHeight;
}"""


def test_the_coding_view_and_tables_in_jupyterlab_run_nothing(lab: Lab, report_browser: Any, tmp_path: Path) -> None:
    project = hostile_project(tmp_path / "study.qualkit", PAYLOADS, per_conversation=len(PAYLOADS))
    with watching(report_browser) as seen:
        page = seen.page
        page.goto(lab.notebook("hostile.ipynb", show(project), FRAMES))
        page.get_by_text(f"{KERNEL} | Idle").wait_for()
        run_cell(page, 0)
        page.locator(".qk-piece").first.wait_for()
        before = len(seen.requests)
        assert read_all(seen) == len(PAYLOADS)
        assert seen.sweep("[data-panel=codebook]") > len(PAYLOADS)
        assert seen.built_of(".qk-coder") - BUILT_OF == set()
        served = tuple(f"{lab.url}/{part}" for part in ("api/", "lab/api/", "static/", "lab/extensions/"))
        assert [url for url in seen.requests[before:] if not url.startswith((*served, "data:", "blob:"))] == []
        # JupyterLab sets formulas in tables, and these may hold links to pages; no program.
        run_cell(page, 1)
        page.locator(".jp-OutputArea-output mjx-container").first.wait_for()
        seen.hover()
        assert seen.built_of(".jp-OutputArea-output:has(table.dataframe)").isdisjoint({"img", "script", "iframe"})
        assert seen.ran[:5] == []
        seen.prove_awake()


BUILT_OF = set(
    "article button dd div dl dt footer form header h2 h3 input kbd label li option p path progress q section select span "
    "strong svg textarea ul @aria-activedescendant @aria-autocomplete @aria-controls @aria-current @aria-disabled "
    "@aria-expanded @aria-hidden @aria-label @aria-labelledby @aria-level @aria-live @aria-posinset @aria-pressed "
    "@aria-roledescription @aria-selected @aria-setsize @autocapitalize @autocomplete @class @d @data-code @data-coding "
    "@aria-valuetext @data-dim @data-dragging @data-main @data-over @data-part @data-read @data-selected @data-view "
    "@data-comment @data-first @data-from @data-gramm @data-here @data-key-of @data-lm-suppress-shortcuts @data-mark @data-n "
    "@data-panel @data-role @data-safety @data-saved @data-shown @data-tab @data-tone @dir @disabled @draggable @for @hidden "
    "@id @inputmode @max @placeholder @role @rows @spellcheck @style @tabindex @title @type @value".split()
)
