"""What of a comment the language model sees at a time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MOST_PIECES", "Window", "context_of", "tokenizer_in", "windows"]

MOST_PIECES = 320
"""Word pieces at a time; of the labelled comments one in three hundred is longer."""

_BEGIN, _END = 101, 102  # word pieces that stand around a text
_MOST_CONTEXT = 70
_MOST_ANSWERED = 300  # characters
_MOST_CHARACTERS = 20_000  # spares it the rest of a pasted log


@dataclass(frozen=True)
class Window:
    """Some whole sentences, and what the comment answers before them.

    Attributes
    ----------
    ids : list of int
        Word pieces.
    first : int
        Number of the first that belongs to the comment; its last is the last but one of all.
    places : ndarray of shape (n_own, 2), int64
        Where the comment's own pieces stand in it; code points, half-open.
    """

    ids: list[int]
    first: int
    places: NDArray[np.int64]

    def rows(self, span: tuple[int, int]) -> slice:
        """Find the word pieces of a passage.

        Parameters
        ----------
        span : (int, int)
            Code points, half-open.

        Returns
        -------
        slice
            Of the comment's own pieces; empty if none is here.
        """
        import numpy as np

        first = int(np.searchsorted(self.places[:, 1], span[0], side="right"))
        last = int(np.searchsorted(self.places[:, 0], span[1], side="left"))
        return slice(first, last) if first < last else slice(0, 0)


def windows(tokenizer: Any, text: str, context: str, begins: Sequence[int]) -> Iterator[Window]:
    """Cut a comment into word pieces, and a long one into parts that begin with a sentence, if that can be.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
        As `tokenizer_in` gives it.
    text : str
        The comment, code and links blanked out.
    context : str
        What it answers, as `context_of` gives it.
    begins : sequence of int
        Where its sentences begin.

    Yields
    ------
    Window
        One after the other, up to 20,000 characters.
    """
    import numpy as np

    before = _pieces(tokenizer, context).ids[:_MOST_CONTEXT] if context else []
    own = _pieces(tokenizer, text[:_MOST_CHARACTERS])
    places = np.array(own.offsets, dtype=np.int64).reshape(-1, 2)
    edges = [int(one) for one in np.searchsorted(places[:, 0], begins)]
    room, at = MOST_PIECES - 3 - len(before), 0
    while at < len(own.ids):
        end = _end(edges, at, at + room) if len(own.ids) - at > room else len(own.ids)
        yield Window([_BEGIN, *before, _END, *own.ids[at:end], _END], len(before) + 2, places[at:end])
        at = end


def context_of(prompt: str | None, answers: str | None) -> str:
    """Put together what a comment answers, as the model is given it.

    Parameters
    ----------
    prompt : str or None
        The question of a survey.
    answers : str or None
        The comment that is answered.

    Returns
    -------
    str
        Both, as far as they are read.

    Examples
    --------
    >>> context_of("Why?", None)
    'Why?'
    """
    return " ".join(one for one in (prompt, (answers or "")[:_MOST_ANSWERED]) if one)


def tokenizer_in(folder: Path) -> Any:
    """Load a model's tokeniser.

    Parameters
    ----------
    folder : Path
        Holds ``tokenizer.json``.

    Returns
    -------
    tokenizers.Tokenizer
        Neither pads nor cuts off.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _pieces(tokenizer: Any, text: str) -> Any:
    return tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8"), add_special_tokens=False)


def _end(edges: Sequence[int], at: int, last: int) -> int:
    """Find where a part ends: before the last sentence that begins within it."""
    n = bisect_left(edges, last + 1)
    return edges[n - 1] if n and edges[n - 1] > at else last
