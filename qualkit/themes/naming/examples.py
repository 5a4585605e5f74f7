"""The comments that show a theme best: typical, unlike each other, short enough to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qualkit.themes.reading.units import Reading

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["N_EXAMPLES", "examples_of"]

N_EXAMPLES = 3
_SHORTEST, _LONGEST = 6, 60  # words: what can be read at a glance and still says something
_SAME = 0.9  # cosine from which two comments say the same
_UNLIKE = 0.4  # how much being unlike the examples before weighs against being typical
_CONSIDERED = 50


def examples_of(reading: Reading, rows: NDArray[np.int64]) -> tuple[str, ...]:
    """Choose the comments that show a theme.

    Parameters
    ----------
    reading : Reading
        What was read.
    rows : ndarray of int64
        The theme's units.

    Returns
    -------
    tuple of str
        Up to three comment ids, the most typical first, each by another person. Chosen one after another by how near
        they lie to the middle, less how near they lie to those chosen before (maximal marginal relevance; Carbonell
        and Goldstein 1998, doi:10.1145/290941.291025).
    """
    if not len(rows):
        return ()
    vectors = reading.vectors[rows].astype(np.float64)
    middle = vectors.sum(axis=0)
    middle /= float(np.linalg.norm(middle)) or 1.0
    near = np.round(vectors @ middle, 4)
    long_enough = (reading.n_words[rows] >= _SHORTEST) & (reading.n_words[rows] <= _LONGEST)
    order = sorted(range(len(rows)), key=lambda n: (not long_enough[n], -near[n], reading.comment_ids[rows[n]]))
    order = order[:_CONSIDERED]
    chosen: list[int] = []
    while len(chosen) < N_EXAMPLES:
        heard = {reading.people[rows[n]] for n in chosen}
        said = {reading.comment_ids[rows[n]] for n in chosen}
        open_ = [
            n
            for n in order
            if reading.people[rows[n]] not in heard
            and reading.comment_ids[rows[n]] not in said
            and all(float(vectors[n] @ vectors[one]) < _SAME for one in chosen)
        ]
        if not open_:
            break
        alike = {n: max((float(vectors[n] @ vectors[one]) for one in chosen), default=0.0) for n in open_}
        chosen.append(
            max(open_, key=lambda n: (bool(long_enough[n]), round(near[n] - _UNLIKE * alike[n], 4), -order.index(n)))
        )
    return tuple(reading.comment_ids[rows[n]] for n in chosen)
