"""The corpus: comments and replies in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Integral
from typing import Any

import pandas as pd

from qualkit.errors import NotFoundError, PassageError, QualkitError
from qualkit.model.arguments import checked
from qualkit.model.conversation import Comment, Conversation
from qualkit.model.missing import is_missing
from qualkit.model.provenance import Provenance

__all__ = ["COLUMNS", "PROBLEM_COLUMNS", "ROLES", "Corpus", "empty_problems"]

COLUMNS = (
    "comment_id",
    "conversation_id",
    "reply_to",
    "person_id",
    "author",
    "role",
    "created",
    "channel",
    "prompt",
    "outcome",
    "text",
)
"""The columns that every corpus has, in this order; every other column is a variable."""

PROBLEM_COLUMNS = ("source", "row", "comment_id", "column", "problem", "action", "detail")
"""Where (source, 1-based row of data, comment, column), what is wrong, and what was done about it."""

ROLES = ("customer", "staff", "bot")
OURS = ("staff", "bot")
"""The roles of those who speak for us."""


def empty_problems() -> pd.DataFrame:
    """Give a table of problems with nothing in it.

    Returns
    -------
    DataFrame
        No rows, the columns of `PROBLEM_COLUMNS`.
    """
    return pd.DataFrame({name: pd.Series(dtype="Int64" if name == "row" else "str") for name in PROBLEM_COLUMNS})


@dataclass(frozen=True)
class Corpus:
    """What was said, by whom, in answer to what.

    Attributes
    ----------
    table : DataFrame
        Columns `COLUMNS`, then the variables; one row a comment, unique ``comment_id``. Use `frame`.
    problem_table : DataFrame
        Columns `PROBLEM_COLUMNS`. Use `problems`.
    provenance : Provenance
        The sources read, with their hashes.

    Examples
    --------
    >>> import qualkit as qk
    >>> corpus = qk.load_sample()
    >>> corpus.frame.columns[:4].tolist()
    ['comment_id', 'conversation_id', 'reply_to', 'person_id']
    """

    table: pd.DataFrame
    problem_table: pd.DataFrame = field(default_factory=empty_problems)
    provenance: Provenance = field(default_factory=lambda: Provenance("corpus"))

    def __post_init__(self) -> None:
        if not isinstance(self.table, pd.DataFrame):
            raise QualkitError(
                f"A corpus holds a DataFrame, and this is a {type(self.table).__name__}.",
                hint="Let qk.read_comments make the corpus.",
            )
        missing = [name for name in COLUMNS if name not in self.table.columns]
        if missing:
            raise QualkitError(
                f"A corpus needs the columns {', '.join(missing)}.",
                available=self.table.columns,
                hint="Let qk.read_comments make the corpus: it finds or fills them.",
            )
        if not self.table["comment_id"].is_unique:
            twice = self.table["comment_id"][self.table["comment_id"].duplicated()].iloc[0]
            raise QualkitError(f"Comment id {twice!r} stands twice.", hint="qk.read_comments repairs such ids.")
        for name in ("comment_id", "text"):
            if self.table[name].isna().any() or not pd.api.types.is_string_dtype(self.table[name]):
                raise QualkitError(
                    f"The column {name!r} of a corpus holds text in every row.",
                    hint="Let qk.read_comments make the corpus: it reads numbers as text, and sets empty rows aside.",
                )

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        people = self.table["person_id"].nunique()
        ours_too = self.table["role"].isin(OURS)
        staff = people - self.table.loc[~ours_too, "person_id"].nunique()
        ours = f" ({staff:,} of them staff)" if staff else ""
        threads = self.table["conversation_id"].nunique()
        listed = f", {len(self.problem_table):,} problems listed" if len(self.problem_table) else ""
        return f"<Corpus: {len(self):,} comments, {threads:,} conversations, {people:,} known people{ours}{listed}>"

    @property
    def frame(self) -> pd.DataFrame:
        """The comments, one row each (a copy on write: changing it leaves the corpus alone)."""
        return self.table.copy(deep=False)

    @property
    def problems(self) -> pd.DataFrame:
        """Every row that was repaired, doubted or set aside: where, what, what was done."""
        return self.problem_table.copy(deep=False)

    @property
    def variables(self) -> list[str]:
        """The names of the columns beyond the fixed ones."""
        return [name for name in self.table.columns if name not in COLUMNS]

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row number of each comment id."""
        return {comment_id: n for n, comment_id in enumerate(self.table["comment_id"].tolist())}

    @cached_property
    def _conversation_rows(self) -> Mapping[str, list[int]]:
        groups: dict[str, list[int]] = {}
        for n, conversation_id in enumerate(self.table["conversation_id"].tolist()):
            groups.setdefault(conversation_id, []).append(n)
        return groups

    def _row(self, comment_id: str) -> int:
        try:
            return self.rows[comment_id]
        except (KeyError, TypeError):  # a list is no key
            raise NotFoundError.of("comment", str(comment_id), self.rows) from None

    @cached_property
    def _texts(self) -> Any:
        # The column's own array: reading one cell through a frame takes twenty times as long.
        return self.table["text"].array

    def text(self, comment_id: str) -> str:
        """Give a comment's text, exactly as decoded.

        Parameters
        ----------
        comment_id : str
            Its id.

        Returns
        -------
        str
            The text.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        """
        return str(self._texts[self._row(comment_id)])

    def quote(self, comment_id: str, start: int, end: int) -> str:
        """Give the words between two positions of a comment.

        Parameters
        ----------
        comment_id : str
            The comment.
        start, end : int
            Unicode code points, half-open, ``0 <= start < end <= len(text)``.

        Returns
        -------
        str
            ``text[start:end]``.

        Raises
        ------
        PassageError
            If the positions mark nothing or leave the text.
        """
        text = self.text(comment_id)
        whole = isinstance(start, Integral) and isinstance(end, Integral)
        if not whole or not 0 <= start < end <= len(text):
            raise PassageError(
                f"Positions {start} to {end} do not lie in a text of {len(text)} characters.",
                where=f"comment {comment_id!r}",
                hint="Positions are code points, half-open: text[start:end] must be the passage.",
            )
        return text[start:end]

    @checked
    def passage(self, comment_id: str, words: str) -> tuple[str, int, int]:
        """Give the place at which words stand in a comment, as codes and evidence are given to it.

        Parameters
        ----------
        comment_id : str
            The comment.
        words : str
            As they stand there, to the letter.

        Returns
        -------
        comment_id : str
            The same.
        start, end : int
            Where they stand first: Unicode code points, half-open.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        PassageError
            If the words do not stand in it.

        Examples
        --------
        >>> import qualkit as qk
        >>> corpus = qk.load_sample()
        >>> corpus.quote(*corpus.passage("S-587", "Nothing else comes up here."))
        'Nothing else comes up here.'
        """
        start = self.text(comment_id).find(words)
        if start < 0 or not words:
            raise PassageError(
                f"The words {words!r} do not stand in this comment.",
                where=f"comment {comment_id!r}",
                hint=f"Print it, and copy them to the letter: print(corpus.comment({comment_id!r})).",
            )
        return comment_id, start, start + len(words)

    def comment(self, comment_id: str) -> Comment:
        """Give one comment with all that is known of it.

        Parameters
        ----------
        comment_id : str
            Its id.

        Returns
        -------
        Comment
            The comment.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        """
        return self._comment(self._row(comment_id))

    def _comment(self, row: int) -> Comment:
        values = {str(name): _plain(value) for name, value in self.table.iloc[row].items()}
        known = {name: values.pop(name) for name in COLUMNS}
        return Comment(**known, variables=values)

    @checked
    def conversation(self, conversation_id: str) -> Conversation:
        """Give one conversation: a comment and its replies, in reading order.

        Parameters
        ----------
        conversation_id : str
            Its id.

        Returns
        -------
        Conversation
            The reply tree.

        Raises
        ------
        NotFoundError
            If there is no such conversation.
        """
        rows = self._conversation_rows.get(conversation_id)
        if rows is None:
            raise NotFoundError.of("conversation", conversation_id, self._conversation_rows)
        return Conversation.from_comments(conversation_id, [self._comment(row) for row in rows])

    def conversations(self) -> Iterator[Conversation]:
        """Go through all conversations, in the order of their first comment.

        Yields
        ------
        Conversation
            One after the other, built on demand.
        """
        return (self.conversation(conversation_id) for conversation_id in self._conversation_rows)


def _plain(value: Any) -> Any:
    if is_missing(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value
