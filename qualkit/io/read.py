"""`read_comments`: from any export to a corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pandas as pd

from qualkit.errors import NotFoundError, ReadError
from qualkit.io.assemble import assemble
from qualkit.io.columns import check_columns, note_doubt, recognise
from qualkit.io.draft import Draft, draft_comments
from qualkit.io.escapes import settle_escapes
from qualkit.io.load import Source, load_tables
from qualkit.io.names import FIELDS
from qualkit.io.problems import ProblemLog
from qualkit.io.roles import check_roles, note_unheard
from qualkit.io.sources import FORMATS
from qualkit.io.survey import find_survey, unfold
from qualkit.io.table import Table, as_text
from qualkit.model import Corpus, Provenance
from qualkit.model.arguments import checked

__all__ = ["read_comments", "read_with_columns"]

Prompts = Sequence[str] | Mapping[str, str] | None


@dataclass(frozen=True)
class _Asked:
    """What the user said about the columns."""

    fields: Mapping[str, str]
    prompts: Prompts = None
    roles: Mapping[str, str] = field(default_factory=dict)
    channel: str | None = None
    unescape: bool = False


@dataclass
class _Met:
    """What the tables showed while they were read."""

    speakers: set[str] = field(default_factory=set)
    columns: dict[str, list[str]] = field(default_factory=dict)

    def take(self, told: Mapping[str, list[str]]) -> None:
        for name, columns in told.items():
            known = self.columns.setdefault(name, [])
            known += [one for one in columns if one not in known]


@checked
def read_comments(
    source: Source,
    *,
    format: str = "auto",  # noqa: A002  the contract's name
    columns: Mapping[str, str] | None = None,
    outcome: str | None = None,
    prompts: Prompts = None,
    nested: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    channel: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    unescape: bool = False,
) -> Corpus:
    """Read an export of comments, with their replies, as a corpus.

    Reads CSV, TSV, JSON, JSON lines, Excel workbooks (.xlsx), Parquet, zips of these, and DataFrames. Columns are
    recognised by the names that exports use. Nested records (an issue with its comments, a conversation with its
    messages) become comments and replies; a survey with several open questions gives one comment an answer.

    Nothing vanishes silently: what was repaired, doubted or set aside is listed in ``corpus.problems``.

    Parameters
    ----------
    source : path, iterable of paths, or DataFrame
        What to read. Several files are read as one export.
    format : {'auto', 'csv', 'tsv', 'json', 'jsonl', 'xlsx', 'parquet'}
        Found out by default.
    columns : mapping of str to str, optional
        Field to column, such as ``{"text": "Review Text"}``. Fields: ``text``, ``comment_id``, ``conversation_id``,
        ``reply_to``, ``person_id``, ``author``, ``role``, ``created``, ``channel``, ``prompt``, ``outcome``, ``title``,
        ``staff_reply``, ``staff_reply_created``, ``staff_reply_author``.
    outcome : str, optional
        The column that says what the customer did. A column called ``outcome`` is taken by itself.
    prompts : sequence of str or mapping of str to str, optional
        The open questions of a survey: column names, or column name to the question asked.
    nested : mapping of str to str, optional
        Where nested records hold what, if their shape does not tell: ``comments`` is the path of the list, and
        ``text``, ``author``, ``created``, ``role``, ``comment_id``, ``reply_to`` are paths within its records.
    roles : mapping of str to str, optional
        An author's name, or a value of the role column, to ``customer``, ``staff`` or ``bot``.
    channel : str, optional
        The channel of all comments that name none, such as ``"app reviews"``.
    encoding : str, optional
        Name of the text encoding; found out by default.
    sheet : str, optional
        Name of the workbook's sheet; by default the one with most rows.
    unescape : bool
        Whether ``&amp;`` and the like in the texts become the signs they stand for. By default texts stay as exported,
        and ``corpus.problems`` lists those that hold such escapes.

    Returns
    -------
    Corpus
        One row a comment.

    Raises
    ------
    ReadError
        If the source is no table, or no column holds comments.
    NotFoundError
        If a name does not exist.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"id": ["a", "b"], "parent_id": [None, "a"], "text": ["Too dear.", "Which plan?"]})
    >>> read_comments(table).frame["reply_to"].tolist()
    [nan, 'a']
    """
    return read_with_columns(
        source,
        format=format,
        columns=columns,
        outcome=outcome,
        prompts=prompts,
        nested=nested,
        roles=roles,
        channel=channel,
        encoding=encoding,
        sheet=sheet,
        unescape=unescape,
    )[0]


def read_with_columns(
    source: Source,
    *,
    format: str = "auto",  # noqa: A002  as `read_comments` has it
    columns: Mapping[str, str] | None = None,
    outcome: str | None = None,
    prompts: Prompts = None,
    nested: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    channel: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    unescape: bool = False,
) -> tuple[Corpus, dict[str, list[str]]]:
    """Read an export of comments, and say which columns became what.

    Parameters
    ----------
    source, format, columns, outcome, prompts, nested, roles, channel, encoding, sheet, unescape
        See `read_comments`.

    Returns
    -------
    corpus : Corpus
        One row a comment.
    columns : dict of str to list of str
        Field to the columns that were taken for it, in all tables.
    """
    if format not in FORMATS:
        raise NotFoundError.of("format", format, FORMATS)
    check_roles(roles)
    log = ProblemLog()
    loaded = load_tables(source, format, log, nested=nested, encoding=encoding, sheet=sheet)
    within = {name: column for name, column in (nested or {}).items() if name != "comments"}
    given = {**within, **(columns or {}), **({"outcome": outcome} if outcome is not None else {})}
    check_columns(given, loaded.columns)
    questions = _checked_prompts(prompts, loaded.columns)
    drafts, met = _all_drafts(loaded.tables, _Asked(given, questions, dict(roles or {}), channel, unescape), log)
    said: dict[str, Any] = {
        "format": format,
        "columns": dict(columns or {}),
        "outcome": outcome,
        "prompts": dict(questions) if isinstance(questions, Mapping) else list(questions or ()),
        "nested": dict(nested or {}),
        "roles": dict(roles or {}),
        "channel": channel,
        "encoding": encoding,
        "sheet": sheet,
        "unescape": unescape,
    }
    provenance = Provenance("read_comments", loaded.hashes, said, {"pandas": pd.__version__})
    return assemble(drafts, log, provenance), {name: met.columns[name] for name in FIELDS if name in met.columns}


def _checked_prompts(prompts: Prompts, columns: Sequence[str]) -> Prompts:
    questions = [prompts] if isinstance(prompts, str) else prompts
    for name in questions or ():
        if isinstance(questions, Mapping) and not isinstance(questions[name], str):
            raise ReadError(
                f"The question of the column {name!r} is no text.", hint="Give the question as it was asked."
            )
        if name not in columns:
            raise NotFoundError.of("column", name, columns)
    return questions


def _all_drafts(tables: Sequence[Table], asked: _Asked, log: ProblemLog) -> tuple[list[Draft], _Met]:
    keys = count(1 << 40)  # far from the numbers that nested records carry
    drafts: list[Draft] = []
    refused: list[tuple[Table, ReadError]] = []
    met = _Met()
    for table in tables:
        if not len(table.frame):
            continue
        try:
            drafts.append(_draft(table, asked, keys, log, met))
        except ReadError as error:
            refused.append((table, error))
    if refused and not drafts:
        raise refused[0][1]
    for table, why in refused:
        log.note_rows([table.source] * len(table.row), "no comment", "set aside", rows=table.row, details=why.what)
    note_unheard(asked.roles, met.speakers, log)
    return drafts, met


def _draft(table: Table, asked: _Asked, keys: count[int], log: ProblemLog, met: _Met) -> Draft:
    given = dict(asked.fields)
    survey = find_survey(table, given, asked.prompts)
    if survey is not None:
        table = unfold(table, survey, log)
        given |= survey.fields
    fields = recognise(table, given)
    note_doubt(table, fields, log)
    met.take(fields.told(survey.questions if survey is not None else ()))
    draft = draft_comments(table, fields, keys, log, roles=asked.roles, channel=asked.channel)
    if asked.roles:
        for said in [draft.core["author"], *(as_text(table.frame[column]) for column in fields.roles)]:
            met.speakers |= set(said.dropna())
    draft = settle_escapes(draft, asked.unescape, log)
    for name in ("outcome", "channel"):
        draft = _from_above(draft, name, given.get(name))
    return draft


def _from_above(draft: Draft, name: str, column: str | None) -> Draft:
    """Take a field from a column of the enclosing records, such as the firm that a conversation was held with."""
    if column not in draft.extra.columns:
        return draft
    core = draft.core.assign(**{name: as_text(draft.extra[column]).fillna(draft.core[name])})
    return Draft(core, draft.extra.drop(columns=column))
