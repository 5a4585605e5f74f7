"""Files of all kinds: what can be read, and what is refused in plain words."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from qualkit.errors import NotFoundError, QualkitError, ReadError
from qualkit.io import read_comments
from tests.io.exports import ids, problems, write_csv


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="format 'docx'"):
        read_comments(write_csv(tmp_path, "id,review\n1,ok\n"), format="docx")


def test_several_files_are_one_export(tmp_path: Path) -> None:
    one = write_csv(tmp_path, "id,text\n1,a b\n", "one.csv")
    two = write_csv(tmp_path, "id,parent_id,text\n2,1,c d\n", "two.csv")
    corpus = read_comments([one, two])
    assert ids(corpus) == {"1": None, "2": "1"}
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
    assert ids(corpus)["1700000001.000100"] == "1700000000.000100"
    listed = problems(corpus, "file is no table")
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
    assert problems(corpus, "line above the header")["detail"].tolist() == ["Person Questions"]


def test_a_gap_in_the_header_above_rows_of_text_makes_no_header_of_a_row(tmp_path: Path) -> None:
    for text in (
        ",verdict,note\n0,good,staff\n1,bad,hello there\n",
        ",kind,note,\na,Feedback,staff,x\nb,Bad,hello there,y\n",
    ):
        corpus = read_comments(write_csv(tmp_path, text), columns={"text": "note"})
        assert corpus.frame["text"].tolist() == ["staff", "hello there"]


def test_cells_beside_the_named_columns_of_a_sheet_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [["id", "comment"], [1, "a b"], [2, "c d", None, "a note in the margin"]]
    pd.DataFrame(rows).to_excel(path, index=False, header=False)
    corpus = read_comments(path)
    assert corpus.frame["text"].tolist() == ["a b", "c d"]
    assert corpus.frame["column 4"].tolist()[1] == "a note in the margin"
    assert "column 4" in problems(corpus, "column without a name")["column"].tolist()


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
        read_comments(write_csv(tmp_path, text, name))
    assert "Too dear" not in str(caught.value)
    assert "Hello" not in str(caught.value)


def test_an_address_on_the_network_is_not_asked_for() -> None:
    with pytest.raises(ReadError, match="loads nothing from there"):
        read_comments("https://example.com/export.csv")


def test_missing_paths_and_folders_are_one_clear_error(tmp_path: Path) -> None:
    write_csv(tmp_path, "id,text\n", "there.csv")
    with pytest.raises(ReadError, match=r"Available: there\.csv"):
        read_comments(tmp_path / "their.csv")
    with pytest.raises(ReadError, match="is a folder"):
        read_comments(tmp_path)


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


def test_characters_that_a_workbook_writes_as_escapes_are_read_as_themselves(tmp_path: Path) -> None:
    written = ["first_x000D_\nsecond", "_x005F_x0041_ stays", "an _xyz_ and _x00_", "_xD83D__xDE00_"]
    pd.DataFrame({"id": range(4), "text": written}).to_excel(tmp_path / "a.xlsx", index=False)
    texts = read_comments(tmp_path / "a.xlsx").frame["text"].tolist()
    assert texts == ["first\r\nsecond", "_x0041_ stays", "an _xyz_ and _x00_", "😀"]


def test_a_comment_given_for_a_path_is_not_repeated() -> None:
    with pytest.raises(ReadError, match="looks like a comment") as caught:
        read_comments(["I wrote to name@example.com\nand nobody answered."])
    assert "example" not in str(caught.value)
