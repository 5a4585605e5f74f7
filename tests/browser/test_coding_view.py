"""The coding view in a real JupyterLab, with a real kernel, in a real browser."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qualkit as qk
from tests.browser.lab_server import KERNEL, Lab, lab

__all__ = ["lab"]  # a fixture
pytestmark = pytest.mark.slow

WELL = "Well \U0001f44d\U0001f3fd I rang twice. The slot moved from Tuesday to 'some time'. I work."
REPLY = "Which slot \U0001f469\u200d\U0001f469\u200d\U0001f467 would have suited you?"
HOSTILE = '<img src=x onerror="window.hacked = 1"> and <script>window.hacked = 2</script> are what I typed'
CODER_JS = Path(qk.__file__).parent / "widgets" / "coder.js"

SHOW = "import qualkit as qk\nproject = qk.open_project(open('project.txt').read(), coder='ana')\nqk.code(project)"
WAIT = "import pathlib, time\nwhile not pathlib.Path('go').exists():\n    time.sleep(0.05)"

# Where the words of a selection lie on the screen: the start of the first, the end of the last.
_ENDS = """async words => {
  const frame = () => new Promise(requestAnimationFrame);
  for (const text of document.querySelectorAll('.qk-text')) {
    const at = text.textContent.indexOf(words), to = at + words.length, range = document.createRange();
    if (at < 0) continue;
    // The notebook goes on scrolling for a while after a cell was run.
    for (let last = NaN, top = 0; last !== top; top = text.getBoundingClientRect().top) {
      last = top;
      text.scrollIntoView({block: 'center'});
      await frame();
      await frame();
    }
    let n = 0;
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; n += node.data.length, node = walk.nextNode()) {
      if (at >= n && at < n + node.data.length) range.setStart(node, at - n);
      if (to > n && to <= n + node.data.length) range.setEnd(node, to - n);
    }
    const boxes = [...range.getClientRects()], a = boxes[0], z = boxes.at(-1);
    return [a.left + 1, a.top + a.height / 2, z.right, z.top + z.height / 2];
  }
}"""


@dataclass
class Desk:
    """A notebook with the coding view, and the project behind it."""

    page: Any
    path: Path
    notebook: Path

    def drag(self, words: str) -> None:
        """Select words with the mouse."""
        left, top, right, bottom = self.page.evaluate(_ENDS, words)
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        self.page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=3)
        self.page.mouse.move(right, bottom, steps=3)
        self.page.mouse.up()
        self.wait("Choose a code")

    def press(self, name: str) -> None:
        """Press a button of the view."""
        self.page.locator(".qk-coder").get_by_role("button", name=name, exact=True).click()

    def wait(self, status: str) -> None:
        """Wait until the view says this."""
        self.page.locator(".qk-status", has_text=re.compile(status)).wait_for()

    def codings(self) -> list[tuple[str, str]]:
        """What a reader of the project's file finds: code and words."""
        study = qk.open_project(self.path, coder="ana").study()
        texts = dict(zip(study.corpus.frame["comment_id"], study.corpus.frame["text"], strict=True))
        rows = study.codings[["code", "comment_id", "start", "end"]].itertuples(index=False)
        return [(code, texts[comment_id][start:end]) for code, comment_id, start, end in rows]

    def cells(self) -> list[tuple[str, str]]:
        """Kind and source of the notebook's cells, as on the screen."""
        kind, found = re.compile("jp-[A-Z][a-z]+Cell"), self.page.locator(".jp-Notebook-cell")
        return [
            (
                kind.findall(found.nth(n).get_attribute("class"))[0],
                found.nth(n).locator(".jp-Cell-inputArea").inner_text(),
            )
            for n in range(found.count())
        ]


def _make_project(path: Path) -> None:
    frame = pd.DataFrame(
        {
            "comment_id": ["c1", "c2", "c3"],
            "conversation_id": ["t1", "t1", "t2"],
            "reply_to": [None, "c1", None],
            "person_id": ["p-1", "p-2", "p-3"],
            "author": ["Gwen", "Support", "Mallory"],
            "role": ["customer", "staff", "customer"],
            "created": pd.to_datetime(["2025-05-03T10:00Z", "2025-05-03T11:00Z", "2025-05-04T10:00Z"], utc=True),
            "channel": ["forum", "forum", "survey"],
            "prompt": [None, None, "Why did you leave?"],
            "outcome": None,
            "text": [WELL, REPLY, HOSTILE],
        }
    )
    project = qk.open_project(path, coder="ana")
    project.add_comments(qk.Corpus(frame))
    project.add_code("Leaving", definition="Why somebody goes.")
    project.add_code("slot does not fit", parent="Leaving", definition="The delivery comes when nobody is in.")
    project.add_code("price", parent="Leaving")


