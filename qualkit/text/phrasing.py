"""Numbers of things and lists of names, as a sentence says them."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["counted", "listed"]


def counted(n: int, noun: str, many: str | None = None) -> str:
    """Say how many there are.

    Parameters
    ----------
    n : int
        How many.
    noun : str
        What one of them is called.
    many : str, optional
        What several are called; by default the noun with an "s".

    Returns
    -------
    str
        Number and noun.

    Examples
    --------
    >>> counted(1, "comment"), counted(1_200, "comment"), counted(0, "person", "people")
    ('1 comment', '1,200 comments', '0 people')
    """
    return f"{n:,} {noun if n == 1 else many or noun + 's'}"


def listed(names: Sequence[str]) -> str:
    """Say several names.

    Parameters
    ----------
    names : sequence of str
        In the order in which they are said.

    Returns
    -------
    str
        With commas, and "and" before the last; empty where there is none.

    Examples
    --------
    >>> listed(["mail"]), listed(["mail", "forum", "survey"])
    ('mail', 'mail, forum and survey')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
