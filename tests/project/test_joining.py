import pandas as pd
import pytest

from qualkit.errors import ProjectError
from qualkit.io import read_comments
from qualkit.project import open_project
from qualkit.testing import make_corpus


@pytest.fixture
def talk(path):
    """A project with a question of ours, and an answer to it."""
    with open_project(path, coder="ana") as project:
        project.add_comments(
            make_corpus(
                [
                    {"comment_id": "q1", "text": "Why did you leave?", "role": "staff", "conversation_id": "T-1"},
                    {"comment_id": "a1", "text": "The price.", "reply_to": "q1", "conversation_id": "T-1"},
                    {"comment_id": "b1", "text": "Love it.", "conversation_id": "T-2"},
                ]
            )
        )
        yield project


def places(project):
    frame = project.corpus.frame.set_index("comment_id")
    return {one: (frame["conversation_id"][one], frame["reply_to"].fillna("")[one]) for one in frame.index}


def test_a_reply_in_a_later_export_joins_the_conversation_of_what_it_answers(talk):
    later = make_corpus(
        [
            {"comment_id": "a2", "text": "Which price?", "reply_to": "a1", "conversation_id": "elsewhere"},
            {"comment_id": "a3", "text": "All of it.", "reply_to": "a2", "conversation_id": "elsewhere"},
        ]
    )
    assert talk.add_comments(later) == 2
    assert places(talk)["a2"] == ("T-1", "a1")
    assert places(talk)["a3"] == ("T-1", "a2")
    assert [one.comment_id for one in talk.corpus.conversation("T-1")] == ["q1", "a1", "a2", "a3"]
    assert talk.verify_journal().n_comments == 5


def test_the_answers_of_a_real_export_find_the_questions_that_it_leaves_out(talk, tmp_path):
    table = tmp_path / "answers.csv"
    table.write_text(
        "id,in_reply_to,text\na2,a1,Which price?\na3,a2,All of it.\na4,zz,Nobody knows.\n", encoding="utf-8"
    )
    later = read_comments(table)
    assert later.frame["reply_to"].isna().tolist() == [True, False, True]
    talk.add_comments(later)
    assert places(talk)["a2"] == ("T-1", "a1")
    assert places(talk)["a3"] == ("T-1", "a2")
    assert places(talk)["a4"] == ("a4", "")
    problems = talk.corpus.problems
    assert problems[["comment_id", "problem", "action", "detail"]].fillna("").values.tolist() == [
        ["a2", "parent is not in the data", "repaired", "a1"],
        ["a4", "parent is not in the data", "kept", "zz"],
        ["a2", "the conversation is there already", "repaired", "'a2' became 'T-1'"],
        ["a3", "the conversation is there already", "repaired", "'a2' became 'T-1'"],
    ]


def test_adding_joined_comments_again_changes_nothing(talk, tmp_path):
    table = tmp_path / "answers.csv"
    table.write_text("id,in_reply_to,text\na2,a1,Which price?\na3,a2,All of it.\n", encoding="utf-8")
    talk.add_comments(read_comments(table))
    before = talk.study()
    assert talk.add_comments(read_comments(table)) == 0
    assert talk.study() is before


def test_an_export_that_calls_a_known_conversation_differently_adds_to_it(talk):
    larger = make_corpus(
        [
            {"comment_id": "q1", "text": "Why did you leave?", "role": "staff", "conversation_id": "thread 7"},
            {"comment_id": "a1", "text": "The price.", "reply_to": "q1", "conversation_id": "thread 7"},
            {"comment_id": "a9", "text": "Same here.", "conversation_id": "thread 7"},
            {"comment_id": "c1", "text": "Something else.", "conversation_id": "thread 8"},
        ]
    )
    assert talk.add_comments(larger) == 2
    assert places(talk)["a9"] == ("T-1", "")
    assert places(talk)["c1"] == ("thread 8", "")
    assert talk.add_comments(larger) == 0


def test_a_name_that_stands_for_several_known_conversations_joins_nothing_by_itself(talk):
    mixed = make_corpus(
        [
            {"comment_id": "a1", "text": "The price.", "reply_to": "q1", "conversation_id": "May"},
            {"comment_id": "b1", "text": "Love it.", "conversation_id": "May"},
            {"comment_id": "d1", "text": "New.", "conversation_id": "May"},
            {"comment_id": "d2", "text": "Reply.", "conversation_id": "May", "reply_to": "b1"},
        ]
    )
    talk.add_comments(mixed)
    assert places(talk)["d1"] == ("May", "")
    assert places(talk)["d2"] == ("T-2", "b1")


def test_a_parent_that_is_left_out_later_is_no_other_content(talk):
    again = make_corpus([{"comment_id": "a1", "text": "The price.", "conversation_id": "a1"}])
    assert talk.add_comments(again) == 0
    assert places(talk)["a1"] == ("T-1", "q1")


def test_another_parent_is_another_content(talk):
    other = make_corpus([{"comment_id": "a1", "text": "The price.", "conversation_id": "T-1", "reply_to": "b1"}])
    with pytest.raises(ProjectError, match="'a1'"):
        talk.add_comments(other)


def test_replies_that_run_in_a_circle_stay_where_they_are(talk):
    circle = make_corpus(
        [
            {"comment_id": "x", "text": "one", "reply_to": "y", "conversation_id": "X"},
            {"comment_id": "y", "text": "two", "reply_to": "x", "conversation_id": "X"},
        ]
    )
    talk.add_comments(circle)
    assert places(talk)["x"] == ("X", "y")


def test_a_long_thread_joins_in_no_time(talk):
    n = 5_000
    rows = [
        {"comment_id": f"r{i}", "text": "x", "reply_to": f"r{i + 1}" if i < n - 1 else "a1", "conversation_id": "L"}
        for i in range(n)
    ]
    talk.add_comments(make_corpus(rows))
    assert (talk.corpus.frame["conversation_id"] == "T-1").sum() == n + 2


def test_nothing_is_noted_where_nothing_moved(talk):
    talk.add_comments(make_corpus([{"comment_id": "n1", "text": "Reply.", "reply_to": "b1", "conversation_id": "T-2"}]))
    assert len(talk.corpus.problems) == 0
    pd.testing.assert_series_equal(
        talk.corpus.frame["conversation_id"],
        pd.Series(["T-1", "T-1", "T-2", "T-2"], name="conversation_id", dtype="str"),
    )
