"""The coding view on an empty page, before a Python end that lives in the page too (`fake_desk.js`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

__all__ = ["AXE", "DRAWN", "CodingPage", "coding_page", "make_code", "make_coding", "make_turn", "serious"]

_HERE = Path(__file__).parent
_WIDGETS = Path(os.environ.get("QUALKIT_CODER") or _HERE.parents[1] / "qualkit" / "widgets")
AXE = Path(os.environ.get("QUALKIT_AXE") or _HERE.parents[1] / "build/npm/node_modules/axe-core/axe.min.js")
_SITE = "http://coding.test"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>coding</title>
<meta name="viewport" content="width=device-width">
<style>body { margin: 0; background: #fff } body[data-jp-theme-light="false"] {
  background: #111; --jp-layout-color1: #111; --jp-content-font-color0: #fff }</style>
<link rel="stylesheet" href="coder.css"><body data-jp-theme-light="true"><button id="before">Before</button>
<main></main><button id="after">After</button>"""
_MOUNT = """async ([project, ways]) => {
  window.coder = await import('./coder.js');
  const { fakeDesk } = await import('./fake_desk.js');
  window.desk = fakeDesk(project, ways);
  window.view = new AbortController();
  coder.default.render({ model: desk, el: document.querySelector('main'), signal: view.signal });
}"""
# The words under each highlight of the view, as one reads them: {style: [words, ...]}.
_MARKED = """() => Object.fromEntries([...CSS.highlights].filter(([name]) => name.startsWith('qk-')).map(([name, marks]) =>
  [name.replace(/^qk-[0-9a-f]+-/, ''), [...marks].map(String)]))"""


def make_turn(comment_id: str, text: str, *, who: str = "Heron-41", depth: int = 0, prompt: str = "") -> dict[str, Any]:
    """Build a turn as it travels."""
    more = {"role": "customer", "when": "3 May", "facts": ["forum"], "prompt": prompt}
    return {"comment_id": comment_id, "text": text, "who": who, "depth": depth, **more}


def make_code(n: int, name: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    """Build the code ``k<n>`` as it travels."""
    fields = dict.fromkeys(("brief", "definition", "when_to_use", "when_not_to_use", "example"), "")
    place = {"code_id": f"k{n}", "name": name, "parent": parent, "depth": int(parent is not None), "place": n}
    return {**fields, **place, "retired": False, "n": 0, "aliases": [], **more}


def make_coding(n: int, comment_id: str, start: int, end: int, code_id: str, memo: str = "") -> dict[str, Any]:
    """Build a coding as it travels; its id is ``n`` in hex."""
    ids = {"coding_id": f"{n:032x}", "comment_id": comment_id, "code_id": code_id}
    return {**ids, "start": start, "end": end, "memo": memo, "created": "", "suggested_by": ""}


# What takes less than a few hundredths of a second is not said to be under way. Each of these ends after the view's own.
DRAWN = "() => new Promise((done) => setTimeout(() => setTimeout(done, 50), 20))"


@dataclass
class CodingPage:
    """The page, and what its fake Python end knows."""

    page: Any

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text."""
        self.page.keyboard.type(text)

    def focus(self) -> None:
        """Put the focus into the reader."""
        self.page.locator(".qk-sink").focus()

    def marked(self) -> dict[str, list[str]]:
        """Give the words under each highlight, by style."""
        return dict(self.page.evaluate(_MARKED))

    def selected(self) -> str:
        """Give the words that are painted as selected."""
        return "".join(self.marked().get("selection", []))

    def decisions(self) -> list[dict[str, Any]]:
        """Give every decision that reached Python, each time it did."""
        return list(self.page.evaluate("desk.log.decisions"))

    def codings(self) -> list[dict[str, Any]]:
        """Give what Python has saved."""
        return list(self.page.evaluate("desk.now.codings"))

    def rows(self) -> list[str]:
        """Give the names of the codes that are listed below the words, in their order."""
        self.drawn()
        return list(self.page.locator(".qk-coding .qk-name").all_inner_texts())

    def said(self) -> str:
        """Give what the view said last."""
        self.drawn()
        return str(self.page.inner_text(".qk-said"))

    def drawn(self) -> None:
        """Wait until what was decided is drawn, saved or not."""
        self.page.evaluate(DRAWN)

    def safety(self) -> str:
        """Give what the view says of what is saved."""
        self.drawn()
        return str(self.page.inner_text(".qk-safety"))

    def until(self, condition: str) -> None:
        """Wait until this holds in the page."""
        self.page.wait_for_function(condition)

    def until_saved(self) -> None:
        """Wait until nothing waits."""
        self.drawn()
        self.page.locator(".qk-safety[data-safety=saved]").wait_for()


@pytest.fixture
def coding_page(report_browser: Any) -> Iterator[Callable[..., CodingPage]]:
    """Give a function that opens the view on conversations, given as lists of turns."""
    contexts = []

    def opened(
        conversations: dict[str, Sequence[dict[str, Any]]], ways: dict[str, Any] | None = None, **project: Any
    ) -> CodingPage:
        screen = {"viewport": {"width": project.pop("width", 1280), "height": 700}}
        context = report_browser.new_context(**screen, reduced_motion="reduce", **project.pop("context", {}))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        errors: list[str] = []
        page.errors = errors
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route(f"{_SITE}/**", _serve)
        page.goto(f"{_SITE}/")
        page.evaluate(_MOUNT, [{"conversations": conversations, **project}, ways or {}])
        page.locator(".qk-piece").first.wait_for()
        return CodingPage(page)

    yield opened
    for context in contexts:
        failed = [error for page in context.pages for error in page.errors]
        context.close()
        assert failed == []


def remount(view: CodingPage, **project: Any) -> None:
    """Draw the view anew with another Python end, as after a reload of the page; the browser's storage stays."""
    view.page.reload()
    view.page.evaluate(_MOUNT, [project, {}])
    view.page.locator(".qk-piece").first.wait_for()


def _serve(route: Any) -> None:
    name = route.request.url.rsplit("/", 1)[1]
    if not name:
        route.fulfill(body=_PAGE, content_type="text/html")
    elif name in ("coder.js", "coder.css"):
        route.fulfill(path=_WIDGETS / name, content_type="text/css" if name.endswith("css") else "text/javascript")
    else:
        route.fulfill(path=_HERE / name, content_type="text/javascript")


def serious(page: Any) -> list[tuple[str, Any]]:
    """Give the serious and critical findings of axe-core in the view."""
    assert AXE.exists(), "axe-core is missing: run `make test`, which fetches it, or name its axe.min.js in QUALKIT_AXE"
    page.evaluate(AXE.read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run('.qk-coder', { runOnly: { type: 'tag', values: tags } })", tags)
    bad = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:4]]) for one in bad]
