"""Words, names and labels."""

from __future__ import annotations

import numpy as np

from qualkit.themes.naming import label_from, lemma_document, shared_terms, without_names, words_of


def test_lemmas_leave_small_words_and_halves_of_contractions_out() -> None:
    words = words_of(["The boxes didn't arrive, we've waited!"])[0]
    assert lemma_document(words).split() == ["box", "arrive", "wait"]


def test_each_language_has_its_own_small_words() -> None:
    spanish, german = words_of(["Me gusta la fruta pero no la caja", "Ich mag die Kiste, aber nicht den Preis"])
    assert "la" not in lemma_document(spanish).split()
    assert not {"die", "aber", "nicht"} & set(lemma_document(german).split())


def test_words_of_authors_full_names_are_no_content_but_words_of_handles_are() -> None:
    words = words_of(["Gwen said leeks", "leeks and ladders"])
    kept = without_names(words, ["a", "b"], ["Gwen Adderley", "leeks_and_ladders"])
    assert lemma_document(kept[0]).split() == ["leek"]


def test_terms_that_one_person_uses_are_left_out() -> None:
    words = words_of(["sluice price", "price again", "price sluice"])
    kept = shared_terms(words, ["a", "b", "a"], np.array([0, 0, 0]), [["sluice", "price"]])
    assert kept == [["price"]]


def test_a_label_says_two_different_things() -> None:
    phrases = [(("evening", "slot"), "evening slot"), (("slot",), "slot"), (("wait",), "waiting in")]
    assert label_from(phrases, []) == "Evening slot, waiting in"


def test_without_phrases_terms_are_the_label() -> None:
    assert label_from([], ["price", "price rise", "cost"]) == "Price, cost"
    assert label_from([], []) == "Unnamed"
