"""What a theme model found, as tables."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from qualkit.model.provenance import Provenance

__all__ = [
    "ASSIGNMENT_COLUMNS",
    "FAIR",
    "PARKED_COLUMNS",
    "SOLID",
    "THEME_COLUMNS",
    "ThemeTables",
    "doubt_word",
]

THEME_COLUMNS = (
    "theme_id",
    "label",
    "labelled_by",
    "n_people",
    "n_comments",
    "stability",
    "doubt",
    "terms",
    "parent_id",
    "examples",
    "pinned",
)
"""``terms``: list of str, most telling first; ``examples``: list of comment ids, most typical first;
``stability``: float in [0, 1], the share of resamples that found the theme again; ``doubt``: that share in one word (see
`doubt_word`); ``parent_id``: the theme of the next coarser level in which it lies; ``pinned``: bool."""

ASSIGNMENT_COLUMNS = ("comment_id", "start", "end", "theme_id", "nearest_theme_id", "similarity", "confidence")
"""One row a comment and theme; ``theme_id`` is NA where no theme fits. ``similarity`` is the cosine to the middle of the
theme (or of the nearest one), no probability; ``confidence`` is a calibrated probability, NA where there is none."""

PARKED_COLUMNS = ("comment_id", "why")
"""Comments that were left out of the themes (non-answers, staff, empty), and the reason."""

SOLID, FAIR = 0.8, 0.5
"""From these shares of resamples on a theme is called solid, and fair."""


def doubt_word(stability: float | None) -> str:
    """Say in a word how far a theme can be trusted to be one.

    Parameters
    ----------
    stability : float or None
        Share of resamples in which it came back, in [0, 1]; NaN or None where nobody measured it.

    Returns
    -------
    {'solid', 'fair', 'fragile', 'not measured'}
        Solid from .8 on and fair from .5 on; a group of mean similarity below one half counts as dissolved
        (Hennig 2007, doi:10.1016/j.csda.2006.11.025).

    Examples
    --------
    >>> [doubt_word(share) for share in (0.9, 0.5, 0.1, None)]
    ['solid', 'fair', 'fragile', 'not measured']
    """
    if stability is None or math.isnan(stability):
        return "not measured"
    # The share is a mean of few resamples; .79999 is eight of ten, written by a processor.
    share = round(stability, 6)
    return "solid" if share >= SOLID else "fair" if share >= FAIR else "fragile"


@dataclass(frozen=True)
class ThemeTables:
    """Suggested themes: what a machine says could be read together.

    Attributes
    ----------
    frame : DataFrame
        Columns `THEME_COLUMNS`, most people first.
    assignments : DataFrame
        Columns `ASSIGNMENT_COLUMNS`.
    parked : DataFrame
        Columns `PARKED_COLUMNS`.
    provenance : Provenance
        Model, parameters, seed, hash of the corpus.
    """

    frame: pd.DataFrame
    assignments: pd.DataFrame
    parked: pd.DataFrame
    provenance: Provenance = field(default_factory=lambda: Provenance("find_themes"))
