"""Two people who decide apart from each other, and whose journals come together in any order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qualkit.coding.decision import MARKS
from qualkit.errors import ProjectError
from qualkit.project import tables, words
from qualkit.project.book import clashes, codebook_of, merged_place
from qualkit.project.undoing import check_redo, check_undo
from qualkit.store import DECISIONS, GENESIS, Event, State, absorb, fold
from qualkit.store.fold import _STEPS
from qualkit.testing import make_corpus

CORPUS = make_corpus([{"text": "x" * 40}, {"text": "y" * 40}])
NAMES = ("price", "fees", "slot", "Price (b)")
BODIES = {f"r-{name}": name for name in (*NAMES, "memo")}


class Writer:
    """One person at one file, who decides what makes sense in view of what they know."""

    def __init__(self, replica, draw):
        self.replica, self.draw, self.state = replica, draw, State()

    def write(self, kind, event_id=None, **payload):
        head = self.state.heads.get(self.replica)
        n = head.n + 1 if head else 1
        event_id = event_id or f"{self.replica}{n}"
        created = "2026-01-01T00:00:00.000000Z"
        lamport = self.state.lamport + 1
        event = Event(event_id, self.replica, n, GENESIS, lamport, created, self.replica, kind, 1, payload)
        self.state = absorb(self.state, [event])

    @property
    def book(self):
        return codebook_of(self.state, BODIES)

    def codes(self):
        return [code.code_id for code in self.book]

    def codings(self, mine=True):
        shown = [one for one in self.state.codings if self.state.shows(one)]
        return [one for one in shown if not mine or self.state.codings[one].coder == self.replica]

    def pick(self, options):
        return self.draw(st.sampled_from(sorted(options)))

    def add(self):
        names = [name for name in NAMES if self.book.lookup(name) is None]
        if names:
            parent = self.pick([*self.codes(), ""]) or None
            self.write("code.added", parent=parent, texts={"name": f"r-{self.pick(names)}"})

    def rename(self):
        names = [name for name in NAMES if self.book.lookup(name) is None]
        if names and self.codes():
            self.write("code.revised", code=self.pick(self.codes()), texts={"name": f"r-{self.pick(names)}"})

    def put(self):
        if self.codes():
            code = self.pick(self.codes())
            above = [one for one in self.codes() if one not in self.book.below(code)]
            self.write("code.revised", code=code, parent=self.pick([*above, ""]) or None)

    def merge(self):
        if len(self.codes()) > 1:
            into = self.pick(self.codes())
            others = [one for one in self.codes() if one != into]
            going = self.draw(st.lists(st.sampled_from(others), min_size=1, unique=True))
            self.write("codes.merged", codes=going, into=into, **merged_place(self.book, going, into))

    def split(self):
        names = [name for name in NAMES if self.book.lookup(name) is None]
        if names and self.codes():
            code = self.pick(self.codes())
            taken = [one for one in self.codings(mine=False) if self.state.code(one) == code]
            whole, part = f"{self.replica}s{len(self.state.events)}", f"{self.replica}p{len(self.state.events)}"
            self.write("code.added", part, parent=None, texts={"name": f"r-{self.pick(names)}"}, **{"with": whole})
            self.write("code.split", whole, code=code, parts=[[part, taken]])

    def retire(self):
        if self.codes():
            self.write("code.retired", code=self.pick(self.codes()), on=self.draw(st.booleans()))

    def apply(self):
        if self.codes():
            self.write("coding.applied", code=self.pick(self.codes()), **self.spot(self.pick(["c1", "c2"])))

    def spot(self, comment_id):
        start = self.draw(st.integers(0, 1))
        return {"comment_id": comment_id, "start": start, "end": start + 3, "text_ref": "t"}

    def about(self, coding):
        state = self.state
        alike = state.same_codings(self.replica, *state.place(coding), state.code(coding))
        return {"coding": coding, "same": [one for one in alike if one != coding]}

    def move(self):
        if self.codings():
            coding = self.pick(self.codings())
            self.write("coding.moved", **self.about(coding), **self.spot(self.state.place(coding)[0]))

    def recode(self):
        if self.codings() and self.codes():
            self.write("coding.recoded", **self.about(self.pick(self.codings())), code=self.pick(self.codes()))

    def remove(self):
        if self.codings():
            self.write("coding.removed", **self.about(self.pick(self.codings())))

    def note(self):
        targets = [*self.codings(mine=False), *self.codes(), "c1"]
        target = self.pick(targets)
        if self.state.memos_by(target, self.replica) and self.draw(st.booleans()):
            self.write("memo.removed", target=target)
        else:
            self.write("memo.added", target=target, texts={"text": "r-memo"})

    def mark(self):
        self.write("comment.marked", comment_id="c1", mark=self.pick(MARKS), on=self.draw(st.booleans()))

    def link(self):
        if len(self.codings(mine=False)) > 1:
            reason, behaviour = self.draw(st.permutations(self.codings(mine=False)))[:2]
            self.write("reason.linked", reason=reason, behaviour=behaviour)

    def unlink(self):
        links = [one.event_id for one in self.state.live(self.state.links) if one.coder == self.replica]
        if links:
            self.write("reason.unlinked", link=self.pick(links))

    def reject(self):
        if self.codes():
            self.write("suggestion.rejected", code=self.pick(self.codes()), suggested_by="rules", **self.spot("c1"))

    def turn(self, stack, check, kind):
        mine = getattr(self.state, stack).get(self.replica, [])
        if mine:
            event = self.state.ids[mine[-1] if self.draw(st.booleans()) else self.pick(mine)]
            try:
                check(event, self.state, BODIES)
            except ProjectError:
                return
            self.write(kind, event=event.event_id)

    def undo(self):
        self.turn("done", check_undo, "decision.undone")

    def redo(self):
        self.turn("redoable", check_redo, "decision.redone")


STEPS = ("add", "rename", "put", "merge", "split", "retire", "apply", "apply", "move", "recode", "remove", "note")
STEPS += ("mark", "link", "unlink", "reject", "undo", "redo", "meet", "meet")


@st.composite
def histories(draw, *, alone=False):
    """Two writers with a common beginning, who meet now and then; alone, the second one only looks on."""
    one, other = Writer("a", draw), Writer("b", draw)
    for _ in range(2):
        one.add()
    one.apply()
    other.state = absorb(other.state, one.state.events)
    for _ in range(draw(st.integers(2, 25))):
        writer, step = draw(st.sampled_from([one] if alone else [one, other])), draw(st.sampled_from(STEPS))
        if step == "meet":
            writer.state = absorb(writer.state, (other if writer is one else one).state.events)
        else:
            getattr(writer, step)()
    return one, other


def told(state):
    """All that is read off a state."""
    book = codebook_of(state, BODIES)
    codings = tables.codings_of(state, BODIES, CORPUS, book)
    rest = (tables.marks_of(state), tables.links_of(state), tables.rejections_of(state, book))
    rest += (tables.memos_of(state, BODIES), tables.log_of(state, BODIES))
    return book, [frame.to_dict("records") for frame in (codings, *rest)], clashes(state, BODIES)


def test_every_decision_that_can_be_folded_can_be_told_and_taken_back():
    assert set(words._WORDS) == set(_STEPS)
    lasting = {"project.created", "comments.added", "person.forgotten", "decision.undone", "decision.redone"}
    assert set(_STEPS) == DECISIONS | lasting


@given(histories(), st.data())
@settings(max_examples=60, deadline=None)
def test_what_two_people_decided_apart_comes_together_in_whatever_order_it_arrives(writers, data):
    events = list({event.event_id: event for one in writers for event in one.state.events}.values())
    whole = fold(events)
    arriving, state = data.draw(st.permutations(events)), State()
    while arriving:
        cut = data.draw(st.integers(1, len(arriving)))
        state, arriving = absorb(state, arriving[:cut]), arriving[cut:]
    assert state == whole
    for one in writers:
        assert absorb(one.state, events) == whole
    assert told(state) == told(whole)


@given(histories())
@settings(max_examples=60, deadline=None)
def test_whatever_was_decided_at_once_there_is_a_codebook_and_every_coding_has_its_code(writers):
    state = fold(event for one in writers for event in one.state.events)
    book, (codings, *_), _ = told(state)
    ids = {code.code_id for code in book}
    assert len({code.name.casefold() for code in book}) == len(book)
    assert all(code.parent is None or code.parent in ids for code in book)
    assert sorted(one for code in book.children(None) for one in book.below(code.code_id)) == sorted(ids)
    assert set(book.merged.values()) <= ids
    assert not ids & book.merged.keys()
    assert {row["code_id"] for row in codings} <= ids
    spoken = [(row["coder"], row["comment_id"], row["start"], row["end"], row["code_id"]) for row in codings]
    assert len(set(spoken)) == len(spoken)
    assert [row["coding_id"] for row in codings] == [one for one in state.codings if state.shows(one)]
    for stack in (*state.done.values(), *state.redoable.values()):
        assert len(set(stack)) == len(stack)
    assert all(not state.undone & set(stack) for stack in state.done.values())
    for coder, stack in state.done.items():
        for event_id in stack:
            assert state.ids[event_id].coder == coder


@given(histories(alone=True))
@settings(max_examples=60, deadline=None)
def test_alone_nobody_decides_what_excludes_itself(writers):
    assert clashes(writers[0].state, BODIES) == frozenset()
