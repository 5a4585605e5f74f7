"""From comments to suggested themes."""

from __future__ import annotations

from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from qualkit.errors import ThemeError
from qualkit.model import Corpus, check_corpus
from qualkit.protocols import Clusterer, Embedder
from qualkit.text.language import warm_up
from qualkit.themes.cards import state_at
from qualkit.themes.edits import Edits
from qualkit.themes.embedding import embedder_for, taught
from qualkit.themes.grouping import group
from qualkit.themes.joining import with_praise_joined
from qualkit.themes.naming.words import pipeline_for
from qualkit.themes.reading.corpus import FEWEST_COMMENTS, Settings, Tools, provenance_of, read, with_rest
from qualkit.themes.stages import stage
from qualkit.themes.themes import Themes

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["FEWEST_COMMENTS", "find_themes"]


def find_themes(
    corpus: Corpus,
    *,
    n_themes: int | None = None,
    unit: str = "comment",
    embedder: str | Path | Embedder = "accurate",
    clusterer: Clusterer | None = None,
    include_staff: bool = False,
    nlp: str | Language | None = None,
    seed: int = 0,
    progress: bool = True,
) -> Themes:
    """Suggest what to read together.

    Customers' comments (and those of unknown role) are read. Staff, bots, automatic messages, non-answers, comments without
    words, and what one writer repeats are parked and listed in ``themes.parked``. A short reply ("same here") is read
    with what it answers. The number of themes is one that the comments support; ``themes.levels`` has coarser and
    finer ones. A theme is a suggestion of a machine: it says that comments sound alike, never why anybody did anything.

    Parameters
    ----------
    corpus : Corpus
        At least 30 comments of customers that say something.
    n_themes : int, optional
        About how many: the level of the tree that comes closest. By default the comments decide.
    unit : {'comment', 'segment'}
        What belongs to one theme: whole comments, or their sentences, so that a comment of several reasons stands in
        several themes.
    embedder : {'accurate', 'fast'}, Path or Embedder
        ``"accurate"`` is the embedded all-MiniLM-L6-v2; ``"fast"`` imitates it; a path is the folder of another model
        that sentence-transformers saved; an object with ``name`` and ``encode`` is taken as it is.
    clusterer : Clusterer, optional
        Any object with ``fit_predict(X) -> labels``: of scikit-learn, HDBSCAN, EVoC. It gives one level, and
        nobody measures the stability of its groups.
    include_staff : bool
        Whether to read what staff wrote, too. People then counts staff as well.
    nlp : str or spacy.Language, optional
        A spaCy pipeline of your own (a name or a loaded one) for the words in its language: with a tagger only nouns,
        verbs and adjectives name themes. It changes names and no theme.
    seed : int
        Of the resamples and the search. The same corpus, seed and versions give the same themes.
    progress : bool
        Whether to show what is being done, with a bar where it takes long.

    Returns
    -------
    Themes
        Tables of themes and assignments, most people first; themes without a clear subject (praise, thanks, chatter) last.

    Raises
    ------
    ThemeError
        If there are too few comments to find themes in, or an argument is none of the above.

    Notes
    -----
    Past 50,000 units a random sample of that size is fitted, and each of the others takes the theme whose middle is
    nearest, if it is near enough.

    Examples
    --------
    >>> import qualkit as qk
    >>> themes = qk.find_themes(qk.load_sample(), progress=False)
    >>> themes.frame[["label", "n_people"]].shape[1]
    2
    """
    check_corpus(corpus)
    if n_themes is not None and not (isinstance(n_themes, Integral) and n_themes >= 2):
        raise ThemeError(f"n_themes is {n_themes!r}.", hint="Ask for two themes or more, or leave it out.")
    if not (isinstance(seed, Integral) and seed >= 0):
        raise ThemeError(f"seed is {seed!r}.", hint="A seed is a whole number from 0 on.")
    if n_themes is not None and clusterer is not None:
        raise ThemeError("n_themes and clusterer exclude each other.", hint="Tell your clusterer how many.")
    warm_up()
    model, language = embedder_for(embedder, progress=progress), pipeline_for(nlp)
    settings = Settings(
        unit=unit,
        include_staff=include_staff,
        n_themes=n_themes,
        seed=seed,
        nlp=None if language is None else f"{language.lang}_{language.meta['name']} {language.meta['version']}",
        clusterer=None if clusterer is None else type(clusterer).__name__,
    )
    units = settings.enough_of(corpus, progress=progress)
    tools = Tools(taught(model, units.texts, seed=seed, progress=progress), clusterer, language)
    found = read(corpus, units, settings, tools, progress=progress)
    levels = group(found.reading.vectors, n_themes=n_themes, clusterer=clusterer, seed=seed, progress=progress)
    with stage("naming themes", progress=progress):
        levels = levels if clusterer is not None else with_praise_joined(levels, found.reading.words)
        state = state_at(found.reading, levels, levels.chosen)
    state = with_rest(state, levels, found, tools.embedder, progress=progress)
    return Themes(
        state,
        levels_found=levels,
        level=levels.chosen,
        settings=settings,
        tools=tools,
        parked_table=found.units.parked,
        provenance=provenance_of("find_themes", found, levels, settings, tools),
        decisions=Edits(taken=frozenset(card.theme_id for card in state.cards)),
    )
