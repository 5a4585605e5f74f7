"""Words on the screen and positions in Python: what is highlighted is ``text[start:end]``, in every script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.browser.coding_page import CodingPage, coding_page, make_code, make_coding, make_turn

__all__ = ["coding_page"]  # a fixture
pytestmark = pytest.mark.slow

CODES = [make_code(0, "Leaving"), make_code(1, "price", "k0")]

# A dozen of each: what cuts, joins, turns round, stacks, or has no blanks between words.
TEXTS = {
    "emoji with joiners and skin tones": """👩‍👩‍👧 came | 👍🏽 fine | 🧑🏿‍🚀 up | 👨‍👩‍👧‍👦 all | 🏳️‍🌈 flag | 🫱🏻‍🫲🏿 deal
        | ❤️‍🔥 hot | 👩🏽‍⚕️ doctor | 🐻‍❄️ cold | 🧔🏼‍♂️ him | 👁️‍🗨️ saw | 🤦🏾‍♀️ oh""",
    "flags": "🇩🇪 a | 🇫🇷🇮🇹 b | 🇬🇧c | d🇯🇵 | 🏴󠁧󠁢󠁳󠁣󠁴󠁿 e | 🇺🇸🇺🇸🇺🇸 f | g 🇧🇷 h | 🇨🇦i | j🇮🇳k | 🇰🇷 | 🇪🇸 l | 🏴󠁧󠁢󠁷󠁬󠁳󠁿m",
    "Arabic": """مرحبا بكم | لم يصل | الصندوق | أبدا قط | اتصلت مرتين | (call 2) رد | ولم يرد | أحد علي | سألغي | الاشتراك
        | شُكْرًا جزيلا | مَعَ السلامة""",
    "Hebrew": "שלום לכם | הקופסה | הגיעה | ביום 3 | במאי | תודה רבה | לצוות | שֵׁירוּת טוב | יקר מדי | לא עוד | ביטלתי | אני",
    "Thai": """สวัสดีครับ | กล่องไม่มา | โทรสองครั้ง | ไม่มีใครรับ | แพงเกินไป | ยกเลิกแล้ว | ขอบคุณค่ะ | น้ำแข็ง | ที่บ้าน
        | ผู้ใหญ่ | กี่วัน | สัปดาห์หน้า""",
    "CJK": """箱が届かない。 | 二回電話した | 价格太贵了 | 我取消了 | 배송이 늦다 | 너무 비싸요
        | 𠮷野家 | 葛󠄀城市 | ガ行 | 한국어 | 謝謝你們 | 「はい」""",
    "combining marks": "é cole | ñ año | n̈ x | Z̷̢̛a̸l̵g̷o | ḱ | ấy | q̣̇ s | o͝o | a̐éö̲ | ‏ e̊ | ﬁt i̇ | ॐ नमस्ते",
    "CRLF": "one\r\ntwo | a\r\n\r\nb | \r\nstart | end\r\n | tab\tx | two  spaces | \u2028line | nb\u00a0sp | zero\u200bw | "
    "a\rb | \n\n | c\r\r\nd",
}
PIECES = [(kind, one) for kind, text in TEXTS.items() for one in text.replace("\n        ", " ").split(" | ")]


@pytest.fixture(scope="module")
def call(report_browser: Any) -> Iterator[Callable[..., Any]]:
    """Run an expression with the view's own functions in reach."""
    from tests.browser.coding_page import _SITE, _serve

    page = report_browser.new_page()
    page.route(f"{_SITE}/**", _serve)
    page.goto(f"{_SITE}/")
    page.evaluate("async () => { window.c = await import('./coder.js'); }")
    yield page.evaluate
    page.close()


# Strings travel as UTF-16 units here. Half a pair never comes to the page: Python sends U+FFFD for it.
_BOTH_WAYS = """([units, starts]) => {
  const text = String.fromCharCode(...units), table = c.astralTable(text);
  return starts.map((start) => [c.toUnit(table, start), c.toPoint(table, c.toUnit(table, start))]);
}"""
_ANY = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("👩\u200d👧🏽\u0301\r\n🇩🇪ก็\u202e")), max_size=40
)


