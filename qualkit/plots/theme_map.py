"""The map of comments, with their themes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qualkit.errors import QualkitError
from qualkit.model import Corpus
from qualkit.model.arguments import checked
from qualkit.model.missing import text_or_none
from qualkit.plots.flat import evenly, flattened
from qualkit.plots.given import themes_in
from qualkit.plots.style import INK, PALETTE, QUIET, SYMBOLS, plain, styled

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

__all__ = ["MOST_POINTS", "theme_map"]

MOST_POINTS = 5_000
"""More points than this are a cloud to the eye and a load to the browser."""

_LABELS = 18
_ROOM = (0.34, 0.075)  # half the width and height that a label needs, where the map is 2 wide and 2 high
_HOVER = 80
_SIGNS = ("●", "■", "◆", "✚", "▲")  # the marks of the colours, for names beside them
_LABEL_FONT = {"size": 12, "color": INK}


@dataclass(frozen=True)
class _Points:
    places: NDArray[np.float64]
    themes: list[str | None]
    hover: list[str]


@checked
def theme_map(
    found: object, corpus: Corpus | None = None, *, most: int = 2_000, highlight: int = 5, seed: int = 0
) -> go.Figure:
    """Draw comments so that those which sound alike lie near each other, and name the themes where they lie.

    Parameters
    ----------
    found : Themes
        What `qk.find_themes` gave.
    corpus : Corpus, optional
        Where the words are: with it, pointing at a comment shows its first 80 characters. They are then part of the
        figure, and of a notebook that is saved with it.
    most : int
        How many comments to draw, at even distances in the corpus; 5,000 at most.
    highlight : int
        How many themes, in the order of their table, get a colour and a mark; five at most. The others are grey.
    seed : int
        Of the layout.

    Returns
    -------
    plotly.graph_objects.Figure
        One mark a comment. Near means alike; how far two groups lie apart means nothing.

    Raises
    ------
    QualkitError
        If there is no theme to draw, or a number is out of range.
    """
    import plotly.graph_objects as go

    themes = themes_in(found, of=("reading", "assignments"))
    frame, reading = themes.frame, themes.reading
    if not 1 <= most <= MOST_POINTS:
        raise QualkitError(f"most is {most}.", hint=f"How many comments to draw: 1 to {MOST_POINTS:,}.")
    labels = dict(zip(frame["theme_id"], frame["label"], strict=True))
    points = _points(themes, corpus, labels, most, seed)
    bright = frame["theme_id"].tolist()[: min(highlight, len(PALETTE))]
    figure = go.Figure()
    rest = [n for n, theme in enumerate(points.themes) if theme not in bright]
    _scatter(figure, points, rest, "other themes, or none", QUIET, "circle")
    for n, theme in enumerate(bright):
        rows = [row for row, one in enumerate(points.themes) if one == theme]
        _scatter(figure, points, rows, str(labels[theme]), PALETTE[n], SYMBOLS[n])
    signs = dict(zip(bright, _SIGNS, strict=False))
    for theme, (x, y) in _labelled(points, frame["theme_id"].tolist()):
        name = " ".join(filter(None, [signs.get(theme), f"<b>{plain(str(labels[theme]), 34)}</b>"]))
        figure.add_annotation(x=x, y=y, text=name, showarrow=False, font=_LABEL_FONT)
    read, noun = len(reading.comment_ids), "sentences" if reading.unit == "segment" else "comments"
    base = f"{len(points.themes):,} of {read:,} {noun} that were read, in {len(frame)} themes; near means alike"
    styled(figure, "Which comments sound alike?", rows=20, base=base)
    figure.update_xaxes(visible=False, range=[-1.12, 1.12])
    return figure.update_yaxes(visible=False, range=[-1.12, 1.12])


def _points(found: Any, corpus: Corpus | None, labels: dict[str, str], most: int, seed: int) -> _Points:
    reading = found.reading
    rows = evenly(len(reading.comment_ids), most)
    table = found.assignments
    of = dict(zip(zip(table["comment_id"], table["start"], strict=True), table["theme_id"], strict=True))
    ids = [reading.comment_ids[row] for row in rows]
    begins, ends = ([int(one[row]) for row in rows] for one in (reading.starts, reading.ends))
    themes = [text_or_none(of.get(one)) for one in zip(ids, begins, strict=True)]
    hover = [
        _hover(one, begin, end, labels.get(theme or ""), corpus)
        for one, begin, end, theme in zip(ids, begins, ends, themes, strict=True)
    ]
    return _Points(flattened(np.asarray(reading.vectors)[rows], seed=seed), themes, hover)


def _hover(comment_id: str, begin: int, end: int, label: str | None, corpus: Corpus | None) -> str:
    about = plain(label or "no theme", 60)
    if corpus is None:
        return f"{about}<br>{plain(comment_id)}"
    words = " ".join(corpus.text(comment_id)[begin:end].split())
    return f"{about}<br>{plain(words, _HOVER)}"


def _scatter(figure: go.Figure, points: _Points, rows: list[int], name: str, colour: str, symbol: str) -> None:
    if not rows:
        return
    figure.add_scatter(
        x=np.round(points.places[rows, 0], 3),
        y=np.round(points.places[rows, 1], 3),
        mode="markers",
        name=plain(name),
        marker={"color": colour, "symbol": symbol, "size": 6, "line": {"width": 0}},
        text=[points.hover[row] for row in rows],
        hovertemplate="%{text}<extra></extra>",
    )


def _labelled(points: _Points, order: list[str]) -> list[tuple[str, tuple[float, float]]]:
    """Place the names of themes, in the order of their table, where they cover no other name."""
    placed: list[tuple[str, tuple[float, float]]] = []
    for theme in order:
        rows = [row for row, one in enumerate(points.themes) if one == theme]
        if not rows or len(placed) == _LABELS:
            continue
        # The median, not the mean: a theme in two places has its name in one of them.
        x, y = (float(np.median(points.places[rows, axis])) for axis in (0, 1))
        x = min(max(x, -0.85), 0.85)
        if all(abs(x - a) > _ROOM[0] or abs(y - b) > _ROOM[1] for _, (a, b) in placed):
            placed.append((theme, (round(x, 3), round(y, 3))))
    return placed
