"""Whether the comments of a theme share a subject, and that themes without one come last and stay."""

from __future__ import annotations

import random

import numpy as np
import pytest

from qualkit.model import UNCLEAR, subject_word
from qualkit.testing import HashEmbedder, make_corpus
from qualkit.themes import Themes, find_themes, load_themes
from qualkit.themes.naming.subject import subject_shares
from qualkit.themes.naming.words import words_of
from tests.themes.conftest import subject_rows

PARKING = ["Such dear parking", "No parking at night", "The parking was full"]
PRAISE = {
    "en": ["Excellent service, thank you", "Great service", "Everything was perfect, thanks", "Very good experience"],
    "es": ["Excelente servicio, gracias", "Muy buen servicio", "Todo perfecto, gracias", "Muy buena experiencia"],
    "de": ["Toller Service, danke", "Alles super, danke", "Sehr gute Erfahrung", "Alles bestens, vielen Dank"],
    "fr": ["Excellent service, merci", "Parfait, merci", "Très bonne expérience", "Tout est parfait"],
}


def shares(*themes: list[str]) -> list[float]:
    texts = [text for theme in themes for text in theme]
    labels = np.array([n for n, theme in enumerate(themes) for _ in theme])
    return subject_shares(words_of(texts), labels, len(themes)).tolist()


@pytest.mark.parametrize("language", sorted(PRAISE))
def test_praise_and_thanks_have_no_subject(language: str) -> None:
    praise, parking = shares(PRAISE[language], PARKING)
    assert praise < 0.5 <= parking


def test_emoji_and_comments_without_words_have_no_subject() -> None:
    assert shares(["\U0001f44d", "\U0001f600\U0001f600"], ["10/10", "5"], PARKING) == [0.0, 0.0, 1.0]


def test_words_of_which_everybody_says_another_are_no_subject() -> None:
    mixed = ["A ladder", "Some soup", "My aunt", "That colour", "The moon"]
    assert shares(mixed, PARKING) == [0.0, 1.0]


def test_a_word_that_is_everywhere_tells_nothing() -> None:
    others = ["The parking and the soup", "parking, soup", "Soup by the parking"]
    assert shares(PARKING, others) == [0.0, 1.0]


def test_one_theme_alone_has_the_subject_that_many_name() -> None:
    assert shares(PARKING) == [1.0]


def test_a_theme_of_two_comments_can_have_a_subject() -> None:
    assert shares(["The lift is stuck", "Lift stuck again"], PARKING, ["Nice", "Thanks"]) == [1.0, 1.0, 0.0]


def test_a_theme_without_texts_has_none() -> None:
    assert subject_shares([], np.array([], dtype=np.int64), 1).tolist() == [0.0]


def test_the_word_says_whether_two_in_five_comments_name_it() -> None:
    assert [subject_word(share) for share in (1.0, 0.3999999, 0.39, None, float("nan"))] == [
        "clear",
        "clear",
        UNCLEAR,
        "not measured",
        "not measured",
    ]


@pytest.fixture(scope="module")
def with_praise() -> Themes:
    rng = random.Random(0)
    words = "excellent great perfect wonderful thanks lovely fantastic service".split()
    praise = [{"text": " ".join(rng.sample(words, 5)), "author": f"Fan {n}"} for n in range(60)]
    corpus = make_corpus([*subject_rows(90), *praise])
    return find_themes(corpus, n_themes=4, embedder=HashEmbedder(), progress=False)


def test_what_has_no_clear_subject_comes_last_and_stays(with_praise: Themes) -> None:
    frame = with_praise.frame
    assert frame["subject"].tolist() == ["clear"] * (len(frame) - 1) + [UNCLEAR]
    assert frame["n_people"].iloc[-1] == frame["n_people"].max() == 60
    assert frame["n_people"].iloc[:-1].is_monotonic_decreasing


def test_themes_read_back_stand_in_the_same_order(with_praise: Themes, tmp_path: object) -> None:
    again = load_themes(with_praise.save(f"{tmp_path}/t"), embedder=HashEmbedder())
    assert again.frame["subject"].tolist() == with_praise.frame["subject"].tolist()
    assert again.frame["theme_id"].tolist() == with_praise.frame["theme_id"].tolist()


def test_a_merged_theme_is_measured_anew(with_praise: Themes) -> None:
    frame = with_praise.frame
    merged = with_praise.merge([frame["theme_id"].iloc[-1], frame["theme_id"].iloc[0]])
    assert set(merged.frame["subject"]) <= {"clear", UNCLEAR}
    assert len(merged.frame) == len(frame) - 1
