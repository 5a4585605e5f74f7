"""Numbers in eight bits: what steps the weights and the values between layers are rounded to.

The values of a few channels are ten times as large as those of all others, and one step for all would be too coarse for
these. So each channel is divided by a power of two that brings it near the others, and the weights that meet it are
multiplied by the same (after Xiao et al. 2023, SmoothQuant, arXiv:2211.10438).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MIDDLE", "MOST", "Steps", "steps_for", "whole_weights"]

MOST = 127
"""The largest whole weight, and the largest distance of a whole value from `MIDDLE`."""

MIDDLE = 128
"""The whole value that stands for zero."""

_ROOM = 1.1  # values a tenth larger than any that was seen are not cut off
_QUIETEST = 0.25  # of the median channel: no channel's step becomes finer than what belongs to this


@dataclass(frozen=True)
class Steps:
    """How values are rounded before a layer.

    Attributes
    ----------
    channels : ndarray of shape (n_in,), float32
        Powers of two. A value is divided by that of its channel first.
    step : float
        Of what comes of it.
    """

    channels: NDArray[np.float32]
    step: float


def steps_for(peaks: NDArray[np.float32], evened: float, room: float = _ROOM) -> Steps:
    """Choose steps from the largest values that were seen.

    Parameters
    ----------
    peaks : ndarray of shape (n_in,), float32
        The largest absolute value of each channel.
    evened : float
        From 0 (one step for all channels) to 1 (each channel's own); what the values gain, the weights lose.
    room : float
        How much larger than any seen a value may be before it is cut off.

    Returns
    -------
    Steps
        For values of this layer.

    Examples
    --------
    >>> steps_for(np.array([1, 1, 16], dtype=np.float32), 1).channels.tolist()
    [1.0, 1.0, 16.0]
    """
    heights = np.maximum(peaks, np.median(peaks) * np.float32(_QUIETEST))
    heights = np.maximum(heights, np.float32(1e-6))
    channels = np.exp2(np.round(np.log2(heights) * evened)).astype(np.float32)
    return Steps(channels, float((heights / channels).max() * room / MOST))


def whole_weights(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round the weights of a layer, with a step for each output.

    Parameters
    ----------
    weight : ndarray of shape (n_in, n_out), float32
        `n_in` is even.

    Returns
    -------
    whole : ndarray of shape (n_in, n_out), int8
        The sizes of two neighbours that meet in a sum are at most 128 together.
    steps : ndarray of shape (n_out,), float32
        Times `whole`, near `weight`.

    Notes
    -----
    Processors without VNNI add two neighbouring products of 8-bit values with 8-bit weights in 16 bits and cut off what is
    too large. 255 times 128 is not: the sums come out the same on any processor.

    Examples
    --------
    >>> whole, steps = whole_weights(np.array([[1.0], [-1.0]], dtype=np.float32))
    >>> whole.ravel().tolist()
    [64, -64]
    """
    size = np.abs(weight)
    # One less than 128: both of a pair may be rounded up by a half.
    steps = np.maximum(size.max(axis=0), (size[0::2] + size[1::2]).max(axis=0)) / np.float32(MOST)
    steps[steps == 0] = 1
    return np.round(weight / steps).astype(np.int8), steps.astype(np.float32)
