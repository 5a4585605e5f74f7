"""What the coding view's messages do to a project."""

from __future__ import annotations

import json
import random
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qualkit as qk
from qualkit.errors import NotFoundError, ProjectError, QualkitError
from qualkit.testing import make_corpus, make_themes
from qualkit.widgets.desk import CodingDesk
from qualkit.widgets.desk.wire import checksum
from qualkit.widgets.desk.workbench import Workbench
from tests.widgets.desks import HOSTILE, ODD, TEXTS, WITH_EMOJI, Desk, Failing, make_project, new_id, span


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.qualkit"


@pytest.fixture
def desk(path: Path) -> Desk:
    return Desk(make_project(path))


def reader(path: Path) -> qk.Project:
    """Open the file as somebody else does: what is seen there was committed."""
    return qk.open_project(path, coder="reader")


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


@pytest.mark.parametrize(
    ("step", "here", "there"),
    [(1, "c1", "c3"), (-1, "c1", "c1"), (1, "c4", "c4"), (-1, "c4", "c3"), (1, "c2", "c1"), ("unread", "c4", "c1")],
)
def test_steps_go_along_the_queue_from_where_the_browser_is(desk: Desk, step: int | str, here: str, there: str) -> None:
    assert desk.ask("open", step=step, **{"from": here})["at"] == there


def test_a_step_that_arrives_twice_is_one_step(desk: Desk) -> None:
    message = {"q": new_id(), "k": "open", "step": 1}
    assert [desk.send(message)["at"] for _ in range(3)] == ["c3", "c3", "c3"]


def test_next_unread_says_so_when_all_are_read(desk: Desk) -> None:
    for comment_id in ("c1", "c3", "c4"):
        desk.done(do="mark", comment_id=comment_id, mark="done", on=True)
    assert "done or skipped" in desk.ask("open", step="unread")["error"]["said"]


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


def test_a_decision_is_in_the_file_when_it_is_answered(desk: Desk, path: Path) -> None:
    result = desk.done(do="apply", code_id=desk.code("price"), memo="why", **span("c1", "The slot moved"))
    with reader(path) as other:
        table = other.codings()
    assert table[["coding_id", "quote", "code", "memo"]].to_numpy().tolist() == [
        [result["event"], "The slot moved", "price", "why"]
    ]
    changes = result["changes"]
    assert result["said"] == "Coded: price"
    assert [one["coding_id"] for one in changes["codings"]["put"]] == [result["event"]]
    assert (changes["counts"], changes["recent"]) == ({desk.code("price"): 1}, [desk.code("price")])
    assert "price" in changes["can_undo"]


def test_the_same_event_twice_is_one_decision_and_ok_both_times(desk: Desk) -> None:
    decision = {"do": "apply", "event": new_id(), "code_id": desk.code("price"), **span("c1", "I work")}
    assert [desk.decide(**decision)["ok"] for _ in range(3)] == [True, True, True]
    assert len(desk.project.codings()) == 1


def test_the_same_code_on_the_same_words_is_coded_already(desk: Desk) -> None:
    first = desk.apply("I work", "price")
    again = desk.done(do="apply", code_id=desk.code("price"), **span("c1", "I work"))
    assert again["said"] == "Coded already: price"
    assert again["event"] in again["changes"]["codings"]["drop"]
    assert first in [one["coding_id"] for one in again["changes"]["codings"]["put"]]
    assert desk.done(do="undo", what=again["event"])["said"] == "That had changed nothing"
    assert len(desk.project.codings()) == 1


