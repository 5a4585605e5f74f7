"""What doctor says of Jupyter: servers in other environments, extensions that are missing, the pause before "saved"."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qualkit.cli import main
from qualkit.model.remark import Remark
from qualkit.widgets.jupyter import EXTENSIONS, PROMPT, Server, jupyter_report


def _environment(path: Path, *extensions: str) -> Path:
    (path / "bin").mkdir(parents=True)
    for one in extensions:
        (path / "share" / "jupyter" / "labextensions" / one).mkdir(parents=True)
    return path


def _server(prefix: Path, *more: str) -> Server:
    return Server(
        "http://localhost:8888/", (str(prefix / "bin" / "python"), str(prefix / "bin" / "jupyter-lab"), *more)
    )


def _report(own: Path, *servers: Server, configured: list[Path] | None = None) -> list[Any]:
    return jupyter_report(prefix=own, servers=servers, folders=[], configured=configured or [])


def test_a_server_of_the_same_environment_is_fine(tmp_path: Path) -> None:
    own = _environment(tmp_path / "own", *EXTENSIONS)
    first, _ = _report(own, _server(own))
    assert first == Remark("Jupyter server http://localhost:8888/", "can show the coding view", "")


def test_a_server_elsewhere_without_the_extension_is_told_what_to_install_and_where(tmp_path: Path) -> None:
    own = _environment(tmp_path / "own", *EXTENSIONS)
    other = _environment(tmp_path / "other", "@jupyter-widgets/jupyterlab-manager")
    first, _ = _report(own, _server(other))
    assert first.state == f"runs in another environment ({other}), which lacks anywidget"
    assert first.hint.startswith(f"{other}/bin/python -m pip install anywidget, then reload")
    assert "plain=True" in first.hint


def test_extensions_of_the_user_are_seen_by_every_server(tmp_path: Path) -> None:
    own, other = _environment(tmp_path / "own"), _environment(tmp_path / "other")
    for one in EXTENSIONS:
        (tmp_path / "user" / one).mkdir(parents=True)
    first, _ = jupyter_report(prefix=own, servers=[_server(other)], folders=[tmp_path / "user"], configured=[])
    assert first.state.endswith("can show the coding view")
    assert first.hint == ""


def test_without_a_server_this_environment_is_looked_at(tmp_path: Path) -> None:
    assert _report(_environment(tmp_path / "a", *EXTENSIONS))[0].hint == ""
    assert _report(_environment(tmp_path / "b"))[0].hint == "python -m pip install anywidget jupyterlab_widgets"


@pytest.mark.parametrize("where", ["nowhere", "command", "file"])
def test_the_pause_is_told_of_until_it_is_switched_off(tmp_path: Path, where: str) -> None:
    own, folder = _environment(tmp_path / "own", *EXTENSIONS), tmp_path / "config"
    folder.mkdir()
    if where == "file":
        (folder / "jupyter_server_config.py").write_text(f"c.ServerApp.kernel_websocket_connection_class = {PROMPT!r}")
    more = (f"--ServerApp.kernel_websocket_connection_class={PROMPT}",) if where == "command" else ()
    speed = _report(own, _server(own, *more), configured=[folder])[-1]
    assert (speed.hint == "") == (where != "nowhere")
    assert "40 ms" in speed.state or where != "nowhere"


def test_the_connection_is_jupyters_own_with_the_delay_off(monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

    from qualkit.widgets.nodelay import PromptConnection

    asked: list[bool] = []

    class Handler:
        def set_nodelay(self, value: bool) -> None:
            asked.append(value)

    assert f"{PromptConnection.__module__}.{PromptConnection.__name__}" == PROMPT
    assert issubclass(PromptConnection, BaseKernelWebsocketConnection)
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: "connected")
    connection = PromptConnection.__new__(PromptConnection)
    monkeypatch.setattr(PromptConnection, "websocket_handler", Handler(), raising=False)
    assert connection.connect() == "connected"
    assert asked == [True]


def test_doctor_says_whether_jupyters_server_holds_answers_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["jupyter"][-1]["what"] == "Jupyter, speed"
