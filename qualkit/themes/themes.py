"""Themes: what a machine suggests reading together, and the edits that an analyst makes to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualkit.errors import NotFoundError, ThemeError
from qualkit.model import Provenance, ThemeTables

if TYPE_CHECKING:
    from bertopic import BERTopic
    from numpy.typing import NDArray

__all__ = ["Reading", "Themes"]


@dataclass(frozen=True)
class Reading:
    """What the model read: one row a comment that took part.

    Attributes
    ----------
    comment_ids, people : list of str
        Who said what; an unknown person stands under the comment's own id.
    known : frozenset of str
        The people among them who are known. Only they are counted.
    documents : list of str
        Lemmas of the content words.
    vectors : ndarray of shape (n, n_dims), float32
        Rows of unit length.
    """

    comment_ids: list[str]
    people: list[str]
    known: frozenset[str]
    documents: list[str]
    vectors: NDArray[np.float32]


@dataclass(frozen=True)
class Themes:
    """Suggested themes; every verb gives new ones.

    Attributes
    ----------
    tables : ThemeTables
        Themes, assignments, parked comments, provenance.
    reading : Reading
        What the model read.

    Examples
    --------
    >>> import qualkit as qk
    >>> themes = qk.find_themes(qk.load_sample(), progress=False)
    >>> first = themes.frame["theme_id"].iloc[0]
    >>> themes.rename(first, "Slots").frame["labelled_by"].iloc[0]
    'person'
    """

    tables: ThemeTables
    reading: Reading = field(repr=False)

    def __repr__(self) -> str:
        read = len(self.tables.assignments)
        inside = int(self.tables.assignments["theme_id"].notna().sum())
        return f"<Themes: {len(self.tables.frame)} themes over {inside:,} of {read:,} comments>"

    @property
    def frame(self) -> pd.DataFrame:
        """One row a theme (see `qualkit.model.THEME_COLUMNS`), most people first."""
        return self.tables.frame.copy(deep=False)

    @property
    def assignments(self) -> pd.DataFrame:
        """One row a comment that was read (see `qualkit.model.ASSIGNMENT_COLUMNS`)."""
        return self.tables.assignments.copy(deep=False)

    @property
    def parked(self) -> pd.DataFrame:
        """The comments that were left out, and why."""
        return self.tables.parked.copy(deep=False)

    @property
    def provenance(self) -> Provenance:
        """How the themes were made."""
        return self.tables.provenance

    @cached_property
    def bertopic(self) -> BERTopic:
        """A fitted BERTopic whose topics are these themes."""
        from qualkit.themes.bertopic_adapter import fit_bertopic

        return fit_bertopic(self.reading.documents, self.reading.vectors, self._groups())

    def rename(self, theme_id: str, label: str) -> Themes:
        """Give a theme the name that people use for it.

        Parameters
        ----------
        theme_id : str
            The theme.
        label : str
            Its new name.

        Returns
        -------
        Themes
            With ``labelled_by`` set to ``"person"``.

        Raises
        ------
        NotFoundError
            If there is no such theme.
        ThemeError
            If the name is empty or another theme's.
        """
        row = self._row(theme_id)
        name = label.strip()
        others = self.tables.frame.drop(index=row)["label"].str.casefold()
        if not name or name.casefold() in set(others):
            raise ThemeError(
                f"A theme cannot be called {label!r}.",
                available=self.tables.frame["label"],
                hint="A name that no other theme has.",
            )
        frame = self.frame
        frame.loc[row, ["label", "labelled_by"]] = [name, "person"]
        return replace(self, tables=replace(self.tables, frame=frame))

    def merge(self, theme_ids: Sequence[str], label: str | None = None) -> Themes:
        """Make one theme of several.

        Parameters
        ----------
        theme_ids : sequence of str
            Two or more themes; the first gives its id and, where `label` is not given, its name.
        label : str, optional
            The name of the whole.

        Returns
        -------
        Themes
            The other ids are gone for good. ``stability`` of the whole is NA: nobody measured it.

        Raises
        ------
        NotFoundError
            If one of the themes does not exist.
        ThemeError
            If there are fewer than two.
        """
        if len(set(theme_ids)) < 2:
            raise ThemeError("Merging needs two themes.", available=self.tables.frame["theme_id"])
        rows = [self._row(theme_id) for theme_id in theme_ids]
        kept, assignments, frame = theme_ids[0], self.assignments, self.frame
        for column in ("theme_id", "nearest_theme_id"):
            assignments[column] = assignments[column].mask(assignments[column].isin(list(theme_ids)), kept)
        members = assignments["comment_id"][assignments["theme_id"] == kept]
        frame.at[rows[0], "n_comments"] = len(members)
        frame.at[rows[0], "n_people"] = self._people(members)
        frame.at[rows[0], "stability"] = np.nan
        for column, most in (("terms", 8), ("examples", 3)):
            cells = frame[column].tolist()
            cells[rows[0]] = _interleave([cells[row] for row in rows])[:most]
            frame[column] = pd.Series(cells, index=frame.index, dtype="object")
        frame = frame.drop(index=rows[1:]).sort_values(["n_people", "theme_id"], ascending=[False, True])
        tables = replace(self.tables, frame=frame.reset_index(drop=True), assignments=assignments)
        merged = replace(self, tables=tables)
        return merged.rename(kept, label) if label else merged

    def _row(self, theme_id: str) -> int:
        rows = self.tables.frame.index[self.tables.frame["theme_id"] == theme_id]
        if not len(rows):
            raise NotFoundError.of("theme", theme_id, self.tables.frame["theme_id"])
        return int(rows[0])

    def _people(self, members: pd.Series) -> int:
        wanted = set(members)
        said = zip(self.reading.comment_ids, self.reading.people, strict=True)
        return len({person for comment_id, person in said if comment_id in wanted} & self.reading.known)

    def _groups(self) -> NDArray[np.int64]:
        frame = self.tables.frame.sort_values(["n_comments", "theme_id"], ascending=[False, True])
        number = {theme_id: n for n, theme_id in enumerate(frame["theme_id"])}
        theme = dict(zip(self.tables.assignments["comment_id"], self.tables.assignments["theme_id"], strict=True))
        return np.array([number.get(theme[one], -1) for one in self.reading.comment_ids], dtype=np.int64)


def _interleave(lists: Sequence[Sequence[str]]) -> list[str]:
    longest = max(len(one) for one in lists)
    mixed = [one[n] for n in range(longest) for one in lists if n < len(one)]
    return list(dict.fromkeys(mixed))
