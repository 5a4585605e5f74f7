"""The coding view in a real JupyterLab, with a real kernel, in a real browser."""

from __future__ import annotations

import json
import os
import re
import signal
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qualkit as qk
from qualkit.testing import make_corpus
from tests.browser.coding_page import DRAWN, serious
from tests.browser.lab_server import KERNEL, Lab, lab

__all__ = ["lab"]  # a fixture
pytestmark = pytest.mark.slow

WELL = "Well \U0001f44d\U0001f3fd I rang twice. The slot moved from Tuesday to 'some time'. I work."
REPLY = "Which slot \U0001f469\u200d\U0001f469\u200d\U0001f467 would have suited you?"
HOSTILE = '<img src=x onerror="window.hacked = 1"> and <script>window.hacked = 2</script> are what I typed'

SHOW = (
    "import os, pathlib\nimport qualkit as qk\npathlib.Path('pid').write_text(str(os.getpid()))\n"
    "project = qk.open_project(open('project.txt').read(), coder='ana')\nqk.code(project)"
)
# Types keys from within the page, one every 18 ms or as soon as the one before was dealt with.
TYPED = """async (keys) => {
  const sink = document.querySelector('.qk-sink'), begin = performance.now();
  for (const [n, one] of keys.entries()) {
    const [shift, key] = one.startsWith('S-') ? [true, one.slice(2)] : [false, one];
    sink.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: shift, bubbles: true, cancelable: true }));
    await new Promise((done) => setTimeout(done, begin + n * 18 - performance.now()));
  }
}"""
WAIT = "import pathlib, time\nwhile not pathlib.Path('go').exists():\n    time.sleep(0.05)"

# Before JupyterLab opens its connection: answers to decisions can be made to vanish.
_DEAF = """(() => { const Real = WebSocket; window.dropAnswers = 0; window.WebSocket = class extends Real {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', (event) => {
      const text = typeof event.data === 'string' ? event.data : new TextDecoder().decode(event.data);
      if (!window.dropAnswers || !text.includes('"results"')) return;
      window.dropAnswers -= 1;
      event.stopImmediatePropagation();
    });
  } }; })()"""

_STOP = """async token => { const headers = { Authorization: `token ${token}` };
  for (const one of await (await fetch('/api/kernels', { headers })).json()) {
    await fetch(`/api/kernels/${one.id}`, { method: 'DELETE', headers });
  } }"""

_RESTART = _STOP.replace("/${one.id}`, { method: 'DELETE'", "/${one.id}/restart`, { method: 'POST'")

# Where words lie on the screen: the start of the first, the end of the last.
_ENDS = """async words => {
  const frame = () => new Promise(requestAnimationFrame);
  for (const piece of document.querySelectorAll('.qk-piece')) {
    const node = piece.firstChild, at = node.data.indexOf(words), range = document.createRange();
    if (at < 0) continue;
    // The notebook goes on scrolling for a while after a cell was run.
    for (let last = NaN, top = 0; last !== top; top = piece.getBoundingClientRect().top) {
      last = top;
      piece.scrollIntoView({block: 'center'});
      await frame();
      await frame();
    }
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const boxes = [...range.getClientRects()], a = boxes[0], z = boxes.at(-1);
    return [a.left + 1, a.top + a.height / 2, z.right, z.top + z.height / 2];
  }
}"""


