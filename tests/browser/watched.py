"""A page that tells of everything it runs or asks for, and what makes it run whatever could run."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Watched", "control_page", "hover_over_figures", "watching", "without_policy"]

HERE = Path(__file__).parent
# Runs before any script of the page, in every frame. Whoever runs is named by the frame that holds them, if any.
_WATCH = (HERE / "watch.js").read_text(encoding="utf-8")
# Every element is pointed at, pressed, focused and typed into, frames included. Inline handlers of any kind run when
# their event is dispatched, whoever dispatches it. Links within the page are followed a few times only.
_SWEEP = (HERE / "sweep.js").read_text(encoding="utf-8")
# What the page is built of: names of elements and of attributes, and every attribute that can carry a program.
_BUILT_OF = (HERE / "built_of.js").read_text(encoding="utf-8")


@dataclass
class Watched:
    """A page, and all that it did: what ran, what its policy refused, what it asked for, what it wrote."""

    page: Any
    ran: list[tuple[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def open(self, path: Path) -> Watched:
        """Open a file, and wait until it is loaded."""
        self.page.goto(f"file://{path}")
        return self

    def sweep(self, within: str = "") -> int:
        """Touch every element; give their number."""
        return int(self.page.evaluate(_SWEEP, {"within": within}))

    def hover(self, steps: int = 5) -> None:
        """Move the mouse over what is on the screen, in a grid."""
        size = self.page.viewport_size
        for row in range(1, steps):
            for column in range(1, steps):
                self.page.mouse.move(size["width"] * column / steps, size["height"] * row / steps)

    def prove_awake(self) -> None:
        """Hack the page, last of all: a detector that slept through this proves nothing."""
        before = len(self.ran) + len(self.refused)
        markup = "<img src=data:, onerror=__hacked=1>"
        self.page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", markup)
        self.page.evaluate("new Promise((done) => setTimeout(done, 300))")
        assert len(self.ran) + len(self.refused) > before

    def built_of(self, within: str = "") -> set[str]:
        """Give the names of elements and attributes; nothing among them may carry a program."""
        names, carriers = self.page.evaluate(_BUILT_OF, within)
        assert carriers == []
        return set(names)

    @property
    def foreign(self) -> list[str]:
        """What was asked for beyond the file itself and what it carries within."""
        own = self.page.url.partition("#")[0]
        return [url for url in self.requests if url.partition("#")[0] != own and not url.startswith(("data:", "blob:"))]

    @property
    def fired(self) -> set[str]:
        """The frames in which something ran."""
        return {who for who, _ in self.ran if who}

    def assert_quiet(self, expected: Collection[str] = ()) -> None:
        """Fail with the first things that happened; some requests may be expected, as of a page that others wrote."""
        assert self.ran[:5] == []
        assert self.refused[:5] == []
        assert [url for url in self.foreign if url not in expected][:5] == []
        assert [line for line in self.console if "Content Security Policy" in line][:5] == []
        assert len(self.page.context.pages) == 1
        self.prove_awake()


@contextmanager
def watching(browser: Any, **options: Any) -> Iterator[Watched]:
    """Open an empty page that tells of everything."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    try:
        yield _watched(context)
    finally:
        context.close()


def _watched(context: Any) -> Watched:
    context.set_default_timeout(120_000)
    page = context.new_page()
    seen = Watched(page)

    def told(_: object, how: str, who: str, detail: str) -> None:
        if how == "policy":
            seen.refused.append(detail)
        else:
            seen.ran.append((who, detail))

    context.expose_binding("tellTheTest", told)
    context.add_init_script(_WATCH)
    context.on("dialog", lambda one: (seen.ran.append(("", f"dialog {one.message}")), one.dismiss()))
    context.route(re.compile("^https?:(?!//127.0.0.1:[0-9]{4,}/)"), lambda route: route.abort())
    context.on("request", lambda one: seen.requests.append(one.url))
    page.on("console", lambda one: seen.console.append(one.text))
    page.on("pageerror", lambda one: seen.console.append(str(one)))
    return seen


def control_page(texts: Sequence[str]) -> str:
    """Write texts as markup, each in a frame of its own: this page is hacked, which proves the detector."""
    allowed = "allow-scripts allow-same-origin allow-modals allow-forms allow-popups"
    frames = (
        f'<iframe name="payload-{n}" sandbox="{allowed}" srcdoc="{html.escape(text, quote=True)}"></iframe>'
        for n, text in enumerate(texts)
    )
    return "<!doctype html><meta charset=utf-8><title>control</title>" + "".join(frames)


def without_policy(path: Path) -> Path:
    """Copy a report without its content-security policy."""
    text = path.read_text(encoding="utf-8")
    bare, n = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    assert n == 1
    copy = path.with_name(f"bare-{path.name}")
    copy.write_text(bare, encoding="utf-8")
    return copy


_POINTS = """() => [...document.querySelectorAll(".plotly .point, .plotly .points path")].map((one) => {
  const box = one.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2 + scrollY];
})"""

_HOVER_ALL = """() => {
  let shown = 0;
  for (const figure of document.querySelectorAll(".js-plotly-plot")) {
    figure.calcdata.forEach((marks, curveNumber) => marks.forEach((_, pointNumber) => {
      Plotly.Fx.hover(figure, [{ curveNumber, pointNumber }]);
      shown += figure.querySelectorAll(".hoverlayer .hovertext").length > 0;
    }));
  }
  return shown;
}"""


def hover_over_figures(seen: Watched, *, most: int) -> tuple[int, int]:
    """Show the label of each mark, then move the mouse over some; give how many labels came up each time."""
    page = seen.page
    height = page.viewport_size["height"]
    points = sorted(page.evaluate(_POINTS), key=lambda one: one[1])
    shown, top = 0, -height
    for x, y in points[:: max(1, len(points) // most)]:
        if not top + 10 < y < top + height - 10:
            top = page.evaluate("(y) => { scrollTo(0, y); return scrollY; }", y - 40)
        page.mouse.move(x, y - top)
        shown += page.evaluate("document.querySelectorAll('.hoverlayer .hovertext').length > 0")
    return page.evaluate(_HOVER_ALL), shown
