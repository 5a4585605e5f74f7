"""What says nothing, and what says something."""

from __future__ import annotations

import time

import pytest

from qualkit.text.answers import is_non_answer


@pytest.mark.parametrize(
    "text", ["n/a", "N.A.", " - ", "...", "Nothing", "did not answer!", "Keine Angabe", "nada", ""]
)
def test_what_says_nothing_is_a_non_answer(text: str) -> None:
    assert is_non_answer(text)


@pytest.mark.parametrize("text", ["Nothing works", "no slots", "👍🏽", "fish", "لا شيء يعمل", "8-8"])
def test_what_says_something_is_an_answer(text: str) -> None:
    assert not is_non_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "Nothing I can think of at this moment in time.",
        "No, I can’t think of anything to add",
        "Nothing could have been done any better!",
        "None that I can think of... sorry",
        "Not as far as I'm concerned",
        "Mir fällt gerade nichts ein.",
        "No se me ocurre nada",
    ],
)
def test_whole_sentences_can_say_nothing(text: str) -> None:
    assert is_non_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing could have been done worse",
        "Nothing. They never came.",
        "Not much",
        "I can't think of anything good",
        "Nothing I can think of 👍",
        "Can't think of anything but the cold",
        "No, nothing, and I mean nothing, was right",
        "nothing could " * 20,
    ],
)
def test_sentences_about_nothing_can_say_something(text: str) -> None:
    assert not is_non_answer(text)


def test_long_rows_of_marks_are_looked_through_once() -> None:
    begun = time.process_time()
    assert not is_non_answer("Too dear" + " " * 300_000 + "for me")
    assert not is_non_answer("a" + "\u0301\u0316" * 200_000 + "b")
    assert is_non_answer("-" * 300_000)
    assert time.process_time() - begun < 30  # with a pattern for the edges, hours
