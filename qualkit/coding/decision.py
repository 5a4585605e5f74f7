"""What a coder decides, as values: a passage with its code, a link, a decision to store, a step to take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["MARKS", "Change", "Coded", "Decision", "Link", "Proposal", "Step", "Verb"]

MARKS = ("done", "skipped", "flagged")
"""What a coder can mark a comment as, for themselves."""

Verb = Literal["apply", "move", "recode", "remove", "memo", "mark", "link", "unlink", "reject", "undo", "redo"]
"""What a session can decide."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A passage with its code.

    Attributes
    ----------
    coding_id : str
        Of the coding; stays while it is moved or given another code.
    comment_id : str
        Where it is.
    start, end : int
        Unicode code points, half-open.
    code_id : str
        The code.
    memo : str
        The coder's last words on it; empty where there are none.
    suggested_by : str
        Who or what suggested it; empty where the coder found it.
    created : str
        When, ISO 8601; empty until it is stored.
    """

    coding_id: str
    comment_id: str
    start: int
    end: int
    code_id: str
    memo: str = ""
    suggested_by: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One coding says why another came about.

    Attributes
    ----------
    link_id : str
        Of the link.
    reason, behaviour : str
        Coding ids: what explains, and what is explained.
    """

    link_id: str
    reason: str
    behaviour: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A coding that somebody or something suggests.

    Attributes
    ----------
    comment_id : str
        Where.
    start, end : int
        Unicode code points, half-open.
    code_id : str
        Which code.
    suggested_by : str
        Who or what suggests it.
    """

    comment_id: str
    start: int
    end: int
    code_id: str
    suggested_by: str

    @property
    def key(self) -> str:
        """What tells it apart from other suggestions."""
        return "\x1f".join((self.comment_id, str(self.start), str(self.end), self.code_id, self.suggested_by))


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be stored.

    Attributes
    ----------
    event : str
        Made by whoever decides; a decision that comes twice with the same one is stored once.
    do : str
        The verb.
    said : mapping
        Its arguments, by the names that the project's verb of this kind has.
    """

    event: str
    do: Verb
    said: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a session before and after; None where it is not there.

    Attributes
    ----------
    kind : str
        ``"coding"``, ``"marks"``, ``"link"``, ``"rejected"`` or ``"memo"``.
    key : str
        Which entry.
    before, after : object or None
        Its value.
    """

    kind: str
    key: str
    before: object | None
    after: object | None

    def back(self) -> Change:
        """Give the change that takes this one back.

        Returns
        -------
        Change
            Before and after exchanged.
        """
        return Change(self.kind, self.key, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Step:
    """A decision that can be taken back, with where it was made.

    Attributes
    ----------
    event : str
        Of the decision.
    at : str
        The comment that was at hand.
    changes : tuple of Change
        What it changed here.
    """

    event: str
    at: str
    changes: tuple[Change, ...] = ()
