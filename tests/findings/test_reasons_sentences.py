"""Sentences weighed by a model, and the passages chosen from them."""

from __future__ import annotations

import pytest

from qualkit.findings.reasons.likely import Learnt
from qualkit.findings.reasons.one import Said, reasons_in
from qualkit.findings.reasons.quiet import weights
from qualkit.findings.reasons.rules import load_rules
from qualkit.findings.reasons.sentences import passages
from qualkit.findings.reasons.weighing import FeatureWeights, sentence_weights

NOTHING = FeatureWeights(-50.0, 0.99, {})


def test_a_likely_sentence_is_taken_without_unlikely_neighbours():
    assert passages([0.1, 0.9, 0.1], [True] * 3, 0.6) == [(1, 2)]


def test_neighbours_are_taken_together_where_neither_is_enough():
    assert passages([0.5, 0.5, 0.05], [True] * 3, 0.6) == [(0, 2)]


def test_a_passage_has_three_sentences_at_most_and_none_is_in_two():
    assert passages([0.9] * 5, [True] * 5, 0.6) == [(0, 3), (3, 5)]


def test_a_line_without_words_divides_passages():
    assert passages([0.5, 0.5, 0.5], [True, False, True], 0.6) == []


def test_features_that_are_not_known_add_nothing():
    known = FeatureWeights(0.5, 0.6, {"bad": 1.0})
    assert known.odds({"never seen"}) == 0.5 < known.odds({"bad"})


def test_the_weights_of_the_package_can_be_read():
    assert 0 < sentence_weights().threshold < 1


@pytest.mark.parametrize("text", ["It is because of the cache.", "Very happy. They listened to me."])
def test_a_model_that_takes_nothing_leaves_nothing(text):
    assert reasons_in(Said(text), load_rules()["en"], learnt=Learnt(NOTHING, NOTHING, weights())) == []


def test_a_users_own_cue_is_taken_whatever_the_model_says():
    rules = load_rules({"en": {"cues": [{"words": "on the back of", "reason": "after"}]}})["en"]
    found = reasons_in(Said("I left on the back of the rumour."), rules, learnt=Learnt(NOTHING, NOTHING, weights()))
    assert [one.cue for one in found] == ["on the back of"]
