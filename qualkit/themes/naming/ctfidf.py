"""Which terms tell one group from the others: c-TF-IDF, counted as BERTopic counts it, without importing BERTopic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NO_WORD", "class_terms", "counter"]

NO_WORD = "∅"
"""Stands for a text without any content word, which still needs a place in the count."""


def counter() -> Any:
    """Give the vectoriser that counts terms.

    Returns
    -------
    sklearn.feature_extraction.text.CountVectorizer
        Splits at blanks: scikit-learn's own pattern cuts words of Indic scripts in two.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(token_pattern=r"(?u)\S+", lowercase=False)  # noqa: S106


def class_terms(
    documents: Sequence[str], labels: NDArray[np.int64], n_terms: int = 40
) -> list[list[tuple[str, float]]]:
    """Weigh the terms of each group by how much they tell it from the others.

    Class-based TF-IDF with the BM25 weighting of the inverse frequency and the square root of the frequency
    (Grootendorst 2022, arXiv:2203.05794), as BERTopic's ``ClassTfidfTransformer(bm25_weighting=True,
    reduce_frequent_words=True)`` has it.

    Parameters
    ----------
    documents : sequence of str
        Terms of each text with blanks between.
    labels : ndarray of shape (n_texts,), int64
        Groups from 0; the texts at -1, if any, are a class of their own that the others are told from.
    n_terms : int
        How many terms a group, at most.

    Returns
    -------
    list of list of (str, float)
        By group from 0: terms of positive weight, heaviest first, equal weights by the alphabet. Where nothing tells a
        group from the others, its terms and how much of it each is.
    """
    from scipy.sparse import csr_matrix
    from sklearn.preprocessing import normalize

    vectoriser = counter()
    counts = vectoriser.fit_transform([text or NO_WORD for text in documents])
    first = int(min(0, labels.min()))
    n_classes = int(labels.max()) - first + 1
    member = csr_matrix((np.ones(len(labels)), (labels - first, np.arange(len(labels)))), (n_classes, len(labels)))
    by_class = member @ counts
    frequency = np.asarray(by_class.sum(axis=0)).ravel()
    mean_size = int(by_class.sum(axis=1).mean())
    inverse = np.log(1 + (mean_size - frequency + 0.5) / (frequency + 0.5))
    shares = normalize(by_class, axis=1, norm="l1").tocsr()
    weights = shares.copy()
    weights.data = np.sqrt(weights.data) * inverse[weights.indices]
    names = vectoriser.get_feature_names_out()
    return [
        _heaviest(weights[row], names, n_terms) or _heaviest(shares[row], names, n_terms)
        for row in range(-first, n_classes)
    ]


def _heaviest(row: Any, names: NDArray[np.object_], n_terms: int) -> list[tuple[str, float]]:
    found = [
        (str(names[place]), float(weight))
        for place, weight in zip(row.indices, row.data, strict=True)
        if weight > 0 and names[place] != NO_WORD
    ]
    return sorted(found, key=lambda one: (-round(one[1], 9), one[0]))[:n_terms]
