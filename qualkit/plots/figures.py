"""The figures of the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.plots.style import ACCENT, PALETTE, QUIET, plain, styled

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["agreement", "codes", "themes"]

_MOST_OUTCOMES = 5


def themes(found: object, *, most: int = 20) -> go.Figure:
    """Draw how many people each suggested theme was heard from, and how firm it is.

    Parameters
    ----------
    found : Themes or ThemeTables
        With a ``frame``.
    most : int
        How many themes to show, those with most people first.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar a theme; the fainter, the less often it came back in resamples.

    Raises
    ------
    QualkitError
        If there is no theme to draw.
    """
    import plotly.graph_objects as go

    frame = getattr(found, "frame", None)
    if not isinstance(frame, pd.DataFrame) or frame.empty:
        raise QualkitError("There are no themes to draw.", hint="Pass what qk.find_themes gave.")
    # Where nobody is known, people cannot be counted, and the figure says what it counts instead.
    counted, noun = ("n_people", "people") if frame["n_people"].any() else ("n_comments", "comments")
    shown = frame.sort_values(counted, ascending=False, kind="stable").head(most).iloc[::-1]
    firm = shown["stability"].fillna(0.0)
    figure = go.Figure(
        go.Bar(
            x=shown[counted],
            y=[plain(label) for label in shown["label"]],
            orientation="h",
            marker={"color": ACCENT, "opacity": (0.3 + 0.7 * firm).tolist()},
            text=[f"{people} · {share:.0%}" for people, share in zip(shown[counted], firm, strict=True)],
            textfont={"size": 12},
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}<br>%{x} " + noun + "<extra></extra>",
        )
    )
    base = f"{noun} in each theme · share of resamples in which it came back; {len(shown)} of {len(frame)} themes"
    styled(figure, "What could be read together?", rows=len(shown), base=base)
    # The numbers stand at the bars: an axis would only say them again.
    return figure.update_xaxes(visible=False)


def codes(source: Study | Corpus | HasStudy, *, by: str = "outcome", most: int = 15) -> go.Figure:
    """Draw how many people said what, by what they did.

    Parameters
    ----------
    source : project or Study
        Holds the codings.
    by : str
        A column of ``corpus.frame``; its five most frequent values are shown.
    most : int
        How many codes to show, those with most people first.

    Returns
    -------
    plotly.graph_objects.Figure
        One row a code, one mark a value: the share of the people with that value who said it, with its 95 % interval.

    Raises
    ------
    QualkitError
        If nothing is coded.
    """
    import plotly.graph_objects as go

    from qualkit.coding import cross_table
    from qualkit.text.people import interval

    study = as_study(source)
    if study.codings.empty:
        raise QualkitError("Nothing is coded yet.", hint="Code with qk.code(project), or import codings.")
    table = cross_table(study, rows="code", columns=by)
    base, counts = table.iloc[0], table.iloc[1:]
    values = base.sort_values(ascending=False, kind="stable").index[:_MOST_OUTCOMES]
    shown = counts.head(most).iloc[::-1]
    places = {code: n for n, code in enumerate(shown.index)}
    figure = go.Figure()
    for n, value in enumerate(values):
        bounds = [interval(int(k), int(base[value])) for k in shown[value]]
        share = [int(k) / int(base[value]) for k in shown[value]]
        figure.add_scatter(
            x=share,
            y=[places[code] + 0.14 * (n - (len(values) - 1) / 2) for code in shown.index],
            mode="markers",
            name=plain(str(value)),
            marker={
                "color": PALETTE[n],
                "size": 8,
                "symbol": ["circle", "square", "diamond", "cross", "triangle-up"][n],
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [high - one for one, (_, high) in zip(share, bounds, strict=True)],
                "arrayminus": [one - low for one, (low, _) in zip(share, bounds, strict=True)],
                "color": PALETTE[n],
                "thickness": 1,
                "width": 0,
            },
            customdata=[[int(k), int(base[value])] for k in shown[value]],
            hovertemplate="%{customdata[0]} of %{customdata[1]} people<extra>" + plain(str(value)) + "</extra>",
        )
    figure.update_yaxes(
        zeroline=False, tickmode="array", tickvals=list(places.values()), ticktext=[plain(code) for code in places]
    )
    figure.update_xaxes(title="share of people, 95 % interval", tickformat=".0%", range=[-0.02, None])
    bases = ", ".join(f"{value} {int(base[value])}" for value in values)
    styled(figure, f"Who said what, by {by}?", rows=len(shown) * 2, base=f"people: {bases}")
    # Five series of intervals cannot be labelled directly without covering each other.
    return figure.update_layout(showlegend=True, legend={"orientation": "h", "y": -0.12, "x": 0})


def agreement(table: pd.DataFrame) -> go.Figure:
    """Draw how far coders agree on each code.

    Parameters
    ----------
    table : DataFrame
        What `qk.agreement` gave.

    Returns
    -------
    plotly.graph_objects.Figure
        One row a code: alpha with its 95 % interval; lines at .667 and .800, Krippendorff's limits for tentative and for
        firm conclusions (Krippendorff 2019, Content Analysis, 4th ed., doi:10.4135/9781071878781).

    Raises
    ------
    QualkitError
        If the table is empty.
    """
    import plotly.graph_objects as go

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
    base = f"{int(first['n_coders'])} coders, {int(first['n_units']):,} units ({first['unit']}s)"
    return styled(figure, "On which codes do coders agree?", rows=len(known), base=base)
