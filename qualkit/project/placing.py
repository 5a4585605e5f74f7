"""Where in the codebook a code may stand, and how it may be called. Pure."""

from __future__ import annotations

from qualkit.coding.agreement import ALL_CODES
from qualkit.coding.tables import ALL_PEOPLE
from qualkit.errors import CodebookError
from qualkit.model import Code, Codebook, Unchanged, name_key

__all__ = ["checked_name", "given_id", "no_row_of_tables", "placed"]

_ROWS_OF_TABLES = frozenset(map(name_key, (ALL_CODES, ALL_PEOPLE)))


def given_id(code: str | Code) -> str:
    """Give the name or id by which somebody gave a code.

    Parameters
    ----------
    code : str or Code
        By name or id, or the code itself.

    Returns
    -------
    str
        A name or an id.
    """
    return code.code_id if isinstance(code, Code) else code


def checked_name(name: str, code: Code, book: Codebook) -> str:
    """Give a name that a code can have.

    Parameters
    ----------
    name : str
        As somebody wrote it.
    code : Code
        The code that is to have it.
    book : Codebook
        All codes.

    Returns
    -------
    str
        Without blanks around it.

    Raises
    ------
    CodebookError
        If the name is empty, another code's, or what tables call a row of their own.
    """
    new = name.strip()
    if not new:
        raise CodebookError("A code needs a name.", hint="Two or three words that a coder would say.")
    for other in book:
        if other.code_id != code.code_id and name_key(other.name) == name_key(new):
            raise CodebookError(
                f"There is a code {other.name!r} already.", hint="Merge the two, or give a name that tells them apart."
            )
    if name_key(new) != name_key(code.name):
        no_row_of_tables(new)
    return new


def no_row_of_tables(name: str) -> None:
    """Refuse a name under which tables of codes have a row of their own.

    Parameters
    ----------
    name : str
        What a code is to be called.

    Raises
    ------
    CodebookError
        If a reader of such a table could not tell the two rows apart.
    """
    if name_key(name) in _ROWS_OF_TABLES:
        raise CodebookError(
            f"A code cannot be called {name!r}: tables of codes have a row of that name.",
            hint="Give a name that says what the passages are about.",
        )


def placed(
    code: Code, parent: str | Code | Unchanged | None, before: str | Code | Unchanged | None, book: Codebook
) -> dict[str, str | None]:
    """Say what has to be written so that a code stands where somebody wants it.

    Parameters
    ----------
    code : Code
        The code that is put somewhere.
    parent : str, Code, Unchanged or None
        The code above; None is the top.
    before : str, Code, Unchanged or None
        The code in front of which it is put; None is the end.
    book : Codebook
        All codes.

    Returns
    -------
    dict
        ``parent`` and ``before``, by id, without what is so already.

    Raises
    ------
    CodebookError
        If the code would stand below itself, or what it is put in front of has another code above it.
    NotFoundError
        If there is no such code.
    """
    following = None if before is None or isinstance(before, Unchanged) else book.find(given_id(before))
    if isinstance(parent, Unchanged):
        above = code.parent if following is None else following.parent
    else:
        above = None if parent is None else book.find(given_id(parent)).code_id
    if above in book.below(code.code_id):
        raise CodebookError(
            f"The code {code.name!r} cannot stand below itself.", where=f"below {book.get(above).name!r}"
        )
    if following is not None and following.parent != above:
        raise CodebookError(
            f"The code {following.name!r} does not stand there, so that nothing can be put in front of it.",
            available=[one.name for one in book.children(above)],
        )
    said: dict[str, str | None] = {} if above == code.parent else {"parent": above}
    if not isinstance(before, Unchanged) and following != code and (said or not _stands(code, following, book)):
        said["before"] = None if following is None else following.code_id
    return said


def _stands(code: Code, following: Code | None, book: Codebook) -> bool:
    """Say whether a code stands in front of that one already, or at the end."""
    siblings = [*book.children(code.parent), None]
    return siblings[siblings.index(code) + 1] == following
