"""The curve of codes met, person by person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualkit.errors import QualkitError
from qualkit.model import HasStudy, Study
from qualkit.plots.given import study_in
from qualkit.plots.style import ACCENT, QUIET, styled

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from qualkit.coding import Saturation

__all__ = ["saturation"]


def saturation(found: Saturation | Study | HasStudy) -> go.Figure:
    """Draw how many codes were met after so many people.

    Parameters
    ----------
    found : Saturation, project or Study
        What `qk.saturation` gave; of a project, what it gives without being told anything else.

    Returns
    -------
    plotly.graph_objects.Figure
        The mean over orders of reading, with the middle 95 % of them; a line at the codes there may be.

    Raises
    ------
    QualkitError
        If this is neither, or too little is coded.
    """
    import plotly.graph_objects as go

    found = _saturated(found)
    curve, unseen = found.curve, found.unseen
    figure = go.Figure()
    figure.add_scatter(x=curve["n_people"], y=curve["low"], mode="lines", line={"width": 0}, hoverinfo="skip")
    figure.add_scatter(
        x=curve["n_people"],
        y=curve["high"],
        mode="lines",
        line={"width": 0},
        fill="tonexty",
        fillcolor="rgba(47,127,184,0.22)",
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=curve["n_people"],
        y=curve["n_codes"],
        mode="lines",
        line={"color": ACCENT, "width": 2},
        hovertemplate="%{x} people: %{y:.1f} codes on average<extra></extra>",
    )
    told = f"{unseen.total:.0f} or more ({unseen.low:.0f} to {unseen.high:.0f})"
    figure.add_hline(y=unseen.total, line={"color": QUIET, "width": 1}, annotation={"text": told, "font": {"size": 11}})
    figure.update_xaxes(title="people read")
    figure.update_yaxes(title="codes met", rangemode="tozero", showgrid=True)
    base = f"{unseen.n_seen} codes in what {found.n_people} people said; middle 95 % of orders"
    return styled(figure, "Does another person still bring a new code?", rows=12, base=base)


def _saturated(given: Saturation | Study | HasStudy) -> Saturation:
    from qualkit.coding import Saturation as Found
    from qualkit.coding import saturation as how_full

    study = study_in(given)
    found = given if study is None else how_full(study)
    if not isinstance(found, Found):
        raise QualkitError("There is no saturation to draw.", hint="Pass what qk.saturation gave, or a project.")
    return found
