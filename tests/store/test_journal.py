from dataclasses import replace

import pytest

from qualkit.errors import VerificationError
from qualkit.model import canonical_json, content_hash
from qualkit.store import GENESIS, Event, check_chain, journal_head, seal


def chain(n=4, replica="r"):
    events, previous = [], GENESIS
    for number in range(1, n + 1):
        one = Event(
            f"{replica}{number}",
            replica,
            number,
            previous,
            number,
            "2026-01-01T00:00:00.000000Z",
            "ana",
            "memo.added",
            1,
            {"target": "project", "texts": {"text": "0" * 64}},
        )
        previous = one.digest()
        events.append((one, previous))
    return events


def test_the_digest_is_the_sha256_of_the_whole_envelope():
    event, _ = chain(1)[0]
    envelope = {name: getattr(event, name) for name in Event.__slots__}
    assert len(envelope) == 10
    assert event.digest() == content_hash(canonical_json(envelope))


def test_a_whole_chain_verifies():
    check_chain(chain())


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"target": "other"}},
        {"coder": "ben"},
        {"created": "2026-01-01T00:00:00.000001Z"},
        {"kind": "code.added"},
        {"lamport": 9},
        {"event_id": "x"},
        {"schema": 0},
    ],
)
def test_a_changed_event_is_named(change):
    events = chain()
    events[1] = (replace(events[1][0], **change), events[1][1])
    with pytest.raises(VerificationError, match=r"number 2 of replica 'r'"):
        check_chain(events)


def test_an_event_that_was_rehashed_breaks_the_chain_after_it():
    events = chain()
    changed = replace(events[1][0], coder="ben")
    events[1] = (changed, changed.digest())
    with pytest.raises(VerificationError, match="number 3"):
        check_chain(events)


def test_a_missing_event_is_noticed():
    events = chain()
    del events[2]
    with pytest.raises(VerificationError, match="lacks event number 3"):
        check_chain(events)


def test_the_journal_head_does_not_depend_on_the_order_of_the_chains():
    assert journal_head(["a", "b"]) == journal_head(["b", "a"]) != journal_head(["a"])


def test_a_short_text_cannot_be_recognised_by_its_reference():
    assert seal("yes", "aa").ref != seal("yes", "bb").ref
    assert seal("yes", "aa").ref == content_hash("aayes")
