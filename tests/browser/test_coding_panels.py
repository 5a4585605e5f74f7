"""The panels of the coding view: codes, queue, suggestions, passages found again; in a real browser, over a desk in the page."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import qualkit

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
WIDGETS = Path(os.environ.get("QUALKIT_CODER") or Path(qualkit.__file__).parent / "widgets")
AXE = Path(os.environ.get("QUALKIT_AXE") or "build/npm/node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DARK = "--jp-layout-color1:#111;--jp-content-font-color0:#fff;background:#111"

TEXT = "I rang twice \U0001f44d\U0001f3fd. The slot moved to 'some time'. I work, and fifty pounds is my week."
OTHER = "Fifty pounds! And the slot moved again."
HOSTILE = "<img src=x onerror='window.hacked = 1'>"


def _turn(comment_id: str, who: str, text: str, *facts: str) -> dict[str, Any]:
    made = {"comment_id": comment_id, "depth": 0, "who": who, "role": "customer", "when": "3 May 2025"}
    return {**made, "facts": list(facts), "prompt": "", "text": text}


def _code(code_id: str, name: str, place: int, parent: str | None = None, **fields: Any) -> dict[str, Any]:
    texts = dict.fromkeys(("brief", "definition", "when_to_use", "when_not_to_use", "example"), "")
    made = {"code_id": code_id, "name": name, "parent": parent, "depth": 1 if parent else 0, "place": place}
    return {**made, **texts, "retired": False, "n": 0, "aliases": [], **fields}


def _coding(coding_id: str, comment_id: str, text: str, words: str, code_id: str) -> dict[str, Any]:
    start = text.index(words)
    made = {"coding_id": coding_id, "comment_id": comment_id, "start": start, "end": start + len(words)}
    return {**made, "code_id": code_id, "memo": "", "created": "", "suggested_by": ""}


def _suggestion(words: str, code_id: str, because: str, confidence: float | None = None) -> dict[str, Any]:
    start = TEXT.index(words)
    made = {"comment_id": "c1", "start": start, "end": start + len(words), "code_id": code_id}
    return {**made, "suggested_by": "own codings", "because": because, "confidence": confidence}


def _project(**changes: Any) -> dict[str, Any]:
    codes = [
        _code("k0", "Leaving", 0, definition="Why somebody goes."),
        _code("k1", "slot does not fit", 1, "k0", definition="The delivery comes when nobody is in."),
        _code("k2", "price", 2, "k0", aliases=["too dear"]),
        _code("k3", HOSTILE, 3),
        _code("k4", "old idea", 4, retired=True),
    ]
    return {
        "conversations": {
            "v1": [_turn("c1", "Heron-41", TEXT, "forum", "cancelled")],
            "v2": [_turn("c2", "Wren-07", OTHER, "survey", "stayed")],
            "v3": [_turn("c3", "Owl-11", HOSTILE, "survey", "stayed")],
        },
        "codes": codes,
        "codings": [
            _coding("a", "c2", OTHER, "the slot moved again", "k1"),
            _coding("b", "c2", OTHER, "Fifty pounds!", "k2"),
            _coding("d", "c3", HOSTILE, "onerror", "k2"),
        ],
        "suggestions": [
            _suggestion("The slot moved to 'some time'.", "k1", "Like what has this code: “the slot moved again”", 0.7),
            _suggestion("fifty pounds is my week.", "k2", f"Like what has this code: “{HOSTILE}”"),
        ],
        "themes": [{"theme_id": "t1", "label": "delivery"}],
        "variables": [{"name": "outcome", "values": ["cancelled", "stayed"]}],
        "why": "voice not heard yet (forum)",
        **changes,
    }


@dataclass
class View:
    """The coding view on a page, and the desk that answers it."""

    page: Any
    errors: list[str]

    @property
    def root(self) -> Any:
        return self.page.locator(".qk-coder")

    def decisions(self) -> list[dict[str, Any]]:
        """What was decided, as it was sent."""
        found: list[dict[str, Any]] = self.page.evaluate("window.desk.log.decisions")
        return found

    def wait_for_decisions(self, n: int) -> list[dict[str, Any]]:
        self.page.wait_for_function("n => window.desk.log.decisions.length >= n", arg=n)
        return self.decisions()

    def codings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate("window.desk.now.codings")
        return found

    def keys(self, *keys: str) -> None:
        """Press keys in the reader."""
        self.page.locator(".qk-sink").focus()
        for key in keys:
            self.page.keyboard.press(key)

    def suggestions(self) -> None:
        """Switch them on, and wait until they are there."""
        self.keys("g", "s")
        self.root.locator(".qk-suggestion").first.wait_for()

    def row(self, code_id: str) -> Any:
        return self.root.locator(f"[role=treeitem][data-code='{code_id}']")

    def said(self, words: str) -> None:
        """Wait until the view says this."""
        self.root.locator(".qk-said", has_text=words).wait_for()

    def names(self) -> list[str]:
        """The codes of the tree, from the top."""
        found: list[str] = self.root.locator("[role=treeitem] .qk-name").all_inner_texts()
        return found

    def until_names(self, names: list[str]) -> None:
        """Wait until these are the codes of the tree: it is drawn after the words."""
        shown = "[...document.querySelectorAll('[role=treeitem] .qk-name')].map(one => one.textContent)"
        self.page.wait_for_function(f"names => names.join() === {shown}.join()", arg=names)


@pytest.fixture(scope="module")
def browser_page(report_browser: Any) -> Iterator[Any]:
    page = report_browser.new_page(viewport={"width": 1200, "height": 720})
    page.set_default_timeout(5_000)
    yield page
    page.close()


@pytest.fixture
def show(browser_page: Any) -> Iterator[Callable[..., View]]:
    """Give a function that shows the view of a project on an empty page."""
    errors: list[str] = []
    browser_page.on("pageerror", lambda error: errors.append(str(error)))
    desks = [(HERE / name).read_text(encoding="utf-8") for name in ("fake_desk.js", "panel_desk.js")]
    desk = "\n".join(desks).replace("export function", "function") + "\nwindow.panelDesk = panelDesk;"

    def shown(project: dict[str, Any] | None = None, *, dark: bool = False, width: int = 1200) -> View:
        page = browser_page
        page.set_viewport_size({"width": width, "height": 720})
        style = DARK if dark else "background:#fff"
        page.set_content(
            f"<!doctype html><html lang='en'><title>Coding</title><body data-jp-theme-light='{str(not dark).lower()}' "
            f"style='{style}'><main id='here'></main></body></html>"
        )
        page.add_style_tag(content=(WIDGETS / "coder.css").read_text(encoding="utf-8"))
        page.add_script_tag(content=desk, type="module")
        page.wait_for_function("typeof window.panelDesk === 'function'")
        page.evaluate(
            """async ([code, project]) => {
                const module = await import(URL.createObjectURL(new Blob([code], {type: "text/javascript"})));
                window.desk = window.panelDesk(project);
                const {signal} = new AbortController();
                module.default.render({model: window.desk, el: document.getElementById("here"), signal});
            }""",
            [(WIDGETS / "coder.js").read_text(encoding="utf-8"), project or _project()],
        )
        page.locator(".qk-piece").first.wait_for()
        return View(page, errors)

    yield shown
    assert errors == []


def test_the_tree_says_what_a_screen_reader_needs(show: Callable[..., View]) -> None:
    view = show()
    row = view.row("k1")
    row.wait_for()
    assert row.get_attribute("aria-level") == "2"
    assert row.get_attribute("aria-posinset") == "1"
    assert row.get_attribute("aria-setsize") == "2"
    view.root.get_by_role("treeitem", name="slot does not fit 1 coding", exact=True).wait_for()
    assert view.row("k0").get_attribute("aria-expanded") == "true"
    assert view.names() == ["Leaving", "slot does not fit", "price", HOSTILE]
    assert view.page.evaluate("window.hacked") is None


def test_arrows_letters_and_folding_move_through_the_tree(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "c")
    active = view.root.locator("[role=treeitem]:focus")
    view.page.keyboard.press("p")
    assert active.get_attribute("data-code") == "k2"
    view.page.keyboard.press("ArrowLeft")
    assert active.get_attribute("data-code") == "k0"
    view.page.keyboard.press("ArrowLeft")
    assert view.names() == ["Leaving", HOSTILE]
    view.page.keyboard.press("ArrowRight")
    assert view.names() == ["Leaving", "slot does not fit", "price", HOSTILE]
    view.page.keyboard.press("Escape")
    assert view.page.evaluate("document.activeElement.className") == "qk-sink"
    assert view.decisions() == []


def test_search_finds_a_code_by_its_former_name_and_keeps_the_one_above(show: Callable[..., View]) -> None:
    view = show()
    search = view.root.get_by_placeholder("Search codes")
    search.fill("too dear")
    assert view.names() == ["Leaving", "price"]
    search.press("Escape")
    assert len(view.names()) == 4
    search.fill("nothing like it")
    view.root.locator(".qk-codebook .qk-hint", has_text="No code is called").wait_for()


def test_clicking_a_code_gives_it_to_the_selected_words_and_else_only_shows_it(show: Callable[..., View]) -> None:
    view = show()
    view.row("k1").click()
    view.root.locator(".qk-card", has_text="nobody is in").wait_for()
    assert view.decisions() == []
    view.keys("Shift+End")
    view.row("k2").click()
    (decision,) = view.wait_for_decisions(1)
    assert (decision["do"], decision["code_id"], decision["start"]) == ("apply", "k2", 0)


def test_the_code_at_the_caret_says_what_it_means_beside_the_words(show: Callable[..., View]) -> None:
    view = show()
    view.keys("n")
    view.root.locator(".qk-piece", has_text="Fifty pounds!").wait_for()
    view.root.locator(".qk-card .qk-definition-name", has_text="price").wait_for()
    view.keys("j")
    view.root.locator(".qk-card", has_text="nobody is in").wait_for()
    assert view.row("k1").get_attribute("aria-selected") == "true"
    assert view.page.evaluate("document.activeElement.className") == "qk-sink"
    view.row("k1").click()
    view.said("have the code “slot does not fit” already")
    assert view.page.evaluate("document.activeElement.className") == "qk-sink"
    assert view.decisions() == []


def test_enter_after_a_search_gives_what_was_found_not_what_stands_above_it(show: Callable[..., View]) -> None:
    view = show()
    view.row("k0").click()
    view.keys("Shift+End")
    search = view.root.get_by_placeholder("Search codes")
    search.fill("too dear")
    search.press("Enter")
    (decision,) = view.wait_for_decisions(1)
    assert decision["code_id"] == "k2"


def test_words_behind_another_panel_are_not_coded(show: Callable[..., View]) -> None:
    view = show()
    view.keys("Shift+End", "g", "f")
    view.row("k2").click()
    view.root.locator(".qk-card .qk-definition-name", has_text="price").wait_for()
    assert view.decisions() == []


def test_a_code_is_written_with_its_six_fields(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "n")
    form = view.root.locator(".qk-form")
    for label in ("Name", "In short", "Definition", "Use it when", "Not when", "Example"):
        form.get_by_label(label, exact=True).fill(f"my {label.lower()}")
    form.get_by_label("Below").select_option("k0")
    form.get_by_label("Example").press("Control+Enter")
    (decision,) = view.wait_for_decisions(1)
    fields = {"brief", "definition", "when_to_use", "when_not_to_use", "example"}
    assert (decision["do"], decision["name"], decision["parent"]) == ("code.add", "my name", "k0")
    assert set(decision["fields"]) == fields
    view.row(decision["event"]).wait_for()


def test_a_name_that_is_taken_is_refused_and_a_draft_is_kept(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "n")
    name = view.root.locator(".qk-form").get_by_label("Name", exact=True)
    name.fill("PRICE ")
    name.press("Enter")
    view.said("already")
    name.press("Escape")
    view.keys("g", "n")
    assert name.input_value() == "PRICE"
    assert view.decisions() == []


def test_a_name_that_is_nearly_that_of_another_code_is_pointed_out_before_it_is_taken(
    show: Callable[..., View],
) -> None:
    view = show()
    view.keys("g", "n")
    name = view.root.locator(".qk-form").get_by_label("Name", exact=True)
    name.fill("Prices")
    name.press("Enter")
    view.said("nearly the same as “price”")
    assert view.decisions() == []
    name.press("Enter")
    assert view.wait_for_decisions(1)[0]["name"] == "Prices"
    view.row("k0").press("F2")
    name.fill("too-dear")  # price was called so once
    name.press("Enter")
    view.said("nearly the same as “price”")
    name.press("Escape")
    assert len(view.decisions()) == 1


def test_a_name_that_differs_by_an_accent_alone_can_be_made_in_the_palette(show: Callable[..., View]) -> None:
    view = show()
    view.keys("a", "Enter")
    view.page.keyboard.type("Pricé")
    view.root.get_by_role("option", name="Create “Pricé” nearly the same as “price”").wait_for()
    view.page.keyboard.press("Control+Enter")
    assert view.wait_for_decisions(1)[0]["name"] == "Pricé"


def test_a_new_code_has_the_focus_and_a_row_that_stays_is_not_read_out_again(show: Callable[..., View]) -> None:
    view = show()
    view.page.evaluate(
        "() => { window.rows = []; addEventListener('focusin', ({ target }) => rows.push(target.dataset.code)); }"
    )
    view.keys("g", "n")
    view.page.keyboard.type("weather")
    view.page.keyboard.press("Enter")
    (decision,) = view.wait_for_decisions(1)
    view.root.locator(".qk-safety[data-safety=saved]").wait_for()
    assert view.page.evaluate("document.activeElement.dataset.code") == decision["event"]
    view.page.evaluate("() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done))))")
    assert view.page.evaluate("rows").count(decision["event"]) == 1


def test_the_queue_stays_until_what_is_asked_for_instead_is_there(show: Callable[..., View]) -> None:
    view = show()
    view.root.locator(".qk-queue-row", has_text="Heron-41").wait_for()
    view.page.evaluate(
        """() => {
            const { send } = desk;
            desk.send = (message) => (message.k === "set_queue" ? (desk.held = message) : send.call(desk, message));
            desk.go = () => send.call(desk, desk.held);
        }"""
    )
    view.root.get_by_label("What to read").select_option("flagged")
    view.page.wait_for_function("desk.held")
    assert "Heron-41" in view.root.locator(".qk-queue-inner").inner_text()
    view.page.evaluate("desk.go()")
    view.root.locator(".qk-empty", has_text="Nothing is flagged").wait_for()


def test_only_what_changed_of_a_code_is_sent(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "c")
    view.page.keyboard.press("s")
    view.page.keyboard.press("Enter")
    form = view.root.locator(".qk-form")
    form.get_by_label("Use it when").fill("A missed hour.")
    form.get_by_role("button", name="Save").click()
    (decision,) = view.wait_for_decisions(1)
    assert decision["fields"] == {"when_to_use": "A missed hour."}
    view.page.keyboard.press("F2")
    view.root.locator(".qk-form").get_by_label("Name", exact=True).fill("no one at home")
    view.page.keyboard.press("Enter")
    assert view.wait_for_decisions(2)[1]["fields"] == {"name": "no one at home"}
    view.root.locator("[role=treeitem]", has_text="no one at home").wait_for()


def test_a_code_moves_by_keys_and_by_dragging_but_never_below_itself(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "c")
    view.page.keyboard.press("p")
    view.page.keyboard.press("Alt+ArrowRight")
    assert view.wait_for_decisions(1)[0]["parent"] == "k1"
    view.page.wait_for_function("document.querySelector('[data-code=k2]').ariaLevel === '3'")
    view.row("k3").drag_to(view.row("k0"))
    assert view.wait_for_decisions(2)[1] | {"event": ""} == {
        "event": "",
        "do": "code.revise",
        "code_id": "k3",
        "fields": {},
        "parent": "k0",
    }
    view.row("k0").drag_to(view.row("k2"))
    view.said("cannot stand below itself")
    assert len(view.decisions()) == 2


def test_codes_change_places_by_keys_and_by_dragging_between_them(show: Callable[..., View]) -> None:
    view = show()
    view.until_names(["Leaving", "slot does not fit", "price", HOSTILE])
    view.keys("Shift+End", "g", "c")  # words are selected: codes can be dragged all the same
    view.page.keyboard.press("p")
    for key in ("Alt+ArrowDown", "Alt+ArrowUp", "Alt+ArrowUp"):  # there is nothing below it, and then nothing above
        view.page.keyboard.press(key)
    view.until_names(["Leaving", "price", "slot does not fit", HOSTILE])
    (decision,) = view.wait_for_decisions(1)
    assert (decision["parent"], decision["before"]) == ("k0", "k1")
    low = {"x": 60, "y": 22}
    view.row("k3").drag_to(view.row("k2"), target_position=low)
    view.until_names(["Leaving", "price", HOSTILE, "slot does not fit"])
    view.row("k2").drag_to(view.row("k1"), target_position=low)
    view.until_names(["Leaving", HOSTILE, "slot does not fit", "price"])
    last = view.wait_for_decisions(3)
    assert [(one["do"], one["before"]) for one in last[1:]] == [("code.revise", "k1"), ("code.revise", None)]
    assert [one["name"] for one in view.page.evaluate("window.desk.now.codes")][:4] == view.names()


def test_codes_are_merged_only_into_one_that_was_chosen(show: Callable[..., View]) -> None:
    view = show()
    view.row("k2").click()
    view.root.get_by_role("button", name="Merge “price”").click()
    form = view.root.locator(".qk-form")
    form.get_by_role("button", name="Merge").click()
    view.said("Choose the code that is kept")
    form.get_by_label("Into").select_option("k1")
    form.get_by_text("stays as a former name").wait_for()
    form.get_by_role("button", name="Merge").click()
    (decision,) = view.wait_for_decisions(1)
    assert (decision["codes"], decision["into"]) == (["k2"], "k1")
    view.root.locator("[role=treeitem]", has_text="price").wait_for(state="detached")


def test_a_code_is_split_passage_by_passage(show: Callable[..., View]) -> None:
    view = show()
    view.row("k2").click()
    view.root.get_by_role("button", name="Split “price”").click()
    form = view.root.locator(".qk-form")
    form.locator("q").nth(1).wait_for()
    assert form.locator("q").all_inner_texts() == ["Fifty pounds!", "onerror"]
    form.get_by_role("button", name="Split").click()
    view.said("at least one passage")
    form.get_by_label("New code 1").fill("the rise")
    form.locator("select").first.focus()
    view.page.keyboard.press("1")
    view.page.keyboard.press("3")  # one code more than there was a name for
    form.get_by_label("New code 3").fill("markup")
    view.page.keyboard.press("Escape")
    view.root.get_by_role("button", name="Split “price”").click()
    form.locator("q").nth(1).wait_for()
    assert [one.input_value() for one in form.locator("select").all()] == ["1", "3"]
    form.get_by_role("button", name="Split").click()
    (decision,) = view.wait_for_decisions(1)
    assert decision["parts"] == [{"name": "the rise", "coding_ids": ["b"]}, {"name": "markup", "coding_ids": ["d"]}]


def test_a_retired_code_is_out_of_the_way_and_can_be_used_again(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "c")
    view.page.keyboard.press("p")
    view.page.keyboard.press("Delete")
    assert view.wait_for_decisions(1)[0] | {"event": ""} == {
        "event": "",
        "do": "code.retire",
        "code_id": "k2",
        "on": True,
    }
    view.row("k2").wait_for(state="detached")
    view.root.get_by_label("Show retired (2)").check()
    view.row("k2").click()
    view.root.get_by_role("button", name="Use again “price”").click()
    assert view.wait_for_decisions(2)[1]["on"] is False


def test_a_button_that_retires_a_code_leaves_the_focus_in_the_view(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "c")
    view.root.get_by_role("button", name="Retire “Leaving”").click()
    view.wait_for_decisions(1)
    view.root.locator(".qk-safety[data-safety=saved]").wait_for()
    view.said("its codings stay")
    assert view.page.evaluate("document.activeElement.closest('.qk-coder') !== null")


def test_three_hundred_codes_are_drawn_and_the_words_are_painted_before_them(show: Callable[..., View]) -> None:
    codes = [_code(f"m{n}", f"code {n}", n) for n in range(300)]
    view = show(_project(codes=codes, codings=[], suggestions=[]))
    assert view.root.locator("[role=treeitem]").count() == 300
    view.keys("Shift+End", "g", "c")
    view.page.keyboard.press("End")
    assert view.root.locator("[role=treeitem]:focus").get_attribute("data-code") == "m299"


def test_a_queue_of_fifty_thousand_keeps_few_rows_and_few_pages(show: Callable[..., View]) -> None:
    view = show(_project(long=50_000))
    rows = view.root.locator(".qk-queue-row")
    view.root.locator(".qk-progress", has_text="0 of 50,003 done").wait_for()
    assert rows.count() < 40
    view.page.evaluate("document.querySelector('.qk-queue-list').scrollTop = 46 * 30000")
    view.root.locator(".qk-queue-row", has_text="Comment number 30000").wait_for()
    assert rows.count() < 40
    asked = view.page.evaluate("window.desk.log.messages.filter(one => one.k === 'queue').length")
    assert asked <= 4
    view.root.locator(".qk-queue-list").focus()
    view.page.keyboard.press("End")
    view.root.locator(".qk-queue-row[aria-selected=true][aria-posinset='50003']").wait_for()


def test_the_queue_shows_where_one_is_and_why_and_opens_with_enter(show: Callable[..., View]) -> None:
    view = show()
    view.root.locator(".qk-queue-row[aria-current=true]", has_text="Heron-41").wait_for()
    view.root.locator(".qk-why", has_text="voice not heard yet").wait_for()
    view.keys("g", "q")
    view.page.keyboard.press("ArrowDown")
    view.page.keyboard.press("Enter")
    view.root.locator(".qk-piece", has_text="Fifty pounds!").wait_for()
    view.root.locator(".qk-queue-row[aria-current=true]", has_text="Wren-07").wait_for()
    assert view.page.evaluate("document.activeElement.className") == "qk-sink"


def test_marks_count_in_the_queue_at_once(show: Callable[..., View]) -> None:
    view = show()
    view.root.locator(".qk-queue").get_by_role("button", name="Flag").click()
    view.root.locator(".qk-progress", has_text="1 flagged").wait_for()
    view.root.locator(".qk-queue-row [data-mark=flagged]").wait_for()
    view.keys("Space")
    view.root.locator(".qk-progress", has_text="1 of 3 done").wait_for()


def test_the_queue_can_be_a_search(show: Callable[..., View]) -> None:
    view = show()
    view.root.get_by_label("What to read").select_option("search")
    words = view.root.get_by_label("Words to search for")
    words.fill("pounds!")
    words.press("Enter")
    view.said("1 comment: search: pounds!")
    view.root.locator(".qk-piece", has_text="Fifty pounds!").wait_for()
    view.root.get_by_label("What to read").select_option("flagged")
    view.root.locator(".qk-queue .qk-empty", has_text="Nothing is flagged").wait_for()
    assert view.root.locator(".qk-where").inner_text().startswith("outside of the queue")


def test_a_project_without_themes_says_how_there_come_to_be_some(show: Callable[..., View]) -> None:
    view = show(_project(themes=[]))
    view.root.get_by_label("What to read").select_option("theme")
    view.said("project.add_themes(…) in a cell adds them")


def test_what_saves_a_form_is_always_in_sight(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "n")
    add = view.root.get_by_role("button", name="Add the code")
    card, button = view.root.locator(".qk-card").bounding_box(), add.bounding_box()
    assert button["y"] + button["height"] <= card["y"] + card["height"]


def test_a_first_page_that_is_shorter_than_asked_for_leaves_no_row_empty(show: Callable[..., View]) -> None:
    view = show(_project(long=300))
    view.root.get_by_label("What to read").select_option("all")
    view.said("303 comments: all")
    view.page.evaluate("document.querySelector('.qk-queue-list').scrollTop = 46 * 70")
    view.root.locator(".qk-queue-row", has_text="Comment number 70").wait_for()


def test_suggestions_are_off_until_asked_for_and_look_like_questions(show: Callable[..., View]) -> None:
    view = show()
    assert view.root.locator(".qk-suggestion").count() == 0
    view.keys("y")
    assert view.decisions() == []
    view.suggestions()
    assert view.root.locator(".qk-suggested").all_inner_texts() == ["?\nslot does not fit", "?\nprice"]
    assert view.root.locator(".qk-coding").count() == 0
    view.root.locator(".qk-because", has_text="about 70 in 100 such were right").wait_for()
    assert view.page.evaluate("window.hacked") is None


def test_a_suggestion_is_accepted_only_after_it_was_shown(show: Callable[..., View]) -> None:
    view = show()
    view.suggestions()
    press = "document.querySelector('.qk-sink').dispatchEvent(new KeyboardEvent('keydown', {key: 'y', bubbles: true}))"
    view.page.evaluate(f"{{ {press}; {press} }}")  # the first shows it; the second comes too soon to have been read
    view.said("Read it first")
    assert view.decisions() == []
    view.page.wait_for_function(f"{press}, window.desk.log.decisions.length", polling=100)
    decision = view.decisions()[0]
    start = TEXT.index("The slot")
    assert (decision["do"], decision["start"], decision["code_id"]) == ("apply", start, "k1")
    assert decision["suggestion"] == {"suggested_by": "own codings"}
    view.root.locator(".qk-suggestion[aria-current=true]", has_text="price").wait_for()
    assert [one["suggested_by"] for one in view.codings() if one["comment_id"] == "c1"] == ["own codings"]


def test_what_is_suggested_anywhere_is_a_queue_that_one_key_goes_through(show: Callable[..., View]) -> None:
    view = show()
    view.root.get_by_label("What to read").select_option("suggestions")
    view.root.locator(".qk-suggestion").first.wait_for()
    view.said("3 comments: suggestions")
    for name in ("slot does not fit", "price"):
        view.keys("o")
        view.root.locator(".qk-suggestion[aria-current=true]", has_text=name).wait_for()
    view.keys("o")
    view.root.locator(".qk-piece", has_text="Fifty pounds!").wait_for()
    view.root.get_by_label("What to read").select_option("given")
    view.root.locator(".qk-piece", has_text="I rang twice").wait_for()


def test_a_suggestion_is_rejected_by_one_key_and_does_not_come_back(show: Callable[..., View]) -> None:
    view = show()
    view.suggestions()
    view.keys("o", "r")
    decision = view.wait_for_decisions(1)[0]
    assert (decision["do"], decision["code_id"], decision["suggested_by"]) == ("reject", "k1", "own codings")
    view.root.locator(".qk-suggestion[aria-current=true]", has_text="price").wait_for()
    view.keys("r")
    view.wait_for_decisions(2)
    view.root.locator(".qk-suggestion").first.wait_for(state="detached")


def test_an_edited_suggestion_is_answered_by_what_was_given_instead(show: Callable[..., View]) -> None:
    view = show()
    view.suggestions()
    view.keys("o", "e")
    palette = view.root.locator(".qk-palette")
    palette.wait_for()
    palette.get_by_role("combobox").fill("price")
    view.page.keyboard.press("Enter")
    applied, rejected = view.wait_for_decisions(2)[:2]
    assert (applied["do"], applied["code_id"]) == ("apply", "k2")
    assert "suggestion" not in applied
    assert (rejected["do"], rejected["code_id"]) == ("reject", "k1")


def test_passages_are_found_by_code_and_words_and_open_their_conversation(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "f")
    find = view.root.locator(".qk-find")
    find.locator("select").first.select_option("k2")
    find.locator("[role=status]", has_text="2 passages").wait_for()
    assert find.locator("mark").all_inner_texts() == ["Fifty pounds!", "onerror"]
    find.get_by_label("Words in the passage").fill("slot")
    find.locator("[role=status]", has_text="1 passage").wait_for()
    find.get_by_role("button", name="Open the conversation").press("Enter")
    view.root.locator(".qk-piece", has_text="Fifty pounds!").wait_for()
    view.root.locator("[aria-current=true].qk-coding", has_text="price").wait_for()
    assert view.page.evaluate("window.hacked") is None


def test_cells_of_the_tables_lead_to_their_passages(show: Callable[..., View]) -> None:
    view = show()
    view.keys("g", "t")
    find = view.root.locator(".qk-find")
    find.get_by_role("button", name="1 person: slot does not fit, price").click()
    find.locator("mark", has_text="the slot moved again").wait_for()
    find.get_by_role("button", name="Take away: with “price”").click()
    view.page.keyboard.press("Escape")
    view.keys("g", "o")
    find.locator("tbody tr.qk-base", has_text="all people").wait_for()
    strongest = find.get_by_role("button", name="2 of 2 people: price, stayed")
    assert "--qk-share: 100%" in strongest.locator("..").get_attribute("style")
    strongest.click()
    find.locator("[role=status]", has_text="2 passages").wait_for()
    last = view.page.evaluate("window.desk.log.messages.filter(one => one.k === 'find').at(-1)")
    assert last["variable"] == ["outcome", "stayed"]
    assert last["exact"] is True


def test_letters_typed_into_a_panel_stay_there(show: Callable[..., View]) -> None:
    view = show()
    view.root.get_by_placeholder("Search codes").press_sequentially("xsu dr ")
    view.keys("g", "f")
    view.page.keyboard.type("xsu ")
    assert view.decisions() == []


def test_the_page_of_keys_says_what_the_help_sheet_says(show: Callable[..., View]) -> None:
    spec = importlib.util.spec_from_file_location("build_keys", DOCS / "build_keys.py")
    assert spec is not None
    assert spec.loader is not None
    keys = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(keys)
    fresh = keys.tables(keys.read_view(show().page))
    assert "| `g`, then `c` |" in fresh
    assert keys.between(keys.PAGE.read_text(encoding="utf-8")) == fresh, "run python docs/build_keys.py"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("state", ["codes", "form", "suggestions", "find", "tables"])
def test_axe_finds_nothing_serious(show: Callable[..., View], state: str, dark: bool) -> None:
    assert AXE.exists(), "axe-core is missing: run `make test`, which fetches it, or name its axe.min.js in QUALKIT_AXE"
    view = show(dark=dark)
    keys = {
        "codes": ("g", "c"),
        "form": ("g", "n"),
        "suggestions": (),
        "find": ("g", "f"),
        "tables": ("g", "o"),
    }
    view.keys(*keys[state])
    if state == "suggestions":
        view.suggestions()
        view.keys("o")
        view.root.locator(".qk-suggestion[aria-current=true]").wait_for()
    if state == "find":
        view.root.locator(".qk-find select").first.select_option("k2")
        view.root.locator("mark").first.wait_for()
    if state == "tables":
        view.root.locator(".qk-grid").wait_for()
    view.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = view.page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", RULES)
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in serious] == []
