"""Texts as word pieces of a model's tokeniser."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WordPieces", "cleaned", "tokenizer_of"]

_MOST_CHARACTERS = 20_000  # far beyond what a model reads; spares it the rest of a pasted log
_MOST_KEPT = 2_000_000  # characters of words, some 50 MB with their pieces


def tokenizer_of(folder: Path, max_tokens: int) -> Any:
    """Load a model's tokeniser.

    Parameters
    ----------
    folder : Path
        Holds ``tokenizer.json``.
    max_tokens : int
        Where to cut, in word pieces.

    Returns
    -------
    tokenizers.Tokenizer
        Cuts and never pads.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def cleaned(texts: Iterable[str]) -> list[str]:
    """Make texts that any tokeniser takes: no half of a surrogate pair, no more than a model can read.

    Parameters
    ----------
    texts : iterable of str
        Any texts.

    Returns
    -------
    list of str
        One for each.
    """
    return [text[:_MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]


class WordPieces:
    """Cuts many texts, and each word of theirs but once.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
        Of a BERT: it looks at no more than what stands between two spaces, and puts one piece before and one behind.

    Attributes
    ----------
    vocabulary : int
        How many different pieces there are.

    Notes
    -----
    Gives what the tokeniser gives for the whole text, several times quicker. Threads may share one.
    """

    def __init__(self, tokenizer: Any) -> None:
        self.vocabulary = int(tokenizer.get_vocab_size())
        self._tokenizer = tokenizer
        self._first, self._last = tokenizer.encode("").ids
        self._most = int(tokenizer.truncation["max_length"]) - 2
        self._adding = Lock()
        self._begin_anew()

    def cut(self, texts: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the pieces of texts.

        Parameters
        ----------
        texts : iterable of str
            What to cut; of a long text, the first pieces.

        Returns
        -------
        pieces : ndarray of shape (n_pieces,), int64
            Of one text after the other.
        lengths : ndarray of shape (n_texts,), int64
            How many each text has, two at least.
        """
        words = [text.split(" ") for text in cleaned(texts)]
        counts = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        flat = list(chain.from_iterable(words))
        with self._adding:
            self._add(flat)
            place, known, starts = self._place, self._known, self._starts
        word = np.fromiter(map(place.__getitem__, flat), dtype=np.int64, count=len(flat))
        sizes = starts[word + 1] - starts[word]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        borders = ends[np.concatenate([[0], np.cumsum(counts)])]
        inner = known[np.arange(ends[-1]) + np.repeat(starts[word] - ends[:-1], sizes)]
        rank = np.arange(ends[-1]) - np.repeat(borders[:-1], np.diff(borders))
        lengths = np.minimum(np.diff(borders), self._most) + 2
        after = np.cumsum(lengths)
        pieces = np.empty(int(lengths.sum()), dtype=np.int64)
        between = np.ones(len(pieces), dtype=bool)
        between[after - lengths] = between[after - 1] = False
        pieces[between] = inner[rank < self._most]
        pieces[after - lengths], pieces[after - 1] = self._first, self._last
        return pieces, lengths

    def _begin_anew(self) -> None:
        self._place: dict[str, int] = {}
        self._known, self._starts = np.empty(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
        self._kept = 0

    def _add(self, words: list[str]) -> None:
        if self._kept > _MOST_KEPT:  # threads that still cut hold on to what they were given
            self._begin_anew()
        new = [word for word in dict.fromkeys(words) if word not in self._place]
        if not new:
            return
        found = [one.ids for one in self._tokenizer.encode_batch_fast(new, add_special_tokens=False)]
        sizes = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        added = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=int(sizes.sum()))
        self._known = np.concatenate([self._known, added])
        self._starts = np.concatenate([self._starts, self._starts[-1] + np.cumsum(sizes)])
        self._place.update(zip(new, range(len(self._place), len(self._place) + len(new)), strict=True))
        self._kept += sum(map(len, new))
