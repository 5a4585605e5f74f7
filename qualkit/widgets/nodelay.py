"""Answers of a kernel without the pause that a Jupyter server puts before them.

A Jupyter server leaves TCP's delay switched on for its connections to the browser: a small message, as "saved" is, waits
until the one before it was acknowledged, about 40 ms on Linux. `PromptConnection` is jupyter_server's own connection with
the delay off. It is for whoever starts the server to choose::

    jupyter lab --ServerApp.kernel_websocket_connection_class=qualkit.widgets.nodelay.PromptConnection

or, to keep it, one line in ``jupyter_server_config.py``::

    c.ServerApp.kernel_websocket_connection_class = "qualkit.widgets.nodelay.PromptConnection"

The coding view needs none of this to be safe or to paint at once: it says "saved" sooner.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

__all__ = ["PromptConnection"]


class PromptConnection(ZMQChannelsWebsocketConnection):  # type: ignore[misc, unused-ignore]
    """The connection between a kernel and a browser, with TCP_NODELAY."""

    def connect(self) -> Any:
        """Connect as jupyter_server does, with the delay off.

        Returns
        -------
        Future or None
            As jupyter_server's own.
        """
        self.websocket_handler.set_nodelay(True)
        return super().connect()
