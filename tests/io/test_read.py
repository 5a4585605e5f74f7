"""What holds for reading as a whole: nothing is lost, and the same export gives the same corpus."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualkit.errors import QualkitError
from qualkit.io import read_comments
from tests.io.exports import problems, write_csv

_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x1e\x1f"), max_size=12)


def test_not_available_is_an_answer_and_null_is_a_text(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,text,plan\n1,N/A,NA\n2,null,x\n3,None,y\n"))
    assert corpus.frame["text"].tolist() == ["N/A", "null", "None"]
    assert corpus.frame["plan"].tolist() == ["NA", "x", "y"]


def test_empty_texts_are_set_aside_and_listed(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,text\n1,One.\n2,\n3,  \n"))
    assert corpus.frame["comment_id"].tolist() == ["1"]
    assert problems(corpus, "empty text")[["row", "comment_id", "action"]].values.tolist() == [
        [2, "2", "set aside"],
        [3, "3", "set aside"],
    ]


def test_a_title_stands_for_an_empty_text(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,title,text\n1,Great box,\n"))
    assert corpus.text("1") == "Great box"
    assert problems(corpus, "empty text")["action"].tolist() == ["repaired"]


def test_times_that_cannot_be_read_are_kept_as_unknown_and_listed(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,date,text\n1,2024-02-30,a b\n2,2024-02-28,c d\n3,,e f\n"))
    assert corpus.frame["created"].isna().tolist() == [True, False, True]
    assert problems(corpus, "time cannot be read")[["row", "comment_id", "detail"]].values.tolist() == [
        [1, "1", "2024-02-30"]
    ]


def test_day_and_month_that_could_be_exchanged_are_doubted(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,date,text\n1,03/04/2024,a b\n"))
    assert corpus.frame["created"].iloc[0] == pd.Timestamp("2024-04-03", tz="UTC")
    assert problems(corpus, "order of day and month")["action"].tolist() == ["doubted"]


def test_the_channel_can_be_stated(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,channel,text\n1,forum,a b\n2,,c d\n"), channel="mail")
    assert corpus.frame["channel"].tolist() == ["forum", "mail"]


def test_nul_is_kept_and_listed(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,text\n1,a\x00b longer text here and more\n"))
    assert corpus.text("1") == "a\x00b longer text here and more"
    assert problems(corpus, "NUL in text")["action"].tolist() == ["kept"]


def test_lone_surrogates_are_repaired_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id": "1", "text": "half \\ud83d gone"}, {"id": "2", "text": "\\ud83d\\ude00"}]')
    corpus = read_comments(path)
    assert corpus.frame["text"].tolist() == ["half \ufffd gone", "😀"]
    assert problems(corpus, "character that is none")["comment_id"].tolist() == ["1"]


def test_a_corpus_frame_reads_back_as_itself(tmp_path: Path) -> None:
    corpus = read_comments(
        write_csv(tmp_path, "id,parent_id,author,date,text\n1,,Kim,2024-01-01,a b\n2,1,Lee,2024-01-02,c d\n")
    )
    again = read_comments(corpus.frame).frame
    pd.testing.assert_frame_equal(again, corpus.frame)


def test_provenance_holds_names_and_hashes_but_no_paths(tmp_path: Path) -> None:
    corpus = read_comments(write_csv(tmp_path, "id,text\n1,a b\n"))
    said = json.dumps(corpus.provenance.as_dict())
    assert str(tmp_path) not in said
    assert len(corpus.provenance.inputs["export.csv"]) == 64


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "author,date,text\nKim,2024-01-01,a b\nLee,x,\nKim,2024-01-01,a b\n")
    one, two = read_comments(path), read_comments(path)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    pd.testing.assert_frame_equal(one.problems, two.problems)


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
    assert problems(read_comments(twice), "column name repeated")["action"].tolist() == ["repaired"]
    itself: list[object] = []
    itself.append(itself)
    assert len(read_comments(pd.DataFrame({**texts, "v": [itself, b"caf\xe9"]}))) == 2


def test_a_name_that_stands_twice_in_a_json_record_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id": 1, "text": "first", "text": "second"}]', "utf-8")
    corpus = read_comments(path)
    assert corpus.text("1") == "second"
    assert problems(corpus, "name twice in a record")[["column", "action"]].values.tolist() == [["text", "set aside"]]


def test_a_question_spelt_with_other_blanks_is_one_question() -> None:
    frame = pd.DataFrame(
        {"question": ["What \nwas good?", "What was good?", "What was good?", "Why?"], "text": ["a", "b", "c", "d"]}
    )
    corpus = read_comments(frame)
    assert corpus.frame["prompt"].tolist() == ["What was good?"] * 3 + ["Why?"]
    assert problems(corpus, "question spelt in two ways")["action"].tolist() == ["repaired"]
