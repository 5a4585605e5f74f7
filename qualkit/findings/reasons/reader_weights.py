"""What was learnt of a language model, kept small: differences from its published weights, in steps of 4 bits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["changed", "difference"]

_ALIKE = 64  # neighbouring weights that share a step
_MOST = 7
_Weights = Mapping[str, "NDArray[np.float32]"]


def difference(
    before: NDArray[np.float32], after: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Round the difference of two matrices.

    Parameters
    ----------
    before, after : ndarray of shape (n_out, n_in), float32
        ``n_in`` a multiple of 64.

    Returns
    -------
    steps_taken : ndarray of shape (n_out, n_in / 2), uint8
        Two numbers of steps a byte, each moved up by 8.
    step : ndarray of shape (n_out, n_in / 64), float16
        How large they are.
    """
    apart = (after - before).reshape(len(before), -1, _ALIKE)
    step = (np.abs(apart).max(axis=2) / _MOST).astype(np.float16)
    divisor = np.where(step == 0, 1, step.astype(np.float32))[:, :, np.newaxis]
    whole = (
        (np.round(apart / divisor).clip(-_MOST, _MOST).astype(np.int8) + 8).astype(np.uint8).reshape(len(before), -1)
    )
    return (whole[:, ::2] | (whole[:, 1::2] << 4)).astype(np.uint8), step


def changed(before: _Weights, learnt: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """Give the weights of a model after it was taught.

    Parameters
    ----------
    before : mapping of str to ndarray, float32
        As published.
    learnt : mapping of str to ndarray
        Under a weight's name, its new value; or under ``name.taken`` and ``name.step`` what `difference` gives.

    Returns
    -------
    dict of str to ndarray, float32
        All of `before`, with what was learnt in its place.
    """
    after = dict(before)
    for name, value in learnt.items():
        if name.endswith(".taken"):
            weight = name.removesuffix(".taken")
            after[weight] = before[weight] + _apart(value, learnt[f"{weight}.step"])
        elif not name.endswith(".step"):
            after[name] = value.astype(np.float32)
    return after


def _apart(taken: NDArray[np.uint8], step: NDArray[np.float16]) -> NDArray[np.float32]:
    whole = np.stack([taken & 15, taken >> 4], axis=2).reshape(len(taken), -1).astype(np.float32) - 8
    size = np.repeat(step.astype(np.float32), _ALIKE, axis=1)
    return whole * size
