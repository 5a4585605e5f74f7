"""How alike texts are: by an embedder if there is one, else by the words they share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualkit.protocols import Embedder
from qualkit.text.language import language_of, stop_words
from qualkit.text.plain import readable

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["all_words", "likeness", "words_of"]

_WORD = re.compile(r"[^\W\d_]{2,}(?:'[^\W\d_]+)?")


def all_words(text: str) -> list[str]:
    """Give the words of a text.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Lower case, of two letters or more, in the text's order.
    """
    return _WORD.findall(text.replace("’", "'").casefold())


def words_of(text: str) -> list[str]:
    """Give the words of a text that can carry a subject.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Lower case, in the text's order, without the stop words of its language.

    Examples
    --------
    >>> words_of("The box came on a Monday")
    ['box', 'monday']
    """
    stops = stop_words(language_of(text))
    return [word for word in all_words(text) if word not in stops]


def likeness(texts: Sequence[str], subject: Sequence[str], embedder: Embedder | None = None) -> NDArray[np.float64]:
    """Say how near each text comes to a subject given as examples.

    Parameters
    ----------
    texts : sequence of str
        What to compare.
    subject : sequence of str
        Texts on the subject.
    embedder : Embedder, optional
        By default texts are compared by the words that they share, the rarer the more they tell (tf-idf; Salton and
        Buckley 1988, Information Processing & Management 24(5), 513-523, doi:10.1016/0306-4573(88)90021-0).

    Returns
    -------
    ndarray of shape (n_texts,), float64
        The mean of the cosine to the middle of the subject and of that to the nearest example, rounded so that the last
        bit never decides an order. Zero for texts without words.
    """
    said = readable(pd.Series([*texts, *subject], dtype="str")).tolist()
    found = np.zeros(len(texts))
    if not texts or not subject:
        return found
    vectors = _by_words(said) if embedder is None else _by_embedder(said, embedder)
    if vectors is None:
        return found
    to_examples = np.asarray((vectors[: len(texts)] @ vectors[len(texts) :].T).todense())
    middle = np.asarray(vectors[len(texts) :].mean(axis=0)).ravel()
    length = float(np.linalg.norm(middle))
    if length > 0:
        # The cosine to the middle is the mean of the cosines to the examples, over the middle's length.
        found = np.round((to_examples.mean(axis=1) / length + to_examples.max(axis=1)) / 2, 6)
    return found


def _by_words(said: list[str]) -> csr_array | None:
    from scipy.sparse import csr_array
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(words_of(text) for text in said):
        return None
    return csr_array(TfidfVectorizer(analyzer=words_of, sublinear_tf=True).fit_transform(said))


def _by_embedder(said: list[str], embedder: Embedder) -> csr_array | None:
    from scipy.sparse import csr_array

    filled = [n for n, text in enumerate(said) if text]
    if not filled:
        return None
    encoded = np.asarray(embedder.encode([said[n] for n in filled]), dtype=np.float64)
    vectors = np.zeros((len(said), encoded.shape[1]))
    vectors[filled] = encoded
    return csr_array(vectors)
