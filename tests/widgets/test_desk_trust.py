"""Two desks on one project, and a project file that is not what it was: nothing is lost, doubled, or said falsely."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import qualkit as qk
from tests.widgets.desks import Desk, make_project, new_id, span


@pytest.fixture
def two(path: Path) -> tuple[Desk, Desk]:
    """Two notebooks of one coder with the same project open."""
    desks = Desk(make_project(path)), Desk(qk.open_project(path, coder="ana"))
    for one in desks:
        one.ask("hello", proto=2)
        one.ask("open", comment_id="c1")
    return desks


def codings(path: Path) -> list[str]:
    with qk.open_project(path, coder="reader") as project:
        project.verify_journal()
        return [str(one) for one in project.codings()["coding_id"]]


def test_a_decision_that_reaches_both_is_stored_once_and_true_in_both(two: tuple[Desk, Desk], path: Path) -> None:
    one, other = two
    decision = {"event": new_id(), "do": "apply", "code_id": one.code("price"), **span("c1", "I work")}
    for desk in (one, other, one, other):
        result = desk.decide(**decision)
        assert result["ok"]
        assert [coding["coding_id"] for coding in result["changes"]["codings"]["put"]] == [decision["event"]]
    assert codings(path) == [decision["event"]]


def test_what_was_undone_in_one_is_not_done_again_by_the_other(two: tuple[Desk, Desk], path: Path) -> None:
    one, other = two
    decision = {"event": new_id(), "do": "apply", "code_id": one.code("price"), **span("c1", "I work")}
    one.done(**decision)
    one.done(do="undo", what=decision["event"])
    result = other.done(**decision)
    assert result["changes"]["codings"]["put"] == []
    assert codings(path) == []
    assert other.ask("open", comment_id="c1")["codings"] == []


def test_what_one_removed_can_be_coded_anew_in_the_other(two: tuple[Desk, Desk], path: Path) -> None:
    one, other = two
    first = one.apply("I work", "price")
    other.done(do="remove", coding_id=first)
    second = one.apply("I work", "price")
    assert second != first
    assert codings(path) == [second]


def test_what_one_coded_is_changed_in_the_other_though_it_never_looked(two: tuple[Desk, Desk], path: Path) -> None:
    one, other = two
    coding_id = one.apply("I work", "price")
    changed = other.done(do="recode", coding_id=coding_id, code_id=other.code("Staying"))
    assert changed["said"] == "Code changed to Staying"
    assert codings(path) == [coding_id]


def test_what_another_cell_or_notebook_made_is_told_with_the_next_page(two: tuple[Desk, Desk]) -> None:
    one, other = two
    other.ask("open", comment_id="c1")
    assert other.news() == {}
    one.project.add_code("made beside")
    reason = one.apply("I work", "made beside")
    assert "made beside" in {code["name"] for code in one.news()["codes"]}
    behaviour = one.apply("rang twice", "price")
    one.done(do="link", reason=reason, behaviour=behaviour)
    assert one.news() == {}  # the answers told of it
    opened, news = other.ask("open", comment_id="c1"), other.news()
    assert {coding["coding_id"] for coding in opened["codings"]} == {reason, behaviour}
    assert {code["name"]: code["n"] for code in news["codes"]}["made beside"] == 1
    assert [link["reason"] for link in news["links"]] == [reason]
    other.ask("open", comment_id="c1")
    assert other.news() == {}  # once


def test_what_was_seen_on_the_way_to_a_refusal_is_told(two: tuple[Desk, Desk]) -> None:
    one, other = two
    coded = one.apply("I work", "price")
    other.ask("open", comment_id="c1")
    other.done(do="mark", comment_id="c1", mark="flagged", on=True)
    other.done(do="memo", target="c1", text="ask her")
    other.done(do="remove", coding_id=coded)
    assert not one.decide(do="undo", what=coded)["ok"]
    news = one.news()
    assert news["codings"] == {"put": [], "drop": [coded]}
    assert news["marks"] == {"c1": ["flagged"]}
    assert news["memos"] == {"c1": ["ask her"]}
    assert {code["name"]: code["n"] for code in news["codes"]}["price"] == 0
    assert one.news() == {}


def test_a_decision_tells_of_what_was_seen_before_it_only_as_it_is_now(two: tuple[Desk, Desk]) -> None:
    one, other = two
    coded = one.apply("I work", "price")
    other.ask("open", comment_id="c1")
    other.done(do="remove", coding_id=coded)
    assert other.news() == {}
    assert one.ask("open", comment_id="c1")["codings"] == []
    again = one.apply("I work", "price")
    assert one.news()["codings"] == {"put": [], "drop": [coded]}
    assert other.ask("open", comment_id="c1")["codings"][0]["coding_id"] == again


def test_one_who_codes_blind_is_told_nothing_of_another_coder(path: Path) -> None:
    ana, ben = Desk(make_project(path)), Desk(qk.open_project(path, coder="ben"))
    ana.ask("open", comment_id="c1")
    ben.apply("I work", "price")
    ben.done(do="mark", comment_id="c1", mark="flagged", on=True)
    ana.ask("open", comment_id="c1")
    assert ana.news() == {}


def test_an_undo_that_comes_too_late_is_refused_in_the_words_it_was_about(two: tuple[Desk, Desk]) -> None:
    one, other = two
    coded = one.apply("I work", "price")
    other.done(do="undo")
    refused = one.decide(do="undo", what=coded)["error"]["said"]
    assert "“I work”" in refused
    assert "c1" not in refused


def test_a_refusal_that_another_notebook_caused_says_why(two: tuple[Desk, Desk], path: Path) -> None:
    one, other = two
    coding_id = one.apply("I work", "price")
    other.done(do="remove", coding_id=coding_id)
    result = one.decide(do="memo", target=coding_id, text="hm")
    assert not result["ok"]
    assert not result["error"].get("again")
    assert codings(path) == []


def _other_renamed(path: Path, other: Path, _older: Path) -> None:
    other.replace(path)


def _other_copied_over(path: Path, other: Path, _older: Path) -> None:
    shutil.copy(other, path)


def _older_renamed(path: Path, _other: Path, older: Path) -> None:
    older.replace(path)


def _older_copied_over(path: Path, _other: Path, older: Path) -> None:
    shutil.copy(older, path)


def _deleted(path: Path, _other: Path, _older: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("replace", [_other_renamed, _other_copied_over, _older_renamed, _older_copied_over, _deleted])
def test_nothing_is_saved_to_a_file_that_is_not_the_one_that_was_opened(
    replace: Callable[[Path, Path, Path], None], path: Path, tmp_path: Path
) -> None:
    older, other, kept = (tmp_path / f"{name}.qualkit" for name in ("older", "other", "kept"))
    make_project(path).close()
    shutil.copy(path, older)
    make_project(other).close()
    desk = Desk(qk.open_project(path, coder="ana"))
    first = desk.apply("I rang twice", "price")
    shutil.copy(path, kept)
    decision = {"event": new_id(), "do": "apply", "code_id": desk.code("price"), **span("c1", "I work")}
    replace(path, other, older)
    for _ in range(2):
        result = desk.decide(**decision)
        assert not result["ok"]
        assert result["error"]["again"]  # the browser keeps it
        assert "moved, deleted, or replaced" in result["error"]["said"]
        assert "run the cell again" in result["error"]["hint"]
    if path.exists():
        assert codings(path) == []
    # The file is back: a new kernel takes what the browser kept, once.
    shutil.copy(kept, path)
    again = Desk(qk.open_project(path, coder="ana"))
    assert again.done(**decision)["said"] == "Coded: price"
    assert codings(path) == [first, decision["event"]]


def test_another_project_at_the_same_path_is_another_to_the_browser(path: Path) -> None:
    before = Desk(make_project(path)).ask("hello", proto=2)["project"]
    path.unlink()
    assert Desk(make_project(path)).ask("hello", proto=2)["project"] != before


def test_a_copy_of_a_project_is_told_from_the_project_and_another_way_to_it_is_not(path: Path) -> None:
    make_project(path).close()
    copy, link = path.with_name("copy.qualkit"), path.with_name("link.qualkit")
    shutil.copy(path, copy)
    link.symlink_to(path)

    def told(one: Path) -> tuple[str, str]:
        hello = Desk(qk.open_project(one, coder="ana")).ask("hello", proto=2)
        return hello["project"], hello["place"]

    assert told(path)[0] == told(copy)[0]
    assert told(path)[1] != told(copy)[1]
    assert told(path) == told(link)
    assert re.fullmatch("[0-9a-f]{12}", told(path)[1])  # says nothing of where it is
