"""What the desk tells of a project, and to whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qualkit as qk
from qualkit.testing import make_corpus
from tests.widgets.desks import HOSTILE, ODD, TEXTS, WITH_EMOJI, Desk, inside, make_project, new_id


def test_hello_says_who_codes_what_and_nothing_of_what_was_said(desk: Desk) -> None:
    hello = desk.ask("hello", proto=2)
    assert (hello["proto"], hello["coder"], hello["blind"], hello["keymap"]) == (2, "ana", True, {})
    assert [(one["name"], one["depth"], one["place"], one["n"]) for one in hello["codes"]] == [
        ("Leaving", 0, 0, 0),
        ("slot does not fit", 1, 1, 0),
        ("price", 1, 3, 0),
        ("Staying", 0, 2, 0),
    ]
    assert hello["queue"] == {"name": "all comments", "n": 3, "done": 0, "skipped": 0, "flagged": 0, "at": 1}
    assert hello["at"] == {"comment_id": "c1", "conversation_id": "t1"}
    assert len(hello["project"]) == 16
    assert not any(text[:20] in json.dumps(hello) for text in TEXTS.values())


def test_hello_of_another_version_is_told_to_reload(desk: Desk) -> None:
    assert "another version" in desk.ask("hello", proto=1)["error"]["said"]


def test_open_gives_the_conversation_with_pseudonyms_facts_depth_and_prompt(desk: Desk) -> None:
    opened = desk.ask("open")
    first, reply = opened["turns"]
    assert (opened["conversation_id"], opened["at"], opened["place"], opened["n"]) == ("t1", "c1", 1, 3)
    assert (first["text"], first["chars"], first["depth"], reply["depth"]) == (WITH_EMOJI, len(WITH_EMOJI), 0, 1)
    assert (first["role"], first["when"], first["facts"]) == ("customer", "3 May 2025", ["forum"])
    assert "p-secret" not in json.dumps(opened)
    asked = desk.ask("open", conversation_id="t2")
    assert (asked["at"], asked["turns"][0]["prompt"]) == ("c3", "Why did you leave?")
    assert asked["turns"][0]["facts"] == ["forum", "cancelled"]
    assert asked["turns"][0]["text"] == HOSTILE


def test_a_long_conversation_brings_the_texts_nearby_and_the_others_when_asked(path: Path) -> None:
    said = make_corpus([f"{n} " + "x" * 20_000 for n in range(12)], conversation_id="t")
    desk = Desk(make_project(path, said=said))
    turns = desk.ask("open", comment_id="c6")["turns"]
    near = [n for n, turn in enumerate(turns) if turn["text"] is not None]
    assert 5 in near
    assert len(near) == near[-1] - near[0] + 1 == 2
    assert {turn["chars"] for turn in turns} == {20_002, 20_003}
    asked = desk.ask("texts", comment_ids=["c1", "c2", "c3", "c4"])["texts"]
    assert list(asked) == ["c1", "c2"]
    long = Desk(make_project(path.with_name("b.qualkit"), said=make_corpus(["y" * 300_000, "z"], conversation_id="t")))
    assert [len(turn["text"] or "") for turn in long.ask("open")["turns"]] == [300_000, 0]


def test_comments_that_come_while_somebody_codes_can_be_coded(desk: Desk, path: Path) -> None:
    with qk.open_project(path, coder="ben") as other:
        other.add_comments(make_corpus([{"comment_id": "new", "text": "Late again."}]))
    assert desk.ask("open", comment_id="new")["turns"][0]["text"] == "Late again."
    assert desk.ask("hello", proto=2)["queue"]["n"] == 3


def test_what_a_forgotten_person_said_is_gone_from_the_view_with_its_codings(desk: Desk) -> None:
    desk.ask("open", comment_id="c3")
    made = desk.apply("script", "price", "c3")
    desk.project.forget("p-secret3")
    opened = desk.ask("open", comment_id="c3")
    assert (opened["turns"][0]["text"], opened["codings"]) == ("", [])
    assert "script" not in json.dumps([desk.ask("find"), desk.ask("queue"), opened])
    assert not desk.decide(do="move", coding_id=made, **inside("c3", "img"))["ok"]


@pytest.mark.parametrize("blind", [True, False])
def test_while_blind_nothing_of_another_coder_is_in_any_message(path: Path, blind: bool) -> None:
    make_project(path).close()
    with qk.open_project(path, coder="bernadette") as ben:
        added = ben.add_code("only hers").code_id
        theirs = ben.apply_code("c1", 0, 4, "price", memo="secret thought", event_id=new_id())
        behaviour = ben.apply_code("c1", 5, 7, added, event_id=new_id())
        link = ben.link_reason(theirs, behaviour, event_id=new_id())
        ben.mark_comment("c1", "flagged")
        ben.add_memo("c1", "secret too")
    desk = Desk(qk.open_project(path, coder="ana"), blind=blind)
    own = desk.project.add_code("mine").code_id
    with qk.open_project(path, coder="bernadette") as ben:
        ben.apply_code("c3", 0, 4, own, event_id="ab" * 16)
    answers = [
        desk.ask("hello", proto=2),
        desk.ask("open", comment_id="c1"),
        desk.ask("find", code_id=desk.code("price")),
        desk.ask("find", text="Well"),
        desk.ask("find"),
        desk.ask("tables", kind="co_occurrence"),
        desk.ask("tables", kind="cross", variable="channel"),
        desk.ask("set_queue", source="code", value="price"),
        desk.ask("set_queue", source="flagged"),
        desk.ask("set_queue", source="plan"),
        desk.ask("queue"),
        desk.ask("choices"),
        desk.ask("similar", name="mine"),
        desk.decide(do="undo", event="cd" * 16),
        desk.decide(do="remove", coding_id=theirs),
        desk.decide(do="memo", target=theirs, text="mine"),
        desk.decide(do="unlink", link_id=link),
        desk.decide(do="code.split", code_id=added, parts=[{"name": "x", "coding_ids": [behaviour]}]),
        desk.done(do="code.merge", codes=[added], into=own),
        desk.done(do="undo"),
    ]
    named = {theirs, behaviour, link}  # ids that the test itself sent come back in refusals
    told = [answer for answer in answers if not any(one in json.dumps(answer.get("error", "")) for one in named)]
    said = json.dumps(told, ensure_ascii=False)
    leaks = [one for one in ("bernadette", "secret", theirs, behaviour, link, "ab" * 16) if one in said]
    assert bool(leaks) is not blind, leaks
    counts = {code["name"]: code["n"] for code in answers[0]["codes"]}
    assert counts["price"] == (0 if blind else 1)
    assert answers[7]["n"] == (0 if blind else 1)


def test_not_blind_the_codings_of_others_come_with_their_names_and_cannot_be_changed(desk: Desk, path: Path) -> None:
    with qk.open_project(path, coder="ben") as ben:
        theirs = ben.apply_code("c1", 0, 4, "price")
    open_desk = Desk(desk.project, blind=False)
    (shown,) = open_desk.ask("open")["codings"]
    assert (shown["coding_id"], shown["coder"]) == (theirs, "ben")
    assert "of yours" in open_desk.decide(do="remove", coding_id=theirs)["error"]["said"]
    with qk.open_project(path, coder="ben") as ben:
        ben.remove_coding(theirs)
    assert theirs in open_desk.done(do="mark", comment_id="c1", mark="done", on=True)["changes"]["codings"]["drop"]
    assert open_desk.ask("hello", proto=2)["codes"][2]["n"] == 0


def test_memos_are_shown_with_what_they_are_about(desk: Desk) -> None:
    made = desk.apply("I work", "price")
    assert (
        desk.done(do="memo", target=made, text="ask \ud83d again")["changes"]["codings"]["put"][0]["memo"]
        == "ask \ufffd again"
    )
    assert desk.done(do="memo", target="c1", text="a day")["changes"]["memos"] == {"c1": ["a day"]}
    assert desk.ask("open")["memos"] == {"c1": ["a day"]}
    assert desk.done(do="memo", target=made, text="")["changes"]["codings"]["put"][0]["memo"] == ""
    assert not desk.decide(do="memo", target=made, text=" ")["ok"]


def test_what_is_odd_in_a_text_travels_and_is_coded_at_its_place(desk: Desk) -> None:
    (turn,) = desk.ask("open", comment_id="c4")["turns"]
    assert turn["text"] == ODD.replace("\ud83d", "\ufffd")
    for words in ("\ud83d, a", "line\r\nand", "\x00", "\u0634\u0643\u0631\u0627"):
        desk.apply(words, "price", "c4")
    assert sorted(desk.project.codings()["quote"].tolist()) == sorted(
        ["\ud83d, a", "line\r\nand", "\x00", "\u0634\u0643\u0631\u0627"]
    )


def test_a_bare_number_is_said_to_be_the_outcome(path: Path) -> None:
    frame = make_corpus(["Fine.", "Late."]).frame.assign(outcome=["4", "left"], channel=["111", "forum"])
    desk = Desk(make_project(path, said=qk.Corpus(frame)))
    facts = {
        turn["comment_id"]: turn["facts"] for one in ("c1", "c2") for turn in desk.ask("open", comment_id=one)["turns"]
    }
    assert facts == {"c1": ["channel 111", "outcome 4"], "c2": ["forum", "left"]}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


_KEYS = ["comment_id", "step", "from", "n", "filter", "source", "value", "code_id", "text", "after", "variable", "kind"]


_KEYS += ["on", "name", "decisions", "comment_ids", "conversation_id", "theme_id", "proto"]


@given(
    kind=st.sampled_from(
        [
            "hello",
            "open",
            "texts",
            "decide",
            "queue",
            "set_queue",
            "find",
            "tables",
            "suggest",
            "similar",
            "choices",
            "x",
        ]
    ),
    said=st.dictionaries(st.sampled_from(_KEYS), _JSON | st.sampled_from(["c1", "t1", "plan", "search", "unread"])),
)
def test_any_message_is_answered_in_json(shared: Desk, kind: str, said: dict[str, Any]) -> None:
    message = {"q": new_id(), "k": kind, **said}
    answer = shared.send(message)
    assert (answer["q"], answer["k"]) == (message["q"], kind)
    assert set(answer.get("error", {"said": 1, "hint": 1})) >= {"said", "hint"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(make_project(tmp_path_factory.mktemp("shared") / "study.qualkit"))


def test_messages_without_an_id_are_answered_with_an_error(shared: Desk) -> None:
    assert "error" in shared.send({"k": "hello", "proto": 2})
    assert "error" in shared.send({"q": 7, "k": "hello", "proto": 2})
    assert "error" in shared.send({"q": new_id()})


def test_no_key_is_called_id_so_that_the_kernel_keeps_no_table_of_answers(desk: Desk) -> None:
    desk.apply("I work", "price")
    asked: dict[str, dict[str, Any]] = {
        "hello": {"proto": 2},
        "open": {},
        "queue": {},
        "find": {},
        "tables": {"kind": "cross"},
        "choices": {},
        "texts": {"comment_ids": ["c1"]},
    }
    answers = [desk.ask(kind, **said) for kind, said in asked.items()]
    answers.append(desk.ask("decide", decisions=[{"event": new_id(), "do": "undo"}]))
    assert not any("id" in answer for answer in answers)
    assert '"id"' not in json.dumps(answers)
