"""Segments as vectors: what a sentence says, and, half as loud, what stands next to it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from qualkit.protocols import Embedder
from qualkit.text.language import language_of, stop_words
from qualkit.text.plain import readable
from qualkit.text.segments import segments

__all__ = ["Wording", "content_words", "segments_of"]

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NEIGHBOURS = 0.35
_HEARD = 2  # a word in one segment only teaches nothing of another


def content_words(text: str) -> list[str]:
    """Give the words of a text that can tell codes apart.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Lower case, in order, without the stop words of its language; all words where it has no others.

    Examples
    --------
    >>> content_words("The slot does not fit")
    ['slot', 'fit']
    """
    words = _WORD.findall(text.replace("’", "'").casefold())
    stops = stop_words(language_of(text))
    return [word for word in words if word not in stops] or words


def segments_of(comments: Sequence[tuple[str, str]], *, most: int | None = None) -> pd.DataFrame:
    """Cut comments into segments, with their words.

    Parameters
    ----------
    comments : sequence of (comment_id, text)
        What to cut.
    most : int, optional
        Keep no more than the last so many.

    Returns
    -------
    DataFrame
        ``comment_id``, ``start``, ``end``, ``text``, in order; ``text`` without markup, so that it may differ from what
        stands at the position.
    """
    texts = dict(comments)
    parts = segments(comments if most is None else comments[-most:])
    if most is not None:
        parts = parts.tail(most).reset_index(drop=True)
    said = [texts[one][start:end] for one, start, end in parts.itertuples(index=False)]
    return parts.assign(text=readable(pd.Series(said, dtype="str")).to_numpy())


@dataclass(frozen=True)
class Wording:
    """Turns segments into vectors: by an embedder, else by the words they share.

    Attributes
    ----------
    embedder : Embedder or None
        Compares by meaning.
    words : object
        A fitted tf-idf vectoriser (Salton and Buckley 1988, Information Processing & Management 24(5), 513-523,
        doi:10.1016/0306-4573(88)90021-0); None beside an embedder, and where nothing was said.
    """

    embedder: Embedder | None
    words: Any

    @classmethod
    def of(cls, texts: Sequence[str], embedder: Embedder | None) -> Wording:
        """Make one for some segments.

        Parameters
        ----------
        texts : sequence of str
            What will be learnt from.
        embedder : Embedder, optional
            By default the words of `texts` are the dimensions.

        Returns
        -------
        Wording
            Ready to use.
        """
        counts = Counter(word for text in texts for word in set(_words_and_pairs(text)))
        if embedder is not None or not any(n >= _HEARD for n in counts.values()):
            return cls(embedder, None)
        from sklearn.feature_extraction.text import TfidfVectorizer

        return cls(None, TfidfVectorizer(analyzer=_words_and_pairs, min_df=_HEARD, norm=None).fit(texts))

    def vectors(self, texts: Sequence[str]) -> Any:
        """Give one vector a text.

        Parameters
        ----------
        texts : sequence of str
            Any texts, blank ones too.

        Returns
        -------
        array or sparse array of shape (n_texts, n_dims), float64
            Rows of unit length, or of zeros where nothing is said.
        """
        if self.words is not None and len(texts):
            return _weighted(self.words, texts)
        if self.embedder is None:
            return np.zeros((len(texts), 1))
        return _encoded(self.embedder, texts)

    def with_neighbours(self, parts: pd.DataFrame, own: Any) -> Any:
        """Set beside each segment's vector those of the segments before and after it in its comment.

        Parameters
        ----------
        parts : DataFrame
            As `segments_of` gives them.
        own : array or sparse array of shape (n_segments, n_dims)
            Their vectors.

        Returns
        -------
        array or sparse array of shape (n_segments, 2 * n_dims), float64
            For `learn`.
        """
        from scipy.sparse import csr_array, hstack

        ids = parts["comment_id"].to_numpy()
        n = len(ids)
        follows = np.flatnonzero(ids[1:] == ids[:-1]).astype(np.int32)  # scikit-learn takes no wider ones
        rows, columns = np.concatenate([follows + 1, follows]), np.concatenate([follows, follows + 1])
        beside = csr_array((np.full(len(rows), _NEIGHBOURS), (rows, columns)), shape=(n, n)) @ own
        return np.hstack([own, beside]) if isinstance(own, np.ndarray) else hstack([own, beside], format="csr")


def _encoded(embedder: Embedder, texts: Sequence[str]) -> Any:
    # A sentence said twice is read once; an embedder is never given an empty string.
    place = {text: n for n, text in enumerate(dict.fromkeys(text for text in texts if text))}
    if not place:
        return np.zeros((len(texts), 1))
    known = np.asarray(embedder.encode(list(place)), dtype=np.float64)
    found = np.zeros((len(texts), known.shape[1]))
    filled = [n for n, text in enumerate(texts) if text]
    found[filled] = known[[place[texts[n]] for n in filled]]
    return found


def _weighted(words: Any, texts: Sequence[str]) -> Any:
    # A word never heard before counts in a sentence's length like one heard once: else what little is known of a new
    # sentence would speak louder than the same words did in held-out ones.
    found = words.transform(texts)
    rarest = float(words.idf_.max()) ** 2
    new = np.array([sum(one not in words.vocabulary_ for one in set(_words_and_pairs(text))) for text in texts])
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel() + rarest * new)
    scale = np.divide(1, lengths, out=np.zeros(len(texts)), where=lengths > 0)
    found.data *= np.repeat(scale, np.diff(found.indptr))
    return found


def _words_and_pairs(text: str) -> list[str]:
    words = _WORD.findall(text.replace("’", "'").casefold())
    return [*words, *(f"{one} {after}" for one, after in itertools.pairwise(words))]
