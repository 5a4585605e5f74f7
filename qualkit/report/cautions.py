"""What keeps two reports from being compared number by number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualkit.report.page import Share
from qualkit.text.months import MONTHS

__all__ = ["changed", "nobody_new", "of_channels", "of_months", "read_apart"]


def changed(old: Share, new: Share) -> str:
    """Say in which direction a share changed, where that can be told.

    Parameters
    ----------
    old, new : Share
        With their 95 % intervals.

    Returns
    -------
    str
        "stronger" or "weaker" where the intervals do not overlap, else "no clear change"; "cannot be compared" without
        an interval.
    """
    if old.low is None or old.high is None or new.low is None or new.high is None:
        return "cannot be compared"
    if new.low > old.high:
        return "stronger"
    return "weaker" if new.high < old.low else "no clear change"


def read_apart(old: Share, new: Share, among_read: tuple[Share, Share]) -> str:
    """Say when a change may come of how much was read.

    Parameters
    ----------
    old, new : Share
        People behind a finding, of those who could have said it.
    among_read : tuple of Share
        The same, of those of whom somebody has read anything.

    Returns
    -------
    str
        A sentence; empty where the change is the same among those who were read, or none is claimed.
    """
    change = changed(old, new)
    if change not in ("stronger", "weaker") or changed(*among_read) == change:
        return ""
    then, now = among_read
    more = "more" if now.k * new.n and now.n * old.n > then.n * new.n else "less"
    return (
        f"Among those of whom somebody has read anything, it is {then.k:,} of {then.n:,} and {now.k:,} of {now.n:,}, which "
        f"shows no such change: the difference may lie in {more} having been read."
    )


def nobody_new(old: Share, new: Share) -> str:
    """Say what it means that the same people stand behind a finding while more could have said it.

    Parameters
    ----------
    old, new : Share
        People behind a finding, of those who could have said it; the same people in both.

    Returns
    -------
    str
        A sentence.
    """
    return (
        f"The same people stand behind it in both; {old.n:,} could have said it then, {new.n:,} now. Either nobody else "
        "said it, or nobody set their words beside it: the share is smaller, and does not tell that fewer say it."
    )


def of_months(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Say what the periods of two reports do to their comparison.

    Parameters
    ----------
    old, new : sequence of str
        First and last month, as in "2025-03"; empty without dates.

    Yields
    ------
    str
        A sentence each.
    """
    if not old or not new:
        return
    if new[1] < old[1]:
        yield "What is given as the earlier report reaches later than the other: are the two the right way round?"
    if new[0] == old[1] and old[0] < new[0]:
        year, month = old[1].split("-")
        yield (
            f"Both reports hold comments of {MONTHS[int(month) - 1]} {year}, the last month of the one and the first of the "
            "other: some may stand in both."
        )
    elif new[0] <= old[1] and old[0] <= new[1]:
        yield (
            "The two periods overlap. Where the same comments stand in both reports, what is new in the later one is "
            "diluted, and a change looks smaller than it is."
        )


def of_channels(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Name the channels that only one of two reports has.

    Parameters
    ----------
    old, new : sequence of str
        Names of channels.

    Yields
    ------
    tuple of (words, names)
        Which report, and its channels.
    """
    for words, here, there in (("earlier", old, new), ("later", new, old)):
        only = [name for name in here if name not in set(there)]
        if only:
            yield words, only
