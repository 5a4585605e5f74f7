"""Labels and terms are what a theme's people say and others do not."""

from __future__ import annotations

import numpy as np
import pytest

from qualkit.themes.naming.labels import Names, names_of
from qualkit.themes.naming.terms import shared_terms
from qualkit.themes.naming.wording import Phrase, label_from
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
    ann, bea = frozenset({"a1", "a2", "a3"}), frozenset({"b1", "b2", "b3"})
    phrases = [
        Phrase(("evening", "slot"), "evening slot", 3.0, ann),
        Phrase(("slot",), "slot", 2.0, bea),
        Phrase(("wait",), "waiting in", 1.0, bea),
    ]
    assert label_from(phrases, [], 6) == "Evening slot, waiting in"


def test_without_phrases_terms_are_the_label() -> None:
    assert label_from([], ["price", "price rise", "cost"], 9) == "Price, cost"
    assert label_from([], [], 0) == "Unnamed"


def test_no_groups_have_no_names() -> None:
    assert names_of(words_of(["a"]), ["p"], np.array([-1]), np.ones((1, 2), dtype=np.float32)) == []


def test_shouting_is_not_repeated() -> None:
    shouted = ["I was CHARGED FOR A BOX", "CHARGED FOR A BOX again", "CHARGED FOR A BOX", "they CHARGED FOR A BOX"]
    assert named(shouted + PRICES, [0] * 4 + [1] * 4)[0].label.startswith("Charged for a box")


def label(texts: list[str]) -> str:
    return named([*texts, *SLOTS, *PRICES], [0] * len(texts) + [1] * 4 + [2] * 4)[0].label.casefold()


@pytest.mark.parametrize(
    ("texts", "wanted", "never"),
    [
        (
            ["Nothing to improve.", "There is nothing to improve", "It could not be improved", "Nothing to improve!"],
            "nothing to improve",
            "improve",
        ),
        (
            ["I cannot think of anything that they could improve", "Could not improve it", "You cannot improve that"],
            "improve",
            "improve",
        ),
        (
            ["They never answer", "never answers the phone", "Nobody ever answers", "never answered"],
            "never answer",
            "answer",
        ),
        (
            ["It isn't working", "The app is not working", "not working at all", "still not working"],
            "not working",
            "working",
        ),
        (
            [
                "La aplicación no funciona",
                "No funciona desde ayer y no funciona nada",
                "no funciona la web",
                "Ya no funciona",
            ],
            "no funciona",
            "funciona",
        ),
        (
            [
                "Das Paket wurde nicht geliefert",
                "Es wurde nicht geliefert",
                "nicht geliefert worden",
                "wieder nicht geliefert",
            ],
            "nicht geliefert",
            "geliefert",
        ),
        (
            [
                "Das Gerät funktioniert nicht.",
                "Es funktioniert bei mir nicht",
                "Es funktioniert nicht",
                "funktioniert nicht!",
            ],
            "funktioniert nicht",
            "funktioniert",
        ),
        (
            [
                "Es gibt keine Antwort",
                "Ich habe keine Antwort und das ist nicht gut",
                "keine Antwort",
                "Keine Antwort!",
            ],
            "keine antwort",
            "antwort",
        ),
    ],
)
def test_what_most_deny_stands_with_its_denial(texts: list[str], wanted: str, never: str) -> None:
    found = label(texts)
    assert all(word in found for word in wanted.split())
    assert never not in found.split(", ")


def test_a_denial_that_few_make_is_no_label() -> None:
    texts = ["The driver was kind", "the driver helped", "driver", "no driver came", "kind driver", "a driver rang"]
    assert label(texts).startswith("driver")


def test_filler_names_a_theme_only_when_nothing_else_does() -> None:
    texts = ["Actually the oven", "actually a little oven", "the oven, actually", "a little oven actually", "Oven"]
    assert label(texts) == "oven"
    assert label(["Actually", "actually!", "well, actually", "Actually..."]) == "actually"


def test_praise_of_a_subject_is_named_by_the_subject() -> None:
    texts = [
        "Excellent parking",
        "great parking",
        "The parking is excellent",
        "Parking was great",
        "excellent, parking",
    ]
    assert label(texts).split(", ")[0].endswith("parking")


