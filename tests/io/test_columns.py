"""Which column is what."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from qualkit.errors import NotFoundError, ReadError
from qualkit.io import read_comments, read_with_columns
from qualkit.io.header import find_header
from qualkit.model import COLUMNS, PROBLEM_COLUMNS
from tests.io.exports import problems, write_csv


def test_a_plain_table_has_the_fixed_columns_first_and_every_other_as_variable(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,stars,text\na,4,Fine.\n"))
    assert tuple(corpus.frame.columns) == (*COLUMNS, "stars")
    assert tuple(corpus.problems.columns) == PROBLEM_COLUMNS
    assert corpus.variables == ["stars"]
    assert corpus.frame["stars"].tolist() == [4]


def test_columns_given_win_over_names(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "key,text,Review\nx,internal note,Too dear.\n")
    corpus = read_comments(path, columns={"text": "Review", "comment_id": "key"})
    assert corpus.text("x") == "Too dear."
    assert corpus.frame["text_2"].tolist() == ["internal note"]
    assert problems(corpus, "name of a fixed column")["action"].tolist() == ["repaired"]


def test_german_names_of_columns_are_recognised(tmp_path: Path) -> None:
    text = "Nr;Kunde;Datum;Kanal;Frage;Antwort\n7;Jörg;13.04.2026;Forum;Warum?;Weil es zu teuer war.\n"
    row = read_comments(write_csv(tmp_path, text)).frame.iloc[0]
    assert row[["comment_id", "author", "channel", "prompt", "text"]].tolist() == [
        "7", "Jörg", "Forum", "Warum?", "Weil es zu teuer war.",
    ]  # fmt: skip
    assert row["created"] == pd.Timestamp("2026-04-13", tz="UTC")


def test_an_unknown_column_is_named_with_what_exists(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "id,review\n1,ok\n")
    with pytest.raises(NotFoundError, match="Available: id, review"):
        read_comments(path, columns={"text": "Reviews"})


def test_an_unknown_field_is_named_with_what_exists(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="field 'words'"):
        read_comments(write_csv(tmp_path, "id,review\n1,ok\n"), columns={"words": "review"})


def test_without_a_text_column_the_error_lists_the_columns_and_guesses(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "id,stars,x\n1,4,aa\n2,5,bb\n")
    with pytest.raises(ReadError, match=r"Available: id, stars, x.*columns="):
        read_comments(path)


def test_one_column_of_prose_is_taken_and_doubted(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "n,zzz\n1,I left because of the price\n2,The box came late every week\n")
    corpus = read_comments(path)
    assert corpus.frame["text"].iloc[0] == "I left because of the price"
    assert problems(corpus, "text column guessed")["action"].tolist() == ["doubted"]


def test_a_column_called_outcome_is_taken_by_itself(tmp_path: Path) -> None:
    assert read_comments(write_csv(tmp_path, "text,outcome\nBye,left\n")).frame["outcome"].tolist() == ["left"]


def test_the_outcome_named_becomes_outcome(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "text,churn_status\nBye,left\n"), outcome="churn_status")
    assert corpus.frame["outcome"].tolist() == ["left"]
    assert corpus.variables == []


def test_thousands_of_equal_column_names_are_told_apart(tmp_path: Path) -> None:
    names = find_header([["text"] * 5000, ["a"] * 5000]).names
    assert len(set(names)) == 5000
    assert names[-1] == "text_5000"


def test_it_can_say_which_columns_became_what() -> None:
    talk = pd.DataFrame({"Client1": ["Where is it?", None], "Agent1": [None, "On its way."], "nr": [1, 2]})
    wide = pd.DataFrame(
        {
            "Respondent ID": ["a", "b"],
            "Why did you leave?": [
                "It was too dear for us, and late again.",
                "Nobody answered when I asked them twice.",
            ],
            "What would help?": [
                "Fewer boxes, and an honest price for them.",
                "Someone who picks up the phone at last.",
            ],
        }
    )
    corpus, columns = read_with_columns(wide)
    assert corpus.frame["comment_id"].is_unique
    assert columns["text"] == ["Why did you leave?", "What would help?"]
    assert set(columns) <= {"text", "person_id"}
    named = {name for names in columns.values() for name in names}
    assert named <= set(wide.columns)
    corpus, columns = read_with_columns(talk, columns={"text": "Client1"})
    assert columns["text"] == ["Client1"]
    assert read_comments(talk, columns={"text": "Client1"}).frame.equals(corpus.frame)


def test_a_column_of_dates_is_named_where_no_column_of_times_was_recognised() -> None:
    table = pd.DataFrame(
        {
            "text": ["Late.", "Too dear."],
            "Filled in on": ["14/03/2024", "20/05/2024 10:30"],
            "version": ["1.2.3", "1.2.4"],
        }
    )
    problems = read_comments(table).problems
    doubted = problems[problems["problem"] == "no column of times recognised"]
    assert doubted[["column", "action"]].to_numpy().tolist() == [["Filled in on", "doubted"]]
    assert len(read_comments(table, columns={"created": "Filled in on"}).problems) == 0
    assert "no column" not in " ".join(read_comments(table.assign(date="2024-03-14")).problems["problem"])