def _history(desk: Desk) -> list[dict[str, Any]]:
    """A decision of every kind, each with its event."""
    price, slot = desk.code("price"), desk.code("slot does not fit")
    a, b, link, new, vivo, merged = (new_id() for _ in range(6))
    return [
        {"event": a, "do": "apply", "code_id": price, **span("c1", "I rang twice")},
        {
            "event": b,
            "do": "apply",
            "code_id": slot,
            "suggestion": {"suggested_by": "own codings"},
            **span("c1", "I work"),
        },
        {
            "event": vivo,
            "do": "create_apply",
            "code_id": new,
            "name": "telephone",
            "parent": slot,
            **span("c3", "script"),
        },
        {"event": new_id(), "do": "move", "coding_id": a, **_inside("c1", "rang twice")},
        {"event": new_id(), "do": "recode", "coding_id": b, "code_id": price},
        {"event": new_id(), "do": "memo", "target": b, "text": "ask her"},
        {"event": new_id(), "do": "memo", "target": "c1", "text": "a long day"},
        {"event": new_id(), "do": "mark", "comment_id": "c1", "mark": "done", "on": True},
        {"event": new_id(), "do": "mark", "comment_id": "c3", "mark": "flagged", "on": True},
        {"event": link, "do": "link", "reason": a, "behaviour": b},
        {"event": new_id(), "do": "unlink", "link_id": link},
        _without_check({"event": new_id(), "do": "reject", "code_id": slot, **span("c3", "img"), "suggested_by": "x"}),
        {"event": merged, "do": "code.add", "name": "cost", "fields": {"definition": "Money."}},
        {"event": new_id(), "do": "code.revise", "code_id": merged, "fields": {"name": "costs"}, "parent": price},
        {"event": new_id(), "do": "code.retire", "code_id": merged, "on": True},
        {"event": new_id(), "do": "code.merge", "codes": [merged], "into": price},
        {"event": new_id(), "do": "code.split", "code_id": price, "parts": [{"name": "dear", "coding_ids": [a]}]},
        {"event": new_id(), "do": "remove", "coding_id": vivo},
        {"event": new_id(), "do": "undo"},
        {"event": new_id(), "do": "undo"},
        {"event": new_id(), "do": "redo"},
        {"event": new_id(), "do": "memo", "target": b, "text": ""},
    ]


def _inside(comment_id: str, words: str) -> dict[str, Any]:
    return {name: value for name, value in span(comment_id, words).items() if name != "comment_id"}


def _without_check(decision: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in decision.items() if name != "check"}


def _state(project: qk.Project) -> list[Any]:
    tables = (
        project.codings(),
        project.memos(),
        project.marks(),
        project.reason_links(),
        project.rejected_suggestions(),
    )
    return [*(table.to_json() for table in tables), project.codebook]


def test_every_kind_of_decision_replayed_after_a_restart_is_done_once(desk: Desk, path: Path) -> None:
    history = _history(desk)
    for decision in history:
        desk.done(**decision)
    before = _state(desk.project)
    n = len(desk.project.log())
    with qk.open_project(path, coder="ana") as again:
        results = Desk(again).ask("decide", decisions=history)["results"]
        assert [(one["ok"], one["said"]) for one in results] == [(True, "Saved before")] * len(history)
        assert (_state(again), len(again.log())) == (before, n)


