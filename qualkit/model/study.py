"""A study: everything that a project holds at one moment, as a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.model.codebook import Codebook
from qualkit.model.corpus import Corpus
from qualkit.model.finding import Finding
from qualkit.model.theme import ThemeTables

__all__ = [
    "CODING_COLUMNS",
    "LOG_COLUMNS",
    "MARK_COLUMNS",
    "MEMO_COLUMNS",
    "Description",
    "HasStudy",
    "Study",
    "as_study",
    "check_corpus",
]

CODING_COLUMNS = (
    "coding_id",
    "comment_id",
    "start",
    "end",
    "quote",
    "code",
    "code_id",
    "coder",
    "created",
    "memo",
    "suggested_by",
)
MARK_COLUMNS = ("comment_id", "mark", "coder", "created")
MEMO_COLUMNS = ("memo_id", "target", "text", "coder", "created")
LOG_COLUMNS = ("n", "created", "coder", "kind", "what", "event_id", "undone")


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    whole = ("start", "end", "n")
    return pd.DataFrame({name: pd.Series(dtype="int64" if name in whole else "str") for name in columns})


@dataclass(frozen=True, slots=True)
class Description:
    """What a project is for.

    Attributes
    ----------
    question : str or None
        What the team wants to know.
    decision : str or None
        The decision that the answer serves.
    outcome : str or None
        What the corpus' ``outcome`` column means.
    channel_limits : mapping of str to str
        For each channel, what it can and cannot see.
    title : str or None
        What the report is called.
    names : tuple of str
        People who are spoken of and do not write themselves: masked wherever something leaves the project.
    keep : tuple of str
        Words that are nobody's name, wherever they stand: the firm, its products.
    """

    question: str | None = None
    decision: str | None = None
    outcome: str | None = None
    channel_limits: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    names: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class Study:
    """A frozen snapshot of a project; what every stage reads.

    Attributes
    ----------
    corpus : Corpus
        What was said.
    description : Description
        What the project is for.
    codebook : Codebook
        The codes.
    codings : DataFrame
        Columns `CODING_COLUMNS`.
    memos : DataFrame
        Columns `MEMO_COLUMNS`.
    marks : DataFrame
        Columns `MARK_COLUMNS`: the comments that coders marked as done, skipped or flagged.
    findings : tuple of Finding
        In the order in which they were added.
    themes : ThemeTables or None
        The themes added last.
    log : DataFrame
        Columns `LOG_COLUMNS`: every event of the journal.
    text_refs : mapping of str to str
        Comment id to the salted hash of its text, as the journal holds it.
    journal_head : str
        Hash over the heads of all chains; empty for a study without a project.
    key : bytes
        The project's secret, from which pseudonyms and permalinks are derived; it never leaves the project.
    """

    corpus: Corpus
    description: Description = field(default_factory=Description)
    codebook: Codebook = field(default_factory=Codebook)
    codings: pd.DataFrame = field(default_factory=lambda: _empty(CODING_COLUMNS))
    memos: pd.DataFrame = field(default_factory=lambda: _empty(MEMO_COLUMNS))
    marks: pd.DataFrame = field(default_factory=lambda: _empty(MARK_COLUMNS))
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    themes: ThemeTables | None = None
    log: pd.DataFrame = field(default_factory=lambda: _empty(LOG_COLUMNS))
    text_refs: Mapping[str, str] = field(default_factory=dict)
    journal_head: str = ""
    key: bytes = b""

    def __repr__(self) -> str:
        # In short: what a notebook shows it saves, and the key must not leave the project.
        held = f"{len(self.corpus):,} comments, {len(self.codebook):,} codes, {len(self.codings):,} codings"
        return f"<Study: {held}, {len(self.findings):,} findings>"

    @classmethod
    def lazily(cls, later: Mapping[str, Callable[[], Any]], **now: Any) -> Study:
        """Make a study some of whose parts are worked out when they are first read.

        Parameters
        ----------
        later : mapping of str to callable
            Field to what gives its value; one whose default is made by a factory.
        **now : object
            The other fields; those that are in neither have their default.

        Returns
        -------
        Study
            Like any other. Whoever makes it sees to it, with `complete`, that what is worked out late is as of now.
        """
        made = object.__new__(cls)
        for one in fields(cls):
            if one.name in now:
                made.__dict__[one.name] = now[one.name]
            elif one.name not in later:
                made.__dict__[one.name] = one.default if one.default_factory is MISSING else one.default_factory()
        made.__dict__["_later"] = dict(later)
        return made

    def complete(self) -> None:
        """Work out what is still to be worked out."""
        for name in self.__dict__.get("_later", ()):
            getattr(self, name)
        self.__dict__.pop("_later", None)

    if not TYPE_CHECKING:  # to a type checker every field is there

        def __getattr__(self, name: str) -> Any:
            later = self.__dict__.get("_later", {})
            if name not in later:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            return self.__dict__.setdefault(name, later[name]())


@runtime_checkable
class HasStudy(Protocol):
    """Anything that can give a snapshot of itself: a project."""

    def study(self) -> Study:
        """Give the snapshot.

        Returns
        -------
        Study
            The state at this moment.
        """
        ...


def as_study(source: Study | Corpus | HasStudy) -> Study:
    """See a study in a study, a corpus or a project.

    Parameters
    ----------
    source : Study, Corpus or project
        What to look at.

    Returns
    -------
    Study
        The snapshot.

    Raises
    ------
    QualkitError
        If it is none of these.
    """
    if isinstance(source, Study):
        return source
    if isinstance(source, Corpus):
        return Study(source)
    if isinstance(source, HasStudy):
        return source.study()
    raise QualkitError(
        f"This needs a project or a corpus, not {type(source).__name__}.",
        hint="Make one with qk.read_comments or qk.open_project.",
    )


def check_corpus(given: object) -> None:
    """Refuse what is no corpus, before anything is made of it.

    Parameters
    ----------
    given : object
        What was passed as one.

    Raises
    ------
    QualkitError
        If it is anything else; a project or a study is told where its corpus is.
    """
    if isinstance(given, Corpus):
        return
    holder = isinstance(given, Study | HasStudy)
    raise QualkitError(
        f"This needs a corpus, not {type(given).__name__}.",
        hint="Pass its .corpus." if holder else "Make one with qk.read_comments(...).",
    )
