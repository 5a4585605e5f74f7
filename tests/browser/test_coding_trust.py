"""Nothing is lost and nothing doubled, whatever becomes of the kernel, the answers, or the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.coding_page import CodingPage, coding_page, make_code, make_coding, make_turn, remount

__all__ = ["coding_page"]  # a fixture
pytestmark = pytest.mark.slow

CODES = [make_code(0, "Leaving"), make_code(1, "price", "k0")]
TALK = {
    "t1": [make_turn("c0", "I rang twice. The slot moved from Tuesday."), make_turn("c1", "Which slot?", depth=1)],
    "t2": [make_turn("c2", "Too dear for me.")],
}


# What the browser keeps.
_KEPT = """new Promise((done) => { const o = indexedDB.open('qualkit-outbox'); o.onsuccess = () => {
  const r = o.result.transaction('decisions').objectStore('decisions').getAll(); r.onsuccess = () => done(r.result); }; })"""


@pytest.fixture
def view(coding_page: Callable[..., CodingPage]) -> CodingPage:
    """Open the view with two recent codes."""
    one = coding_page(TALK, codes=CODES, recent=["k0", "k1"])
    one.focus()
    return one


def _code_a_word(view: CodingPage, digit: str = "1") -> None:
    view.press("ArrowRight", "Control+Shift+ArrowRight", digit, "Escape")


# Waiting is what these tests are about: what waits for longer than a person's blink goes on when `_later` says so.
_HOLD = """() => { const real = setTimeout, off = clearTimeout, waiting = new Map();
  let last = 0;
  window.setTimeout = (act, ms, ...more) => {
    if (!(ms > 900)) return real(act, ms, ...more);
    waiting.set(last -= 1, act);
    return last;
  };
  window.clearTimeout = (one) => void (waiting.delete(one) || off(one));
  window.later = () => { const acts = [...waiting.values()]; waiting.clear(); for (const act of acts) act(); }; }"""


def _hold_time(view: CodingPage) -> None:
    view.page.evaluate(_HOLD)


def _later(view: CodingPage) -> None:
    view.page.evaluate("later()")


def test_a_decision_is_painted_before_it_is_saved(view: CodingPage) -> None:
    view.page.evaluate("void (desk.way.held = [])")
    view.press("Control+Shift+ArrowRight", "1")
    assert view.rows() == ["Leaving"]
    assert view.page.locator(".qk-coding[data-saved=false]").count() == 1
    assert view.safety() == "saving 1"
    view.page.evaluate("desk.release()")
    view.until_saved()
    assert view.page.locator(".qk-coding[data-saved=true]").count() == 1
    assert view.said() == "Coded: Leaving"


def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_doubled(view: CodingPage) -> None:
    _hold_time(view)
    view.page.evaluate("desk.way.dropAnswers = 2")
    view.press("Control+Shift+ArrowRight", "1")
    _later(view)
    assert view.page.get_attribute(".qk-safety", "data-safety") == "unsaved"
    _later(view)
    view.until_saved()
    assert len(view.decisions()) == 3
    assert len({one["event"] for one in view.decisions()}) == 1
    assert len(view.codings()) == 1


def test_what_was_not_saved_survives_a_reload_in_its_order(view: CodingPage) -> None:
    view.page.evaluate("desk.way.dead = true")
    for digit in ("1", "2", "1"):
        _code_a_word(view, digit)
    view.press("u")
    assert view.safety() == "saving 4"
    assert view.rows() == ["Leaving", "price"]
    view.until(f"{_KEPT}.then((all) => all.length === 4)")
    remount(view, conversations=TALK, codes=CODES)
    view.until_saved()
    assert [one["do"] for one in view.decisions()] == ["apply", "apply", "apply", "undo"]
    assert [one["code_id"] for one in view.codings()] == ["k0", "k1"]
    assert view.rows() == ["Leaving", "price"]
    remount(view, conversations=TALK, codes=CODES)
    view.until_saved()
    assert view.decisions() == []  # the outbox is empty


def test_the_outbox_holds_no_words_of_a_customer(view: CodingPage) -> None:
    view.page.evaluate("desk.way.dead = true")
    _code_a_word(view)
    kept = view.page.evaluate(f"{_KEPT}.then(JSON.stringify)")
    assert '"do":"apply"' in kept
    assert not any(word in kept for word in ("rang", "twice", "slot"))


def test_without_a_database_the_tab_keeps_what_is_unsaved(coding_page: Callable[..., CodingPage]) -> None:
    view = coding_page(TALK, codes=CODES, recent=["k0"])
    view.page.context.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('no'); } })"
    )
    remount(view, conversations=TALK, codes=CODES, recent=["k0"])
    view.focus()
    view.page.evaluate("desk.way.dead = true")
    _code_a_word(view)
    view.drawn()
    assert "kept in this tab" in str(view.page.get_attribute(".qk-safety", "title"))
    remount(view, conversations=TALK, codes=CODES)
    view.until_saved()
    assert len(view.codings()) == 1


def test_fifty_decisions_survive_a_reload_in_their_order_though_the_clock_is_set_back(view: CodingPage) -> None:
    view.page.evaluate("desk.way.dead = true")
    view.page.evaluate("{ let now = 1e12; Date.now = () => now -= 5000; }")
    for n in range(25):  # each coding is followed by its undoing, or by one that builds on it
        view.press("ArrowRight", "Shift+ArrowRight", "1", "u" if n % 2 else "2")
    assert view.safety() == "saving 50"
    seen = view.rows()
    view.until(f"{_KEPT}.then((all) => all.length === 50)")
    remount(view, conversations=TALK, codes=CODES)
    view.until_saved()
    assert len(view.decisions()) == len({one["event"] for one in view.decisions()}) == 50
    assert [one["do"] for one in view.decisions()] == ["apply", "apply", "apply", "undo"] * 12 + ["apply", "apply"]
    assert view.rows() == seen
    assert len(view.codings()) == 26


def test_a_browser_that_never_says_there_is_no_database_does_not_hold_the_view_up(
    coding_page: Callable[..., CodingPage],
) -> None:
    view = coding_page(TALK, codes=CODES, recent=["k0"])
    view.page.context.add_init_script("IDBFactory.prototype.open = () => ({})")
    remount(view, conversations=TALK, codes=CODES, recent=["k0"])
    view.focus()
    view.page.evaluate("desk.way.dead = true")
    _code_a_word(view)
    view.drawn()
    assert "kept in this tab" in str(view.page.get_attribute(".qk-safety", "title"))


def test_a_database_that_fails_later_is_said_and_the_decision_is_saved_all_the_same(view: CodingPage) -> None:
    view.page.evaluate("void (IDBDatabase.prototype.transaction = () => { throw new Error('cleared'); })")
    view.page.evaluate("void (desk.way.held = [])")
    _code_a_word(view)
    view.drawn()
    assert "This browser keeps nothing" in str(view.page.get_attribute(".qk-safety", "title"))
    view.page.evaluate("desk.release()")
    view.until_saved()
    assert len(view.codings()) == 1


def test_what_waits_for_another_project_is_said_and_saved_only_there(view: CodingPage) -> None:
    view.page.evaluate("desk.way.dead = true")
    _code_a_word(view)
    view.until(f"{_KEPT}.then((all) => all.length === 1)")
    remount(view, conversations=TALK, codes=CODES, name="another")
    assert view.said() == "Of another project or coder, 1 unsaved in this browser: open that again, and they are saved."
    assert (view.decisions(), view.safety()) == ([], "saved")
    remount(view, conversations=TALK, codes=CODES)
    view.until_saved()
    assert len(view.codings()) == 1


def test_two_tabs_replay_one_decision_and_it_is_made_once(view: CodingPage) -> None:
    view.page.evaluate("desk.way.dead = true")
    _code_a_word(view)
    view.until(f"{_KEPT}.then((all) => all.length === 1)")
    # A second view of the same widget, as another tab with this notebook has it, finds what the first one wrote down.
    view.page.evaluate("desk.way.dead = false")
    view.page.evaluate("""() => { const second = document.createElement('div'); second.id = 'second';
      document.body.append(second); coder.default.render({ model: desk, el: second, signal: view.signal }); }""")
    view.page.locator("#second .qk-coding[data-saved=true]").wait_for()
    view.page.locator("main .qk-coding[data-saved=true]").wait_for()
    assert len(view.codings()) == 1
    assert len({one["event"] for one in view.decisions()}) == 1
    assert len(view.rows()) == 2  # one in each


def test_a_refused_decision_is_rolled_back_and_explained(view: CodingPage) -> None:
    view.page.evaluate("desk.way.refuse = { said: 'The code is gone.', hint: 'Choose another.' }")
    view.press("Control+Shift+ArrowRight", "1")
    view.page.locator(".qk-said[data-tone=error]").wait_for()
    assert view.said() == "Not saved, so it was taken back. The code is gone. Choose another."
    assert view.rows() == []
    assert "code-0-0" not in {name for name, words in view.marked().items() if words}
    view.page.evaluate("desk.way.refuse = null")
    view.press("1")
    view.until_saved()
    assert len(view.codings()) == 1


def test_a_full_disk_keeps_the_decision_until_there_is_room(view: CodingPage) -> None:
    _hold_time(view)
    view.page.evaluate("desk.way.again = 1")
    view.press("Control+Shift+ArrowRight", "1")
    view.page.locator(".qk-said", has_text="The disk is full.").wait_for()
    assert view.codings() == []
    _later(view)
    view.until_saved()
    assert len(view.codings()) == 1
    assert view.said() == "Coded: Leaving"


def test_a_kernel_that_does_not_answer_is_named_and_its_return_too(view: CodingPage) -> None:
    _hold_time(view)
    view.page.evaluate("desk.way.dead = true")
    view.press("Control+Shift+ArrowRight", "1")
    _later(view)
    assert view.safety() == "1 unsaved"
    _later(view)
    assert view.safety() == "no answer, 1 unsaved"
    assert view.said() == (
        "The kernel does not answer: 1 decision is kept in this browser. If it was restarted, run this cell again."
    )
    _code_a_word(view, "2")
    assert "2 decisions are kept in this browser" in view.said()
    view.page.evaluate("desk.way.dead = false")
    _later(view)
    view.until_saved()
    assert len(view.codings()) == 2


def test_a_busy_kernel_is_told_from_one_that_is_gone(coding_page: Callable[..., CodingPage]) -> None:
    view = coding_page(TALK, {"kernel": True}, codes=CODES, recent=["k0", "k1"])
    view.focus()
    _hold_time(view)
    view.page.evaluate("desk.way.dead = true; desk.turn({status: 'busy'})")
    _code_a_word(view)
    assert view.safety() == "saving 1"  # it is busy for a moment with every message
    _later(view)
    assert view.safety() == "kernel busy, 1 unsaved"
    assert view.said() == "The kernel is busy: 1 decision waits. Saving goes on when it is free."
    for turned, short, said in (
        (
            {"connectionStatus": "connecting"},
            "no connection, 1 unsaved",
            "There is no connection to Jupyter: 1 decision",
        ),
        (
            {"connectionStatus": "connected", "status": "dead"},
            "kernel gone, 1 unsaved",
            "The kernel is gone: 1 decision",
        ),
        ({"status": "autorestarting"}, "kernel restarted, 1 unsaved", "The kernel was restarted: 1 decision is kept"),
    ):
        view.page.evaluate("(now) => desk.turn(now)", turned)  # said at once, not when patience is at its end
        assert view.safety() == short
        assert said in view.said()
    view.page.evaluate("desk.turn({status: 'idle'})")
    assert view.safety() == "kernel restarted, 1 unsaved"  # the new one knows nothing of this view
    view.page.evaluate("view.abort()")
    assert view.page.evaluate("desk.watching.size") == 0


def test_a_kernel_that_somebody_else_restarted_is_known_by_its_messages(
    coding_page: Callable[..., CodingPage],
) -> None:
    view = coding_page(TALK, {"kernel": True}, codes=CODES, recent=["k0", "k1"])
    view.focus()
    say = """([session, content]) => desk.turn({}, { header: { session }, parent_header: {}, content })"""
    view.page.evaluate(say, ["one", {"execution_state": "idle"}])
    view.page.evaluate(say, ["server", {"name": "stderr", "text": "IOPub data rate exceeded."}])  # no kernel's own
    assert view.safety() == "saved"
    view.page.evaluate("desk.way.dead = true")
    _code_a_word(view)
    view.page.evaluate(say, ["another", {"execution_state": "busy"}])  # the page is told of no restart
    assert view.safety() == "kernel restarted, 1 unsaved"
    assert view.said() == "The kernel was restarted: 1 decision is kept in this browser. Run this cell again."


def test_a_connection_that_is_back_is_no_trouble_any_more(coding_page: Callable[..., CodingPage]) -> None:
    view = coding_page(TALK, {"kernel": True}, codes=CODES, recent=["k0", "k1"])
    view.page.evaluate("desk.turn({connectionStatus: 'disconnected'})")
    assert view.said() == "There is no connection to Jupyter. Saving goes on when it is back."
    view.page.evaluate("desk.turn({connectionStatus: 'connected'})")
    assert (view.safety(), view.said()) == ("saved", "")


def test_two_hundred_decisions_in_a_row_are_saved_once_each(view: CodingPage) -> None:
    view.page.evaluate("desk.way.delay = 20")
    view.page.evaluate("""() => { const sink = document.querySelector('.qk-sink');
      const key = (key, more) => sink.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
      for (let n = 0; n < 20; n += 1) {
        key('Home', { ctrlKey: true });
        for (let m = 0; m < n; m += 1) key('ArrowRight');
        for (let m = 0; m < 5; m += 1) { key('ArrowRight', { shiftKey: true }); key('1'); key('2'); }
      } }""")
    view.until("document.querySelector('.qk-safety').dataset.safety === 'saved'")
    made = view.codings()
    assert len(made) == 200
    assert len({(one["start"], one["end"], one["code_id"]) for one in made}) == 200
    assert len(view.decisions()) == 200


def test_anything_is_undone_and_redone_also_in_another_conversation(view: CodingPage) -> None:
    view.press("Control+Shift+ArrowRight", "1", "m")
    view.type("ask her")
    view.press("Escape", "x", "Delete")
    view.until_saved()
    assert (view.rows(), view.page.locator(".qk-memo-text").count()) == ([], 0)
    view.press("u")
    assert (view.rows(), view.page.inner_text(".qk-memo-text")) == (["Leaving"], "ask her")
    view.press("u", "u")
    view.drawn()
    assert view.page.locator(".qk-mark, .qk-memo-text").count() == 0
    view.press("Control+z")
    assert view.rows() == []
    view.press("Shift+U", "Control+y", "Control+y")
    assert (view.rows(), view.page.locator(".qk-mark[data-mark=flagged]").count()) == (["Leaving"], 1)
    view.until_saved()
    assert [one["memo"] for one in view.codings()] == ["ask her"]


def test_undo_after_a_reload_is_python_s_to_know(coding_page: Callable[..., CodingPage]) -> None:
    view = coding_page(TALK, codes=CODES, codings=[make_coding(1, "c0", 0, 6, "k0")])
    view.focus()
    assert view.page.locator("button:has-text('Undo')").is_disabled()
    view.press("u")
    assert view.said() == "There is nothing to undo."


def test_two_views_of_one_widget_stay_in_step(view: CodingPage) -> None:
    view.page.evaluate("""() => { const second = document.createElement('div'); second.id = 'second';
      document.body.append(second); coder.default.render({ model: desk, el: second, signal: view.signal }); }""")
    view.page.locator("#second .qk-piece").first.wait_for()
    view.page.locator("main .qk-sink").focus()
    view.press("Control+Shift+ArrowRight", "1")
    view.page.locator("#second .qk-coding").wait_for()
    assert view.page.locator("#second .qk-coding .qk-name").all_inner_texts() == ["Leaving"]


def test_what_was_made_beside_a_view_is_drawn_when_python_tells_of_it(view: CodingPage) -> None:
    _code_a_word(view)
    view.until_saved()
    gone = view.codings()[0]["coding_id"]
    codings = {"put": [make_coding(9, "c0", 7, 12, "k7"), make_coding(8, "c2", 0, 3, "k7")], "drop": [gone]}
    view.page.evaluate(
        "(changes) => { desk.now.codes = changes.codes; desk.tell(changes); }",
        {"codes": [*CODES, make_code(7, "made in a cell")], "codings": codings},
    )
    view.page.locator(".qk-tree-row", has_text="made in a cell").wait_for(state="attached")
    assert view.rows() == ["made in a cell"]
    _code_a_word(view, "2")
    view.until_saved()
    assert sorted(view.rows()) == ["made in a cell", "price"]


def test_a_view_that_is_closed_leaves_nothing_behind(view: CodingPage) -> None:
    view.press("Control+Shift+ArrowRight", "1")
    view.until_saved()
    assert view.page.evaluate("CSS.highlights.size") > 0
    view.page.evaluate("view.abort()")
    assert view.page.evaluate("[CSS.highlights.size, document.adoptedStyleSheets.length]") == [0, 0]
    assert view.page.locator(".qk-coder").count() == 0


def test_what_waits_for_a_copy_of_the_project_is_kept_and_asked_about(view: CodingPage) -> None:
    view.page.evaluate("desk.way.dead = true")
    _code_a_word(view)
    _code_a_word(view, "2")
    view.until(f"{_KEPT}.then((all) => all.length === 2)")
    remount(view, conversations=TALK, codes=CODES, recent=["k0"], place="there")
    view.page.locator("button:has-text('Save them here')").wait_for()
    assert view.said() == (
        "Unsaved from another copy of this project: 2. They are kept until that is opened, or saved here."
    )
    assert (view.decisions(), view.rows()) == ([], [])
    view.focus()
    _code_a_word(view)  # what is decided here is saved here
    view.until_saved()
    assert len(view.codings()) == 1
    assert view.page.evaluate(f"{_KEPT}.then((all) => all.length)") == 2
    remount(view, conversations=TALK, codes=CODES)
    view.until_saved()  # the project in which they were made
    assert [one["code_id"] for one in view.codings()] == ["k0", "k1"]
    view.until(f"{_KEPT}.then((all) => all.length === 0)")


@pytest.mark.parametrize("database", [True, False])
def test_what_waits_for_a_copy_is_saved_here_at_a_press(view: CodingPage, database: bool) -> None:
    if not database:
        view.page.context.add_init_script(
            "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('no'); } })"
        )
        remount(view, conversations=TALK, codes=CODES, recent=["k0", "k1"])
        view.focus()
    view.page.evaluate("desk.way.dead = true")
    for digit in ("1", "2", "2"):  # the last used comes first
        _code_a_word(view, digit)
    if database:
        view.until(f"{_KEPT}.then((all) => all.length === 3)")
    remount(view, conversations=TALK, codes=CODES, place="there")
    view.page.evaluate("desk.way.dead = true")
    view.page.locator("button:has-text('Save them here')").click()
    assert view.page.locator("button:has-text('Save them here')").count() == 1
    assert view.page.locator("button:has-text('Save them here')").is_hidden()
    assert view.rows() == ["Leaving", "price", "Leaving"]
    if database:
        view.until(f"{_KEPT}.then((all) => all.every((one) => one.place === 'there'))")
    remount(view, conversations=TALK, codes=CODES, place="there")  # they belong here now, whatever becomes of the page
    view.until_saved()
    assert [one["code_id"] for one in view.codings()] == ["k0", "k1", "k0"]
    assert len(view.decisions()) == 3


def test_what_an_earlier_version_kept_is_saved_as_ever(view: CodingPage) -> None:
    view.page.evaluate("desk.way.dead = true")
    _code_a_word(view)
    view.until(f"{_KEPT}.then((all) => all.length === 1)")
    view.page.evaluate("""new Promise((done) => { const o = indexedDB.open('qualkit-outbox'); o.onsuccess = () => {
      const rows = o.result.transaction('decisions', 'readwrite').objectStore('decisions');
      rows.openCursor().onsuccess = ({ target: { result } }) => { const { place, ...row } = result.value;
        result.update(row).onsuccess = done; }; }; })""")
    assert view.page.evaluate(f"{_KEPT}.then((all) => 'place' in all[0])") is False
    remount(view, conversations=TALK, codes=CODES, place="there")
    view.until_saved()
    assert len(view.codings()) == 1


ONLY_READ = "This project can only be read: its file or its folder is read-only."


def test_where_nothing_can_be_saved_a_decision_is_refused_in_one_sentence_and_nothing_is_painted(
    coding_page: Callable[..., CodingPage],
) -> None:
    coding = make_coding(1, "c0", 0, 6, "k0", "a memo")
    view = coding_page(TALK, codes=CODES, codings=[coding], recent=["k0"], read_only=ONLY_READ)
    view.until(f"document.querySelector('.qk-said').textContent === {ONLY_READ!r}")
    assert view.safety() == "reading only"
    view.focus()
    for keys in (["Control+Shift+ArrowRight", "1"], ["x"], ["m"]):
        view.page.evaluate("void (document.querySelector('.qk-said').textContent = '')")
        view.press("Home", *keys)
        assert view.said() == ONLY_READ
    assert view.rows() == ["Leaving"]
    assert view.page.locator(".qk-memo:visible textarea").count() == 0
    view.press("n", "n")  # reading goes on
    view.page.locator(".qk-piece", has_text="Too dear for me.").wait_for()
    assert view.decisions() == []
    assert view.page.evaluate(f"{_KEPT}.then((all) => all.length)") == 0


def test_what_was_unsaved_before_a_project_became_read_only_is_kept_until_it_can_be_saved(view: CodingPage) -> None:
    view.page.evaluate("desk.way.dead = true")
    _code_a_word(view)
    view.until(f"{_KEPT}.then((all) => all.length === 1)")
    remount(view, conversations=TALK, codes=CODES, read_only=ONLY_READ)
    view.page.locator(".qk-safety", has_text="reading only, 1 unsaved").wait_for()
    assert view.rows() == ["Leaving"]
    assert view.decisions() == []
    remount(view, conversations=TALK, codes=CODES)
    view.until_saved()
    assert len(view.codings()) == 1
