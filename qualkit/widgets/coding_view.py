"""The coding view: read a conversation, mark words, give them a code.

The view has no traits of its own. What customers said travels in custom messages only, which notebooks do not
store: a saved notebook holds no comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import anywidget

from qualkit.errors import ProjectError
from qualkit.model.arguments import checked
from qualkit.widgets.desk import CodingDesk, CodingProject
from qualkit.widgets.desk.proposing import Suggester
from qualkit.widgets.desk.reading_list import QueueGiven
from qualkit.widgets.threads import heard_where_asked

if TYPE_CHECKING:
    from qualkit.widgets.plain_view import PlainView

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
        heard_where_asked(self.comm)
        self.on_msg(self._receive)

    def _receive(self, _view: object, content: Any, _buffers: object) -> None:
        if not isinstance(content, dict):
            return
        try:
            answer = self._desk.answer(content)
        except Exception as error:
            # A message without an answer is sent again and again, and nobody knows why. What was said stays out of it.
            said = f"Something went wrong in qualkit ({type(error).__name__}); nothing more is known to be stored."
            self.send({"q": content.get("q"), "k": content.get("k"), "error": {"said": said, "hint": _REPORT}})
            raise
        self.send(answer)
        news = self._desk.news()
        if news:
            self.send(news)


_REPORT = "The kernel's log says more. What is not saved stays in this browser; running the cell again tries it anew."


@checked
def code(
    project: CodingProject,
    *,
    conversations: Iterable[str] | None = None,
    queue: QueueGiven | None = None,
    blind: bool = True,
    suggestions: bool | Suggester | None = None,
    keys: Mapping[str, str] | Literal[False] | None = None,
    plain: bool = False,
) -> CodingView | PlainView:
    """Open the coding view on a project.

    Everything can be done from the keyboard; ``?`` shows the keys. The view shows a decision at once, and says "saved"
    when the project has committed it, not before. What is not saved yet is kept by the browser and sent again.

    Parameters
    ----------
    project : Project
        Where decisions are kept, in the name of ``project.coder``.
    conversations : iterable of str, optional
        Ids of the conversations to read, in this order.
    queue : str, tuple, DataFrame or iterable of str, optional
        What else to read: ``"all"`` (so by default), ``"plan"`` (see `reading_plan`), ``"flagged"``, ``"reasons"``,
        ``("theme", id or label)``, ``("code", id or name)``, ``("search", words)``, ``("filter", (column, value))``; a table
        with the column ``comment_id``, such as `find_reasons` and ``project.passages()`` give it; or comment ids.
    blind : bool
        Whether nothing that another coder did is to be seen. What is not to be seen is never sent to the browser.
    suggestions : bool, DataFrame or callable, optional
        Whether codes may be suggested; by default only to those who are not blind. A table of them (``comment_id``,
        ``start``, ``end``, ``code_id``, and where known ``suggested_by``, ``because``, ``confidence``), or a function of a
        study and a list of comment ids that gives one; else they come from the coder's own codings.
    keys : mapping of str to str, or False, optional
        Other keys for commands, as the help sheet names them; an empty one for none. False switches off all keys that are
        a single character.
    plain : bool
        A plain view of buttons and text fields, for places where the other cannot load.

    Returns
    -------
    CodingView or PlainView
        A widget; the last line of a cell shows it. With `plain` an ``ipywidgets`` box.

    Raises
    ------
    NotFoundError
        If what is to be read does not exist.
    ProjectError
        If there is nothing to read, or if this is no project.

    Examples
    --------
    >>> import qualkit as qk
    >>> qk.code(qk.load_sample_project())  # doctest: +SKIP
    """
    if not hasattr(project, "changes_since"):
        raise ProjectError(
            f"To code, a project is needed that keeps the decisions, and this is a {type(project).__name__}.",
            hint='Open one, and add the comments: project = qk.open_project("study.qualkit"); project.add_comments(corpus).',
        )
    desk = CodingDesk(
        project,
        conversations,
        queue=queue,
        blind=blind,
        suggestions=suggestions,
        keys={"*": ""} if keys is False else keys,
    )
    if plain:
        from qualkit.widgets.plain_view import plain_view

        return plain_view(desk)
    return CodingView(desk)
