"""Answers of a kernel without the two pauses that a Jupyter server and its page put before them.

A Jupyter server leaves TCP's delay switched on for its connections to the browser: a small message, as "saved" is, waits
until the one before it was acknowledged, about 40 ms on Linux. And JupyterLab draws the page anew for every "busy" and "idle" of
the kernel, also where the kernel was busy for a few thousandths of a second to store one decision: the answer waits behind
that. `PromptConnection` is jupyter_server's own connection with the delay off, which does not tell of a kernel that was busy
with a widget for less than a blink. It is for whoever starts the server to choose::

    jupyter lab --ServerApp.kernel_websocket_connection_class=qualkit.widgets.nodelay.PromptConnection

or, to keep it, one line in ``jupyter_server_config.py``::

    c.ServerApp.kernel_websocket_connection_class = "qualkit.widgets.nodelay.PromptConnection"

The coding view needs none of this to be safe or to paint at once: it says "saved" sooner.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.ioloop import IOLoop

__all__ = ["PromptConnection"]

_BLINK = 0.1  # seconds; what is busy for longer is told as busy


class PromptConnection(ZMQChannelsWebsocketConnection):  # type: ignore[misc, unused-ignore]
    """The connection between a kernel and a browser, with TCP_NODELAY, and without a "busy" that is over in a blink."""

    _busy: tuple[str, object] | None = None  # with which message of a widget, and what will tell of it

    def connect(self) -> Any:
        """Connect as jupyter_server does, with the delay off.

        Returns
        -------
        Future or None
            As jupyter_server's own.
        """
        self.websocket_handler.set_nodelay(True)
        return super().connect()

    def disconnect(self) -> Any:
        """Disconnect as jupyter_server does; what was held back is told to nobody.

        Returns
        -------
        None
            As jupyter_server's own.
        """
        self._forget()
        return super().disconnect()  # type: ignore[no-untyped-call, unused-ignore]

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Send a kernel's message to the browser; "busy" with a widget's message only if it lasts.

        Parameters
        ----------
        stream : zmq stream or str
            Where it came from.
        outgoing_msg : list of bytes
            As Jupyter's protocol has it.
        """
        state, asked = self._status(stream, outgoing_msg)
        if state == "busy":
            self._forget()

            def tell() -> None:
                self._busy = None
                super(PromptConnection, self).handle_outgoing_message(stream, outgoing_msg)

            self._busy = asked, IOLoop.current().call_later(_BLINK, tell)
            return
        if state == "idle" and self._busy is not None and self._busy[0] == asked:
            self._forget()
        super().handle_outgoing_message(stream, outgoing_msg)

    def _status(self, stream: Any, message: list[Any]) -> tuple[str, str]:
        """Give what a kernel is, and with which message of a widget; empty where the message tells something else."""
        parts: list[Any] = self.session.feed_identities(message)[1]
        if getattr(stream, "channel", stream) != "iopub" or len(parts) < 5:
            return "", ""
        header, parent = (self.session.unpack(bytes(part)) for part in parts[1:3])
        if header.get("msg_type") != "status" or parent.get("msg_type") != "comm_msg":
            return "", ""
        return self.session.unpack(bytes(parts[4])).get("execution_state", ""), parent["msg_id"]

    def _forget(self) -> None:
        if self._busy is not None:
            IOLoop.current().remove_timeout(self._busy[1])
            self._busy = None
