"""Outcomes and variables that a later export gave otherwise: laid over the comments as they were added, which stay."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from qualkit.model import Corpus, canonical_json, empty_problems
from qualkit.model.missing import is_missing
from qualkit.store.columns import pack, unpack
from qualkit.store.comments import FIXED, StoredComment

__all__ = ["NewValues", "new_values_of", "with_new_values"]

_OUTCOME = FIXED.index("outcome")


@dataclass(frozen=True, slots=True)
class NewValues:
    """What an export says of known comments, otherwise than one before.

    Attributes
    ----------
    columns : tuple of (str, mapping, mapping of str to JSON-like)
        The outcome or a variable; how to read it, see `pack`; and its value by comment id, None where it is missing now.
    """

    columns: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many comments have another value, by column."""
        return {name: len(values) for name, _, values in self.columns}

    @property
    def comment_ids(self) -> set[str]:
        """The comments that have one."""
        return {comment_id for _, _, values in self.columns for comment_id in values}

    def as_json(self) -> str:
        """Write it as canonical JSON.

        Returns
        -------
        str
            For `from_json`.
        """
        return canonical_json([list(one) for one in self.columns])

    @classmethod
    def from_json(cls, body: str) -> NewValues:
        """Read it back.

        Parameters
        ----------
        body : str
            From `as_json`.

        Returns
        -------
        NewValues
            The same.
        """
        return cls(tuple((name, spec, values) for name, spec, values in json.loads(body)))

    def without(self, comment_ids: set[str]) -> NewValues:
        """Give what is left when some comments are forgotten.

        Parameters
        ----------
        comment_ids : set of str
            The comments.

        Returns
        -------
        NewValues
            With no variable of theirs; what became of somebody stays known, as it does for the comments themselves.
        """
        return NewValues(
            tuple(
                (name, spec, {one: said for one, said in values.items() if name == "outcome" or one not in comment_ids})
                for name, spec, values in self.columns
            )
        )

    def over(self, rows: Mapping[str, StoredComment]) -> dict[str, StoredComment]:
        """Lay the values over comments.

        Parameters
        ----------
        rows : mapping of str to StoredComment
            By id. What was forgotten stays so.

        Returns
        -------
        dict of str to StoredComment
            In the same order, sealed.
        """
        told: dict[str, dict[str, Any]] = {}
        for name, _, values in self.columns:
            for comment_id, value in values.items():
                told.setdefault(comment_id, {})[name] = value
        laid = {one: _told(rows[one], said) for one, said in told.items() if one in rows and rows[one].salt is not None}
        return {**rows, **laid}


def _told(row: StoredComment, said: dict[str, Any]) -> StoredComment:
    fixed = list(row.fixed)
    if "outcome" in said:
        fixed[_OUTCOME] = said["outcome"]
    variables = json.loads(row.variables) | {name: value for name, value in said.items() if name != "outcome"}
    kept = canonical_json({name: value for name, value in variables.items() if value is not None})
    return replace(row, fixed=tuple(fixed), variables=kept).sealed(row.salt or "")


def new_values_of(
    corpus: Corpus, rows: Mapping[str, StoredComment], different: Mapping[str, Sequence[str]]
) -> NewValues:
    """Take from an export what it says otherwise.

    Parameters
    ----------
    corpus : Corpus
        The export.
    rows : mapping of str to StoredComment
        Its comments by id.
    different : mapping of str to sequence of str
        Comment id to the columns in which it differs from what is known.

    Returns
    -------
    NewValues
        A column in which the export says nothing of any comment is left out.
    """
    columns = []
    for name in ("outcome", *corpus.variables):
        ids = [comment_id for comment_id, names in different.items() if name in names]
        if not ids or corpus.table[name].isna().all():
            continue
        values = {one: rows[one].fixed[_OUTCOME] for one in ids}
        if name != "outcome":
            values = {one: json.loads(rows[one].variables).get(name) for one in ids}
        columns.append((name, pack(corpus.table[name])[0], values))
    return NewValues(tuple(columns))


def with_new_values(corpus: Corpus, taken: Sequence[NewValues]) -> Corpus:
    """Lay values over a corpus, and say in the list of problems what was there before.

    Parameters
    ----------
    corpus : Corpus
        As it was added.
    taken : sequence of NewValues
        The last one counts.

    Returns
    -------
    Corpus
        The same where nothing was taken.
    """
    table, lines = corpus.table, []
    for name, spec, told in (column for one in taken for column in one.columns):
        values = {corpus.rows[one]: value for one, value in told.items() if one in corpus.rows}
        if not values:
            continue
        new = unpack(spec, list(values.values())).set_axis(list(values))
        old = table[name] if name in table else pd.Series(None, index=table.index, dtype=new.dtype)
        ids = table["comment_id"].iloc[list(values)].tolist()
        both = zip(ids, old.iloc[list(values)].tolist(), new.tolist(), strict=True)
        lines += [(one, name, f"{_shown(before)} became {_shown(after)}") for one, before, after in both]
        table = table.assign(**{name: pd.concat([old.drop(index=new.index), new]).sort_index()})
    if not lines:
        return corpus
    blank = empty_problems()
    added = [("add_comments", None, one, name, "the value changed", "repaired", detail) for one, name, detail in lines]
    told_of = pd.DataFrame(added, columns=list(blank.columns)).astype(blank.dtypes.to_dict())
    known = [one for one in (corpus.problem_table, told_of) if len(one)]
    return replace(corpus, table=table, problem_table=pd.concat(known, ignore_index=True))


def _shown(value: object) -> str:
    return "nothing" if is_missing(value) else repr(value)
