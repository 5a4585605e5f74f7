"""The widget between the browser and the desk."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

import qualkit as qk
from tests.widgets.coding_fakes import WITH_EMOJI, FakeProject, corpus


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


def test_a_project_is_coded_from_a_thread_that_did_not_open_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = qk.open_project(tmp_path / "study.qualkit", coder="ana")
    frame = corpus().frame
    project.add_comments(qk.Corpus(frame[frame["comment_id"] != "c4"].reset_index(drop=True)))
    code_id = project.add_code("price").code_id
    view = qk.code(project)
    sent: list[Any] = []
    monkeypatch.setattr(view, "send", sent.append)
    where = {"conversation": "t1", "comment_id": "c1", "start": 0, "end": 4, "quote": "Well", "code": code_id}
    comm_thread = threading.Thread(target=view._handle_custom_msg, args=({"kind": "apply", "event": "e1", **where}, []))
    comm_thread.start()
    comm_thread.join()
    assert sent[0]["saved"] == "Saved: price"
    assert project.codings()[["quote", "code"]].to_numpy().tolist() == [["Well", "price"]]
