"""How every figure looks: words first, direct labels, people on the axis, ink that reads on light and dark."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qualkit.model.visible import visible

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["ACCENT", "INK", "PALETTE", "QUIET", "SYMBOLS", "plain", "styled"]

INK = "#767676"  # the grey that has 4.5:1 on white and on near-black alike
QUIET = "rgba(128,128,128,0.35)"
ACCENT = "#2f7fb8"
PALETTE = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
"""Okabe and Ito's order, five at most."""
SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up")
"""One beside each colour: nothing is told by colour alone."""

_ROW = 26
_SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"


def plain(text: str, most: int = 60) -> str:
    """Make a text of customers or coders safe to stand in a figure.

    Parameters
    ----------
    text : str
        A label.
    most : int
        Characters to keep.

    Returns
    -------
    str
        Plotly reads a few HTML tags and, with MathJax, formulas between dollars; neither survives. Signs that a screen
        would obey are shown.
    """
    shown = visible(text)
    short = shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"
    return escape(short, quote=False).replace("$", "&#36;")


def styled(figure: go.Figure, title: str, *, rows: int, base: str) -> go.Figure:
    """Give a figure its title, its size and its quiet frame.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        With its traces.
    title : str
        A question.
    rows : int
        How many rows it shows.
    base : str
        What is counted, of how many; stands below the title.

    Returns
    -------
    plotly.graph_objects.Figure
        The same figure.
    """
    figure.update_layout(
        template="none",
        title={
            "text": f"<b>{plain(title, 200)}</b><br><sub>{plain(base, 300)}</sub>",
            "x": 0,
            "xref": "container",
            "pad": {"l": 8},
        },
        font={"family": _SANS, "size": 13, "color": INK},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        height=120 + _ROW * max(rows, 3),
        margin={"l": 8, "r": 24, "t": 64, "b": 40},
        showlegend=False,
        hoverlabel={"font": {"family": _SANS}},
    )
    figure.update_xaxes(gridcolor=QUIET, zeroline=False, automargin=True)
    figure.update_yaxes(showgrid=False, automargin=True, ticks="outside", ticklen=6, tickcolor="rgba(0,0,0,0)")
    return figure
