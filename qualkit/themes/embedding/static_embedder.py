"""Sentence vectors without a network: one vector for each word piece, taught to imitate an accurate embedder.

The accurate embedder reads each word piece of its vocabulary alone; these vectors, less what they all share, are what the
words mean out of context. A text is the sum of its pieces, rare ones weighing more (Spärck Jones 1972, Journal of
Documentation 28(1), 11-21, doi:10.1108/eb026526). How pieces and pairs of pieces are used in the texts at hand is learnt
from a sample of them that the accurate embedder read: a ridge regression on the direction of the sum, on the pieces and on
the pairs (Hoerl and Kennard 1970, Technometrics 12(1), 55-67, doi:10.1080/00401706.1970.10488634), solved in its dual form,
since there are fewer texts than pieces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from qualkit.themes.embedding.progress import read_in_threads, reading_bar
from qualkit.themes.embedding.tokens import WordPieces
from qualkit.themes.processors import one_thread_a_product

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

__all__ = ["Lessons", "Pieces", "StaticEmbedder"]

_PENALTY = 0.1
_WEIGHT_OF_SUM = 2.0
_WEIGHT_OF_PAIRS = 0.5
_BLOCK = 4_096
_OFTEN = 128


@dataclass(frozen=True)
class Pieces:
    """What the word pieces of a vocabulary mean out of context.

    Attributes
    ----------
    name : str
        Of the model that read them.
    table : ndarray of shape (n_pieces, n_dims), float16
        One row a piece, around zero, of unit length.
    tokenizer : tokenizers.Tokenizer
        Cuts texts into these pieces.
    """

    name: str
    table: NDArray[np.float16]
    tokenizer: Any

    @staticmethod
    def table_of(vectors: NDArray[np.float32]) -> NDArray[np.float16]:
        """Take out of the vectors of all pieces what they share.

        Parameters
        ----------
        vectors : ndarray of shape (n_pieces, n_dims), float32
            What the accurate embedder gave for each piece.

        Returns
        -------
        ndarray of shape (n_pieces, n_dims), float16
            For `table`.
        """
        return _unit(vectors - vectors.mean(axis=0)).astype(np.float16)


@dataclass(frozen=True)
class Lessons:
    """What was learnt from a sample of texts.

    Attributes
    ----------
    piece_weights : ndarray of shape (n_pieces,), float32
        Rarity of each piece.
    from_sum : ndarray of shape (n_dims, n_dims), float32
        From the direction of the sum of pieces to the vector.
    pieces : ndarray of shape (n_known,), int64
        Pieces that the sample has.
    piece_shifts : ndarray of shape (n_known, n_dims), float16
        What each adds.
    pairs : ndarray of shape (n_pairs,), int64
        Neighbouring pieces that at least two texts of the sample have, as one number, ascending.
    pair_weights : ndarray of shape (n_pairs + 1,), float32
        Rarity of each; the last is that of all others.
    pair_shifts : ndarray of shape (n_pairs, n_dims), float16
        What each adds.
    middle : ndarray of shape (n_dims,), float32
        The vector of a text of which nothing is known.
    """

    piece_weights: NDArray[np.float32]
    from_sum: NDArray[np.float32]
    pieces: NDArray[np.int64]
    piece_shifts: NDArray[np.float16]
    pairs: NDArray[np.int64]
    pair_weights: NDArray[np.float32]
    pair_shifts: NDArray[np.float16]
    middle: NDArray[np.float32]

    def digest(self) -> str:
        """Give what stands for all of it.

        Returns
        -------
        str
            12 hexadecimal digits.
        """
        seen = hashlib.blake2b(digest_size=6)
        for array in vars(self).values():
            seen.update(np.ascontiguousarray(array).tobytes())
        return seen.hexdigest()


class StaticEmbedder:
    """Vectors that are sums over word pieces: some thirty times quicker than the model that they imitate.

    Parameters
    ----------
    known : Pieces
        The vocabulary.
    lessons : Lessons, optional
        What was learnt; without it, the bare sum of the pieces is given.

    Notes
    -----
    A vector depends on its text alone, bit for bit.
    """

    def __init__(self, known: Pieces, lessons: Lessons | None = None) -> None:
        self.known = known
        self.lessons = lessons
        self.name = f"{known.name} static" + (f" taught {lessons.digest()}" if lessons else "")

    def encode(self, texts: Sequence[str], *, progress: bool = False) -> NDArray[np.float32]:
        """Give one vector a text.

        Parameters
        ----------
        texts : sequence of str
            What to read; of a long text, the first 256 word pieces.
        progress : bool
            Whether to show a progress bar with the time that remains.

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float32
            Rows of unit length; zeros for a text without word pieces.
        """
        width = self._table.shape[1] if self.lessons is None else len(self.lessons.middle)
        rows = np.empty((len(texts), width), dtype=np.float32)
        blocks = [slice(begin, begin + _BLOCK) for begin in range(0, len(texts), _BLOCK)]
        words = WordPieces(self.known.tokenizer)

        def read(block: slice) -> int:
            rows[block] = self._vectors(_cut(words, texts[block]))
            return len(rows[block])

        with reading_bar(len(texts), progress=progress) as bar, one_thread_a_product():
            read_in_threads(read, blocks, bar)
        return rows

    def taught(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> StaticEmbedder:
        """Learn to imitate.

        Parameters
        ----------
        texts : sequence of str
            A sample of what is to be read, a few thousand; time grows with the cube of their number.
        vectors : ndarray of shape (n_texts, n_dims), float32
            What the accurate embedder gave for them.

        Returns
        -------
        StaticEmbedder
            A new one.
        """
        import scipy.linalg  # noqa: F401 (a library that is loaded inside the block would not be held to one thread)

        with one_thread_a_product():
            return StaticEmbedder(self.known, _learn(self.known, texts, vectors))

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        """For each piece: its direction, and when taught, what it adds through the sum and by itself."""
        bare = self.known.table.astype(np.float32)
        if self.lessons is None:
            return bare
        shifts = np.zeros((len(bare), len(self.lessons.middle)), dtype=np.float32)
        shifts[self.lessons.pieces] = self.lessons.piece_shifts
        return np.hstack([bare, bare @ self.lessons.from_sum, shifts])

    @cached_property
    def _pair_table(self) -> NDArray[np.float32]:
        known = self.lessons.pair_shifts if self.lessons else np.zeros((0, 0), dtype=np.float16)
        return np.vstack([known.astype(np.float32), np.zeros((1, known.shape[1]), dtype=np.float32)])

    def _vectors(self, cut: _Cut) -> NDArray[np.float32]:
        if self.lessons is None:
            return _unit(_sparse(cut.pieces, cut.piece_starts, None, len(self._table)) @ self._table)
        lessons, width, dims = self.lessons, len(self.lessons.middle), self.known.table.shape[1]
        bag = _sparse(cut.pieces, cut.piece_starts, lessons.piece_weights, len(self._table))
        # A product of a sparse matrix adds up row by row; one of dense matrices may add in an order that depends on how many
        # rows there are. That is why all that could be multiplied later was multiplied into the table.
        sums = bag @ self._table
        direction, through_sum, by_itself = sums[:, :dims], sums[:, dims : dims + width], sums[:, dims + width :]
        pairs = _known_pairs(cut.pairs, lessons.pairs)
        pair_bag = _sparse(pairs, cut.pair_starts, lessons.pair_weights, len(lessons.pair_weights))
        found = (
            through_sum / _length(direction)
            + by_itself / _length_of_bag(bag)
            + (pair_bag @ self._pair_table) / _length_of_bag(pair_bag)
            + lessons.middle
        )
        return _unit(found)


@dataclass(frozen=True)
class _Cut:
    pieces: NDArray[np.int64]
    piece_starts: NDArray[np.int64]
    pairs: NDArray[np.int64]
    pair_starts: NDArray[np.int64]


def _cut(words: WordPieces, texts: Sequence[str]) -> _Cut:
    every, lengths = words.cut(texts)
    ends = np.cumsum(lengths)
    # The first and the last piece stand for begin and end: of use in pairs, without meaning by themselves.
    inner = np.ones(len(every), dtype=bool)
    inner[ends - lengths] = False
    inner[ends - 1] = False
    pair = every[:-1] * words.vocabulary + every[1:] if len(every) else every
    within = np.ones(len(pair), dtype=bool)
    within[ends[:-1] - 1] = False
    return _Cut(every[inner], _starts(lengths - 2), pair[within], _starts(lengths - 1))


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)])


def _sparse(
    columns: NDArray[np.int64], starts: NDArray[np.int64], weights: NDArray[np.float32] | None, width: int
) -> csr_matrix:
    from scipy.sparse import csr_matrix

    data = np.ones(len(columns), dtype=np.float32) if weights is None else weights[columns]
    return csr_matrix((data, columns, starts), shape=(len(starts) - 1, width))


def _known_pairs(pairs: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the place of each pair among the known; past the last for one that is not."""
    place = np.searchsorted(known, pairs)
    place[place == len(known)] = 0
    hit = known[place] == pairs if len(known) else np.zeros(len(pairs), dtype=bool)
    return np.where(hit, place, len(known))


