"""Themes of a small world, with an embedder that needs no model."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import qualkit as qk
from qualkit.model import ASSIGNMENT_COLUMNS, THEME_COLUMNS, Corpus
from qualkit.testing import HashEmbedder, make_corpus


@pytest.fixture(scope="module")
def themes(three_subjects: Corpus) -> qk.Themes:
    return qk.find_themes(three_subjects, embedder=HashEmbedder(), progress=False)


def test_subjects_are_found_without_being_told_their_number(three_subjects: Corpus, themes: qk.Themes) -> None:
    subject = three_subjects.frame.set_index("comment_id")["subject"]
    together = themes.assignments.assign(subject=themes.assignments["comment_id"].map(subject))
    assert len(themes.frame) == 3
    assert together.groupby("theme_id")["subject"].nunique().tolist() == [1, 1, 1]


def test_tables_have_their_columns_and_counts_add_up(themes: qk.Themes) -> None:
    assert themes.frame.columns.tolist() == list(THEME_COLUMNS)
    assert themes.assignments.columns.tolist() == list(ASSIGNMENT_COLUMNS)
    counted = themes.assignments["theme_id"].value_counts()
    assert counted[themes.frame["theme_id"]].tolist() == themes.frame["n_comments"].tolist()
    assert themes.frame["stability"].between(0, 1).all()
    assert themes.assignments["confidence"].isna().all()


def test_people_are_counted_once() -> None:
    rows = [{"text": f"The delivery slot number {n} was late.", "author": "One Person"} for n in range(20)]
    rows += [{"text": f"Recipe {n} with squash and soup again.", "author": f"P{n}"} for n in range(20)]
    found = qk.find_themes(make_corpus(rows), n_themes=2, embedder=HashEmbedder(), progress=False)
    assert found.frame["n_people"].min() == 1


def test_labels_and_terms_come_from_what_people_say(themes: qk.Themes) -> None:
    words = {"slot", "delivery", "evening", "price", "pounds", "money", "squash", "recipe", "kitchen", "soup"}
    for row in themes.frame.itertuples():
        assert words & set(" ".join(row.terms).split())
        assert row.label
        assert row.label[0].isupper()
    assert themes.frame["label"].is_unique


def test_examples_are_members_by_different_people(three_subjects: Corpus, themes: qk.Themes) -> None:
    theme_of = themes.assignments.set_index("comment_id")["theme_id"]
    person = three_subjects.frame.set_index("comment_id")["person_id"]
    for row in themes.frame.itertuples():
        assert 1 <= len(row.examples) <= 3
        assert {theme_of[one] for one in row.examples} == {row.theme_id}
        assert len({person[one] for one in row.examples}) == len(row.examples)


def test_the_same_comments_give_the_same_themes(three_subjects: Corpus, themes: qk.Themes) -> None:
    again = qk.find_themes(three_subjects, embedder=HashEmbedder(), progress=False)
    pd.testing.assert_frame_equal(again.frame, themes.frame)
    pd.testing.assert_frame_equal(again.assignments, themes.assignments)
    assert again.provenance == themes.provenance


def test_staff_and_non_answers_are_parked_and_listed(three_subjects: Corpus) -> None:
    rows = three_subjects.frame[["text", "author"]].to_dict("records")
    rows += [
        {"text": "N/A"},
        {"text": "We are sorry about the slot.", "role": "staff"},
        {"text": "https://example.org/x"},
    ]
    found = qk.find_themes(make_corpus(rows), embedder=HashEmbedder(), progress=False)
    assert dict(found.parked.to_numpy().tolist()) == {"c91": "non-answer", "c92": "staff", "c93": "no words"}
    assert len(found.assignments) == 90


def test_names_of_people_never_name_a_theme() -> None:
    rows = [{"text": f"Maureen was kind about slot {n} and Gwen too.", "author": "Gwen Adderley"} for n in range(20)]
    rows += [{"text": f"Thank you Maureen for recipe {n} soup.", "author": "Maureen (Larder)"} for n in range(20)]
    found = qk.find_themes(make_corpus(rows), n_themes=2, embedder=HashEmbedder(), progress=False)
    told = " ".join([*found.frame["label"], *(" ".join(terms) for terms in found.frame["terms"])]).casefold()
    assert "maureen" not in told
    assert "gwen" not in told


def test_too_few_comments_are_to_be_read_not_modelled() -> None:
    with pytest.raises(qk.QualkitError, match=r"too few to find themes in.*reading_plan"):
        qk.find_themes(make_corpus([f"Comment number {n}." for n in range(29)]), embedder=HashEmbedder())


@pytest.mark.parametrize(
    "wrong",
    [
        {"embedder": "fastest"},
        {"embedder": object()},
        {"n_themes": 1},
        {"n_themes": "ten"},
        {"seed": "a"},
        {"seed": -1},
    ],
)
def test_wrong_arguments_are_named(three_subjects: Corpus, wrong: dict[str, object]) -> None:
    with pytest.raises(qk.QualkitError):
        qk.find_themes(three_subjects, progress=False, **wrong)  # type: ignore[arg-type]


def test_identical_comments_do_no_harm() -> None:
    rows = ["The slot was late."] * 30 + ["Soup recipe again."] * 30
    found = qk.find_themes(make_corpus(rows), embedder=HashEmbedder(), progress=False)
    theme = found.assignments["theme_id"]
    assert not set(theme[:30].dropna()) & set(theme[30:].dropna())


def test_rename_is_a_new_value_with_a_person_behind_it(themes: qk.Themes) -> None:
    first, second = themes.frame["theme_id"][:2]
    renamed = themes.rename(first, " Slots ")
    assert renamed.frame.loc[0, ["label", "labelled_by"]].tolist() == ["Slots", "person"]
    assert themes.frame.loc[0, "labelled_by"] == "machine"
    with pytest.raises(qk.QualkitError, match="cannot be called"):
        renamed.rename(second, "slots")
    with pytest.raises(qk.QualkitError, match="no theme"):
        themes.rename("t-nope", "x")


def test_merge_keeps_the_first_id_and_all_comments(themes: qk.Themes) -> None:
    first, second = themes.frame["theme_id"][:2]
    merged = themes.merge([first, second], "Both")
    assert len(merged.frame) == 2
    assert merged.assignments["theme_id"].notna().sum() == themes.assignments["theme_id"].notna().sum()
    row = merged.frame.set_index("theme_id").loc[first]
    assert (row["label"], row["n_comments"]) == ("Both", 60)
    assert pd.isna(row["stability"])
    with pytest.raises(qk.QualkitError, match="two themes"):
        themes.merge([first])


def test_bertopic_is_fitted_on_the_same_groups(themes: qk.Themes) -> None:
    topics = np.array(themes.bertopic.topics_)
    theme = themes.assignments["theme_id"].to_numpy()
    assert len(set(zip(topics, theme, strict=True))) == 3
    assert themes.bertopic.get_topic_info()["Count"].sum() == 90


def test_bertopic_follows_a_merge(themes: qk.Themes) -> None:
    first, second = themes.frame["theme_id"][:2]
    assert len(set(themes.merge([first, second]).bertopic.topics_)) == 2


def test_the_analysts_warnings_stay_audible_after_bertopic(themes: qk.Themes) -> None:
    _ = themes.bertopic
    with pytest.warns(UserWarning, match="mine"):
        warnings.warn("mine", UserWarning, stacklevel=1)


def test_unknown_people_are_not_counted_as_people(three_subjects: Corpus) -> None:
    rows = three_subjects.frame[["text"]].to_dict("records")
    found = qk.find_themes(make_corpus(rows), embedder=HashEmbedder(), progress=False)
    assert found.frame["n_people"].tolist() == [0, 0, 0]
    assert found.frame["n_comments"].sum() == 90
