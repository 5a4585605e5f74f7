"""What the desk finds, counts and suggests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

import qualkit as qk
from qualkit.testing import make_corpus, make_themes
from qualkit.widgets.desk.wire import checksum
from tests.widgets.desks import WITH_EMOJI, Desk, make_project


def test_a_passage_of_another_coder_bears_their_name_where_it_is_found(path: Path) -> None:
    with make_project(path):
        pass
    with qk.open_project(path, coder="ben") as other:
        other.apply_code("c1", 0, 4, "price")
    desk = Desk(qk.open_project(path, coder="ana"), blind=False)
    desk.apply("Well", "price")
    rows = desk.ask("find", code_id=desk.code("price"))["rows"]
    assert sorted("coded by ben" in row["facts"] for row in rows) == [False, True]


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
