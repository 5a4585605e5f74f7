"""A real browser for the tests of what people open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Visit:
    """An opened page with everything that it did."""

    page: Any
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def foreign(self) -> list[str]:
        """Give the requests for anything but the file itself."""
        return [url for url in self.requests if url.partition("#")[0] != self.page.url.partition("#")[0]]


@pytest.fixture
def visit(report_browser: Any) -> Iterator[Any]:
    """Give a function that opens a file and watches it."""
    contexts = []

    def _visit(path: Path, *, fragment: str = "", **options: Any) -> Visit:
        context = report_browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        seen = Visit(page)
        page.on("console", lambda message: seen.console.append(message.text))
        page.on("pageerror", lambda error: seen.console.append(str(error)))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(f"file://{path}{fragment}")
        return seen

    yield _visit
    for context in contexts:
        context.close()
