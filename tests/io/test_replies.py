from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from qualkit.io import read_comments
from qualkit.io.replies import break_cycles, find_roots
from tests.io.exports import ids, problems, write_csv


@st.composite
def _links(draw: st.DrawFn) -> list[int]:
    size = draw(st.integers(1, 40))
    return draw(st.lists(st.integers(-1, size - 1), min_size=size, max_size=size))


@given(_links(), st.randoms(use_true_random=False))
def test_after_cutting_every_comment_reaches_a_root(links: list[int], draw: object) -> None:
    parents = np.array(links, dtype=np.int64)
    cuts = break_cycles(parents, np.arange(len(links)))
    parents[cuts] = -1
    for start in range(len(links)):
        place, steps = start, 0
        while parents[place] >= 0:
            place, steps = int(parents[place]), steps + 1
            assert steps <= len(links)
        assert find_roots(parents)[start] == place


@given(_links())
def test_only_the_latest_of_each_circle_is_cut(links: list[int]) -> None:
    circles = set()
    for start in range(len(links)):
        seen: list[int] = []
        place = start
        while place >= 0 and place not in seen:
            seen.append(place)
            place = links[place]
        if place >= 0:
            circles.add(frozenset(seen[seen.index(place) :]))
    cuts = break_cycles(np.array(links, dtype=np.int64), np.arange(len(links)))
    assert cuts == sorted(max(one) for one in circles)


def test_a_missing_parent_is_kept_and_listed(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,parent_id,text\n1,77,One.\n"))
    assert ids(corpus) == {"1": None}
    assert problems(corpus, "parent is not in the data")[["comment_id", "detail"]].values.tolist() == [["1", "77"]]


def test_a_circle_is_broken_at_the_latest(tmp_path: Path) -> None:
    text = "id,parent_id,created,text\na,c,2024-01-03,x y\nb,a,2024-01-01,x y\nc,b,2024-01-02,x y\n"
    corpus = read_comments(write_csv(tmp_path, text))
    assert ids(corpus) == {"a": None, "b": "a", "c": "b"}
    assert problems(corpus, "replies run in a circle")["comment_id"].tolist() == ["a"]


def test_an_answer_to_an_id_that_stands_twice_answers_the_first(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,parent_id,text\n1,,One.\n1,,Two.\n2,1,Three.\n"))
    assert ids(corpus) == {"1": None, "1-2": None, "2": "1"}


def test_a_comment_that_answers_itself_is_freed(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,parent_id,text\n1,1,One.\n"))
    assert ids(corpus) == {"1": None}
    assert len(problems(corpus, "answers itself")) == 1


def test_an_answer_to_a_comment_set_aside_stays_in_its_conversation(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,parent_id,text\n1,,\n2,1,Two.\n3,1,Three.\n"))
    assert ids(corpus) == {"2": None, "3": None}
    assert set(corpus.frame["conversation_id"]) == {"1"}
    assert len(problems(corpus, "answers a comment that was set aside")) == 2


def test_without_threads_the_conversation_is_named_after_its_first_comment(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,parent_id,text\n1,,a b\n2,1,c d\n3,2,e f\n4,,g h\n"))
    assert ids(corpus, "conversation_id") == {"1": "1", "2": "1", "3": "1", "4": "4"}


def test_with_threads_alone_everybody_answers_the_first_by_time(tmp_path: Path) -> None:
    text = "id,thread_id,date,text\n1,t,2024-01-02,late\n2,t,2024-01-01,first\n3,u,2024-01-01,other\n"
    corpus = read_comments(write_csv(tmp_path, text))
    assert ids(corpus) == {"1": "2", "2": None, "3": None}
    assert ids(corpus, "conversation_id") == {"1": "t", "2": "t", "3": "u"}
    assert corpus.problems.empty


def test_with_threads_of_which_a_comment_has_no_time_the_order_of_the_export_counts(tmp_path: Path) -> None:
    text = "id,thread_id,date,text\n1,t,2024-01-02,late\n2,t,,undated\n3,t,2024-01-01,first\n4,u,2024-01-01,other\n"
    corpus = read_comments(write_csv(tmp_path, text))
    assert ids(corpus) == {"1": None, "2": "1", "3": "1", "4": None}


def test_with_threads_and_no_times_the_order_of_the_export_counts(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,conversation,text\n9,t,first\n1,t,second\n"))
    assert ids(corpus) == {"9": None, "1": "9"}


def test_a_ticket_id_that_repeats_names_the_conversation(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "ticket_id,text\n7,Where is it?\n7,On its way\n8,Thanks\n"))
    assert corpus.frame["conversation_id"].tolist() == ["7", "7", "8"]
    assert corpus.frame["reply_to"].iloc[1] == corpus.frame["comment_id"].iloc[0]


def test_a_review_with_a_developers_reply_becomes_two_comments(tmp_path: Path) -> None:
    text = (
        "reviewId,userName,content,score,at,replyContent,repliedAt\n"
        "r1,Kim,Crashes,1,2024-01-01 10:00:00,Sorry! Fixed,2024-01-02 10:00:00\nr2,Lee,Nice,5,2024-01-03,,\n"
    )
    corpus = read_comments(write_csv(tmp_path, text))
    assert corpus.frame[["comment_id", "role"]].values.tolist() == [
        ["r1", "customer"],
        ["r1-reply", "staff"],
        ["r2", "customer"],
    ]
    assert ids(corpus) == {"r1": None, "r1-reply": "r1", "r2": None}
    assert corpus.frame["created"].iloc[1] == pd.Timestamp("2024-01-02 10:00", tz="UTC")
    assert pd.isna(corpus.frame["person_id"].iloc[1])