@pytest.fixture(scope="module")
def notebooks(lab: Lab, report_browser: Any) -> Iterator[Callable[[str], Any]]:
    """Give the page of a notebook with a running kernel, one a theme: loading JupyterLab is what takes the time."""
    pages: dict[str, Any] = {}

    def page_in(theme: str) -> Any:
        if theme not in pages:
            lab.settings("@jupyterlab/apputils-extension:themes", {"theme": f"JupyterLab {theme}"})
            lab.settings("@jupyter-widgets/jupyterlab-manager:plugin", {"saveState": True})
            page = pages[theme] = report_browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(30_000)
            page.goto(lab.notebook(f"{theme}.ipynb", SHOW, WAIT))
            page.get_by_text(f"{KERNEL} | Idle").wait_for()
        return pages[theme]

    yield page_in
    for page in pages.values():
        page.close()


@pytest.fixture
def open_view(lab: Lab, notebooks: Callable[[str], Any], tmp_path: Path) -> Callable[..., Desk]:
    """Make a project, run the cell that shows the coding view on it, and wait until it can be read."""

    def opened(theme: str = "Light") -> Desk:
        path, page = tmp_path / "study.qualkit", notebooks(theme)
        _make_project(path)
        (lab.folder / "project.txt").write_text(str(path))
        page.evaluate("document.querySelector('.qk-coder')?.remove()")
        page.locator(".jp-Notebook-cell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        page.locator(".qk-text").first.wait_for()
        return Desk(page, path, lab.folder / f"{theme}.ipynb")

    return opened


@pytest.fixture(scope="module")
def coder_js(report_browser: Any) -> Iterator[Callable[..., Any]]:
    """Call a function of the view's script with JSON."""
    page = report_browser.new_page()
    page.evaluate(
        """async text => {
            window.coder = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
        }""",
        CODER_JS.read_text(encoding="utf-8"),
    )
    yield lambda name, *given: page.evaluate("([name, given]) => window.coder[name](...given)", [name, list(given)])
    page.close()


@given(st.text(max_size=30), st.data())
@settings(max_examples=60, deadline=None)
def test_positions_in_the_page_become_code_points_and_back(coder_js: Callable[..., Any], text: str, data: Any) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    units = [len(text[:n].encode("utf-16-le")) // 2 for n in (start, end)]
    assert [coder_js("toUnits", text, n) for n in (start, end)] == units
    if start < end:
        passage = coder_js("toPassage", text, *units)
        assert passage == {"start": start, "end": end, "quote": text[start:end]}


@pytest.mark.parametrize(("units", "passage"), [((2, 3), (1, 2)), ((1, 2), (1, 2)), ((0, 2), (0, 2)), ((2, 4), (1, 3))])
def test_half_a_surrogate_pair_grows_to_the_whole(
    coder_js: Callable[..., Any], units: tuple[int, int], passage: tuple[int, int]
) -> None:
    text = "a\U0001f44d\U0001f3fdb"
    start, end = passage
    assert coder_js("toPassage", text, *units) == {"start": start, "end": end, "quote": text[start:end]}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10)), max_size=8))
@settings(max_examples=40, deadline=None)
def test_overlapping_passages_never_share_a_lane(coder_js: Callable[..., Any], spans: list[tuple[int, int]]) -> None:
    marks = coder_js("inLanes", [{"start": start, "end": start + width} for start, width in spans])
    assert len(marks) == len(spans)
    for n, one in enumerate(marks):
        for other in marks[:n]:
            assert one["lane"] != other["lane"] or other["end"] <= one["start"]


