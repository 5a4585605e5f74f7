"""Wide surveys: one row a respondent, one comment an open answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from qualkit.io.names import ALIASES, plain_name
from qualkit.io.problems import ProblemLog
from qualkit.io.prose import is_open_answer, prose_score
from qualkit.io.table import Table, as_text, filled
from qualkit.model import content_hash

__all__ = ["Survey", "find_survey", "unfold"]

_TEXT, _ID, _THREAD, _PROMPT = "answer text", "answer id", "respondent's answers", "question asked"
_RESPONDENT = (
    "respondentid",
    "responseid",
    "participantid",
    "submissionid",
    "respondent",
    "#",
    "id",
    "userid",
    "customerid",
)
_ASKS = re.compile("[?？؟]|_TEXT$")
_NOT_QUESTIONS = frozenset(
    plain_name(one)
    for one in (
        "IPAddress",
        "RecipientLastName",
        "RecipientFirstName",
        "RecipientEmail",
        "ExternalReference",
        "LocationLatitude",
        "LocationLongitude",
        "DistributionChannel",
        "UserLanguage",
        "ResponseSet",
        "Name",
        "EmailAddress",
        "First Name",
        "Last Name",
        "Email Address",
        "Custom Data 1",
        "Collector ID",
        "Network ID",
        "Tags",
        "Status",
    )
)


@dataclass(frozen=True)
class Survey:
    """The open questions of a survey.

    Attributes
    ----------
    questions : mapping of str to str
        Column to the question asked, in the survey's order.
    respondent : str or None
        The column that tells respondents apart.
    fields : mapping of str to str
        Field to column once the answers stand one a row.
    """

    questions: Mapping[str, str]
    respondent: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def find_survey(
    table: Table, given: Mapping[str, str], prompts: Sequence[str] | Mapping[str, str] | None
) -> Survey | None:
    """Find the open questions of a table.

    Parameters
    ----------
    table : Table
        Raw cells, one row a respondent.
    given : mapping of str to str
        Field to column, as the user said.
    prompts : sequence of str or mapping of str to str or None
        The open questions, as the user said.

    Returns
    -------
    Survey or None
        None if this is no wide survey.
    """
    columns = [str(name) for name in table.frame.columns]
    if prompts:
        asked = {name: table.labels.get(name, name) for name in prompts if name in columns}
        if isinstance(prompts, Mapping):
            asked |= {name: text for name, text in prompts.items() if name in columns}
    elif "text" in given or table.links is not None or len(columns) < 2:
        return None
    else:
        asked = _open_questions(table, [name for name in columns if name not in given.values()])
    if not asked:
        return None
    fields = {"text": _TEXT, "comment_id": _ID, "conversation_id": _THREAD, "prompt": _PROMPT}
    respondent = given.get("person_id") or _respondent(table, asked)
    if respondent is not None and "person_id" not in given:
        fields["person_id"] = respondent
    return Survey(asked, respondent, fields)


def _open_questions(table: Table, columns: list[str]) -> dict[str, str]:
    frame = table.frame
    declared = [name for name in columns if name in table.open_columns]
    named = [
        name for name in columns if plain_name(name) in ALIASES["text"] and prose_score(frame[name].head(2000)) > 0
    ]
    if named and not declared:
        return {}
    asked = {
        name: table.labels.get(name, name)
        for name in columns
        if name in table.open_columns
        or name.endswith("_TEXT")
        or _reads_like_a_question(table.labels.get(name, name), name)
    }
    kept = {
        name: _clean(question)
        for name, question in asked.items()
        if plain_name(name) not in _NOT_QUESTIONS
        and (
            (name in table.open_columns and prose_score(frame[name].head(2000)) > 0)
            or is_open_answer(frame[name])
            or (len(frame) < 5 and prose_score(frame[name].head(5)) >= 2)
        )
    }
    if len(kept) == 1 and not any(
        name in table.open_columns or name in table.labels or _ASKS.search(text) for name, text in kept.items()
    ):
        return {}  # one long name is no proof of a question
    return kept


def _reads_like_a_question(label: str, name: str) -> bool:
    text = label.strip()
    words = text.split()
    if _ASKS.search(text):
        return True
    return (
        len(words) >= 5
        or (label != name and len(words) >= 3)
        or bool(re.match(r"(?i)q\d+\W", name) and len(words) >= 3)
    )


def _clean(question: str) -> str:
    return " ".join(re.sub(r"<[^<>]+>", " ", question).replace("\u00a0", " ").split())


def _respondent(table: Table, asked: Mapping[str, str]) -> str | None:
    by_name = {plain_name(str(name)): str(name) for name in reversed(list(table.frame.columns)) if name not in asked}
    for alias in _RESPONDENT:
        column = by_name.get(alias)
        if column is not None and bool(filled(as_text(table.frame[column])).any()):
            return column
    return None


def unfold(table: Table, survey: Survey, log: ProblemLog) -> Table:
    """Give each open answer a row of its own.

    Parameters
    ----------
    table : Table
        One row a respondent.
    survey : Survey
        The open questions.
    log : ProblemLog
        Takes respondents who wrote nothing, and how many left each question out.

    Returns
    -------
    Table
        One row an answer, respondents in order, questions in the survey's order; the respondent's closed answers
        stand beside each.
    """
    frame = table.frame
    questions = list(survey.questions)
    answers = {name: as_text(frame[name]) if frame[name].dtype != object else frame[name] for name in questions}
    said = np.column_stack([filled(as_text(frame[name])).to_numpy(dtype=bool) for name in questions])
    for n, name in enumerate(questions):
        left_out = int((~said[:, n]).sum())
        if left_out:
            log.note(
                table.source,
                "question not answered",
                "kept",
                column=name,
                detail=f"{left_out:,} of {len(frame):,} respondents left it empty: no comment is made of that",
            )
    silent = ~said.any(axis=1)
    log.note_rows([table.source] * int(silent.sum()), "no open answer", "set aside", rows=table.row[silent])
    respondent, which = np.nonzero(said)
    rest = frame.drop(columns=questions).iloc[respondent].reset_index(drop=True)
    threads = _thread_ids(frame, survey.respondent)
    cells = [answers[questions[q]].iloc[r] for r, q in zip(respondent.tolist(), which.tolist(), strict=True)]
    short = [_short(name) for name in questions]
    rest[_TEXT] = pd.Series(cells, dtype=object)
    rest[_THREAD] = pd.Series([threads[r] for r in respondent.tolist()], dtype="str")
    rest[_PROMPT] = pd.Series([survey.questions[questions[q]] for q in which.tolist()], dtype="str")
    rest[_ID] = pd.Series(
        [f"{threads[r]}/{short[q]}" for r, q in zip(respondent.tolist(), which.tolist(), strict=True)], dtype="str"
    )
    return replace(table, frame=rest, row=table.row[respondent])


def _thread_ids(frame: pd.DataFrame, respondent: str | None) -> list[str]:
    ids: list[str | None] = [None] * len(frame)
    if respondent is not None:
        text = as_text(frame[respondent])
        ids = [one if there else None for one, there in zip(text.tolist(), filled(text).tolist(), strict=True)]
    if all(ids):
        named = [str(one) for one in ids]
    else:
        rows = zip(*(as_text(frame[name]).fillna("").tolist() for name in frame.columns), strict=True)
        prints = ["r-" + content_hash("\x1f".join(one))[:12] for one in rows]
        named = [one or derived for one, derived in zip(ids, prints, strict=True)]
    used: dict[str, int] = {}
    unique = []
    for one in named:
        used[one] = used.get(one, 0) + 1
        unique.append(one if used[one] == 1 else f"{one}-{used[one]}")
    return unique


def _short(name: str) -> str:
    plain = re.sub(r"[^\w-]+", "-", name).strip("-")
    return plain if len(plain) <= 24 else "q-" + content_hash(name)[:8]
