"""The errors that qualkit raises, and the one way in which their messages are built.

Every message says what went wrong, where (file, row, comment id), what exists instead, and what to try.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

__all__ = [
    "CodebookError",
    "NotFoundError",
    "PassageError",
    "ProjectError",
    "QualkitError",
    "ReadError",
    "StorageError",
    "ThemeError",
    "VerificationError",
]

_SHOWN = 12  # a longer list of what exists is cut: the reader wants a look, not a dump
_COMPARED = 2_000  # names: to look for the nearest of a hundred thousand takes longer than anybody waits
_NEAR_NAME = 0.5
# Random digits are half alike by chance, and to offer another person's id to who wants to forget one is no help.
_NEAR_ID = 0.85
_GENERATED_ID = re.compile(r"(?:^|-)[0-9a-f]{8,}$")


class QualkitError(Exception):
    """The base of all errors that qualkit raises on purpose.

    Parameters
    ----------
    what : str
        What went wrong, as a sentence.
    where : str, optional
        File, row or comment id.
    available : iterable of str, optional
        What exists and could have been meant.
    hint : str, optional
        What to try.

    Examples
    --------
    >>> print(QualkitError("No column holds the comments.", where="reviews.csv",
    ...                    available=["id", "stars"], hint="Name it: columns={'text': 'stars'}."))
    No column holds the comments. Where: reviews.csv. Available: id, stars. Hint: Name it: columns={'text': 'stars'}.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        available: Iterable[str] | None = None,
        hint: str | None = None,
    ) -> None:
        self.what = what
        self.where = where
        self.available = None if available is None else tuple(str(name) for name in available)
        self.hint = hint
        super().__init__(self._message())

    def _message(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"Where: {self.where}.")
        if self.available is not None:
            parts.append(f"Available: {_shorten(self.available)}.")
        if self.hint:
            parts.append(f"Hint: {self.hint}")
        return " ".join(parts)


class ReadError(QualkitError):
    """A source cannot be read as comments."""


class NotFoundError(QualkitError):
    """A name or id does not exist."""

    @classmethod
    def of(cls, kind: str, name: str, existing: Iterable[str], *, hint: str | None = None) -> NotFoundError:
        """Say that no `kind` is called `name`, naming the closest that exist.

        Parameters
        ----------
        kind : str
            The noun, as in "code".
        name : str
            What was asked for.
        existing : iterable of str
            All that exist.
        hint : str, optional
            What to try; by default the closest of the first 2,000 names.

        Returns
        -------
        NotFoundError
            Ready to be raised.
        """
        names = [str(one) for one in existing]
        near = _NEAR_ID if _GENERATED_ID.search(str(name)) else _NEAR_NAME
        close = difflib.get_close_matches(str(name), names[:_COMPARED], n=3, cutoff=near)
        if hint is None and close:
            hint = f"Did you mean {' or '.join(repr(one) for one in close)}?"
        return cls(f"There is no {kind} {name!r}.", available=names, hint=hint)


class PassageError(QualkitError):
    """Positions do not lie inside a comment's text, or mark nothing."""


class CodebookError(QualkitError):
    """A codebook cannot be changed in this way."""


class ThemeError(QualkitError):
    """Themes cannot be found, or changed in this way."""


class ProjectError(QualkitError):
    """A project cannot be opened, or changed in this way."""


class StorageError(ProjectError):
    """A disk, a network or another program kept a project from being read or written; later it may succeed."""


class VerificationError(QualkitError):
    """Something that a report or a project states does not follow from its sources."""


def _shorten(names: tuple[str, ...]) -> str:
    if not names:
        return "nothing"
    # A name with a comma in it would read as two.
    between = "; " if any("," in one for one in names[:_SHOWN]) else ", "
    shown = between.join(names[:_SHOWN])
    more = len(names) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
