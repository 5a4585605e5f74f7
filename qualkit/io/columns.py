"""Which column of a table is what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from qualkit.errors import NotFoundError, ReadError
from qualkit.io.names import ALIASES, FIELDS, plain_name
from qualkit.io.problems import ProblemLog
from qualkit.io.prose import prose_score
from qualkit.io.table import Table, as_text, cell_text, filled

__all__ = ["Fields", "check_columns", "note_doubt", "recognise"]

_SAMPLE = 2000
_OBJECTS = tuple(
    "author user from sender owner reviewer consumer customer by creator u fromuser reporter member contact "
    "poster".split()
)
_OBJECT_NAMES = tuple("username login displayname name screenname fullname firstname label namelabel".split())
_TIMES_IF_FIGURES = frozenset("at when by date time ts sent posted created start submitted".split())
_LAST_WORDS = frozenset(
    "text comment comments answer response feedback review message body narrative verbatim description content".split()
)
_DATE = re.compile(r"(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4})(?!\d)")
_DATED = 50  # cells: a column of dates holds dates from the beginning
_OBJECT_IDS = ("id", "userid", "idstr", "accountid")
_OBJECT_ROLES = ("authorassociation", "role", "type", "usertype")
_SPEAKER = re.compile(r"^(?P<staff>agent|staff|support|operator|employee)\d*$|^(client|customer|consumer|enduser)\d*$")
# Each comment's own where they differ; the conversation's where they repeat.
_OF_A_THREAD = ("ticketid", "caseid", "issueid", "questionid", "postid", "docid", "recordid", "entryid")
# What comes earlier has the first choice among the columns: ids before people, whose names are the most various.
_IN_TURN = (
    "comment_id",
    "respondent",
    "thread_id",
    "reply_to",
    "created",
    "channel",
    "prompt",
    "outcome",
    "title",
    "staff_reply",
    "staff_reply_created",
    "staff_reply_author",
    "person",
    "author",
)
_RESERVED = {"conversation_id": "thread_id", "person_id": "person"}


@dataclass(frozen=True)
class Fields:
    """What was recognised.

    Attributes
    ----------
    columns : mapping of str to str
        Field to column.
    speakers : mapping of str to str
        Columns that hold the author only of one kind of speaker, to that role.
    roles : tuple of str
        Columns that tell the role, strongest first.
    doubted : str or None
        Why the text column is a guess.
    """

    columns: Mapping[str, str]
    speakers: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    doubted: str | None = None

    @property
    def is_interview(self) -> bool:
        """Whether several answers of one respondent stand one a row."""
        return {"respondent", "prompt"} <= self.columns.keys() and "thread_id" not in self.columns

    @property
    def used(self) -> set[str]:
        """The columns that become part of the fixed ones."""
        carried = {"title", "respondent"} - ({"respondent"} if self.is_interview else set())
        return (
            {column for name, column in self.columns.items() if name not in carried}
            | set(self.speakers)
            | set(self.roles)
        )

    def told(self, questions: Iterable[str] = ()) -> dict[str, list[str]]:
        """Say which columns became what.

        Parameters
        ----------
        questions : iterable of str
            The open questions of a survey, whose answers became the comments.

        Returns
        -------
        dict of str to list of str
            Field, as `FIELDS` names it, to columns.
        """
        asked = list(questions)
        public = {own: name for name, own in _RESERVED.items()}
        found = {public.get(name, name): [column] for name, column in self.columns.items() if name != "respondent"}
        if self.is_interview:
            found.setdefault("person_id", [self.columns["respondent"]])
        if asked:
            made = {"comment_id", "conversation_id", "prompt"}
            found = {name: columns for name, columns in found.items() if name not in made} | {"text": asked}
        found |= {"author": list(self.speakers)} if self.speakers else {}
        found |= {"role": list(self.roles)} if self.roles else {}
        return {name: found[name] for name in FIELDS if name in found}


def check_columns(columns: Mapping[str, str] | None, available: Iterable[str]) -> None:
    """Refuse a mapping that names what does not exist.

    Parameters
    ----------
    columns : mapping of str to str or None
        Field to column, as the user gave it.
    available : iterable of str
        Columns of all tables.

    Raises
    ------
    NotFoundError
        Naming what exists.
    """
    existing = list(dict.fromkeys(available))
    for name, column in (columns or {}).items():
        if name not in FIELDS:
            raise NotFoundError.of("field", name, FIELDS)
        if column not in existing:
            raise NotFoundError.of("column", column, existing)


def recognise(table: Table, given: Mapping[str, str], *, needs_text: bool = True) -> Fields:
    """Find the columns of a table by the names that exports use.

    Parameters
    ----------
    table : Table
        Raw cells.
    given : mapping of str to str
        Field to column, as the user said; wins over names.
    needs_text : bool
        Whether to look for a text column at all.

    Returns
    -------
    Fields
        Which column is what.

    Raises
    ------
    ReadError
        If no column can hold the comments.
    """
    frame = table.frame
    found = {_RESERVED.get(name, name): column for name, column in given.items() if column in frame.columns}
    free = [name for name in frame.columns if name not in found.values()]
    plain = _plain_names(free)
    doubted: str | None = None
    if needs_text and "text" not in found:
        found["text"], doubted = _text_column(table, plain)
    home = _home(found.get("text", ""))
    local = _plain_names([name for name in free if name != found.get("text")], home)
    for name in _IN_TURN:
        if name not in found:
            known = (
                local
                if name != "comment_id"
                else {one: short for one, short in local.items() if "." not in one[len(home) :]}
            )
            column = _by_alias(name, known, table, taken=_taken(found, name))
            if column is not None:
                found[name] = column
    _people(found, local, table)
    _own_id(found, local, table)
    speakers = {} if "author" in found else _speakers(frame, found)
    roles = _role_columns(found, local)
    if "staff_reply" in found and not filled(as_text(frame[found["staff_reply"]])).any() and "staff_reply" not in given:
        found.pop("staff_reply")
    return Fields(found, speakers, roles, doubted)


def _plain_names(columns: Iterable[str], home: str = "") -> dict[str, str]:
    """Column to plain name, relative to the record in which the text lies."""
    return {one: plain_name(one[len(home) :] if one.startswith(home) else one) for one in columns}


def _home(text_column: str) -> str:
    return text_column.rpartition(".")[0] + "." if "." in text_column and " " not in text_column else ""


def _taken(found: Mapping[str, str], name: str) -> set[str]:
    # One column may be both the id and the time of a message (Slack), or both respondent and comment.
    shared = {
        "created": {"comment_id"},
        "respondent": {"comment_id", "person"},
        "comment_id": {"created"},
        "person": {"respondent"},
    }.get(name, set())
    return {column for field_name, column in found.items() if field_name not in shared}


def _by_alias(name: str, plain: Mapping[str, str], table: Table, taken: set[str]) -> str | None:
    by_name: dict[str, str] = {}
    for column, short in plain.items():
        if column not in taken:
            by_name.setdefault(short, column)
    fitting = [
        column
        for alias in ALIASES[name]
        if alias in by_name and _can_be(name, table.frame[column := by_name[alias]], alias)
    ]
    if name in ("comment_id", "author", "person"):
        # A column that most rows leave empty speaks of a few special rows, not of all.
        fitting = [one for one in fitting if filled(as_text(table.frame[one].head(_SAMPLE))).mean() > 0.5] or fitting
    return fitting[0] if fitting else None


def _can_be(name: str, series: pd.Series, alias: str) -> bool:
    if name not in ("comment_id", "created", "person", "author", "staff_reply", "prompt", "title", "respondent"):
        return True
    text = as_text(series.head(_SAMPLE))
    text = text[filled(text)].str.strip()
    if not len(text):
        return name != "comment_id"
    if name == "created" and alias in _TIMES_IF_FIGURES:
        return bool(text.str.contains(r"\d", regex=True).mean() > 0.5)
    if name == "comment_id" and alias in _OF_A_THREAD and not text.is_unique:
        return False
    if name in ("comment_id", "respondent"):
        return bool(text.str.len().max() <= 200 and (alias not in ("response", "participant", "#") or text.is_unique))
    if name == "author":
        return bool(text.str.len().median() <= 80 and not text.str.fullmatch(r"(?i)true|false|\{.*").mean() > 0.5)
    return True


class _Scores(dict[str, float]):
    """How much each column reads like prose, measured when first asked for: an export may have thousands of columns."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def __missing__(self, name: str) -> float:
        self[name] = prose_score(self._frame[name].head(_SAMPLE))
        return self[name]


