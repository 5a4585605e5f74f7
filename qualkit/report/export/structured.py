"""Everything as one JSON document with a documented schema."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

import qualkit
from qualkit.report.export.border import Border
from qualkit.report.export.cells import iso, listed
from qualkit.report.export.schema import SCHEMA, TABLES
from qualkit.report.export.variables import variable_columns
from qualkit.text.people import count_people, customers
from qualkit.text.redaction import POLICY

__all__ = ["counts", "document", "project", "redaction", "structured"]


def structured(border: Border, tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Write an export as JSON.

    Parameters
    ----------
    border : Border
        The study, through its border.
    tables : mapping of str to DataFrame
        All tables.

    Returns
    -------
    bytes
        UTF-8, keys in the order of the schema.
    """
    text = json.dumps(document(border, tables), ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode("utf-8")


def document(border: Border, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Put an export together as JSON-like data.

    Parameters
    ----------
    border : Border
        The study, through its border.
    tables : mapping of str to DataFrame
        All tables.

    Returns
    -------
    dict
        As `SECTIONS` and `TABLES` say.
    """
    records = {name: _records(frame) for name, frame in tables.items()}
    for row, finding in zip(records["findings"], border.study.findings, strict=True):
        row["verdicts"] = [
            {
                "person": border.voices.person(one.person_id),
                "answer": one.answer,
                "words": border.words(one.words),
                "coder": border.label(one.coder),
                "reworded": one.reworded,
            }
            for one in finding.verdicts
        ]
        row["searches"] = [
            {
                "coder": border.label(one.coder),
                "created": one.created,
                "n_read": one.n_read,
                "note": border.words(one.note),
                "reworded": one.reworded,
            }
            for one in finding.searches
        ]
    fixed = {key.name for key in TABLES["conversations"]}
    for row in records["conversations"]:
        row["variables"] = {name: row.pop(name) for name in list(row) if name not in fixed}
    told_about = project(border)
    return {
        "schema": SCHEMA,
        "qualkit": qualkit.__version__,
        "redacted": border.redact,
        "redaction": redaction(border),
        "project": told_about,
        "counts": counts(border, tables),
        "journal_head": border.study.journal_head,
        "inputs": sorted(set(border.study.corpus.provenance.inputs.values())),
        **records,
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    return [{name: _json(value) for name, value in zip(names, row, strict=True)} for row in listed(frame)]


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    # JSON has no infinity.
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def project(border: Border) -> dict[str, Any]:
    """Say what a project is for.

    Parameters
    ----------
    border : Border
        The study, through its border.

    Returns
    -------
    dict
        As `SECTIONS` says.
    """
    about = border.study.description
    limits = {border.label(name) or "": border.words(limit) for name, limit in about.channel_limits.items()}
    return {
        **{name: border.words(getattr(about, name)) for name in ("title", "question", "decision", "outcome")},
        "channel_limits": limits,
    }


def counts(border: Border, tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Count what is in an export.

    Parameters
    ----------
    border : Border
        The study, through its border.
    tables : mapping of str to DataFrame
        All tables.

    Returns
    -------
    dict
        As `SECTIONS` says.
    """
    frame = border.study.corpus.frame
    people = count_people(customers(frame))
    rows = {name: len(table) for name, table in tables.items() if name != "conversations"}
    return {
        "comments": len(frame),
        "conversations": int(frame["conversation_id"].nunique()),
        "people": people.known,
        "unknown": people.unknown,
        **rows,
    }


def redaction(border: Border) -> dict[str, Any]:
    """Say what was masked, once everything that is exported has crossed the border.

    Parameters
    ----------
    border : Border
        The study, through its border.

    Returns
    -------
    dict
        As `SECTIONS` says.
    """
    return {
        "policy": POLICY if border.redact else None,
        "masked": dict(border.voices.masked()),
        "detectors": border.voices.detectors,
        "signs": border.signs,
        "left_out": variable_columns(border) if border.redact else [],
    }
