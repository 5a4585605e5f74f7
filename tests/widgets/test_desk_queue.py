"""What the desk gives to read, in which order, and where a coder goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qualkit as qk
from qualkit.errors import NotFoundError, ProjectError, QualkitError
from qualkit.testing import make_corpus, make_themes
from qualkit.widgets.desk import CodingDesk
from qualkit.widgets.desk import desk as desk_module
from tests.widgets.desks import Desk, make_project, new_id


@pytest.mark.parametrize(
    ("step", "here", "there"),
    [(1, "c1", "c3"), (-1, "c1", "c1"), (1, "c4", "c4"), (-1, "c4", "c3"), (1, "c2", "c1"), ("unread", "c4", "c1")],
)
def test_steps_go_along_the_queue_from_where_the_browser_is(desk: Desk, step: int | str, here: str, there: str) -> None:
    assert desk.ask("open", step=step, **{"from": here})["at"] == there


def test_a_step_that_arrives_twice_is_one_step(desk: Desk) -> None:
    message = {"q": new_id(), "k": "open", "step": 1}
    assert [desk.send(message)["at"] for _ in range(3)] == ["c3", "c3", "c3"]


def test_a_queue_that_arrives_twice_is_built_once_and_does_not_come_back_over_a_later_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    build = desk_module.queue_asked

    def counting(bench: Any, source: str, value: object) -> Any:
        built.append(source)
        return build(bench, source, value)

    monkeypatch.setattr(desk_module, "queue_asked", counting)
    asked = {"q": new_id(), "k": "set_queue", "source": "search", "value": "slot"}
    first = desk.send(asked)
    desk.ask("set_queue", source="all")
    assert desk.send(asked) == first
    assert built == ["search", "all"]
    assert desk.ask("queue")["summary"]["n"] == 3


def test_next_unread_says_so_when_all_are_read(desk: Desk) -> None:
    for comment_id in ("c1", "c3", "c4"):
        desk.done(do="mark", comment_id=comment_id, mark="done", on=True)
    assert "done or skipped" in desk.ask("open", step="unread")["error"]["said"]


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
