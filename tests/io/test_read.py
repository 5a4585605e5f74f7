from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualkit.errors import NotFoundError, QualkitError, ReadError
from qualkit.io import read_comments, read_with_columns
from qualkit.io.header import find_header
from qualkit.model import COLUMNS, PROBLEM_COLUMNS, Corpus
from qualkit.text.pseudonyms import person_id


def _csv(folder: Path, text: str, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


def _problems(corpus: Corpus, problem: str) -> pd.DataFrame:
    return corpus.problems[corpus.problems["problem"] == problem]


def _ids(corpus: Corpus, column: str = "reply_to") -> dict[str, str | None]:
    values = [None if pd.isna(one) else one for one in corpus.frame[column].tolist()]
    return dict(zip(corpus.frame["comment_id"].tolist(), values, strict=True))


def test_a_plain_table_has_the_fixed_columns_first_and_every_other_as_variable(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,stars,text\na,4,Fine.\n"))
    assert tuple(corpus.frame.columns) == (*COLUMNS, "stars")
    assert tuple(corpus.problems.columns) == PROBLEM_COLUMNS
    assert corpus.variables == ["stars"]
    assert corpus.frame["stars"].tolist() == [4]


def test_columns_given_win_over_names(tmp_path: Path) -> None:
    path = _csv(tmp_path, "key,text,Review\nx,internal note,Too dear.\n")
    corpus = read_comments(path, columns={"text": "Review", "comment_id": "key"})
    assert corpus.text("x") == "Too dear."
    assert corpus.frame["text_2"].tolist() == ["internal note"]
    assert _problems(corpus, "name of a fixed column")["action"].tolist() == ["repaired"]


def test_german_names_of_columns_are_recognised(tmp_path: Path) -> None:
    text = "Nr;Kunde;Datum;Kanal;Frage;Antwort\n7;Jörg;13.04.2026;Forum;Warum?;Weil es zu teuer war.\n"
    row = read_comments(_csv(tmp_path, text)).frame.iloc[0]
    assert row[["comment_id", "author", "channel", "prompt", "text"]].tolist() == [
        "7", "Jörg", "Forum", "Warum?", "Weil es zu teuer war.",
    ]  # fmt: skip
    assert row["created"] == pd.Timestamp("2026-04-13", tz="UTC")


def test_an_unknown_column_is_named_with_what_exists(tmp_path: Path) -> None:
    path = _csv(tmp_path, "id,review\n1,ok\n")
    with pytest.raises(NotFoundError, match="Available: id, review"):
        read_comments(path, columns={"text": "Reviews"})


def test_an_unknown_field_is_named_with_what_exists(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="field 'words'"):
        read_comments(_csv(tmp_path, "id,review\n1,ok\n"), columns={"words": "review"})


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="format 'docx'"):
        read_comments(_csv(tmp_path, "id,review\n1,ok\n"), format="docx")


def test_without_a_text_column_the_error_lists_the_columns_and_guesses(tmp_path: Path) -> None:
    path = _csv(tmp_path, "id,stars,x\n1,4,aa\n2,5,bb\n")
    with pytest.raises(ReadError, match=r"Available: id, stars, x.*columns="):
        read_comments(path)


def test_one_column_of_prose_is_taken_and_doubted(tmp_path: Path) -> None:
    path = _csv(tmp_path, "n,zzz\n1,I left because of the price\n2,The box came late every week\n")
    corpus = read_comments(path)
    assert corpus.frame["text"].iloc[0] == "I left because of the price"
    assert _problems(corpus, "text column guessed")["action"].tolist() == ["doubted"]


def test_a_column_called_outcome_is_taken_by_itself(tmp_path: Path) -> None:
    assert read_comments(_csv(tmp_path, "text,outcome\nBye,left\n")).frame["outcome"].tolist() == ["left"]


def test_the_outcome_named_becomes_outcome(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "text,churn_status\nBye,left\n"), outcome="churn_status")
    assert corpus.frame["outcome"].tolist() == ["left"]
    assert corpus.variables == []


