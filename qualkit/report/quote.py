"""A passage as a report shows it: its words, who said them, and the conversation round it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Byline", "Quote", "Thread", "TurnEntry"]


@dataclass(frozen=True, slots=True)
class Byline:
    """Who said something: display name, role, channel, outcome, month; None where unknown."""

    who: str
    role: str
    channel: str | None
    outcome: str | None
    month: str | None


@dataclass(frozen=True, slots=True)
class TurnEntry:
    """One turn of a conversation; `mark` is the quoted passage, if it lies in this turn, `near` if it lies close by."""

    byline: Byline
    depth: int
    prompt: str | None
    before: str
    mark: str
    after: str
    near: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as far as it is shown; `place` is the 1-based turn that is quoted, 0 for none."""

    ref: str
    turns: tuple[TurnEntry, ...]
    size: int
    place: int
    left_out_before: int
    left_out_after: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as shown.

    Attributes
    ----------
    quote_id : str
        Its permalink.
    anchor : bool
        Whether it stands as HTML for the first time, and carries its permalink.
    threaded : bool
        Whether its conversation stands as HTML beside it.
    text : str
        Its words.
    cut_before, cut_after : bool
        Whether the comment says more before and after it.
    prompt : str or None
        The question that the comment answers.
    byline : Byline
        Who said it.
    thread : Thread
        The conversation.
    comment_ref, source : str
        Public name of the comment, and a keyed hash of its text as the journal holds it.
    start, end : int
        Code points in the comment as it was written, half-open.
    codes : tuple of (str, tuple of str)
        Each code that lies on it, with the coders who gave it.
    themes : tuple of str
        The themes in which a machine put the comment.
    sign : str
        As what it came back to a post of ours, in words; empty where it stands for something else.
    """

    quote_id: str
    anchor: bool
    threaded: bool
    text: str
    cut_before: bool
    cut_after: bool
    prompt: str | None
    byline: Byline
    thread: Thread
    comment_ref: str
    start: int
    end: int
    source: str
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    themes: tuple[str, ...] = ()
    sign: str = ""

    @property
    def more_to_read(self) -> bool:
        """Whether there is anything round it to be opened."""
        return self.thread.size > 1 or self.cut_before or self.cut_after
