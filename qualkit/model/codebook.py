"""Codes and the codebook that orders them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from typing import Final

import pandas as pd

from qualkit.errors import CodebookError, NotFoundError

__all__ = ["CODE_COLUMNS", "CODE_TEXTS", "UNCHANGED", "Code", "Codebook", "Unchanged", "name_key"]

CODE_TEXTS = ("brief", "definition", "when_to_use", "when_not_to_use", "example")
"""What is said of a code beyond its name."""

CODE_COLUMNS = ("code_id", "name", "parent", *CODE_TEXTS, "retired", "aliases")


_NAMED = 12  # a longer list is a dump


class Unchanged(Enum):
    """The type of `UNCHANGED`."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED
"""Stands for "leave it as it is" where None says something else."""


@dataclass(frozen=True, slots=True)
class Code:
    """A name for what passages have in common, with the rule for giving it.

    The fields follow MacQueen, McLellan, Kay and Milstein (1998), Cultural Anthropology Methods 10(2), 31-36.

    Attributes
    ----------
    code_id : str
        Never reused, never changed.
    name : str
        Unique within a codebook, whatever its case.
    parent : str or None
        The ``code_id`` of the code above.
    definition, when_to_use, when_not_to_use, example : str
        What it means in full, and how to decide.
    brief : str
        What it means in a line.
    retired : bool
        Whether it is given no more; the codings that have it stay.
    aliases : tuple of str
        What it was called before, and what the codes were called that were merged with it. A name that a code has
        today is nobody's alias.
    """

    code_id: str
    name: str
    parent: str | None = None
    definition: str = ""
    when_to_use: str = ""
    when_not_to_use: str = ""
    example: str = ""
    brief: str = ""
    retired: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes of a project, in the order in which they were added, but for those that were put elsewhere.

    Attributes
    ----------
    codes : tuple of Code
        Unique ids, unique names. Retired ones are among them, merged ones are not.
    merged : mapping of str to str
        The id of each code that was merged to the id of the one that it is now.
    added : tuple of str
        Their ids and those of merged ones in the order in which they were added, where that is another. Colours follow
        it, so that a code keeps its own wherever it is put, and whatever is merged.

    Examples
    --------
    >>> book = Codebook().add(Code("k1", "slot does not fit"))
    >>> book.find("Slot does not fit").code_id
    'k1'
    """

    codes: tuple[Code, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)

    def __repr__(self) -> str:
        names = [f"{one.name} (retired)" if one.retired else one.name for one in self.codes]
        more = f", and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        return f"<Codebook of {len(names):,}{': ' if names else ''}{', '.join(names[:_NAMED])}{more}>"

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a code: the columns of `CODE_COLUMNS`, ``parent`` given by name, ``aliases`` a list of str."""
        names = {code.code_id: code.name for code in self.codes}
        texts = ("code_id", "name", "parent", *CODE_TEXTS)
        rows = [(code.code_id, code.name, names.get(code.parent or ""), *said_of(code)) for code in self.codes]
        frame = pd.DataFrame(rows, columns=list(texts), dtype="str")
        frame["retired"] = pd.Series([code.retired for code in self.codes], dtype="bool")
        frame["aliases"] = pd.Series([list(code.aliases) for code in self.codes], dtype="object")
        return frame

    def get(self, code_id: str) -> Code:
        """Give the code with this id.

        Parameters
        ----------
        code_id : str
            Its id, or that of a code that was merged with it.

        Returns
        -------
        Code
            The code.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        wanted = self.merged.get(code_id, code_id)
        for code in self.codes:
            if code.code_id == wanted:
                return code
        raise NotFoundError.of("code with id", code_id, [code.code_id for code in self.codes])

    def find(self, name: str) -> Code:
        """Give the code with this name, or with this id.

        Parameters
        ----------
        name : str
            A name (case and blanks aside) or an id, today's before a former one.

        Returns
        -------
        Code
            The code.

        Raises
        ------
        NotFoundError
            If there is none; the message names the closest.
        """
        code = self.lookup(name) if isinstance(name, str) else None
        if code is None:
            raise NotFoundError.of("code", name, [one.name for one in self.codes])
        return code

    def lookup(self, name: str) -> Code | None:
        """Give the code that `find` gives, or None where it would raise an error.

        Parameters
        ----------
        name : str
            A name or an id, today's or a former one.

        Returns
        -------
        Code or None
            None where there is none.
        """
        key, wanted = name_key(name), self.merged.get(name, name)
        for code in self.codes:
            if code.code_id == wanted or name_key(code.name) == key:
                return code
        return next((code for code in self.codes if key in map(name_key, code.aliases)), None)

    def below(self, code_id: str) -> tuple[str, ...]:
        """Give a code and all codes below it, at any depth.

        Parameters
        ----------
        code_id : str
            The code at the top.

        Returns
        -------
        tuple of str
            Ids, its own first.
        """
        children: dict[str | None, list[str]] = {}
        for code in self.codes:
            children.setdefault(code.parent, []).append(code.code_id)
        found = dict.fromkeys([code_id])
        waiting = [code_id]
        while waiting:
            fresh = [one for one in children.get(waiting.pop(), ()) if one not in found]
            found.update(dict.fromkeys(fresh))
            waiting.extend(fresh)
        return tuple(found)

    def children(self, code_id: str | None) -> tuple[Code, ...]:
        """Give the codes directly below another, or those at the top.

        Parameters
        ----------
        code_id : str or None
            The code above; None for the top.

        Returns
        -------
        tuple of Code
            In the codebook's order.
        """
        return tuple(code for code in self.codes if code.parent == code_id)

    def add(self, code: Code) -> Codebook:
        """Give a codebook with one code more.

        Parameters
        ----------
        code : Code
            Its name and id must be new; its parent must exist.

        Returns
        -------
        Codebook
            The new codebook.

        Raises
        ------
        CodebookError
            If the name is empty or taken, or the id taken.
        NotFoundError
            If the parent does not exist.
        """
        if not code.name.strip():
            raise CodebookError("A code needs a name.", hint="Two or three words that a coder would say.")
        for other in self.codes:
            if name_key(other.name) == name_key(code.name):
                raise CodebookError(
                    f"There is a code {other.name!r} already.",
                    available=[one.name for one in self.codes],
                    hint="Use it, or give the new code a name that tells the two apart.",
                )
            if other.code_id == code.code_id:
                raise CodebookError(f"The code id {code.code_id!r} is taken by {other.name!r}.")
        if code.parent is not None:
            self.get(code.parent)
        added = (*self.added, code.code_id) if self.added else ()
        return replace(self, codes=(*self.codes, code), added=added)


def said_of(code: Code) -> tuple[str, ...]:
    """Give the texts of a code in the order of `CODE_TEXTS`."""
    return tuple(getattr(code, name) for name in CODE_TEXTS)


@lru_cache(maxsize=10_000)  # looking a code up asks for the key of each name, at every decision
def name_key(name: str) -> str:
    """Give what two names share that count as one.

    Parameters
    ----------
    name : str
        A code's name.

    Returns
    -------
    str
        Without case, and with single blanks.
    """
    return " ".join(name.casefold().split())
