"""The one place that imports BERTopic: themes go in, a fitted model comes out.

BERTopic is told the groups (its "manual topic modelling") and does what it does best: c-TF-IDF and everything that its
users build on it. Only its public names are used.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qualkit.protocols import Embedder
from qualkit.text.language import settled
from qualkit.text.plain import readable, whole_pairs
from qualkit.themes.assigning import Assigner
from qualkit.themes.bertopic_words import RawCounter, forms_of
from qualkit.themes.grouping import renumbered
from qualkit.themes.naming.ctfidf import NO_WORD, counter
from qualkit.themes.naming.examples import examples_of
from qualkit.themes.naming.words import counted_document

settled()
# Importing BERTopic silences all UserWarnings of the process; the analyst's own must stay audible.
with warnings.catch_warnings():
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qualkit.themes.cards import State
    from qualkit.themes.reading.units import Reading

__all__ = ["bertopic_of", "fit_bertopic", "topics_of"]

_TERMS = 40
_SAME = 0.9999  # cosine of vectors of the same words


def bertopic_of(state: State, embedder: Embedder) -> BERTopic:
    """Fit BERTopic on themes.

    Parameters
    ----------
    state : State
        The themes and who is in them.
    embedder : Embedder
        Made the vectors.

    Returns
    -------
    bertopic.BERTopic
        Under the themes' names, one row a unit of ``state.reading``. It shows comments as they were read, where they are
        known (in themes that were loaded they are not), and counts the words of comments as ours are counted.
    """
    reading = state.reading
    documents = [counted_document(words) for words in reading.words]
    model = fit_bertopic(documents, reading.vectors, state.groups, [card.label for card in state.cards], embedder)
    vocabulary = model.vectorizer_model.vocabulary_
    model.vectorizer_model = RawCounter.knowing(forms_of(reading.words, vocabulary), vocabulary)
    if reading.texts is not None:
        topics = {**topics_of(model, state.groups), -1: -1}
        shown = {topic: _shown(reading, np.flatnonzero(state.groups == group)) for group, topic in topics.items()}
        model.representative_docs_ = {topic: texts for topic, texts in shown.items() if texts}
    return model


def _shown(reading: Reading, rows: NDArray[np.int64]) -> list[str]:
    """Give the texts that show a group best; of a comment with several segments in it, the first of them."""
    texts = reading.texts or []
    text_of = {reading.comment_ids[row]: texts[row] for row in rows[::-1].tolist()}
    return [text_of[one] for one in examples_of(reading, rows)]


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
    model = _Model(
        # "english", the default, would strip every letter beyond a to z.
        language="multilingual",
        embedding_model=None if embedder is None else _Backend(embedder),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=_Placing(vectors, groups),
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
    model.fit(told, embeddings=vectors.copy())
    model.topic_representations_ = {
        topic: _without_placeholder(terms) for topic, terms in model.topic_representations_.items()
    }
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


def _without_placeholder(terms: list[tuple[str, float]]) -> list[tuple[str, float]]:
    told = [one for one in terms if one[0].strip(NO_WORD)]
    return [*told, *[("", 1e-05)] * (len(terms) - len(told))]  # as BERTopic fills up, for topics must be of one length


class _Model(BERTopic):  # type: ignore[misc]
    """BERTopic, but names stay with their topics when topics are joined."""

    def merge_topics(self, docs: list[str], topics_to_merge: list[Any], images: list[str] | None = None) -> None:
        before, labels = list(self.topics_), self.custom_labels_
        super().merge_topics(docs, topics_to_merge, images)
        self._name_again(before, labels)

    def reduce_topics(self, docs: list[str], *args: Any, **others: Any) -> BERTopic:
        before, labels = list(self.topics_), self.custom_labels_
        super().reduce_topics(docs, *args, **others)
        self._name_again(before, labels)
        return self

    def _name_again(self, before: Sequence[int], labels: Sequence[str] | None) -> None:
        """Call a topic as the largest of those that it was made of, and say how many others there are."""
        if labels is None or len(labels) != len(set(before)):
            return
        name_of = dict(zip(sorted(set(before)), labels, strict=True))
        made_of: dict[int, Counter[int]] = {}
        for old, new in zip(before, self.topics_, strict=True):
            made_of.setdefault(int(new), Counter())[int(old)] += 1
        names = {}
        for topic, sizes in made_of.items():
            largest = min(sizes, key=lambda one: (-sizes[one], one))
            names[topic] = name_of[largest] + (f" +{len(sizes) - 1}" if len(sizes) > 1 else "")
        self.set_topic_labels(names)


class _Backend(BaseEmbedder):  # type: ignore[misc]
    """The embedder of the themes, as BERTopic asks for one."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__()
        self.embedder = embedder

    def embed(self, documents: Sequence[str], verbose: bool = False) -> NDArray[np.float32]:
        plain = readable(pd.Series([whole_pairs(text) for text in documents], dtype="str"))
        return self.embedder.encode([" ".join(text.split()) or NO_WORD for text in plain], progress=verbose)


class _Placing:
    """The themes as BERTopic's cluster model: groups that are known, and for what comes later the limits of ``assign``.

    Without a cluster model of its own, BERTopic lets the texts that are in no topic attract others like a topic.
    """

    def __init__(self, vectors: NDArray[np.float32], groups: NDArray[np.int64]) -> None:
        self.labels_ = renumbered(groups)
        self.vectors = vectors
        # The order of groups decides between equals, so it is that of the themes.
        self.assigner = Assigner.fit(vectors, groups, int(groups.max(initial=-1)) + 1)
        self.number = np.full(len(self.assigner.middles) + 1, -1, dtype=np.int64)
        self.number[groups] = self.labels_

    def fit(self, X: NDArray[np.float32]) -> _Placing:
        return self

    def predict(self, X: NDArray[np.float32]) -> list[int]:
        """Give a topic to each row; a text that was fitted stays where it is."""
        rows = np.asarray(X, dtype=np.float32)
        found = self.number[self.assigner.place(rows).groups]
        for begin in range(0, len(rows), 256):
            here = slice(begin, begin + 256)
            near = rows[here] @ self.vectors.T
            known = near.argmax(axis=1)
            same = near[np.arange(len(near)), known] >= _SAME
            found[here] = np.where(same, self.labels_[known], found[here])
        return [int(one) for one in found]
