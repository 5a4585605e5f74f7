"""Draw the pictures of the README anew: python docs/build_pictures.py (needs the development set-up and a Chromium)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import qualkit as qk
from qualkit import plots
from qualkit.walk import walk_sample

PICTURES = Path(__file__).parent / "pictures"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


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


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        done = walk_sample(folder / "demo", progress=False)
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        shoot(browser, done.report, "report.png", width=1200, height=1180)
        shoot(browser, done.report, "report-dark.png", width=1200, height=1180, dark=True)
        with qk.open_project(done.project, coder="ana") as project:
            figure(browser, plots.themes(project.themes), folder, "themes", height=700)
            figure(browser, plots.codes(project, most=10), folder, "codes", height=720)
            figure(
                browser, plots.agreement(qk.agreement(project, conversations="all")), folder, "agreement", height=760
            )
        browser.close()


if __name__ == "__main__":
    main()
