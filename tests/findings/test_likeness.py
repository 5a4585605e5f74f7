"""How alike texts are."""

from __future__ import annotations

import numpy as np

from qualkit.findings.likeness import likeness, words_of
from qualkit.testing import HashEmbedder


def test_texts_that_share_rare_words_are_nearer() -> None:
    near = likeness(["the delivery slot moved", "lovely leeks", ""], ["my delivery slot"])
    assert near[0] > near[1] == near[2] == 0


def test_stop_words_of_the_texts_own_language_do_not_count() -> None:
    assert words_of("Die Kiste war nicht an dem Haus") == ["kiste", "haus"]


def test_nothing_to_compare_gives_zeros() -> None:
    assert likeness([], ["a subject"]).shape == (0,)
    assert likeness(["a text"], []).tolist() == [0]
    assert likeness(["..."], ["?"]).tolist() == [0]


def test_an_embedder_is_given_no_empty_text() -> None:
    near = likeness(["slot moved", ""], ["slot moved"], HashEmbedder())
    assert np.isclose(near[0], 1)
    assert near[1] == 0


def test_an_embedder_without_a_single_word_is_not_asked() -> None:
    assert likeness(["", ""], [""], HashEmbedder()).tolist() == [0, 0]
