"""Unseen comments get one answer, whatever company they come in, and no theme is forced on them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import qualkit as qk
from qualkit.model import ASSIGNMENT_COLUMNS, Corpus
from qualkit.testing import make_corpus
from qualkit.themes.assigning import Assigner
from tests.themes.conftest import SUBJECTS, subject_rows

RNG = np.random.default_rng(0)
ROWS = RNG.standard_normal((600, 48)).astype(np.float32)
ROWS /= np.linalg.norm(ROWS, axis=1, keepdims=True)


def test_unseen_comments_find_their_subject(found: qk.Themes, by_subject: dict[str, str]) -> None:
    rows = subject_rows(30, first=300, seed=4)
    table = found.assign(make_corpus(rows))
    assert table.columns.tolist() == list(ASSIGNMENT_COLUMNS)
    assert table["nearest_theme_id"].tolist() == [by_subject[row["subject"]] for row in rows]
    assert table["theme_id"].notna().mean() > 0.8


def test_what_fits_nowhere_has_no_theme_but_a_nearest_one(found: qk.Themes) -> None:
    table = found.assign(make_corpus(["Qwertz asdf yxcv.", "Zxcvb poiuy lkjhg."]))
    assert table["theme_id"].isna().all()
    assert table["nearest_theme_id"].notna().all()
    assert table["similarity"].between(-1, 1).all()


def test_comments_read_before_stay_where_they_are(found: qk.Themes, three_subjects: Corpus) -> None:
    pd.testing.assert_frame_equal(found.assign(three_subjects), found.assignments)
    a, b = found.frame["theme_id"].tolist()[:2]
    edited = found.merge([a, b]).keep_apart("c1", "c4")
    pd.testing.assert_frame_equal(edited.assign(three_subjects), edited.assignments)


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(40)), cut=st.integers(1, 39))
def test_the_answer_depends_on_the_comment_alone(order: list[int], cut: int) -> None:
    assigner = Assigner.fit(ROWS, np.arange(600) % 7, 7)
    whole = assigner.place(ROWS[:40])
    parts = [assigner.place(ROWS[order[:cut]]), assigner.place(ROWS[order[cut:]])]
    assert np.array_equal(np.concatenate([one.groups for one in parts]), whole.groups[order])
    assert np.array_equal(np.concatenate([one.similarity for one in parts]), whole.similarity[order])


def test_one_by_one_is_as_all_at_once(found: qk.Themes) -> None:
    rows = subject_rows(12, first=400, seed=8)
    corpus = make_corpus(rows)
    whole = found.assign(corpus).set_index("comment_id")
    for comment_id in reversed(corpus.frame["comment_id"].tolist()):
        one = Corpus(corpus.table[corpus.table["comment_id"] == comment_id])
        pd.testing.assert_series_equal(found.assign(one).set_index("comment_id").loc[comment_id], whole.loc[comment_id])


def test_staff_and_non_answers_get_no_answer(found: qk.Themes) -> None:
    text = " ".join(SUBJECTS["slot"])
    table = found.assign(make_corpus([{"text": text, "role": "staff"}, "n/a", {"text": text, "role": "bot"}, text]))
    assert table["comment_id"].tolist() == ["c4"]


def test_a_corpus_of_nothing_gives_an_empty_table(found: qk.Themes) -> None:
    assert found.assign(make_corpus(["n/a"])).empty


def test_the_limit_leaves_nineteen_of_twenty_members_inside() -> None:
    middle = np.zeros(48, dtype=np.float32)
    middle[0] = 3
    near = middle + ROWS
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    assigner = Assigner.fit(near, np.zeros(600, dtype=np.int64), 1)
    assert 0.93 <= (assigner.place(near).groups == 0).mean() <= 0.97


def test_no_themes_place_nothing() -> None:
    placed = Assigner.fit(ROWS[:3], np.full(3, -1), 0).place(ROWS[:3])
    assert placed.groups.tolist() == placed.nearest.tolist() == [-1, -1, -1]
