"""Erasing what the cache of vectors knows of single comments."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from qualkit.model import Corpus
from qualkit.themes.embedding import VectorCache
from qualkit.themes.reading.units import UNITS, units_of

__all__ = ["forget_vectors"]


def forget_vectors(corpus: Corpus, comment_ids: Iterable[str]) -> int:
    """Erase the vectors of comments, as wholes and in sentences, whatever model read them.

    Parameters
    ----------
    corpus : Corpus
        The comments as they were read, those to be forgotten among them.
    comment_ids : iterable of str
        Which to forget.

    Returns
    -------
    int
        How many vectors were erased.

    Notes
    -----
    Texts are found in the cache by what was read: if the themes were found in another corpus, in which other forms and
    signatures were left out, the same comment may have been read in other words. Vectors that nobody uses go after 90
    days; `qualkit.themes.embedding.clear_cache` erases all at once. A vector of a text that another person wrote too, word
    for word, is erased and made again when it is next needed.
    """
    cache = VectorCache()
    if cache.path is None or not cache.path.exists():
        return 0
    gone = set(comment_ids)
    texts = corpus.table.loc[corpus.table["comment_id"].isin(gone), "text"].dropna().tolist()
    everybody = corpus.table.assign(role=pd.Series(pd.NA, index=corpus.table.index, dtype="str"))
    for unit in UNITS:
        units = units_of(Corpus(everybody), unit=unit)
        texts += [text for one, text in zip(units.comment_ids, units.texts, strict=True) if one in gone]
    return cache.forget(texts)
