"""The one place that imports BERTopic: groups go in, a fitted model comes out.

BERTopic is told the groups (its "manual topic modelling"), and does what it does best: c-TF-IDF and everything that its
users build on it.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from bertopic import BERTopic
    from numpy.typing import NDArray

__all__ = ["fit_bertopic", "terms_of"]


def fit_bertopic(documents: Sequence[str], vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> BERTopic:
    """Fit BERTopic on groups that are known.

    Parameters
    ----------
    documents : sequence of str
        Lemmas of the content words of each text; stop words are out already.
    vectors : ndarray of shape (n_texts, n_dims), float32
        Rows of unit length; left as they are.
    labels : ndarray of shape (n_texts,), int64
        Groups numbered by size, largest first; -1 for none.

    Returns
    -------
    bertopic.BERTopic
        Fitted; its topics are the groups.
    """
    # Importing BERTopic silences all UserWarnings of the process; the analyst's own must stay audible.
    with warnings.catch_warnings():
        from bertopic import BERTopic
        from bertopic.cluster import BaseCluster
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    # Lemmas are split at blanks: scikit-learn's own pattern cuts words of Indic scripts in two.
    # A text without any content word still needs a place in the count, so it gets a mark that is no word.
    vectorizer = CountVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\S+", lowercase=False)  # noqa: S106
    model = BERTopic(
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=vectorizer,
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
        top_n_words=40,
        calculate_probabilities=False,
        verbose=False,
    )
    # Some of BERTopic's ways of fitting write into the embeddings they are given.
    model.fit([text or "∅" for text in documents], embeddings=vectors.copy(), y=labels.copy())
    return model


def terms_of(model: BERTopic, labels: NDArray[np.int64], n_terms: int = 30) -> list[list[str]]:
    """Give the terms that tell each group from the others.

    Parameters
    ----------
    model : bertopic.BERTopic
        Fitted on these groups.
    labels : ndarray of shape (n_texts,), int64
        The groups.
    n_terms : int
        How many, at most.

    Returns
    -------
    list of list of str
        By group, most telling first.
    """
    topics: Any = model.get_topics()
    # BERTopic numbers topics by size; ties could change places, so the groups are found again by their members.
    theirs = np.asarray(model.topics_)
    found = []
    for group in range(int(labels.max()) + 1):
        topic = int(theirs[labels == group][0])
        found.append(_without_repeats([term for term, weight in topics[topic] if weight > 0 and term != "∅"], n_terms))
    return found


def _without_repeats(terms: Sequence[str], n_terms: int) -> list[str]:
    """Leave out a word that a pair before it says already, and a pair that only repeats words."""
    kept: list[str] = []
    for term in terms:
        words = set(term.split())
        if words and not any(words <= set(other.split()) for other in kept):
            kept.append(term)
    return kept[:n_terms]
