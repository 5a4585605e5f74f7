"""What a theme model found, as tables."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from qualkit.model.provenance import Provenance

__all__ = ["ASSIGNMENT_COLUMNS", "PARKED_COLUMNS", "THEME_COLUMNS", "ThemeTables"]

THEME_COLUMNS = (
    "theme_id",
    "label",
    "labelled_by",
    "n_people",
    "n_comments",
    "stability",
    "terms",
    "parent_id",
    "examples",
)
"""``terms``: list of str, most telling first; ``examples``: list of comment ids, most typical first;
``stability``: float in [0, 1], the share of resamples that found the theme again."""

ASSIGNMENT_COLUMNS = ("comment_id", "start", "end", "theme_id", "nearest_theme_id", "similarity", "confidence")
"""One row a comment and theme; ``theme_id`` is NA where no theme fits. ``similarity`` is the cosine to the middle of the
theme (or of the nearest one), no probability; ``confidence`` is a calibrated probability, NA where there is none."""

PARKED_COLUMNS = ("comment_id", "why")
"""Comments that were left out of the themes (non-answers, staff, empty), and the reason."""


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
