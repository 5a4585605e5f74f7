"""Reading a corpus for a theme model: which units, which vectors, which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from qualkit.errors import ThemeError
from qualkit.model import Corpus, Provenance
from qualkit.protocols import Clusterer, Embedder
from qualkit.themes.assigning import Assigner
from qualkit.themes.cards import Rest, State
from qualkit.themes.embedding import embed_unique, library_versions, vectors_in_chunks
from qualkit.themes.grouping import Levels
from qualkit.themes.naming.capitals import without_names
from qualkit.themes.naming.words import words_of
from qualkit.themes.reading.context import Context, context_of
from qualkit.themes.reading.units import REPEATED, Reading, Units, units_of
from qualkit.themes.stages import stage

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language

__all__ = [
    "FEWEST_COMMENTS",
    "LARGEST_FIT",
    "Read",
    "Settings",
    "Tools",
    "provenance_of",
    "read",
    "vectors_of",
    "with_rest",
]

FEWEST_COMMENTS = 30
"""With fewer comments than this, reading them all is quicker and truer than any model."""

LARGEST_FIT = 50_000
"""Units beyond this number are placed among the themes of a random sample of this size."""

_CHUNK = 20_000
_FEWEST_DIFFERENT = 10


@dataclass(frozen=True)
class Settings:
    """What the analyst asked for.

    Attributes
    ----------
    unit : {'comment', 'segment'}
        What is read as one.
    include_staff : bool
        Whether staff are read.
    n_themes : int or None
        About how many; None where the comments decide.
    seed : int
        Of the search.
    nlp, clusterer : str or None
        Names of a pipeline and a clusterer of the user's own.
    """

    unit: str = "comment"
    include_staff: bool = False
    n_themes: int | None = None
    seed: int = 0
    nlp: str | None = None
    clusterer: str | None = None

    def enough_of(self, corpus: Corpus, *, progress: bool = False) -> Units:
        """Choose what is read of a corpus that themes are to be found in.

        Parameters
        ----------
        corpus : Corpus
            All comments.
        progress : bool
            Whether to say that it is being done.

        Returns
        -------
        Units
            With what was parked.

        Raises
        ------
        ThemeError
            If too few comments say something.
        """
        with stage("choosing what to read", progress=progress):
            units = units_of(corpus, unit=self.unit, include_staff=self.include_staff)
        left = len(set(units.comment_ids))
        again = int((units.parked["why"] == REPEATED).sum())
        if left + again < FEWEST_COMMENTS or left < _FEWEST_DIFFERENT:
            said = "1 comment of customers says" if left == 1 else f"{left} comments of customers say"
            raise ThemeError(
                f"{said} something: too few to find themes in.",
                where=_why_parked(units),
                hint=f"Read them all, in the order of qk.reading_plan(corpus); themes begin at {FEWEST_COMMENTS}.",
            )
        return units


@dataclass(frozen=True)
class Tools:
    """What does the work.

    Attributes
    ----------
    embedder : Embedder
        Makes the vectors; the very one that the themes were found with.
    clusterer : Clusterer or None
        The user's own.
    nlp : Language or None
        The user's own.
    """

    embedder: Embedder
    clusterer: Clusterer | None = None
    nlp: Language | None = None


@dataclass(frozen=True)
class Read:
    """A corpus, read.

    Attributes
    ----------
    units : Units
        All that is read.
    context : Context
        What short replies answer.
    rows : ndarray of int64
        The units that are fitted: all, or a random sample.
    reading : Reading
        Of those rows.
    """

    units: Units
    context: Context
    rows: NDArray[np.int64]
    reading: Reading


def read(corpus: Corpus, units: Units, settings: Settings, tools: Tools, *, progress: bool) -> Read:
    """Read a corpus.

    Parameters
    ----------
    corpus : Corpus
        All comments.
    units : Units
        What of them is read.
    settings : Settings
        What was asked for.
    tools : Tools
        What does the work.
    progress : bool
        Whether to show what is being done.

    Returns
    -------
    Read
        Units, vectors and words.
    """
    context = context_of(corpus, units)
    rows = np.arange(len(units))
    if len(units) > LARGEST_FIT:
        rows = np.sort(np.random.default_rng(settings.seed).choice(len(units), LARGEST_FIT, replace=False))
    texts = [units.texts[row] for row in rows.tolist()]
    people = [units.people[row] for row in rows.tolist()]
    vectors = embed_unique(tools.embedder, texts, progress=progress)
    vectors = context.mixed(rows, vectors, lambda more: embed_unique(tools.embedder, more))
    authors = corpus.table["author"].dropna().unique()
    with stage("telling words apart", progress=progress):
        words = without_names(words_of(texts, tools.nlp), people, authors, units.called)
    reading = Reading(
        comment_ids=[units.comment_ids[row] for row in rows.tolist()],
        starts=units.starts[rows],
        ends=units.ends[rows],
        people=people,
        known=units.known,
        words=words,
        n_words=np.array([len(text.split()) for text in texts], dtype=np.int64),
        vectors=vectors,
        unit=settings.unit,
        texts=texts,
    )
    return Read(units, context, rows, reading)


def _why_parked(units: Units) -> str | None:
    if units.parked.empty:
        return None
    counts = units.parked["why"].value_counts()
    return "left out: " + ", ".join(f"{counts[why]:,} {why}" for why in sorted(counts.index))


def vectors_of(
    units: Units, context: Context, embedder: Embedder, *, wanted: NDArray[np.int64] | None = None, progress: bool
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Give the vectors of units, some at a time.

    Parameters
    ----------
    units : Units
        What is read.
    context : Context
        What short replies answer.
    embedder : Embedder
        Makes the vectors.
    wanted : ndarray of int64, optional
        Which units; by default all.
    progress : bool
        Whether to show a progress bar.

    Yields
    ------
    rows : ndarray of int64
        Some units.
    vectors : ndarray of shape (n_rows, n_dims), float32
        Rows of unit length.
    """
    every = np.arange(len(units)) if wanted is None else wanted
    texts = units.texts if wanted is None else [units.texts[row] for row in wanted.tolist()]
    for part, vectors in vectors_in_chunks(embedder, texts, chunk=_CHUNK, progress=progress):
        rows = every[part]
        yield rows, context.mixed(rows, vectors, lambda more: embed_unique(embedder, more))