def test_a_tiny_theme_takes_no_second_word_by_chance() -> None:
    texts = ["The oven door fell off on Thursday", "oven door broke my toe", "Thursday, an oven door", "the oven door"]
    assert label(texts) == "oven door"


def test_two_comments_have_a_name() -> None:
    assert label(["The lift is stuck", "Lift stuck again"]) in {"lift is stuck", "lift stuck"}


def test_emoji_alone_have_no_name() -> None:
    assert label(["\U0001f44d\U0001f44d", "\U0001f600", "\U0001f64f"]) == "unnamed"


def test_two_words_that_stand_together_are_one_phrase() -> None:
    texts = [
        "I lost my phone",
        "Lost my phone abroad",
        "She lost her phone",
        "phone was lost",
        "My phone is gone",
        "phone",
    ]
    assert label(texts) == "lost my phone"


def test_a_phrase_keeps_what_belongs_to_its_last_word() -> None:
    texts = [
        "A quote for renter's insurance",
        "quote for renter's insurance please",
        "Need a quote for renter's insurance",
    ]
    assert label(texts) in {"renter's insurance", "quote for renter's insurance"}


def test_a_french_denial_keeps_both_halves() -> None:
    texts = [
        "Le service ne répond pas.",
        "Il ne répond pas et je suis très déçu",
        "On ne répond pas!",
        "Le service ne répond pas et c'est nul",
    ]
    assert "ne répond pas" in label(texts)


def test_a_longer_phrase_that_as_many_say_is_the_label() -> None:
    texts = [
        "Answer the phone quicker",
        "answer the phone quicker please",
        "Just answer the phone quicker",
        "Phone quicker",
    ]
    assert label(texts) == "answer the phone quicker"


def test_what_people_only_try_is_no_phrase() -> None:
    texts = [
        "It crashes when trying to export",
        "crashes when trying to save",
        "The app crashes",
        "crashes when trying!",
    ]
    assert label(texts).split(", ")[0] == "crashes"


@pytest.mark.parametrize(
    ("texts", "wanted", "never"),
    [
        (
            [
                "Nada que mejorar",
                "No hay nada que mejorar",
                "Nada que mejorar, todo fue rápido",
                "Nada que mejorar aquí",
            ],
            "nada que mejorar",
            "mejorar",
        ),
        (
            [
                "L'application ne fonctionne plus",
                "Mon application ne fonctionne plus depuis hier",
                "Cette application ne fonctionne plus",
                "Depuis hier l'application ne fonctionne plus",
            ],
            "ne fonctionne plus",
            "application fonctionne",
        ),
        (
            [
                "Não se consegue marcar consulta por telefone",
                "Já não se consegue marcar consulta por telefone",
                "Aqui não se consegue marcar consulta por telefone",
                "Não se consegue marcar consulta por telefone hoje",
            ],
            "não se consegue marcar",
            "consegue marcar",
        ),
    ],
)
def test_what_most_deny_keeps_its_denial_in_other_languages(texts: list[str], wanted: str, never: str) -> None:
    found = label(texts)
    assert wanted in found
    assert not found.startswith(never)


def test_a_unit_of_time_alone_names_nothing() -> None:
    texts = ["Two hours on hold", "Hours on hold again", "On hold for hours", "I was on hold for three hours"]
    assert label(texts).split(", ")[0] != "hours"


def test_no_two_labels_open_alike_where_something_else_is_said() -> None:
    doctors = [
        "The doctor sent a nurse",
        "The doctor sent blood results",
        "The doctor sent me home",
        "The doctor sent it",
    ]
    kind = ["The doctor was gentle", "A gentle doctor", "The doctor listened, gentle", "gentle doctor again"]
    names = named([*doctors, *kind, *SLOTS], [0] * 4 + [1] * 4 + [2] * 4)
    assert names[0].label.split(", ")[0].casefold() != names[1].label.split(", ")[0].casefold()


def test_a_theme_of_praise_says_which() -> None:
    praise = ["Nothing"] * 57 + [
        "Nothing, it was an excellent service",
        "Excellent service",
        "nothing, excellent service",
    ]
    assert label(praise) == "nothing, excellent service"
