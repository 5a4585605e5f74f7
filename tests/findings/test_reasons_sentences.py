"""Sentences weighed by a model, and the passages chosen from them."""

from __future__ import annotations

from qualkit.findings.reasons.one import Said, reasons_in
from qualkit.findings.reasons.rules import load_rules
from qualkit.findings.reasons.sentences import SentenceWeights, passages, sentence_weights

KNOWN = SentenceWeights(0.0, 0.6, 0.1, {"bad": 1.0})


def test_a_likely_sentence_is_taken_alone():
    assert passages([0.1, 0.9, 0.1], [True] * 3, KNOWN) == [(1, 2)]


def test_two_neighbours_are_taken_together_where_neither_is_enough():
    assert passages([0.5, 0.5, 0.1], [True] * 3, KNOWN) == [(0, 2)]


def test_a_sentence_that_a_cue_has_taken_is_left_out():
    assert passages([0.5, 0.5], [True, False], KNOWN) == []


def test_features_that_are_not_known_add_nothing():
    assert KNOWN.chance({"never seen"}) == 0.5 < KNOWN.chance({"bad"})


def test_the_weights_of_the_package_can_be_read():
    assert 0 < sentence_weights().threshold < 1


def test_a_model_that_takes_nothing_leaves_only_cues():
    nothing = SentenceWeights(-50.0, 0.99, 0.1, {})
    text = "Very happy. They listened to me. I left because it was dear."
    assert [one.cue for one in reasons_in(Said(text), load_rules()["en"], known=nothing)] == ["because"]
