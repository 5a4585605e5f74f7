"""Steps of rounding to eight bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qualkit.themes.embedding.eight_bits import MOST, steps_for, whole_weights

LARGEST_IN_16_BITS = 32_767


@given(arrays(np.float32, (8, 3), elements=st.floats(-1e3, 1e3, width=32)))
def test_two_neighbouring_products_never_overflow_and_weights_are_off_by_half_a_step(weight: np.ndarray) -> None:
    whole, steps = whole_weights(weight)
    size = np.abs(whole.astype(int))
    assert size.max() <= MOST
    assert 255 * (size[0::2] + size[1::2]).max() <= LARGEST_IN_16_BITS
    assert np.isfinite(steps).all()
    assert (np.abs(whole * steps - weight) <= steps * 0.501 + 1e-30).all()


def test_weights_of_nothing_are_nothing() -> None:
    whole, steps = whole_weights(np.zeros((4, 2), dtype=np.float32))
    assert not whole.any()
    assert (steps == 1).all()


@given(arrays(np.float32, 6, elements=st.floats(0, 1e4, width=32)), st.sampled_from([0.0, 0.6, 1.0]))
def test_what_was_seen_fits_into_the_steps_and_channels_are_powers_of_two(peaks: np.ndarray, evened: float) -> None:
    steps = steps_for(peaks, evened)
    assert (np.frexp(steps.channels)[0] == 0.5).all()
    assert (peaks / steps.channels / steps.step <= MOST).all()


def test_a_loud_channel_does_not_cost_the_others_their_precision() -> None:
    peaks = np.array([1, 1, 1, 30], dtype=np.float32)
    assert steps_for(peaks, 1).step == pytest.approx(1.1 / MOST, rel=0.01)
    assert steps_for(peaks, 0).step == pytest.approx(33 / MOST, rel=0.01)
    assert steps_for(peaks, 0).channels.tolist() == [1, 1, 1, 1]
