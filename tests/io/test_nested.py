from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qualkit.errors import NotFoundError
from qualkit.io import read_comments
from qualkit.model import Corpus


def _read(folder: Path, value: Any, **said: Any) -> Corpus:
    path = folder / "a.json"
    path.write_text(json.dumps(value))
    return read_comments(path, **said)


def _rows(corpus: Corpus, *columns: str) -> list[list[object]]:
    return corpus.frame[list(columns)].astype("object").where(corpus.frame[list(columns)].notna(), None).values.tolist()


_ISSUE = {
    "id": 1,
    "title": "It breaks",
    "body": "It breaks on start",
    "author": {"login": "kim", "author_association": "NONE"},
    "created_at": "2024-01-01T00:00:00Z",
    "labels": [{"name": "bug", "description": "something is wrong"}, {"name": "ui", "description": "x"}],
    "closing_pr": {"body": "Closes #1", "author": {"login": "ann"}},
    "class": "Intrinsic",
    "comments": [
        {"id": 2, "body": "Which version?", "author": {"login": "ann", "author_association": "MEMBER"}},
        {"id": 3, "body": "Closing.", "author": {"login": "stale[bot]", "author_association": "NONE"}},
    ],
}


def test_an_issue_with_its_comments_becomes_a_comment_and_its_replies(tmp_path: Path) -> None:
    corpus = _read(tmp_path, [_ISSUE])
    assert _rows(corpus, "comment_id", "conversation_id", "reply_to", "author", "role") == [
        ["1", "1", None, "kim", "customer"],
        ["2", "1", "1", "ann", "staff"],
        ["3", "1", "1", "stale[bot]", "bot"],
    ]
    assert corpus.problems.empty


def test_short_values_of_the_issue_are_variables_of_its_replies(tmp_path: Path) -> None:
    corpus = _read(tmp_path, [_ISSUE], outcome="class")
    assert corpus.frame["outcome"].tolist() == ["Intrinsic"] * 3
    assert corpus.frame["labels"].tolist() == ["bug; ui"] * 3


def test_a_value_of_the_issue_is_the_channel_of_all_that_is_said_there_if_that_is_asked(tmp_path: Path) -> None:
    corpus = _read(tmp_path, [_ISSUE], columns={"channel": "class"})
    assert corpus.frame["channel"].tolist() == ["Intrinsic"] * 3
    assert "class" not in corpus.variables


def test_json_lines_are_read_and_broken_lines_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(_ISSUE) + "\n\nnot json\n" + json.dumps({"id": 9, "body": "Other thing"}) + "\n")
    corpus = read_comments(path)
    assert corpus.frame["comment_id"].tolist() == ["1", "2", "3", "9"]
    assert corpus.problems[["row", "problem", "action"]].values.tolist() == [[2, "line is no JSON", "set aside"]]


def test_a_conversation_without_opening_text_answers_its_first_turn(tmp_path: Path) -> None:
    value = [
        {
            "header": {"sessionID": "s1", "company": "Larder"},
            "turns": [
                {"client": "kim", "datetime": "2024-01-01", "message": "Box is late", "id": "a"},
                {"agent": "LarderCare", "datetime": "2024-01-02", "message": "Sorry!", "id": "b"},
            ],
            "agentLink": {"url": "http://x", "url_utterance": "See our page", "id": "c"},
        }
    ]
    corpus = _read(tmp_path, value)
    assert _rows(corpus, "comment_id", "conversation_id", "reply_to", "author", "role") == [
        ["a", "s1", None, "kim", "customer"],
        ["b", "s1", "a", "LarderCare", "staff"],
        ["c", "s1", "a", None, "staff"],
    ]
    assert corpus.frame["header.company"].tolist() == ["Larder"] * 3


def test_replies_within_replies_answer_what_encloses_them(tmp_path: Path) -> None:
    value = {
        "id": 1,
        "title": "Why?",
        "text": None,
        "children": [{"id": 2, "text": "Because", "children": [{"id": 3, "text": "Of what?", "children": []}]}],
    }
    corpus = _read(tmp_path, value)
    assert _rows(corpus, "comment_id", "conversation_id", "reply_to", "text") == [
        ["1", "1", None, "Why?"],
        ["2", "1", "1", "Because"],
        ["3", "1", "2", "Of what?"],
    ]


def test_very_deep_threads_are_read(tmp_path: Path) -> None:
    value: dict[str, Any] = {"id": 400, "text": "deepest of all", "replies": []}
    for n in range(399, -1, -1):
        value = {"id": n, "text": f"level {n}", "replies": [value]}
    corpus = _read(tmp_path, [value])
    assert len(corpus) == 401
    assert corpus.frame["reply_to"].iloc[400] == "399"


def test_objects_around_records_are_seen_through(tmp_path: Path) -> None:
    value = {
        "kind": "Listing",
        "data": {
            "children": [
                {
                    "kind": "t1",
                    "data": {
                        "id": "a",
                        "author": "kim",
                        "body": "top",
                        "replies": {
                            "data": {
                                "children": [
                                    {
                                        "kind": "t1",
                                        "data": {"id": "b", "author": "lee", "body": "sub", "parent_id": "t1_a"},
                                    }
                                ]
                            }
                        },
                    },
                }
            ]
        },
    }
    assert _rows(_read(tmp_path, value), "comment_id", "reply_to", "author") == [["a", None, "kim"], ["b", "a", "lee"]]


