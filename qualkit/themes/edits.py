"""What people decided about themes, in the order in which they decided it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

__all__ = ["EDIT_COLUMNS", "Edit", "Edits"]

EDIT_COLUMNS = ("n", "verb", "theme_ids", "made", "comment_ids", "detail")
"""``n`` counts from 1; ``theme_ids`` and ``made`` are the themes that went in and those that came out."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One decision.

    Attributes
    ----------
    verb : str
        As in ``"merge"``.
    theme_ids, made : tuple of str
        Themes that went in; themes that came out.
    comment_ids : tuple of str
        Comments that the decision names.
    detail : str
        A name given, or numbers of a refit.
    """

    verb: str
    theme_ids: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    comment_ids: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Edits:
    """All decisions, oldest first.

    Attributes
    ----------
    log : tuple of Edit
        What was decided.
    taken : frozenset of str
        Every theme id that was ever given.
    held : frozenset of str
        Themes that a person shaped; `refit` puts them together again.
    apart : tuple of (str, str)
        Pairs of themes that do not belong together.
    comments_apart : tuple of (str, str)
        Pairs of comments that do not.
    """

    log: tuple[Edit, ...] = ()
    taken: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    apart: tuple[tuple[str, str], ...] = ()
    comments_apart: tuple[tuple[str, str], ...] = ()

    def with_edit(self, edit: Edit) -> Edits:
        """Write a decision down.

        Parameters
        ----------
        edit : Edit
            The decision.

        Returns
        -------
        Edits
            With the ids it made taken for good.
        """
        return replace(self, log=(*self.log, edit), taken=self.taken | set(edit.made))

    def frame(self) -> pd.DataFrame:
        """Give the log as a table.

        Returns
        -------
        DataFrame
            Columns `EDIT_COLUMNS`, oldest first.
        """
        rows = [
            (n, one.verb, list(one.theme_ids), list(one.made), list(one.comment_ids), one.detail)
            for n, one in enumerate(self.log, start=1)
        ]
        return pd.DataFrame(rows, columns=list(EDIT_COLUMNS)).astype({"n": "int64", "verb": "str", "detail": "str"})