def _text_column(table: Table, plain: Mapping[str, str]) -> tuple[str, str | None]:
    frame = table.frame
    scores = _Scores(frame)
    last = {
        name: plain_name(name.rpartition(".")[2]) if "." in name and " " not in name else short
        for name, short in plain.items()
    }
    for names in (plain, last):
        for alias in ALIASES["text"]:
            named = [name for name, short in names.items() if short == alias and scores[name] > 0]
            if named:
                return min(named, key=lambda name: name.count(".")), None
    ending = [name for name in plain if scores[name] > 0 and _ends_as_text(name)]
    if ending:
        return max(ending, key=lambda name: scores[name]), None
    named = [name for alias in ALIASES["text"] for name, short in plain.items() if short == alias]
    if any(re.fullmatch(r"[\[(]?\d[\d\s/.:,-]*[\])]?", str(name)) for name in frame.columns) and not table.links:
        raise ReadError(
            "The first row looks like data, not like names of columns.",
            where=table.source,
            available=frame.columns,
            hint="Put a row of names above it, one of them 'text'.",
        )
    other = {
        alias for field_name, aliases in ALIASES.items() if field_name not in ("text", "title") for alias in aliases
    }
    prose = [name for name in plain if scores[name] >= 3 and plain[name] not in other and len(frame.columns) > 1]
    prose.sort(key=lambda name: -scores[name])
    if len(prose) == 1 or (len(prose) > 1 and scores[prose[0]] > 3 * scores[prose[1]]):
        return prose[0], "no column has a usual name; this one holds prose"
    if named and not prose:
        return named[0], None
    titles = [name for name, short in last.items() if short in ALIASES["title"]]
    if titles and table.links is not None:
        return titles[0], None
    guess = prose[0] if prose else max(plain, key=lambda name: scores[name], default="")
    hint = f"Name it: columns={{'text': {guess!r}}}." if guess else "The table has no columns."
    raise ReadError("No column is recognised as the comments.", where=table.source, available=frame.columns, hint=hint)


