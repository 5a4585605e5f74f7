"""Reading a short reply with what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualkit.model import Corpus
from qualkit.text.language import language_of, stop_words
from qualkit.text.plain import readable
from qualkit.themes.reading.units import Units

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Context", "context_of", "says_little"]

OWN = 0.5
"""Weight of a short reply's own words in its vector; what it answers has the rest."""

_FEW_WORDS = 12
_FEW_TELLING = 2
_FEW_SIGNS = 6  # of a script without blanks
_FARTHEST = 4  # replies up the conversation
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ROOM = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def says_little(text: str) -> bool:
    """Say whether a text hardly means anything without what it answers.

    Parameters
    ----------
    text : str
        Readable words.

    Returns
    -------
    bool
        True for up to twelve words of which two at most carry a meaning of their own.

    Examples
    --------
    >>> [says_little(text) for text in ("Same here", "it still does", "The evening slot was taken away again")]
    [True, True, False]
    """
    if _ROOM.search(text):
        return len(_ROOM.findall(text)) <= _FEW_SIGNS
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text[:400])]
    if len(words) > _FEW_WORDS:
        return False
    small = stop_words(language_of(text))
    return len({word for word in words if word not in small and len(word) > 1}) <= _FEW_TELLING


class Context:
    """What short replies answer.

    Parameters
    ----------
    units : Units
        What is read.
    answered : mapping of str to (str, str or None)
        Readable text of each comment that is answered, and what it answers itself.
    """

    def __init__(self, units: Units, answered: Mapping[str, tuple[str, str | None]]) -> None:
        self._answered = answered
        self._chains = {
            row: self._chain(parent)
            for row, parent in enumerate(units.answered)
            if parent is not None and parent in answered and says_little(units.texts[row])
        }

    def _chain(self, parent: str | None) -> list[str]:
        """Follow what is answered, nearest first, up to the first that speaks for itself."""
        chain: list[str] = []
        seen: set[str] = set()
        while parent is not None and parent in self._answered and parent not in seen and len(chain) < _FARTHEST:
            seen.add(parent)
            text, above = self._answered[parent]
            if text:
                chain.append(text)
                if not says_little(text):
                    break
            parent = above
        return chain

    def mixed(
        self,
        rows: NDArray[np.int64],
        vectors: NDArray[np.float32],
        embed: Callable[[Sequence[str]], NDArray[np.float32]],
    ) -> NDArray[np.float32]:
        """Mix each short reply's vector with that of what it answers.

        Parameters
        ----------
        rows : ndarray of int64
            Some of the units.
        vectors : ndarray of shape (n_rows, n_dims), float32
            Of their own words, rows of unit length.
        embed : callable
            Gives rows of unit length for texts.

        Returns
        -------
        ndarray of shape (n_rows, n_dims), float32
            Rows of unit length; those of other units are the same.
        """
        chains = {place: self._chains[row] for place, row in enumerate(rows.tolist()) if self._chains.get(row)}
        if not chains:
            return vectors
        texts = list(dict.fromkeys(text for chain in chains.values() for text in chain))
        of = dict(zip(texts, embed(texts), strict=True))
        found = vectors.copy()
        for place, chain in chains.items():
            # From the top down: each reply in the chain is itself read with what it answers.
            above = of[chain[-1]].astype(np.float64)
            for text in reversed(chain[:-1]):
                above = _mix(of[text], above)
            found[place] = _mix(vectors[place], above)
        return found


def context_of(corpus: Corpus, units: Units) -> Context:
    """Find what the short replies among the units answer.

    Parameters
    ----------
    corpus : Corpus
        All comments; what staff said counts as context though it is no theme.
    units : Units
        What is read.

    Returns
    -------
    Context
        Ready to mix.
    """
    wanted = {one for one in units.answered if one is not None} & corpus.rows.keys()
    if not wanted:
        return Context(units, {})
    table = corpus.table
    parent_of = {
        comment: None if pd.isna(above) else str(above)
        for comment, above in zip(table["comment_id"].tolist(), table["reply_to"].tolist(), strict=True)
    }
    needed: set[str] = set()
    for one in sorted(wanted):
        step: str | None = one
        for _ in range(_FARTHEST):
            if step is None or step not in parent_of or step in needed:
                break
            needed.add(step)
            step = parent_of[step]
    inside = table[table["comment_id"].isin(needed)]
    texts = dict(zip(inside["comment_id"].tolist(), readable(inside["text"]).tolist(), strict=True))
    return Context(units, {one: (text, parent_of[one]) for one, text in texts.items()})


def _mix(own: NDArray[np.float32], above: NDArray[np.float64]) -> NDArray[np.float64]:
    mixed = OWN * own.astype(np.float64) + (1 - OWN) * above
    return mixed / (float(np.linalg.norm(mixed)) or 1.0)
