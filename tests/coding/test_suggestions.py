"""Suggestions of codes, learnt from what a coder coded, never made where there is too little to learn from."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qualkit as qk
from qualkit.coding.learning import Lessons, learn
from qualkit.coding.suggestions import SUGGESTION_COLUMNS, CodeSuggester, suggest_codes
from qualkit.coding.wording import Wording, segments_of
from qualkit.model import Code, Codebook, Study
from qualkit.testing import HashEmbedder, make_codings, make_corpus

BOOK = (
    Codebook()
    .add(Code("k1", "late delivery"))
    .add(Code("k2", "price"))
    .add(Code("k3", "kind staff", example="Ines rang me back within the hour."))
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _study(n: int = 30, *, coder: str = "ana") -> Study:
    """Conversations in which late deliveries and prices are told of in words that come again; the last third is not coded."""
    texts = [
        text
        for n_text in range(n)
        for text in (
            f"The driver came hours late on {DAYS[n_text % 7]}. My cat is number {n_text}.",
            f"Fifty pounds a week is dear for box {n_text}. We had soup.",
        )
    ]
    corpus = make_corpus([{"text": text, "author": f"P{at}"} for at, text in enumerate(texts)])
    marks = []
    for at, text in enumerate(texts[: 2 * (2 * n // 3)]):
        words = text.partition(". ")[0] + "."
        marks.append((f"c{at + 1}", words, "price" if at % 2 else "late delivery", coder))
    return Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK))


def test_what_is_said_in_like_words_is_suggested_and_nothing_else() -> None:
    study = _study()
    found = suggest_codes(study, comments=[f"c{n}" for n in range(41, 61)])
    learnt = found[found["because"].str.startswith("Like")]
    assert set(learnt["code"]) == {"late delivery", "price"}
    assert len(learnt) == 20
    for row in learnt.itertuples():
        words = study.corpus.quote(row.comment_id, row.start, row.end)
        assert ("late" in words) == (row.code == "late delivery")
        assert "cat" not in words
        assert "soup" not in words


def test_each_says_why_by_ids_and_by_words_only_when_asked() -> None:
    study = _study()
    found = suggest_codes(study)
    assert found["because"].str.len().min() > 0
    assert not found["because"].str.contains("pounds").any()
    assert found["because"].str.contains(r"^Like what has this code in c\d+ and c\d+$").any()
    assert suggest_codes(study, quotes=True)["because"].str.contains("pounds").any()


def test_what_is_coded_or_rejected_is_not_suggested() -> None:
    study = _study()
    found = suggest_codes(study)
    coded = set(zip(study.codings["comment_id"], study.codings["code_id"], strict=True))
    assert not coded & set(zip(found["comment_id"], found["code_id"], strict=True))
    rejected = found.head(3)[["comment_id", "start", "end", "code_id"]]
    left = suggest_codes(study, rejected=rejected)
    assert len(left) == len(found) - 3
    gone = set(rejected.itertuples(index=False, name=None))
    assert not gone & set(left[["comment_id", "start", "end", "code_id"]].itertuples(index=False, name=None))


def test_another_coder_teaches_nothing() -> None:
    study = _study(coder="ben")
    found = suggest_codes(study, coder="ana")
    assert not found["because"].str.startswith("Like").any()


def test_a_project_is_learnt_from_in_the_name_of_its_coder(tmp_path: Path) -> None:
    study = _study(18)
    with qk.open_project(tmp_path / "study.qualkit", coder="ana") as project:
        project.add_comments(study.corpus)
        for code in BOOK:
            project.add_code(code.name, example=code.example)
        for row in study.codings.itertuples():
            with project.coding_as("ben"):
                project.apply_code(row.comment_id, row.start, row.end, row.code)
        assert not suggest_codes(project)["because"].str.startswith("Like").any()
        found = suggest_codes(project, coder="ben")
        assert found["because"].str.startswith("Like").any()
        comment_id, start, end, code_id = found.iloc[0][["comment_id", "start", "end", "code_id"]]
        project.reject_suggestion(comment_id, int(start), int(end), code_id, suggested_by="own codings")
        assert len(suggest_codes(project, coder="ben")) == len(found) - 1


def test_with_few_codings_only_the_words_of_a_code_speak() -> None:
    corpus = make_corpus(
        [
            "The price is too high.",
            "It was late. The deliveries came late again.",
            "Ines rang within the hour.",
            "Soup.",
        ]
    )
    found = suggest_codes(Study(corpus, codebook=BOOK))
    told = dict(zip(found["comment_id"], zip(found["code"], found["because"], strict=True), strict=True))
    assert told == {
        "c1": ("price", "The words of its name stand here: “price”"),
        "c3": ("kind staff", "Words of its example stand here: “ines rang hour”"),
    }
    assert found["confidence"].isna().all()


def test_a_former_name_is_looked_for_and_a_retired_code_is_not() -> None:
    try:
        book = Codebook().add(Code("k1", "cost", aliases=("price",))).add(Code("k2", "soup", retired=True))
    except TypeError:
        pytest.fail("a code has former names, and can be retired")
    found = suggest_codes(Study(make_corpus(["The price of soup."]), codebook=book))
    assert found["because"].tolist() == ["The words of a former name stand here: “price”"]


def test_a_code_that_only_orders_others_is_never_suggested() -> None:
    book = Codebook().add(Code("k1", "Price")).add(Code("k2", "went up", parent="k1"))
    assert suggest_codes(Study(make_corpus(["The price."]), codebook=book)).empty


def test_sentences_in_a_row_are_one_suggestion() -> None:
    texts = [f"The driver came on {DAYS[n % 7]}. He was hours late. Soup number {n} was cold." for n in range(30)]
    corpus = make_corpus(texts)
    marks = [(f"c{n}", texts[n - 1].partition(" Soup")[0], "late delivery", "ana") for n in range(1, 21)]
    found = suggest_codes(Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK)), comments=["c25"])
    assert [corpus.quote(*row) for row in found[["comment_id", "start", "end"]].itertuples(index=False)] == [
        texts[24].partition(" Soup")[0]
    ]


def test_staff_are_neither_learnt_from_nor_suggested_for() -> None:
    study = _study()
    rows = [*study.corpus.frame[["text", "author"]].to_dict("records")]
    corpus = make_corpus([*rows, {"text": "The driver came hours late on Monday.", "role": "staff"}])
    assert suggest_codes(dataclasses.replace(study, corpus=corpus), comments=["c61"]).empty


def test_confidence_needs_an_embedder_and_thirty_tries() -> None:
    assert suggest_codes(_study(40))["confidence"].isna().all()
    few = suggest_codes(_study(15), embedder=HashEmbedder(256))
    assert few["confidence"].isna().all()
    many = suggest_codes(_study(60), embedder=HashEmbedder(256))
    known = many["confidence"].dropna()
    assert len(known)
    assert known.between(0.02, 0.98).all()


def test_unknown_comments_and_an_empty_codebook_are_answered() -> None:
    with pytest.raises(qk.QualkitError, match="c99"):
        suggest_codes(_study(), comments=["c99"])
    with pytest.raises(qk.QualkitError, match="no code"):
        suggest_codes(Study(make_corpus(["Words."])))


def test_nothing_to_look_at_gives_an_empty_table_of_the_same_kind() -> None:
    found = suggest_codes(_study(), comments=[])
    assert found.empty
    assert found.dtypes.astype(str).to_dict()["start"] == "int64"
    assert list(found.columns) == list(SUGGESTION_COLUMNS)


def test_the_same_study_gives_the_same_suggestions() -> None:
    study = _study()
    assert suggest_codes(study).equals(suggest_codes(study))
    shuffled = dataclasses.replace(study, codings=study.codings.sample(frac=1, random_state=1))
    assert suggest_codes(shuffled).equals(suggest_codes(study))


def test_what_was_learnt_can_be_asked_again_after_more_was_coded() -> None:
    study = _study()
    suggester = CodeSuggester.learn(study)
    before = suggester.suggest(study, comments=["c59"])
    more = make_codings(study.corpus, [("c59", "The driver came hours late", "late delivery", "ana")], BOOK)
    now = dataclasses.replace(study, codings=pd.concat([study.codings, more], ignore_index=True))
    assert len(before) == 1
    assert suggester.suggest(now, comments=["c59"]).empty


def test_codes_that_cannot_be_told_apart_are_not_suggested() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(200, 8))
    conversations = [f"v{n // 4}" for n in range(200)]
    assert learn(vectors, rng.random((200, 1)) < 0.1, conversations, ["k1"], seed=0) is None


def test_a_probability_is_a_share_of_the_nearest_held_out_suggestions() -> None:
    empty = np.zeros((1, 1))
    right = np.array([False] * 30 + [True] * 30)
    lessons = Lessons(("k1",), empty, empty[0], 0.0, np.arange(60, dtype=float), right)
    assert lessons.probability(0.0) == round(1 / 32, 2)
    assert lessons.probability(59.0) == round(31 / 32, 2)
    assert lessons.probability(29.5) == 0.5
    assert dataclasses.replace(lessons, held_out=np.arange(29.0), right=right[:29]).probability(1.0) is None


@given(st.lists(st.text(max_size=40), max_size=6))
@settings(max_examples=40, deadline=None)
def test_any_text_becomes_vectors_of_at_most_unit_length(texts: list[str]) -> None:
    parts = segments_of([(f"c{n}", text) for n, text in enumerate(texts)])
    for embedder in (None, HashEmbedder(8)):
        wording = Wording.of(["the slot moved", "too dear"], embedder)
        own = wording.vectors(parts["text"].tolist())
        both = wording.with_neighbours(parts, own)
        dense = own if isinstance(own, np.ndarray) else own.toarray()
        assert (np.linalg.norm(dense, axis=1) < 1 + 1e-5).all()
        assert both.shape[0] == len(parts)
