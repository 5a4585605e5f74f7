"""What nobody would call data gives a sensible result, or one clear message."""

from __future__ import annotations

import pandas as pd
import pytest

import qualkit as qk
from qualkit.model import Corpus
from qualkit.testing import HashEmbedder, make_corpus, make_study
from tests.themes.conftest import subject_rows

MANY_TONGUES = [
    "The box came late and nobody rang the bell at the door",
    "Die Kiste kam zu spät und niemand hat an der Tür geklingelt",
    "La caja llegó tarde y nadie tocó el timbre de la puerta",
    "A caixa chegou tarde e ninguém tocou a campainha da porta",
    "La scatola è arrivata tardi e nessuno ha suonato alla porta",
    "Το κουτί ήρθε αργά και κανείς δεν χτύπησε το κουδούνι",
    "وصل الصندوق متأخرا ولم يرن أحد جرس الباب",
    "箱子来得太晚了，没有人按门铃",
    "箱が遅れて届き、誰もドアのベルを鳴らしませんでした",
    "กล่องมาช้าและไม่มีใครกดกริ่งประตู",
]


def find(corpus: Corpus, **asked: object) -> qk.Themes:
    return qk.find_themes(corpus, embedder=HashEmbedder(), progress=False, **asked)  # type: ignore[arg-type]


def well_formed(themes: qk.Themes, n_comments: int) -> None:
    assert len(themes.assignments) + len(themes.parked) == n_comments
    assert themes.frame["label"].str.strip().ne("").all()
    assert themes.frame["label"].is_unique


@pytest.mark.parametrize("unit", ["comment", "segment"])
def test_comments_that_are_all_the_same_make_one_theme_at_most(unit: str) -> None:
    themes = find(make_corpus([{"text": "The slot was late.", "author": f"P{n}"} for n in range(40)]), unit=unit)
    well_formed(themes, 40)
    assert len(themes.frame) <= 1
    assert themes.assignments["theme_id"].nunique() == len(themes.frame)


@pytest.mark.parametrize(
    "texts",
    [
        ["One slot.", "Two prices.", "Three soups."],
        [""] * 50,
        ["n/a", "none", "."] * 20,
        ["👍", "😀😀", "🎉 🎉"] * 20,
        ["\x00\x01", "\u202e\u2066", "\ufeff"] * 20,
        [],
    ],
    ids=["three", "empty", "non-answers", "emoji", "controls", "nothing"],
)
@pytest.mark.parametrize("unit", ["comment", "segment"])
def test_too_little_to_sort_is_said_once_and_clearly(texts: list[str], unit: str) -> None:
    corpus = make_corpus(texts or ["x"])
    if not texts:
        corpus = Corpus(corpus.table.head(0))
    with pytest.raises(qk.QualkitError, match=r"^\d comments of customers say something: too few") as raised:
        find(corpus, unit=unit)
    assert "reading_plan" in str(raised.value)
    assert ("left out" in str(raised.value)) == (len(texts) > 3)


@pytest.mark.parametrize("unit", ["comment", "segment"])
def test_a_comment_of_300_000_characters(unit: str) -> None:
    log = "error: slot (not found) at line 7\n" * 4_000 + "price rise " * 15_000
    rows = [*subject_rows(60), {"text": log, "author": "Log"}]
    themes = find(make_corpus(rows), unit=unit)
    assert set(themes.assignments["comment_id"]) == {f"c{n}" for n in range(1, 62)}
    assert themes.frame["label"].str.len().max() < 80


def test_small_words_of_ten_languages_name_no_theme() -> None:
    rows = [{"text": f"{text} {n}", "author": f"P{n}-{text[:3]}"} for n in range(5) for text in MANY_TONGUES]
    themes = find(make_corpus(rows))
    well_formed(themes, 50)
    terms = {word for terms in themes.frame["terms"] for term in terms for word in term.split()}
    assert not {"the", "und", "la", "και", "em", "nobody", "at", "an", "في"} & terms
    assert terms & {"box", "kiste", "caja", "caixa", "scatola", "κουτί", "الصندوق", "箱子"}


def test_control_characters_reach_no_label() -> None:
    rows = subject_rows(60)
    dirty = [{**row, "text": "\x00\u202e" + row["text"].replace(" ", "\x07 ") + "\u200b"} for row in rows]
    themes = find(make_corpus(dirty))
    well_formed(themes, 60)
    told = "".join([*themes.frame["label"], *("".join(terms) for terms in themes.frame["terms"])])
    assert told.isprintable()


def test_markup_in_comments_stays_words_at_most() -> None:
    rows = [
        {**row, "text": f"<img src=x onerror=alert(1)> {row['text']} <script>x</script>"} for row in subject_rows(60)
    ]
    told = " ".join(find(make_corpus(rows)).frame["label"])
    assert "<" not in told
    assert "onerror" not in told


def test_one_dimension_of_vectors_is_enough() -> None:
    corpus = make_corpus(subject_rows(40))
    well_formed(qk.find_themes(corpus, embedder=HashEmbedder(1), progress=False), 40)


@pytest.mark.parametrize("given", ["comments.csv", None, pd.DataFrame({"text": ["a"]})])
def test_what_is_no_corpus_is_refused_wherever_one_is_needed(found: qk.Themes, given: object) -> None:
    for verb in (find, found.assign, found.refit):
        with pytest.raises(qk.QualkitError, match=r"needs a corpus.*read_comments"):
            verb(given)  # type: ignore[operator]


def test_a_study_is_told_where_its_corpus_is() -> None:
    with pytest.raises(qk.QualkitError, match=r"not Study. Hint: Pass its .corpus"):
        find(make_study())  # type: ignore[arg-type]
