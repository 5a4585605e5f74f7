"""Weights of features that one can read, learnt from labelled comments."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

__all__ = ["FeatureWeights", "cue_weights", "sentence_weights"]


@dataclass(frozen=True)
class FeatureWeights:
    """How much each feature of a sentence, or of a cue in its place, speaks for a reason.

    Attributes
    ----------
    intercept : float
        Log odds without features.
    threshold : float
        Chance, in 0 to 1, from which something is taken.
    weights : mapping of str to float
        Log odds each feature adds; features not named add nothing.
    """

    intercept: float
    threshold: float
    weights: Mapping[str, float]

    def odds(self, features: Iterable[str]) -> float:
        """Tell how much speaks for a reason where these features are.

        Parameters
        ----------
        features : iterable of str
            What is true.

        Returns
        -------
        float
            Log odds. Good for an order; learnt on comments of few kinds, so not to be shown as a probability.
        """
        # fsum: the same sum in whatever order a set gives its members.
        return math.fsum((self.intercept, *(self.weights.get(name, 0.0) for name in features)))


@lru_cache(maxsize=1)
def sentence_weights() -> FeatureWeights:
    """Give the weights of sentences that come with the package.

    Returns
    -------
    FeatureWeights
        Learnt from labelled English comments by ``benchmarks/reasons.py --fit``.
    """
    return _given("sentence_weights.json")


@lru_cache(maxsize=1)
def cue_weights() -> FeatureWeights:
    """Give the weights of cues in their places that come with the package.

    Returns
    -------
    FeatureWeights
        Learnt from labelled English comments by ``benchmarks/reasons.py --fit``.
    """
    return _given("cue_weights.json")


def _given(name: str) -> FeatureWeights:
    given = json.loads((files("qualkit.findings.reasons") / name).read_text("utf-8"))
    return FeatureWeights(given["intercept"], given["threshold"], given["weights"])
