"""What a report says, as plain values: the templates see these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qualkit.report.quote import Quote, Thread

__all__ = [
    "About",
    "ChannelRow",
    "ChartTable",
    "ChecklistItem",
    "CodeEntry",
    "Facets",
    "FindingEntry",
    "Missing",
    "Page",
    "ReadingEntry",
    "ResponseEntry",
    "Responses",
    "SearchEntry",
    "Share",
    "ThemeEntry",
    "VerdictEntry",
    "WarningEntry",
]


_TELLING = 10
_NEARLY_ALL = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n` people, with the ends of the interval in percent as they are shown; None without a base."""

    k: int
    n: int
    low: float | None
    high: float | None


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
class About:
    """A code or theme that a finding is about; `ref` is None where it no longer exists."""

    kind: str
    name: str
    ref: str | None


@dataclass(frozen=True, slots=True)
class VerdictEntry:
    """What somebody answered who was asked whether a finding is what they meant."""

    who: str
    answer: str
    words: str


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """That a coder looked for what speaks against a finding, and read so many candidates.

    `former` is True where the finding read otherwise then.
    """

    coder: str
    month: str
    n_read: int
    note: str
    former: bool = False


@dataclass(frozen=True, slots=True)
class WarningEntry:
    """What a good supervisor would say of a finding; `finding` is its ref."""

    finding: str
    warning: str
    detail: str


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """A finding with everything that stands beside it.

    `html_for` and `html_against` say how many of its quotes stand as HTML; the others are in the block of passages.
    `verdicts` holds the last answer of each person to the finding as it reads, `answers` how many said what, and `former`
    answers to words that it no longer has; `speakers` are the known people with a passage for it, by ids that only the
    project resolves; `read` counts those of its base of whom somebody has read anything;
    `elsewhere` counts the channels that `channels` leaves out, since nobody from them is in it; `withheld` counts the
    doubts that the data give and that the authors, who gave `warnings` by hand, left out.
    """

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
    status: str
    scope: str
    whom: str
    about: tuple[About, ...]
    verdicts: tuple[VerdictEntry, ...]
    answers: Mapping[str, int]
    searches: tuple[SearchEntry, ...]
    former: tuple[VerdictEntry, ...] = ()
    speakers: tuple[str, ...] = ()
    read: int = 0
    warnings: tuple[WarningEntry, ...] = ()
    elsewhere: int = 0
    html_for: int = 0
    html_against: int = 0
    withheld: int = 0

    @property
    def looked(self) -> bool:
        """Whether somebody has read anything that could speak against it, as it reads now."""
        return any(one.n_read and not one.former for one in self.searches)


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """A suggested theme; `came_back` is the share of resamples in which it did, in whole percent, or None.

    `unclear` is True when its comments share no clear subject.
    """

    ref: str
    label: str
    labelled_by: str
    people: int
    comments: int
    terms: tuple[str, ...]
    came_back: int | None
    doubt: str
    above: str | None
    unclear: bool
    examples: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code with its rule, its use and its passages, the first `html` of which stand as HTML.

    `above` is True when other codes lie below it, `retired` when it is given no more.
    """

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
    quotes: tuple[Quote, ...] = ()
    html: int = 0
    brief: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """A comment worth reading next, and why."""

    order: int
    why: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class ResponseEntry:
    """One of our own posts or questions, and what came back.

    `ours` is the post as it was written; None for a question of a survey, whose words are `prompt`. `people` are known, and
    `unknown` are replies by people unknown. `kinds` says in words how many known people replied how. The first `html` of
    `quotes` stand as HTML; `left_out` replies are only in the project.
    """

    ref: str
    ours: Quote | None
    prompt: str
    channel: str | None
    asks: bool
    people: int
    unknown: int
    kinds: tuple[tuple[str, int], ...]
    quotes: tuple[Quote, ...]
    left_out: int
    html: int = 0


@dataclass(frozen=True, slots=True)
class Responses:
    """How people responded to what we posted or asked.

    `posts` counts all of ours, `asked` those that ask for something, `silent` those to which nothing came back that says
    anything, `untold` those of which the source cannot tell. In `spoken` conversations both we and a customer spoke, and
    `closed` of them end with a post of ours. `people` known people replied. `silences` are a few posts that
    were not answered.
    """

    posts: int
    asked: int
    silent: int
    untold: int
    spoken: int
    closed: int
    people: int
    unknown: int
    entries: tuple[ResponseEntry, ...]
    silences: tuple[Quote, ...]

    @property
    def cut(self) -> bool:
        """Whether so many conversations end with our own words that the export may have been cut there."""
        return self.spoken >= _TELLING and self.closed >= _NEARLY_ALL * self.spoken


@dataclass(frozen=True, slots=True)
class ChartTable:
    """A table that can be drawn: `kind` says how. The first column names the rows; cells are what is shown.

    `drawn` says how many of the columns after the first the drawing uses; 0 for a table that is not drawn.
    """

    ref: str
    kind: str
    title: str
    base: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    drawn: int


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item of COREQ, and the item of SRQR it belongs to; `said` is None where the project does not record it."""

    number: int
    topic: str
    said: str | None
    srqr: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What passages can be filtered by, as names in the order in which they are offered."""

    theme: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    coder: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """The whole report.

    Attributes
    ----------
    counts : mapping of str to number
        Every number that the report states about people, comments and passages, and the ends of intervals in percent,
        by a name that the templates use and the manifest lists.
    unnamed : ChannelRow or None
        The comments of which the source names no channel, where it names any.
    method, audit : mapping
        Plain values of the two closing sections.
    warned : bool
        Whether the warnings were given by hand, and so stand in the manifest; others are derived again.
    charts : mapping of str to ChartTable
        What is drawn, each where its section is.
    checklist : tuple of ChecklistItem
        COREQ.
    facets : Facets
        What can be filtered by.
    block : str
        Passages for scripts, compressed; empty without.
    months : tuple of str
        The first and the last month of the comments, as in "2025-03"; empty where none is dated.
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
    counts: Mapping[str, float]
    unnamed: ChannelRow | None = None
    responses: Responses | None = None
    warned: bool = False
    charts: Mapping[str, ChartTable] = field(default_factory=dict)
    checklist: tuple[ChecklistItem, ...] = ()
    facets: Facets = Facets()
    block: str = ""
    months: tuple[str, ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)
