"""Labels are whole phrases."""

from __future__ import annotations

import numpy as np
import pytest

from qualkit.themes.naming.labels import names_of
from qualkit.themes.naming.phrases import Use
from qualkit.themes.naming.wholes import is_ragged, whole
from qualkit.themes.naming.words import Word, words_of

OTHERS = ["The evening slot was gone", "No evening slot", "They took my evening slot", "An evening slot please"]


def found(texts: list[str], phrase: str) -> tuple[list[Use], list[list[Word]]]:
    documents = words_of(texts)
    said = phrase.split()
    uses: list[Use] = []
    for row, words in enumerate(documents):
        for start in range(len(words) - len(said) + 1):
            if [word.surface.casefold() for word in words[start : start + len(said)]] == said:
                uses.append((phrase, row, start, start + len(said) - 1))
    return uses, documents


def label(texts: list[str]) -> str:
    labels = np.array([0] * len(texts) + [1] * len(OTHERS))
    vectors = np.eye(2, dtype=np.float32)[labels]
    return names_of(words_of([*texts, *OTHERS]), [f"p{n}" for n in range(len(labels))], labels, vectors)[0].label


@pytest.mark.parametrize(
    ("texts", "phrase", "wanted"),
    [
        (["the call handler was kind", "A call handler rang", "no handler"], "handler", "call handler"),
        (["I was on hold again", "On hold for an hour", "held on hold"], "hold", "on hold"),
        (["I was looked after well", "They looked after me", "looked good"], "looked", "looked after"),
        (["cannot log in", "log in to it", "log files"], "log", "log in"),
        (["arrived in the ward", "arrived in the night", "arrived"], "arrived", "arrived"),
        (["the person I spoke to was kind", "person I spoke to.", "spoke"], "person i spoke", "person I spoke to"),
        (["a 2 hour wait", "A 4 hour wait", "an hour wait"], "wait", "wait"),
        (["quote for a pet insurance", "pet insurance", "my pet"], "pet", "pet insurance"),
        (["Dear bank", "dear bank", "excellent bank"], "bank", "bank"),
    ],
)
def test_what_mostly_completes_a_phrase_belongs_to_it(texts: list[str], phrase: str, wanted: str) -> None:
    assert {use[0].casefold() for use in whole(*found(texts, phrase))} == {wanted.casefold()}


@pytest.mark.parametrize(
    ("texts", "phrase", "ragged"),
    [
        (["create a new page", "Create a new project", "create a new app"], "create a new", True),
        (["a 2 hour wait", "a 4 hour wait"], "hour wait", True),
        (["my score it is very good"], "score it is very good", True),
        (["wait for the ambulance", "Wait for the ambulance came"], "wait for the ambulance", False),
        (["account and changed it"], "account and changed", True),
        (["a slot today"], "slot", False),
    ],
)
def test_a_phrase_that_is_cut_counted_or_runs_on_is_ragged(texts: list[str], phrase: str, ragged: bool) -> None:
    assert is_ragged(*found(texts, phrase)) is ragged


def test_nothing_said_is_nothing_whole() -> None:
    assert whole([], []) == []
    assert not is_ragged([], [])


def test_both_orders_of_two_words_are_one_phrase() -> None:
    texts = ["Friendly staff", "The staff were friendly", "staff are so friendly", "friendly staff here"]
    assert label(texts) == "Friendly staff"


def test_going_without_something_denies_nothing() -> None:
    texts = [
        "Without patient transport I could not come",
        "Patient transport was early",
        "Without patient transport I would be lost",
        "patient transport again",
        "Without patient transport nobody comes",
    ]
    assert label(texts).startswith("Patient transport")


def test_not_keeps_the_verb_it_needs() -> None:
    texts = ["I could not log in", "Could not log in again", "could not log in today", "Still could not log in"]
    assert label(texts).startswith("Could not log in")


def test_days_and_the_like_name_nothing() -> None:
    texts = ["I bought the card a month ago", "card bought a week ago", "Bought my card days ago", "card, ages ago"]
    assert "ago" not in label(texts)


def test_a_label_that_is_taken_gets_another_word() -> None:
    rows = ["Care was fine, caring hands", "care, caring hands", "caring hands and care"]
    documents = words_of([*rows, *rows])
    labels = np.array([0, 0, 0, 1, 1, 1])
    names = names_of(documents, list("abcdef"), labels, np.eye(2, dtype=np.float32)[labels])
    assert len({one.label for one in names}) == 2
    assert all("(care)" not in one.label for one in names)


@pytest.mark.parametrize(
    ("texts", "phrase", "wanted"),
    [
        (["How long does it take?", "how long is it", "long ago"], "long", "how long"),
        (["how to spell ladder", "How to spell leek", "spell it"], "spell", "how to spell"),
        (["Any side effects?", "side effects again", "effects"], "effects", "side effects"),
        (["Thank you so much", "thank you", "thank Ann"], "thank", "thank you"),
        (
            ["O ar condicionado pinga", "Sem ar condicionado no quarto", "condicionado"],
            "condicionado",
            "ar condicionado",
        ),
    ],
)
def test_small_and_short_words_that_complete_a_phrase_belong_to_it(texts: list[str], phrase: str, wanted: str) -> None:
    assert {use[0].casefold() for use in whole(*found(texts, phrase))} == {wanted}


def test_a_denial_keeps_the_verb_before_it() -> None:
    texts = ["I can't get a boarding pass", "We can't get the boarding pass", "can't get boarding pass"]
    assert {use[0] for use in whole(*found(texts, "get"))} == {"can't get"}


@pytest.mark.parametrize(
    ("texts", "phrase"),
    [
        (["I have a query related to my order", "query related to the box"], "query related"),
        (["order a new one", "Can I order a new one?"], "order a new"),
    ],
)
def test_a_phrase_that_needs_what_follows_is_ragged(texts: list[str], phrase: str) -> None:
    assert is_ragged(*found(texts, phrase))


def test_no_phrase_runs_from_one_clause_into_a_question() -> None:
    texts = ["For what person do you work?", "what person do you work for", "Which person do you work with?"]
    assert "do you" not in label(texts)


def test_no_phrase_holds_two_nouns_with_their_articles() -> None:
    texts = [
        "Tras la actualización la aplicación se cierra sola",
        "Con la nueva actualización la aplicación va lenta",
        "Desde la actualización la aplicación no abre el mapa",
    ]
    assert "actualización la aplicación" not in label(texts).casefold()
