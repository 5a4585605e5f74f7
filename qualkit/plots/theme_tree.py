"""The tree of themes: which finer ones lie inside which coarser one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualkit.errors import QualkitError
from qualkit.model.arguments import checked
from qualkit.plots.given import themes_in
from qualkit.plots.style import ACCENT, INK, QUIET, plain, styled

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["theme_tree"]

_MOST_ROWS = 80


@dataclass(frozen=True)
class _Node:
    label: str
    people: int
    comments: int
    members: frozenset[str]
    children: tuple[_Node, ...] = ()


@checked
def theme_tree(found: object, *, most_levels: int = 3) -> go.Figure:
    """Draw which finer themes lie inside which coarser one.

    Parameters
    ----------
    found : Themes, project or Study
        What `qk.find_themes` gave, at the finest level to show; a project keeps one level.
    most_levels : int
        How many levels to show, from that one upwards; 2 or more.

    Returns
    -------
    plotly.graph_objects.Figure
        Coarse themes on the left, finer ones inside them to the right; the size of a mark grows with the number of people.

    Raises
    ------
    QualkitError
        If there is no theme to draw, or `most_levels` is less than 2.
    """
    import plotly.graph_objects as go

    themes = themes_in(found, of=("assignments",))
    if most_levels < 2:
        raise QualkitError(f"most_levels is {most_levels}.", hint="Two levels or more make a tree.")
    levels = _levels(themes, most_levels)
    roots = _nodes(levels)
    figure = go.Figure()
    rows = _draw(figure, roots, len(levels))
    figure.update_xaxes(visible=False, range=[-0.1, len(levels) - 0.1])
    figure.update_yaxes(visible=False, range=[rows - 0.4, -0.8])
    known = any(node.people for node in roots)
    base = f"{' in '.join(str(len(one.frame)) for one in reversed(levels))} themes; {'people' if known else 'comments'} in each"
    return styled(figure, "Which themes lie inside which?", rows=rows, base=base)


def _levels(found: Any, most: int) -> list[Any]:
    """Give the themes of each level, coarsest first; one level where there is no coarser one."""
    table = getattr(found, "levels", None)
    if table is None or table.empty:
        return [found]
    at = int(table.loc[table["chosen"], "level"].iloc[0]) if table["chosen"].any() else int(table["level"].max())
    coarser: list[Any] = []
    last = len(found.frame)
    # A level that has hardly fewer themes says nothing that the finer one does not.
    for level in range(at - 1, -1, -1):
        here = found.at_level(level)
        if len(here.frame) <= 0.6 * last and len(coarser) < most - 1:
            coarser.append(here)
            last = len(here.frame)
    return [*reversed(coarser), found]


def _nodes(levels: list[Any]) -> tuple[_Node, ...]:
    below: tuple[_Node, ...] = ()
    for level in reversed(levels):
        members = level.assignments.dropna(subset=["theme_id"]).groupby("theme_id")["comment_id"].agg(frozenset)
        here = []
        for row in level.frame.to_dict("records"):
            mine = members.get(row["theme_id"], frozenset())
            inside = tuple(node for node in below if node.members and 2 * len(node.members & mine) > len(node.members))
            here.append(_Node(str(row["label"]), int(row["n_people"]), int(row["n_comments"]), mine, inside))
        below = tuple(here)
    return below


def _draw(figure: go.Figure, roots: tuple[_Node, ...], n_levels: int) -> int:
    """Draw lines, marks and names; give the number of rows."""
    known = any(node.people for node in roots)
    marks: list[tuple[float, float, int, str]] = []
    lines: tuple[list[float | None], list[float | None]] = ([], [])
    rows = 0

    def place(node: _Node, level: int) -> float:
        nonlocal rows
        if node.children:
            heights = [place(child, level + 1) for child in node.children]
            y = sum(heights) / len(heights)
            for height in heights:
                lines[0].extend((level, level + 0.5, level + 0.5, level + 1, None))
                lines[1].extend((y, y, height, height, None))
        else:
            y = float(rows)
            rows += 1
        count = node.people if known else node.comments
        marks.append((level, y, count, f"{plain(node.label, 44)} · {count}"))
        return y

    for root in roots[:_MOST_ROWS]:
        place(root, 0)
    figure.add_scatter(x=lines[0], y=lines[1], mode="lines", line={"color": QUIET, "width": 1}, hoverinfo="skip")
    largest = max((count for _, _, count, _ in marks), default=1) or 1
    figure.add_scatter(
        x=[x for x, _, _, _ in marks],
        y=[y for _, y, _, _ in marks],
        mode="markers",
        marker={"color": ACCENT, "size": [7 + 13 * (count / largest) ** 0.5 for _, _, count, _ in marks]},
        text=[name for _, _, _, name in marks],
        hovertemplate="%{text}<extra></extra>",
    )
    for x, y, count, name in marks:
        inner = x < n_levels - 1
        shift = 0 if inner else 6 + (7 + 13 * (count / largest) ** 0.5) / 2
        figure.add_annotation(
            x=x,
            y=y,
            text=name,
            showarrow=False,
            xanchor="left",
            yanchor="bottom" if inner else "middle",
            xshift=shift,
            yshift=7 if inner else 0,
            font={"size": 12, "color": INK},
        )
    return rows