def _units(text: str) -> list[int]:
    raw = text.encode("utf-16-le")
    return [raw[n] + 256 * raw[n + 1] for n in range(0, len(raw), 2)]


@given(_ANY)
@settings(max_examples=150, deadline=None)
def test_code_points_become_units_and_units_code_points(call: Callable[..., Any], text: str) -> None:
    points = list(range(len(text) + 1))
    expected = [[len(text[:n].encode("utf-16-le")) // 2, n] for n in points]
    assert call(_BOTH_WAYS, [_units(text), points]) == expected


@given(_ANY)
@settings(max_examples=60, deadline=None)
def test_pieces_join_up_to_the_text_and_cut_no_pair(call: Callable[..., Any], text: str) -> None:
    long = text * 250
    pieces = call("units => c.pieces(String.fromCharCode(...units))", _units(long))
    assert [one["from"] for one in pieces] == [0, *[one["to"] for one in pieces[:-1]]]
    raw = long.encode("utf-16-le")
    assert "".join(raw[2 * one["from"] : 2 * one["to"]].decode("utf-16-le") for one in pieces) == long


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10)), max_size=8))
@settings(max_examples=40, deadline=None)
def test_overlapping_passages_never_share_a_lane(call: Callable[..., Any], spans: list[tuple[int, int]]) -> None:
    marks = call("spans => c.inLanes(spans)", [{"start": start, "end": start + width} for start, width in spans])
    assert len(marks) == len(spans)
    for n, one in enumerate(marks):
        for other in marks[:n]:
            assert one["lane"] != other["lane"] or other["end"] <= one["start"]


def test_the_check_is_fnv_1a_over_utf_8(call: Callable[..., Any]) -> None:
    def fnv(text: str) -> str:
        value = 0x811C9DC5
        for byte in text.encode():
            value = (value ^ byte) * 0x01000193 % 2**32
        return f"{value:08x}"

    texts = ["", "hello", *[one for _, one in PIECES]]
    assert call("texts => texts.map(c.checkOf)", texts) == [fnv(one) for one in texts]


def test_stored_passages_are_highlighted_exactly_in_every_script(coding_page: Callable[..., CodingPage]) -> None:
    turns = [make_turn(f"c{n}", f"Before {one} after.") for n, (_, one) in enumerate(PIECES)]
    codings = [make_coding(n, f"c{n}", 7, 7 + len(one), "k0") for n, (_, one) in enumerate(PIECES)]
    view = coding_page({"t": turns}, codes=CODES, codings=codings)
    seen: set[str] = set()
    for n in range(30):
        view.page.evaluate("n => document.querySelector('.qk-scroller').scrollTo(0, n)", n * 500)
        view.page.evaluate("() => new Promise(requestAnimationFrame)")
        view.page.evaluate("() => new Promise(requestAnimationFrame)")
        seen.update(view.marked().get("code-0-0", []))
    assert seen == {one for _, one in PIECES}
    assert view.page.locator(".qk-turn").count() < 40


@pytest.mark.parametrize("kind", TEXTS)
def test_what_is_selected_by_keys_is_stored_exactly(kind: str, coding_page: Callable[..., CodingPage]) -> None:
    texts = [one for name, one in PIECES if name == kind]
    turns = [make_turn(f"c{n}", one) for n, one in enumerate(texts)]
    view = coding_page({"t": turns}, codes=CODES, recent=["k0"])
    view.focus()
    for n, text in enumerate(texts):
        # From the second character, so that a start lies within the text too.
        view.press("Control+Home", "Shift+End", "Control+Home")
        towards = "ArrowLeft" if kind in ("Arabic", "Hebrew") else "ArrowRight"
        view.press(towards, "Control+Shift+End")
        painted = view.selected()
        view.press("1")
        view.until_saved()
        made = [one for one in view.codings() if one["comment_id"] == f"c{n}"]
        if painted:
            assert [text[one["start"] : one["end"]] for one in made] == [painted]
            assert text.endswith(painted)
        view.press("PageDown")