def test_a_companys_reply_beside_a_review_is_staffs_answer(tmp_path: Path) -> None:
    value = {
        "reviews": [
            {
                "id": "t1",
                "text": "It was meh",
                "stars": 2,
                "consumer": {"id": "c9", "displayName": "Kim"},
                "companyReply": {"text": "Sorry!", "createdAt": "2024-01-02T00:00:00Z"},
            }
        ]
    }
    corpus = _read(tmp_path, value)
    assert _rows(corpus, "conversation_id", "reply_to", "role", "text") == [
        ["t1", None, None, "It was meh"],
        ["t1", "t1", "staff", "Sorry!"],
    ]


def test_a_first_message_apart_from_the_turns_opens_the_conversation(tmp_path: Path) -> None:
    value = {
        "conversations": [
            {
                "id": "c1",
                "created_at": 1700000000,
                "source": {"id": "s1", "body": "Help me", "author": {"type": "user", "name": "Kim"}},
                "parts": {
                    "parts": [
                        {"id": "p1", "body": "Sure", "author": {"type": "admin", "name": "Ann"}},
                        {"id": "p2", "body": None, "author": {"type": "bot", "name": "B"}},
                    ]
                },
            }
        ]
    }
    corpus = _read(tmp_path, value)
    assert _rows(corpus, "comment_id", "conversation_id", "reply_to", "role") == [
        ["s1", "c1", None, "customer"],
        ["p1", "c1", "s1", "staff"],
    ]
    assert corpus.frame["created"].notna().iloc[0]
    assert corpus.problems["problem"].tolist() == ["empty text"]


def test_a_post_number_is_looked_up_within_its_topic(tmp_path: Path) -> None:
    value = [
        {
            "id": topic,
            "title": "T",
            "posts": [
                {
                    "id": topic * 10 + 1,
                    "post_number": 1,
                    "reply_to_post_number": None,
                    "username": "kim",
                    "cooked": "<p>Hi</p>",
                },
                {
                    "id": topic * 10 + 2,
                    "post_number": 2,
                    "reply_to_post_number": 1,
                    "username": "lee",
                    "cooked": "<p>Ho</p>",
                },
            ],
        }
        for topic in (1, 2)
    ]
    assert _rows(_read(tmp_path, value), "comment_id", "conversation_id", "reply_to") == [
        ["11", "1", None],
        ["12", "1", "11"],
        ["21", "2", None],
        ["22", "2", "21"],
    ]


def test_texts_in_parts_are_joined(tmp_path: Path) -> None:
    value = {
        "name": "chat",
        "messages": [
            {"id": 1, "from": "Kim", "text": ["see ", {"type": "link", "text": "http://x"}]},
            {"id": 2, "from": "Lee", "reply_to_message_id": 1, "text": "thanks"},
        ],
    }
    assert _rows(_read(tmp_path, value), "text", "reply_to") == [["see http://x", None], ["thanks", "1"]]


def test_records_kept_under_their_ids_are_a_list(tmp_path: Path) -> None:
    value = {
        "order": ["p1", "p2"],
        "posts": {
            "p1": {"id": "p1", "root_id": "", "message": "hello there"},
            "p2": {"id": "p2", "root_id": "p1", "message": "hi back"},
        },
    }
    assert _rows(_read(tmp_path, value), "comment_id", "conversation_id") == [["p1", "p1"], ["p2", "p1"]]


def test_a_mapping_can_be_stated(tmp_path: Path) -> None:
    value = [
        {
            "ref": "A",
            "words": "opening words",
            "log": {"lines": [{"zz": "an answer", "teller": "Ann", "day": "2024-01-01"}]},
            "noise": [{"text": "not this"}],
        }
    ]
    corpus = _read(
        tmp_path, value, nested={"comments": "log.lines", "text": "zz", "author": "teller", "created": "day"}
    )
    assert _rows(corpus, "text", "author") == [["an answer", "Ann"]]
    assert corpus.frame["created"].notna().all()


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="path 'turns'"):
        _read(tmp_path, [{"id": 1, "body": "a", "comments": [{"body": "b"}]}], nested={"comments": "turns"})


def test_a_description_that_the_turns_repeat_is_not_said_twice(tmp_path: Path) -> None:
    ticket = {
        "id": 5,
        "subject": "Box",
        "description": "It is late",
        "comments": [{"id": 51, "body": "It is late"}, {"id": 52, "body": "Sorry"}],
    }
    assert _read(tmp_path, [ticket]).frame["comment_id"].tolist() == ["51", "52"]
    ticket["comments"] = [{"id": 52, "body": "Sorry"}]
    assert _rows(_read(tmp_path, [ticket]), "text", "reply_to") == [["It is late", None], ["Sorry", "5"]]
