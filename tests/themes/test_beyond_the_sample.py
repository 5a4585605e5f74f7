"""Past the size of a fit the others are placed among the themes of a sample, and edits reach them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import qualkit as qk
from qualkit.model import Corpus
from qualkit.testing import HashEmbedder, make_corpus
from qualkit.themes import load_themes
from qualkit.themes.reading import corpus as reading_corpus
from tests.themes.conftest import subject_rows


@pytest.fixture(scope="module")
def many() -> Corpus:
    return make_corpus(subject_rows(240))


@pytest.fixture(scope="module")
def sampled(many: Corpus) -> qk.Themes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_corpus, "LARGEST_FIT", 120)
        return qk.find_themes(many, embedder=HashEmbedder(), n_themes=3, progress=False)


def purity(themes: qk.Themes, corpus: Corpus) -> float:
    subject = corpus.frame.set_index("comment_id")["subject"]
    inside = themes.assignments.dropna(subset=["theme_id"])
    counts = pd.crosstab(inside["theme_id"], inside["comment_id"].map(subject))
    return float(counts.max(axis=1).sum() / counts.to_numpy().sum())


def test_everybody_is_placed_and_counted(sampled: qk.Themes, many: Corpus) -> None:
    assert len(sampled.reading) == 120
    assert sorted(sampled.assignments["comment_id"]) == sorted(many.frame["comment_id"])
    placed = sampled.assignments["theme_id"].value_counts()
    assert sampled.frame.set_index("theme_id")["n_comments"].to_dict() == placed.to_dict()
    assert sampled.frame["n_people"].tolist() == sampled.frame["n_comments"].tolist()
    assert purity(sampled, many) > 0.95


def test_edits_reach_the_comments_beyond_the_sample(sampled: qk.Themes, many: Corpus) -> None:
    first, second = sampled.frame["theme_id"][:2]
    merged = sampled.merge([first, second])
    assert merged.assignments["theme_id"].notna().sum() == sampled.assignments["theme_id"].notna().sum()
    again = merged.split(first)
    assert again.assignments["theme_id"].notna().sum() == sampled.assignments["theme_id"].notna().sum()
    assert purity(again, many) > 0.9


def test_other_levels_reach_them(sampled: qk.Themes, many: Corpus) -> None:
    for level in range(len(sampled.levels)):
        at = sampled.at_level(level)
        assert sorted(at.assignments["comment_id"]) == sorted(many.frame["comment_id"])
        counted = at.assignments["theme_id"].value_counts()
        assert at.frame.set_index("theme_id")["n_comments"].to_dict() == counted.to_dict()


def test_a_folder_gives_them_back(sampled: qk.Themes, tmp_path: Path) -> None:
    again = load_themes(sampled.save(tmp_path / "t"), embedder=HashEmbedder())
    pd.testing.assert_frame_equal(again.assignments, sampled.assignments)
    pd.testing.assert_frame_equal(again.frame, sampled.frame)


def test_assigning_agrees_with_where_they_were_placed(sampled: qk.Themes, many: Corpus) -> None:
    placed = sampled.assignments.set_index("comment_id")
    again = sampled.assign(many).set_index("comment_id")
    pd.testing.assert_frame_equal(again.loc[placed.index], placed)
