"""What a theme model found, as tables."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from qualkit.errors import ThemeError
from qualkit.model.provenance import Provenance

__all__ = [
    "ASSIGNMENT_COLUMNS",
    "FAIR",
    "PARKED_COLUMNS",
    "SOLID",
    "THEME_COLUMNS",
    "UNCLEAR",
    "HasThemeTables",
    "ThemeTables",
    "check_themes",
    "doubt_word",
    "subject_word",
]

THEME_COLUMNS = (
    "theme_id",
    "label",
    "labelled_by",
    "n_people",
    "n_comments",
    "stability",
    "doubt",
    "subject",
    "terms",
    "parent_id",
    "examples",
    "pinned",
)
"""``terms``: list of str, most telling first; ``examples``: list of comment ids, most typical first;
``stability``: float in [0, 1], the share of resamples that found the theme again; ``doubt``: that share in one word (see
`doubt_word`); ``subject``: whether its comments share one (see `subject_word`); ``parent_id``: the theme of the next
coarser level in which it lies; ``pinned``: bool."""

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


UNCLEAR = "unclear"
"""What `subject_word` says of praise, thanks and chatter, and of many subjects at once."""

_NAMED = 0.4


def subject_word(share: float | None) -> str:
    """Say in a word whether a theme's comments share a subject.

    Parameters
    ----------
    share : float or None
        Share of its comments that use a word which tells it from others, in [0, 1]; NaN or None where nobody measured it.

    Returns
    -------
    {'clear', 'unclear', 'not measured'}
        Clear from two in five on. The limit is a convention.

    Examples
    --------
    >>> [subject_word(share) for share in (0.9, 0.4, 0.1, None)]
    ['clear', 'clear', 'unclear', 'not measured']
    """
    if share is None or math.isnan(share):
        return "not measured"
    return "clear" if round(share, 6) >= _NAMED else UNCLEAR


@dataclass(frozen=True)
class ThemeTables:
    """Suggested themes: what a machine says could be read together.

    Attributes
    ----------
    frame : DataFrame
        Columns `THEME_COLUMNS`, themes without a clear subject last, most people first.
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


class HasThemeTables(Protocol):
    """Anything with the tables of `ThemeTables`."""

    @property
    def frame(self) -> pd.DataFrame:
        """The themes."""
        ...

    @property
    def assignments(self) -> pd.DataFrame:
        """Which comment speaks of which theme."""
        ...

    @property
    def parked(self) -> pd.DataFrame:
        """The comments left out."""
        ...

    @property
    def provenance(self) -> Provenance:
        """How the themes were made."""
        ...


def check_themes(given: object) -> None:
    """Refuse what is no themes, before anything is made of it.

    Parameters
    ----------
    given : object
        What was passed as themes.

    Raises
    ------
    ThemeError
        If it lacks the tables.
    """
    if not hasattr(given, "frame") or not hasattr(given, "assignments"):
        raise ThemeError(
            f"This needs themes, not {type(given).__name__}.",
            hint="Make them with qk.find_themes(corpus), or read them with qk.load_themes(folder).",
        )
