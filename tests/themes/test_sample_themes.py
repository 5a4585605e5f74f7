"""The real model on the sample."""

from __future__ import annotations

import pytest

import qualkit as qk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def themes() -> qk.Themes:
    return qk.find_themes(qk.load_sample(), progress=False)


def test_the_sample_has_themes_a_person_can_read(themes: qk.Themes) -> None:
    assert 8 <= len(themes.frame) <= 40
    assert themes.frame["label"].str.len().between(3, 60).all()


def test_what_was_planted_is_found(themes: qk.Themes) -> None:
    told = " ".join(" ".join(terms) for terms in themes.frame["terms"])
    for word in ("price", "pause", "squash", "liners", "fish"):
        assert word in told, word


def test_bertopics_own_verbs_work(themes: qk.Themes) -> None:
    model = themes.bertopic
    assert len(model.get_topic(0)) > 5
    assert model.visualize_barchart(top_n_topics=3) is not None