def test_everything_can_be_taken_back_after_a_restart_and_done_again(desk: Desk, path: Path) -> None:
    start = _state(desk.project)
    for decision in _history(desk)[:-4]:
        desk.done(**decision)
    end = _state(desk.project)
    desk.project.close()
    again = Desk(qk.open_project(path, coder="ana"))
    for _ in _history(again)[:-4]:
        again.done(do="undo")
    assert _state(again.project) == start
    for _ in _history(again)[:-4]:
        again.done(do="redo")
    assert _state(again.project) == end
    assert "nothing to redo" in again.decide(do="redo")["error"]["said"]


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_what_the_desk_believes_is_what_the_project_holds(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    draw = random.Random(seed)
    project = make_project(tmp_path_factory.mktemp("any") / "study.qualkit")
    desk = Desk(project)
    bench: Workbench = desk.desk._bench
    for _ in range(25):
        desk.decide(**_any_decision(draw, bench))
        fresh = Workbench(project, blind=True)
        for name in ("codings", "marks", "links", "rejected", "memos"):
            assert dict(getattr(bench.session, name)) == dict(getattr(fresh.session, name)), name
        assert {one: n for one, n in bench.used().items() if n} == fresh.used()
        assert bench.book == fresh.book
        assert bench.session.tally == fresh.session.with_queue(bench.session.queue).tally


def _any_decision(draw: random.Random, bench: Workbench) -> dict[str, Any]:
    codings, codes = sorted(bench.session.codings) or ["none"], [code.code_id for code in bench.book]
    comment_id = draw.choice(["c1", "c3"])
    start = draw.randrange(6)
    words = TEXTS[comment_id][start : start + draw.randint(1, 3)]
    where = {"start": start, "end": start + len(words), "check": checksum(words)}
    here = {"comment_id": comment_id, **where}
    kinds: list[dict[str, Any]] = [
        {"do": "apply", "code_id": draw.choice(codes), **here},
        {"do": "apply", "code_id": draw.choice(codes), "memo": "m", **here},
        {"do": "create_apply", "code_id": new_id(), "name": f"code {draw.randrange(5)}", **here},
        {"do": "move", "coding_id": draw.choice(codings), **where},
        {"do": "recode", "coding_id": draw.choice(codings), "code_id": draw.choice(codes)},
        {"do": "remove", "coding_id": draw.choice(codings)},
        {"do": "memo", "target": draw.choice([*codings, "c1"]), "text": draw.choice(["a", "b", ""])},
        {"do": "mark", "comment_id": comment_id, "mark": draw.choice(["done", "flagged"]), "on": draw.random() < 0.7},
        {"do": "link", "reason": draw.choice(codings), "behaviour": draw.choice(codings)},
        {"do": "code.merge", "codes": [draw.choice(codes)], "into": draw.choice(codes)},
        {"do": "code.retire", "code_id": draw.choice(codes), "on": draw.random() < 0.5},
        {"do": "undo"},
        {"do": "undo"},
        {"do": "redo"},
    ]
    return draw.choice(kinds)


def test_a_shift_by_one_is_refused_and_nothing_is_stored(desk: Desk) -> None:
    where = span("c1", "I rang")
    wrong = {**where, "start": where["start"] + 1, "end": where["end"] + 1}
    for decision in (
        {"do": "apply", "code_id": desk.code("price"), **wrong},
        {"do": "create_apply", "code_id": new_id(), "name": "x", **wrong},
    ):
        result = desk.decide(**decision)
        assert (result["ok"], "nothing was stored" in result["error"]["said"]) == (False, True)
    made = desk.apply("I rang", "price")
    assert not desk.decide(do="move", coding_id=made, **{name: wrong[name] for name in ("start", "end", "check")})["ok"]
    assert len(desk.project.codings()) == 1
    assert len(desk.project.codebook) == 4


def test_a_name_that_there_is_takes_the_code_that_there_is(desk: Desk) -> None:
    result = desk.done(do="create_apply", code_id=new_id(), name=" PRICE", **span("c1", "I work"))
    assert result["said"] == "Coded: price; there was such a code"
    assert desk.project.codings()["code"].tolist() == ["price"]


def test_undo_takes_the_coder_to_where_it_happened(desk: Desk) -> None:
    desk.ask("open", comment_id="c1")
    desk.apply("I work", "price")
    desk.ask("open", comment_id="c3")
    result = desk.done(do="undo")
    assert result["changes"]["goto"] == {"comment_id": "c1", "conversation_id": "t1"}
    assert result["said"] == "Taken back: coded 'price' on “I work”"
    desk.done(do="mark", comment_id="c3", mark="flagged", on=True)
    assert desk.done(do="undo")["said"].startswith("Taken back: flagged a comment of ")
    assert "goto" not in desk.done(do="apply", code_id=desk.code("price"), **span("c1", "I rang"))["changes"]
    assert desk.decide(do="redo")["error"]["said"] == "There is nothing to redo."


def test_a_decision_of_another_program_is_told_with_the_next_answer(desk: Desk, path: Path) -> None:
    with qk.open_project(path, coder="ana") as other:
        made = other.apply_code("c1", 0, 4, "price")
        other.mark_comment("c1", "flagged")
    result = desk.done(do="mark", comment_id="c3", mark="done", on=True)
    assert [one["coding_id"] for one in result["changes"]["codings"]["put"]] == [made]
    assert result["changes"]["marks"] == {"c1": ["flagged"], "c3": ["done"]}
    assert result["changes"]["queue"]["flagged"] == 1
    with qk.open_project(path, coder="ana") as other:
        other.remove_coding(made)
    assert desk.ask("open", comment_id="c1")["codings"] == []


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
    assert not desk.decide(do="move", coding_id=made, **_inside("c3", "img"))["ok"]


def test_a_full_disk_is_said_and_the_same_decision_succeeds_later(path: Path) -> None:
    project = make_project(path)
    desk = Desk(Failing(project, "apply_code"))
    first = {"event": new_id(), "do": "apply", "code_id": desk.code("price"), **span("c1", "I work")}
    second = {"event": new_id(), "do": "mark", "comment_id": "c1", "mark": "done", "on": True}
    (result,) = desk.ask("decide", decisions=[first, second])["results"]  # what follows may build on it: not tried
    assert (result["ok"], result["error"]["again"]) == (False, True)
    assert desk.ask("open")["codings"] == []
    assert [one["ok"] for one in desk.ask("decide", decisions=[first, second])["results"]] == [True, True]
    assert len(project.codings()) == 1


@pytest.mark.parametrize("verb", ["apply_code", "changes_since"])
def test_a_failure_after_the_commit_is_ok_when_it_is_sent_again(path: Path, verb: str) -> None:
    project = make_project(path)
    desk = Desk(project)
    desk.desk._bench.project = Failing(project, verb, after=True)  # type: ignore[assignment]
    decision = {"event": new_id(), "do": "apply", "code_id": desk.code("price"), **span("c1", "I work")}
    assert desk.decide(**decision)["error"]["again"]
    result = desk.done(**decision)
    assert [one["coding_id"] for one in result["changes"]["codings"]["put"]] == [decision["event"]]
    assert len(project.codings()) == 1


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


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        ({"source": "all"}, ["c1", "c3", "c4"]),
        ({"source": "filter", "value": ["outcome", "cancelled"]}, ["c3"]),
        ({"source": "filter", "value": ["outcome", None]}, ["c1", "c4"]),
        ({"source": "search", "value": "SLOT"}, ["c1", "c2"]),
        ({"source": "code", "value": "Leaving"}, ["c3"]),
        ({"source": "theme", "value": "Deliveries"}, ["c1", "c4"]),
        ({"source": "flagged", "value": ""}, ["c4"]),
    ],
)
def test_a_queue_is_built_from_what_is_asked(path: Path, asked: dict[str, Any], items: list[str]) -> None:
    project = make_project(path)
    project.add_themes(make_themes(project.study().corpus, {"Deliveries": ["c1", "c4"]}))
    desk = Desk(project)
    desk.apply("script", "price", "c3")
    desk.done(do="mark", comment_id="c4", mark="flagged", on=True)
    page = desk.ask("set_queue", **asked)
    assert [one["comment_id"] for one in page["items"]] == items
    assert (page["summary"]["n"], page["items"][0]["place"]) == (len(items), 1)


