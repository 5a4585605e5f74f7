"""What changed in a project since somebody looked last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Changes"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became different, so that nobody has to read everything again after each decision.

    Attributes
    ----------
    n : int
        How many events there are now: ask with it next time.
    whole : bool
        Whether everything may be different: comments or themes came, a person was forgotten, or decisions came in that
        belong before those that were seen. Then the rest says nothing.
    codings : mapping of str to (mapping or None)
        Id of each coding that may be different to what it is now (``coding_id``, ``comment_id``, ``start``, ``end``,
        ``code_id``, ``coder``, ``created`` in ISO 8601, ``memo`` and ``suggested_by``, empty where there is none), or to
        None where it is not there.
    marks : mapping of str to tuple of str
        Id of each comment on which the asking coder's marks may be different to the marks that it has now.
    codes, links : bool
        Whether the codebook, and the links from reasons to behaviours, may be different.
    memos : tuple of str
        What has other memos now, codings aside: ids, or ``"project"``.
    at : str or None
        The comment on which the last decision fell that was about one.
    """

    n: int
    whole: bool = False
    codings: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: bool = False
    links: bool = False
    memos: tuple[str, ...] = ()
    at: str | None = None