def test_not_available_is_an_answer_and_null_is_a_text(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,text,plan\n1,N/A,NA\n2,null,x\n3,None,y\n"))
    assert corpus.frame["text"].tolist() == ["N/A", "null", "None"]
    assert corpus.frame["plan"].tolist() == ["NA", "x", "y"]


def test_ids_stay_as_written(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,parent_id,text\n0848,,a b\n1245425308704149506,0848,c d\n"))
    assert _ids(corpus) == {"0848": None, "1245425308704149506": "0848"}


def test_ids_that_a_spreadsheet_made_into_floats_are_found(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,parent_id,text\n848,,a b\n849,848.0,c d\n"))
    assert _ids(corpus) == {"848": None, "849": "848"}


def test_float_ids_of_a_frame_lose_their_tail() -> None:
    frame = pd.DataFrame({"id": [848.0, 849.0], "parent_id": [None, 848.0], "text": ["a", "b"]})
    assert _ids(read_comments(frame)) == {"848": None, "849": "848"}


def test_ids_are_derived_from_content_not_from_the_row(tmp_path: Path) -> None:
    first = read_comments(_csv(tmp_path, "text\nOne thing.\nAnother thing.\n"))
    second = read_comments(_csv(tmp_path, "text\nAnother thing.\nOne thing.\n"))
    assert set(first.frame["comment_id"]) == set(second.frame["comment_id"])
    assert first.frame["comment_id"].str.fullmatch(r"c-[0-9a-f]{12}").all()


def test_equal_rows_without_ids_are_numbered(tmp_path: Path) -> None:
    ids = read_comments(_csv(tmp_path, "text\nSame.\nSame.\nSame.\n")).frame["comment_id"].tolist()
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]


def test_the_same_row_under_the_same_id_is_set_aside(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,text\n1,Same.\n1,Same.\n2,Else.\n"))
    assert corpus.frame["comment_id"].tolist() == ["1", "2"]
    assert _problems(corpus, "row stands twice")[["row", "action"]].values.tolist() == [[2, "set aside"]]


def test_another_row_under_the_same_id_gets_an_id_of_its_own(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,text\n1,One.\n1,Two.\n1-2,Three.\n"))
    assert corpus.frame["comment_id"].tolist() == ["1", "1-3", "1-2"]
    assert _problems(corpus, "id stands twice")["detail"].tolist() == ["was '1'"]


def test_empty_texts_are_set_aside_and_listed(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,text\n1,One.\n2,\n3,  \n"))
    assert corpus.frame["comment_id"].tolist() == ["1"]
    assert _problems(corpus, "empty text")[["row", "comment_id", "action"]].values.tolist() == [
        [2, "2", "set aside"],
        [3, "3", "set aside"],
    ]


def test_a_title_stands_for_an_empty_text(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,title,text\n1,Great box,\n"))
    assert corpus.text("1") == "Great box"
    assert _problems(corpus, "empty text")["action"].tolist() == ["repaired"]


def test_a_missing_parent_is_kept_and_listed(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,parent_id,text\n1,77,One.\n"))
    assert _ids(corpus) == {"1": None}
    assert _problems(corpus, "parent is not in the data")[["comment_id", "detail"]].values.tolist() == [["1", "77"]]


def test_a_circle_is_broken_at_the_latest(tmp_path: Path) -> None:
    text = "id,parent_id,created,text\na,c,2024-01-03,x y\nb,a,2024-01-01,x y\nc,b,2024-01-02,x y\n"
    corpus = read_comments(_csv(tmp_path, text))
    assert _ids(corpus) == {"a": None, "b": "a", "c": "b"}
    assert _problems(corpus, "replies run in a circle")["comment_id"].tolist() == ["a"]


def test_a_comment_that_answers_itself_is_freed(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,parent_id,text\n1,1,One.\n"))
    assert _ids(corpus) == {"1": None}
    assert len(_problems(corpus, "answers itself")) == 1


def test_an_answer_to_a_comment_set_aside_stays_in_its_conversation(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,parent_id,text\n1,,\n2,1,Two.\n3,1,Three.\n"))
    assert _ids(corpus) == {"2": None, "3": None}
    assert set(corpus.frame["conversation_id"]) == {"1"}
    assert len(_problems(corpus, "answers a comment that was set aside")) == 2


def test_without_threads_the_conversation_is_named_after_its_first_comment(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,parent_id,text\n1,,a b\n2,1,c d\n3,2,e f\n4,,g h\n"))
    assert _ids(corpus, "conversation_id") == {"1": "1", "2": "1", "3": "1", "4": "4"}


def test_with_threads_alone_everybody_answers_the_first_by_time(tmp_path: Path) -> None:
    text = "id,thread_id,date,text\n1,t,2024-01-02,late\n2,t,2024-01-01,first\n3,u,2024-01-01,other\n"
    corpus = read_comments(_csv(tmp_path, text))
    assert _ids(corpus) == {"1": "2", "2": None, "3": None}
    assert _ids(corpus, "conversation_id") == {"1": "t", "2": "t", "3": "u"}
    assert corpus.problems.empty


def test_with_threads_and_no_times_the_order_of_the_export_counts(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,conversation,text\n9,t,first\n1,t,second\n"))
    assert _ids(corpus) == {"9": None, "1": "9"}


def test_a_ticket_id_that_repeats_names_the_conversation(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "ticket_id,text\n7,Where is it?\n7,On its way\n8,Thanks\n"))
    assert corpus.frame["conversation_id"].tolist() == ["7", "7", "8"]
    assert corpus.frame["reply_to"].iloc[1] == corpus.frame["comment_id"].iloc[0]


def test_a_review_with_a_developers_reply_becomes_two_comments(tmp_path: Path) -> None:
    text = (
        "reviewId,userName,content,score,at,replyContent,repliedAt\n"
        "r1,Kim,Crashes,1,2024-01-01 10:00:00,Sorry! Fixed,2024-01-02 10:00:00\nr2,Lee,Nice,5,2024-01-03,,\n"
    )
    corpus = read_comments(_csv(tmp_path, text))
    assert corpus.frame[["comment_id", "role"]].values.tolist() == [
        ["r1", "customer"],
        ["r1-reply", "staff"],
        ["r2", "customer"],
    ]
    assert _ids(corpus) == {"r1": None, "r1-reply": "r1", "r2": None}
    assert corpus.frame["created"].iloc[1] == pd.Timestamp("2024-01-02 10:00", tz="UTC")
    assert pd.isna(corpus.frame["person_id"].iloc[1])


def test_people_are_pseudonyms_of_the_id_else_of_the_author(tmp_path: Path) -> None:
    frame = read_comments(_csv(tmp_path, "user_id,author,text\nu1,Kim,a b\n,Lee,c d\n")).frame
    assert frame["person_id"].tolist() == [person_id("u1"), person_id("Lee")]
    assert frame["author"].tolist() == ["Kim", "Lee"]


@pytest.mark.parametrize("name", ["[deleted]", "null", "Deleted User#0000", ""])
def test_deleted_authors_are_unknown_people(tmp_path: Path, name: str) -> None:
    corpus = read_comments(_csv(tmp_path, f"id,author,text\n1,{name},a b\n2,Kim,c d\n"))
    assert pd.isna(corpus.frame["person_id"].iloc[0])
    assert pd.isna(corpus.frame["author"].iloc[0])
    assert len(_problems(corpus, "deleted author")) == (1 if name else 0)


@pytest.mark.parametrize(
    ("column", "value", "role"),
    [
        ("author_association", "MEMBER", "staff"),
        ("author_association", "NONE", "customer"),
        ("author_association", "CONTRIBUTOR", "customer"),
        ("inbound", "True", "customer"),
        ("inbound", "False", "staff"),
        ("incoming", "false", "staff"),
        ("is_staff", "1", "staff"),
        ("Role", "end-user", "customer"),
        ("author_type", "Bot", "bot"),
        ("role", "sphinx", None),
    ],
)
def test_roles_are_read_from_the_columns_that_tell_them(
    tmp_path: Path, column: str, value: str, role: str | None
) -> None:
    found = read_comments(_csv(tmp_path, f"id,{column},text\n1,{value},a b\n")).frame["role"].iloc[0]
    assert (None if pd.isna(found) else found) == role


def test_logins_of_bots_are_bots(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,login,author_association,text\n1,stale[bot],MEMBER,Closing.\n"))
    assert corpus.frame["role"].tolist() == ["bot"]


def test_roles_can_be_told_by_name_and_by_value(tmp_path: Path) -> None:
    path = _csv(tmp_path, "author,role,text\nInes (Larder),,a b\nKim,sphinx,c d\n")
    corpus = read_comments(path, roles={"Ines (Larder)": "staff", "sphinx": "customer"})
    assert corpus.frame["role"].tolist() == ["staff", "customer"]


def test_a_role_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QualkitError, match="Available: customer, staff, bot"):
        read_comments(_csv(tmp_path, "author,text\nKim,a b\n"), roles={"Kim": "boss"})


def test_times_that_cannot_be_read_are_kept_as_unknown_and_listed(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,date,text\n1,2024-02-30,a b\n2,2024-02-28,c d\n3,,e f\n"))
    assert corpus.frame["created"].isna().tolist() == [True, False, True]
    assert _problems(corpus, "time cannot be read")[["row", "comment_id", "detail"]].values.tolist() == [
        [1, "1", "2024-02-30"]
    ]


def test_day_and_month_that_could_be_exchanged_are_doubted(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,date,text\n1,03/04/2024,a b\n"))
    assert corpus.frame["created"].iloc[0] == pd.Timestamp("2024-04-03", tz="UTC")
    assert _problems(corpus, "order of day and month")["action"].tolist() == ["doubted"]


def test_the_channel_can_be_stated(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,channel,text\n1,forum,a b\n2,,c d\n"), channel="mail")
    assert corpus.frame["channel"].tolist() == ["forum", "mail"]


def test_nul_is_kept_and_listed(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,text\n1,a\x00b longer text here and more\n"))
    assert corpus.text("1") == "a\x00b longer text here and more"
    assert _problems(corpus, "NUL in text")["action"].tolist() == ["kept"]


def test_lone_surrogates_are_repaired_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id": "1", "text": "half \\ud83d gone"}, {"id": "2", "text": "\\ud83d\\ude00"}]')
    corpus = read_comments(path)
    assert corpus.frame["text"].tolist() == ["half \ufffd gone", "😀"]
    assert _problems(corpus, "character that is none")["comment_id"].tolist() == ["1"]


def test_long_format_surveys_keep_the_prompt_and_gather_a_respondents_answers(tmp_path: Path) -> None:
    text = (
        "Comment ID,Respondent ID,Question,FFT answer\nq1,r1,What was good?,The staff\nq2,r1,What was bad?,The wait\n"
    )
    frame = read_comments(_csv(tmp_path, text)).frame
    assert frame["prompt"].tolist() == ["What was good?", "What was bad?"]
    assert frame["conversation_id"].tolist() == ["r1", "r1"]
    assert frame["reply_to"].isna().all()
    assert len(set(frame["person_id"])) == 1


def test_several_files_are_one_export(tmp_path: Path) -> None:
    one = _csv(tmp_path, "id,text\n1,a b\n", "one.csv")
    two = _csv(tmp_path, "id,parent_id,text\n2,1,c d\n", "two.csv")
    corpus = read_comments([one, two])
    assert _ids(corpus) == {"1": None, "2": "1"}
    assert set(corpus.provenance.inputs) == {"one.csv", "two.csv"}


def test_members_of_a_zip_are_read_by_name(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "b/day2.json",
            json.dumps([{"ts": "1700000001.000100", "user": "U2", "text": "hello", "thread_ts": "1700000000.000100"}]),
        )
        archive.writestr(
            "b/day1.json",
            json.dumps([{"ts": "1700000000.000100", "user": "U1", "text": "hi", "thread_ts": "1700000000.000100"}]),
        )
        archive.writestr("users.json", json.dumps([]))
        archive.writestr("notes.docx", b"no")
        archive.writestr("../evil.csv", "id,text\nx,evil\n")
    corpus = read_comments(path)
    assert _ids(corpus)["1700000001.000100"] == "1700000000.000100"
    listed = _problems(corpus, "file is no table")
    assert listed["source"].tolist() == ["export.zip", "export.zip/users.json"]
    assert listed["detail"].iloc[0] == "notes.docx"
    assert not (tmp_path.parent / "evil.csv").exists()


def test_a_zip_that_would_burst_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"id,text\n" + b"1,a\n" * (40 << 18))
    with pytest.raises(ReadError, match="more than is read unasked"):
        read_comments(path)


def test_workbooks_keep_text_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    pd.DataFrame(
        {"id": [1, 2], "Comment": ["NA", "two words"], "stars": [4, 5], "date": pd.to_datetime(["2024-01-01"] * 2)}
    ).to_excel(path, index=False)
    frame = read_comments(path).frame
    assert frame["comment_id"].tolist() == ["1", "2"]
    assert frame["text"].tolist() == ["NA", "two words"]
    assert frame["created"].iloc[0] == pd.Timestamp("2024-01-01", tz="UTC")
    assert frame["stars"].tolist() == [4, 5]


def test_names_below_merged_cells_are_the_names_of_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [["Person", None, "Questions", None], ["ID", "Name", "What was good?", "Why did you leave?"]]
    rows += [[n, f"Kim {n}", f"Fresh food, box number {n}.", f"The day did not fit my week {n}."] for n in range(1, 9)]
    pd.DataFrame(rows).to_excel(path, index=False, header=False)
    corpus = read_comments(path)
    assert corpus.frame["prompt"].unique().tolist() == ["What was good?", "Why did you leave?"]
    assert corpus.frame["author"].nunique() == 8
    assert _problems(corpus, "line above the header")["detail"].tolist() == ["Person Questions"]


def test_a_gap_in_the_header_above_rows_of_text_makes_no_header_of_a_row(tmp_path: Path) -> None:
    for text in (
        ",verdict,note\n0,good,staff\n1,bad,hello there\n",
        ",kind,note,\na,Feedback,staff,x\nb,Bad,hello there,y\n",
    ):
        corpus = read_comments(_csv(tmp_path, text), columns={"text": "note"})
        assert corpus.frame["text"].tolist() == ["staff", "hello there"]


def test_cells_beside_the_named_columns_of_a_sheet_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [["id", "comment"], [1, "a b"], [2, "c d", None, "a note in the margin"]]
    pd.DataFrame(rows).to_excel(path, index=False, header=False)
    corpus = read_comments(path)
    assert corpus.frame["text"].tolist() == ["a b", "c d"]
    assert corpus.frame["column 4"].tolist()[1] == "a note in the margin"
    assert "column 4" in _problems(corpus, "column without a name")["column"].tolist()


def test_a_file_of_a_zip_without_rows_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "id,text\n1,a b\n")
        archive.writestr("b.csv", "id,text\n")
        archive.writestr("__MACOSX/._a.csv", "system")
    assert read_comments(path).problems[["source", "problem"]].values.tolist() == [
        ["export.zip/b.csv", "no rows of data"]
    ]


def test_parquet_and_frames_read_alike(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": ["1", "2"], "text": ["a b", "c d"], "n": [1.5, None]})
    path = tmp_path / "a.parquet"
    table.to_parquet(path)
    pd.testing.assert_frame_equal(read_comments(path).frame, read_comments(table).frame)


def test_a_corpus_frame_reads_back_as_itself(tmp_path: Path) -> None:
    corpus = read_comments(
        _csv(tmp_path, "id,parent_id,author,date,text\n1,,Kim,2024-01-01,a b\n2,1,Lee,2024-01-02,c d\n")
    )
    again = read_comments(corpus.frame).frame
    pd.testing.assert_frame_equal(again, corpus.frame)


def test_provenance_holds_names_and_hashes_but_no_paths(tmp_path: Path) -> None:
    corpus = read_comments(_csv(tmp_path, "id,text\n1,a b\n"))
    said = json.dumps(corpus.provenance.as_dict())
    assert str(tmp_path) not in said
    assert len(corpus.provenance.inputs["export.csv"]) == 64


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = _csv(tmp_path, "author,date,text\nKim,2024-01-01,a b\nLee,x,\nKim,2024-01-01,a b\n")
    one, two = read_comments(path), read_comments(path)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    pd.testing.assert_frame_equal(one.problems, two.problems)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b""),
        ("a.csv", b" \n\n"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("a.csv", b"<!DOCTYPE html><html><body>Error 404, not found</body></html>"),
        ("a.csv", bytes(range(256)) * 20),
        ("a.json", b"{not json"),
        ("a.json", b"42"),
        ("a.json", b"[]"),
        ("a.json", b"[" * 100_000),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.xlsx", b"id,text\n1,a\n"),
        ("a.parquet", b"PAR1 broken"),
        ("a.zip", b"PK\x03\x04 broken"),
        ("a.jsonl", b"x\ny\n"),
        ("a.csv", b"id,text\n"),
        ("a.mbox", b"From a Wed Sep 22\nSubject: hello, you\n\nSome, text; here\n\nmore\n"),
    ],
)
def test_what_is_no_table_gives_one_clear_error(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_comments(path)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        (
            "a.mbox",
            "From kim@example.org Mon Apr  6 10:00:00 2026\nFrom: Kim\nSubject: Bye\n\nToo dear, sorry\n",
            "mail",
        ),
        ("a.eml", "From: kim@example.org\nSubject: Bye\n\nToo dear, sorry\n", "mail"),
        ("a.txt", "12/04/2026, 09:15 - Kim: Hello, all\n12/04/2026, 09:16 - Lee: Hi, Kim\n", "chat log"),
        ("a.txt", "[2026-04-12, 12:26:38] Kim: Hello, all\n[2026-04-12, 12:27:02] Lee: Hi, Kim\n", "chat log"),
    ],
)
def test_mail_and_chat_logs_are_named_as_what_they_are(tmp_path: Path, name: str, text: str, what: str) -> None:
    with pytest.raises(ReadError, match=f"{what}.*not read yet") as caught:
        read_comments(_csv(tmp_path, text, name))
    assert "Too dear" not in str(caught.value)
    assert "Hello" not in str(caught.value)


def test_an_address_on_the_network_is_not_asked_for() -> None:
    with pytest.raises(ReadError, match="loads nothing from there"):
        read_comments("https://example.com/export.csv")


def test_missing_paths_and_folders_are_one_clear_error(tmp_path: Path) -> None:
    _csv(tmp_path, "id,text\n", "there.csv")
    with pytest.raises(ReadError, match=r"Available: there\.csv"):
        read_comments(tmp_path / "their.csv")
    with pytest.raises(ReadError, match="is a folder"):
        read_comments(tmp_path)


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x1e\x1f"), max_size=12)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["1", "2", "3", ""]), st.sampled_from(["1", "2", "9", ""]), _CELL),
        min_size=1,
        max_size=12,
    )
)
def test_rows_in_are_comments_out_and_rows_set_aside(rows: list[tuple[str, str, str]]) -> None:
    corpus = read_comments(pd.DataFrame(rows, columns=["id", "parent_id", "text"]))
    aside = corpus.problems[(corpus.problems["action"] == "set aside") & corpus.problems["row"].notna()]
    assert len(corpus) + len(aside) == len(rows)
    assert aside["row"].is_unique
    ids = set(corpus.frame["comment_id"])
    assert set(corpus.frame["reply_to"].dropna()) <= ids
    assert sum(len(one) for one in corpus.conversations()) == len(corpus)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(_CELL, min_size=1, max_size=4), min_size=1, max_size=10))
def test_ragged_rows_are_listed_never_lost(tmp_path: Path, rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    lines = [
        ["id", "text", "more"],
        ["ok1", "some text", "x"],
        *rows,
        *[[f"ok{n}", f"text {n}", "y"] for n in range(12)],
    ]
    stream.write("".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\r\n" for line in lines))
    path = tmp_path / "ragged.csv"
    path.write_bytes(stream.getvalue().encode())
    corpus = read_comments(path)
    aside = corpus.problems[(corpus.problems["action"] == "set aside") & corpus.problems["row"].notna()]
    assert len(corpus) + len(aside) == len(rows) + 13


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["a.csv", "a.tsv", "a.json", "a.jsonl", "a.xlsx", "a.parquet", "a.zip"]),
    head=st.sampled_from(
        [b"", b"id,text\n1,a b\n", b'[{"text":"a b"},', b'{"text":"a b"}\n', b"PK\x03\x04", b"\xff\xfe", b"PAR1"]
    ),
    tail=st.binary(max_size=80),
)
def test_no_bytes_give_anything_but_a_corpus_or_a_clear_error(
    tmp_path: Path, name: str, head: bytes, tail: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(head + tail)
    try:
        corpus = read_comments(path)
    except QualkitError:
        return
    assert sum(len(one) for one in corpus.conversations()) == len(corpus)


def test_a_role_given_to_nobody_is_listed(tmp_path: Path) -> None:
    path = _csv(tmp_path, "author,role,text\nInes (Larder),,a b\nKim,ambassador,c d\n")
    corpus = read_comments(path, roles={"Ines (Lader)": "staff", "ambassador": "customer", "Kim": "customer"})
    listed = _problems(corpus, "role given to nobody")
    assert listed["action"].tolist() == ["doubted"]
    assert listed["detail"].tolist() == ["'Ines (Lader)' to staff; did you mean 'Ines (Larder)'?"]


@pytest.mark.parametrize("source", [None, 3, b"text", {"text": ["a"]}, [1, 2]])
def test_what_is_no_path_is_refused_in_plain_words(source: object) -> None:
    with pytest.raises(QualkitError, match=r"(no path|`source` is).*path.*DataFrame"):
        read_comments(source)  # type: ignore[arg-type]


def test_a_pipe_that_nobody_writes_to_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "a.csv"
    os.mkfifo(pipe)
    with pytest.raises(ReadError, match="a device or a pipe"):
        read_comments(pipe)
    with pytest.raises(ReadError, match="a device or a pipe"):
        read_comments("/dev/zero")


def test_a_missing_folder_and_a_project_are_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="There is no folder 'no'"):
        read_comments(tmp_path / "no" / "a.csv")
    project = tmp_path / "a.qualkit"
    project.write_bytes(b"SQLite format 3\x00" + bytes(100))
    with pytest.raises(ReadError, match="a qualkit project, not an export"):
        read_comments(project)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("columns", "text"),
        ("columns", 5),
        ("nested", "x"),
        ("roles", ["n"]),
        ("roles", {5: "staff"}),
        ("channel", 5),
        ("prompts", 5),
        ("prompts", {"text": 5}),
        ("sheet", 5),
        ("encoding", 5),
        ("outcome", ["text"]),
    ],
)
def test_an_option_of_a_wrong_type_is_one_plain_error(option: str, value: object) -> None:
    with pytest.raises(QualkitError):
        read_comments(pd.DataFrame({"id": ["a"], "text": ["b c"]}), **{option: value})  # type: ignore[arg-type]


def test_frames_of_any_kind_are_read() -> None:
    texts = {"id": ["a", "b"], "text": ["one two", "three"]}
    days = pd.array(pd.to_datetime(["2020-01-01", None]).date, dtype=pd.ArrowDtype(pa.date32()))
    assert read_comments(pd.DataFrame({**texts, "created": days})).frame["created"].notna().tolist() == [True, False]
    twice = pd.DataFrame(texts, index=pd.Index(["x", "y"], name="id"))
    assert _problems(read_comments(twice), "column name repeated")["action"].tolist() == ["repaired"]
    itself: list[object] = []
    itself.append(itself)
    assert len(read_comments(pd.DataFrame({**texts, "v": [itself, b"caf\xe9"]}))) == 2


def test_a_name_that_stands_twice_in_a_json_record_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id": 1, "text": "first", "text": "second"}]', "utf-8")
    corpus = read_comments(path)
    assert corpus.text("1") == "second"
    assert _problems(corpus, "name twice in a record")[["column", "action"]].values.tolist() == [["text", "set aside"]]


def test_a_damaged_workbook_or_parquet_file_is_called_what_it_is(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": [1, 2], "text": ["a b", "c"], "kind": pd.Categorical(["x", "y"])})
    table.to_excel(tmp_path / "a.xlsx")
    whole = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReadError, match="The workbook cannot be read"):
        read_comments(tmp_path / "a.xlsx")
    table.to_parquet(tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    for n in range(0, len(whole), 97):
        (tmp_path / "a.parquet").write_bytes(whole[:n] + bytes([whole[n] ^ 0x55]) + whole[n + 1 :])
        try:
            read_comments(tmp_path / "a.parquet")
        except ReadError:
            continue


def test_thousands_of_equal_column_names_are_told_apart(tmp_path: Path) -> None:
    names = find_header([["text"] * 5000, ["a"] * 5000]).names
    assert len(set(names)) == 5000
    assert names[-1] == "text_5000"


def test_characters_that_a_workbook_writes_as_escapes_are_read_as_themselves(tmp_path: Path) -> None:
    written = ["first_x000D_\nsecond", "_x005F_x0041_ stays", "an _xyz_ and _x00_", "_xD83D__xDE00_"]
    pd.DataFrame({"id": range(4), "text": written}).to_excel(tmp_path / "a.xlsx", index=False)
    texts = read_comments(tmp_path / "a.xlsx").frame["text"].tolist()
    assert texts == ["first\r\nsecond", "_x0041_ stays", "an _xyz_ and _x00_", "😀"]


def test_a_comment_given_for_a_path_is_not_repeated() -> None:
    with pytest.raises(ReadError, match="looks like a comment") as caught:
        read_comments(["I wrote to name@example.com\nand nobody answered."])
    assert "example" not in str(caught.value)


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
