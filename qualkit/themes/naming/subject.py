"""How much of one subject a theme has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.naming.empty import told_of
from qualkit.themes.naming.words import Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["subject_shares"]

_SHARE = 0.05  # of a theme's comments must use a word, and never fewer than two
_OFTENER = 2.0  # times than in all other comments, before it tells the theme from them


def subject_shares(
    documents: Sequence[Sequence[Word]], labels: NDArray[np.int64], n_themes: int
) -> NDArray[np.float64]:
    """Say what share of each theme's comments name what the theme is about.

    Parameters
    ----------
    documents : sequence of sequence of Word
        All texts; base forms of words that carry meaning are looked at, no others.
    labels : ndarray of shape (n_texts,), int64
        Theme of each text from 0; -1 for none.
    n_themes : int
        How many.

    Returns
    -------
    ndarray of shape (n_themes,), float64
        In [0, 1]: the share of a theme's texts that use one of its telling words. A word tells a theme if two of its texts
        and one in twenty use it, at least twice as often as all others do, and if it is none of the words that are polite,
        fill a sentence, say good or bad, or fit every subject (`qualkit.themes.naming.empty`). 0 for a theme without texts.

    Examples
    --------
    >>> from qualkit.themes.naming.words import words_of
    >>> texts = ["Excellent service", "Thank you, excellent", "Such dear parking", "No parking at night", "Slot gone"]
    >>> subject_shares(words_of(texts), np.array([0, 0, 1, 1, -1]), 2).tolist()
    [0.0, 1.0]
    """
    said = [told_of({word.lemma for word in words if word.content}) for words in documents]
    inside: dict[int, Counter[str]] = defaultdict(Counter)
    anywhere: Counter[str] = Counter()
    for words, theme in zip(said, labels.tolist(), strict=True):
        inside[theme].update(words)
        anywhere.update(words)
    sizes = Counter(labels.tolist())
    telling = [
        frozenset(
            word
            for word, n in inside[theme].items()
            if n >= max(2, _SHARE * sizes[theme])
            and _oftener(n, sizes[theme], anywhere[word] - n, len(said) - sizes[theme])
        )
        for theme in range(n_themes)
    ]
    named = Counter(
        theme for words, theme in zip(said, labels.tolist(), strict=True) if theme >= 0 and words & telling[theme]
    )
    return np.array([named[theme] / (sizes[theme] or 1) for theme in range(n_themes)], dtype=np.float64)


def _oftener(n: int, of: int, outside: int, others: int) -> bool:
    # Where there are no others, whatever many say is the subject.
    return others == 0 or (n + 0.5) / (of + 1) >= _OFTENER * (outside + 0.5) / (others + 1)
