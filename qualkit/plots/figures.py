"""Figures of themes and of agreement: how many people, how firm, how far coders agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.model import FAIR, SOLID, UNCLEAR, HasStudy, Study
from qualkit.model.arguments import checked
from qualkit.plots.given import check_most, study_in, themes_in
from qualkit.plots.style import ACCENT, QUIET, plain, styled
from qualkit.text.phrasing import counted

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["agreement", "stability", "themes"]

_AGREED = ("code", "alpha", "low", "high", "n_given", "n_units", "n_coders", "unit")


@checked
def themes(found: object, *, most: int = 20) -> go.Figure:
    """Draw how many people each suggested theme was heard from, and how firm it is.

    Parameters
    ----------
    found : Themes, project or Study
        What `qk.find_themes` gave, or what holds it.
    most : int
        How many themes to show, those with most people first, those without a clear subject last.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar a theme; the fainter, the less often it came back in resamples.

    Raises
    ------
    QualkitError
        If there is no theme to draw, or `most` is less than one.
    """
    import plotly.graph_objects as go

    check_most(most)
    frame = themes_in(found).frame
    # Where nobody is known, people cannot be counted, and the figure says what it counts instead.
    column, noun = ("n_people", "people") if frame["n_people"].any() else ("n_comments", "comments")
    # Themes without a clear subject come last, as in the table.
    unclear = frame["subject"] == UNCLEAR if "subject" in frame else pd.Series(False, index=frame.index)
    order = frame.assign(last=unclear).sort_values(["last", column], ascending=[True, False], kind="stable").index
    shown = frame.loc[order].head(most).iloc[::-1]
    firm = shown["stability"].fillna(0.0)
    figure = go.Figure(
        go.Bar(
            x=shown[column],
            y=[plain(label) for label in shown["label"]],
            orientation="h",
            marker={"color": ACCENT, "opacity": (0.3 + 0.7 * firm).tolist()},
            text=[_measured(people, share) for people, share in zip(shown[column], shown["stability"], strict=True)],
            textfont={"size": 12},
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}<br>%{x} " + noun + "<extra></extra>",
        )
    )
    base = f"{noun} in each theme · share of resamples in which it came back; {len(shown)} of {len(frame)} themes"
    styled(figure, "What could be read together?", rows=len(shown), base=base)
    # The numbers stand at the bars: an axis would only say them again.
    room = 1.5 if shown["stability"].isna().any() else 1.25  # for what stands behind the longest bar
    return figure.update_xaxes(visible=False, range=[0, room * max(1, int(shown[column].max()))])


def _measured(people: int, share: float) -> str:
    return f"{people} · " + ("not measured" if pd.isna(share) else f"{share:.0%}")


@checked
def stability(found: object, *, most: int = 40) -> go.Figure:
    """Draw how often each suggested theme came back when a part of the comments was left out.

    Parameters
    ----------
    found : Themes, project or Study
        What `qk.find_themes` gave, or what holds it.
    most : int
        How many themes to show, the first of their table.

    Returns
    -------
    plotly.graph_objects.Figure
        One row a theme, the firmest on top; lines where the word for it changes from fragile to fair to solid.

    Raises
    ------
    QualkitError
        If no theme has a stability, or `most` is less than one.
    """
    import plotly.graph_objects as go

    check_most(most)
    frame = themes_in(found).frame
    if frame["stability"].isna().all():
        raise QualkitError("There is no stability to draw.", hint="Pass what qk.find_themes gave.")
    known = frame[frame["stability"].notna()].head(most).sort_values("stability", kind="stable")
    figure = go.Figure(
        go.Scatter(
            x=known["stability"],
            y=[plain(label) for label in known["label"]],
            mode="markers",
            marker={"color": ACCENT, "size": 9},
            customdata=known[["n_people", "n_comments"]],
            hovertemplate="%{y}: %{x:.0%}<br>%{customdata[0]} people, %{customdata[1]} comments<extra></extra>",
        )
    )
    for limit, word in ((FAIR, "fair"), (SOLID, "solid")):
        figure.add_vline(x=limit, line={"color": QUIET, "width": 1}, annotation={"text": word, "font": {"size": 11}})
    figure.update_xaxes(title="share of resamples in which it came back", tickformat=".0%", range=[-0.02, 1.02])
    unmeasured = len(frame) - int(frame["stability"].notna().sum())
    base = f"{len(known)} of {len(frame)} themes" + (f"; {unmeasured} not measured" if unmeasured else "")
    return styled(figure, "Which themes would come back?", rows=len(known), base=base)


def agreement(table: pd.DataFrame | Study | HasStudy) -> go.Figure:
    """Draw how far coders agree on each code.

    Parameters
    ----------
    table : DataFrame, project or Study
        What `qk.agreement` gave; of a project, what it gives without being told anything else.

    Returns
    -------
    plotly.graph_objects.Figure
        One row a code: alpha with its 95 % interval; lines at .667 and .800, Krippendorff's limits for tentative and for
        firm conclusions (Krippendorff 2019, Content Analysis, 4th ed., doi:10.4135/9781071878781).

    Raises
    ------
    QualkitError
        If this is no such table, or nothing in it can be drawn.
    """
    import plotly.graph_objects as go

    table = _agreed(table)
    known = table[table["alpha"].notna()].iloc[::-1]
    if known.empty:
        raise QualkitError(
            "There is no agreement to draw.", hint="Pass what qk.agreement gave, with at least one code."
        )
    figure = go.Figure(
        go.Scatter(
            x=known["alpha"],
            y=[plain(code) for code in known["code"]],
            mode="markers",
            marker={"color": ACCENT, "size": 9},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (known["high"] - known["alpha"]).clip(lower=0),
                "arrayminus": (known["alpha"] - known["low"]).clip(lower=0),
                "color": ACCENT,
                "thickness": 1.5,
                "width": 0,
            },
            customdata=known[["n_given"]],
            hovertemplate="%{y}: %{x:.2f}<br>given to %{customdata[0]} units<extra></extra>",
        )
    )
    for limit, word in ((0.667, "tentative"), (0.8, "firm")):
        figure.add_vline(x=limit, line={"color": QUIET, "width": 1}, annotation={"text": word, "font": {"size": 11}})
    figure.update_xaxes(title="Krippendorff's alpha, 95 % interval", range=[min(0.0, float(known["low"].min())), 1.02])
    first = table.iloc[0]
    left_out = int(first.get("n_left_out", 0))
    beside = f"; {counted(left_out, 'conversation')} that only some of them read left out" if left_out else ""
    base = f"{int(first['n_coders'])} coders, {int(first['n_units']):,} units ({first['unit']}s){beside}"
    return styled(figure, "On which codes do coders agree?", rows=len(known), base=base)


def _agreed(given: pd.DataFrame | Study | HasStudy) -> pd.DataFrame:
    from qualkit.coding import agreement as how_far

    study = study_in(given)
    table = given if study is None else how_far(study)
    if not isinstance(table, pd.DataFrame) or not set(_AGREED) <= set(table.columns):
        raise QualkitError("This is no table of agreement.", hint="Pass what qk.agreement gave, or a project.")
    return table