@pytest.mark.parametrize("source", ["plan", "reasons"])
def test_the_reading_plan_and_the_reasons_say_why(path: Path, source: str) -> None:
    said = make_corpus(["Fine.", "I cancelled because the slot moved.", "We left since it was too dear."])
    page = Desk(make_project(path, said=said)).ask("set_queue", source=source)
    assert {"c2", "c3"} <= {one["comment_id"] for one in page["items"]}
    assert all(one["why"] for one in page["items"])


def test_the_reading_plan_stays_as_it_is_while_it_is_read(desk: Desk, path: Path) -> None:
    first = [one["comment_id"] for one in desk.ask("set_queue", source="plan")["items"]]
    desk.apply("I work", "price")
    desk.done(do="mark", comment_id=first[0], mark="done", on=True)
    again = Desk(qk.open_project(path, coder="ana"), queue="plan").ask("queue")
    assert ([one["comment_id"] for one in again["items"]], again["summary"]["done"]) == (first, 1)


def test_an_opening_that_is_cut_says_so_and_cuts_no_word(path: Path) -> None:
    said = ["word " * 16, "word " * 17, "x" * 200, "a " + "x" * 200, "short", " \n " * 200 + "blank"]
    desk = Desk(make_project(path, said=make_corpus(said)))
    openings = [one["opening"] for one in desk.ask("queue")["items"]]
    assert openings[0] == ("word " * 16).strip()
    assert openings[1] == "word " * 15 + "…"
    assert openings[2] == "x" * 78 + " …"
    assert openings[3] == "a " + "x" * 76 + " …"
    assert openings[4] == "short"
    assert openings[5].endswith("…")
    assert max(map(len, openings)) <= 80


