"""Names that are taken already, and what stands there instead."""

from __future__ import annotations

from collections.abc import Container

__all__ = ["free_name"]


def free_name(name: str, taken: Container[str], form: str = "{name}_{n}") -> str:
    """Give a name that is not taken.

    Parameters
    ----------
    name : str
        What it would be called.
    taken : container of str
        What others are called.
    form : str
        How the number is put to it.

    Returns
    -------
    str
        The name, with the first number from 2 that makes it free, where it is taken.

    Examples
    --------
    >>> free_name("date", {"id"}), free_name("date", {"date", "date_2"}), free_name("a.csv", {"a.csv"}, "{name} ({n})")
    ('date', 'date_3', 'a.csv (2)')
    """
    free, n = name, 1
    while free in taken:
        n += 1
        free = form.format(name=name, n=n)
    return free
