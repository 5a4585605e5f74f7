"""What browsers lack, or take for themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.coding_page import _MOUNT, CodingPage, coding_page, make_code, make_coding, make_turn

__all__ = ["coding_page"]  # a fixture
pytestmark = pytest.mark.slow

TALK = {"t": [make_turn("c0", "I rang twice. The slot moved.")]}
CODES = [make_code(0, "Leaving")]

# Where words begin and end on the screen.
_ENDS = """words => { const node = document.querySelector('.qk-piece').firstChild, range = document.createRange();
  range.setStart(node, node.data.indexOf(words));
  range.setEnd(node, range.startOffset + words.length);
  const box = range.getBoundingClientRect();
  return [box.left + 1, box.right - 1, (box.top + box.bottom) / 2]; }"""
_PREVENTED = """([place, key]) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  document.querySelector(place).dispatchEvent(event);
  return event.defaultPrevented; }"""


@pytest.mark.parametrize("lack", ["delete window.Highlight", "delete Map.groupBy"])
def test_a_browser_that_is_too_old_says_so_and_names_the_plain_view(
    lack: str, coding_page: Callable[..., CodingPage]
) -> None:
    view = coding_page(TALK, codes=CODES)
    view.page.reload()
    view.page.evaluate(f"() => void ({lack})")
    view.page.evaluate(_MOUNT, [{"conversations": TALK}, {}])
    said = view.page.get_by_role("alert").inner_text()
    assert "too old" in said
    assert "qk.code(project, plain=True)" in said
    assert view.page.locator(".qk-coder").count() == 0
    assert view.page.evaluate("desk.log.messages") == []  # nor is any comment asked for


def test_a_mouse_selects_where_the_browser_knows_only_the_older_way_to_ask_for_a_place(
    coding_page: Callable[..., CodingPage],
) -> None:
    view = coding_page(TALK, codes=CODES)
    view.page.evaluate("() => void (delete Document.prototype.caretPositionFromPoint)")
    start, _, y = view.page.evaluate(_ENDS, "rang")
    _, end, _ = view.page.evaluate(_ENDS, "twice")
    view.page.mouse.move(start, y)
    view.page.mouse.down()
    view.page.mouse.move(end, y, steps=3)
    view.page.mouse.up()
    assert view.selected() == "rang twice"


@pytest.mark.parametrize("key", ["'", "/"])
def test_the_keys_that_find_in_a_page_of_firefox_do_not_leave_the_view(
    key: str, coding_page: Callable[..., CodingPage]
) -> None:
    view = coding_page(TALK, codes=CODES, codings=[make_coding(1, "c0", 0, 6, "k0")])
    for place in (".qk-queue-list", ".qk-coding", ".qk-foot button", ".qk-tree-row"):
        assert view.page.evaluate(_PREVENTED, [place, key]), place
    view.page.locator(".qk-codebook input[type=search]").focus()
    view.type(key)
    assert view.page.input_value(".qk-codebook input[type=search]") == key
