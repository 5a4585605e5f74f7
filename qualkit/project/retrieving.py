"""Coded passages found again."""

from __future__ import annotations

import pandas as pd

from qualkit.coding.retrieval import find_passages
from qualkit.errors import QualkitError
from qualkit.model import Code
from qualkit.project.journalled import Journalled
from qualkit.project.placing import given_id

__all__ = ["Retrieving"]


class Retrieving(Journalled):
    """The part of a project that finds passages again."""

    def passages(
        self,
        *,
        code: str | Code | None = None,
        below: bool = True,
        theme: str | None = None,
        outcome: str | None = None,
        channel: str | None = None,
        person: str | None = None,
        variable: tuple[str, object] | None = None,
        coder: str | None = None,
        text: str | None = None,
        whole_words: bool = False,
        context: int = 80,
        after: int = 0,
        n: int | None = None,
    ) -> pd.DataFrame:
        """Find coded passages again, with what stands around them and who said them.

        Parameters
        ----------
        code : str or Code, optional
            By name or id, today's or a former one.
        below : bool
            Whether the codes below it are included.
        theme : str, optional
            By id or label: passages that overlap what was assigned to it.
        outcome, channel, person : str, optional
            Exact values.
        variable : tuple of (str, value), optional
            Any other column of the comments, and the value that it must have.
        coder : str, optional
            Whose codings.
        text : str, optional
            Words that stand in the passage, whatever their case.
        whole_words : bool
            Whether `text` must begin and end where words do.
        context : int
            How many characters to give before and after.
        after : int
            How many passages to pass over: those that were seen.
        n : int, optional
            How many to give at most; by default all.

        Returns
        -------
        DataFrame
            ``coding_id``, ``code``, ``coder``, ``comment_id``, ``conversation_id``, ``start``, ``end``, ``before``,
            ``quote``, ``after``, ``memo``, then the comment's columns and variables; in the order in which the passages
            were coded.

        Raises
        ------
        NotFoundError
            If there is no such code, theme, column or coder, or no comment has the value.
        QualkitError
            If `context`, `after` or `n` is negative.
        """
        if variable is not None and not (
            isinstance(variable, tuple) and len(variable) == 2 and isinstance(variable[0], str)
        ):
            raise QualkitError("`variable` is no pair.", hint='Name and value, as in ("plan", "yearly").')
        equal: dict[str, object] = {"outcome": outcome, "channel": channel, "person_id": person}
        wanted = {name: value for name, value in equal.items() if value is not None}
        return find_passages(
            self,
            code=None if code is None else given_id(code),
            below=below,
            theme=theme,
            variables=wanted | ({} if variable is None else dict([variable])),
            coder=coder,
            text=text,
            whole_words=whole_words,
            context=context,
            after=after,
            n=n,
        )
