"""What the coding view's messages do."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from qualkit.errors import NotFoundError, ProjectError
from qualkit.widgets import CodingDesk
from tests.widgets.coding_fakes import HOSTILE, WITH_EMOJI, FakeProject


def _apply(start: int, end: int, *, event: str = "e1", quote: str | None = None, code: str = "k2") -> dict[str, Any]:
    text = WITH_EMOJI[start:end] if quote is None else quote
    where = {"conversation": "t1", "comment_id": "c1", "start": start, "end": end}
    return {"kind": "apply", "event": event, "quote": text, "code": code, **where}


def _open(step: int | str, conversation: str | None = None) -> dict[str, Any]:
    return {"kind": "open", "event": "o", "step": step, "conversation": conversation}


def test_open_gives_turns_with_pseudonym_role_channel_month_depth_and_prompt() -> None:
    desk = CodingDesk(FakeProject())
    first, reply = desk.answer(_open(0))["conversation"]["turns"]
    assert first["text"] == WITH_EMOJI
    assert (first["facts"], first["depth"], reply["depth"]) == (["customer", "forum", "May 2025"], 0, 1)
    assert first["who"] != "p-1"
    assert desk.answer(_open(1, "t1"))["conversation"]["turns"][0]["prompt"] == "Why did you leave?"


def test_open_without_a_place_starts_at_the_first_conversation_that_is_not_coded() -> None:
    project = FakeProject()
    project.apply_code("c1", 0, 4, "price")
    assert CodingDesk(project).answer(_open(0))["conversation"]["conversation_id"] == "t2"


@pytest.mark.parametrize(
    ("step", "here", "there"),
    [(1, "t1", "t2"), (-1, "t1", "t1"), (1, "t3", "t3"), (0, "t2", "t2"), ("uncoded", "t3", "t1")],
)
def test_open_steps_through_the_conversations_and_stays_within_them(step: int | str, here: str, there: str) -> None:
    assert CodingDesk(FakeProject()).answer(_open(step, here))["conversation"]["conversation_id"] == there


def test_next_uncoded_says_so_when_all_are_coded() -> None:
    project = FakeProject()
    for comment_id in ("c1", "c3", "c4"):
        project.apply_code(comment_id, 0, 4, "price")
    assert "Every conversation" in CodingDesk(project).answer(_open("uncoded", "t1"))["error"]


def test_apply_stores_the_marked_words_and_answers_with_the_same_event() -> None:
    project = FakeProject()
    start = WITH_EMOJI.index("The slot")
    answer = CodingDesk(project).answer(_apply(start, start + 14))
    assert (answer["event"], answer["saved"]) == ("e1", "Saved: slot does not fit")
    assert project.study().codings["quote"].tolist() == ["The slot moved"]
    assert answer["coding_id"] == "e1"
    assert answer["state"]["codings"][0]["start"] == start


def test_apply_twice_with_one_event_stores_once() -> None:
    project = FakeProject()
    desk = CodingDesk(project)
    assert desk.answer(_apply(0, 4)) == desk.answer(_apply(0, 4))
    assert len(project.study().codings) == 1


def test_apply_stores_nothing_when_the_words_are_not_at_their_place() -> None:
    project = FakeProject()
    answer = CodingDesk(project).answer(_apply(6, 10, quote="I ra"))
    assert "nothing was stored" in answer["error"]
    assert project.study().codings.empty


@pytest.mark.parametrize(
    "message",
    [
        _apply(5, 5),
        _apply(0, 4, code="gone"),
        _apply(0, 4) | {"comment_id": "gone"},
        _apply(0, 4) | {"start": None},
        {"kind": "remove", "event": "e1", "coding_id": "gone"},
        _apply(0, 4) | {"start": "0"},
        {"kind": "undo", "event": "e1"},
        {"kind": "redo", "event": "e1"},
        {"kind": "dance", "event": "e1"},
        _open(0, "gone") | {"kind": "memo"},
    ],
)
def test_errors_come_back_as_words_with_the_event(message: dict[str, Any]) -> None:
    answer = CodingDesk(FakeProject()).answer(message)
    assert set(answer) == {"event", "error"}
    assert answer["error"]


def test_an_error_is_not_remembered_so_that_the_next_try_can_succeed() -> None:
    project = FakeProject()
    desk = CodingDesk(project)
    assert "error" in desk.answer(_apply(0, 4, quote="?"))
    assert "saved" in desk.answer(_apply(0, 4))


def test_remove_undo_and_redo_change_the_codings() -> None:
    desk = CodingDesk(FakeProject())
    desk.answer(_apply(0, 4))
    gone = desk.answer({"kind": "remove", "event": "e2", "conversation": "t1", "coding_id": "e1"})
    back = desk.answer({"kind": "undo", "event": "e3", "conversation": "t1"})
    again = desk.answer({"kind": "redo", "event": "e4", "conversation": "t1"})
    assert [len(one["state"]["codings"]) for one in (gone, back, again)] == [0, 1, 0]


def test_undo_opens_the_conversation_that_it_changed() -> None:
    desk = CodingDesk(FakeProject())
    desk.answer(_apply(0, 4))
    answer = desk.answer({"kind": "undo", "event": "e2", "conversation": "t3"})
    assert answer["conversation"]["conversation_id"] == answer["state"]["conversation_id"] == "t1"


def test_memo_is_shown_with_its_coding() -> None:
    desk = CodingDesk(FakeProject())
    desk.answer(_apply(0, 4))
    answer = desk.answer({"kind": "memo", "event": "e2", "conversation": "t1", "coding_id": "e1", "text": "ask again"})
    assert answer["state"]["codings"][0]["memo"] == "ask again"


def test_other_coders_codings_are_not_shown() -> None:
    project = FakeProject()
    project.coder = "ben"
    project.apply_code("c1", 0, 4, "price")
    project.coder = "ana"
    state = CodingDesk(project).answer(_open(0))["state"]
    assert (state["codings"], state["n_codings"], state["n_coded"]) == ([], 0, 0)


def test_codes_come_as_a_tree_with_their_rules_and_lasting_places() -> None:
    codes = CodingDesk(FakeProject()).answer(_open(0))["state"]["codes"]
    assert [(one["name"], one["depth"], one["place"]) for one in codes] == [
        ("Leaving", 0, 0),
        ("slot does not fit", 1, 1),
        ("price", 1, 3),
        ("Staying", 0, 2),
    ]
    assert codes[1]["rules"] == [["When", "A time is named."], ["Not when", "It is late."]]


def test_half_a_surrogate_pair_can_be_sent_and_coded_without_shifting_positions() -> None:
    project = FakeProject()
    desk = CodingDesk(project, ["t3"])
    answer = desk.answer(_open(0))
    json.dumps(answer, ensure_ascii=False).encode()
    text = answer["conversation"]["turns"][0]["text"]
    start = text.index("and")
    where = {"conversation": "t3", "comment_id": "c4", "start": start - 2, "end": start + 3}
    assert "saved" in desk.answer(_apply(0, 1) | where | {"quote": text[start - 2 : start + 3]})
    assert project.study().codings["quote"].tolist() == ["\ud83d and"]


def test_the_text_of_a_comment_is_sent_as_it_is() -> None:
    assert CodingDesk(FakeProject(), ["t2"]).answer(_open(0))["conversation"]["turns"][0]["text"] == HOSTILE


def test_conversations_are_read_in_the_order_given_and_once() -> None:
    desk = CodingDesk(FakeProject(), ["t3", "t1", "t3"])
    assert desk.answer(_open(0))["conversation"]["conversation_id"] == "t3"
    assert desk.answer(_open(1, "t3"))["conversation"] | {"turns": []} == {
        "conversation_id": "t1",
        "place": 2,
        "n": 2,
        "turns": [],
    }


def test_unknown_conversations_and_empty_lists_are_refused() -> None:
    with pytest.raises(NotFoundError, match="t9"):
        CodingDesk(FakeProject(), ["t9"])
    with pytest.raises(ProjectError, match="no conversation"):
        CodingDesk(FakeProject(), [])


def test_messages_from_several_threads_are_each_done_once() -> None:
    project = FakeProject()
    desk = CodingDesk(project)
    messages = [_apply(0, n % 8 + 1, event=f"e{n % 20}") for n in range(40)]
    threads = [threading.Thread(target=desk.answer, args=(one,)) for one in messages]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(project.study().codings) == 20