def test_a_mouse_selects_whole_characters_and_shift_click_extends(coding_page: Callable[..., CodingPage]) -> None:
    text = "Well 👍🏽 I rang twice. The slot moved."
    view = coding_page({"t": [make_turn("c0", text)]}, codes=CODES)
    where = """words => { const node = document.querySelector('.qk-piece').firstChild, range = document.createRange();
      range.setStart(node, node.data.indexOf(words)); range.setEnd(node, range.startOffset + words.length);
      const box = range.getBoundingClientRect(); return [box.left, box.right, (box.top + box.bottom) / 2]; }"""
    left, right, y = view.page.evaluate(where, "👍🏽")
    view.page.mouse.move(left - 4, y)
    view.page.mouse.down()
    view.page.mouse.move((left + right) / 2 + 2, y, steps=3)
    view.page.mouse.up()
    assert view.selected() == "👍🏽"
    start, _, _ = view.page.evaluate(where, "rang")
    _, end, _ = view.page.evaluate(where, "twice")
    view.page.mouse.click(start + 1, y)
    view.page.keyboard.down("Shift")
    view.page.mouse.click(end - 1, y)
    view.page.keyboard.up("Shift")
    assert view.selected() == "rang twice"
    view.page.mouse.dblclick(start + 4, y)
    assert view.selected() == "rang"


def test_arrow_keys_go_the_way_of_the_writing(coding_page: Callable[..., CodingPage]) -> None:
    view = coding_page({"t": [make_turn("c0", "שלום לכם")]}, codes=CODES)
    view.focus()
    view.press("Shift+ArrowLeft", "Shift+ArrowLeft")
    assert view.selected() == "של"


def test_a_comment_of_300_000_characters_is_read_in_pieces(coding_page: Callable[..., CodingPage]) -> None:
    text = "The slot moved 👍🏽 again. " * 12_500
    end = len(text) - 1
    last = make_coding(1, "c0", end - 6, end, "k0")
    view = coding_page({"t": [make_turn("c0", text)]}, codes=CODES, codings=[last])
    assert view.page.evaluate("document.querySelector('.qk-inner').textContent.length") < 30_000
    view.focus()
    view.press("j")
    assert view.selected() == text[end - 6 : end]
    assert text[end - 6 : end] in view.marked()["code-0-0"]
    view.press("Control+End", "Control+Shift+ArrowLeft", "Enter")
    view.type("price")
    view.press("Enter")
    view.until_saved()
    made = view.codings()[-1]
    assert (made["start"], made["end"]) == (len(text) - len("again. "), end)  # not the blank at the end


def test_words_left_out_of_a_long_conversation_come_as_they_are_read(coding_page: Callable[..., CodingPage]) -> None:
    turns = [make_turn(f"c{n}", f"Number {n}. " + "The box was late again. " * 20) for n in range(400)]
    view = coding_page({"t": turns}, codes=CODES)
    assert view.page.evaluate("desk.log.messages.filter((one) => one.k === 'texts').length") == 0
    view.page.evaluate("document.querySelector('.qk-scroller').scrollTop = 1e7")
    view.until("[...document.querySelectorAll('.qk-piece')].some((one) => one.textContent.startsWith('Number 399.'))")
    view.page.evaluate("document.querySelector('.qk-scroller').scrollTop = 0")
    view.until("[...document.querySelectorAll('.qk-piece')].some((one) => one.textContent.startsWith('Number 0.'))")


def test_words_that_come_after_the_conversation_was_opened_anew_are_shown(
    coding_page: Callable[..., CodingPage],
) -> None:
    turns = [make_turn(f"c{n}", f"Number {n}. " + "The box was late again. " * 20) for n in range(400)]
    view = coding_page({"t": turns}, codes=CODES)
    view.focus()
    view.page.evaluate("void (desk.way.held = [])")
    view.page.evaluate("document.querySelector('.qk-scroller').scrollTop = 1e7")
    view.until("desk.log.messages.some((one) => one.k === 'texts' && one.comment_ids.includes('c399'))")
    view.press("n")
    view.until("desk.log.messages.filter((one) => one.k === 'open').length === 2")
    view.page.evaluate("desk.way.held.reverse(); desk.release()")
    view.page.locator("[data-here=true]", has_text="Number 1.").wait_for()
    view.page.evaluate("document.querySelector('.qk-scroller').scrollTop = 1e7")
    view.until("[...document.querySelectorAll('.qk-piece')].some((one) => one.textContent.startsWith('Number 399.'))")
