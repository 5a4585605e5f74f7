"""Findings as a text to be read and edited: the same blocks for Markdown and for Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qualkit.findings import finding_warnings
from qualkit.report.background import themes
from qualkit.report.charts import agreed
from qualkit.report.evidence import findings
from qualkit.report.export.border import Border
from qualkit.report.export.tables import build
from qualkit.report.page import FindingEntry
from qualkit.report.quote import Quote
from qualkit.text.people import count_people, customers
from qualkit.text.phrasing import counted

__all__ = ["Block", "Kind", "outline"]

Kind = Literal["title", "heading", "subheading", "paragraph", "quote", "against", "byline", "item"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: what it is, and its words."""

    kind: Kind
    text: str


def outline(border: Border) -> tuple[Block, ...]:
    """Tell the findings of a study with their quotes, then its themes and its codebook.

    Parameters
    ----------
    border : Border
        The study, through its border.

    Returns
    -------
    tuple of Block
        In reading order.
    """
    return tuple(_blocks(border))


def _blocks(border: Border) -> Iterator[Block]:
    about = border.study.description
    yield Block("title", border.words(about.title) or border.words(about.question) or "Findings")
    for label, words in (("Question", about.question), ("Decision", about.decision), ("Outcome", about.outcome)):
        if told := border.words(words):
            yield Block("paragraph", f"{label}: {told}")
    doubts = finding_warnings(border.study, agreement=agreed(border.study))
    told_all = findings(border.voices, doubts)
    yield Block("paragraph", _border_line(border.redact))
    if not told_all:
        yield Block("paragraph", "Nothing has been concluded yet: there are no findings.")
    known = count_people(customers(border.study.corpus.frame)).known
    for entry in told_all:
        yield from _finding(entry, known)
    yield from _themes(border)
    yield from _codebook(border)


def _border_line(redact: bool) -> str:
    names = "Customers appear under invented names, the same person under the same name throughout."
    if not redact:
        return f"{names} Nothing else was masked: this is for use inside the team."
    return (
        f"{names} Addresses, numbers, handles and known names are masked. A story can still give somebody away: "
        "read it before it leaves the team."
    )


def _finding(entry: FindingEntry, known: int) -> Iterator[Block]:
    yield Block("heading", f"{entry.number}. {entry.claim}")
    if entry.because:
        yield Block("paragraph", f"Because: {entry.because}")
    yield Block("paragraph", _heard(entry, known))
    yield from (Block("paragraph", line) for line in _standing(entry))
    for title, kind, quotes in (
        ("What speaks for it", "quote", entry.supporting),
        ("What speaks against it", "against", entry.contradicting),
    ):
        yield Block("subheading", title)
        if not quotes:
            yield Block("paragraph", "No passage was put here.")
        for quote in quotes:
            yield from _quote(quote, "quote" if kind == "quote" else "against")
    yield from _doubts(entry)
    yield from _consequences(entry)


def _heard(entry: FindingEntry, known: int) -> str:
    share = entry.heard
    span = "" if share.low is None else f" ({share.low} to {share.high} %)"
    against = f"against: {entry.against:,} of {counted(known, 'known person', 'known people')}"
    return f"Heard from {share.k:,} of {share.n:,} {entry.group}{span}; {against}."


def _standing(entry: FindingEntry) -> Iterator[str]:
    if entry.about:
        yield f"About: {', '.join(one.name for one in entry.about)}."
    if not entry.looked:
        since = " as it reads now" if entry.searches else ""
        yield f"Nobody has recorded a search for what speaks against it{since}."
    asked = sum(entry.answers.values())
    if asked:
        said = ", ".join(f"{n} {answer}" for answer, n in entry.answers.items())
        yield f"Answered by {counted(asked, 'customer')}: {said}."
    if entry.former:
        yield f"To former words of it {counted(len(entry.former), 'customer')} answered, who are not counted."


def _quote(quote: Quote, kind: Literal["quote", "against"]) -> Iterator[Block]:
    before, after = ("… " if quote.cut_before else ""), (" …" if quote.cut_after else "")
    yield Block(kind, f"{before}{quote.text}{after}")
    who = quote.byline
    parts = [who.who, who.channel, who.outcome, who.month]
    asked = f"; asked: {quote.prompt}" if quote.prompt else ""
    yield Block("byline", ", ".join(one for one in parts if one) + f"{asked} [q-{quote.quote_id}]")


def _doubts(entry: FindingEntry) -> Iterator[Block]:
    if entry.warnings:
        yield Block("subheading", "Before you rely on it")
        for one in entry.warnings:
            yield Block("item", f"{one.warning[:1].upper()}{one.warning[1:]}: {one.detail}")


def _consequences(entry: FindingEntry) -> Iterator[Block]:
    missing = ", ".join(one.words for one in entry.missing)
    lines = {
        "Rests on": entry.scope,
        "Nobody is heard": missing,
        "What else could explain it": entry.rival,
        "What to do": entry.action,
        "What to ask next": entry.next_question,
        "Whom to ask": entry.whom,
    }
    told = [Block("item", f"{label}: {words}") for label, words in lines.items() if words]
    if told:
        yield Block("subheading", "What follows")
        yield from told


def _themes(border: Border) -> Iterator[Block]:
    told = themes(border.voices)
    if told:
        yield Block("heading", "Suggested themes")
        yield Block(
            "paragraph", "A machine put these side by side because their words are alike: no theme is a reason."
        )
    for one in told:
        terms = f"; {', '.join(one.terms)}" if one.terms else ""
        size = f"{counted(one.people, 'person', 'people')}, {counted(one.comments, 'comment')}"
        yield Block("item", f"{one.label}: {size}{terms}")


def _codebook(border: Border) -> Iterator[Block]:
    told = build(border, "codebook").astype("object").to_dict("records")
    if told:
        yield Block("heading", "Codebook")
    for one in told:
        yield Block("subheading", one["name"])
        words = {name: value if isinstance(value, str) else "" for name, value in one.items()}
        size = f"({counted(one['n_people'], 'person', 'people')}, {counted(one['n_passages'], 'passage')})"
        meaning = " ".join(one for one in (words["brief"], words["definition"], size) if one)
        yield Block("paragraph", f"{meaning} Given no more." if words["use"] == "retired" else meaning)
        lines = (("Below", "parent"), ("When", "when_to_use"), ("When not", "when_not_to_use"), ("As in", "example"))
        for label, name in lines:
            if words[name]:
                yield Block("item", f"{label}: {words[name]}")