def _learn(known: Pieces, texts: Sequence[str], vectors: NDArray[np.float32]) -> Lessons:
    n, bare = len(texts), known.table.astype(np.float32)
    cut = _cut(WordPieces(known.tokenizer), texts)
    piece_weights = _rarity(n, _texts_with(cut.pieces, cut.piece_starts, len(bare)))
    bag = _sparse(cut.pieces, cut.piece_starts, piece_weights, len(bare))
    direction = _unit(bag @ bare)
    middle_of_sums = direction.mean(axis=0)
    direction -= middle_of_sums
    bag = _scaled(bag)
    pairs, pair_weights, pair_bag = _repeated_pairs(cut)
    # What is said to be alike by the sum, by the pieces and by the pairs, and how far the vectors follow from that.
    weight = _WEIGHT_OF_SUM / max(float((direction**2).sum(axis=1).mean()), 1e-9)
    alike = weight * (direction @ direction.T)
    alike += _products(bag)
    alike += _WEIGHT_OF_PAIRS * _products(pair_bag)
    alike[np.diag_indices(n)] += _PENALTY * float(np.diag(alike).mean())
    middle = vectors.mean(axis=0)
    dual = _solved(alike, vectors - middle).astype(np.float32)
    seen = np.unique(cut.pieces)
    from_sum = (weight * (direction.T @ dual)).astype(np.float32)
    return Lessons(
        piece_weights=piece_weights,
        from_sum=from_sum,
        pieces=seen,
        piece_shifts=(bag.T @ dual)[seen].astype(np.float16),
        pairs=pairs,
        pair_weights=pair_weights,
        pair_shifts=(_WEIGHT_OF_PAIRS * (pair_bag.T @ dual)).astype(np.float16),
        middle=(middle - middle_of_sums @ from_sum).astype(np.float32),
    )


