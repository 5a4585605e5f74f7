"""Draw the pictures of the README anew: python docs/build_pictures.py (needs the development set-up and a Chromium)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import qualkit as qk
from qualkit import plots
from qualkit.walk import walk_sample

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.chromium import launched
from tests.browser.lab_server import running_lab

PICTURES = Path(__file__).parent / "pictures"
CELL = """import qualkit as qk

project = qk.open_project("larder.qualkit", coder="ana")
qk.code(project, conversations=["mail-012", "app-040", "forum-21", "social-19"])"""


def shoot(browser: Browser, page: Path, name: str, *, width: int, height: int, dark: bool = False) -> None:
    tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    tab.goto(page.as_uri())
    tab.screenshot(path=PICTURES / name)
    tab.close()


def figure(browser: Browser, drawn: object, folder: Path, name: str, *, height: int) -> None:
    for theme, paper in (("light", "#ffffff"), ("dark", "#111111")):
        page = folder / f"{name}-{theme}.html"
        html = drawn.to_html(include_plotlyjs=True, config={"displayModeBar": False})  # type: ignore[attr-defined]
        page.write_text(html.replace("<body>", f'<body style="background:{paper};margin:16px">'), encoding="utf-8")
        shoot(browser, page, f"{name}-{theme}.png", width=900, height=height)


def decide(path: Path) -> None:
    """Decide a little more than the sample does: a reason that explains another, a passage more, what is read."""
    with qk.open_project(path, coder="ana") as project:
        project.apply_code(*project.corpus.passage("M-153", "I could cry about a chicken"), "food wasted")
        own = project.codings().query("coder == 'ana' and comment_id == 'M-153'").set_index("code")["coding_id"]
        project.link_reason(own["life changed"], own["slot does not fit"])
        for comment_id in ("M-149", "M-151"):
            project.mark_comment(comment_id, "done")


def coding_view(browser: Browser, project: Path, folder: Path) -> None:
    """Take the coding view where a coder has it: in JupyterLab, in the middle of a conversation."""
    with running_lab(folder / "lab") as lab:
        shutil.copy(project, lab.folder / "larder.qualkit")
        decide(lab.folder / "larder.qualkit")
        tab = browser.new_page(viewport={"width": 1680, "height": 940})
        tab.goto(lab.notebook("coding.ipynb", CELL))
        tab.get_by_text("| Idle").first.wait_for()
        tab.keyboard.press("Control+b")
        tab.locator(".jp-Notebook-cell .cm-content").first.click()
        tab.keyboard.press("Shift+Enter")
        tab.locator(".qk-piece").first.wait_for()
        tab.locator(".qk-sink").focus()
        tab.locator(".qk-queue-row", has_text="Dear Ines").click()
        tab.locator(".qk-turn[data-here=true]", has_text="Dear Ines").wait_for()
        tab.keyboard.press("j")
        tab.locator(".qk-card", has_text="life changed").wait_for()
        tab.wait_for_timeout(400)
        tab.screenshot(path=PICTURES / "coding-view.png")
        tab.close()


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        done = walk_sample(folder / "demo", progress=False)
        browser = launched(playwright)
        shoot(browser, done.report, "report.png", width=1200, height=1180)
        shoot(browser, done.report, "report-dark.png", width=1200, height=1180, dark=True)
        with qk.open_project(done.project, coder="ana") as project:
            figure(browser, plots.themes(project.themes), folder, "themes", height=700)
            figure(browser, plots.codes(project, most=10), folder, "codes", height=720)
            figure(
                browser, plots.agreement(qk.agreement(project, conversations="all")), folder, "agreement", height=760
            )
        coding_view(browser, done.project, folder)
        browser.close()


if __name__ == "__main__":
    main()
