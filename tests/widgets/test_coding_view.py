"""The widget between the browser and the desk."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import qualkit as qk
from qualkit.errors import ProjectError
from tests.widgets.desks import WITH_EMOJI, make_project, new_id, span


@pytest.fixture
def project(tmp_path: Path) -> qk.Project:
    return make_project(tmp_path / "study.qualkit")


def test_code_answers_custom_messages_with_custom_messages(
    project: qk.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = qk.code(project, conversations=["t1"])
    sent: list[Any] = []
    monkeypatch.setattr(view, "send", sent.append)
    asked = new_id()
    view._handle_custom_msg({"q": asked, "k": "open"}, [])
    view._handle_custom_msg("nonsense", [])
    (answer,) = sent
    assert (answer["q"], answer["k"]) == (asked, "open")
    assert answer["turns"][0]["text"] == WITH_EMOJI


def test_what_was_done_beside_the_view_follows_the_answer_unasked(
    project: qk.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = qk.code(project)
    sent: list[Any] = []
    monkeypatch.setattr(view, "send", sent.append)
    project.add_code("made in a cell")
    view._handle_custom_msg({"q": new_id(), "k": "open"}, [])
    answer, news = sent
    assert (answer["k"], news["k"], news["q"]) == ("open", "news", "")
    assert "made in a cell" in [code["name"] for code in news["changes"]["codes"]]
    view._handle_custom_msg({"q": new_id(), "k": "open"}, [])
    assert len(sent) == 3


def test_the_state_that_a_notebook_could_store_holds_no_comment_and_no_name(project: qk.Project) -> None:
    view = qk.code(project)
    view._handle_custom_msg({"q": new_id(), "k": "open"}, [])
    price = project.codebook.find("price").code_id
    decision = {"event": new_id(), "do": "apply", "code_id": price, **span("c1", "rang twice")}
    view._handle_custom_msg({"q": new_id(), "k": "decide", "decisions": [decision]}, [])
    stored = json.dumps(view.get_state(), default=str) + repr(view) + json.dumps(view._repr_mimebundle_(), default=str)
    for code in (view._esm, view._css):
        stored = stored.replace(code, "").replace(json.dumps(code)[1:-1], "")
    for word in ("rang twice", "Which slot", "window.hacked", "p-secret", "slot does not fit", "ana"):
        assert word not in stored


def test_a_project_is_coded_from_a_thread_that_did_not_open_it(
    project: qk.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = qk.code(project)
    sent: list[Any] = []
    monkeypatch.setattr(view, "send", sent.append)
    price = project.codebook.find("price").code_id
    decision = {"event": new_id(), "do": "apply", "code_id": price, **span("c1", "Well")}
    message = {"q": new_id(), "k": "decide", "decisions": [decision]}
    comm_thread = threading.Thread(target=view._handle_custom_msg, args=(message, []))
    comm_thread.start()
    comm_thread.join()
    assert sent[0]["results"][0]["ok"]
    assert project.codings()[["quote", "code"]].to_numpy().tolist() == [["Well", "price"]]


def test_what_nobody_foresaw_is_answered_too_and_goes_to_the_log(
    project: qk.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = qk.code(project)
    sent: list[Any] = []
    monkeypatch.setattr(view, "send", sent.append)
    monkeypatch.setattr(view._desk, "answer", lambda _: {}["what a customer said"])
    asked = new_id()
    with pytest.raises(KeyError):
        view._receive(view, {"q": asked, "k": "open"}, [])
    assert (sent[0]["q"], "KeyError" in sent[0]["error"]["said"]) == (asked, True)
    assert "customer" not in json.dumps(sent)


def test_comments_alone_cannot_be_coded_and_the_way_to_a_project_is_said(project: qk.Project) -> None:
    with pytest.raises(ProjectError, match=r"this is a Corpus.*qk\.open_project"):
        qk.code(project.study().corpus)  # type: ignore[arg-type]


def test_keys_can_be_changed_and_switched_off(project: qk.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for keys, keymap in (({"code.open": "k"}, {"code.open": "k"}), (False, {"*": ""}), (None, {})):
        hello = qk.code(project, keys=keys)._desk.answer({"q": new_id(), "k": "hello", "proto": 2})
        assert hello["keymap"] == keymap


def test_importing_the_views_loads_nothing_heavy() -> None:
    heavy = "torch bertopic sklearn spacy plotly scipy sentence_transformers onnxruntime".split()
    seen = f"import sys, qualkit.widgets; print([one for one in {heavy!r} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
