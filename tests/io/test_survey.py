from __future__ import annotations

from pathlib import Path
from typing import Any

from qualkit.io import read_comments
from qualkit.model import Corpus
from tests.io.exports import write_csv

_WIDE = (
    "respondent_id,plan,Why did you leave?,What would bring you back?,score\n"
    "r1,basic,The price went up twice,A smaller box,3\n"
    "r2,plus,I moved to another town,,7\n"
    "r3,basic,,,1\n"
    "r4,basic,Nobody answered my letters,Somebody who answers,2\n"
)


def _read(folder: Path, text: str, **said: Any) -> Corpus:
    path = folder / "a.csv"
    path.write_bytes(text.encode())
    return read_comments(path, **said)


def test_a_wide_survey_gives_one_comment_an_open_answer(tmp_path: Path) -> None:
    frame = _read(tmp_path, _WIDE).frame
    assert frame[["conversation_id", "prompt", "text"]].values.tolist() == [
        ["r1", "Why did you leave?", "The price went up twice"],
        ["r1", "What would bring you back?", "A smaller box"],
        ["r2", "Why did you leave?", "I moved to another town"],
        ["r4", "Why did you leave?", "Nobody answered my letters"],
        ["r4", "What would bring you back?", "Somebody who answers"],
    ]
    assert frame["plan"].tolist() == ["basic", "basic", "plus", "basic", "basic"]
    assert frame["score"].tolist() == [3, 3, 7, 2, 2]
    assert frame["reply_to"].isna().all()
    assert frame["person_id"].nunique() == 3


def test_respondents_without_an_open_answer_are_set_aside(tmp_path: Path) -> None:
    problems = _read(tmp_path, _WIDE).problems
    assert problems.loc[problems["action"] == "set aside", ["row", "problem"]].values.tolist() == [
        [3, "no open answer"]
    ]
    assert problems.loc[problems["problem"] == "question not answered", "column"].tolist() == [
        "Why did you leave?",
        "What would bring you back?",
    ]


def test_prompts_can_be_named(tmp_path: Path) -> None:
    text = "id,Q1,Q2\n1,too dear,x\n2,too late,y\n"
    frame = _read(tmp_path, text, prompts=["Q1"]).frame
    assert frame[["comment_id", "prompt", "text"]].values.tolist() == [
        ["1/Q1", "Q1", "too dear"],
        ["2/Q1", "Q1", "too late"],
    ]
    assert frame["Q2"].tolist() == ["x", "y"]


def test_prompts_can_be_given_their_questions(tmp_path: Path) -> None:
    frame = _read(tmp_path, "id,Q1,Q2\n1,a b,c d\n", prompts={"Q1": "Why?", "Q2": "What else?"}).frame
    assert frame["prompt"].tolist() == ["Why?", "What else?"]


def test_three_header_rows_tell_questions_and_open_columns(tmp_path: Path) -> None:
    text = (
        "StartDate,EndDate,ResponseId,Q1,Q2_TEXT\n"
        "Anfang,Ende,Antwort-ID,Which plan?,Why did you choose it?\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}",'
        '"{""ImportId"":""QID2_TEXT""}"\n'
        "2024-01-01 08:00:00,2024-01-01 08:05:00,R_1,2,Hello!\n"
    )
    frame = _read(tmp_path, text).frame
    assert frame[["comment_id", "conversation_id", "prompt", "text"]].values.tolist() == [
        ["R_1/Q2_TEXT", "R_1", "Why did you choose it?", "Hello!"]
    ]
    assert frame["Q1"].tolist() == [2]


def test_two_header_rows_with_a_mark_and_a_trailing_comma(tmp_path: Path) -> None:
    text = (
        "\ufeffV1,V2,V3,Q1,Q2,\nResponseID,Name,EndDate,Pick one.,This is a free text question.,\n"
        "R_1,Anonymous,2024-01-01 08:00:00,2,Hello World!,\n"
    )
    frame = _read(tmp_path, text).frame
    assert frame[["conversation_id", "prompt", "text"]].values.tolist() == [
        ["R_1", "This is a free text question.", "Hello World!"]
    ]


def test_a_second_header_row_that_marks_open_ended_columns(tmp_path: Path) -> None:
    text = (
        "Respondent ID,Start Date,End Date,What did you like?,Which plan?,,\n"
        ",,,Open-Ended Response,Basic,Plus,Other (please specify)\n"
        "1,01/13/2024,01/13/2024,The box,Basic,,\n2,01/14/2024,01/14/2024,,,Plus,an odd one\n"
    )
    frame = _read(tmp_path, text).frame
    assert frame[["conversation_id", "prompt", "text"]].values.tolist() == [
        ["1", "What did you like?", "The box"],
        ["2", "Which plan? - Other (please specify)", "an odd one"],
    ]
    assert "Which plan? - Plus" in frame.columns


def test_respondents_without_an_id_are_told_apart_by_content(tmp_path: Path) -> None:
    text = "Why did you leave us?,Anything else to say?\nToo dear for me,Nothing more\nToo dear for me,Nothing more\n"
    first = _read(tmp_path, text)
    assert first.frame["conversation_id"].nunique() == 2
    assert first.frame["person_id"].isna().all()


def test_an_ordinary_comment_column_is_no_survey(tmp_path: Path) -> None:
    text = "id,comment,Would you recommend us to a friend?\n1,It was all good really,yes of course I would\n"
    frame = _read(tmp_path, text).frame
    assert frame["text"].tolist() == ["It was all good really"]
    assert frame["prompt"].isna().all()


def test_long_format_surveys_keep_the_prompt_and_gather_a_respondents_answers(tmp_path: Path) -> None:
    text = (
        "Comment ID,Respondent ID,Question,FFT answer\nq1,r1,What was good?,The staff\nq2,r1,What was bad?,The wait\n"
    )
    frame = read_comments(write_csv(tmp_path, text)).frame
    assert frame["prompt"].tolist() == ["What was good?", "What was bad?"]
    assert frame["conversation_id"].tolist() == ["r1", "r1"]
    assert frame["reply_to"].isna().all()
    assert len(set(frame["person_id"])) == 1
