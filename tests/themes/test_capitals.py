"""Names keep their capitals, and nothing else does."""

from __future__ import annotations

import pytest

from qualkit.themes.naming.capitals import with_capitals, without_names
from qualkit.themes.naming.words import words_of


def spelled(texts: list[str], word: str) -> set[str]:
    found = with_capitals(words_of(texts), [f"p{n}" for n in range(len(texts))])
    return {one.spelled for words in found for one in words if one.surface.casefold() == word}


@pytest.mark.parametrize(
    ("texts", "word", "wanted"),
    [
        (["It broke on Xbox last night", "my old Xbox will not start", "xbox again"], "xbox", "Xbox"),
        (["The Gmail page is down"] * 3 + ["The gmail page is down"] * 5, "gmail", "Gmail"),
        (["The Slot page is down"] * 2 + ["The slot page is down"] * 8, "slot", "slot"),
        (["The webpack build is slow", "Our webpack build broke", "Webpack is slow"], "webpack", "webpack"),
        (["no box on friday", "friday is late"], "friday", "Friday"),
        (
            ["My new iphone is dead", "The old iphone was fine", "An iPhone died", "That iPhone died"],
            "iphone",
            "iPhone",
        ),
        (["the api is down", "The API is down", "An API is down"], "api", "API"),
        (["The food was TERRIBLE today", "the food was terrible"], "terrible", "terrible"),
        (["VERY TERRIBLE FOOD HERE", "SUCH TERRIBLE FOOD"], "terrible", "terrible"),
        (["Price Rise For All Boxes", "The next price was high"], "price", "price"),
        (["wir haben nichts bezahlt", "Bezahlt wurde es auch nicht"], "bezahlt", "bezahlt"),
        (["Wir haben die Kiste nicht", "Die Kiste war leer und ich war da"], "kiste", "Kiste"),
    ],
)
def test_a_word_is_spelled_as_most_people_do_inside_a_sentence(texts: list[str], word: str, wanted: str) -> None:
    assert spelled(texts, word) == {wanted}


def test_a_spelling_of_one_person_counts_once() -> None:
    words = with_capitals(words_of(["The Slot was late"] * 3 + ["The slot was late"] * 2), ["a", "a", "a", "b", "c"])
    assert {one.spelled for text in words for one in text if one.surface.casefold() == "slot"} == {"slot"}


def test_a_product_is_no_name_of_a_person_and_a_rare_capital_is() -> None:
    texts = ["I paid with PayPal and it failed", "then McKay rang me", "it was Oksana who rang"]
    kept = without_names(words_of(texts), ["a", "b", "c"], [])
    told = {one.surface for words in kept for one in words if one.content}
    assert "PayPal" in told
    assert not told & {"McKay", "Oksana"}


def test_english_days_are_no_names_of_people() -> None:
    kept = without_names(words_of(["it came on Friday as asked"]), ["a"], [])
    assert "Friday" in {one.surface for one in kept[0] if one.content}
