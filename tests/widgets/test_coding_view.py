"""The widget between the browser and the desk."""

from __future__ import annotations

import json
from typing import Any

import pytest

import qualkit as qk
from tests.widgets.coding_fakes import WITH_EMOJI, FakeProject


def test_code_answers_custom_messages_with_custom_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    view = qk.code(FakeProject(), conversations=["t1"])
    sent: list[Any] = []
    monkeypatch.setattr(view, "send", sent.append)
    view._handle_custom_msg({"kind": "open", "event": "e1", "step": 0, "conversation": None}, [])
    assert sent[0]["event"] == "e1"
    assert sent[0]["conversation"]["turns"][0]["text"] == WITH_EMOJI


def test_the_state_that_a_notebook_could_store_holds_no_comment_and_no_name() -> None:
    view = qk.code(FakeProject())
    view._handle_custom_msg({"kind": "open", "event": "e1", "step": 0, "conversation": None}, [])
    stored = json.dumps(view.get_state(), default=str) + repr(view) + json.dumps(view._repr_mimebundle_(), default=str)
    for word in ("rang twice", "Which slot", "window.hacked", "p-1", "slot does not fit", "ana"):
        assert word not in stored.replace(view._esm, "").replace(json.dumps(view._esm)[1:-1], "")
