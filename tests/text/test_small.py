"""Non-answers, languages, readable words, segments, pseudonyms."""

from __future__ import annotations

import itertools
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualkit.text.answers import is_non_answer
from qualkit.text.language import language_of
from qualkit.text.plain import readable
from qualkit.text.pseudonyms import display_names, person_id
from qualkit.text.segments import sentences


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It came on the wrong day and I was not in.", "en"),
        ("Ya no sé qué día llega la caja.", "es"),
        ("Seit April weiß ich nicht mehr, wann sie kommt.", "de"),
        ("Je ne sais plus quel jour elle arrive.", "fr"),
        ("لم يصل الصندوق في الموعد", "ar"),
        ("ok", "en"),
    ],
)
def test_the_language_of_a_comment_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("```\ncode\n``` It broke.", "It broke."),
        ("> quoted\nMy answer", "My answer"),
        ("See [the page](https://example.org/a) @ines now", "See the page now"),
        ("<b>bold</b> &amp; plain", "bold &amp; plain"),
        ("[REDACTED] was kind, <<<PHONE>>>", "was kind,"),
        ("```never closed", ""),
        ("I paid < 3 and > 2", "I paid < 3 and > 2"),
    ],
)
def test_only_words_that_say_something_are_left(text: str, words: str) -> None:
    assert readable(pd.Series([text])).tolist() == [words]


def test_lines_that_stand_in_many_comments_are_boilerplate_but_short_answers_are_not() -> None:
    texts = pd.Series([f"Own words {n}\nSent from my telephone" for n in range(6)] + ["Sent from my telephone"] * 6)
    assert readable(texts).tolist() == [f"Own words {n}" for n in range(6)] + ["Sent from my telephone"] * 6


@given(st.text(max_size=120))
def test_segments_cover_all_that_is_not_blank_in_order(text: str) -> None:
    found = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    left = list(text)
    for start, end in found:
        left[start:end] = " " * (end - start)
        assert text[start:end] == text[start:end].strip()
    assert not "".join(left).strip()


def test_sentences_are_cut_at_stops_and_lines() -> None:
    text = "I rang 😀. Nobody came!\r\nTwice"
    assert [text[a:b] for a, b in sentences(text)] == ["I rang 😀.", "Nobody came!", "Twice"]


@given(st.sets(st.text(min_size=1, max_size=8), max_size=60), st.binary(max_size=32))
def test_display_names_are_unique_stable_and_say_nothing(people: set[str], key: bytes) -> None:
    names = display_names(people, key)
    assert len(set(names.values())) == len(people)
    assert names == display_names(sorted(people, reverse=True), key)


def test_many_people_still_get_names_of_their_own() -> None:
    people = [f"p{n}" for n in range(20_000)]
    assert len(set(display_names(people, b"k").values())) == 20_000


def test_another_key_gives_other_names() -> None:
    people = [f"p{n}" for n in range(50)]
    assert display_names(people, b"a") != display_names(people, b"b")


def test_a_person_is_the_same_in_every_file() -> None:
    assert person_id("Ann Lee") == person_id("ＡＮＮ  lee ")
    assert person_id("Ann Lee") != person_id("Ann Leigh")


def test_long_rows_of_marks_are_looked_through_once() -> None:
    begun = time.process_time()
    assert not is_non_answer("Too dear" + " " * 300_000 + "for me")
    assert not is_non_answer("a" + "\u0301\u0316" * 200_000 + "b")
    assert is_non_answer("-" * 300_000)
    assert time.process_time() - begun < 30  # with a pattern for the edges, hours
