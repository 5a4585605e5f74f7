"""What a figure is drawn from: the result of a verb, or a project from which that can be had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.model import Corpus, HasStudy, Study, as_study

__all__ = ["check_most", "study_in", "themes_in"]

_THEMED = ("theme_id", "label", "n_people", "n_comments", "stability")


def study_in(given: object) -> Study | None:
    """See the study in what a figure was given, if there is one.

    Parameters
    ----------
    given : object
        A project, Study or Corpus, or anything else.

    Returns
    -------
    Study or None
        None where it is a result, or nothing that can be drawn.
    """
    return as_study(given) if isinstance(given, (Study, Corpus, HasStudy)) else None


def themes_in(given: object, of: Sequence[str] = ()) -> Any:
    """Give the themes to draw.

    Parameters
    ----------
    given : object
        What `qualkit.find_themes` gave, or a project or Study that holds themes.
    of : sequence of str
        What the figure needs of them beside their table, by its attributes.

    Returns
    -------
    Themes or ThemeTables
        With one theme at least.

    Raises
    ------
    QualkitError
        If there are none, or something is missing.
    """
    study = study_in(given)
    found = given if study is None else study.themes
    frame = getattr(found, "frame", None)
    if not isinstance(frame, pd.DataFrame) or not set(_THEMED) <= set(frame.columns) or frame.empty:
        raise QualkitError("There are no themes to draw.", hint="Pass what qk.find_themes gave.")
    if any(getattr(found, name, None) is None for name in of):
        raise QualkitError(
            "These themes are without what this figure needs.",
            hint="A project keeps the table of its themes alone: pass what qk.find_themes gave.",
        )
    return found


def check_most(most: int) -> None:
    """Refuse to draw nothing.

    Parameters
    ----------
    most : int
        How many rows to show.

    Raises
    ------
    QualkitError
        If it is less than one.
    """
    if most < 1:
        raise QualkitError(f"most is {most}.", hint="How many rows to show: 1 or more.")
