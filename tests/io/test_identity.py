"""Ids of comments and of people."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from qualkit.io import read_comments
from qualkit.text.pseudonyms import person_id
from tests.io.exports import ids, problems, write_csv


def test_ids_stay_as_written(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,parent_id,text\n0848,,a b\n1245425308704149506,0848,c d\n"))
    assert ids(corpus) == {"0848": None, "1245425308704149506": "0848"}


def test_ids_that_a_spreadsheet_made_into_floats_are_found(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,parent_id,text\n848,,a b\n849,848.0,c d\n"))
    assert ids(corpus) == {"848": None, "849": "848"}


def test_float_ids_of_a_frame_lose_their_tail() -> None:
    frame = pd.DataFrame({"id": [848.0, 849.0], "parent_id": [None, 848.0], "text": ["a", "b"]})
    assert ids(read_comments(frame)) == {"848": None, "849": "848"}


def test_ids_are_derived_from_content_not_from_the_row(tmp_path: Path) -> None:
    first = read_comments(write_csv(tmp_path, "text\nOne thing.\nAnother thing.\n"))
    second = read_comments(write_csv(tmp_path, "text\nAnother thing.\nOne thing.\n"))
    assert set(first.frame["comment_id"]) == set(second.frame["comment_id"])
    assert first.frame["comment_id"].str.fullmatch(r"c-[0-9a-f]{12}").all()


def test_equal_rows_without_ids_are_numbered(tmp_path: Path) -> None:
    ids = read_comments(write_csv(tmp_path, "text\nSame.\nSame.\nSame.\n")).frame["comment_id"].tolist()
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]


def test_the_same_row_under_the_same_id_is_set_aside(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,text\n1,Same.\n1,Same.\n2,Else.\n"))
    assert corpus.frame["comment_id"].tolist() == ["1", "2"]
    assert problems(corpus, "row stands twice")[["row", "action"]].values.tolist() == [[2, "set aside"]]


def test_another_row_under_the_same_id_gets_an_id_of_its_own(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,text\n1,One.\n1,Two.\n1-2,Three.\n"))
    assert corpus.frame["comment_id"].tolist() == ["1", "1-3", "1-2"]
    assert problems(corpus, "id stands twice")["detail"].tolist() == ["was '1'"]


def test_people_are_pseudonyms_of_the_id_else_of_the_author(tmp_path: Path) -> None:
    frame = read_comments(write_csv(tmp_path, "user_id,author,text\nu1,Kim,a b\n,Lee,c d\n")).frame
    assert frame["person_id"].tolist() == [person_id("u1"), person_id("Lee")]
    assert frame["author"].tolist() == ["Kim", "Lee"]


@pytest.mark.parametrize("name", ["[deleted]", "null", "Deleted User#0000", ""])
def test_deleted_authors_are_unknown_people(tmp_path: Path, name: str) -> None:
    corpus = read_comments(write_csv(tmp_path, f"id,author,text\n1,{name},a b\n2,Kim,c d\n"))
    assert pd.isna(corpus.frame["person_id"].iloc[0])
    assert pd.isna(corpus.frame["author"].iloc[0])
    assert len(problems(corpus, "deleted author")) == (1 if name else 0)


def test_a_deleted_author_is_unknown_though_an_account_id_is_left(tmp_path: Path) -> None:
    frame = read_comments(write_csv(tmp_path, "user_id,author,text\nu1,[deleted],a b\nu2,Kim,c d\n")).frame
    assert frame["person_id"].isna().tolist() == [True, False]


def test_a_row_that_stands_twice_is_set_aside_with_the_row_that_it_repeats(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,text\n1,late again\n2,fine so far\n1,late again\n"))
    assert problems(corpus, "row stands twice")["detail"].tolist() == ["as row 1"]


def test_a_list_that_repeats_comments_of_its_record_is_told_as_such(tmp_path: Path) -> None:
    said = [{"id": 2, "body": "me too, since May"}, {"id": 3, "body": "we look into it"}]
    record = {"id": 1, "body": "it does not open", "comments": said, "maintainer_comments": said[1:]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps([record, {"id": 9, "body": "mine", "comments": [{"id": 10, "body": "same here"}]}]))
    corpus = read_comments(path)
    assert len(corpus) == 5
    assert problems(corpus, "row stands twice")["detail"].tolist() == ["the same comment stands twice in this record"]
