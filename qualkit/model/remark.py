"""What a look at the machine found, in plain words."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Remark"]


class Remark(NamedTuple):
    """One thing that was looked at.

    Attributes
    ----------
    what : str
        What was looked at.
    state : str
        How it is.
    hint : str
        What to do; empty where there is nothing to do.
    fault : bool
        Whether it keeps work from being done here.
    """

    what: str
    state: str
    hint: str
    fault: bool = False
