"""The one place that imports BERTopic: themes go in, a fitted model comes out.

BERTopic is told the groups (its "manual topic modelling") and does what it does best: c-TF-IDF and everything that its
users build on it. Only its public names are used.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qualkit.protocols import Embedder
from qualkit.text.language import settled
from qualkit.themes.grouping import renumbered
from qualkit.themes.naming.ctfidf import NO_WORD, counter

if TYPE_CHECKING:
    from bertopic import BERTopic
    from numpy.typing import NDArray

__all__ = ["fit_bertopic", "topics_of"]

_TERMS = 40


def fit_bertopic(
    documents: Sequence[str],
    vectors: NDArray[np.float32],
    groups: NDArray[np.int64],
    labels: Sequence[str] | None = None,
    embedder: Embedder | None = None,
) -> BERTopic:
    """Fit BERTopic on groups that are known.

    Parameters
    ----------
    documents : sequence of str
        Terms of each text with blanks between; stop words are out already.
    vectors : ndarray of shape (n_texts, n_dims), float32
        Rows of unit length; left as they are.
    groups : ndarray of shape (n_texts,), int64
        The group of each text; -1 for none.
    labels : sequence of str, optional
        Names of the groups; they become the model's custom labels.
    embedder : Embedder, optional
        Made the vectors; with it the model can embed new texts.

    Returns
    -------
    bertopic.BERTopic
        Fitted; its topics are the groups, numbered by size.
    """
    settled()
    # Importing BERTopic silences all UserWarnings of the process; the analyst's own must stay audible.
    with warnings.catch_warnings():
        from bertopic import BERTopic
        from bertopic.cluster import BaseCluster
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.vectorizers import ClassTfidfTransformer

    model = BERTopic(
        # "english", the default, would strip every letter beyond a to z.
        language="multilingual",
        embedding_model=None if embedder is None else _backend(embedder),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=counter(),
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
        top_n_words=_TERMS,
        calculate_probabilities=False,
        verbose=False,
    )
    # Some of BERTopic's ways of fitting write into the embeddings they are given. A missing or empty text would break
    # its counting, or make a topic of blanks.
    told = [text or NO_WORD for text in documents]
    if len({word for text in told for word in text.split()}) == 1:
        told[0] += f" {NO_WORD}" if told[0] != NO_WORD else f" {NO_WORD}{NO_WORD}"  # it cannot weigh a single word
    model.fit(told, embeddings=vectors.copy(), y=renumbered(groups))
    if labels is not None:
        names = {topic: labels[group] for group, topic in topics_of(model, groups).items()}
        if -1 in model.topics_:
            names[-1] = "no theme"
        model.set_topic_labels(names)
    return model


def topics_of(model: BERTopic, groups: NDArray[np.int64]) -> dict[int, int]:
    """Say which topic of the model each group is.

    Parameters
    ----------
    model : bertopic.BERTopic
        Fitted on these groups.
    groups : ndarray of shape (n_texts,), int64
        The groups.

    Returns
    -------
    dict of int to int
        Group to topic: BERTopic numbers by size, and equals may change places.
    """
    topics = np.asarray(model.topics_)
    return {int(one): int(topics[groups == one][0]) for one in np.unique(groups[groups >= 0])}


def _backend(embedder: Embedder) -> Any:
    from bertopic.backend import BaseEmbedder

    class Backend(BaseEmbedder):  # type: ignore[misc]
        def embed(self, documents: Sequence[str], verbose: bool = False) -> NDArray[np.float32]:
            return embedder.encode(list(documents), progress=verbose)

    return Backend()
