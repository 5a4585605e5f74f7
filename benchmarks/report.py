"""How large, how fast and how responsive a report is: `python benchmarks/report.py --out report.json`.

Needs Chromium or Chrome (QUALKIT_CHROMIUM names one). The studies are invented, and as long-winded as the sample: passages
of some 113 characters in comments of some 160, in conversations of three turns.
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

from qualkit.model import CODING_COLUMNS, Code, Codebook, Description, Evidence, Finding, Stance, Study
from qualkit.report import verify, write_report
from qualkit.testing import make_corpus, make_themes

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.chromium import launched

_WORDS = [
    *WORDS,
    *"evening slot Tuesday fish neighbour pause skip recipe leeks carrots soup children winter summer invoice charge".split(),
]
_CODES = "price, slot, late, app, food, waste, support, habit, family, moving, packaging, charge".split(", ")
_CHANNELS = ("forum", "exit survey", "app reviews", "support mail", "social replies")
_OUTCOMES = ("cancelled", "paused", "stayed", "upgraded")


def invented(n_quotes: int, n_findings: int = 10, seed: int = 0) -> Study:
    """Invent a study with so many passages as evidence.

    Parameters
    ----------
    n_quotes : int
        Passages, each in a comment of its own.
    n_findings : int
        Findings that share them.
    seed : int
        Of everything.

    Returns
    -------
    Study
        With themes, and two coders who both coded each passage.
    """
    draw = random.Random(seed)
    comments = [one for n in range(n_quotes) for one in _conversation(draw, n, n_quotes // 2 + 1)]
    corpus = make_corpus(comments)
    book = Codebook()
    for name in _CODES:
        book = book.add(Code(f"k-{name}", name, definition=f"Speaks of {name}."))
    evidence: list[list[Evidence]] = [[] for _ in range(n_findings)]
    codings = []
    for n in range(n_quotes):
        text = comments[3 * n]["text"]
        start = text.index(" ") + 1
        end = text.index(" ", start + 107)
        place = (f"c{3 * n + 1}", start, end)
        told: Stance = "contradicts" if draw.random() < 0.2 else "supports"
        evidence[n % n_findings].append(Evidence(f"e{n}", told, *place, text[start:end], "ana"))
        codings += _coded(draw, n, (*place, text[start:end]))
    groups: dict[str, list[str]] = {}
    for n in range(n_quotes):
        groups.setdefault(f"theme {n % 16}", []).append(f"c{3 * n + 1}")
    return Study(
        corpus,
        description=Description("Why did they do it?", "The decision of January"),
        codebook=book,
        codings=pd.DataFrame(codings, columns=list(CODING_COLUMNS)),
        findings=tuple(_finding(n, told) for n, told in enumerate(evidence)),
        themes=make_themes(corpus, groups),
        key=b"a fixed key for benchmarks",
    )


def _conversation(draw: random.Random, n: int, n_people: int) -> list[dict[str, str]]:
    """A comment, a question back, and the answer to it."""
    channel, outcome = draw.choice(_CHANNELS), draw.choice(_OUTCOMES)
    when = f"2025-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}T10:00:00Z"
    who = {"author": f"Person {draw.randrange(n_people)}", "outcome": outcome}
    place = {"channel": channel, "created": when}
    text, answer = (" ".join(draw.choices(_WORDS, k=k)) for k in (26, 12))
    return [
        {"text": text, **who, **place},
        {"text": "What happened then?", "role": "staff", "reply_to": f"c{3 * n + 1}", **place},
        {"text": answer, **who, "reply_to": f"c{3 * n + 2}", **place},
    ]


def _coded(draw: random.Random, n: int, passage: tuple[str, int, int, str]) -> list[tuple[Any, ...]]:
    """Two coders on one passage, who mostly agree."""
    code = draw.choice(_CODES)
    rows = []
    for coder in ("ana", "ben"):
        given = code if draw.random() < 0.85 else draw.choice(_CODES)
        rows.append((f"g{n}{coder}", *passage, given, f"k-{given}", coder, "2025-12-01T09:00:00Z", None, None))
    return rows


def _finding(n: int, evidence: list[Evidence]) -> Finding:
    return Finding(
        f"f{n}",
        f"They did it because of {_CODES[n % len(_CODES)]}, reason {n}.",
        because="It is what they told.",
        outcome=_OUTCOMES[n % len(_OUTCOMES)],
        action="Change it.",
        next_question="Ask again.",
        rival="The season.",
        coder="ana",
        evidence=tuple(evidence),
    )


def written(study: Study, path: Path, **options: Any) -> dict[str, Any]:
    begin = time.perf_counter()
    report = write_report(study, path, **options)
    seconds = time.perf_counter() - begin
    begin = time.perf_counter()
    quotes = verify(report, study).quotes
    return {
        "mb": round(report.stat().st_size / 1e6, 3),
        "seconds": round(seconds, 2),
        "quotes": quotes,
        "verify_seconds": round(time.perf_counter() - begin, 2),
    }


_PAINT = """new Promise((done) => new PerformanceObserver((list) => done(
  list.getEntries().filter((one) => one.name === 'first-contentful-paint')[0].startTime
)).observe({ type: 'paint', buffered: true }))"""

# From the key to the frame in which the answer stands on the screen.
_SEARCH = """async (text) => {
  const input = document.getElementById('search');
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  input.value = text;
  const begin = performance.now();
  input.dispatchEvent(new Event('input'));
  await frame();
  document.body.offsetHeight;
  await new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
  return performance.now() - begin;
}"""


def opened(browser: Any, path: Path, slower: int, *, scripts: bool = True) -> dict[str, float]:
    times, ready = [], []
    for _ in range(5):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(f"file://{path}")
        times.append(page.evaluate(_PAINT))
        if scripts:
            page.wait_for_selector("html[data-ready]")
            ready.append(page.evaluate("performance.now()"))
        context.close()
    painted = {"first_paint_ms": round(statistics.median(times))}
    return painted | {"ready_ms": round(statistics.median(ready))} if scripts else painted


def searched(browser: Any, path: Path) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"file://{path}")
    page.wait_for_selector("html[data-ready]")
    draw = random.Random(1)
    times = []
    for _ in range(25):
        word = draw.choice(_WORDS)
        # As one types: each letter asks again.
        times += [page.evaluate(_SEARCH, word[:n]) for n in range(1, min(len(word), 5) + 1)] + [
            page.evaluate(_SEARCH, "")
        ]
    page.close()
    ordered = sorted(times)
    return {
        "n": len(ordered),
        "p50_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[int(0.95 * len(ordered))], 1),
    }


def drawn(browser: Any, path: Path) -> int:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"file://{path}")
    page.wait_for_selector("html[data-ready]")
    for n in range(page.locator(".chart:has(.plot)").count()):
        page.locator(".chart:has(.plot)").nth(n).scroll_into_view_if_needed()
        page.locator(".chart.drawn").nth(n).wait_for()
    return int(page.locator(".chart.drawn .main-svg").count() > 0) * int(page.locator(".chart.drawn").count())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="file for the JSON")
    given = parser.parse_args()
    from playwright import sync_api

    with tempfile.TemporaryDirectory() as place, sync_api.sync_playwright() as playwright:
        browser = launched(playwright)
        folder = Path(place)
        # The examples of the themes are quotes too: together a thousand.
        small, large = invented(952), invented(10_000)
        result: dict[str, Any] = {
            "1,000 quotes": written(small, folder / "small.html"),
            "1,000 quotes, no scripts": written(small, folder / "static.html", interactive=False),
            "10,000 quotes": written(large, folder / "large.html"),
        }
        result["1,000 quotes"] |= opened(browser, folder / "small.html", 4) | {
            "charts": drawn(browser, folder / "small.html")
        }
        result["1,000 quotes, no scripts"] |= opened(browser, folder / "static.html", 4, scripts=False)
        result["10,000 quotes"] |= opened(browser, folder / "large.html", 1) | {
            "search": searched(browser, folder / "large.html")
        }
        browser.close()
    keep_figures(result, given.out)


if __name__ == "__main__":
    main()
