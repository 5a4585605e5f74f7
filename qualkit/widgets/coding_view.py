"""The coding view: read a conversation, mark words, give them a code.

The view has no traits of its own. What customers said travels in custom messages only, which notebooks do not
store: a saved notebook holds no comment.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import anywidget

from qualkit.widgets.desk import CodingDesk, CodingProject

__all__ = ["CodingView", "code"]

_HERE = Path(__file__).parent


class CodingView(anywidget.AnyWidget):  # type: ignore[misc, unused-ignore]
    """The widget that `code` gives: it carries messages between the browser and a `CodingDesk`.

    Parameters
    ----------
    desk : CodingDesk
        Answers them.
    """

    _esm = (_HERE / "coder.js").read_text(encoding="utf-8")
    _css = (_HERE / "coder.css").read_text(encoding="utf-8")

    def __init__(self, desk: CodingDesk) -> None:
        super().__init__()
        self._desk = desk
        self.on_msg(self._receive)

    def _receive(self, _view: object, content: Any, _buffers: object) -> None:
        if isinstance(content, dict):
            self.send(self._desk.answer(content))


def code(project: CodingProject, *, conversations: Iterable[str] | None = None) -> CodingView:
    """Open the coding view on a project.

    Mark words with the mouse, then click a code, or type a part of its name and press Enter. The view says
    "Saved" when the project has committed the coding, not before.

    Parameters
    ----------
    project : Project
        Where codings are kept, in the name of ``project.coder``. Other coders' codings are not shown.
    conversations : iterable of str, optional
        Ids of the conversations to read, in this order; by default all of them.

    Returns
    -------
    CodingView
        A widget; the last line of a cell shows it.

    Raises
    ------
    NotFoundError
        If a conversation does not exist.
    ProjectError
        If the project holds no conversation.

    Examples
    --------
    >>> import qualkit as qk
    >>> qk.code(qk.load_sample_project())  # doctest: +SKIP
    """
    return CodingView(CodingDesk(project, conversations))