def test_a_bare_number_is_said_to_be_the_outcome(path: Path) -> None:
    frame = make_corpus(["Fine.", "Late."]).frame.assign(outcome=["4", "left"], channel=["111", "forum"])
    desk = Desk(make_project(path, said=qk.Corpus(frame)))
    facts = {
        turn["comment_id"]: turn["facts"] for one in ("c1", "c2") for turn in desk.ask("open", comment_id=one)["turns"]
    }
    assert facts == {"c1": ["channel 111", "outcome 4"], "c2": ["forum", "left"]}


def test_a_part_of_the_queue_can_be_seen(desk: Desk) -> None:
    desk.done(do="mark", comment_id="c3", mark="skipped", on=True)
    page = desk.ask("queue", n=1, **{"from": 1})
    (item,) = page["items"]
    assert (item["comment_id"], item["conversation_id"], item["place"], item["marks"]) == ("c3", "t2", 2, ["skipped"])
    assert len(item["opening"]) <= 80
    assert [one["comment_id"] for one in desk.ask("queue", filter="unread")["items"]] == ["c1", "c4"]
    assert [one["comment_id"] for one in desk.ask("queue", filter="skipped")["items"]] == ["c3"]
    assert "filter" in desk.ask("queue", filter="odd")["error"]["said"]


