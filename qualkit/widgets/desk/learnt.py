"""What a desk finds different when it looks at its project, and what of that no answer has told yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qualkit.coding.decision import Coded

__all__ = ["Learnt", "Untold"]


@dataclass(frozen=True)
class Learnt:
    """What became different by one look at the project.

    Attributes
    ----------
    put : tuple of (Coded, str or None)
        Codings as they are now, with the coder where it is another.
    drop : tuple of str
        Ids of codings that were here and are not any more.
    marks : mapping of str to tuple of str
        Comments with other marks.
    codes, links : bool
        Whether these are different.
    memos : mapping of str to tuple of str
        Other memos on anything but codings.
    at : str or None
        Where the last of it happened.
    """

    put: tuple[tuple[Coded, str | None], ...] = ()
    drop: tuple[str, ...] = ()
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: bool = False
    links: bool = False
    memos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: str | None = None


@dataclass
class Untold:
    """What a look found different and no answer has told of: which things, not how they were at that moment.

    Attributes
    ----------
    codings, marks, memos : dict
        Ids of codings, of comments with other marks, and of what there are other memos on, in the order of the looks.
    codes, links : bool
        Whether these are different.
    """

    codings: dict[str, None] = field(default_factory=dict)
    marks: dict[str, None] = field(default_factory=dict)
    memos: dict[str, None] = field(default_factory=dict)
    codes: bool = False
    links: bool = False

    def add(self, learnt: Learnt) -> None:
        """Take in what a look found.

        Parameters
        ----------
        learnt : Learnt
            What became different.
        """
        self.codings.update(dict.fromkeys([*(one.coding_id for one, _ in learnt.put), *learnt.drop]))
        self.marks.update(dict.fromkeys(learnt.marks))
        self.memos.update(dict.fromkeys(learnt.memos))
        self.codes |= learnt.codes
        self.links |= learnt.links

    def told(self, learnt: Learnt) -> None:
        """Leave out what an answer told.

        Parameters
        ----------
        learnt : Learnt
            What it told.
        """
        for coding_id in (*(one.coding_id for one, _ in learnt.put), *learnt.drop):
            self.codings.pop(coding_id, None)
        for told, known in ((learnt.marks, self.marks), (learnt.memos, self.memos)):
            for one in told:
                known.pop(one, None)
        self.codes &= not learnt.codes
        self.links &= not learnt.links
