from dataclasses import replace

import pandas as pd
import pytest

from qualkit.model import Codebook, Study
from qualkit.testing import make_corpus

CORPUS = make_corpus(["one", "two"])


def lazy(said):
    frame = pd.DataFrame({"coding_id": ["k"]})

    def codings():
        said.append("codings")
        return frame

    return Study.lazily({"codings": codings}, corpus=CORPUS, journal_head="h")


def test_a_part_is_worked_out_when_it_is_first_read_and_once():
    said = []
    study = lazy(said)
    assert (study.corpus, study.journal_head, study.codebook, study.findings) == (CORPUS, "h", Codebook(), ())
    assert said == []
    assert study.codings is study.codings
    assert said == ["codings"]


def test_a_copy_with_other_parts_is_like_that_of_any_study():
    said = []
    changed = replace(lazy(said), journal_head="other")
    assert (changed.journal_head, changed.codings["coding_id"].tolist()) == ("other", ["k"])


def test_completing_works_out_what_is_left():
    said = []
    study = lazy(said)
    study.complete()
    study.complete()
    assert said == ["codings"]


def test_what_no_study_has_is_an_attribute_error():
    with pytest.raises(AttributeError, match="mood"):
        lazy([]).mood  # noqa: B018


def test_a_study_shows_itself_without_its_key_and_without_a_word_of_a_comment() -> None:
    study = Study(make_corpus(["Ring Ann Lee."]), key=b"secret")
    assert repr(study).startswith("<Study: 1 comments, ")
    assert "secret" not in repr(study)
    assert "Ann Lee" not in repr(study)
