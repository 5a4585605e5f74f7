"""How fast the coding view is, in a real JupyterLab with a real kernel in a real Chromium.

`python benchmarks/coding_view.py --out build/bench/coding_view.json`. Needs Chromium, as the browser tests do. Three
projects: 50,000 comments, a conversation of 300,000 characters, a conversation of 10,000 comments. A time from a key to
paint ends after the frame that shows its words marked; a time from a key to "saved" ends when Python's answer, sent after the
commit, has put the decision's row into the page with its mark "saved", and no other decision waits.
"Nothing but an answer" is the least that this way to the kernel and back can take: a widget that draws nothing, whose
kernel commits one row with SQLite and answers.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd
from figures import WORDS, keep_figures

import qualkit as qk

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.chromium import launched
from tests.browser.lab_server import KERNEL, running_lab

PROMPT = "qualkit.widgets.nodelay.PromptConnection"
_WORDS = [*WORDS, "👍🏽"]
KEYS = 100
BETWEEN = 100  # milliseconds from selecting the words to giving the code

OPEN = "import qualkit as qk\nproject = qk.open_project({path!r}, coder='ana')\nproject.study();"
SHOW = "qk.code(project)"

# Selects the next word and, a moment later as hands do, gives it the code on 1: until painted, and until saved.
_DECIDE = """async (n) => {
  const sink = document.querySelector('.qk-sink'), safety = document.querySelector('.qk-safety');
  const view = document.querySelector('.qk-coder');
  const key = (key, more) => sink.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = done;
    after.port2.postMessage(0);
  }));
  const codings = () => [...view.querySelectorAll('.qk-coding')];
  const until = (true_now) => new Promise((done) => {
    const over = setTimeout(() => end(false), 1000);
    const look = () => true_now() && end(true);
    const watch = new MutationObserver(look);
    const end = (came) => { watch.disconnect(); clearTimeout(over); done(came); };
    watch.observe(view, { subtree: true, childList: true, attributeFilter: ['data-safety', 'data-saved'] });
    look();
  });
  // Words are marked by adding a range to a code's highlight, of which no event tells.
  const firstMark = () => new Promise((done) => {
    const add = Highlight.prototype.add;
    Highlight.prototype.add = function (range) {
      if ([...CSS.highlights].some(([name, one]) => one === this && name.includes('-code-'))) {
        Highlight.prototype.add = add;
        done(true);
      }
      return add.call(this, range);
    };
  });
  sink.focus();
  const found = { painted: [], saved: [] };
  let idle = 0;
  for (let one = 0; found.saved.length < n && idle < n; one += 1) {
    key('Escape');
    key('ArrowRight');
    if (one % 20 === 19) { key('PageDown'); await painted(); }
    key('ArrowRight', { ctrlKey: true, shiftKey: true });
    await painted();
    await pause(BETWEEN);
    const marked = firstMark();
    const before = new Set(codings().map((one) => one.dataset.coding));
    const mine = () => codings().find((one) => !before.has(one.dataset.coding));
    const start = performance.now();
    const shown = Promise.race([marked, until(mine)]).then(async (came) => came && (await painted(), performance.now() - start));
    const saved = until(() => mine()?.dataset.saved === 'true' && safety.dataset.safety === 'saved')
      .then((came) => came && performance.now() - start);
    key('1');
    const [paint, save] = [await shown, await saved];
    if (paint && save) { found.painted.push(paint); found.saved.push(save); }
    else { idle += 1; key('PageDown'); await painted(); } // there was no word left to code: go on below
    await pause(30);
  }
  return found;
}""".replace("BETWEEN", str(BETWEEN))

# A person who turns the wheel, then one who drags the scroll bar from top to bottom.
_SCROLL = """async () => {
  const one = document.querySelector('.qk-scroller'), frames = [], total = one.scrollHeight;
  const frame = () => new Promise(requestAnimationFrame);
  let last = await frame(), empty = 0;
  for (let n = 0; n < 400; n += 1) {
    one.scrollTop += n < 200 ? 120 : total / 200;
    const now = await frame();
    frames.push(now - last);
    last = now;
    if (!document.querySelector('.qk-piece')) empty += 1;
  }
  return { frames, empty, pixels: total };
}"""


# The least: a message, one row committed, an answer; nothing is drawn and nothing is worked out.
_LEAST = """import sqlite3, anywidget
rows = sqlite3.connect({path!r}, isolation_level=None, check_same_thread=False)
rows.execute("PRAGMA journal_mode = PERSIST")
rows.execute("PRAGMA synchronous = EXTRA")
rows.execute("CREATE TABLE kept (n, said)")
class Least(anywidget.AnyWidget):
    _esm = "export default {{ render({{ model, el }}) {{ el.className = 'qk-least'; window.least = model; }} }};"
