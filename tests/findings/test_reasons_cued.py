"""Cues weighed where they stand."""

from __future__ import annotations

from itertools import pairwise

from qualkit.findings.reasons.cued import about, cue_features
from qualkit.findings.reasons.explicit import announced
from qualkit.findings.reasons.likely import Learnt
from qualkit.findings.reasons.one import Said, reasons_in
from qualkit.findings.reasons.quiet import weights
from qualkit.findings.reasons.reading import Reading
from qualkit.findings.reasons.rules import load_rules
from qualkit.findings.reasons.weighing import FeatureWeights, cue_weights
from qualkit.findings.reasons.words import words_of

NOTHING = FeatureWeights(-50.0, 0.99, {})
EVERYTHING = FeatureWeights(50.0, 0.01, {})
RULES = load_rules()["en"]


def reading_of(text: str) -> Reading:
    return Reading(words_of(text), RULES)


def test_a_cue_is_announced_even_where_its_rule_is_not_met():
    here = reading_of("We met after lunch.")
    assert [(one.reason.cue, one.met) for one in announced(here)] == [("after", False)]


def test_a_word_before_it_that_makes_it_no_cue_always_counts():
    assert announced(reading_of("The same as before.")) == []


def test_features_tell_the_cue_its_neighbours_and_whether_its_rule_is_met():
    here = reading_of("I left because nobody answered.")
    found = cue_features(here, announced(here)[0], about(here, asked="none", reply=True))
    wanted = {"cue because", "before: left", "after: nobody", "behaviour begins with me", "as its rule asks", "reply"}
    assert wanted <= found
    assert {f"because, {name}" for name in ("as its rule asks", "reply", "inside")} <= found


def test_a_model_of_cues_overrules_a_rule_that_is_not_met():
    known = Learnt(EVERYTHING, NOTHING, weights())
    assert [one.cue for one in reasons_in(Said("We met after lunch."), RULES, learnt=known)] == ["after"]


def test_cues_that_share_words_share_a_passage():
    known = Learnt(EVERYTHING, NOTHING, weights())
    text = "I left because it was dear, because you raised it."
    found = reasons_in(Said(text), RULES, learnt=known)
    assert [one.cue for one in found] == ["because", "because"]
    assert {one.extent for one in found} == {(0, len(text) - 1)}


def test_a_passage_with_a_cue_is_no_wider_than_what_it_explains_and_what_explains_it():
    text = "The ward was on the third floor. I left because nobody answered. It rained."
    found = reasons_in(Said(text), RULES, learnt=Learnt(EVERYTHING, NOTHING, weights()))
    assert [text[slice(*one.extent)] for one in found] == ["I left because nobody answered"]


def test_a_sentence_with_a_cue_that_is_taken_is_in_no_other_passage():
    text = "I left because nobody answered. The ward was clean."
    found = reasons_in(Said(text), RULES, learnt=Learnt(EVERYTHING, EVERYTHING, weights()))
    spans = sorted({one.extent for one in found})
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert len(spans) == 2


def test_the_weights_of_cues_can_be_read():
    assert 0 < cue_weights().threshold < 1
    assert cue_weights().weights["as its rule asks"] > 0


def test_a_reason_that_opens_a_comment_explains_the_sentence_after_it():
    text = "Because nobody answered. I left."
    (one,) = announced(reading_of(text))
    assert one.reason.behaviour is not None
    assert text[slice(*one.reason.behaviour)] == "I left"
    assert announced(reading_of("Because nobody answered.")) == []


def test_a_reason_that_opens_an_answer_does_not_explain_the_sentence_after_it():
    (one,) = announced(reading_of("Because nobody answered. I left."), elsewhere=True)
    assert one.reason.behaviour is None


def test_a_purpose_is_no_purpose_where_it_completes_a_verb():
    found = [announced(reading_of(text)) for text in ("I rang to reset my password.", "They asked me to reset it.")]
    assert [[(one.reason.cue, one.met) for one in some] for some in found] == [
        [("to reset", True)],
        [("to reset", False)],
    ]
