"""What decisions sent to the desk do to a project: once, whatever happens between."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qualkit as qk
from qualkit.testing import make_corpus
from qualkit.widgets.desk.wire import checksum
from qualkit.widgets.desk.workbench import Workbench
from tests.widgets.desks import TEXTS, WITH_EMOJI, Desk, Failing, inside, make_project, new_id, span


def reader(path: Path) -> qk.Project:
    """Open the file as somebody else does: what is seen there was committed."""
    return qk.open_project(path, coder="reader")


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
        {"event": new_id(), "do": "move", "coding_id": a, **inside("c1", "rang twice")},
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
