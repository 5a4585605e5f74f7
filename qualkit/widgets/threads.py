"""Which thread of the kernel hears the view: the one that the page asks for, as long as it is there."""

from __future__ import annotations

from typing import Any

__all__ = ["heard_where_asked"]

_ROUTE = "_reply_subshell_for"


def heard_where_asked(comm: Any) -> None:
    """Have what comes in on a view's channel heard by the thread that the page asks for, else by the one of the cells.

    Left to itself ipykernel hands it to the thread that sent something last. That may be the one of the cell which made
    the view, so that the view waits for that cell; or one that a page has ended when it was closed, so that another page
    with the same notebook is never heard again. And where somebody else restarted the kernel, JupyterLab goes on asking
    for a thread of the old one.

    Parameters
    ----------
    comm : comm.BaseComm
        The channel of a widget. One of a kernel that has no such threads stays as it is.
    """
    if not hasattr(comm, _ROUTE):
        return

    def route(_said: object, asked: str | None) -> str | None:
        threads = getattr(comm.kernel, "shell_channel_thread", None)
        return asked if threads and asked in threads.manager.list_subshell() else None

    setattr(comm, _ROUTE, route)
