"""What comes over the wire is checked before anything is done with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualkit.errors import QualkitError, StorageError
from qualkit.widgets.desk import wire


@pytest.mark.parametrize(
    ("take", "wrong"),
    [
        (wire.text, [None, "", 1, True, ["a"], {}]),
        (wire.maybe_text, [1, "", False, []]),
        (wire.words, [1, None, ["a"], True]),
        (wire.whole, [None, "1", 1.0, True, -1, 2**53, [1]]),
        (wire.flag, [None, 0, 1, "true", "on"]),
        (wire.hex_id, [None, "", "a" * 31, "A" * 32, "g" * 32, "a" * 33, 7, "a" * 32 + "\n"]),
        (wire.texts, [None, "ab", [1], [""], ["a"] * 1001, {"a": 1}]),
        (wire.objects, [None, {}, ["a"], [[]], [{}] * 501]),
    ],
)
def test_what_is_of_another_kind_is_refused(take: Callable[[dict[str, Any], str], Any], wrong: list[Any]) -> None:
    for value in wrong:
        with pytest.raises(QualkitError, match="'x'"):
            take({"x": value}, "x")
    if take not in (wire.maybe_text, wire.words):
        with pytest.raises(QualkitError):
            take({}, "x")


def test_what_is_of_the_right_kind_is_taken_as_it_is() -> None:
    said = {"t": " a\r\n\x00", "n": 0, "f": False, "i": "0" * 32, "l": ["a", "b"], "o": [{}], "none": None}
    assert (wire.text(said, "t"), wire.whole(said, "n"), wire.flag(said, "f")) == (" a\r\n\x00", 0, False)
    assert (wire.hex_id(said, "i"), wire.texts(said, "l"), wire.objects(said, "o")) == ("0" * 32, ("a", "b"), [{}])
    assert (wire.maybe_text(said, "none"), wire.words(said, "gone"), wire.whole(said, "gone", otherwise=5)) == (
        None,
        "",
        5,
    )


@given(st.text(st.characters(blacklist_categories=[]), max_size=20))
def test_what_is_sent_is_as_long_as_before_and_travels_as_utf_8(said: str) -> None:
    sent = wire.sendable(said)
    assert len(sent) == len(said)
    assert json.loads(json.dumps(sent, ensure_ascii=False).encode()) == sent
    assert wire.sendable(sent) == sent


@pytest.mark.parametrize(
    ("words", "check"),
    [("", "811c9dc5"), ("a", "e40c292c"), ("foobar", "bf9cf968"), ("\ud83d", wire.checksum("\ufffd"))],
)
def test_the_checksum_is_fnv_1a(words: str, check: str) -> None:
    assert wire.checksum(words) == check


def test_only_what_may_pass_says_try_again() -> None:
    assert wire.refusal(QualkitError("No.", hint="Do this.")) == {"said": "No.", "hint": "Do this."}
    assert wire.refusal(StorageError("Full."))["again"] is True
    assert wire.refusal(OSError(28, "No space left on device"))["again"] is True
