"""Shares of people with a code or a theme, by what else is known of them, each with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualkit.errors import QualkitError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.plots.given import check_most
from qualkit.plots.style import PALETTE, SYMBOLS, plain, styled

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["codes", "themes_by"]

_MOST_VALUES = 5


@checked
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
        If nothing is coded, or `most` is less than one.
    """
    study = as_study(source)
    if study.codings.empty:
        raise QualkitError("Nothing is coded yet.", hint="Code with qk.code(project), or import codings.")
    return _shares(study, "code", by, most, f"Who said what, by {by}?")


@checked
def themes_by(source: Study | Corpus | HasStudy, *, by: str = "channel", most: int = 15) -> go.Figure:
    """Draw where people were heard on each suggested theme.

    Parameters
    ----------
    source : project or Study
        With themes.
    by : str
        A column of ``corpus.frame``; its five most frequent values are shown.
    most : int
        How many themes to show, those with most people first.

    Returns
    -------
    plotly.graph_objects.Figure
        One row a theme, one mark a value: the share of the people with that value who were heard on it, with its 95 %
        interval. A theme is what a machine put together: it says what people spoke about, not why they did anything.

    Raises
    ------
    QualkitError
        If there are no themes, or `most` is less than one.
    """
    study = as_study(source)
    if study.themes is None or study.themes.frame.empty:
        raise QualkitError("The project has no themes.", hint="project.add_themes(qk.find_themes(corpus)).")
    return _shares(study, "theme", by, most, f"Who was heard on which theme, by {by}?")


def _shares(study: Study, rows: str, by: str, most: int, question: str) -> go.Figure:
    import plotly.graph_objects as go

    from qualkit.coding.tables import crossed
    from qualkit.text.people import interval

    check_most(most)
    table = crossed(study, rows=rows, columns=by)
    base, counts = table.iloc[0], table.iloc[1:]
    if base.empty or counts.empty:
        frame = study.corpus.table
        raise QualkitError(
            f"Nobody known has a {rows} and a value of {by}: there is no share to draw.",
            available=[
                str(name) for name in frame.columns if name != by and 1 < frame[name].astype("str").nunique() <= 12
            ],
            hint="by= takes any column of the corpus; qk.read_comments(..., outcome=...) says which tells what people did.",
        )
    values = base.sort_values(ascending=False, kind="stable").index[:_MOST_VALUES]
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
                "symbol": SYMBOLS[n],
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
    bases = ", ".join(f"{value} ({int(base[value]):,})" for value in values)
    bases += f"; {len(base) - len(values)} more not drawn" if len(base) > len(values) else ""
    styled(figure, question, rows=len(shown) * 2, base=f"people: {bases}")
    # Five series of intervals cannot be labelled directly without covering each other.
    return figure.update_layout(showlegend=True, legend={"orientation": "h", "y": -0.12, "x": 0})
