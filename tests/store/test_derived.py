"""What is written with each event is what a rebuild from the journal gives, whatever was decided in whatever order."""

import json
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import qualkit.store
from qualkit.store import GENESIS, Event, State, absorb, changes, derive, fold
from qualkit.store.derived import _TOUCHES

IDS = st.sampled_from([f"e{n}" for n in range(12)])
SPANS = st.fixed_dictionaries({"comment_id": st.sampled_from("ab"), "start": st.just(0), "end": st.integers(1, 2)})
TEXTS = st.dictionaries(st.sampled_from(["name", "definition"]), st.sampled_from(["r1", "r2"]), max_size=2)
SAID = {
    "project.described": st.just({"texts": {"question": "r"}}),
    "code.added": st.builds(lambda parent, texts: {"parent": parent, "texts": texts}, st.none() | IDS, TEXTS),
    "code.revised": st.builds(
        lambda code, parent, texts: {"code": code, "texts": texts, **parent},
        IDS, st.just({}) | st.fixed_dictionaries({"parent": st.none() | IDS}), TEXTS,
    ),
    "code.retired": st.fixed_dictionaries({"code": IDS, "on": st.booleans()}),
    "code.split": st.builds(
        lambda code, parts: {"code": code, "parts": parts}, IDS, st.lists(st.tuples(IDS, st.lists(IDS, max_size=2)), max_size=2)
    ),
    "codes.merged": st.fixed_dictionaries({"codes": st.lists(IDS, min_size=1, max_size=2), "into": IDS}),
    "coding.applied": st.builds(lambda span, code: {**span, "code": code, "text_ref": "t"}, SPANS, IDS),
    "coding.moved": st.builds(lambda span, coding: {**span, "coding": coding, "text_ref": "t"}, SPANS, IDS),
    "coding.recoded": st.fixed_dictionaries({"coding": IDS, "code": IDS}),
    "coding.removed": st.builds(lambda one, same: {"coding": one, "same": same}, IDS, st.lists(IDS, max_size=1)),
    "comment.marked": st.fixed_dictionaries(
        {"comment_id": st.sampled_from("ab"), "mark": st.sampled_from(["done", "flagged"]), "on": st.booleans()}
    ),
    "reason.linked": st.fixed_dictionaries({"reason": IDS, "behaviour": IDS}),
    "reason.unlinked": st.fixed_dictionaries({"link": IDS}),
    "suggestion.rejected": st.builds(lambda span, code: {**span, "code": code, "suggested_by": "x"}, SPANS, IDS),
    "memo.added": st.builds(lambda target: {"target": target, "texts": {"text": "r"}}, IDS | st.just("a")),
    "memo.removed": st.fixed_dictionaries({"target": IDS | st.just("a")}),
    "finding.added": st.just({"texts": {"claim": "r"}}),
    "finding.revised": st.builds(lambda one: {"finding": one, "texts": {"claim": "r2"}}, IDS),
    "status.set": st.builds(lambda one: {"finding": one, "status": "checked"}, IDS),
    "evidence.added": st.builds(lambda span, one: {**span, "finding": one, "stance": "supports"}, SPANS, IDS),
    "evidence.withdrawn": st.fixed_dictionaries({"evidence": IDS}),
    "search.recorded": st.builds(lambda one: {"finding": one, "n_read": 1}, IDS),
    "verdict.added": st.builds(lambda one: {"finding": one, "answer": "yes", "texts": {"person": "r"}}, IDS),
    "decision.undone": st.fixed_dictionaries({"event": IDS}),
    "decision.redone": st.fixed_dictionaries({"event": IDS}),
}  # fmt: skip
"""What events of each kind may say, also about what was never there: two people decide apart from each other."""


@st.composite
def histories(draw):
    events = []
    for n in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(["coding.applied", "code.added", *SAID]))
        payload = draw(SAID[kind])
        if kind == "code.added" and draw(st.booleans()):
            payload = {**payload, "with": draw(IDS)}
        coder, created = draw(st.sampled_from(["ana", "ben"])), f"2026-01-01T00:00:{n:02d}.000000Z"
        events.append(Event(f"e{n}", "r", n + 1, GENESIS, n + 1, created, coder, kind, 1, payload))
    return events


@given(histories())
@settings(max_examples=400, deadline=None)
def test_rows_patched_event_by_event_are_those_of_a_rebuild(events):
    state, rows = State(), {}
    for event in events:
        state = absorb(state, [event])
        for thing, value in changes(state, [event]).items():
            if value is None:
                rows.pop(thing, None)
            else:
                rows[thing] = value
    assert rows == derive(fold(events))


@given(histories())
@settings(max_examples=50, deadline=None)
def test_rows_are_plain_json(events):
    assert all(isinstance(json.loads(value), dict) for value in derive(fold(events)).values())


def test_each_kind_of_event_says_what_it_touches():
    known = re.findall(
        r'^    "([a-z]+\.[a-z]+)": ', Path(qualkit.store.__file__).with_name("fold.py").read_text("utf-8"), re.MULTILINE
    )
    assert set(known) == set(_TOUCHES)
    assert set(SAID) == set(_TOUCHES) - {
        "project.created",
        "comments.added",
        "values.taken",
        "themes.added",
        "person.forgotten",
    }


def test_a_coding_stands_where_and_as_it_was_put_last():
    def event(n, kind, **payload):
        return Event(f"e{n}", "r", n, GENESIS, n, "2026", "ana", kind, 1, payload)

    place = {"comment_id": "a", "start": 0, "end": 3}
    events = [
        event(1, "code.added", parent=None, texts={"name": "r1"}),
        event(2, "code.added", parent="e1", texts={"name": "r2"}),
        event(3, "coding.applied", **place, code="e1", text_ref="t"),
        event(4, "coding.moved", coding="e3", **{**place, "end": 9}, text_ref="t"),
        event(5, "coding.recoded", coding="e3", code="e2"),
        event(6, "code.retired", code="e2", on=True),
    ]
    rows = {thing: json.loads(value) for thing, value in derive(fold(events)).items()}
    assert (rows["coding", "e3"]["end"], rows["coding", "e3"]["code"]) == (9, "e2")
    assert rows["code", "e2"]["retired"] is True
    assert rows["head", "r"]["n"] == 6
