"""The tables of an export: plain frames with a documented schema, everything in them fit to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from qualkit.model import CODE_TEXTS, VERDICTS, Comment, Finding
from qualkit.report.evidence import findings
from qualkit.report.export.border import Border, Said
from qualkit.report.export.schema import DTYPES, TABLES
from qualkit.report.export.variables import variables
from qualkit.report.page import FindingEntry
from qualkit.text.people import count_people, interval

__all__ = ["build"]

_Row = dict[str, Any]


def build(border: Border, table: str) -> pd.DataFrame:
    """Build one table of an export.

    Parameters
    ----------
    border : Border
        The study, through its border.
    table : str
        A key of `TABLES`.

    Returns
    -------
    DataFrame
        Columns as `TABLES` says; ``conversations`` has the variables after them, unless redacted.
    """
    makers = {
        "findings": _findings,
        "evidence": _evidence,
        "codings": _codings,
        "codebook": _codebook,
        "themes": _themes,
        "assignments": _assignments,
    }
    if table == "conversations":
        return _conversations(border)
    return _frame(table, makers[table](border))


def _frame(table: str, rows: Iterable[_Row]) -> pd.DataFrame:
    listed = list(rows)
    columns = {}
    for key in TABLES[table]:
        values = [row[key.name] for row in listed]
        columns[key.name] = pd.Series(values, dtype=DTYPES[key.kind])
    return pd.DataFrame(columns)


def _findings(border: Border) -> list[_Row]:
    named = _names(border)
    told = zip(findings(border.voices), border.study.findings, strict=True)
    return [_finding(border, entry, one, named) for entry, one in told]


def _names(border: Border) -> dict[str, str]:
    study = border.study
    found = {code.code_id: border.words(code.name) or "" for code in study.codebook}
    if study.themes is not None:
        frame = study.themes.frame
        found |= {
            str(theme): border.words(label) or ""
            for theme, label in zip(frame["theme_id"], frame["label"], strict=True)
        }
    return found


def _finding(border: Border, entry: FindingEntry, one: Finding, named: dict[str, str]) -> _Row:
    words = ("claim", "because", "scope", "action", "next_question", "whom", "rival")
    low, high = interval(entry.heard.k, entry.heard.n) if entry.heard.n else (None, None)
    return {
        "finding_id": border.id("finding", one.finding_id),
        "number": entry.number,
        **{name: border.words(getattr(one, name)) for name in words},
        "outcome": border.label(one.outcome),
        "about": [named[target] for target in one.about if target in named],
        "status": one.status,
        "n_people": entry.heard.k,
        "n_could": entry.heard.n,
        "n_read": entry.read,
        "low": low,
        "high": high,
        "n_against": entry.against,
        "n_supporting": len(one.supporting),
        "n_contradicting": len(one.contradicting),
        "n_searches": sum(not each.reworded for each in one.searches),
        **{f"n_{answer}": entry.answers[answer] for answer in VERDICTS},
        "coder": border.label(one.coder),
    }


def _evidence(border: Border) -> Iterable[_Row]:
    for number, finding in enumerate(border.study.findings, start=1):
        for one in finding.evidence:
            comment = border.study.corpus.comment(one.comment_id)
            yield {
                "evidence_id": border.id("evidence", one.evidence_id),
                "finding_id": border.id("finding", finding.finding_id),
                "number": number,
                "stance": one.stance,
                **_passage(border, comment, one.start, one.end, one.quote),
                **_byline(border.said(comment)),
                "coder": border.label(one.coder),
            }


def _codings(border: Border) -> Iterable[_Row]:
    study = border.study
    for row in study.codings.to_dict("records"):
        comment = study.corpus.comment(row["comment_id"])
        yield {
            "coding_id": border.id("coding", row["coding_id"]),
            **_passage(border, comment, row["start"], row["end"], row["quote"]),
            "code_id": border.id("code", row["code_id"]),
            "code": border.words(row["code"]),
            "coder": border.label(row["coder"]),
            "coded": _stamp(row["created"]),
            "memo": border.words(row["memo"]),
            "suggested_by": border.words(row.get("suggested_by")),
            **_byline(border.said(comment)),
        }


def _passage(border: Border, comment: Comment, start: Any, end: Any, quote: Any) -> _Row:
    said = border.said(comment)
    found = border.passage(comment, start, end, forgotten=not isinstance(quote, str) or not quote)
    return {
        "comment_id": said.comment_id,
        "conversation_id": said.conversation_id,
        "passage": found.ref,
        "start": found.start,
        "end": found.end,
        "quote": found.quote,
    }


def _byline(said: Said) -> _Row:
    return {
        "person": said.person,
        "role": said.role,
        "channel": said.channel,
        "outcome": said.outcome,
        "month": said.month,
        "said": said.created,
    }


def _stamp(value: Any) -> pd.Timestamp | None:
    found = pd.to_datetime(value, utc=True)
    return None if pd.isna(found) else found


def _codebook(border: Border) -> list[_Row]:
    study = border.study
    named = {code.code_id: border.words(code.name) for code in study.codebook}
    people = study.corpus.frame[["comment_id", "person_id"]]
    used = study.codings[["code_id", "comment_id", "start", "end"]].merge(people, on="comment_id", how="left")
    by_code = dict(list(used.groupby("code_id")))
    rows = []
    for code in study.codebook:
        has = by_code.get(code.code_id, used.iloc[:0])
        rows.append(
            {
                "code_id": border.id("code", code.code_id),
                "name": named[code.code_id],
                "parent": named.get(code.parent or ""),
                **{name: border.words(getattr(code, name)) for name in CODE_TEXTS},
                "use": "retired" if code.retired else "in use",
                "aliases": [border.words(name) for name in code.aliases],
                "n_people": count_people(has).known,
                "n_passages": len(has.drop_duplicates(["comment_id", "start", "end"])),
            }
        )
    return rows


def _themes(border: Border) -> list[_Row]:
    tables = border.study.themes
    return [] if tables is None else [_theme(border, row) for row in tables.frame.to_dict("records")]


def _theme(border: Border, row: Mapping[Any, Any]) -> _Row:
    terms = [border.voices.term(str(one)) for one in _listed(row["terms"])]
    return {
        "theme_id": border.id("theme", row["theme_id"]),
        "label": border.words(row["label"]),
        "labelled_by": border.label(row["labelled_by"]),
        **{name: row[name] for name in ("n_people", "n_comments", "stability", "doubt", "subject")},
        "terms": [one for one in terms if one],
        "parent_id": border.id("theme", row["parent_id"]),
        "examples": [border.id("comment", one) for one in _listed(row["examples"])],
    }


def _listed(value: Any) -> list[Any]:
    return [] if isinstance(value, (str, float)) or value is None else list(value)


def _assignments(border: Border) -> Iterable[_Row]:
    tables = border.study.themes
    if tables is None:
        return
    named, known = _names(border), border.study.corpus.rows
    for row in tables.assignments.to_dict("records"):
        if row["comment_id"] not in known:
            continue
        comment = border.study.corpus.comment(row["comment_id"])
        found = border.passage(comment, row["start"], row["end"], forgotten=False)
        said = border.said(comment)
        yield {
            "comment_id": said.comment_id,
            "conversation_id": said.conversation_id,
            "start": found.start,
            "end": found.end,
            "theme_id": border.id("theme", row["theme_id"]),
            "theme": None if pd.isna(row["theme_id"]) else named.get(str(row["theme_id"])),
            "nearest_theme_id": border.id("theme", row["nearest_theme_id"]),
            **{name: row[name] if pd.notna(row[name]) else None for name in ("similarity", "confidence")},
        }


def _conversations(border: Border) -> pd.DataFrame:
    rows: list[_Row] = []
    order: list[int] = []
    places = border.study.corpus.rows
    for conversation in border.study.corpus.conversations():
        for turn, one in enumerate(conversation.turns, start=1):
            said = border.said(one.comment)
            order.append(places[one.comment.comment_id])
            rows.append(
                {
                    "conversation_id": said.conversation_id,
                    "turn": turn,
                    "depth": one.depth,
                    "comment_id": said.comment_id,
                    "reply_to": said.reply_to,
                    **_byline(said),
                    "prompt": said.prompt,
                    "text": said.text,
                }
            )
    told = _frame("conversations", rows)
    return told if border.redact else told.join(variables(border, order))
