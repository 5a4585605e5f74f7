"""What one coder's codings teach about which segments get which code: one small model a code, checked on held-out ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qualkit.model import content_hash

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Lessons", "learn"]

LEAST_SEGMENTS = 8  # fewer teach nothing that could be checked
LEAST_CONVERSATIONS = 4
NEAREST = 30  # held-out suggestions that a probability is counted in
FOLDS = 5
HALF = 0.5
POOR = 1 / 3


@dataclass(frozen=True)
class Lessons:
    """The models of one coder's codes, and what held-out conversations say of them.

    Attributes
    ----------
    code_ids : tuple of str
        The codes that can be suggested.
    weights : ndarray of shape (n_dims, n_codes), float64
        Of the logistic regressions.
    biases : ndarray of shape (n_codes,), float64
        Their intercepts.
    threshold : float
        The score from which on at least half of the suggestions in held-out conversations were right.
    held_out : ndarray of shape (n_made,), float64
        Scores of the suggestions that would have been made in conversations from which neither the models nor the threshold
        were learnt; ascending.
    right : ndarray of shape (n_made,), bool
        Whether the coder had in fact given that code.
    """

    code_ids: tuple[str, ...]
    weights: NDArray[np.float64]
    biases: NDArray[np.float64]
    threshold: float
    held_out: NDArray[np.float64]
    right: NDArray[np.bool_]

    def scores(self, vectors: Any) -> NDArray[np.float64]:
        """Score segments for every code.

        Parameters
        ----------
        vectors : array or sparse array of shape (n_segments, n_dims)
            The segments.

        Returns
        -------
        ndarray of shape (n_segments, n_codes), float64
            Log-odds, rounded so that the last bit never decides an order.
        """
        return np.asarray(np.round(np.asarray(vectors @ self.weights) + self.biases, 6), dtype=np.float64)

    def probability(self, score: float) -> float | None:
        """Give the share of held-out suggestions with such a score that were right, or None where too few were made.

        Counted, not modelled: among the 30 with the nearest scores, with one right and one wrong added (Laplace's rule of
        succession), so that it is never 0 or 1.

        Parameters
        ----------
        score : float
            As `scores` gives it.

        Returns
        -------
        float or None
            Between 0 and 1, to two decimals.
        """
        n = len(self.held_out)
        if n < NEAREST:
            return None
        place = int(np.searchsorted(self.held_out, score))
        begin = min(max(place - NEAREST // 2, 0), n - NEAREST)
        right = int(self.right[begin : begin + NEAREST].sum())
        return round((right + 1) / (NEAREST + 2), 2)


def learn(
    vectors: Any,
    given: NDArray[np.bool_],
    conversations: Sequence[str],
    code_ids: Sequence[str],
    *,
    seed: int,
) -> Lessons | None:
    """Learn codes from segments that a coder has read.

    One logistic regression a code, both classes weighing the same. Conversations are dealt to five folds; what is known
    of how well it works comes from scores of segments whose conversation was not learnt from.

    Parameters
    ----------
    vectors : array or sparse array of shape (n_segments, n_dims)
        The segments.
    given : ndarray of shape (n_segments, n_codes), bool
        Whether the coder gave the code.
    conversations : sequence of str
        The conversation of each segment.
    code_ids : sequence of str
        The codes, as columns of `given`.
    seed : int
        Deals conversations to folds.

    Returns
    -------
    Lessons or None
        None where no code has enough codings, or none can be told apart in held-out conversations. A code is left out if it
        was given to fewer than 8 segments or in fewer than 4 conversations, or if two thirds of its held-out suggestions
        were wrong.
    """
    groups = np.array([_fold(one, seed) for one in conversations], dtype=np.int64)
    names = np.array(conversations, dtype=object)
    enough = [
        n
        for n in range(given.shape[1])
        if given[:, n].sum() >= LEAST_SEGMENTS and len(set(names[given[:, n]])) >= LEAST_CONVERSATIONS
    ]
    if not enough or len(set(groups)) < FOLDS:
        return None
    wanted = given[:, enough]
    held_out = np.full(wanted.shape, -np.inf)
    for fold in range(FOLDS):
        inside, outside = np.flatnonzero(groups != fold), np.flatnonzero(groups == fold)
        weights, biases = _fit(vectors[inside], wanted[inside])
        held_out[outside] = np.asarray(vectors[outside] @ weights) + biases
    return _checked(vectors, wanted, np.round(held_out, 6), groups, [code_ids[n] for n in enough])


def _checked(
    vectors: Any,
    given: NDArray[np.bool_],
    scores: NDArray[np.float64],
    groups: NDArray[np.int64],
    code_ids: list[str],
) -> Lessons | None:
    chosen = _chosen(scores, given)
    if chosen is None:
        return None
    threshold, kept = chosen
    weights, biases = _fit(vectors, given[:, kept])
    # What decided on the threshold cannot say how often one is right above it: each fold is judged by that of the others.
    found, hits = [np.empty(0)], [np.empty(0, dtype=bool)]
    for fold in range(FOLDS):
        others = _chosen(scores[groups != fold], given[groups != fold])
        if others is None:
            continue
        own, truth = scores[groups == fold][:, others[1]], given[groups == fold][:, others[1]]
        made = own >= others[0]
        found.append(own[made])
        hits.append(truth[made])
    flat, right = np.concatenate(found), np.concatenate(hits)
    order = np.argsort(flat, kind="stable")
    return Lessons(tuple(code_ids[n] for n in kept), weights, biases, threshold, flat[order], right[order])


def _chosen(scores: NDArray[np.float64], given: NDArray[np.bool_]) -> tuple[float, NDArray[np.intp]] | None:
    """Choose from which score on, and which codes, to suggest."""
    threshold = _half_right(scores, given)
    if threshold is None:
        return None
    made = scores >= threshold
    right = (made & given).sum(axis=0)
    kept = np.flatnonzero((right > 0) & (right >= POOR * made.sum(axis=0)))
    return (threshold, kept) if len(kept) else None


def _half_right(scores: NDArray[np.float64], given: NDArray[np.bool_]) -> float | None:
    """Find the lowest score from which on at least half of all held-out suggestions were right."""
    flat, right = scores.ravel(), given.ravel()
    order = np.argsort(-flat, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((share >= HALF) & right[order])
    return float(flat[order[good[-1]]]) if len(good) else None


def _fit(vectors: Any, given: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from sklearn.linear_model import LogisticRegression

    weights = np.zeros((vectors.shape[1], given.shape[1]))
    biases = np.full(given.shape[1], -np.inf)
    for n in range(given.shape[1]):
        if given[:, n].any() and not given[:, n].all():
            model = LogisticRegression(class_weight="balanced", solver="liblinear", random_state=0).fit(
                vectors, given[:, n]
            )
            weights[:, n], biases[n] = model.coef_[0], model.intercept_[0]
    return weights, biases


def _fold(conversation: str, seed: int) -> int:
    return int(content_hash(f"{seed}:{conversation}")[:8], 16) % FOLDS
