"""Comments between a corpus and the rows of the store, each sealed by salted hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from qualkit.errors import ProjectError
from qualkit.model import COLUMNS, Corpus, Provenance, canonical_json, content_hash, empty_problems
from qualkit.store.columns import pack, pack_frame, unpack, unpack_frame
from qualkit.store.sources import Ids

__all__ = ["FIXED", "Layout", "StoredComment", "batch_digest", "corpus_of", "layout_of", "rows_of", "seal_rows"]

FIXED = tuple(name for name in COLUMNS if name != "text")
"""The columns of a corpus that have a column of their own in the store."""


@dataclass(frozen=True, slots=True)
class StoredComment:
    """One comment as the store holds it.

    Attributes
    ----------
    fixed : tuple of str or None
        In the order of `FIXED`.
    variables : str
        Canonical JSON of the variables that are not missing.
    text, salt : str or None
        None once the person was forgotten.
    text_ref, row_ref : str
        Salted hashes of the text, and of everything else.
    batch : str
        The event that added it; empty for a comment that is not stored yet.
    """

    fixed: tuple[str | None, ...]
    variables: str
    text: str | None
    salt: str | None
    text_ref: str
    row_ref: str
    batch: str = ""

    @property
    def comment_id(self) -> str:
        """The comment's id."""
        return self.fixed[0] or ""

    @property
    def conversation_id(self) -> str | None:
        """The conversation it belongs to."""
        return self.fixed[FIXED.index("conversation_id")]

    @property
    def reply_to(self) -> str | None:
        """The comment it answers."""
        return self.fixed[FIXED.index("reply_to")]

    @property
    def person_id(self) -> str | None:
        """Who said it."""
        return self.fixed[FIXED.index("person_id")]

    @property
    def author(self) -> str | None:
        """Their name, as exported."""
        return self.fixed[FIXED.index("author")]

    def row_json(self) -> str:
        """Give everything but the text, in the form that is hashed.

        Returns
        -------
        str
            Canonical JSON.
        """
        return canonical_json([*self.fixed, self.variables])

    def linked(self, conversation_id: str | None, reply_to: str | None) -> StoredComment:
        """Give the comment with another place among the conversations.

        Parameters
        ----------
        conversation_id : str or None
            The conversation that it belongs to.
        reply_to : str or None
            The comment that it answers.

        Returns
        -------
        StoredComment
            Not sealed anew.
        """
        if (conversation_id, reply_to) == (self.conversation_id, self.reply_to):
            return self
        links = {"conversation_id": conversation_id, "reply_to": reply_to}
        return replace(self, fixed=tuple(links.get(name, value) for name, value in zip(FIXED, self.fixed, strict=True)))

    def sealed(self, salt: str) -> StoredComment:
        """Give the comment with the hashes that a salt yields.

        Parameters
        ----------
        salt : str
            32 hexadecimal digits.

        Returns
        -------
        StoredComment
            With ``text_ref`` and ``row_ref``.
        """
        return replace(
            self,
            salt=salt,
            text_ref=content_hash(salt + (self.text or "")),
            row_ref=content_hash(salt + self.row_json()),
        )

    def differing(self, other: StoredComment) -> list[str]:
        """Name what differs between two comments, and say no value of it: an error's message may be passed on.

        Parameters
        ----------
        other : StoredComment
            Sealed with the same salt.

        Returns
        -------
        list of str
            "text" first, then names of columns, then of variables.
        """
        text = ["text"] if self.text_ref != other.text_ref else []
        fixed = [name for name, mine, theirs in zip(FIXED, self.fixed, other.fixed, strict=True) if mine != theirs]
        mine, theirs = (json.loads(row.variables) for row in (self, other))
        return text + fixed + sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))


@dataclass(frozen=True, slots=True)
class Layout:
    """How one batch of comments was laid out as a table.

    Attributes
    ----------
    columns : tuple of (str, dict)
        Every column in order, with how to read it back.
    problems : list of dict
        The table of problems, packed.
    provenance : dict
        Where the batch came from.
    """

    columns: tuple[tuple[str, Mapping[str, Any]], ...]
    problems: Sequence[Mapping[str, Any]] = field(default_factory=list)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> str:
        """Write it as canonical JSON.

        Returns
        -------
        str
            For `from_json`.
        """
        return canonical_json(
            {
                "columns": [list(one) for one in self.columns],
                "problems": list(self.problems),
                "provenance": dict(self.provenance),
            }
        )

    @classmethod
    def from_json(cls, body: str) -> Layout:
        """Read it back.

        Parameters
        ----------
        body : str
            From `as_json`.

        Returns
        -------
        Layout
            The same.
        """
        data = json.loads(body)
        return cls(tuple((name, spec) for name, spec in data["columns"]), data["problems"], data["provenance"])

    def without(self, comment_ids: set[str], words: Sequence[str]) -> Layout:
        """Give the layout with no word left of what was said in some comments.

        Parameters
        ----------
        comment_ids : set of str
            The comments that are forgotten.
        words : sequence of str
            Texts and names that must not stand in a problem's detail.

        Returns
        -------
        Layout
            With the details of such problems emptied.
        """
        problems = unpack_frame(self.problems)
        if not len(problems):
            return self
        told = [
            comment_id in comment_ids or any(word in str(detail) for word in words)
            for comment_id, detail in zip(problems["comment_id"].tolist(), problems["detail"].tolist(), strict=True)
        ]
        problems["detail"] = problems["detail"].mask(pd.Series(told, index=problems.index))
        return replace(self, problems=pack_frame(problems))


