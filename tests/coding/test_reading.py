"""The reading plan: voices not heard yet come first."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import qualkit as qk
from qualkit.model import Code, Codebook, Study
from qualkit.testing import make_codings, make_corpus, make_themes


def _comments(*rows: tuple[str, str, str, str]) -> list[dict[str, str]]:
    return [{"text": t, "channel": c, "outcome": o, "author": a} for t, c, o, a in rows]


def test_rare_channels_and_outcomes_come_before_more_of_the_same() -> None:
    same = [("It was late once more this week.", "forum", "cancelled", f"A{n}") for n in range(10)]
    corpus = make_corpus([*_comments(*same), *_comments(("I stayed for the leeks.", "survey", "stayed", "B"))])
    plan = qk.reading_plan(corpus)
    assert "c11" in plan["comment_id"].tolist()[:2]
    assert len(plan) == 11


def test_every_theme_is_heard_before_any_is_heard_twice() -> None:
    corpus = make_corpus([f"Words about thing {n}." for n in range(9)], channel="forum")
    themes = make_themes(corpus, {"A": ["c1", "c2", "c3"], "B": ["c4", "c5", "c6"], "C": ["c7", "c8", "c9"]})
    plan = qk.reading_plan(corpus, themes=themes)
    where = {f"c{n}": "ABC"[(n - 1) // 3] for n in range(1, 10)}
    assert {where[one] for one in plan["comment_id"][:3]} == {"A", "B", "C"}
    assert plan["why"].iloc[0].startswith("theme not heard yet")


def test_heaps_without_a_subject_wait_together_unless_a_person_named_them() -> None:
    corpus = make_corpus([f"Words about thing {n}." for n in range(9)], channel="forum")
    themes = make_themes(corpus, {"Late": ["c1", "c2", "c3"], "Fine": ["c4", "c5", "c6"], "None": ["c7", "c8", "c9"]})
    frame = themes.frame.assign(subject=["clear", "unclear", "unclear"])
    told = qk.reading_plan(corpus, themes=replace(themes, frame=frame))["why"].str.extract("“(.+)”")[0]
    assert told.dropna().unique().tolist() == ["Late"]
    frame = frame.assign(labelled_by=["machine", "person", "machine"])
    told = qk.reading_plan(corpus, themes=replace(themes, frame=frame))["why"].str.extract("“(.+)”")[0]
    assert sorted(told.dropna().unique()) == ["Fine", "Late"]


def test_staff_non_answers_and_coded_comments_are_left_out() -> None:
    corpus = make_corpus(["Too dear for me.", {"text": "Sorry!", "role": "staff"}, "n/a", "It was late."])
    book = Codebook().add(Code("k1", "price"))
    study = Study(corpus, codebook=book, codings=make_codings(corpus, [("c1", "dear", "price", "ana")], book))
    assert qk.reading_plan(study)["comment_id"].tolist() == ["c4"]


def test_comments_that_may_give_a_reason_come_before_others_of_their_kind() -> None:
    corpus = make_corpus(
        [
            "A long comment that says many things about boxes.",
            "I left, it was late.",
            "Also one of many words, about vans.",
        ],
        channel="forum",
    )
    plan = qk.reading_plan(corpus, reasons=qk.find_reasons(corpus))
    assert plan["comment_id"].iloc[0] == "c2"
    assert "may give a reason" in plan["why"].iloc[0]
    assert not plan["why"].iloc[1:].str.contains("may give a reason").any()


def test_reasons_without_comment_ids_are_refused() -> None:
    with pytest.raises(qk.QualkitError, match="comment_id"):
        qk.reading_plan(make_corpus(["One thing."]), reasons=pd.DataFrame({"id": ["c1"]}))


def test_what_are_no_themes_is_refused() -> None:
    with pytest.raises(qk.QualkitError, match=r"needs themes.*find_themes"):
        qk.reading_plan(make_corpus(["One thing."]), themes=pd.DataFrame({"theme_id": ["t1"]}))  # type: ignore[arg-type]


def test_asking_for_more_than_there_is_gives_all() -> None:
    assert len(qk.reading_plan(make_corpus(["One thing.", "Another thing."]), n=99)) == 2
    assert qk.reading_plan(make_corpus(["One thing."]), n=0).columns.tolist() == ["order", "comment_id", "why"]


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(qk.QualkitError, match="n is -1"):
        qk.reading_plan(make_corpus(["One thing."]), n=-1)


def test_the_same_seed_gives_the_same_order() -> None:
    corpus = qk.load_sample()
    assert qk.reading_plan(corpus, n=50).equals(qk.reading_plan(corpus, n=50))
    assert not qk.reading_plan(corpus, n=50).equals(qk.reading_plan(corpus, n=50, seed=1))


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=12), st.sampled_from("xyz"), st.sampled_from("abc"), st.sampled_from("PQR")
        ),
        max_size=20,
    )
)
def test_each_comment_is_read_at_most_once(rows: list[tuple[str, str, str, str]]) -> None:
    corpus = make_corpus(_comments(*rows)) if rows else make_corpus(["only one"])
    plan = qk.reading_plan(corpus)
    assert plan["comment_id"].is_unique
    assert set(plan["comment_id"]) <= set(corpus.frame["comment_id"])
    assert plan["order"].tolist() == list(range(1, len(plan) + 1))


def test_a_large_corpus_is_planned_whole() -> None:
    corpus = make_corpus([{"text": f"Comment number {n} on its own.", "author": f"P{n % 700}"} for n in range(3_000)])
    plan = qk.reading_plan(corpus)
    assert len(plan) == 3_000
    assert plan["comment_id"].is_unique


def test_of_themes_heard_as_little_that_of_most_people_comes_first_whatever_its_name() -> None:
    corpus = make_corpus([{"text": f"Words about thing {n}.", "author": f"P{n}"} for n in range(9)], channel="forum")
    themes = make_themes(corpus, {"Zebra": ["c1"], "Middle": ["c2", "c3", "c4", "c5"], "Apple": ["c6", "c7"]})
    told = qk.reading_plan(corpus, themes=themes)["why"].str.extract("heard yet: “(.+?)”")[0]
    assert told.dropna().tolist() == ["Middle", "Apple", "Zebra"]
