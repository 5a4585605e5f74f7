import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualkit.errors import ProjectError
from qualkit.store import GENESIS, Event, State, absorb, fold


def event(event_id, *, replica="a", n=1, lamport=1, coder="ana", kind="code.added", schema=1, **payload):
    return Event(event_id, replica, n, GENESIS, lamport, "2026-01-01T00:00:00.000000Z", coder, kind, schema, payload)


SAID: dict[str, list[dict]] = {
    "finding.revised": [{"texts": {"claim": "r1"}}, {"about": ["k"]}, {"texts": {"whom": "r2"}, "about": []}],
    "status.set": [{"status": "checked"}, {"status": "sent back"}],
    "evidence.added": [{"stance": "supports", "comment_id": "c", "start": 0, "end": 1}],
    "search.recorded": [{"n_read": 3}],
    "verdict.added": [{"answer": "yes", "texts": {"person": "r3"}}, {"answer": "no", "texts": {"person": "r4"}}],
}
ON_FINDINGS = list(SAID)


@st.composite
def histories(draw):
    """Two replicas that each saw some of what the other did."""
    events: list[Event] = []
    made: dict[str, list[str]] = {
        kind: [] for kind in ("code.added", "coding.applied", "finding.added", "evidence.added", "decision")
    }
    counters, lamports = {"a": 0, "b": 0}, {"a": 0, "b": 0}
    for step in range(draw(st.integers(1, 18))):
        replica = draw(st.sampled_from("ab"))
        if draw(st.booleans()):
            lamports[replica] = max(lamports.values())
        counters[replica] += 1
        lamports[replica] += 1
        kinds = ["code.added", "project.described", "finding.added"]
        kinds += ["coding.applied"] * 3 if made["code.added"] else []
        kinds += ["coding.removed"] if made["coding.applied"] else []
        kinds += ON_FINDINGS if made["finding.added"] else []
        kinds += ["evidence.withdrawn"] if made["evidence.added"] else []
        kinds += ["decision.undone", "decision.redone"] if made["decision"] else []
        kind = draw(st.sampled_from(kinds))
        event_id = f"e{step}"
        payload: dict = {"parent": None}
        if kind == "coding.applied":
            code = draw(st.sampled_from(made["code.added"]))
            payload = {"comment_id": "c", "start": 0, "end": draw(st.integers(1, 2)), "code": code}
        if kind == "coding.removed":
            payload = {"coding": draw(st.sampled_from(made["coding.applied"]))}
        if kind in ON_FINDINGS:
            payload = {"finding": draw(st.sampled_from(made["finding.added"])), **draw(st.sampled_from(SAID[kind]))}
        if kind == "evidence.withdrawn":
            payload = {"evidence": draw(st.sampled_from(made["evidence.added"]))}
        if kind.startswith("decision"):
            payload = {"event": draw(st.sampled_from(made["decision"]))}
        else:
            made["decision"].append(event_id)
        made.setdefault(kind, []).append(event_id)
        events.append(
            event(
                event_id,
                replica=replica,
                n=counters[replica],
                lamport=lamports[replica],
                coder=draw(st.sampled_from(["ana", "ben"])),
                kind=kind,
                **payload,
            )
        )
    return events


@given(histories(), st.data())
@settings(max_examples=200, deadline=None)
def test_events_may_arrive_in_any_order_and_twice_and_give_one_state(events, data):
    arriving = data.draw(st.permutations([*events, *events[:3]]))
    state = State()
    while arriving:
        cut = data.draw(st.integers(1, len(arriving)))
        state = absorb(state, arriving[:cut])
        arriving = arriving[cut:]
    assert state == fold(events)


@given(histories())
@settings(max_examples=100, deadline=None)
def test_folding_one_by_one_equals_rebuilding(events):
    state = State()
    for one in sorted(events, key=lambda e: e.order):
        state = absorb(state, [one])
    assert state == fold(events)


def test_a_repeated_event_changes_nothing():
    state = fold([event("e1")])
    assert absorb(state, [event("e1")]) == fold([event("e1")])


def test_what_is_undone_does_not_hold_until_it_is_redone():
    code = event("k")
    undo = event("u", n=2, lamport=2, kind="decision.undone", event="k")
    redo = event("r", n=3, lamport=3, kind="decision.redone", event="k")
    assert fold([code]).holds("k")
    assert not fold([code, undo]).holds("k")
    assert fold([code, undo]).redoable["ana"] == ["k"]
    assert fold([code, undo, redo]).holds("k")
    assert fold([code, undo, redo]).done["ana"] == ["k"]


def test_taking_back_a_decision_that_is_not_the_last_leaves_the_last_to_be_taken_back_next():
    events = [event("k1"), event("k2", n=2, lamport=2), event("u", n=3, lamport=3, kind="decision.undone", event="k1")]
    assert fold(events).done == {"ana": ["k2"]}
    again = fold([*events, event("r", n=4, lamport=4, kind="decision.redone", event="k1")])
    assert (again.done, again.redoable) == ({"ana": ["k2", "k1"]}, {"ana": []})


def test_a_code_made_on_a_passage_is_taken_back_with_its_coding_and_is_no_decision_of_its_own():
    code = event("k", **{"with": "c"})
    coding = event("c", n=2, lamport=2, kind="coding.applied", comment_id="m", start=0, end=1, code="k")
    assert fold([code, coding]).done == {"ana": ["c"]}
    assert fold([code, coding, event("u", n=3, lamport=3, kind="decision.undone", event="c")]).done == {"ana": []}


def test_a_removed_coding_holds_again_when_its_removal_is_undone():
    code = event("k")
    coding = event("c", n=2, lamport=2, kind="coding.applied", comment_id="m", start=0, end=1, code="k")
    removal = event("x", n=3, lamport=3, kind="coding.removed", coding="c")
    undo = event("u", n=4, lamport=4, kind="decision.undone", event="x")
    assert not fold([code, coding, removal]).holds("c")
    assert fold([code, coding, removal, undo]).holds("c")


def test_a_new_decision_ends_redo_for_its_coder_alone():
    events = [
        event("k1"),
        event("k2", n=2, lamport=2, coder="ben"),
        event("u1", n=3, lamport=3, kind="decision.undone", event="k1"),
        event("u2", n=4, lamport=4, coder="ben", kind="decision.undone", event="k2"),
        event("k3", n=5, lamport=5),
    ]
    assert fold(events).redoable == {"ana": [], "ben": ["k2"]}


@pytest.mark.parametrize("newer", [{"kind": "mood.guessed"}, {"schema": 2}])
def test_an_event_of_a_newer_version_is_refused(newer):
    with pytest.raises(ProjectError, match="newer qualkit"):
        fold([event("e", **newer)])


def test_withdrawn_evidence_holds_again_when_its_withdrawal_is_undone():
    evidence = event("v", kind="evidence.added", finding="f")
    withdrawal = event("x", n=2, lamport=2, kind="evidence.withdrawn", evidence="v")
    undo = event("u", n=3, lamport=3, kind="decision.undone", event="x")
    assert not fold([evidence, withdrawal]).holds("v")
    assert fold([evidence, withdrawal, undo]).holds("v")


@pytest.mark.parametrize("kind", ["finding.revised", "status.set", "search.recorded", "verdict.added"])
def test_what_happens_to_a_finding_can_be_undone(kind):
    one = event("e", kind=kind, finding="f")
    assert fold([one]).done == {"ana": ["e"]}
    assert not fold([one, event("u", n=2, lamport=2, kind="decision.undone", event="e")]).holds("e")
