"""Everything from the keyboard: the palette, codings, links, marks, the help sheet, and keys of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.coding_page import CodingPage, coding_page, make_code, make_coding, make_turn, serious

__all__ = ["coding_page"]  # a fixture
pytestmark = pytest.mark.slow

TEXT = "I rang twice. The slot moved from Tuesday to 'some time'. So I cancelled."
CODES = [
    make_code(0, "Leaving", definition="Why somebody goes."),
    make_code(
        1, "slot does not fit", "k0", brief="Nobody in", when_not_to_use="it is late", aliases=["delivery window"]
    ),
    make_code(2, "price", "k0"),
    make_code(3, "cancelled", "k0"),
    make_code(4, "old ways", retired=True),
]
TALK = {
    "t1": [make_turn("c0", TEXT), make_turn("c1", "Which slot?", who="Staff", depth=1)],
    "t2": [make_turn("c2", "Too dear for me.", prompt="Why did you leave?")],
}
SLOT = make_coding(1, "c0", 14, 28, "k1")
CANCELLED = make_coding(2, "c0", 58, 72, "k3")


@pytest.fixture
def view(coding_page: Callable[..., CodingPage]) -> CodingPage:
    """Open the view on a conversation with two codings."""
    one = coding_page(TALK, codes=CODES, codings=[SLOT, CANCELLED], recent=["k2"])
    one.focus()
    return one


def _options(view: CodingPage) -> list[str]:
    return list(view.page.locator(".qk-palette .qk-option .qk-name").all_inner_texts())


def _after(view: CodingPage) -> list[tuple[str, str]]:
    view.until_saved()
    return [(one["code_id"], TEXT[one["start"] : one["end"]]) for one in view.codings() if one["comment_id"] == "c0"]


def test_steps_select_words_sentences_lines_and_the_comment(view: CodingPage) -> None:
    view.press("Control+Shift+ArrowRight", "Control+Shift+ArrowRight")
    assert view.selected() == "I rang"
    view.press("]", "Shift+ArrowRight")
    assert view.selected() == "rang "  # the other end went on by a word, and the caret's end by a character
    view.press("Escape", ".", ">")
    assert view.selected() == "The slot moved from Tuesday to 'some time'."
    view.press("{", "Control+Shift+ArrowLeft")
    assert view.selected().startswith("twice. The slot")
    view.press("a")
    assert view.selected() == "I rang twice."
    view.press("a")
    assert view.selected() == TEXT
    view.press("Control+Home", "ArrowRight", "ArrowRight", "ArrowRight", *["Shift+ArrowRight"] * 6)
    assert view.selected() == "ang tw"
    view.press("a")
    assert view.selected() == "rang twice"  # words that are cut, in full first
    view.press("a")
    assert view.selected() == "I rang twice."
    view.press("PageDown", "Shift+End")
    assert view.selected() == "Which slot?"
    view.press("ArrowUp", "Shift+Home")
    assert view.selected() in TEXT


def test_the_palette_finds_by_name_alias_path_and_letters(view: CodingPage) -> None:
    view.press("Control+Shift+ArrowRight", "Enter")
    assert _options(view) == ["Leaving", "slot does not fit", "price", "cancelled"]  # not the retired one
    likely = {"fit": "slot does not fit", "window": "slot does not fit", "leav pri": "price", "cncl": "cancelled"}
    for typed, first in likely.items():
        view.page.locator(".qk-palette input").fill(typed)
        assert _options(view)[0] == first, typed
    view.page.locator(".qk-palette input").fill("slot")
    assert "it is late" in view.page.inner_text(".qk-about")  # its rule
    view.press("Enter")
    assert _after(view)[-1] == ("k1", "I")


def test_enter_in_an_empty_palette_gives_no_code(view: CodingPage) -> None:
    view.press("Control+Shift+ArrowRight", "Enter", "Enter", "Escape")
    assert len(_after(view)) == 2
    assert view.page.evaluate("document.activeElement.className") == "qk-sink"


def test_several_codes_on_a_passage_and_none_of_them_twice(view: CodingPage) -> None:
    view.press("Control+Shift+ArrowRight", "1", "1", "Enter")
    assert view.page.locator(".qk-palette").is_visible()
    view.type("leav")
    view.press("Shift+Enter")
    view.type("cancel")
    view.press("Enter")
    assert _after(view)[2:] == [("k2", "I"), ("k0", "I"), ("k3", "I")]


def test_what_is_done_again_is_said_again(view: CodingPage) -> None:
    heard = "() => { window.heard = []; new MutationObserver(() => heard.push(1)).observe("
    view.page.evaluate(heard + "document.querySelector('.qk-said'), { childList: true }); }")
    for steps in (["Control+Shift+ArrowRight"], ["Control+ArrowRight", "Control+Shift+ArrowRight"]):
        before = view.page.evaluate("heard.length")
        view.press(*steps, "Enter")
        view.page.keyboard.type("price")
        view.press("Enter")
        view.page.wait_for_function("n => heard.length > n", arg=before)
    view.until_saved()


def test_a_new_code_is_made_of_the_words_and_below_another(view: CodingPage) -> None:
    view.press("Control+ArrowRight", "Control+Shift+ArrowRight", "Control+Shift+ArrowRight", "i")
    assert view.page.input_value(".qk-palette input") == "rang twice"
    view.press("Enter")
    assert view.rows()[0] == "rang twice"
    view.press("Enter")
    view.type("Leaving / no answer")
    view.press("Enter")
    view.until_saved()
    made = view.page.evaluate("desk.now.codes.map((one) => [one.name, one.parent])")
    assert ["rang twice", None] in made
    assert ["no answer", "k0"] in made
    assert [words for _, words in _after(view)[2:]] == ["rang twice", "rang twice"]


@pytest.mark.parametrize("typed", ["Slots does not fit", "fit not does slot", "slot dose not fit", "Delivery windows"])
def test_a_name_that_is_nearly_there_warns_and_enter_takes_what_is_there(typed: str, view: CodingPage) -> None:
    view.press("Control+Shift+ArrowRight", "Enter")
    view.type(typed)
    assert "nearly the same as “slot does not fit”" in view.page.inner_text(".qk-options")
    view.press("Enter")
    assert _after(view)[-1] == ("k1", "I")
    assert view.page.evaluate("desk.now.codes.length") == len(CODES)


def test_a_name_that_says_more_than_another_warns_and_enter_makes_it(view: CodingPage) -> None:
    view.press("Control+Shift+ArrowRight", "Enter")
    view.type("the slot does not fit my shifts")
    assert "nearly the same as “slot does not fit”" in view.page.inner_text(".qk-options")
    view.press("Enter")
    view.until_saved()
    assert view.page.evaluate("desk.now.codes.at(-1).name") == "the slot does not fit my shifts"


def test_what_python_calls_similar_warns_too(coding_page: Callable[..., CodingPage]) -> None:
    view = coding_page(TALK, {"similar": [{"code_id": "k2", "name": "price", "how": "meaning"}]}, codes=CODES)
    view.focus()
    view.press("Control+Shift+ArrowRight", "Enter")
    view.type("too expensive")
    view.page.locator(".qk-warning", has_text="nearly the same as “price”").wait_for()
    assert _options(view)[0] == "price"
    view.press("Control+Enter")
    assert view.rows()[0] == "too expensive"


def test_codings_are_gone_to_moved_recoded_and_removed(view: CodingPage) -> None:
    view.press("j")
    assert view.selected() == "The slot moved"
    view.press("Control+Shift+ArrowRight", "Control+Shift+ArrowRight", "v", "c")
    view.type("price")
    view.press("Enter")
    assert _after(view) == [("k2", "The slot moved from Tuesday"), ("k3", "So I cancelled")]
    view.press("j", "Delete")
    assert _after(view) == [("k2", "The slot moved from Tuesday")]
    assert view.rows() == ["price"]


def test_a_memo_of_several_lines_is_saved_however_one_leaves_it(view: CodingPage) -> None:
    view.press("j", "m")
    view.type("ask about")
    view.press("Enter")
    view.type("the phone")
    view.press("Escape")
    assert view.page.inner_text(".qk-memo-text") == "ask about\nthe phone"
    view.press("m")
    assert view.page.input_value(".qk-memo textarea") == "ask about\nthe phone"
    view.press("Control+a")
    view.type("ask her")
    view.press("Control+Enter")
    view.until_saved()
    assert view.codings()[0]["memo"] == "ask her"
    view.press("m")
    view.type("never mind")
    view.page.get_by_role("button", name="Discard").click()
    assert view.page.inner_text(".qk-memo-text") == "ask her"
    assert len(view.decisions()) == 2


def test_memos_on_a_whole_comment_stand_at_its_head_and_are_undone(view: CodingPage) -> None:
    memos = view.page.locator(".qk-turn > .qk-memo-text")
    view.press("Shift+M")
    assert view.page.inner_text(".qk-memo label") == "Memo on the comment of Heron-41"
    view.type("She rang before")
    view.press("Escape")
    assert memos.all_inner_texts() == ["She rang before"]
    view.press("PageDown", "Shift+M")
    view.type("Why only now?")
    view.press("Control+Enter", "PageUp", "Shift+M")
    assert view.page.input_value(".qk-memo textarea") == ""
    view.type("Ask which number")
    view.press("Control+Enter")
    view.until_saved()
    assert memos.all_inner_texts() == ["She rang before", "Ask which number", "Why only now?"]
    assert view.page.evaluate("desk.now.memos") == {
        "c0": ["She rang before", "Ask which number"],
        "c1": ["Why only now?"],
    }
    view.press("Shift+M")
    assert view.page.inner_text(".qk-memo label") == "Another memo on the comment of Heron-41"
    view.page.get_by_role("button", name="Take all away").click()
    view.drawn()
    assert memos.all_inner_texts() == ["Why only now?"]
    view.press("u")
    view.drawn()
    assert memos.count() == 3
    view.until_saved()
    assert view.page.evaluate("desk.now.memos.c0") == ["She rang before", "Ask which number"]
    view.press("j", "m")  # a coding has its own
    assert view.page.inner_text(".qk-memo label") == "Memo on “slot does not fit”"
    assert not view.page.get_by_role("button", name="Take all away").is_visible()


def test_memos_that_python_knows_are_shown_also_on_the_way_back(coding_page: Callable[..., CodingPage]) -> None:
    view = coding_page(TALK, codes=CODES, memos={"c0": ["<b>mine</b>"], "c2": ["later"]})
    view.focus()
    memos = view.page.locator(".qk-turn > .qk-memo-text")
    assert memos.all_inner_texts() == ["<b>mine</b>"]
    view.press("n", "n")
    view.page.locator(".qk-memo-text", has_text="later").wait_for()
    view.press("Shift+M", "Escape")  # nothing written, nothing decided
    assert view.decisions() == []
    view.press("p")
    view.page.locator(".qk-memo-text", has_text="<b>mine</b>").wait_for()


def test_the_rule_of_a_code_is_a_key_away(view: CodingPage) -> None:
    view.press("j", "d")
    assert "it is late" in view.page.inner_text(".qk-told")
    view.press("Escape")
    assert not view.page.locator(".qk-told").is_visible()


def test_a_reason_is_linked_to_what_it_explains_drawn_and_listed(view: CodingPage) -> None:
    view.press("j", "w")
    assert "is why" in view.page.inner_text(".qk-bar")
    view.press("j", "w")
    view.until_saved()
    links = view.page.evaluate("desk.now.links.map((one) => [one.reason, one.behaviour])")
    assert links == [[SLOT["coding_id"], CANCELLED["coding_id"]]]
    assert view.page.locator(".qk-link").all_inner_texts() == ["why → cancelled", "← because slot does not fit"]
    view.page.locator(".qk-link").first.click()
    assert view.selected() == "So I cancelled"
    view.press("k", "w", "j", "w")
    view.until_saved()
    assert view.page.evaluate("desk.now.links") == []
    view.drawn()
    assert view.page.locator(".qk-link").count() == 0


def test_marks_are_set_and_the_next_unread_opens(view: CodingPage) -> None:
    view.press("x")
    view.page.locator(".qk-mark[data-mark=flagged]").wait_for()
    view.press("Space")
    view.page.locator("[data-here=true]", has_text="Which slot?").wait_for()
    view.press("s")
    view.page.locator(".qk-prompt", has_text="Why did you leave?").wait_for()
    view.press("p", "p")
    view.page.locator("[data-here=true]", has_text="I rang twice").wait_for()
    view.until_saved()
    assert view.page.evaluate("desk.now.marks") == {"c0": ["flagged", "done"], "c1": ["skipped"]}


def test_the_help_sheet_lists_every_command_and_changes_its_key(view: CodingPage) -> None:
    view.press("?")
    listed = view.page.locator(".qk-help li").count()
    assert listed > 50
    view.page.locator("[data-key-of='code.recent-1']").click()
    view.press("+")
    assert view.page.inner_text("[data-key-of='code.recent-1']") == "+"
    view.press("Escape", "Control+Shift+ArrowRight", "1")
    assert len(_after(view)) == 2
    view.press("+")
    assert len(_after(view)) == 3
    view.press("?")
    view.page.get_by_role("button", name="Keys as they were").click()
    view.press("Escape", "Delete", "1")
    assert len(_after(view)) == 3


def test_single_characters_can_be_switched_off(view: CodingPage) -> None:
    view.press("?")
    view.page.get_by_label("Single letters and digits do something").uncheck()
    view.press("Escape", "Control+Shift+ArrowRight", "1", "x", "a")
    assert len(_after(view)) == 2
    assert view.selected() == "I"
    view.press("Enter")  # what is no character still works
    assert view.page.locator(".qk-palette").is_visible()


def test_keys_can_come_from_the_project(coding_page: Callable[..., CodingPage]) -> None:
    keys = {"code.recent-1": "Ctrl+1", "mark.flag": ""}
    view = coding_page(TALK, codes=CODES, recent=["k2"], keymap=keys)
    view.focus()
    view.press("Control+Shift+ArrowRight", "1", "x")
    assert _after(view) == []
    view.press("Control+1")
    assert _after(view) == [("k2", "I")]
    off = coding_page(TALK, codes=CODES, recent=["k2"], keymap={"*": ""})
    off.focus()
    off.press("Control+Shift+ArrowRight", "1")
    assert _after(off) == []


def test_a_key_for_what_is_no_command_is_told_of(coding_page: Callable[..., CodingPage]) -> None:
    view = coding_page(TALK, codes=CODES, keymap={"mark.don": "Ctrl+1", "mark.flag": ""})
    view.page.locator(".qk-said[data-tone=error]", has_text="no command is called mark.don.").wait_for()


def test_tab_leaves_the_view_and_no_key_goes_up_from_it(view: CodingPage) -> None:
    view.page.evaluate("""() => { window.heard = [];
      const hear = (event) => heard.push(event.key);
      for (const kind of ['keydown', 'keypress', 'keyup']) document.addEventListener(kind, hear); }""")
    view.press(*"abcdefhjkmnopqrstuvwxyz0123456789", "Delete", "Escape", "Escape")
    assert view.page.evaluate("heard") == []
    view.focus()
    for _ in range(60):
        view.press("Tab")
        if view.page.evaluate("document.activeElement.id") == "after":
            break
    assert view.page.evaluate("document.activeElement.id") == "after"
    view.focus()
    for _ in range(60):
        view.press("Shift+Tab")
        if view.page.evaluate("document.activeElement.id") == "before":
            break
    assert view.page.evaluate("document.activeElement.id") == "before"


def test_the_list_of_passages_is_a_way_for_screen_readers(view: CodingPage) -> None:
    passage = view.page.get_by_role("button", name=re.compile("slot does not fit.*The slot moved.*saved", re.S))
    passage.focus()
    view.press("Enter")
    assert view.selected() == "The slot moved"
    view.press("Escape", "Control+ArrowRight")
    view.page.locator("[aria-live=polite]", has_text="from").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_state(theme: str, view: CodingPage) -> None:
    view.page.evaluate("theme => { document.body.dataset.jpThemeLight = theme === 'light'; }", theme)
    assert serious(view.page) == []
    view.press("j", "Enter")
    view.type("slots")
    assert serious(view.page) == []
    view.press("Escape", "m")
    assert serious(view.page) == []
    view.press("Escape", "d", "?")
    assert serious(view.page) == []


def test_a_narrow_screen_has_tabs(coding_page: Callable[..., CodingPage]) -> None:
    view = coding_page(TALK, codes=CODES, codings=[SLOT], width=420)
    tabs = view.page.get_by_role("tab")
    assert tabs.all_inner_texts()[1] == "Reading"
    tabs.nth(2).click()
    assert not view.page.locator(".qk-piece").first.is_visible()
    tabs.nth(1).click()
    view.press("j")
    assert view.selected() == "The slot moved"
    assert serious(view.page) == []


def test_of_two_codings_on_the_same_words_the_last_given_is_the_one_at_hand(
    coding_page: Callable[..., CodingPage],
) -> None:
    codes = [make_code(0, "Leaving"), make_code(1, "price")]
    view = coding_page({"t1": [make_turn("c0", "I rang twice.")]}, codes=codes, recent=["k0", "k1"])
    view.focus()
    view.press("Control+Shift+ArrowRight", "1", "2", "m")
    view.type("about the second")
    view.press("Control+Enter")
    view.until_saved()
    assert [(one["code_id"], one["memo"]) for one in view.codings()] == [("k0", ""), ("k1", "about the second")]


def test_the_coding_of_another_person_bears_their_name_and_no_mark_of_ours(
    coding_page: Callable[..., CodingPage],
) -> None:
    theirs = {**make_coding(1, "c0", 0, 6, "k0"), "coder": "ben"}
    view = coding_page({"t1": [make_turn("c0", "I rang twice.")]}, codes=[make_code(0, "Leaving")], codings=[theirs])
    row = view.page.locator(".qk-coding")
    assert "ben" in row.inner_text()
    assert row.locator(".qk-saved").count() == 0
    assert "other-0-0" in view.marked()
