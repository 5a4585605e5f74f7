"""The writing step: from what a report says to the bytes of its file."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from qualkit.model.visible import visible
from qualkit.report.layout import AGAINST_LEADING, FOR_LEADING, RESPONSE_LEADING, THEMES_LEADING
from qualkit.report.page import Page

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["DRAWING", "SEAL_MARK", "drawing_script", "environment", "ours", "policy", "render", "seal", "style_of"]

DRAWING = "plotly-basic-4.1.1.min.js.gz"
STYLES = ("report.css", "responses.css", "charts.css")
SCRIPTED = "scripted.css"
SCRIPTS = ("begin.js", "passages.js", "search.js", "charts.js", "reader.js")

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

_QUOTED = re.compile("(“[^”]*”)")

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
    templates = environment()
    style = style_of(*STYLES, *((SCRIPTED,) if page.interactive else ()))
    own = f"(() => {{\n{source_of(*SCRIPTS)}}})();\n"
    scripts = (own, drawing_script()[0] if page.charts else "") if page.interactive else ()
    body = templates.get_template("report.html").render(
        page=page,
        style=ours(style),
        script=ours(scripts[0]) if scripts else "",
        drawing=drawing_script()[1] if page.interactive and page.charts else "",
        policy=policy(style, *scripts),
        leading={
            "for": FOR_LEADING,
            "against": AGAINST_LEADING,
            "reply": RESPONSE_LEADING,
            "theme": THEMES_LEADING,
        },
    )
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
    tail = environment().get_template("seal.html").render(mark={"sha256": digest})
    return (body + tail).encode("utf-8")


def source_of(*names: str) -> str:
    """Give our own style sheets or scripts, one after the other.

    Parameters
    ----------
    *names : str
        Files of the folder ``templates``.

    Returns
    -------
    str
        Their text as it is; nothing of a study is in it.
    """
    folder = files("qualkit.report") / "templates"
    return "\n".join((folder / name).read_text("utf-8") for name in names)


def ours(source: str) -> Markup:
    """Mark a style sheet or script of this package as such, so that it is not escaped.

    Parameters
    ----------
    source : str
        What `source_of` or `style_of` gave; never anything of a study.

    Returns
    -------
    Markup
        The same.
    """
    return Markup(source)  # noqa: S704 - a file of this package


def style_of(*names: str) -> str:
    """Give style sheets without comments and line ends.

    Parameters
    ----------
    *names : str
        Files of the folder ``templates``.

    Returns
    -------
    str
        One sheet.
    """
    return re.sub(r"/\*.*?\*/|\n\s*", "", source_of(*names), flags=re.DOTALL)


@lru_cache(maxsize=1)
def drawing_script() -> tuple[str, str]:
    """Give plotly's script for the basic charts.

    Returns
    -------
    source, packed : str
        The script, and its gzip in base64, the same bytes everywhere since it is kept compressed.
    """
    packed = (files("qualkit.report") / "vendor" / DRAWING).read_bytes()
    return gzip.decompress(packed).decode("utf-8"), base64.b64encode(packed).decode("ascii")


def policy(style: str, *scripts: str) -> str:
    """Write the content-security policy of a file.

    Parameters
    ----------
    style : str
        Its style sheet.
    *scripts : str
        What it may run; empty ones are left out.

    Returns
    -------
    str
        Nothing is loaded; one style sheet and these scripts are known by their hashes, which must be of exactly what
        stands between the tags, or the browser drops them in silence.
    """
    allowed = " ".join(f"'sha256-{_digest(one)}'" for one in scripts if one) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'sha256-{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(source: str) -> str:
    return base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode("ascii")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Give the templates, with every value escaped.

    Returns
    -------
    jinja2.Environment
        Strict: an unknown name is an error.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalise,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    environment.filters["isolated"] = isolated
    environment.filters["direction"] = direction
    environment.filters["around_names"] = around_names
    environment.tests["unnamed"] = lambda name: not any(sign.isalpha() for sign in name)  # a rating, such as 5
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment


def _template(name: str) -> str:
    # Indents are for whoever reads the template; a report of a thousand quotes would carry them a thousand times.
    return re.sub(r"(?m)^[ \t]+", "", source_of(name))


def isolated(text: str) -> Markup:
    """Keep a name with right-to-left letters from turning what stands round it.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    Markup
        Escaped; wrapped only where it needs to be, since a report holds thousands of names.
    """
    told = escape(visible(text))
    return Markup("<bdi>{}</bdi>").format(told) if _RIGHT_TO_LEFT.search(text) else told


def around_names(sentence: str) -> Markup:
    """Keep the names that a sentence quotes from turning it: "of those who “…”, 3 of 14" would read "3 ,”…" else.

    Parameters
    ----------
    sentence : str
        One of ours, with names of the study in “quotation marks”.

    Returns
    -------
    Markup
        Escaped; each name as `isolated` gives it.
    """
    pieces = _QUOTED.split(sentence)
    return Markup("").join(isolated(one) if _QUOTED.fullmatch(one) else escape(visible(one)) for one in pieces)


def direction(text: str) -> Markup:
    """Give the attribute that a text with right-to-left letters needs.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    Markup
        ``dir="auto"`` with a blank before it, or nothing.
    """
    return Markup(' dir="auto"') if _RIGHT_TO_LEFT.search(text) else Markup()


def _finalise(value: Any) -> Any:
    # Whatever a template shows passes here once more: no control character reaches the file by a forgotten path.
    return visible(value) if type(value) is str else value
