"""What the coding view needs of a project, and how decisions are put into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from qualkit.coding.decision import Decision
from qualkit.model import Changes, Code, Codebook, Study

__all__ = ["CodingProject", "store"]


class CodingProject(Protocol):
    """A project, as the coding view sees it. Every verb returns once what it did is committed.

    The ``event_id`` is made by the browser: a decision that comes twice with the same one changes nothing.
    """

    @property
    def coder(self) -> str:
        """Who codes."""
        ...

    @property
    def place(self) -> str:
        """Where the project is, which tells it from its copies."""
        ...

    @property
    def read_only(self) -> str:
        """Why nothing can be stored, in a sentence; empty where it can."""
        ...

    @property
    def codebook(self) -> Codebook:
        """The codes."""
        ...

    def study(self) -> Study:
        """Give a snapshot of everything the project holds."""
        ...

    def changes_since(self, n: int, *, look: bool = True) -> Changes:
        """Say what changed since the journal had `n` events; without looking, by what is known here."""
        ...

    def codings_now(self) -> Mapping[str, Mapping[str, Any]]:
        """Give all codings, each as `changes_since` tells of it."""
        ...

    def knows(self, event_id: str, *, look: bool = True) -> bool:
        """Say whether a decision is in the journal; without looking, by what is known here."""
        ...

    def marks(self) -> pd.DataFrame:
        """Give the marks of comments."""
        ...

    def reason_links(self) -> pd.DataFrame:
        """Give which coding says why of which."""
        ...

    def rejected_suggestions(self) -> pd.DataFrame:
        """Give the suggestions that were turned down."""
        ...

    def undoable(self) -> str | None:
        """Say what undo would take back."""
        ...

    def redoable(self) -> str | None:
        """Say what redo would do again."""
        ...

    def apply_code(
        self,
        comment_id: str,
        start: int,
        end: int,
        code: str,
        *,
        memo: str = "",
        suggested_by: str = "",
        event_id: str | None = None,
    ) -> str:
        """Code a passage; give the coding's id."""
        ...

    def code_in_vivo(
        self,
        comment_id: str,
        start: int,
        end: int,
        name: str,
        *,
        parent: str | None = None,
        code_id: str | None = None,
        event_id: str | None = None,
    ) -> str:
        """Add a code and give it to a passage, in one; give the coding's id."""
        ...

    def move_coding(self, coding_id: str, start: int, end: int, *, event_id: str | None = None) -> object:
        """Set a coding's begin and end."""
        ...

    def recode_coding(self, coding_id: str, code: str, *, event_id: str | None = None) -> object:
        """Give a coding another code."""
        ...

    def remove_coding(self, coding_id: str, *, event_id: str | None = None) -> object:
        """Take a coding away."""
        ...

    def add_memo(self, target: str, text: str, *, event_id: str | None = None) -> object:
        """Write a memo."""
        ...

    def mark_comment(self, comment_id: str, mark: str, on: bool = True, *, event_id: str | None = None) -> object:
        """Mark a comment for the coder."""
        ...

    def link_reason(self, reason_coding_id: str, behaviour_coding_id: str, *, event_id: str | None = None) -> object:
        """Say that one coding says why another came about."""
        ...

    def unlink_reason(self, link_id: str, *, event_id: str | None = None) -> object:
        """Take such a link away."""
        ...

    def reject_suggestion(
        self, comment_id: str, start: int, end: int, code: str, *, suggested_by: str, event_id: str | None = None
    ) -> object:
        """Turn a suggestion down."""
        ...

    def add_code(self, name: str, *, parent: str | None = None, event_id: str | None = None, **fields: str) -> Code:
        """Add a code."""
        ...

    def revise_code(self, code: str, *, event_id: str | None = None, **fields: Any) -> object:
        """Change a code's name, place or words."""
        ...

    def merge_codes(self, codes: Sequence[str], into: str, *, event_id: str | None = None) -> object:
        """Make several codes one."""
        ...

    def split_code(self, code: str, parts: Mapping[str, Sequence[str]], *, event_id: str | None = None) -> object:
        """Make one code several."""
        ...

    def retire_code(self, code: str, on: bool = True, *, event_id: str | None = None) -> object:
        """Offer a code no more, or again."""
        ...

    def undo(self, what: str | None = None, *, event_id: str | None = None) -> str | None:
        """Take a decision of the coder back, by custom the last; say which, or None where there was nothing."""
        ...

    def redo(self, what: str | None = None, *, event_id: str | None = None) -> str | None:
        """Make it again; say which, or None where there was nothing."""
        ...


def store(project: CodingProject, decision: Decision) -> str | None:
    """Put what a session decided into a project.

    Parameters
    ----------
    project : CodingProject
        Where to.
    decision : Decision
        What.

    Returns
    -------
    str or None
        For ``apply`` the coding's id, for ``undo`` and ``redo`` in words what became of it, else None.

    Raises
    ------
    QualkitError
        If the project refuses.
    """
    said: Mapping[str, Any] = decision.said
    event: Mapping[str, Any] = {"event_id": decision.event}
    match decision.do:
        case "apply":
            return project.apply_code(**said, **event)
        case "undo":
            return project.undo(said.get("what"), **event)
        case "redo":
            return project.redo(said.get("what"), **event)
        case "move":
            project.move_coding(**said, **event)
        case "recode":
            project.recode_coding(**said, **event)
        case "remove":
            project.remove_coding(**said, **event)
        case "memo":
            project.add_memo(**said, **event)
        case "mark":
            project.mark_comment(**said, **event)
        case "link":
            project.link_reason(said["reason"], said["behaviour"], **event)
        case "unlink":
            project.unlink_reason(**said, **event)
        case "reject":
            project.reject_suggestion(**said, **event)
    return None