@dataclass
class Desk:
    """A notebook with the coding view, and the project behind it."""

    page: Any
    path: Path
    lab: Lab
    notebook: Path

    def press(self, *keys: str) -> None:
        """Press keys in the reader."""
        for key in keys:
            self.page.keyboard.press(key)

    def focus(self) -> None:
        """Put the focus into the reader."""
        self.page.locator(".qk-sink").focus()

    def drag(self, words: str) -> None:
        """Select words with the mouse."""
        left, top, right, bottom = self.page.evaluate(_ENDS, words)
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        self.page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=3)
        self.page.mouse.move(right, bottom, steps=3)
        self.page.mouse.up()

    def give(self, typed: str) -> None:
        """Type the name of a code into the palette, and take it."""
        self.press("Enter")
        self.page.keyboard.type(typed)
        self.press("Enter")

    def until(self, said: str) -> None:
        """Wait until the view says this, and everything is saved."""
        self.page.locator(".qk-said", has_text=re.compile(said)).wait_for()
        self.until_saved()

    def drawn(self) -> None:
        """Wait until what was decided is drawn, saved or not."""
        self.page.evaluate(DRAWN)

    def until_saved(self) -> None:
        """Wait until nothing waits."""
        self.drawn()
        self.page.locator(".qk-safety[data-safety=saved]").wait_for()

    def codings(self) -> list[tuple[str, str]]:
        """What a reader of the project's file finds: code and words."""
        with qk.open_project(self.path, coder="reader") as project:
            study = project.study()
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

    def run(self) -> None:
        """Run the cell that shows the view, and wait until it can be read."""
        self.page.evaluate("document.querySelectorAll('.qk-coder').forEach((one) => one.remove())")
        self.page.locator(".jp-Notebook-cell .cm-content").first.click()
        self.page.keyboard.press("Shift+Enter")
        self.page.locator(".qk-piece").first.wait_for()

    def run_more(self, source: str) -> None:
        """Run the last cell with this in it; do not wait for it."""
        self.page.locator(".jp-Notebook-cell .cm-content").last.fill(source)
        self.page.keyboard.press("Shift+Enter")

    def said(self) -> str:
        """Give what the view said last."""
        return str(self.page.inner_text(".qk-said"))

    def stop_kernels(self) -> None:
        """Shut all kernels down, as JupyterLab's menu does."""
        self.page.evaluate(_STOP, self.lab.token)

    def restart_kernels(self) -> None:
        """Restart all kernels as another program does: JupyterLab is not told."""
        self.page.evaluate(_RESTART, self.lab.token)

    def signal(self, which: signal.Signals) -> None:
        """Send the kernel a signal."""
        os.kill(int((self.lab.folder / "pid").read_text()), which)


def _make_project(path: Path, codes: Sequence[str], talk: Sequence[str]) -> None:
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
    with qk.open_project(path, coder="ana") as project:
        project.add_comments(make_corpus(talk, conversation_id="t1") if talk else qk.Corpus(frame))
        project.add_code("Leaving", definition="Why somebody goes.")
        project.add_code("slot does not fit", parent="Leaving", definition="The delivery comes when nobody is in.")
        project.add_code("price", parent="Leaving")
        for name in codes:
            project.add_code(name)


@pytest.fixture(scope="module")
def notebooks(lab: Lab, report_browser: Any) -> Iterator[Callable[[str], Any]]:
    """Give the page of a notebook with a running kernel, one a theme: loading JupyterLab is what takes the time."""
    pages: dict[str, Any] = {}

    def page_in(theme: str) -> Any:
        if theme not in pages:
            lab.settings("@jupyterlab/apputils-extension:themes", {"theme": f"JupyterLab {theme}"})
            lab.settings("@jupyter-widgets/jupyterlab-manager:plugin", {"saveState": True})
            page = pages[theme] = report_browser.new_page(
                viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
            )
            page.add_init_script(_DEAF)
            page.set_default_timeout(30_000)
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto(lab.notebook(f"{theme}.ipynb", SHOW, WAIT))
            page.get_by_text(f"{KERNEL} | Idle").wait_for()
        return pages[theme]

    yield page_in
    for page in pages.values():
        page.close()


@pytest.fixture
def open_view(lab: Lab, notebooks: Callable[[str], Any], tmp_path: Path) -> Callable[..., Desk]:
    """Make a project, show the coding view on it, and wait until it can be read."""

    def opened(theme: str = "Light", codes: Sequence[str] = (), talk: Sequence[str] = ()) -> Desk:
        path, page = tmp_path / "study.qualkit", notebooks(theme)
        _make_project(path, codes, talk)
        (lab.folder / "project.txt").write_text(str(path))
        desk = Desk(page, path, lab, lab.folder / f"{theme}.ipynb")
        desk.run()
        desk.focus()
        return desk

    return opened