def answer(widget, content, buffers):
    rows.execute("INSERT INTO kept VALUES (?, ?)", (content["n"], content["said"]))
    widget.send({{"n": content["n"]}})
least = Least()
least.on_msg(answer)
least"""
_ANSWERED = """async (n) => {
  const found = [];
  for (let one = 0; one < n; one += 1) {
    await new Promise((done) => setTimeout(done, BETWEEN));
    const start = performance.now();
    await new Promise((done) => {
      const end = () => { window.least.off('msg:custom', end); done(); };
      window.least.on('msg:custom', end);
      window.least.send({ n: one, said: 'x'.repeat(400) });
    });
    found.push(performance.now() - start);
  }
  return found;
}""".replace("BETWEEN", str(BETWEEN))


def invented(path: Path, conversations: int, turns: int, letters: int, seed: int = 0) -> None:
    """Write a project of so many conversations, each with so many turns of about so many characters."""
    draw = random.Random(seed)
    rows = []
    for talk in range(conversations):
        for turn in range(turns):
            words: list[str] = []
            while sum(map(len, words)) + len(words) < letters:
                words.append(draw.choice(_WORDS) + draw.choice(["", "", "", "", ".", ","]))
            first = f"c{talk}-0" if turn else None
            person = f"p{draw.randrange(conversations * turns // 3 + 1)}"
            rows.append((f"c{talk}-{turn}", f"t{talk}", first, person, " ".join(words)))
    frame = pd.DataFrame(rows, columns=["comment_id", "conversation_id", "reply_to", "person_id", "text"])
    frame = frame.assign(author=frame["person_id"], role="customer", channel="forum", prompt=None, outcome=None)
    frame["created"] = pd.Timestamp("2025-05-03", tz="UTC") + pd.to_timedelta(range(len(frame)), unit="min")
    with qk.open_project(path, coder="ana") as project:
        project.add_comments(qk.Corpus(frame))
        for n in range(40):
            project.add_code(f"code {n}", definition="What it means.")


def spread(values: list[float]) -> dict[str, float]:
    """Give the median, the 95th percentile and the largest, in milliseconds."""
    cuts = statistics.quantiles(values, n=20)
    return {"p50": round(statistics.median(values), 1), "p95": round(cuts[18], 1), "max": round(max(values), 1)}


class View:
    """The coding view on a project, in a notebook."""

    def __init__(self, browser: Any, lab: Any, path: Path) -> None:
        self.page = browser.new_page(viewport={"width": 1400, "height": 950})
        self.page.set_default_timeout(180_000)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(lab.notebook(f"{path.stem}.ipynb", OPEN.format(path=str(path)), SHOW))
        self.page.get_by_text(f"{KERNEL} | Idle").wait_for()
        self._session = self.page.context.new_cdp_session(self.page)
        self._session.send("Performance.enable")
        self._run(0)
        self.page.locator(".jp-InputArea-prompt", has_text="[1]:").first.wait_for()
        before, begin = self._megabytes(), time.perf_counter()
        self._run(1)
        self.page.locator(".qk-piece").first.wait_for()
        self.opened = round(1000 * (time.perf_counter() - begin))
        self.page.wait_for_timeout(500)
        self.megabytes = round(self._megabytes() - before, 1)

    def _run(self, cell: int) -> None:
        self.page.locator(".jp-Notebook-cell .cm-content").nth(cell).click()
        self.page.keyboard.press("Shift+Enter")

    def _megabytes(self) -> float:
        self._session.send("HeapProfiler.collectGarbage")
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize") / 1e6

    def decide(self) -> dict[str, Any]:
        """Give a code to a hundred words, one after the other."""
        page = self.page
        page.locator(".qk-sink").focus()
        for key in ("Control+Shift+ArrowRight", "Enter"):
            page.keyboard.press(key)
        page.keyboard.type("code 7")
        page.keyboard.press("Enter")
        page.locator(".qk-safety[data-safety=saved]").wait_for()
        found = page.evaluate(_DECIDE, KEYS)
        return {"key to painted, ms": spread(found["painted"]), "key to saved, ms": spread(found["saved"])}

    def scroll(self) -> dict[str, Any]:
        """Scroll through the whole conversation."""
        found = self.page.evaluate(_SCROLL)
        return {"frame, ms": spread(found["frames"]), "empty frames": found["empty"], "pixels": found["pixels"]}

    def close(self) -> dict[str, Any]:
        """Close the page; give what opening took."""
        self.page.close()
        return {"open, ms": self.opened, "memory of the page, MB": self.megabytes}


def least(browser: Any, lab: Any, folder: Path) -> dict[str, Any]:
    """Measure the shortest way to the kernel and back that commits something."""
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.goto(lab.notebook("least.ipynb", _LEAST.format(path=str(folder / "least.db"))))
    page.get_by_text(f"{KERNEL} | Idle").wait_for()
    page.locator(".jp-Notebook-cell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    page.locator(".qk-least").first.wait_for(state="attached")
    found = page.evaluate(_ANSWERED, KEYS)
    page.close()
    return {"key to saved, ms": spread(found)}


def measured(folder: Path, browser: Any, projects: dict[str, Path], server: tuple[str, ...] = ()) -> dict[str, Any]:
    """Measure the view on each project, with one JupyterLab."""
    folder.mkdir()
    result: dict[str, Any] = {}
    with running_lab(folder, *server) as lab:
        for name, path in projects.items():
            view = View(browser, lab, path)
            decided = view.decide()
            scrolled = {"scroll": view.scroll()} if not server else {}
            result[name] = {**decided, **scrolled, **view.close()}
        result["nothing but an answer"] = least(browser, lab, folder)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="file for the JSON")
    parser.add_argument("--comments", type=int, default=50_000, help="in the large project")
    given = parser.parse_args()
    from playwright import sync_api

    with tempfile.TemporaryDirectory() as place, sync_api.sync_playwright() as playwright:
        folder = Path(place)
        shapes = {
            f"{given.comments:,} comments": (given.comments // 5, 5, 160),
            "a conversation of 300,000 characters": (1, 1_000, 300),
            "a comment of 300,000 characters": (1, 1, 300_000),
            "a conversation of 10,000 comments": (1, 10_000, 120),
        }
        projects = {}
        for n, (name, shape) in enumerate(shapes.items()):
            projects[name] = folder / f"p{n}.qualkit"
            invented(projects[name], *shape)
        browser = launched(playwright, "--enable-precise-memory-info")
        result = measured(folder / "stock", browser, projects)
        # A project of its own: words that have the code already would be no decisions.
        name, shape = next(iter(shapes.items()))
        first = {name: folder / "again.qualkit"}
        invented(first[name], *shape)
        option = f"--ServerApp.kernel_websocket_connection_class={PROMPT}"
        result["with TCP_NODELAY"] = measured(folder / "nodelay", browser, first, (option,))
        browser.close()
    keep_figures(result, given.out)


if __name__ == "__main__":
    main()
