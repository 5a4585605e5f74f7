"""How many codes nobody has given yet, estimated from those that were heard from one or two people only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Unseen", "estimate_unseen", "richness_interval"]

_Z = 1.959963984540054  # 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a set of readings says about codes that it has not met.

    Attributes
    ----------
    n_seen : int
        Codes given at least once.
    once, twice : int
        Codes that stand with one person, and with two.
    total : float
        Lower bound for the number of codes that reading on would end with, `n_seen` or more.
    low, high : float
        95 % interval of `total`.
    coverage : float
        Estimated share, in [0, 1], of all givings of codes that belong to codes already seen; NaN without any.
    """

    n_seen: int
    once: int
    twice: int
    total: float
    low: float
    high: float
    coverage: float


def estimate_unseen(given: NDArray[np.bool_]) -> Unseen:
    """Estimate how many codes there are, from who has which.

    Parameters
    ----------
    given : ndarray of shape (n_people, n_codes), bool
        Whether a code was given to anything that a person said.

    Returns
    -------
    Unseen
        Counts and estimates.

    Notes
    -----
    Chao2, a lower bound, with its log-normal interval: Chao (1987), Biometrics 43(4), 783-791, doi:10.2307/2531532; where
    no code stands with exactly two people, its bias-corrected form. Coverage: Chao and Jost (2012), Ecology 93(12),
    2533-2547, doi:10.1890/11-1952.1. Both take the people as drawn at random from those who could speak. People read in
    the order of a plan are not: then this is a rule of thumb.

    Examples
    --------
    >>> estimate_unseen(np.array([[True, True], [True, False], [True, False]])).n_seen
    2
    """
    n_people = len(given)
    frequency = given.sum(axis=0)
    seen, once, twice = (int((frequency >= 1).sum()), int((frequency == 1).sum()), int((frequency == 2).sum()))
    unseen, variance = _missing(seen, once, twice, n_people)
    low, high = richness_interval(seen, unseen, variance)
    return Unseen(seen, once, twice, seen + unseen, low, high, _coverage(once, twice, n_people, int(frequency.sum())))


def _missing(seen: int, once: int, twice: int, n: int) -> tuple[float, float]:
    """Give Chao2's number of unseen codes, and the variance of the estimate."""
    if n < 2 or once == 0:
        return 0.0, 0.0
    a = (n - 1) / n
    if twice:
        ratio = once / twice
        unseen = a * once * ratio / 2
        return unseen, twice * (a / 2 * ratio**2 + a**2 * ratio**3 + a**2 / 4 * ratio**4)
    unseen = a * once * (once - 1) / 2
    if unseen == 0:
        return 0.0, 0.0
    variance = unseen + a**2 * once * (2 * once - 1) ** 2 / 4 - a**2 * once**4 / (4 * (seen + unseen))
    return unseen, max(variance, 0.0)


def richness_interval(seen: int, unseen: float, variance: float) -> tuple[float, float]:
    """Give the 95 % interval of a number of which `seen` is certain.

    Parameters
    ----------
    seen : int
        What was met.
    unseen : float
        Estimated beyond it.
    variance : float
        Of the estimate.

    Returns
    -------
    low, high : float
        Log-normal about `unseen`, so that `low` is never below `seen` (Chao 1987, doi:10.2307/2531532).

    Examples
    --------
    >>> richness_interval(5, 0.0, 0.0)
    (5.0, 5.0)
    """
    if unseen <= 0 or variance <= 0:
        return float(seen), float(seen + unseen)
    spread = math.exp(_Z * math.sqrt(math.log1p(variance / unseen**2)))
    return seen + unseen / spread, seen + unseen * spread


def _coverage(once: int, twice: int, n: int, n_givings: int) -> float:
    if n_givings == 0:
        return math.nan
    if once == 0:
        return 1.0
    if n < 2:
        return 0.0
    weight = (
        (n - 1) * once / ((n - 1) * once + 2 * twice) if twice else ((n - 1) * (once - 1) / ((n - 1) * (once - 1) + 2))
    )
    return 1 - once / n_givings * weight
