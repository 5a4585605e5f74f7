"""What events say of merged codes and of codings, whatever two people decided apart from each other."""

from itertools import permutations

import pytest

from qualkit.store import GENESIS, Event, derive, fold


def event(event_id, kind, lamport, replica="a", coder="ana", **payload):
    return Event(event_id, replica, lamport, GENESIS, lamport, "2026-01-01T00:00:00.000000Z", coder, kind, 1, payload)


CODES = [event(one, "code.added", n, parent=None) for n, one in enumerate("klm", start=1)]


def merged(event_id, lamport, codes, into, replica="a"):
    return event(event_id, "codes.merged", lamport, replica, codes=list(codes), into=into)


def applied(event_id, lamport, code, start=0, end=5, coder="ana"):
    return event(event_id, "coding.applied", lamport, coder=coder, comment_id="c", start=start, end=end, code=code)


def test_codes_merged_with_each_other_at_once_do_not_run_in_a_circle():
    state = fold([*CODES, merged("x", 4, "k", "l", "a"), merged("y", 4, "l", "k", "b")])
    assert dict(state.merged) == {"k": "l"}
    assert [state.current(one) for one in "klm"] == ["l", "l", "m"]


@pytest.mark.parametrize("pairs", permutations([("k", "l"), ("l", "m"), ("m", "k")]), ids=str)
def test_three_merges_in_a_ring_leave_the_last_one_out(pairs):
    state = fold([*CODES, *(merged(f"x{n}", 4 + n, code, into) for n, (code, into) in enumerate(pairs))])
    assert dict(state.merged) == dict(pairs[:2])


def test_a_merge_that_would_run_in_a_circle_leaves_the_one_before():
    state = fold([*CODES, merged("x", 4, "k", "l"), merged("y", 5, "m", "k"), merged("z", 6, "k", "m", "b")])
    assert dict(state.merged) == {"k": "l", "m": "k"}
    assert state.current("m") == "l"


def test_a_merge_with_a_code_that_nobody_knows_changes_nothing():
    assert dict(fold([*CODES, merged("x", 4, "k", "gone"), merged("y", 5, ["gone"], "k")]).merged) == {}


def test_of_two_merges_of_one_code_the_last_one_counts():
    events = [*CODES, merged("x", 4, "k", "l"), merged("y", 5, "k", "m")]
    assert fold(events).current("k") == "m"
    assert fold([*events, event("u", "decision.undone", 6, event="y")]).current("k") == "l"


def test_the_first_of_the_codings_that_came_to_say_the_same_stands_for_all():
    events = [*CODES, applied("c1", 4, "l"), applied("c2", 5, "k"), applied("c3", 6, "k", coder="ben")]
    state = fold([*events, merged("x", 7, "k", "l")])
    assert state.same_codings("ana", "c", 0, 5, "l") == ["c1", "c2"]
    assert state.coding_at("ana", "c", 0, 5, "l") == "c1"
    assert [state.shows(one) for one in ("c1", "c2", "c3")] == [True, False, True]
    gone = fold([*events, merged("x", 7, "k", "l"), event("r", "coding.removed", 8, coding="c1")])
    assert gone.coding_at("ana", "c", 0, 5, "l") == "c2"
    assert gone.shows("c2")


def test_a_coding_stands_where_it_was_moved_last():
    events = [*CODES, applied("c1", 4, "k"), applied("c2", 5, "k", start=2, end=8)]
    move = event("m", "coding.moved", 6, coding="c1", comment_id="c", start=2, end=8)
    state = fold([*events, move])
    assert state.place("c1") == ("c", 2, 8)
    assert state.same_codings("ana", "c", 2, 8, "k") == ["c1", "c2"]
    assert state.coding_at("ana", "c", 0, 5, "k") is None
    back = fold([*events, move, event("u", "decision.undone", 7, event="m")])
    assert (back.place("c1"), back.coding_at("ana", "c", 2, 8, "k")) == (("c", 0, 5), "c2")


def test_a_memo_is_there_until_its_own_coder_takes_it_away():
    about = {"target": "project"}
    events = [
        event("m1", "memo.added", 1, **about),
        event("m2", "memo.added", 2, coder="ben", **about),
        event("gone", "memo.removed", 3, **about),
        event("m3", "memo.added", 4, **about),
    ]
    back = event("back", "decision.undone", 5, event="gone")
    assert _memos(fold(events)) == ["m2", "m3"]
    assert _memos(fold([*events, back])) == ["m1", "m2", "m3"]
    assert [one.event_id for one in fold(events).memos_by("project", "ana")] == ["m3"]


def _memos(state):
    return [one for kind, one in derive(state) if kind == "memo"]