def with_rest(state: State, levels: Levels, found: Read, embedder: Embedder, *, progress: bool) -> State:
    """Place the units beyond the sample.

    Parameters
    ----------
    state : State
        Themes of the sample.
    levels : Levels
        The tree over the sample.
    found : Read
        The corpus, read.
    embedder : Embedder
        Made the vectors.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    State
        The same where the sample is all.
    """
    units = found.units
    if len(found.rows) == len(units):
        return state
    finest = levels.labels[-1]
    by_theme = state.assigner()
    by_leaf = Assigner.fit(state.reading.vectors, finest, int(finest.max(initial=-1)) + 1)
    outside = np.ones(len(units), dtype=bool)
    outside[found.rows] = False
    rows = np.flatnonzero(outside)
    groups, nearest, leaves = (np.empty(len(rows), dtype=np.int64) for _ in range(3))
    similarity = np.empty(len(rows))
    done = 0
    for some, vectors in vectors_of(units, found.context, embedder, wanted=rows, progress=progress):
        here = slice(done, done + len(some))
        placed = by_theme.place(vectors)
        groups[here], nearest[here], similarity[here] = placed.groups, placed.nearest, placed.similarity
        leaves[here] = by_leaf.place(vectors).nearest
        done = here.stop
    rest = Rest(
        comment_ids=[units.comment_ids[row] for row in rows.tolist()],
        people=[units.people[row] for row in rows.tolist()],
        starts=units.starts[rows],
        ends=units.ends[rows],
        leaves=leaves,
        fitted_leaves=finest,
        groups=groups,
        nearest=nearest,
        similarity=similarity,
    )
    return replace(state, rest=rest)


def provenance_of(verb: str, found: Read, levels: Levels, settings: Settings, tools: Tools) -> Provenance:
    """Tell how themes were made.

    Parameters
    ----------
    verb : str
        ``"find_themes"`` or ``"refit"``.
    found : Read
        The corpus, read.
    levels : Levels
        The tree.
    settings, tools : Settings, Tools
        What was asked for, and what did it.

    Returns
    -------
    Provenance
        Inputs' hash, parameters, versions.
    """
    parameters: dict[str, Any] = {**asdict(settings), "embedder": tools.embedder.name, **levels.facts}
    return Provenance(
        verb, inputs={"corpus": found.units.content_hash()}, parameters=parameters, versions=library_versions()
    )
