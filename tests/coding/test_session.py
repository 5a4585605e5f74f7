"""A coder's session, without any widget or project."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from qualkit.coding.decision import Coded, Link, Proposal
from qualkit.coding.queue import Queue
from qualkit.coding.session import Session
from qualkit.errors import NotFoundError, PassageError, QualkitError

LENGTHS = {"c1": 10, "c2": 1, "c3": 300_000, "c4": 0}
CODES = ("k1", "k2", "k3")
QUEUE = Queue("all", ("c3", "c1", "c2"), {"c1": "voice not heard yet"})


def begun(*codings: Coded, **known: object) -> Session:
    return Session.begin(LENGTHS.get, codings=codings, **known).with_queue(QUEUE)  # type: ignore[arg-type]


def said(session: Session) -> tuple[object, ...]:
    """Everything that a coder can see of a session."""
    return (dict(session.codings), dict(session.marks), dict(session.links), dict(session.rejected), session.tally)


def test_apply_gives_a_coding_under_its_event_and_the_decision_to_store() -> None:
    session, decision = begun().apply("e1", "c1", 2, 5, "k1", memo="why")
    assert session.coding("e1") == Coded("e1", "c1", 2, 5, "k1", "why")
    assert decision is not None
    assert (decision.event, decision.do) == ("e1", "apply")
    assert decision.said == {"comment_id": "c1", "start": 2, "end": 5, "code": "k1", "memo": "why"}
    assert session.recent == ("k1",)
    assert session.used == {"k1": 1}


def test_a_session_is_never_changed_by_its_verbs() -> None:
    before = begun()
    after, _ = before.apply("e1", "c1", 0, 1, "k1")
    after.undo("e2")
    after.mark("e3", "c1", "done")
    assert (len(before.codings), len(after.codings), len(after.marks)) == (0, 1, 0)


def test_the_same_code_on_the_same_words_is_nothing_to_store() -> None:
    session, _ = begun().apply("e1", "c1", 2, 5, "k1")
    again, decision = session.apply("e2", "c1", 2, 5, "k1")
    assert (again, decision) == (session, None)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 11), (10, 11)])
def test_positions_outside_of_the_text_are_refused(start: int, end: int) -> None:
    with pytest.raises(PassageError):
        begun().apply("e1", "c1", start, end, "k1")
    session, _ = begun().apply("e1", "c1", 0, 10, "k1")
    with pytest.raises(PassageError):
        session.move("e2", "e1", start, end)


def test_unknown_comments_codings_links_and_marks_are_refused() -> None:
    session = begun()
    for refused in (
        lambda: session.apply("e", "c9", 0, 1, "k1"),
        lambda: session.go("c9"),
        lambda: session.mark("e", "c9", "done"),
        lambda: session.mark("e", "c1", "read"),
        lambda: session.move("e", "x", 0, 1),
        lambda: session.recode("e", "x", "k1"),
        lambda: session.remove("e", "x"),
        lambda: session.link("e", "x", "y"),
        lambda: session.unlink("e", "x"),
    ):
        with pytest.raises(NotFoundError):
            refused()


def test_move_and_recode_keep_the_coding_and_refuse_to_make_it_a_double() -> None:
    session, _ = begun().apply("e1", "c1", 0, 4, "k1")
    session, _ = session.apply("e2", "c1", 5, 8, "k1")
    session, _ = session.apply("e3", "c1", 0, 4, "k2")
    moved, decision = session.move("e4", "e2", 5, 9)
    assert moved.coding("e2") == Coded("e2", "c1", 5, 9, "k1")
    assert decision is not None
    assert decision.said == {"coding_id": "e2", "start": 5, "end": 9}
    with pytest.raises(QualkitError, match="already"):
        session.move("e4", "e2", 0, 4)
    with pytest.raises(QualkitError, match="already"):
        session.recode("e4", "e3", "k1")
    assert session.move("e4", "e2", 5, 8) == (session, None)


def test_removing_a_coding_takes_its_links_along_and_undo_brings_both_back() -> None:
    session, _ = begun().apply("e1", "c1", 0, 4, "k1")
    session, _ = session.apply("e2", "c3", 5, 8, "k2")
    session, _ = session.link("e3", "e1", "e2")
    assert session.link("e4", "e1", "e2") == (session, None)
    with pytest.raises(QualkitError, match="itself"):
        session.link("e4", "e1", "e1")
    gone, _ = session.remove("e5", "e2")
    assert (len(gone.links), "e2" in gone.codings) == (0, False)
    back, _ = gone.undo("e6")
    assert said(back) == said(session)
    assert dict(back.links) == {"e3": Link("e3", "e1", "e2")}


def test_undo_goes_back_to_where_the_decision_was_made_and_redo_too() -> None:
    session = begun().go("c1")
    session, _ = session.apply("e1", "c1", 0, 4, "k1")
    session = session.go("c3")
    undone, decision = session.undo("e2")
    assert (undone.at, undone.cursor, dict(decision.said)) == ("c1", 1, {"what": "e1"})
    redone, decision = undone.go("c2").redo("e3")
    assert (redone.at, dict(decision.said)) == ("c1", {"what": "e1"})
    assert said(redone) == said(session)


def test_undo_of_a_decision_from_before_the_session_is_left_to_the_project() -> None:
    session, decision = begun().undo("e1")
    assert (decision.do, dict(decision.said), session.at) == ("undo", {}, "")
    _, decision = begun().undo("e1", "long-ago")
    assert dict(decision.said) == {"what": "long-ago"}


def test_undo_can_name_an_earlier_decision() -> None:
    session, _ = begun().apply("e1", "c1", 0, 4, "k1")
    session, _ = session.apply("e2", "c3", 0, 4, "k2")
    session, decision = session.undo("e3", "e1")
    assert (list(session.codings), dict(decision.said)) == (["e2"], {"what": "e1"})
    session, _ = session.redo("e4", "e1")
    assert sorted(session.codings) == ["e1", "e2"]


def test_a_new_decision_ends_redo() -> None:
    session, _ = begun().apply("e1", "c1", 0, 4, "k1")
    session, _ = session.undo("e2")
    session, _ = session.mark("e3", "c1", "flagged")
    assert session.future == ()


def test_steps_stay_within_the_queue_and_lead_back_into_it() -> None:
    session = begun()
    assert session.step(1).at == "c3"
    session = session.go("c1")
    assert (session.step(1).at, session.step(-1).at) == ("c2", "c3")
    assert (session.step(1).step(1).at, session.step(-1).step(-1).at) == ("c2", "c3")
    outside = session.go("c4")
    assert (outside.cursor, outside.step(1).at, outside.step(-1).at) == (1, "c1", "c1")
    assert session.with_queue(Queue("none")).step(1).at == "c1"


def test_next_unread_passes_over_what_is_done_or_skipped_and_wraps_round() -> None:
    session = begun().go("c1")
    session, _ = session.mark("e1", "c2", "skipped")
    assert session.next_unread().at == "c3"
    session, _ = session.mark("e2", "c3", "done")
    assert session.next_unread().at == "c1"
    session, _ = session.mark("e3", "c1", "done")
    with pytest.raises(QualkitError, match="done or skipped"):
        session.next_unread()


def test_progress_counts_the_queue_and_a_done_comment_as_skipped_no_more() -> None:
    session, _ = begun(marks={"c4": ["done"], "c1": ["flagged"]}).mark("e1", "c1", "skipped")
    assert (session.tally.done, session.tally.skipped, session.tally.flagged) == (0, 1, 1)
    session, _ = session.mark("e2", "c1", "done")
    assert (session.tally.done, session.tally.skipped) == (1, 0)
    session, _ = session.mark("e3", "c1", "done", on=False)
    assert (session.tally.done, session.tally.skipped) == (0, 1)
    assert session.mark("e4", "c1", "done", on=False) == (session, None)
    assert session.with_queue(Queue("one", ("c4",))).tally.done == 1


def test_suggestions_are_accepted_as_codings_and_rejected_for_good() -> None:
    proposal = Proposal("c1", 0, 4, "k1", "own codings")
    session, decision = begun().accept("e1", proposal)
    assert session.coding("e1").suggested_by == "own codings"
    assert decision is not None
    assert decision.said["suggested_by"] == "own codings"
    session, decision = begun().reject("e2", proposal)
    assert decision is not None
    assert decision.do == "reject"
    assert session.reject("e3", proposal) == (session, None)
    session, _ = session.undo("e4")
    assert proposal.key not in session.rejected


def test_a_memo_replaces_the_one_before_and_nothing_takes_it_away() -> None:
    session, _ = begun().apply("e1", "c1", 0, 4, "k1", memo="first")
    session, _ = session.memo("e2", "e1", "second")
    assert session.coding("e1").memo == "second"
    session, _ = session.memo("e3", "e1", "")
    assert session.coding("e1").memo == ""
    with pytest.raises(QualkitError, match="words"):
        session.memo("e4", "e1", " ")
    session, _ = session.undo("e5")
    assert session.coding("e1").memo == "second"
    session, _ = session.memo("e6", "project", "a thought")
    assert session.memos["project"] == ("a thought",)
    session, _ = session.memo("e7", "project", "")
    assert "project" not in session.memos


def test_what_the_project_says_is_right() -> None:
    session, _ = begun().apply("e1", "c1", 0, 4, "k1")
    told = session.learn(
        codings={"e1": Coded("e1", "c1", 0, 4, "k2", created="2025"), "e9": Coded("e9", "c3", 1, 2, "k1"), "x": None},
        marks={"c1": ["flagged", "done"], "c2": []},
        links=[Link("l1", "e1", "e9")],
        memos={"c1": ["m"]},
    )
    assert told.used == {"k1": 1, "k2": 1}
    assert [one.coding_id for one in told.codings_on("c1")] == ["e1"]
    assert (told.marks["c1"], dict(told.memos), told.tally.done) == (("done", "flagged"), {"c1": ("m",)}, 1)
    assert told.past == session.past


def test_recent_codes_are_the_nine_used_last_the_latest_first() -> None:
    session = begun(*(Coded(f"d{n}", "c3", n, n + 1, f"k{n}") for n in range(12)))
    assert session.recent == tuple(f"k{n}" for n in range(11, 2, -1))
    session, _ = session.apply("e1", "c3", 50, 51, "k5")
    assert session.recent[:2] == ("k5", "k11")


def test_a_hundred_thousand_codings_do_not_slow_a_decision_down() -> None:
    many = (Coded(f"d{n}", f"c{n % 50_000}", 0, 1, "k1") for n in range(100_000))
    session = Session.begin(lambda _: 10, codings=many)
    before = session.codings
    session, _ = session.apply("e1", "c1", 2, 3, "k2")
    assert (len(before), len(session.codings)) == (100_000, 100_001)
    shared = sum(a is b for a, b in zip(before._boxes, session.codings._boxes, strict=True))
    assert shared == len(before._boxes) - 1


class Coding(RuleBasedStateMachine):
    """Any decisions in any order; a list of what was seen after each says what undo and redo must give."""

    events = Bundle("events")

    @initialize()
    def begin(self) -> None:
        self.ids = itertools.count()
        self.session = begun()
        self.seen = [said(self.session)]
        self.now = 0

    def event(self) -> str:
        return f"e{next(self.ids)}"

    def decided(self, session: Session, stored: object) -> None:
        if stored is not None:
            self.seen[self.now + 1 :] = [said(session)]
            self.now += 1
        self.session = session

    @rule(
        comment=st.sampled_from(sorted(LENGTHS)),
        start=st.integers(-1, 12),
        size=st.integers(0, 4),
        code=st.sampled_from(CODES),
    )
    def apply(self, comment: str, start: int, size: int, code: str) -> None:
        try:
            self.decided(*self.session.apply(self.event(), comment, start, start + size, code))
        except PassageError:
            assert not 0 <= start < start + size <= LENGTHS[comment]

    @rule(data=st.data(), start=st.integers(0, 8), size=st.integers(1, 3))
    def move(self, data: st.DataObject, start: int, size: int) -> None:
        if which := self.pick(data):
            try:
                self.decided(*self.session.move(self.event(), which, start, start + size))
            except QualkitError:
                return

    @rule(data=st.data(), code=st.sampled_from(CODES))
    def recode(self, data: st.DataObject, code: str) -> None:
        if which := self.pick(data):
            try:
                self.decided(*self.session.recode(self.event(), which, code))
            except QualkitError:
                return

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        if which := self.pick(data):
            self.decided(*self.session.remove(self.event(), which))

    @rule(data=st.data(), words=st.sampled_from(["a", "b"]))
    def memo(self, data: st.DataObject, words: str) -> None:
        if which := self.pick(data):
            self.decided(*self.session.memo(self.event(), which, words))

    @rule(data=st.data())
    def link(self, data: st.DataObject) -> None:
        why, what = self.pick(data), self.pick(data)
        if why and what and why != what:
            self.decided(*self.session.link(self.event(), why, what))

    @rule(
        comment=st.sampled_from(sorted(LENGTHS)), mark=st.sampled_from(["done", "skipped", "flagged"]), on=st.booleans()
    )
    def mark(self, comment: str, mark: str, on: bool) -> None:
        self.decided(*self.session.mark(self.event(), comment, mark, on))

    @rule(start=st.integers(0, 3), code=st.sampled_from(CODES))
    def reject(self, start: int, code: str) -> None:
        self.decided(*self.session.reject(self.event(), Proposal("c1", start, start + 2, code, "own codings")))

    @rule()
    def undo(self) -> None:
        self.session, _ = self.session.undo(self.event())
        self.now = max(0, self.now - 1)

    @rule()
    def redo(self) -> None:
        self.session, _ = self.session.redo(self.event())
        self.now = min(len(self.seen) - 1, self.now + 1)

    @rule(by=st.integers(-2, 2))
    def step(self, by: int) -> None:
        self.session = self.session.step(by)

    @rule()
    def next_unread(self) -> None:
        try:
            self.session = self.session.next_unread()
        except QualkitError:
            assert all({"done", "skipped"} & set(self.session.marks.get(one, ())) for one in QUEUE.items)

    def pick(self, data: st.DataObject) -> str | None:
        return data.draw(st.sampled_from(sorted(self.session.codings))) if len(self.session.codings) else None

    @invariant()
    def everything_is_as_it_was_then(self) -> None:
        assert said(self.session) == self.seen[self.now]

    @invariant()
    def positions_lie_inside_the_text_and_indexes_agree(self) -> None:
        session = self.session
        for coding_id, one in session.codings.items():
            assert 0 <= one.start < one.end <= LENGTHS[one.comment_id]
            assert coding_id in session.on[one.comment_id]
        assert sum(map(len, session.on.values())) == len(session.codings)
        assert sum(session.used.values()) == len(session.codings)
        assert all({one.reason, one.behaviour} <= set(session.codings) for one in session.links.values())

    @invariant()
    def the_cursor_is_in_the_queue_and_the_progress_is_counted(self) -> None:
        session = self.session
        assert 0 <= session.cursor < len(session.queue)
        assert session.at in ("", *LENGTHS)
        assert session.tally == session.with_queue(QUEUE).tally

    @invariant()
    def undo_then_redo_is_nothing(self) -> None:
        if self.session.past:
            undone, _ = self.session.undo("u")
            redone, _ = undone.redo("r")
            assert (said(redone), redone.past, redone.future) == (
                said(self.session),
                self.session.past,
                self.session.future,
            )


Coding.TestCase.settings = settings(stateful_step_count=30)
TestCoding = Coding.TestCase