def _ends_as_text(name: str) -> bool:
    words = [one for one in re.split(r"[\W_]+", name.casefold()) if one]
    return bool(words) and words[-1] in _LAST_WORDS


def _people(found: dict[str, str], plain: Mapping[str, str], table: Table) -> None:
    """Look into nested objects such as ``author.username``."""
    parts = {column: column.rpartition(".") for column in plain if "." in column and " " not in column}
    for wanted, words in (("author", _OBJECT_NAMES), ("person", _OBJECT_IDS)):
        if wanted in found:
            continue
        for holder in _OBJECTS:
            named = {
                plain_name(tail): column
                for column, (head, _, tail) in parts.items()
                if plain_name(head.rpartition(".")[2]) == holder and column not in found.values()
            }
            column = next((named[word] for word in words if word in named), None)
            if column is not None and filled(as_text(table.frame[column])).any():
                found[wanted] = column
                break


def _own_id(found: dict[str, str], plain: Mapping[str, str], table: Table) -> None:
    """Within a list called ``answers``, ``answer_id`` is the id, whatever other ids there are."""
    word = plain_name(table.kind.rpartition(".")[2]).removesuffix("s")
    own = next((column for column, short in plain.items() if word and short == word + "id"), None)
    if own is not None and "comment_id" in found and found["comment_id"] != own:
        found["comment_id"] = own
    if found.get("reply_to") == found.get("comment_id"):
        found.pop("reply_to", None)


def _speakers(frame: pd.DataFrame, found: Mapping[str, str]) -> dict[str, str]:
    named = {}
    for column in frame.columns:
        match = _SPEAKER.match(plain_name(column))
        if match and column not in found.values():
            named[column] = "staff" if match.group("staff") else "customer"
    if not named:
        return {}
    present = sum(filled(as_text(frame[column])).astype("int64") for column in named)
    exclusive = isinstance(present, pd.Series) and bool((present <= 1).all())
    return named if exclusive and len(named) > 1 else {}


def _role_columns(found: dict[str, str], plain: Mapping[str, str]) -> tuple[str, ...]:
    given = (found.pop("role"),) if "role" in found else ()
    if given:
        return given
    free = {column: short for column, short in plain.items() if column not in found.values()}
    columns: list[str] = []
    for field_name in ("bot", "role"):
        for alias in ALIASES[field_name]:
            columns += [column for column, short in free.items() if short == alias]
    for column in free:
        head, _, tail = column.rpartition(".")
        if plain_name(head.rpartition(".")[2]) in _OBJECTS and plain_name(tail) in _OBJECT_ROLES:
            columns.append(column)
    return tuple(dict.fromkeys(columns))


def note_doubt(table: Table, fields: Fields, log: ProblemLog) -> None:
    """List a text column that was guessed, and columns of dates where none is known to say when.

    Parameters
    ----------
    table : Table
        Raw cells.
    fields : Fields
        What was recognised.
    log : ProblemLog
        Takes the doubts.
    """
    if fields.doubted:
        log.note(table.source, "text column guessed", "doubted", column=fields.columns["text"], detail=fields.doubted)
    if "created" in fields.columns or table.links is not None:
        return
    for name in table.frame.columns:
        if name not in fields.used and _holds_dates(table.frame[name]):
            detail = "holds nothing but dates: if they say when a comment was written, name it as the field created"
            log.note(table.source, "no column of times recognised", "doubted", column=str(name), detail=detail)


def _holds_dates(series: pd.Series) -> bool:
    # Cell by cell: most columns are done with after the first, and an export may have thousands of them.
    found = False
    for cell in series.head(_DATED).tolist():
        text = (cell_text(cell) or "").strip()
        if text and not _DATE.match(text):
            return False
        found = found or bool(text)
    return found
