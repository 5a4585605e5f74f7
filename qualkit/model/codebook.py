"""Codes and the codebook that orders them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from qualkit.errors import CodebookError, NotFoundError

__all__ = ["CODE_COLUMNS", "Code", "Codebook"]

CODE_COLUMNS = ("code_id", "name", "parent", "definition", "when_to_use", "when_not_to_use", "example")


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
        What it means and how to decide.
    """

    code_id: str
    name: str
    parent: str | None = None
    definition: str = ""
    when_to_use: str = ""
    when_not_to_use: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes of a project, in the order in which they were added.

    Attributes
    ----------
    codes : tuple of Code
        Unique ids, unique names.

    Examples
    --------
    >>> book = Codebook().add(Code("k1", "slot does not fit"))
    >>> book.find("Slot does not fit").code_id
    'k1'
    """

    codes: tuple[Code, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a code: the columns of `CODE_COLUMNS`, ``parent`` given by name."""
        names = {code.code_id: code.name for code in self.codes}
        rows = [
            (
                code.code_id,
                code.name,
                names.get(code.parent or ""),
                code.definition,
                code.when_to_use,
                code.when_not_to_use,
                code.example,
            )
            for code in self.codes
        ]
        return pd.DataFrame(rows, columns=list(CODE_COLUMNS), dtype="str")

    def get(self, code_id: str) -> Code:
        """Give the code with this id.

        Parameters
        ----------
        code_id : str
            Its id.

        Returns
        -------
        Code
            The code.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        for code in self.codes:
            if code.code_id == code_id:
                return code
        raise NotFoundError.of("code with id", code_id, [code.code_id for code in self.codes])

    def find(self, name: str) -> Code:
        """Give the code with this name (case and outer blanks aside), or with this id.

        Parameters
        ----------
        name : str
            A name or an id.

        Returns
        -------
        Code
            The code.

        Raises
        ------
        NotFoundError
            If there is none; the message names the closest.
        """
        for code in self.codes:
            if code.code_id == name or _key(code.name) == _key(name):
                return code
        raise NotFoundError.of("code", name, [code.name for code in self.codes])

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
            if _key(other.name) == _key(code.name):
                raise CodebookError(
                    f"There is a code {other.name!r} already.",
                    available=[one.name for one in self.codes],
                    hint="Use it, or give the new code a name that tells the two apart.",
                )
            if other.code_id == code.code_id:
                raise CodebookError(f"The code id {code.code_id!r} is taken by {other.name!r}.")
        if code.parent is not None:
            self.get(code.parent)
        return replace(self, codes=(*self.codes, code))


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
