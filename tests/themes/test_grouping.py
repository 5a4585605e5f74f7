"""Any clusterer will do, and the levels of ours are one tree."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans

import qualkit as qk
from qualkit.model import Corpus
from qualkit.testing import HashEmbedder
from qualkit.themes.grouping import group, renumbered


@pytest.mark.parametrize(
    "clusterer",
    [KMeans(3, n_init=3, random_state=0), AgglomerativeClustering(3), DBSCAN(eps=0.9, min_samples=4)],
    ids=lambda one: type(one).__name__,
)
def test_scikit_learns_clusterers_are_taken(three_subjects: Corpus, clusterer: object) -> None:
    found = qk.find_themes(three_subjects, embedder=HashEmbedder(), clusterer=clusterer, progress=False)  # type: ignore[arg-type]
    assert set(found.frame["doubt"]) == {"not measured"}
    assert found.provenance.parameters["clusterer"] == type(clusterer).__name__
    assert len(found.levels) == 1
    assert len(found.bertopic.topics_) == 90


class Odd:
    def __init__(self, given: object) -> None:
        self.given = given

    def fit_predict(self, X: np.ndarray) -> object:
        X[:] = 0
        return self.given


@pytest.mark.parametrize("given", [[0, 1], np.zeros(90), np.zeros((90, 2), dtype=int), ["a"] * 90])
def test_a_clusterer_that_gives_something_else_is_named(three_subjects: Corpus, given: object) -> None:
    with pytest.raises(qk.QualkitError, match=r"Odd\.fit_predict gave"):
        qk.find_themes(three_subjects, embedder=HashEmbedder(), clusterer=Odd(given), progress=False)  # type: ignore[arg-type]


def test_what_a_clusterer_does_to_its_rows_does_not_matter(three_subjects: Corpus) -> None:
    found = qk.find_themes(three_subjects, embedder=HashEmbedder(), clusterer=Odd(np.arange(90) % 3), progress=False)  # type: ignore[arg-type]
    assert found.reading.vectors.any()
    assert len(found.frame) == 3


def test_an_object_that_cannot_group_is_refused(three_subjects: Corpus) -> None:
    with pytest.raises(qk.QualkitError, match="no clusterer"):
        qk.find_themes(three_subjects, embedder=HashEmbedder(), clusterer=object(), progress=False)  # type: ignore[arg-type]
    with pytest.raises(qk.QualkitError, match="exclude each other"):
        qk.find_themes(three_subjects, embedder=HashEmbedder(), clusterer=KMeans(3), n_themes=3, progress=False)


def test_all_rows_without_a_group_give_no_themes(three_subjects: Corpus) -> None:
    found = qk.find_themes(three_subjects, embedder=HashEmbedder(), clusterer=Odd(np.full(90, -1)), progress=False)  # type: ignore[arg-type]
    assert found.frame.empty
    assert found.assignments["theme_id"].isna().all()
    assert "0 themes" in repr(found)


def test_one_theme_is_called_one(three_subjects: Corpus) -> None:
    found = qk.find_themes(
        three_subjects, embedder=HashEmbedder(), clusterer=Odd(np.zeros(90, dtype=int)), progress=False
    )  # type: ignore[arg-type]
    assert repr(found) == "<Themes: 1 theme over 90 of 90 comments>"


def test_groups_are_numbered_by_size_then_by_place() -> None:
    assert renumbered(np.array([7, 3, 3, -5, 9, 9])).tolist() == [2, 0, 0, -1, 1, 1]


def test_each_finer_theme_lies_in_one_coarser(found: qk.Themes) -> None:
    levels = found.levels
    assert levels["chosen"].sum() == 1
    for level in range(1, len(levels)):
        fine, coarse = found.at_level(level), found.at_level(level - 1)
        above = dict(zip(coarse.assignments["comment_id"], coarse.assignments["theme_id"], strict=True))
        inside = fine.assignments.dropna(subset=["theme_id"])
        owners = inside["comment_id"].map(above).groupby(inside["theme_id"]).agg(set)
        assert all(len(one) == 1 for one in owners)
        told = fine.frame.set_index("theme_id")["parent_id"]
        assert {theme: next(iter(one)) for theme, one in owners.items()} == told.to_dict()
    assert found.at_level(0).frame["parent_id"].isna().all()


def test_going_out_of_the_tree_is_refused(found: qk.Themes) -> None:
    with pytest.raises(qk.QualkitError, match="no level -1"):
        found.at_level(0).coarser()
    with pytest.raises(qk.QualkitError, match="no level"):
        found.at_level(len(found.levels) - 1).finer()


def test_links_reach_the_clusterer() -> None:
    rows = HashEmbedder().encode([f"slot {n}" for n in range(40)])
    found = group(rows, n_themes=2, clusterer=None, seed=0, cannot_link=[(0, 1)])
    assert all(one[0] != one[1] or one[0] == -1 for one in found.labels)