def test_marked_words_are_stored_exactly_and_undone(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    desk.drag("The slot moved")
    desk.page.keyboard.type("slot")
    desk.page.keyboard.press("Enter")
    desk.wait("Saved: slot does not fit")
    assert desk.codings() == [("slot does not fit", "The slot moved")]
    desk.drag("slot moved from Tuesday to 'some time'")
    desk.page.get_by_role("option", name="Leaving").click()
    desk.wait("Saved: Leaving")
    desk.drag("would have suited")
    desk.page.get_by_role("option", name="price").click()
    desk.wait("Saved: price")
    three = [
        ("slot does not fit", "The slot moved"),
        ("Leaving", "slot moved from Tuesday to 'some time'"),
        ("price", "would have suited"),
    ]
    assert desk.codings() == three
    desk.press("Undo")
    desk.wait("Taken back: ")
    assert desk.codings() == three[:2]
    desk.press("Redo")
    desk.wait("Done again: ")
    desk.press("Remove Leaving")
    desk.wait("Saved: coding removed")
    assert desk.codings() == [three[0], three[2]]
    _picture(desk, "coding-view")


def test_comments_are_shown_as_text_and_nothing_in_them_runs(open_view: Callable[..., Desk]) -> None:
    desk = open_view(theme="Dark")
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.press("Next")
    desk.page.get_by_text("Why did you leave?").wait_for()
    assert desk.page.locator(".qk-text").all_text_contents() == [HOSTILE]
    assert desk.page.locator(".qk-coder :is(img, script)").count() == 0
    assert desk.page.evaluate("window.hacked") is None
    assert not [url for url in asked if url.endswith("/x")]
    desk.drag("<script>window.hacked = 2</script>")
    desk.page.keyboard.type("price")
    desk.page.keyboard.press("Enter")
    desk.wait("Saved: price")
    assert desk.codings() == [("price", "<script>window.hacked = 2</script>")]
    assert desk.page.evaluate("window.hacked") is None
    _picture(desk, "coding-view-dark")


def test_typed_letters_do_not_reach_the_notebook(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    before = desk.cells()
    desk.page.locator(".qk-text").first.click()
    for key in ("x", "a", "b", "d", "d", "m", "z", "Shift+M", "Delete", "ArrowUp"):
        desk.page.keyboard.press(key)
    desk.page.locator(".qk-reading").focus()
    for key in ("x", "a", "b", "d", "d", "m", "Enter", "Escape"):
        desk.page.keyboard.press(key)
    desk.drag("I rang twice")
    desk.page.keyboard.type("xabddm")
    desk.page.keyboard.press("Enter")
    desk.wait("Type a part of a code's name")
    assert desk.cells() == before
    assert desk.codings() == []


def test_a_saved_notebook_holds_no_comment(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    desk.drag("I rang twice")
    desk.page.get_by_role("option", name="price").click()
    desk.wait("Saved: price")
    desk.page.locator(".qk-memo input").fill("ask about telephones")
    desk.press("Save memo")
    desk.wait("Saved: memo")
    with desk.page.expect_response(
        lambda one: one.request.method == "PUT" and one.url.split("?")[0].endswith(".ipynb")
    ):
        desk.page.locator("[data-jp-item-name=save]").click()
    saved = desk.notebook.read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget-view+json" in saved
    assert json.loads(saved)["metadata"]["widgets"]  # the widget's state was saved, and is clean
    for words in ("rang twice", "would have suited", "onerror", "telephones", "Gwen", "does not fit"):
        assert words not in saved


def test_a_coding_made_while_another_cell_runs_is_saved_once(
    open_view: Callable[..., Desk],
    lab: Lab,
) -> None:
    desk = open_view()
    desk.page.locator(".jp-Notebook-cell .cm-content").nth(1).click()
    desk.page.keyboard.press("Shift+Enter")
    desk.page.locator(".jp-InputPrompt", has_text="[*]").wait_for()
    desk.drag("I work")
    desk.page.get_by_role("option", name="price").click()
    # Jupyter decides whether it is done beside the other cell or after it; the view may have to send it again.
    desk.wait("Saved: price|Not saved yet")
    (lab.folder / "go").touch()
    desk.wait("Saved: price")
    assert desk.codings() == [("price", "I work")]


def test_what_the_project_refuses_is_said_in_the_view(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    desk.drag("I work")
    desk.page.get_by_role("option", name="price").click()
    desk.wait("Saved: price")
    other = qk.open_project(desk.path, coder="ana")
    other.remove_coding(other.codings()["coding_id"].iloc[0])
    desk.press("Remove price")
    desk.page.locator(".qk-status[data-tone=error]", has_text="coding").wait_for()
    assert desk.page.locator(".jp-OutputArea-output", has_text="Traceback").count() == 0


def _picture(desk: Desk, name: str) -> None:
    # For looking at, on demand: QUALKIT_SHOTS names a folder.
    folder = os.environ.get("QUALKIT_SHOTS")
    if folder:
        desk.page.screenshot(path=str(Path(folder) / f"{name}.png"))
