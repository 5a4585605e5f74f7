"""The coding view by fingers alone, on a phone and on a tablet."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.coding_page import CodingPage, coding_page, make_code, make_turn, serious

__all__ = ["coding_page"]  # a fixture
pytestmark = pytest.mark.slow

TALK = {
    "t1": [
        make_turn("c0", "I rang twice \U0001f44d\U0001f3fd. The slot moved from Tuesday to 'some time', and I work."),
        make_turn("c1", "Which slot would have suited you?", who="Support", depth=1),
        make_turn("c2", "شكرا جزيلا لكم على المساعدة", depth=1),
    ]
}
CODES = [make_code(0, "Leaving"), make_code(1, "slot does not fit", "k0"), make_code(2, "price", "k0")]

# The middle of a word on the screen.
_PLACE = """word => { for (const piece of document.querySelectorAll('.qk-piece')) {
    const node = piece.firstChild, at = node.data.indexOf(word), range = document.createRange();
    if (at < 0) continue;
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    const box = range.getClientRects()[0];
    return [box.left + box.width / 2, box.top + box.height / 2];
  } }"""


_SELECT = """word => { for (const piece of document.querySelectorAll('.qk-piece')) {
    const node = piece.firstChild, at = node.data.indexOf(word);
    if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + word.length);
  } }"""


@pytest.fixture(params=[390, 820], ids=["phone", "tablet"])
def view(request: pytest.FixtureRequest, coding_page: Callable[..., CodingPage]) -> CodingPage:
    """Open the view on a screen that is touched."""
    touched = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    return coding_page(TALK, codes=CODES, recent=["k0"], width=request.param, context=touched)


def tap(view: CodingPage, word: str) -> None:
    """Tap a word of a comment."""
    view.page.touchscreen.tap(*view.page.evaluate(_PLACE, word))


def hold(view: CodingPage, word: str) -> None:
    """Keep a finger on a word until the system selects it, as telephones do; this browser leaves that to the test."""
    x, y = view.page.evaluate(_PLACE, word)
    session = view.page.context.new_cdp_session(view.page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    view.page.evaluate(_SELECT, word)
    session.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})


def picture(view: CodingPage, name: str) -> None:
    """Take a picture to look at, on demand: QUALKIT_SHOTS names a folder."""
    folder = os.environ.get("QUALKIT_SHOTS")
    if folder:
        view.page.screenshot(path=str(Path(folder) / f"{name}-{view.page.viewport_size['width']}.png"))


def test_a_passage_is_selected_by_two_taps_and_given_a_code_by_two_more(view: CodingPage) -> None:
    picture(view, "touch-open")
    tap(view, "slot")
    assert view.selected() == "slot"
    assert view.said() == "Tap where the passage ends, or give this word a code."
    tap(view, "Tuesday")
    assert view.selected() == "slot moved from Tuesday"
    picture(view, "touch-selected")
    view.page.locator(".qk-bar button", has_text="Code").tap()
    picture(view, "touch-palette")
    view.page.locator(".qk-option", has_text="does not fit").tap()
    view.until_saved()
    assert [(one["code_id"], one["start"], one["end"]) for one in view.codings()] == [("k1", 21, 44)]
    assert view.rows() == ["slot does not fit"]
    picture(view, "touch-coded")
    tap(view, "work")
    assert view.selected() == "work"  # a new passage, not a longer one
    assert serious(view.page) == []


def test_the_second_tap_may_come_before_the_first_or_in_another_comment(view: CodingPage) -> None:
    tap(view, "Tuesday")
    tap(view, "slot")
    assert view.selected() == "slot moved from Tuesday"
    tap(view, "rang")
    assert view.selected() == "rang"
    tap(view, "suited")
    assert view.selected() == "suited"
    tap(view, "Which")
    assert view.selected() == "Which slot would have suited"
    tap(view, "جزيلا")
    tap(view, "شكرا")
    assert view.selected() == "شكرا جزيلا"


def test_what_is_selected_with_the_handles_of_the_system_is_taken_over(view: CodingPage) -> None:
    hold(view, "slot")
    view.until("document.querySelector('.qk-bar button')?.textContent.startsWith('Code')")
    assert view.selected() == "slot"
    view.page.evaluate("getSelection().extend(getSelection().focusNode, 29)")  # a handle is dragged to within "moved"
    view.until("[...CSS.highlights].some(([name, all]) => name.endsWith('selection') && [...all].join('').length > 4)")
    assert view.selected() == "slot m"
    view.page.evaluate("getSelection().extend(getSelection().focusNode, 15)")  # and one to within an emoji
    view.until(
        "[...CSS.highlights].some(([name, all]) => name.endsWith('selection') && [...all].join('').includes('The'))"
    )
    assert view.selected() == "\U0001f44d\U0001f3fd. The "
    view.page.locator(".qk-bar button", has_text="Code").tap()
    view.page.locator(".qk-option", has_text="price").tap()
    view.until_saved()
    assert [(one["start"], one["end"]) for one in view.codings()] == [(13, 21)]


def test_every_step_of_the_work_has_something_to_tap(view: CodingPage) -> None:
    tap(view, "slot")
    view.page.locator(".qk-bar button", has_text="Code").tap()
    view.page.locator(".qk-option", has_text="price").tap()
    for name in ("Memo", "Recode", "Why", "Remove"):
        view.page.locator(".qk-bar button", has_text=name).wait_for()
    view.page.locator(".qk-bar button", has_text="Remove").tap()
    view.page.locator(".qk-foot button", has_text="Undo").tap()
    view.until_saved()
    assert [one["code_id"] for one in view.codings()] == ["k2"]
    sizes = view.page.locator(".qk-bar button, .qk-foot button, .qk-reader-head button").evaluate_all(
        "all => all.filter((one) => one.offsetParent).map((one) => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 24  # WCAG 2.2, target size
