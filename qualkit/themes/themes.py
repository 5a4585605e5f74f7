"""Themes: what a machine suggests reading together, and the edits that an analyst makes to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from qualkit.errors import ThemeError
from qualkit.model import Corpus, Provenance, check_corpus
from qualkit.model.arguments import checked_verbs
from qualkit.text.phrasing import counted
from qualkit.themes import editing, keeping_apart
from qualkit.themes.assigning import Assigner
from qualkit.themes.cards import State, rest_at, state_at
from qualkit.themes.edits import Edits
from qualkit.themes.grouping import Levels
from qualkit.themes.placing import placed_of
from qualkit.themes.reading.corpus import Settings, Tools
from qualkit.themes.reading.units import Reading
from qualkit.themes.refit import no_moves, refound
from qualkit.themes.tabulating import assignments_of, frame_of

if TYPE_CHECKING:
    from bertopic import BERTopic

__all__ = ["Themes"]


@checked_verbs("theme_id", "theme_ids", "a", "b", "corpus")
@dataclass(frozen=True, eq=False)
class Themes:
    """Suggested themes; every verb gives new ones and leaves the old as they are.

    Attributes
    ----------
    state : State
        The themes and who is in them.
    levels_found : Levels
        The tree of groups that they were cut from.
    level : int
        Where it was cut; 0 is the coarsest.
    settings : Settings
        What was asked for.
    tools : Tools
        What did the work.
    parked_table : DataFrame
        Use `parked`.
    provenance : Provenance
        How the themes were made.
    decisions : Edits
        Use `edits`.
    moved_table : DataFrame
        Use `moved`.

    Examples
    --------
    >>> import qualkit as qk
    >>> themes = qk.find_themes(qk.load_sample(), progress=False)
    >>> first = themes.frame["theme_id"].iloc[0]
    >>> themes.rename(first, "Slots").frame["labelled_by"].iloc[0]
    'person'
    """

    state: State = field(repr=False)
    levels_found: Levels = field(repr=False)
    level: int
    settings: Settings
    tools: Tools = field(repr=False)
    parked_table: pd.DataFrame = field(repr=False)
    provenance: Provenance
    decisions: Edits = field(default_factory=Edits, repr=False)
    moved_table: pd.DataFrame = field(default_factory=no_moves, repr=False)

    def __repr__(self) -> str:
        table = self.assignments
        read_ids = table["comment_id"].nunique()
        inside = table["comment_id"][table["theme_id"].notna()].nunique()
        return f"<Themes: {counted(len(self.state.cards), 'theme')} over {inside:,} of {counted(read_ids, 'comment')}>"

    @cached_property
    def _frame(self) -> pd.DataFrame:
        return frame_of(self.state)

    @cached_property
    def _assigner(self) -> Assigner:
        return self.state.assigner()

    @cached_property
    def _assignments(self) -> pd.DataFrame:
        return assignments_of(self.state, self._assigner)

    @property
    def reading(self) -> Reading:
        """What the model read: one row a comment or segment, with its vector."""
        return self.state.reading

    @property
    def frame(self) -> pd.DataFrame:
        """One row a theme (see `qualkit.model.THEME_COLUMNS`), most people first; what has no clear subject comes last."""
        return self._frame.copy(deep=False)

    @property
    def assignments(self) -> pd.DataFrame:
        """One row a comment or segment that was read (see `qualkit.model.ASSIGNMENT_COLUMNS`), main theme first."""
        return self._assignments.copy(deep=False)

    @property
    def parked(self) -> pd.DataFrame:
        """The comments that were left out, and why."""
        return self.parked_table.copy(deep=False)

    @property
    def edits(self) -> pd.DataFrame:
        """What people decided, oldest first (see `qualkit.themes.edits.EDIT_COLUMNS`)."""
        return self.decisions.frame()

    @property
    def moved(self) -> pd.DataFrame:
        """What the last `refit` put elsewhere (see `qualkit.themes.refit.MOVED_COLUMNS`)."""
        return self.moved_table.copy(deep=False)

    @property
    def levels(self) -> pd.DataFrame:
        """The tree's levels, coarse to fine: ``level``, ``n_themes``, ``agreement`` with resamples, ``chosen``."""
        return self.levels_found.frame(self.level)

    @cached_property
    def bertopic(self) -> BERTopic:
        """A fitted BERTopic whose topics are these themes; built when first asked for, which takes some seconds."""
        from qualkit.themes.bertopic_adapter import bertopic_of

        return bertopic_of(self.state, self.tools.embedder)

    def at_level(self, level: int) -> Themes:
        """Give the themes of another level of the tree.

        Parameters
        ----------
        level : int
            From 0, the coarsest; `levels` lists them.

        Returns
        -------
        Themes
            As the machine found them there: edits belong to the level at which they were made.

        Raises
        ------
        ThemeError
            If there is no such level.
        """
        n_levels = len(self.levels_found.labels)
        if not 0 <= level < n_levels:
            said = f"There is no level {level}: 0 holds the coarsest themes, {n_levels - 1} the finest."
            raise ThemeError(said, hint="themes.split divides one theme, themes.merge joins several.")
        if level == self.level:
            return self
        state = state_at(self.reading, self.levels_found, level, rest_at(self.state.rest, self.levels_found, level))
        taken = frozenset(card.theme_id for card in state.cards)
        return replace(self, state=state, level=level, decisions=Edits(taken=taken), moved_table=no_moves())

    def coarser(self) -> Themes:
        """Give fewer themes, each made of whole ones of this level.

        Returns
        -------
        Themes
            Of the next coarser level.

        Raises
        ------
        ThemeError
            If these are the coarsest.
        """
        return self.at_level(self.level - 1)

    def finer(self) -> Themes:
        """Give more themes, each inside one of this level.

        Returns
        -------
        Themes
            Of the next finer level.

        Raises
        ------
        ThemeError
            If these are the finest.
        """
        return self.at_level(self.level + 1)

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
        return self._edited(*editing.rename(self.state, self.decisions, theme_id, label))

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
            The other ids are gone for good. ``stability`` of the whole is NaN: nobody measured it.

        Raises
        ------
        NotFoundError
            If one of the themes does not exist.
        ThemeError
            If there are fewer than two, or somebody said that two of them do not belong together.
        """
        merged = self._edited(*editing.merge(self.state, self.decisions, theme_ids))
        return merged if label is None else merged.rename(theme_ids[0], label)

    def split(self, theme_id: str, n: int = 2, *, into: Sequence[Sequence[str]] | None = None) -> Themes:
        """Make several themes of one.

        Parameters
        ----------
        theme_id : str
            The theme; its id is gone for good.
        n : int
            How many parts, found by Ward's method.
        into : sequence of sequence of str, optional
            Instead of `n`: comment ids that begin each part. The theme's other comments go to the part whose middle is
            nearest.

        Returns
        -------
        Themes
            The parts have new ids and machine's names, and no stability.

        Raises
        ------
        NotFoundError
            If there is no such theme, or a comment is not in it.
        ThemeError
            If the parts cannot be made.
        """
        return self._edited(*editing.split(self.state, self.decisions, theme_id, n=n, into=into))

    def keep_apart(self, a: str, b: str) -> Themes:
        """Say that two themes, or two comments, do not belong together.

        Parameters
        ----------
        a, b : str
            Two theme ids, or two comment ids.

        Returns
        -------
        Themes
            The two can no more be merged, and `refit` keeps them apart. Of two comments in one theme the one further
            from its middle leaves, for the nearest other theme if it is near enough.

        Raises
        ------
        NotFoundError
            If one of them does not exist.
        ThemeError
            If they are one and the same.
        """
        return self._edited(*keeping_apart.keep_apart(self.state, self.decisions, a, b))

    def pin(self, theme_id: str) -> Themes:
        """Fix a theme: `refit` may add comments to it, and takes none out.

        Parameters
        ----------
        theme_id : str
            The theme.

        Returns
        -------
        Themes
            With ``pinned`` set.

        Raises
        ------
        NotFoundError
            If there is no such theme.
        """
        return self._edited(*editing.pin(self.state, self.decisions, theme_id))

    def _edited(self, state: State, decisions: Edits) -> Themes:
        return replace(self, state=state, decisions=decisions)

    def refit(self, corpus: Corpus, *, progress: bool = True) -> Themes:
        """Find themes anew in grown data, and keep what is known.

        Parameters
        ----------
        corpus : Corpus
            The comments before and those that came since, or other comments altogether.
        progress : bool
            Whether to show a progress bar.

        Returns
        -------
        Themes
            Themes that were found again keep id, name and pin; what people merged, split, renamed, pinned or kept
            apart stays so. `moved` lists every comment that is elsewhere now, `edits` ends with a line on the refit.

        Raises
        ------
        ThemeError
            If too few comments say something, or a clusterer or pipeline of your own was not given to `load_themes`.
        """
        check_corpus(corpus)
        found = refound(self.state, self.decisions, corpus, self.settings, self.tools, progress=progress)
        return Themes(
            found.state,
            levels_found=found.levels,
            level=found.levels.chosen,
            settings=self.settings,
            tools=self.tools,
            parked_table=found.parked,
            provenance=found.provenance,
            decisions=found.edits,
            moved_table=found.moved,
        )

    def assign(self, corpus: Corpus, *, progress: bool = False) -> pd.DataFrame:
        """Say to which themes comments belong that were never read.

        Parameters
        ----------
        corpus : Corpus
            Any comments; with their conversations, if short replies are to be read with what they answer.
        progress : bool
            Whether to show a progress bar.

        Returns
        -------
        DataFrame
            Columns `qualkit.model.ASSIGNMENT_COLUMNS`. ``theme_id`` is missing where no theme is near enough. A comment
            gets the same answer in any company and order; one that was read before stays where it is. What is parked
            (staff, non-answers) is not in it.
        """
        check_corpus(corpus)
        return placed_of(corpus, self.state, self._assigner, self.settings, self.tools, progress=progress)

    def save(self, folder: str | Path) -> Path:
        """Write the themes into a folder: JSON, Parquet and safetensors, no pickle.

        Parameters
        ----------
        folder : path
            New, empty, or one that holds themes and nothing else (they are replaced).

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        ThemeError
            If the folder holds something else.

        Notes
        -----
        No comment is stored as it was written. Labels, terms, the content words of each comment in base form and in
        order, comment ids, pseudonyms of people and vectors are: enough to tell roughly what a comment was about.
        Treat the folder like the comments themselves.
        """
        from qualkit.themes.storing import save_themes

        return save_themes(self, Path(folder))
