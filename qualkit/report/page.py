"""What a report says, as plain values: the templates see these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "Byline",
    "ChannelRow",
    "CodeEntry",
    "FindingEntry",
    "Missing",
    "Page",
    "Quote",
    "ReadingEntry",
    "Share",
    "ThemeEntry",
    "Thread",
    "TurnEntry",
]


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
    """A passage as shown. `anchor` is True where it stands for the first time and carries its permalink."""

    quote_id: str
    anchor: bool
    text: str
    cut_before: bool
    cut_after: bool
    prompt: str | None
    byline: Byline
    thread: Thread
    comment_ref: str
    start: int
    end: int
    text_ref: str
    source: str


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n` people, with the ends of the interval in whole percent; None without a base."""

    k: int
    n: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A group of which nobody is in the evidence, in words that fit after "nobody"."""

    kind: str
    words: str
    people: int


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel: how much of it there is and, in a finding, how many of its people are on which side."""

    name: str
    people: int
    comments: int = 0
    conversations: int = 0
    supporting: int = 0
    contradicting: int = 0
    period: str = ""
    limits: str = ""


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """A finding with everything that stands beside it."""

    ref: str
    number: int
    claim: str
    because: str
    outcome: str | None
    group: str
    heard: Share
    beyond: int
    unknown: int
    against: int
    against_unknown: int
    supporting: tuple[Quote, ...]
    contradicting: tuple[Quote, ...]
    erased: int
    missing: tuple[Missing, ...]
    channels: tuple[ChannelRow, ...]
    action: str
    next_question: str
    rival: str
    coder: str


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """A suggested theme; `stability` is the number of resamples of ten in which it came back, or None."""

    ref: str
    label: str
    labelled_by: str
    people: int
    comments: int
    terms: tuple[str, ...]
    stability: int | None
    firmness: str
    above: str | None
    examples: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code with its rule and its use; `above` is True when other codes lie below it."""

    ref: str
    name: str
    depth: int
    definition: str
    when_to_use: str
    when_not_to_use: str
    example: str
    people: int
    passages: int
    coders: tuple[str, ...]
    above: bool


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """A comment worth reading next, and why."""

    order: int
    why: str
    quote: Quote


@dataclass(frozen=True)
class Page:
    """The whole report.

    Attributes
    ----------
    counts : mapping of str to int
        Every number that the report states about people, comments and passages, by a name that the templates
        use and the manifest lists.
    method, audit : mapping
        Plain values of the two closing sections.
    manifest : mapping
        JSON-like; see `qualkit.report.manifest`.
    """

    title: str
    question: str
    decision: str
    outcome: str
    period: str
    redact: bool
    interactive: bool
    unknown: int
    findings: tuple[FindingEntry, ...]
    reading: tuple[ReadingEntry, ...]
    threads: tuple[Thread, ...]
    themes: tuple[ThemeEntry, ...]
    themed: Mapping[str, Any]
    codes: tuple[CodeEntry, ...]
    channels: tuple[ChannelRow, ...]
    method: Mapping[str, Any]
    audit: Mapping[str, Any]
    counts: Mapping[str, int]
    manifest: Mapping[str, Any] = field(default_factory=dict)
