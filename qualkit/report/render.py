"""The writing step: from what a report says to the bytes of its file."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qualkit.report.page import Page
from qualkit.text.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["SEAL_MARK", "render", "seal"]

SEAL_MARK = '<script type="application/json" id="qualkit-seal">'
"""Everything before the last such mark is under the seal."""


def render(page: Page) -> bytes:
    """Write a report.

    Parameters
    ----------
    page : Page
        What it says.

    Returns
    -------
    bytes
        UTF-8; the same page gives the same bytes.
    """
    templates = _environment()
    style = templates.get_template("report.css").render()
    script = templates.get_template("report.js").render() if page.interactive else ""
    body = templates.get_template("report.html").render(page=page, policy=_policy(style, script))
    return seal(body)


def seal(body: str) -> bytes:
    """Close a report with the hash of everything in it.

    Parameters
    ----------
    body : str
        The file but for its last lines.

    Returns
    -------
    bytes
        The file.
    """
    digest = hashlib.sha256(body.encode("utf-8")).hexdigest()
    tail = _environment().get_template("seal.html").render(mark={"sha256": digest})
    return (body + tail).encode("utf-8")


def _policy(style: str, script: str) -> str:
    # The hashes must be of exactly what stands between the tags, or the browser drops style and script in silence.
    allowed = f"'sha256-{_digest(script)}'" if script else "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'sha256-{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(source: str) -> str:
    return base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode("ascii")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("qualkit.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalise,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment


def _finalise(value: Any) -> Any:
    # Whatever a template shows passes here once more: no control character reaches the file by a forgotten path.
    return visible(value) if type(value) is str else value
