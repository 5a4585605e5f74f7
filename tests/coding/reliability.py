"""Krippendorff's alpha by its definition, pair by pair: slow, for any values, and what the product's is held against."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import permutations

__all__ = ["alpha_of_values"]


def alpha_of_values(values: Sequence[Sequence[float]]) -> float:
    """Give alpha of nominal values, one row a coder; NaN where a coder did not judge a unit, or where all are alike."""
    units = [[one for one in unit if not math.isnan(one)] for unit in zip(*values, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [one for unit in units for one in unit]
    observed = sum(sum(a != b for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units)
    expected = sum(a != b for a, b in permutations(pooled, 2)) / max(len(pooled) - 1, 1)
    return 1 - observed / expected if expected else math.nan