def layout_of(corpus: Corpus) -> Layout:
    """Note a corpus' columns, problems and provenance.

    Parameters
    ----------
    corpus : Corpus
        The batch.

    Returns
    -------
    Layout
        What is needed beside the rows to build it again.
    """
    table = corpus.table
    specs = tuple(
        (str(name), pack(table[name].iloc[:0] if table[name].dtype != object else table[name])[0]) for name in table
    )
    return Layout(specs, pack_frame(corpus.problem_table), corpus.provenance.as_dict())


def rows_of(corpus: Corpus) -> list[StoredComment]:
    """Write a corpus as rows, not yet sealed.

    Parameters
    ----------
    corpus : Corpus
        The batch.

    Returns
    -------
    list of StoredComment
        In the corpus' order, with empty references.

    Raises
    ------
    ProjectError
        If an id, a text or a variable is of a kind that cannot be kept.
    """
    table = corpus.table
    fixed = [_fixed_values(table, name) for name in FIXED]
    texts = _fixed_values(table, "text")
    variables = [(name, pack(table[name])[1]) for name in corpus.variables]
    rows = []
    for n, values in enumerate(zip(*fixed, strict=True)):
        if not values[0] or texts[n] is None:
            raise ProjectError(
                "A comment needs an id and a text.", where=f"row {n + 1}", hint="qk.read_comments fills them."
            )
        said = {name: column[n] for name, column in variables if column[n] is not None}
        rows.append(StoredComment(values, canonical_json(said), texts[n], None, "", ""))
    return rows


def _fixed_values(table: pd.DataFrame, name: str) -> list[str | None]:
    _, values = pack(table[name])
    for n, value in enumerate(values):
        if value is not None and not isinstance(value, str):
            raise ProjectError(
                f"The column {name!r} must hold text, not {type(value).__name__}.",
                where=f"row {n + 1}",
                hint="qk.read_comments makes it so.",
            )
    return values


def seal_rows(rows: Iterable[StoredComment], ids: Ids) -> list[StoredComment]:
    """Give each row a salt of its own and the hashes that follow.

    Parameters
    ----------
    rows : iterable of StoredComment
        From `rows_of`.
    ids : callable
        Gives salts.

    Returns
    -------
    list of StoredComment
        Sealed.
    """
    return [row.sealed(ids()) for row in rows]


def batch_digest(rows: Iterable[StoredComment]) -> str:
    """Hash a batch: what the journal says of it.

    Parameters
    ----------
    rows : iterable of StoredComment
        In their order.

    Returns
    -------
    str
        SHA-256 over comment ids, text references and row references, one line of canonical JSON a comment.
    """
    digest = hashlib.sha256()
    for row in rows:
        line = canonical_json([row.comment_id, row.text_ref, row.row_ref]) + "\n"
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def corpus_of(batches: Sequence[tuple[Layout, Sequence[StoredComment]]]) -> Corpus:
    """Build the corpus again.

    Parameters
    ----------
    batches : sequence of (Layout, sequence of StoredComment)
        In the order in which they were added.

    Returns
    -------
    Corpus
        Equal to what was added; forgotten texts are empty, and several batches stand below one another.
    """
    if not batches:
        return Corpus(pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS}))
    tables = [_table(layout, rows) for layout, rows in batches]
    problems = [unpack_frame(layout.problems) for layout, _ in batches]
    origins = [layout.provenance for layout, _ in batches]
    if len(batches) == 1:
        return Corpus(tables[0], problems[0], Provenance(**origins[0]))
    told = [one for one in problems if len(one)]
    return Corpus(
        pd.concat(tables, ignore_index=True),
        pd.concat(told, ignore_index=True) if told else empty_problems(),
        Provenance(
            "add_comments",
            inputs={name: value for one in origins for name, value in one["inputs"].items()},
            parameters={"batches": origins},
            versions=origins[-1]["versions"],
        ),
    )


def _table(layout: Layout, rows: Sequence[StoredComment]) -> pd.DataFrame:
    fixed = dict(zip(FIXED, zip(*(row.fixed for row in rows), strict=True), strict=True))
    said = [json.loads(row.variables) for row in rows]
    columns = {}
    for name, spec in layout.columns:
        if name == "text":
            values: Sequence[Any] = [row.text or "" for row in rows]
        elif name in fixed:
            values = fixed[name]
        else:
            values = [one.get(name) for one in said]
        columns[name] = unpack(_with_gaps(spec, values), values)
    return pd.DataFrame(columns)


def _with_gaps(spec: Mapping[str, Any], values: Sequence[Any]) -> Mapping[str, Any]:
    """Let a column hold gaps that came of forgetting: whole numbers and booleans have no missing value of their own."""
    dtype = spec["dtype"]
    if not dtype.startswith(("int", "uint", "bool")) or dtype == "boolean" or None not in values:
        return spec
    return {**spec, "dtype": "boolean" if dtype == "bool" else dtype.replace("i", "I", 1).replace("uI", "UI")}
