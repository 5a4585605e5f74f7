"""On grown data what was known keeps its id and its name, and what a person shaped keeps its shape."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from sklearn.cluster import KMeans

import qualkit as qk
from qualkit.model import Corpus
from qualkit.testing import HashEmbedder, make_corpus
from qualkit.themes.refit import MOVED_COLUMNS
from tests.themes.conftest import subject_rows

NEW = "bees honey hive garden allotment pollen orchard wasps".split()


@pytest.fixture(scope="module")
def grown() -> Corpus:
    """The small world, thirty comments more on its subjects, and thirty on a new one."""
    rng = random.Random(5)
    more = [{"text": " ".join(rng.sample(NEW, 5)) + ".", "author": f"Bee {n}", "subject": "bees"} for n in range(30)]
    return make_corpus([*subject_rows(90), *subject_rows(30, first=90, seed=9), *more], channel="forum")


def themes_of(themes: qk.Themes, corpus: Corpus, subject: str) -> set[str]:
    ids = corpus.frame["comment_id"][corpus.frame["subject"] == subject]
    table = themes.assignments
    return set(table["theme_id"][table["comment_id"].isin(ids)].dropna())


def test_known_themes_keep_id_and_name_and_a_new_subject_gets_a_new_id(
    found: qk.Themes, grown: Corpus, by_subject: dict[str, str]
) -> None:
    four = replace(found, settings=replace(found.settings, n_themes=4))
    again = four.rename(by_subject["price"], "Money").refit(grown, progress=False)
    for subject, theme_id in by_subject.items():
        assert themes_of(again, grown, subject) == {theme_id}
    assert not themes_of(again, grown, "bees") & set(by_subject.values())
    row = again.frame.set_index("theme_id").loc[by_subject["price"]]
    assert (row["label"], row["labelled_by"], row["n_comments"]) == ("Money", "person", 40)
    assert again.edits.iloc[-1]["verb"] == "refit"
    assert again.moved.empty


def test_a_merge_survives_a_refit(found: qk.Themes, grown: Corpus, by_subject: dict[str, str]) -> None:
    slot, price = by_subject["slot"], by_subject["price"]
    again = found.merge([slot, price], "Both").refit(grown, progress=False)
    assert themes_of(again, grown, "slot") == themes_of(again, grown, "price") == {slot}
    assert again.frame.set_index("theme_id").loc[slot, "label"] == "Both"
    assert price not in set(again.frame["theme_id"])


def test_a_split_survives_a_refit(found: qk.Themes, grown: Corpus, by_subject: dict[str, str]) -> None:
    table = found.assignments
    ids = table["comment_id"][table["theme_id"] == by_subject["recipe"]].tolist()
    split = found.split(by_subject["recipe"], into=[ids[::2], ids[1::2]])
    made = split.edits.iloc[-1]["made"]
    again = split.refit(grown, progress=False)
    theme = again.assignments.set_index("comment_id")["theme_id"]
    assert set(theme[ids[::2]]) == {made[0]}
    assert set(theme[ids[1::2]]) == {made[1]}
    assert themes_of(again, grown, "recipe") == set(made)


def test_comments_kept_apart_stay_apart(found: qk.Themes, grown: Corpus, by_subject: dict[str, str]) -> None:
    table = found.assignments
    a, b = table["comment_id"][table["theme_id"] == by_subject["slot"]][:2]
    theme = found.keep_apart(a, b).refit(grown, progress=False).assignments.set_index("comment_id")["theme_id"]
    assert pd.isna(theme[a]) or pd.isna(theme[b]) or theme[a] != theme[b]


def test_a_pinned_theme_outlives_its_comments(found: qk.Themes, by_subject: dict[str, str]) -> None:
    others = [row for row in subject_rows(200, seed=3) if row["subject"] != "recipe"]
    again = found.pin(by_subject["recipe"]).refit(make_corpus(others), progress=False)
    assert by_subject["recipe"] in set(again.frame["theme_id"])
    gone = found.refit(make_corpus(others), progress=False)
    assert by_subject["recipe"] not in set(gone.frame["theme_id"])


def test_a_pinned_theme_keeps_all_its_comments(found: qk.Themes, grown: Corpus, by_subject: dict[str, str]) -> None:
    table = found.assignments
    odd = table["comment_id"][table["theme_id"] == by_subject["price"]].tolist()[:4]
    rest = [one for one in table["comment_id"][table["theme_id"] == by_subject["price"]] if one not in odd]
    split = found.split(by_subject["price"], into=[rest, odd])
    pinned = split.edits.iloc[-1]["made"][1]
    again = split.pin(pinned).refit(grown, progress=False)
    theme = again.assignments.set_index("comment_id")["theme_id"]
    assert set(theme[odd]) == {pinned}


def test_what_moved_and_what_is_gone_is_listed(found: qk.Themes) -> None:
    fewer = make_corpus(subject_rows(90)[:60], channel="forum")
    again = found.refit(fewer, progress=False)
    assert again.moved.columns.tolist() == list(MOVED_COLUMNS)
    gone = again.moved[again.moved["what"] == "no longer read"]
    assert sorted(gone["comment_id"]) == sorted(f"c{n}" for n in range(61, 91))
    assert found.moved.empty


def test_the_same_data_move_nothing(found: qk.Themes, three_subjects: Corpus) -> None:
    again = found.refit(three_subjects, progress=False)
    assert again.moved.empty
    assert set(again.frame["theme_id"]) == set(found.frame["theme_id"])
    pd.testing.assert_frame_equal(again.assignments, found.assignments)


def test_themes_of_ones_own_clusterer_are_not_found_anew_by_another(
    three_subjects: Corpus, grown: Corpus, tmp_path: Path
) -> None:
    own = KMeans(3, n_init=1, random_state=0)
    saved = qk.find_themes(three_subjects, embedder=HashEmbedder(), clusterer=own, progress=False).save(tmp_path / "t")
    with pytest.raises(qk.QualkitError, match=r"clusterer of your own \(KMeans\).*clusterer=\.\.\."):
        qk.load_themes(saved, embedder=HashEmbedder()).refit(grown, progress=False)
    again = qk.load_themes(saved, embedder=HashEmbedder(), clusterer=own).refit(grown, progress=False)
    assert len(again.frame) == 3