def test_a_queue_can_be_handed_over_in_many_ways(desk: Desk) -> None:
    project = desk.project

    def items(**options: Any) -> list[str]:
        return [one["comment_id"] for one in Desk(project, **options).ask("queue")["items"]]

    assert items(conversations=["t3", "t1", "t3"]) == ["c4", "c1"]
    assert items(queue=["c4", "c2"]) == ["c4", "c2"]
    assert items(queue=("search", "slot")) == ["c1", "c2"]
    assert items(queue="plan") != []
    assert items(queue=pd.DataFrame({"comment_id": ["c3", "c3", "c1"]})) == ["c3", "c1"]
    assert items(queue=qk.reading_plan(project, n=1)) != []


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"conversations": ["t9"]}, NotFoundError),
        ({"conversations": []}, ProjectError),
        ({"queue": ["c9"]}, NotFoundError),
        ({"queue": "odd"}, NotFoundError),
        ({"queue": "plan", "conversations": ["t1"]}, QualkitError),
        ({"queue": pd.DataFrame({"x": [1]})}, QualkitError),
        ({"queue": "flagged"}, ProjectError),
    ],
)
def test_what_cannot_be_read_is_refused(desk: Desk, options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        CodingDesk(desk.project, **options)


def test_a_coder_comes_back_to_where_they_left_off(desk: Desk, path: Path) -> None:
    desk.apply("I work", "price")
    desk.done(do="mark", comment_id="c3", mark="done", on=True)
    assert Desk(qk.open_project(path, coder="ana")).ask("hello", proto=2)["at"]["comment_id"] == "c3"
    assert Desk(qk.open_project(path, coder="ben")).ask("open")["at"] == "c1"
    elsewhere = Desk(qk.open_project(path, coder="ana"), conversations=["t2", "t3"], queue=None)
    assert elsewhere.ask("open")["at"] == "c3"


def test_passages_are_found_again(path: Path) -> None:
    project = make_project(path)
    project.add_themes(make_themes(project.study().corpus, {"Deliveries": ["c1"]}))
    desk = Desk(project)
    slot = desk.apply("The slot moved", "slot does not fit")
    desk.apply("I work", "price")
    desk.apply("script", "price", "c3")

    def quotes(**asked: Any) -> list[str]:
        return [one["quote"] for one in desk.ask("find", **asked)["rows"]]

    assert quotes(code_id=desk.code("Leaving")) == ["The slot moved", "I work", "script"]
    assert quotes(code_id=desk.code("Leaving"), exact=True) == []
    assert quotes(code_id=desk.code("price"), code_id_2=desk.code("slot does not fit")) == ["I work"]
    assert quotes(code_id=desk.code("price"), variable=["outcome", "cancelled"]) == ["script"]
    assert quotes(code_id=desk.code("price"), theme_id="t1") == ["I work"]
    assert quotes(theme_id="t1") == [WITH_EMOJI]
    assert quotes(text="SLOT") == ["slot", "slot"]
    assert quotes(code_id=desk.code("Leaving"), text="slot") == ["The slot moved"]
    page = desk.ask("find", n=1, after=1)
    assert (page["n"], [one["quote"] for one in page["rows"]]) == (3, ["I work"])
    (row,) = desk.ask("find", text="moved")["rows"]
    assert (row["coding_id"], row["codes"], row["before"][-9:]) == (None, [desk.code("slot does not fit")], "The slot ")
    assert desk.ask("find", code_id=desk.code("slot does not fit"))["rows"][0]["coding_id"] == slot
    for wrong in ({"code_id": "x"}, {"theme_id": "x"}, {"variable": ["x", 1]}, {"variable": "x"}, {"text": 1}):
        assert "error" in desk.ask("find", **wrong)


def test_words_are_found_where_folding_their_case_makes_them_longer(path: Path) -> None:
    desk = Desk(make_project(path, said=make_corpus(["Die STRASSE und die Straße, \ufb01x: fix"])))
    assert [one["quote"] for one in desk.ask("find", text="strasse")["rows"]] == ["STRASSE", "Straße"]
    assert [one["quote"] for one in desk.ask("find", text="fix")["rows"]] == ["\ufb01x", "fix"]


def test_tables_count_people(desk: Desk) -> None:
    desk.apply("I work", "price")
    desk.apply("The slot", "slot does not fit")
    desk.apply("script", "price", "c3")
    table = desk.ask("tables", kind="co_occurrence")
    assert [one["name"] for one in table["columns"]] == ["price", "slot does not fit"]
    assert [row["cells"] for row in table["rows"]] == [[2, 1], [1, 1]]
    cross = desk.ask("tables", kind="cross")
    assert cross["columns"] == [{"value": "cancelled", "name": "cancelled", "base": 1}]
    assert [(row["name"], row["cells"]) for row in cross["rows"]] == [("price", [1])]
    assert "error" in desk.ask("tables", kind="odd")
    chosen = {one["name"]: one["values"] for one in desk.ask("choices")["variables"]}
    assert chosen == {"channel": ["forum"], "outcome": ["cancelled"], "role": ["customer", "staff"]}


def test_without_a_coding_tables_are_empty(desk: Desk) -> None:
    assert desk.ask("tables", kind="co_occurrence")["rows"] == []
    assert desk.ask("tables", kind="cross")["rows"] == []


def test_suggestions_are_refused_while_blind_unless_they_were_asked_for(desk: Desk) -> None:
    assert "switched off" in desk.ask("suggest", on=True)["error"]["said"]
    assert desk.ask("hello", proto=2)["may_suggest"] is False
    price = desk.code("price")
    table = pd.DataFrame(
        {
            "comment_id": ["c1", "c1", "c3", "c1"],
            "start": [0, 5, 0, 90],
            "end": [4, 8, 3, 99],
            "code_id": [price, price, price, price],
            "because": ["it says so", None, "elsewhere", "outside"],
            "confidence": [0.5, float("nan"), 0.1, 0.1],
        }
    )
    allowed = Desk(desk.project, suggestions=table)
    assert allowed.ask("open", comment_id="c1")["suggestions"] == []
    first, second = allowed.ask("suggest", on=True)["suggestions"]
    assert (first["because"], first["confidence"], second["confidence"]) == ("it says so", 0.5, None)
    taken = {name: first[name] for name in ("comment_id", "start", "end", "code_id")}
    by = first["suggested_by"]
    allowed.done(do="apply", check=checksum("Well"), suggestion={"suggested_by": by}, **taken)
    allowed.done(do="reject", **{name: second[name] for name in (*taken, "suggested_by")})
    assert allowed.ask("open", comment_id="c1")["suggestions"] == []
    assert desk.project.codings()["suggested_by"].tolist() == [by]
    assert allowed.ask("suggest", on=False)["suggestions"] == []


def test_suggestions_come_from_the_coders_own_codings_and_words(path: Path) -> None:
    said = make_corpus(["The price went up.", "It is the price again."], conversation_id="t")
    with make_project(path, said=said) as project:
        project.apply_code("c1", 0, 9, "price")
    with qk.open_project(path, coder="ben") as ben:
        desk = Desk(ben, blind=False)
        desk.ask("open")
        suggested = desk.ask("suggest", on=True)["suggestions"]
        assert {one["comment_id"] for one in suggested} == {"c1", "c2"}
        assert {one["suggested_by"] for one in suggested} == {"own codings"}
        assert all(one["because"] for one in suggested)
        assert desk.ask("open")["suggestions"] == suggested


def test_what_is_suggested_can_be_read_as_a_queue_the_likeliest_first(desk: Desk) -> None:
    assert "switched off" in desk.ask("set_queue", source="suggestions")["error"]["said"]
    ids = {"price": desk.code("price"), "slot": desk.code("slot does not fit")}
    table = pd.DataFrame(
        {
            "comment_id": ["c3", "c1", "c3", "c1", "c2"],
            "start": [0, 0, 0, 90, 0],
            "end": [3, 4, 3, 99, 5],
            "code_id": [ids["price"], ids["price"], ids["slot"], ids["price"], "gone"],
        }
    )
    allowed = Desk(desk.project, suggestions=table)
    page = allowed.ask("set_queue", source="suggestions")
    assert [(one["comment_id"], one["why"]) for one in page["items"]] == [
        ("c3", "price, slot does not fit?"),
        ("c1", "price?"),
    ]
    assert page["summary"]["name"] == "suggestions"
    allowed.done(do="mark", comment_id="c3", mark="done", on=True)
    assert [one["comment_id"] for one in allowed.ask("set_queue", source="suggestions")["items"]] == ["c1"]


def test_a_moved_code_keeps_its_colour_and_a_renamed_one_is_told_of(desk: Desk) -> None:
    def book(answer: Any) -> list[tuple[str, int]]:
        return [(one["name"], one["place"]) for one in answer["codes"]]

    assert book(desk.ask("hello", proto=2)) == [
        ("Leaving", 0), ("slot does not fit", 1), ("price", 3), ("Staying", 2),
    ]  # fmt: skip
    price, slot = desk.code("price"), desk.code("slot does not fit")
    result = desk.done(do="code.revise", code_id=price, fields={}, before=slot)
    assert result["said"] == "Moved the code price"
    assert book(result["changes"]) == [("Leaving", 0), ("price", 3), ("slot does not fit", 1), ("Staying", 2)]
    result = desk.done(do="code.revise", code_id=price, fields={"name": "too dear"}, before=None)
    assert result["said"] == "Renamed price to too dear"
    assert [name for name, _ in book(result["changes"])][2] == "too dear"
    assert desk.done(do="code.revise", code_id=price, fields={"brief": "x"})["said"] == "Changed the code too dear"


def test_merging_a_code_changes_the_colour_of_no_other(desk: Desk) -> None:
    slot, staying = desk.code("slot does not fit"), desk.code("Staying")
    merged = desk.done(do="code.merge", codes=[slot], into=staying)
    places = {one["name"]: one["place"] for one in merged["changes"]["codes"]}
    assert places == {"Leaving": 0, "Staying": 2, "price": 3}
    added = desk.done(do="code.add", name="later", parent=None)
    assert {one["name"]: one["place"] for one in added["changes"]["codes"]} == {**places, "later": 4}


def test_codes_with_nearly_the_same_name_are_shown_before_one_more_is_made(desk: Desk) -> None:
    found = desk.ask("similar", name="slots do not fit")["codes"]
    assert [(one["name"], one["how"]) for one in found] == [("slot does not fit", "nearly the same spelling")]
    assert desk.ask("similar", name="kindness")["codes"] == []


def test_a_split_deals_out_own_codings_alone(desk: Desk, path: Path) -> None:
    mine = desk.apply("I work", "price")
    with qk.open_project(path, coder="ben") as ben:
        theirs = ben.apply_code("c3", 0, 4, "price")
    price = desk.code("price")
    assert not desk.decide(do="code.split", code_id=price, parts=[{"name": "x", "coding_ids": [theirs]}])["ok"]
    desk.done(do="code.split", code_id=price, parts=[{"name": "dear", "coding_ids": [mine]}])
    assert dict(zip(*(desk.project.codings()[one] for one in ("coding_id", "code")), strict=True))[mine] == "dear"


@pytest.mark.parametrize(
    "decision",
    [
        {"do": "dance"},
        {},
        {"do": "apply"},
        {"do": "apply", "comment_id": "gone", "start": 0, "end": 1, "check": "x", "code_id": "x"},
        {"do": "apply", "comment_id": "c1", "start": "0", "end": 1, "check": "x", "code_id": "x"},
        {"do": "apply", "comment_id": "c1", "start": True, "end": 1, "check": "x", "code_id": "x"},
        {"do": "move", "coding_id": "x", "start": 0, "end": 1, "check": "x"},
        {"do": "mark", "comment_id": "c1", "mark": "read", "on": True},
        {"do": "mark", "comment_id": "c1", "mark": "done", "on": 1},
        {"do": "code.revise", "code_id": "x", "fields": {}},
        {"do": "code.add", "name": "x", "fields": {"id": "y"}},
        {"do": "code.add", "name": " "},
        {"do": "undo"},
        {"do": "redo", "what": 7},
        {"event": "short", "do": "undo"},
        {"event": None, "do": "undo"},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(path: Path, decision: dict[str, Any]) -> None:
    with qk.open_project(path, coder="ben") as project:
        project.add_comments(make_corpus(["One."], comment_id="c1"))
    desk = Desk(qk.open_project(path, coder="ana"))
    before = _state(desk.project)
    result = desk.decide(**decision)
    assert (result["ok"], bool(result["error"]["said"])) == (False, True)
    assert _state(desk.project) == before


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


def test_decisions_from_several_threads_are_each_done_once(desk: Desk, path: Path) -> None:
    decisions = [
        {"event": f"{n % 20:032x}", "do": "apply", "code_id": desk.code("price"), **_at(n % 20)} for n in range(60)
    ]
    results: list[bool] = []
    threads = [threading.Thread(target=lambda one=one: results.append(desk.decide(**one)["ok"])) for one in decisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 60
    with reader(path) as other:
        assert len(other.codings()) == 20
        other.verify_journal()


def _at(n: int) -> dict[str, Any]:
    return {"comment_id": "c1", "start": n, "end": n + 2, "check": checksum(WITH_EMOJI[n : n + 2])}
