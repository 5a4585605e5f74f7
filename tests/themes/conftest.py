"""A small world of comments with three things to talk about."""

from __future__ import annotations

import random

import pytest

from qualkit.model import Corpus
from qualkit.testing import HashEmbedder, make_corpus
from qualkit.themes import Themes, find_themes

SUBJECTS = {
    "slot": "delivery slot evening window courier doorstep waiting home".split(),
    "price": "price pounds expensive cheaper money rise bill budget".split(),
    "recipe": "recipe squash cooking dinner soup oven children kitchen".split(),
}


def subject_rows(n_rows: int, *, first: int = 0, seed: int = 0) -> list[dict[str, str]]:
    """Comments on one of three subjects in turn, each by another person."""
    rng = random.Random(seed)
    rows = []
    for n in range(first, first + n_rows):
        subject = list(SUBJECTS)[n % 3]
        text = " ".join(rng.sample(SUBJECTS[subject], 5)) + "."
        rows.append({"text": text, "author": f"Person {n}", "subject": subject})
    return rows


@pytest.fixture(scope="session")
def three_subjects() -> Corpus:
    """90 comments, each by another person, on one of three subjects."""
    return make_corpus(subject_rows(90), channel="forum")


@pytest.fixture(scope="session")
def found(three_subjects: Corpus) -> Themes:
    """The three themes of that world."""
    return find_themes(three_subjects, n_themes=3, embedder=HashEmbedder(), progress=False)


@pytest.fixture(scope="session")
def by_subject(three_subjects: Corpus, found: Themes) -> dict[str, str]:
    """Theme id of each subject."""
    subject = three_subjects.frame.set_index("comment_id")["subject"]
    inside = found.assignments.dropna(subset=["theme_id"])
    return dict(zip(inside["comment_id"].map(subject), inside["theme_id"], strict=True))