def test_the_whole_path_by_keyboard_alone(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    desk.press("Control+ArrowRight", "Control+ArrowRight", "Control+Shift+ArrowRight", "Control+Shift+ArrowRight", "i")
    desk.page.keyboard.type("no answer")
    desk.press("Enter")
    desk.until("no answer")
    desk.press("ArrowRight", ".", ">")
    desk.give("slot")
    desk.until("slot does not fit")
    two = [("no answer", "rang twice"), ("slot does not fit", "The slot moved from Tuesday to 'some time'.")]
    assert desk.codings() == two
    desk.press("m")
    desk.page.keyboard.type("ask about telephones")
    desk.press("Control+Enter")
    desk.page.locator(".qk-memo-text", has_text="ask about telephones").wait_for()
    desk.until_saved()
    desk.press("u", "u")
    desk.until("Taken back|Undone")
    assert desk.codings() == two[:1]
    desk.press("Shift+U")
    desk.until("again|Redone")
    assert desk.codings() == two
    desk.press("n")
    desk.page.get_by_text("Why did you leave?").wait_for()
    desk.press("p")
    desk.page.locator("[data-here=true]", has_text="I rang twice").wait_for()
    desk.press("Space")
    desk.page.locator(".qk-where", has_text="2 of 2").wait_for()
    desk.until_saved()
    with qk.open_project(desk.path, coder="ana") as project:
        marks = project.marks()
    assert marks[["comment_id", "mark"]].to_numpy().tolist() == [["c1", "done"]]
    _picture(desk, "coding-view")


def test_no_key_typed_in_the_view_reaches_the_notebook(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    before = desk.cells()
    for key in (*string.ascii_lowercase, *string.digits, "Delete", "d", "d", "x", "a", "b", "z", "Shift+M", "Enter"):
        desk.press(key, "Escape", "Escape")
        desk.focus()
    desk.press("Shift+Enter", "Escape", "Control+Enter", "Control+s")
    assert desk.cells() == before
    desk.focus()
    for _ in range(60):
        desk.press("Tab")
        if not desk.page.evaluate("document.querySelector('.qk-coder').contains(document.activeElement)"):
            break
    assert not desk.page.evaluate("document.querySelector('.qk-coder').contains(document.activeElement)")
    assert desk.cells() == before


def test_comments_are_shown_as_text_and_nothing_in_them_runs(open_view: Callable[..., Desk]) -> None:
    desk = open_view(theme="Dark")
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    desk.press("n")
    desk.page.get_by_text("Why did you leave?").wait_for()
    assert desk.page.locator(".qk-piece").evaluate_all("all => all.map((one) => one.firstChild.data)") == [HOSTILE]
    assert desk.page.locator(".qk-coder :is(img, script)").count() == 0
    desk.drag("<script>window.hacked = 2</script>")
    desk.give("price")
    desk.until("price")
    assert desk.codings() == [("price", "<script>window.hacked = 2</script>")]
    assert desk.page.evaluate("window.hacked") is None
    assert not [url for url in asked if url.endswith("/x")]
    _picture(desk, "coding-view-dark")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_serious(theme: str, open_view: Callable[..., Desk]) -> None:
    desk = open_view(theme=theme)
    desk.drag("The slot moved")
    desk.give("price")
    desk.until("price")
    assert serious(desk.page) == []


def test_a_saved_notebook_holds_no_comment(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    desk.drag("I rang twice")
    desk.give("price")
    desk.until("price")
    desk.press("m")
    desk.page.keyboard.type("ask about telephones")
    desk.press("Control+Enter")
    desk.until_saved()
    with desk.page.expect_response(
        lambda one: one.request.method == "PUT" and one.url.split("?")[0].endswith(".ipynb")
    ):
        desk.page.locator("[data-jp-item-name=save]").click()
    saved = desk.notebook.read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget-view+json" in saved
    assert json.loads(saved)["metadata"]["widgets"]  # the widget's state was saved, and is clean
    for words in ("rang twice", "would have suited", "window.hacked", "telephones", "Gwen", "does not fit"):
        assert words not in saved


def test_what_is_decided_while_a_cell_runs_is_saved_once(open_view: Callable[..., Desk], lab: Lab) -> None:
    desk = open_view()
    (lab.folder / "go").unlink(missing_ok=True)
    desk.page.locator(".jp-Notebook-cell .cm-content").nth(1).click()
    desk.page.keyboard.press("Shift+Enter")
    desk.page.locator(".jp-InputPrompt", has_text="[*]").wait_for()
    desk.focus()
    desk.drag("I work")
    desk.give("price")
    desk.drawn()
    assert desk.page.locator(".qk-coding").count() == 1
    desk.until("price")  # the kernel answers beside the cell
    assert desk.codings() == [("price", "I work")]
    (lab.folder / "go").touch()
    desk.page.get_by_text(f"{KERNEL} | Idle").wait_for()
    assert desk.codings() == [("price", "I work")]


def test_an_acknowledgement_that_is_lost_is_asked_for_again(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    desk.page.evaluate("window.dropAnswers = 1")
    desk.drag("I work")
    desk.give("price")
    desk.page.wait_for_function("window.dropAnswers === 0")
    assert desk.codings() == [("price", "I work")]  # it was committed, and the view cannot know
    desk.drawn()
    assert desk.page.inner_text(".qk-safety") == "saving 1"
    desk.until_saved()
    assert desk.codings() == [("price", "I work")]


def test_two_hundred_decisions_in_five_seconds_are_two_hundred_in_the_file(open_view: Callable[..., Desk]) -> None:
    codes, talk = [f"code {n}" for n in range(9)], [f"{letter} {WELL}" for letter in string.ascii_letters[:36]]
    desk = open_view(codes=codes, talk=talk)
    for code in codes:
        desk.press("Control+Home", "Shift+End")
        desk.give(code)
    desk.until("code 8")
    before = desk.codings()
    desk.press("Control+Home")
    # Of nine recent codes the ninth is the one used longest ago: nine times this key gives nine codes.
    lines = [["S-ArrowRight", *"9" * 9, *["PageDown"] * (n % 2)] for n in range(22)]
    keys = [key for line in lines for key in line] + ["S-ArrowRight", "9", "9"]
    desk.page.evaluate(TYPED, keys)
    desk.until_saved()
    made = desk.codings()
    assert made[: len(before)] == before
    assert len(made) == len(before) + 200
    assert len(set(made)) == len(made)


def test_what_a_killed_kernel_did_not_save_is_saved_by_the_next(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    desk.drag("I rang twice")
    desk.give("price")
    desk.until("price")
    desk.signal(signal.SIGSTOP)
    desk.drag("I work")
    desk.press("1", "Escape", "x")
    desk.drawn()
    assert desk.page.inner_text(".qk-safety") == "saving 2"
    desk.signal(signal.SIGKILL)
    desk.page.locator(".jp-Dialog button", has_text="Ok").click()
    desk.page.locator(".qk-safety", has_text="kernel restarted, 2 unsaved").wait_for()
    assert "2 decisions are kept in this browser. Run this cell again." in desk.said()
    desk.page.get_by_text(f"{KERNEL} | Idle").wait_for()
    assert desk.codings() == [("price", "I rang twice")]
    desk.run()
    desk.until_saved()
    desk.page.locator(".qk-coding").nth(1).wait_for()
    assert desk.codings() == [("price", "I rang twice"), ("price", "I work")]
    assert desk.page.locator(".qk-mark[data-mark=flagged]").count() == 1


def test_what_is_decided_after_somebody_else_restarted_the_kernel_is_saved_by_the_next_view(
    open_view: Callable[..., Desk],
) -> None:
    desk = open_view()
    desk.drag("I rang twice")
    desk.give("price")
    desk.until("price")
    desk.restart_kernels()
    desk.drag("I work")
    desk.press("1")
    desk.page.locator(".qk-safety", has_text="kernel restarted, 1 unsaved").wait_for()
    assert desk.said() == "The kernel was restarted: 1 decision is kept in this browser. Run this cell again."
    desk.run()
    desk.until_saved()
    desk.page.locator(".qk-coding").nth(1).wait_for()
    assert desk.codings() == [("price", "I rang twice"), ("price", "I work")]


def test_a_kernel_that_is_busy_is_told_from_one_that_is_gone(open_view: Callable[..., Desk], tmp_path: Path) -> None:
    desk = open_view()
    desk.drag("I rang twice")
    desk.give("price")
    desk.until("price")
    gate, shut = tmp_path / "gate", tmp_path / "shut"
    os.mkfifo(gate)
    # A cell that lets no other thread run, as some libraries do for a long while: until somebody opens the pipe.
    desk.run_more(
        f"import ctypes, pathlib, time; time.sleep(0.5); pathlib.Path({str(shut)!r}).touch(); "
        f"ctypes.PyDLL(None).open({os.fsencode(gate)!r}, 0)"
    )
    desk.drag("I work")
    while not shut.exists():
        desk.page.wait_for_timeout(50)
    desk.press("1")
    desk.page.locator(".qk-safety", has_text="kernel busy, 1 unsaved").wait_for()
    assert desk.said() == "The kernel is busy: 1 decision waits. Saving goes on when it is free."
    gate.write_bytes(b"")
    desk.until_saved()
    assert desk.codings() == [("price", "I rang twice"), ("price", "I work")]
    desk.signal(signal.SIGSTOP)
    desk.drag("The slot moved")
    desk.press("1")
    desk.stop_kernels()
    desk.page.locator(".qk-safety", has_text="kernel gone, 1 unsaved").wait_for()
    assert desk.said().startswith("The kernel is gone: 1 decision is kept in this browser.")
    desk.page.reload()
    desk.page.get_by_text(f"{KERNEL} | Idle").wait_for()
    desk.run()
    desk.until_saved()
    assert [words for _, words in desk.codings()] == ["I rang twice", "I work", "The slot moved"]


def test_a_page_that_is_reloaded_saves_what_was_not(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    desk.drag("I rang twice")
    desk.give("price")
    desk.until("price")
    desk.signal(signal.SIGSTOP)
    desk.drag("I work")
    desk.press("1")
    desk.page.locator(".qk-coding").nth(1).wait_for()
    desk.page.reload()
    desk.signal(signal.SIGCONT)
    desk.page.get_by_text(f"{KERNEL} | Idle").wait_for()
    desk.run()
    desk.until_saved()
    assert desk.codings() == [("price", "I rang twice"), ("price", "I work")]


def test_what_the_project_refuses_is_taken_back_and_said(open_view: Callable[..., Desk]) -> None:
    desk = open_view()
    desk.drag("I work")
    desk.give("price")
    desk.until("price")
    with qk.open_project(desk.path, coder="ana") as other:
        other.remove_coding(other.codings()["coding_id"].iloc[0])
    desk.press("Escape", "j", "c")
    desk.page.keyboard.type("Leaving")
    desk.press("Enter")
    desk.page.locator(".qk-said[data-tone=error]").wait_for()
    assert desk.page.locator(".jp-OutputArea-output", has_text="Traceback").count() == 0
    assert desk.codings() == []


def _picture(desk: Desk, name: str) -> None:
    # For looking at, on demand: QUALKIT_SHOTS names a folder.
    folder = os.environ.get("QUALKIT_SHOTS")
    if folder:
        desk.page.screenshot(path=str(Path(folder) / f"{name}.png"))
