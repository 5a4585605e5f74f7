"""Labels and terms are what a theme's people say and others do not."""

from __future__ import annotations

import numpy as np
import pytest

from qualkit.themes.naming.labels import Names, label_from, names_of, shared_terms
from qualkit.themes.naming.words import words_of

SLOTS = [
    "The evening slot was gone.",
    "No evening slot for us!",
    "They took my evening slot away.",
    "An evening slot please",
]
PRICES = [
    "The price rise hurts.",
    "Another price rise...",
    "Thank you for the price rise, thank you.",
    "A price rise again",
]


def named(texts: list[str], labels: list[int]) -> list[Names]:
    vectors = np.eye(max(2, len(set(labels))), dtype=np.float32)[labels]
    return names_of(words_of(texts), [f"p{n}" for n in range(len(texts))], np.array(labels), vectors)


def test_phrases_that_many_share_are_the_label() -> None:
    slots, prices = named(SLOTS + PRICES, [0] * 4 + [1] * 4)
    assert slots.label.startswith("Evening slot")
    assert prices.label.startswith("Price rise")
    assert "evening slot" in slots.terms


def test_courtesy_names_a_theme_only_when_nothing_else_does() -> None:
    thanks = ["Thank you", "Thanks a lot", "thank you so much", "Thank you very much"]
    assert "thank" not in named(SLOTS + PRICES, [0] * 4 + [1] * 4)[1].label.casefold()
    assert "thank" in named(SLOTS + thanks, [0] * 4 + [1] * 4)[1].label.casefold()


def test_a_denial_stays_whole() -> None:
    texts = ["It doesn't arrive", "Box doesn't arrive on time", "mine doesn't arrive either", "Doesn't arrive again"]
    label = named(texts + PRICES, [0] * 4 + [1] * 4)[0].label
    assert "n't" in label
    assert not label.startswith("N't")


def test_no_label_is_two_themes() -> None:
    names = named(SLOTS + SLOTS, [0] * 4 + [1] * 4)
    assert names[0].label.casefold() != names[1].label.casefold()


@pytest.mark.parametrize("texts", [["👍", "!!"], ["", ""], ["10/10", "3"]])
def test_texts_without_words_are_unnamed(texts: list[str]) -> None:
    names = named([*texts, *SLOTS], [0, 0, 1, 1, 1, 1])
    assert names[0] == Names("Unnamed", ())


def test_terms_that_one_person_uses_are_left_out() -> None:
    words = words_of(["sluice price", "price again", "price sluice"])
    kept = shared_terms(words, ["a", "b", "a"], np.array([0, 0, 0]), [["sluice", "price"]])
    assert kept == [["price"]]


def test_a_term_that_only_repeats_words_is_left_out() -> None:
    words = words_of(["evening slot late", "evening slot late"])
    kept = shared_terms(words, ["a", "b"], np.array([0, 0]), [["evening slot", "slot", "slot late", "late"]])
    assert kept == [["evening slot", "slot late"]]


def test_a_label_says_two_different_things() -> None:
    phrases = [(("evening", "slot"), "evening slot"), (("slot",), "slot"), (("wait",), "waiting in")]
    assert label_from(phrases, []) == "Evening slot, waiting in"


def test_without_phrases_terms_are_the_label() -> None:
    assert label_from([], ["price", "price rise", "cost"]) == "Price, cost"
    assert label_from([], []) == "Unnamed"


def test_no_groups_have_no_names() -> None:
    assert names_of(words_of(["a"]), ["p"], np.array([-1]), np.ones((1, 2), dtype=np.float32)) == []


def test_shouting_is_not_repeated() -> None:
    shouted = ["I was CHARGED FOR A BOX", "CHARGED FOR A BOX again", "CHARGED FOR A BOX", "they CHARGED FOR A BOX"]
    assert named(shouted + PRICES, [0] * 4 + [1] * 4)[0].label.startswith("Charged for a box")
