"""What stands behind the findings: themes, codebook, channels, method, audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

import qualkit
from qualkit.coding import saturation
from qualkit.errors import QualkitError
from qualkit.model import UNCLEAR, Study, doubt_word
from qualkit.report.marks import coded_passages
from qualkit.report.page import ChannelRow, CodeEntry, ReadingEntry, ThemeEntry
from qualkit.report.quote import Quote, Thread
from qualkit.report.voices import Voices
from qualkit.text.months import MONTHS, month_of
from qualkit.text.people import count_people, customers
from qualkit.text.redaction import POLICY

__all__ = [
    "audit",
    "channels",
    "codes",
    "conversations",
    "method",
    "months",
    "period",
    "reading_entries",
    "themed",
    "themes",
]

_EXCERPT = 420  # code points of a comment that are shown before its conversation is opened
_EXCERPT_LINES = 8
_EXAMPLES = 3
_CONVERSATIONS = 24


def themes(voices: Voices) -> tuple[ThemeEntry, ...]:
    """Describe the suggested themes, those without a clear subject last, most people first.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.

    Returns
    -------
    tuple of ThemeEntry
        Empty when there are none.
    """
    tables = voices.study.themes
    if tables is None:
        return ()
    labels = dict(zip(tables.frame["theme_id"], tables.frame["label"], strict=True))
    return tuple(_theme(voices, row, labels) for row in tables.frame.to_dict("records"))


def _theme(voices: Voices, row: Mapping[Any, Any], labels: Mapping[str, str]) -> ThemeEntry:
    terms = [voices.term(str(term)) for term in _listed(row["terms"])]
    known = voices.study.corpus.rows
    examples = [str(one) for one in _listed(row["examples"]) if str(one) in known][:_EXAMPLES]
    above = None if pd.isna(row["parent_id"]) else labels.get(row["parent_id"])
    return ThemeEntry(
        ref=voices.ref("theme", str(row["theme_id"])),
        label=voices.words(row["label"]),
        labelled_by=voices.label(row["labelled_by"]) or "",
        people=int(row["n_people"]),
        comments=int(row["n_comments"]),
        terms=tuple(term for term in terms if term)[:8],
        came_back=None if pd.isna(row["stability"]) else round(100 * float(row["stability"])),
        doubt=doubt_word(row["stability"]),
        above=voices.words(above) or None,
        unclear=row.get("subject") == UNCLEAR,
        examples=tuple(excerpt(voices, one) for one in examples if voices.study.corpus.text(one)),
    )


def _listed(value: Any) -> list[Any]:
    return [] if isinstance(value, (str, float)) or value is None else list(value)


def excerpt(voices: Voices, comment_id: str) -> Quote:
    """Quote a comment, or the beginning of a long one.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.
    comment_id : str
        The comment; its text must not be empty.

    Returns
    -------
    Quote
        Without outer blanks; cut at a line's end or a blank where one is near.
    """
    text = voices.study.corpus.text(comment_id)
    inner = text.strip()
    if not inner:
        return voices.quote(comment_id, 0, len(text))
    start = text.index(inner)
    return voices.quote(comment_id, start, start + _cut(inner))


def _cut(text: str) -> int:
    lines = text.split("\n")
    end = len("\n".join(lines[:_EXCERPT_LINES]))
    if end > _EXCERPT:
        blank = text.rfind(" ", _EXCERPT // 2, _EXCERPT)
        end = blank if blank > 0 else _EXCERPT
    return len(text[:end].rstrip())


def reading_entries(voices: Voices, reading: pd.DataFrame) -> tuple[ReadingEntry, ...]:
    """Show what to read first.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.
    reading : DataFrame
        Columns order, comment_id, why.

    Returns
    -------
    tuple of ReadingEntry
        In that order; comments without words are left out.
    """
    ordered = reading.sort_values("order", kind="stable").to_dict("records")
    told = [row for row in ordered if voices.study.corpus.text(row["comment_id"])]
    return tuple(
        ReadingEntry(order, voices.words(row["why"]), excerpt(voices, row["comment_id"]))
        for order, row in enumerate(told, start=1)
    )


def conversations(voices: Voices) -> tuple[Thread, ...]:
    """Choose conversations in which people answered each other.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.

    Returns
    -------
    tuple of Thread
        Those with the most different people in them, then the longest; at most twenty-four.
    """
    frame = voices.study.corpus.frame
    sizes = frame.groupby("conversation_id", sort=False).agg(people=("person_id", "nunique"), turns=("text", "size"))
    several = sizes[sizes["turns"] > 1].sort_values(["people", "turns"], ascending=False, kind="stable")
    return tuple(voices.thread(str(one)) for one in several.index[:_CONVERSATIONS])


def codes(voices: Voices) -> tuple[CodeEntry, ...]:
    """Describe the codebook, each code below its parent, with its use.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.

    Returns
    -------
    tuple of CodeEntry
        Parents first.
    """
    study = voices.study
    persons = study.corpus.frame[["comment_id", "person_id"]]
    used = study.codings[["code_id", "comment_id", "start", "end", "coder"]].merge(persons, on="comment_id", how="left")
    places = coded_passages(study)
    entries: list[CodeEntry] = []

    def visit(parent: str | None, depth: int) -> None:
        for code in study.codebook.children(parent):
            rows = used[used["code_id"] == code.code_id]
            entries.append(
                CodeEntry(
                    ref=voices.ref("code", code.code_id),
                    name=voices.words(code.name),
                    depth=min(depth, 4),
                    definition=voices.words(code.definition),
                    when_to_use=voices.words(code.when_to_use),
                    when_not_to_use=voices.words(code.when_not_to_use),
                    example=voices.words(code.example),
                    people=count_people(rows).known,
                    passages=len(rows.drop_duplicates(["comment_id", "start", "end"])),
                    coders=tuple(sorted({voices.label(one) or "" for one in rows["coder"]})),
                    above=bool(study.codebook.children(code.code_id)),
                    quotes=tuple(voices.quote(*place) for place in places.get(code.code_id, ())),
                    brief=voices.words(code.brief),
                    retired=code.retired,
                )
            )
            visit(code.code_id, depth + 1)

    visit(None, 0)
    return tuple(entries)


def channels(voices: Voices) -> tuple[tuple[ChannelRow, ...], ChannelRow | None]:
    """Describe where the comments come from, and what each channel cannot show.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.

    Returns
    -------
    tuple of ChannelRow
        Most people first.
    ChannelRow or None
        The comments of which the source names no channel; None where there are none.
    """
    frame = voices.study.corpus.frame
    rows = [_channel(voices, str(name), comments) for name, comments in frame.groupby("channel", sort=True)]
    unnamed = frame[frame["channel"].isna()]
    rows.sort(key=lambda one: (-one.people, one.name))
    return tuple(rows), None if unnamed.empty else _channel(voices, None, unnamed)


def _channel(voices: Voices, name: str | None, comments: pd.DataFrame) -> ChannelRow:
    return ChannelRow(
        name=voices.label(name) or "",
        people=count_people(customers(comments)).known,
        comments=len(comments),
        conversations=int(comments["conversation_id"].nunique()),
        period=period(comments),
        limits="" if name is None else voices.words(voices.study.description.channel_limits.get(name)),
    )


def period(frame: pd.DataFrame) -> str:
    """Name the months from the first to the last comment.

    Parameters
    ----------
    frame : DataFrame
        Needs the column ``created``.

    Returns
    -------
    str
        As in "March to November 2025"; empty without dates.
    """
    stamps = frame["created"].dropna()
    if stamps.empty:
        return ""
    first, last = stamps.min(), stamps.max()
    start, end = (month_of(one) for one in (first, last))
    if start == end:
        return start
    return f"{MONTHS[first.month - 1] if first.year == last.year else start} to {end}"


def months(frame: pd.DataFrame) -> tuple[str, ...]:
    """Give the first and the last month of comments.

    Parameters
    ----------
    frame : DataFrame
        Needs the column ``created``.

    Returns
    -------
    tuple of str
        As in ``("2025-03", "2025-11")``; empty without dates.
    """
    stamps = frame["created"].dropna()
    return () if stamps.empty else tuple(f"{one.year:04}-{one.month:02}" for one in (stamps.min(), stamps.max()))


def themed(voices: Voices) -> dict[str, Any]:
    """Describe how the themes came about.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.

    Returns
    -------
    dict
        Keys ``provenance`` (JSON-like or None), ``parked`` and ``unplaced`` (numbers of comments).
    """
    tables = voices.study.themes
    if tables is None:
        return {"provenance": None, "parked": 0, "unplaced": 0}
    placed = tables.assignments.dropna(subset=["theme_id"])["comment_id"]
    unplaced = set(tables.assignments["comment_id"]) - set(placed)
    return {"provenance": tables.provenance.as_dict(), "parked": len(tables.parked), "unplaced": len(unplaced)}


def method(voices: Voices) -> dict[str, Any]:
    """Collect what a sceptical reader asks about how the report was made.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper, after everything else was shown: its masks are counted.

    Returns
    -------
    dict
        Coders with their passages, whether roles are told, limits of channels that no comment names, problems of the
        import by kind, masks by kind, what was looked for, and what is said of saturation.
    """
    study = voices.study
    coders = study.codings.groupby("coder", sort=True)["comment_id"].agg(["size", "nunique"]).iterrows()
    return {
        "coders": [(voices.label(name) or "", int(each["size"]), int(each["nunique"])) for name, each in coders],
        "roles_told": voices.roles_told,
        "limits": _limits_elsewhere(voices),
        "problems": _problems(voices),
        "masks": voices.masked(),
        "policy": POLICY,
        "detectors": list(voices.detectors.items()),
        "variables": [voices.label(name) or "" for name in study.corpus.variables],
        "saturation": _saturation(study),
    }


def _limits_elsewhere(voices: Voices) -> list[tuple[str, str]]:
    """Give what was said of channels that no comment names: nobody who wrote it down should look for it in vain."""
    named = set(voices.study.corpus.frame["channel"].dropna())
    said = voices.study.description.channel_limits.items()
    return [(voices.label(name) or "", voices.words(limit)) for name, limit in said if name not in named]


def _saturation(study: Study) -> str | None:
    try:
        return str(saturation(study))
    except QualkitError:
        # Too few people have a code: there is nothing to say, and the template says nothing.
        return None


def _problems(voices: Voices) -> list[tuple[str, str, int]]:
    listed = voices.study.corpus.problems[["problem", "action"]].to_dict("records")
    kinds = Counter((voices.label(one["problem"]) or "", voices.label(one["action"]) or "") for one in listed)
    return [(problem, action, n) for (problem, action), n in sorted(kinds.items())]


def audit(voices: Voices) -> dict[str, Any]:
    """Summarise the journal.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.

    Returns
    -------
    dict
        Head of the journal, events by kind and coder, number undone, hashes and versions.
    """
    study = voices.study
    return {
        "head": study.journal_head,
        "coders": sorted({voices.label(one) or "" for one in study.log["coder"].dropna()}),
        "kinds": _kinds(voices, study),
        "events": len(study.log),
        "undone": int(study.log["undone"].astype(bool).sum()),
        "memos": len(study.memos),
        "inputs": sorted(set(study.corpus.provenance.inputs.values())),
        "version": qualkit.__version__,
        "key": "project" if study.key else "corpus",
    }


def _kinds(voices: Voices, study: Study) -> list[tuple[str, list[int], int]]:
    log = study.log
    coders = sorted(log["coder"].dropna().unique().tolist())
    table: dict[str, Counter[str]] = {kind: Counter() for kind in sorted(log["kind"].dropna().unique().tolist())}
    for kind, coder in log.loc[log["kind"].notna(), ["kind", "coder"]].itertuples(index=False):
        table[kind][coder] += 1
    return [(voices.label(kind) or "", [row[one] for one in coders], row.total()) for kind, row in table.items()]
