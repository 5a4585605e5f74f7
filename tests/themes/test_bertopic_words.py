"""Comments as people wrote them are counted in the words that the themes were counted in."""

from __future__ import annotations

import pickle

import pytest

from qualkit.themes.bertopic_words import RawCounter, forms_of
from qualkit.themes.naming.words import words_of

TEXTS = [
    "The prices rise, the driver waits.",
    "Prices rise. Drivers waited",
    "A price rise! The driver was waiting",
] * 2
VOCABULARY = {"price": 0, "rise": 1, "price_rise": 2, "driver": 3, "wait": 4, "driver_wait": 5}


@pytest.fixture(scope="module")
def counter() -> RawCounter:
    return RawCounter.knowing(forms_of(words_of(TEXTS), VOCABULARY), VOCABULARY)


def words(counter: RawCounter, text: str) -> list[str]:
    return counter.build_analyzer()(text)


def test_forms_lead_to_base_forms_whatever_their_case_and_marks(counter: RawCounter) -> None:
    assert words(counter, "PRICES! (waited)") == ["price", "wait"]


def test_pairs_are_counted_across_small_words_and_no_mark(counter: RawCounter) -> None:
    assert words(counter, "the prices did rise") == ["price", "price_rise", "rise"]
    assert words(counter, "prices, rise") == ["price", "rise"]
    assert words(counter, "prices zig zag zog rise") == ["price", "rise"]


def test_a_text_that_is_cut_already_is_counted_as_it_is(counter: RawCounter) -> None:
    assert words(counter, "price price_rise rise") == ["price", "price_rise", "rise"]


def test_words_of_no_theme_are_not_counted(counter: RawCounter) -> None:
    assert words(counter, "The zebra, … and quartz") == []


def test_a_word_that_was_hardly_used_stands_for_nothing() -> None:
    assert forms_of(words_of(["The price is up.", "The driver waits"]), VOCABULARY) == {}


def test_it_goes_to_another_process(counter: RawCounter) -> None:
    assert words(pickle.loads(pickle.dumps(counter)), "prices") == ["price"]
