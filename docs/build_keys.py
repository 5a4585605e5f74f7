"""Write the tables of keys anew: python docs/build_keys.py (needs the development set-up and a Chromium).

They are read off the help sheet of the coding view itself, so that the page says what the view does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import qualkit

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.chromium import launched

PAGE = Path(__file__).parent / "how-to" / "keys.md"
BEGIN, END = "<!-- keys: written by docs/build_keys.py -->", "<!-- end of keys -->"
WIDGETS = Path(qualkit.__file__).parent / "widgets"
# A kernel that has one comment to show.
DESK = """({
  send({q, k}) {
    const queue = {name: "", n: 1, done: 0, skipped: 0, flagged: 0, at: 1};
    const turn = {comment_id: "c", depth: 0, who: "", role: "", when: "", facts: [], prompt: "", chars: 5, text: "Words"};
    const hello = {proto: 2, project: "p", coder: "", blind: false, keymap: {}, codes: [], links: [], recent: [], queue,
                   at: null, can_undo: false, can_redo: false, place: "", read_only: ""};
    const page = {conversation_id: "v", at: "c", place: 1, n: 1, turns: [turn], codings: [], suggestions: [], marks: {}, queue};
    const answer = {hello, open: page, queue: {items: [], summary: queue}}[k] ?? {};
    setTimeout(() => this.heard({q, k, ...answer}));
  },
  on(_, heard) { this.heard = heard; },
  off() {},
})"""

READ = """() => [...document.querySelectorAll(".qk-help-body section")].map((section) => [
  section.querySelector("h3").textContent,
  [...section.querySelectorAll("li")].map((row) => {
    const [title, key] = row.querySelectorAll("button");
    return [key.dataset.keyOf, title.textContent, key.textContent];
  }),
])"""


def tables(groups: Sequence[Any]) -> str:
    """Write what the help sheet lists, as `READ` gives it."""
    parts = [BEGIN]
    for heading, commands in groups:
        parts += ["", f"## {heading}", "", "| Key | does | command |", "|---|---|---|"]
        parts += [f"| {_keys(keys)} | {title} | `{name}` |" for name, title, keys in commands]
    return "\n".join([*parts, "", END])


def between(page: str) -> str:
    """Give the part of a page that is written here."""
    return page[page.index(BEGIN) : page.index(END) + len(END)]


def read_view(page: Any) -> list[Any]:
    """Read the help sheet of a view that is shown on a page."""
    page.locator(".qk-sink").focus()
    page.keyboard.press("?")
    page.locator(".qk-help-body li").first.wait_for()
    groups: list[Any] = page.evaluate(READ)
    return groups


def main(folder: Path = WIDGETS) -> int:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launched(playwright)
        page = browser.new_page()
        page.set_content("<main></main>")
        page.add_style_tag(content=(folder / "coder.css").read_text(encoding="utf-8"))
        page.evaluate(
            f"""async code => {{
                const view = await import(URL.createObjectURL(new Blob([code], {{type: "text/javascript"}})));
                const {{signal}} = new AbortController();
                view.default.render({{model: {DESK}, el: document.querySelector("main"), signal}});
            }}""",
            (folder / "coder.js").read_text(encoding="utf-8"),
        )
        page.locator(".qk-piece").first.wait_for()
        fresh = tables(read_view(page))
        browser.close()
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text.replace(between(text), fresh), encoding="utf-8")
    return 0


def _keys(keys: str) -> str:
    if keys == "no key":
        return "none"
    return " or ".join(", then ".join(_together(part) for part in one.split(", then ")) for one in keys.split(" or "))


def _together(part: str) -> str:
    return "+".join(f"`{one}`" for one in part.split(" + "))


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
