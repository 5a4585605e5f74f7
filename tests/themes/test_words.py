"""Words by the rules of their language, and names of people left out."""

from __future__ import annotations

import pytest
import spacy

import qualkit as qk
from qualkit.text.language import languages_of
from qualkit.themes.naming.capitals import without_names
from qualkit.themes.naming.words import Word, counted_document, pipeline_for, spelled, words_of


def lemmas(words: list[Word]) -> list[str]:
    return [word.lemma for word in words if word.content]


def told(text: str) -> list[str]:
    return lemmas(words_of([text])[0])


def test_lemmas_leave_small_words_and_halves_of_contractions_out() -> None:
    assert told("The boxes didn't arrive, we've waited!") == ["box", "arrive", "wait"]


def test_each_language_has_its_own_small_words() -> None:
    spanish, german = words_of(["Me gusta la fruta pero no la caja", "Ich mag die Kiste, aber nicht den Preis"])
    assert "la" not in lemmas(spanish)
    assert not {"die", "aber", "nicht"} & set(lemmas(german))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("посылка пришла слишком поздно", "посылка"),
        ("لم يصل الصندوق في الموعد", "الصندوق"),
        ("पैकेज बहुत देर से आया और कीमत ज़्यादा है", "कीमत"),
        ("소포가 늦게 도착했어요", "소포가"),
        ("物流太慢了，包裹坏了", "物流"),
        ("荷物が遅れて届きました", "荷物"),
        ("Paczka przyszła za późno i nikt nie odebrał telefonu", "telefonu"),
    ],
)
def test_scripts_and_languages_keep_their_words(text: str, wanted: str) -> None:
    assert wanted in told(text)


def test_pairs_cross_no_denial_and_no_punctuation() -> None:
    counted = counted_document(words_of(["The box did not arrive. Price rise of the box"])[0])
    assert counted == "box arrive price price_rise rise rise_box box"


def test_words_of_authors_full_names_are_no_content_but_words_of_handles_are() -> None:
    words = words_of(["Gwen said leeks", "leeks and ladders"])
    kept = without_names(words, ["a", "b"], ["Gwen Adderley", "leeks_and_ladders"])
    assert lemmas(kept[0]) == ["leek"]


def test_a_text_too_short_to_tell_takes_the_language_of_the_others() -> None:
    german = ["Die Kiste kam nicht und ich war zu Hause", "Das ist mir zu teuer und zu viel"]
    assert languages_of([*german, "Preis"]) == ["de", "de", "de"]


def test_one_odd_word_makes_no_other_language() -> None:
    texts = ["The box came on the wrong day and I was not in."] * 500
    assert set(languages_of([*texts, "ik niet een van het"])) == {"en"}


def test_a_pipeline_of_the_users_own_is_used_for_its_language() -> None:
    nlp = spacy.blank("en")

    @spacy.Language.component("all_verbs")
    def all_verbs(doc):  # type: ignore[no-untyped-def]
        for token in doc:
            token.pos_ = "NOUN" if token.text == "slot" else "ADV"
            token.lemma_ = token.text.upper()
        return doc

    nlp.add_pipe("all_verbs")
    mine, other = words_of(["The evening slot was late and I waited", "Ich mag die Kiste und nicht den Preis"], nlp)
    assert [word.lemma for word in mine if word.content] == ["slot"]
    assert "kiste" in " ".join(lemmas(other)).casefold()


def test_a_pipeline_that_is_not_installed_is_named() -> None:
    with pytest.raises(qk.QualkitError, match="no spaCy pipeline 'xy_none'"):
        pipeline_for("xy_none")
    assert pipeline_for(None) is None


def test_a_comment_of_a_hundred_thousand_words_is_cut_short() -> None:
    assert len(words_of(["late slot " * 100_000])[0]) <= 1_500


def test_words_are_shared_between_texts() -> None:
    first, second = words_of(["late slot", "late slot"])
    assert isinstance(first[0], Word)
    assert first[0] is second[0]


@pytest.mark.parametrize("flag", ["--hot", "-eslint", "x86", "v2.0.1", "#4512"])
def test_switches_and_version_numbers_are_no_words(flag: str) -> None:
    assert told(f"It fails with {flag} again") == ["fail"]


def test_handles_are_no_content() -> None:
    kept = without_names(words_of(["the larder is cold", "try larder again"]), ["a", "b"], ["larder"], {"larder"})
    assert [lemmas(words) for words in kept] == [["cold"], ["try"]]


def test_german_nouns_are_no_names_and_keep_their_capitals() -> None:
    texts = ["Ich mag die Kiste, aber nicht den Preis", "Die App ist mir zu langsam und die Straße zu TEUER"]
    words = without_names(words_of(texts), ["a", "b"], ["Gwen Adderley"])
    assert [[word.spelled for word in one if word.content] for one in words] == [
        ["Kiste", "Preis"],
        ["App", "langsam", "Straße", "teuer"],
    ]


def test_base_forms_of_one_word_are_one() -> None:
    words = words_of(["Me suben los precios cada mes, y el precio es muy alto para una caja de frutas"])[0]
    assert len({word.lemma for word in words if word.surface in {"precios", "precio"}}) == 1


def test_base_forms_are_found_where_a_word_opens_a_sentence() -> None:
    assert told("Cancelled it. Boxes came.") == ["cancel", "box"]
    assert told("Bezahlt habe ich die Kiste, und das war nicht gut") == ["bezahlen", "kiste"]


def test_what_a_hyphen_joins_is_one_word() -> None:
    assert told("My top-up failed") == ["top-up", "fail"]
    assert told("an out-of-hours doctor - the 2-step code") == ["out-of-hour", "doctor", "code"]


def test_what_one_knows_is_no_subject() -> None:
    texts = ["Weiß jemand, wo die Kiste ist?", "Ich weiß nicht, wann die Kiste kommt"]
    assert [lemmas(words) for words in words_of(texts)] == [["kiste"], ["kiste"]]


def test_an_ampersand_inside_a_word_is_no_sign() -> None:
    assert told("We drove to A&E at night") == ["drive", "a&e", "night"]


def test_a_users_pipeline_cuts_text_without_blanks() -> None:
    nlp = spacy.blank("zh")
    assert lemmas(words_of(["包裹很慢"], nlp)[0]) != lemmas(words_of(["包裹很慢"])[0])


def test_signs_break_phrases_and_sharp_s_stays() -> None:
    words = words_of(["axios + typescript"])[0]
    assert [word.breaks for word in words] == [False, True, False]
    assert spelled("Große") == "große"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("What is the meaning of life?", "meaning"),
        ("You forgot the name of my sister", "name"),
        ("Der Arzt nimmt sich Zeit für meine Fragen", "zeit"),
        ("Les frais de retour sont trop chers", "retour"),
        ("Las estaciones están vacías por la noche", "estación"),
    ],
)
def test_words_that_name_subjects_are_no_small_words(text: str, wanted: str) -> None:
    assert wanted in told(text)


@pytest.mark.parametrize("text", ["My name is Gwen and the slot is gone", "my name's Ines, no slot"])
def test_who_gives_a_name_speaks_of_no_name(text: str) -> None:
    assert "name" not in told(text)


def test_two_letters_are_short_and_no_content() -> None:
    (words,) = words_of(["The TV in my room is broken"])
    assert [word.surface for word in words if word.short] == ["TV"]
    assert "tv" not in lemmas(words)
