"""What the prompt connection tells the browser, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from qualkit.widgets.nodelay import _BLINK, PromptConnection

KERNEL = Session(key=b"")


class Channel:
    """What a message came from."""

    def __init__(self, channel: str) -> None:
        self.channel = channel


class Line:
    """A connection of which what reaches the browser is kept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: list[Any] = []
        monkeypatch.setattr(
            ZMQChannelsWebsocketConnection, "handle_outgoing_message", lambda _, *said: self._keep(*said)
        )
        monkeypatch.setattr(ZMQChannelsWebsocketConnection, "disconnect", lambda _: self.told.append("gone"))
        self.connection = PromptConnection.__new__(PromptConnection)
        self.connection.session = KERNEL

    def _keep(self, _stream: Any, message: list[bytes]) -> None:
        said = KERNEL.deserialize(KERNEL.feed_identities(message)[1])
        self.told.append(said["content"].get("execution_state", said["msg_type"]))

    def send(self, kind: str, parent: dict[str, Any], *, channel: Any = None, **content: Any) -> None:
        message = KERNEL.serialize(KERNEL.msg(kind, content, parent=parent), ident=b"topic")
        self.connection.handle_outgoing_message(Channel("iopub") if channel is None else channel, message)

    def status(self, state: str, parent: dict[str, Any]) -> None:
        self.send("status", parent, execution_state=state)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(monkeypatch)


def run(some: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(some, 30))


def asked(kind: str = "comm_msg") -> dict[str, Any]:
    return KERNEL.msg(kind)


def test_a_kernel_that_is_busy_with_a_widget_for_a_blink_is_not_told_as_busy(line: Line) -> None:
    async def blink() -> None:
        for _ in range(2):
            message = asked()
            line.status("busy", message)
            line.send("comm_msg", message)
            line.status("idle", message)
        await asyncio.sleep(2 * _BLINK)

    run(blink())
    assert line.told == ["comm_msg", "idle"] * 2


def test_a_kernel_that_stays_busy_with_a_widget_is_told_as_busy(line: Line) -> None:
    async def work() -> None:
        message = asked()
        line.status("busy", message)
        assert line.told == []
        while not line.told:
            await asyncio.sleep(_BLINK)
        line.status("idle", message)

    run(work())
    assert line.told == ["busy", "idle"]


def test_cells_and_whatever_is_no_status_of_the_kernel_pass_at_once(line: Line) -> None:
    async def pass_by() -> None:
        cell = asked("execute_request")
        line.status("busy", cell)
        line.send("stream", cell, text="busy")
        line.status("idle", cell)
        line.send("status", asked(), channel="shell", execution_state="busy")
        line.connection.handle_outgoing_message("iopub", KERNEL.serialize(KERNEL.msg("stream", {}), ident=b"topic"))

    run(pass_by())
    assert line.told == ["busy", "stream", "idle", "busy", "stream"]


def test_the_end_of_another_message_leaves_busy_to_be_told(line: Line) -> None:
    async def two() -> None:
        one, other = asked(), asked()
        line.status("busy", one)
        line.status("idle", other)
        while line.told == ["idle"]:
            await asyncio.sleep(_BLINK)

    run(two())
    assert line.told == ["idle", "busy"]


def test_nothing_is_told_to_a_browser_that_went(line: Line) -> None:
    async def leave() -> None:
        line.status("busy", asked())
        line.connection.disconnect()
        await asyncio.sleep(2 * _BLINK)

    run(leave())
    assert line.told == ["gone"]