def _solved(alike: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """Solve by Cholesky's method, half the work of a general solution; `alike` is used up."""
    from scipy.linalg import cho_factor, cho_solve

    # Symmetric, so the transpose is the same: it lies in memory as the library wants it, and is not copied.
    factor = cho_factor(alike.T, overwrite_a=True, check_finite=False)
    found: NDArray[np.float32] = cho_solve(factor, right, check_finite=False)
    return found


def _products(bag: csr_matrix) -> NDArray[np.float32]:
    """Give the product of each row and each other; what most rows have is quicker multiplied with the zeros in it."""
    often = np.argsort(-np.bincount(bag.indices, minlength=bag.shape[1]), kind="stable")
    dense = bag[:, np.sort(often[:_OFTEN])].toarray()
    rest = bag[:, np.sort(often[_OFTEN:])]
    products: NDArray[np.float32] = dense @ dense.T
    products += (rest @ rest.T).toarray()
    return products


def _repeated_pairs(cut: _Cut) -> tuple[NDArray[np.int64], NDArray[np.float32], csr_matrix]:
    """Give the pairs that two texts have, the rarity of each and of the others, and a bag of them for each text."""
    n = len(cut.pair_starts) - 1
    every, place = np.unique(cut.pairs, return_inverse=True)
    pairs = every[_texts_with(place, cut.pair_starts, len(every)) >= 2]
    places = _known_pairs(cut.pairs, pairs)
    in_texts = _texts_with(places, cut.pair_starts, len(pairs) + 1)
    in_texts[-1] = 0  # the last stands for all others, each of them as rare as can be
    weights = _rarity(n, in_texts)
    return pairs, weights, _scaled(_sparse(places, cut.pair_starts, weights, len(pairs) + 1))[:, :-1]


def _texts_with(columns: NDArray[np.int64], starts: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    once = _sparse(columns, starts, None, width)
    once.sum_duplicates()
    return np.bincount(once.indices, minlength=width)


def _rarity(n_texts: int, with_it: NDArray[np.int64]) -> NDArray[np.float32]:
    return (np.log((n_texts + 1) / (with_it + 1)) + 1).astype(np.float32)


def _scaled(bag: csr_matrix) -> csr_matrix:
    from scipy.sparse import diags

    scaled: csr_matrix = (diags(1 / _length_of_bag(bag).ravel()) @ bag).astype(np.float32).tocsr()
    return scaled


def _length_of_bag(bag: csr_matrix) -> NDArray[np.float32]:
    """Give the length of each row, a piece that comes twice counted as two."""
    squares = type(bag)((bag.data**2, bag.indices, bag.indptr), shape=bag.shape)
    lengths = np.sqrt(np.asarray(squares.sum(axis=1)).reshape(-1, 1))
    return np.where(lengths == 0, 1, lengths).astype(np.float32)


def _length(rows: NDArray[Any]) -> NDArray[Any]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.where(lengths == 0, 1, lengths)


def _unit(rows: NDArray[Any]) -> NDArray[Any]:
    unit: NDArray[Any] = rows / _length(rows)
    return unit
