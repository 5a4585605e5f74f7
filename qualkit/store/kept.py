"""Every event kept under what it is about, and whether it holds asked when it is read.

So taking a decision back is a mark rather than a computation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from qualkit.store.journal import Event

__all__ = ["Kept"]

Span = tuple[str, str, int, int]
Mark = tuple[str, str, str]


@dataclass
class Kept:
    """The events so far; grown by `qualkit.store.absorb` alone.

    Attributes
    ----------
    events : list of Event
        In fold order.
    ids : dict of str to Event
        The same by id.
    heads : dict of str to Event
        The last event of each replica.
    undone : set of str
        Ids of the decisions that are taken back at present.
    done, redoable : dict of str to list of str
        For each coder the decisions that can be undone and redone, the next one last.
    codes, codings, memos, findings, evidence, links, rejections : dict of str to Event
        Events that brought something into being, by id; ask `holds` whether it is there.
    revisions, statuses, searches, verdicts : dict of str to Event
        What happened to findings, by id: other words, how far they came, searches against them, customers' answers.
    removals : dict of str to list of str
        Coding, evidence or link id to the events that took it away.
    moves, recodings : dict of str to list of Event
        Coding id to what gave it another place, or another code.
    code_changes : dict of str to list of Event
        Code id to its revisions and retirements.
    merges : list of Event
        Codes that became one.
    marks : dict of (comment id, mark, coder) to list of Event
        What coders marked comments with.
    spans : dict of (coder, comment id, start, end) to list of str
        The codings that ever stood there.
    given : dict of str to list of str
        Code id to the codings that ever had it.
    noted : dict of str to list of str
        What memos are about to the decisions that wrote them, or took them away.
    carried : dict of str to list of str
        A decision to the codes that came into being with it.
    book_at : int
        Number of events up to the last one that could change the codebook.
    described, themes, batches, new_values, forgotten : list of Event
        In fold order.
    replaced : dict of str to str
        References of texts that were rewritten when a person was forgotten.
    """

    events: list[Event] = field(default_factory=list)
    ids: dict[str, Event] = field(default_factory=dict)
    heads: dict[str, Event] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    done: dict[str, list[str]] = field(default_factory=dict)
    redoable: dict[str, list[str]] = field(default_factory=dict)
    codes: dict[str, Event] = field(default_factory=dict)
    codings: dict[str, Event] = field(default_factory=dict)
    memos: dict[str, Event] = field(default_factory=dict)
    findings: dict[str, Event] = field(default_factory=dict)
    evidence: dict[str, Event] = field(default_factory=dict)
    links: dict[str, Event] = field(default_factory=dict)
    rejections: dict[str, Event] = field(default_factory=dict)
    revisions: dict[str, Event] = field(default_factory=dict)
    statuses: dict[str, Event] = field(default_factory=dict)
    searches: dict[str, Event] = field(default_factory=dict)
    verdicts: dict[str, Event] = field(default_factory=dict)
    removals: dict[str, list[str]] = field(default_factory=dict)
    moves: dict[str, list[Event]] = field(default_factory=dict)
    recodings: dict[str, list[Event]] = field(default_factory=dict)
    code_changes: dict[str, list[Event]] = field(default_factory=dict)
    merges: list[Event] = field(default_factory=list)
    marks: dict[Mark, list[Event]] = field(default_factory=dict)
    spans: dict[Span, list[str]] = field(default_factory=dict)
    given: dict[str, list[str]] = field(default_factory=dict)
    noted: dict[str, list[str]] = field(default_factory=dict)
    carried: dict[str, list[str]] = field(default_factory=dict)
    book_at: int = 0
    described: list[Event] = field(default_factory=list)
    themes: list[Event] = field(default_factory=list)
    batches: list[Event] = field(default_factory=list)
    new_values: list[Event] = field(default_factory=list)
    forgotten: list[Event] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    _merged: dict[str, str] | None = field(default=None, compare=False, repr=False)

    @property
    def lamport(self) -> int:
        """The largest logical time seen."""
        return self.events[-1].lamport if self.events else 0

    def holds(self, event_id: str) -> bool:
        """Say whether what an event brought into being is there now.

        Parameters
        ----------
        event_id : str
            The event, and so the code, coding, memo, finding or evidence.

        Returns
        -------
        bool
            False where it is undone, or came with a decision that is; a coding removed, evidence withdrawn.
        """
        event = self.ids.get(event_id)
        if event is None or event_id in self.undone:
            return False
        if event_id in self.removals and not all(one in self.undone for one in self.removals[event_id]):
            return False
        whole = event.payload.get("with")
        return whole is None or (whole in self.ids and whole not in self.undone)

    def live(self, entries: Mapping[str, Event]) -> Iterator[Event]:
        """Go through the entries that hold.

        Parameters
        ----------
        entries : mapping of str to Event
            One of this state's collections.

        Yields
        ------
        Event
            In fold order.
        """
        return (event for event_id, event in entries.items() if self.holds(event_id))

    def last(self, events: Iterable[Event]) -> Event | None:
        """Give the last event that holds.

        Parameters
        ----------
        events : iterable of Event
            In fold order.

        Returns
        -------
        Event or None
            None where none of them holds.
        """
        found = None
        for event in events:
            if self.holds(event.event_id):
                found = event
        return found

    @contextmanager
    def supposing(self, event_id: str, *, undone: bool) -> Iterator[None]:
        """See the state as if a decision were taken back, or made again.

        Parameters
        ----------
        event_id : str
            The decision.
        undone : bool
            Whether to suppose it taken back.

        Yields
        ------
        None
            As it was before at the end.
        """
        before = event_id in self.undone
        self.set_undone(event_id, undone)
        try:
            yield
        finally:
            self.set_undone(event_id, before)

    def set_undone(self, event_id: str, undone: bool) -> None:
        """Mark a decision as taken back, or as standing.

        Parameters
        ----------
        event_id : str
            The decision.
        undone : bool
            Whether it is taken back.
        """
        (self.undone.add if undone else self.undone.discard)(event_id)
        self._merged = None

    def forget_merged(self) -> None:
        """Have the merged codes worked out anew when they are asked for next."""
        self._merged = None

    def ref(self, ref: str) -> str:
        """Give the reference under which a text is found today.

        Parameters
        ----------
        ref : str
            The reference as an event holds it.

        Returns
        -------
        str
            The same, or what replaced it when a person was forgotten.
        """
        while ref in self.replaced:
            ref = self.replaced[ref]
        return ref
