from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from qualkit.coding.saturation import CURVE_COLUMNS, RUN_COLUMNS, saturation
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Codebook, Corpus, Study
from qualkit.testing import make_corpus


def study_of(new_codes: list[int], *, authors: list[str] | None = None) -> Study:
    """Each person brings so many codes that nobody had before, and the first code again."""
    rows, n = [], 0
    names = authors or [f"person {one}" for one in range(len(new_codes))]
    corpus = make_corpus([{"comment_id": f"c{k}", "text": "said", "person_id": name} for k, name in enumerate(names)])
    for person, more in enumerate(new_codes):
        for code in [0, *range(n, n + more)]:
            rows.append((f"c{person}", f"code-{code}"))
        n += more
    codings = pd.DataFrame(
        {
            "coding_id": [f"k{k:04}" for k in range(len(rows))],
            "comment_id": [one for one, _ in rows],
            "start": 0,
            "end": 4,
            "quote": "said",
            "code": [code for _, code in rows],
            "code_id": [code for _, code in rows],
            "coder": "ana",
            "created": "2026-01-01T00:00:00Z",
            "memo": "",
        }
    )
    return Study(corpus, codebook=Codebook(), codings=codings)


def test_repeats_the_worked_example_of_guest_namey_and_chen():
    """37 codes in a base of 4; then runs of two with 4, 3 and 1 new: 11, 8 and 3 percent, so saturation at 6 + 2."""
    found = saturation(study_of([20, 10, 5, 2, 2, 2, 1, 0]), n_orders=10)
    assert found.runs["n_new"].tolist() == [4, 3, 1]
    assert np.round(100 * found.runs["share_new"]).tolist() == [11, 8, 3]
    assert found.reached == 8
    assert found.settled == 8
    assert "After the first 6 people, no 2 in a row brought more than 5 %" in str(found)


def test_says_when_the_last_run_still_brought_something():
    found = saturation(study_of([4, 0, 0, 0, 0, 0, 4]), n_orders=10)
    assert found.reached == 6
    assert found.settled is None
    assert "still brought more" in str(found)


def test_fewer_people_than_a_base_and_a_run_have_no_run():
    found = saturation(study_of([2, 1, 1]), n_orders=10)
    assert found.runs.empty
    assert tuple(found.runs.columns) == RUN_COLUMNS
    assert found.reached is None
    assert np.isnan(found.reached_share)


def test_the_curve_ends_with_all_codes_in_every_order():
    found = saturation(study_of([3, 2, 1, 1, 0, 1]), n_orders=50)
    assert tuple(found.curve.columns) == CURVE_COLUMNS
    assert found.curve.iloc[-1].tolist() == [6, 8, 8, 8]
    assert (found.curve["low"] <= found.curve["n_codes"]).all()


def test_the_same_seed_gives_the_same():
    one, two = (saturation(study_of([3, 2, 1, 1, 0, 1]), n_orders=50, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one.curve, two.curve)


def test_people_who_were_read_without_a_code_count_as_read():
    study = study_of([3, 2, 0, 0])
    study = Study(study.corpus, codings=study.codings[study.codings["comment_id"].isin(["c0", "c1"])])
    assert saturation(study, n_orders=5).n_people == 2
    assert saturation(study, read=["c2", "c3"], n_orders=5).n_people == 4


def test_comments_marked_as_done_count_as_read_by_who_marked_them():
    study = study_of([2, 1, 1, 0])
    silent = replace(study, codings=study.codings[study.codings["comment_id"] != "c3"])
    marks = pd.DataFrame({"comment_id": ["c3", "c0"], "mark": ["done", "flagged"], "coder": "ana", "created": "2026"})
    assert saturation(silent, n_orders=2).n_people == 3
    assert saturation(replace(silent, marks=marks), n_orders=2).n_people == 4
    assert saturation(replace(silent, marks=marks.assign(coder="ben")), coder="ana", n_orders=2).n_people == 3


def test_unknown_people_are_left_out_and_counted():
    study = study_of([3, 2, 1])
    frame = study.corpus.frame.copy()
    frame.loc[2, "person_id"] = pd.NA
    found = saturation(Study(Corpus(frame, study.corpus.problems), codings=study.codings), n_orders=5)
    assert (found.n_people, found.n_unknown) == (2, 1)


@pytest.mark.parametrize("wrong", [{"base": 0}, {"run": 0}, {"threshold": 2}, {"n_orders": 0}])
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(QualkitError):
        saturation(study_of([1, 1]), **wrong)


def test_unknown_coder_comment_and_empty_study_are_refused():
    study = study_of([1, 1])
    with pytest.raises(NotFoundError):
        saturation(study, coder="nobody")
    with pytest.raises(NotFoundError):
        saturation(study, read=["nowhere"])
    with pytest.raises(QualkitError, match="Fewer than two"):
        saturation(study.corpus)


def test_people_stand_in_the_order_in_which_they_were_first_coded():
    study = study_of([5, 1, 1, 1, 0, 0])
    late = study.codings["comment_id"].map({f"c{n}": f"2026-01-0{6 - n}T00:00:00Z" for n in range(6)})
    turned = Study(study.corpus, codings=study.codings.assign(created=late))
    assert saturation(study, base=2, n_orders=1).runs["n_new"].tolist() == [2, 1, 0]
    assert saturation(turned, base=2, n_orders=1).runs["n_new"].tolist() == [2, 2, 5]


def test_codings_of_the_same_moment_stand_by_their_ids_however_the_table_is_sorted():
    study = study_of([5, 1, 1, 1, 0, 0])
    turned = replace(study, codings=study.codings[::-1])
    one, other = (saturation(each, base=2, n_orders=5).runs for each in (study, turned))
    pd.testing.assert_frame_equal(one, other)


def test_staff_are_no_people_to_be_saturated_by():
    study = study_of([3, 2, 1])
    frame = study.corpus.frame.copy()
    frame["role"] = pd.Series(["customer", "customer", "staff"], dtype="str")
    found = saturation(Study(Corpus(frame, study.corpus.problems), codings=study.codings), n_orders=5)
    assert (found.n_people, found.unseen.n_seen) == (2, 5)


def test_a_run_that_brings_exactly_the_threshold_brings_little():
    """20 codes in the base and one new one: 5 percent."""
    assert saturation(study_of([20, 0, 0, 0, 1, 0]), n_orders=1).reached == 6
    assert saturation(study_of([19, 0, 0, 0, 1, 0]), n_orders=1).reached is None
