"""A small world of comments with three things to talk about."""

from __future__ import annotations

import random

import pytest

from qualkit.model import Corpus
from qualkit.testing import make_corpus

_SUBJECTS = {
    "slot": "delivery slot evening window courier doorstep waiting home".split(),
    "price": "price pounds expensive cheaper money rise bill budget".split(),
    "recipe": "recipe squash cooking dinner soup oven children kitchen".split(),
}


@pytest.fixture(scope="session")
def three_subjects() -> Corpus:
    """90 comments, each by another person, on one of three subjects."""
    rng = random.Random(0)
    rows = []
    for n in range(90):
        subject = list(_SUBJECTS)[n % 3]
        rows.append(
            {"text": " ".join(rng.sample(_SUBJECTS[subject], 5)) + ".", "author": f"Person {n}", "subject": subject}
        )
    return make_corpus(rows, channel="forum")
