"""Where times and ids come from; injected, so that the same steps can give the same bytes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from qualkit.errors import ProjectError
from qualkit.model import content_hash

__all__ = ["Clock", "CountedIds", "Ids", "RandomIds", "SteppingClock", "SystemClock", "moment"]

Clock = Callable[[], datetime]
"""Gives the time, with its time zone."""

Ids = Callable[[], str]
"""Gives 32 hexadecimal digits, never the same twice."""


def moment(now: datetime) -> str:
    """Write a time as the journal holds it.

    Parameters
    ----------
    now : datetime
        With its time zone.

    Returns
    -------
    str
        In UTC, to the microsecond.

    Raises
    ------
    ProjectError
        If the time zone is not told.

    Examples
    --------
    >>> moment(datetime(2026, 1, 5, 9, tzinfo=UTC))
    '2026-01-05T09:00:00.000000Z'
    """
    if now.tzinfo is None:
        raise ProjectError("The clock gives times without a time zone.", hint="Use datetime.now(UTC).")
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class SystemClock:
    """The time of this computer, in UTC."""

    def __call__(self) -> datetime:
        """Give the time.

        Returns
        -------
        datetime
            Now, in UTC.
        """
        return datetime.now(UTC)


class RandomIds:
    """Ids that nobody can guess: 16 random bytes each."""

    def __call__(self) -> str:
        """Give an id.

        Returns
        -------
        str
            32 hexadecimal digits.
        """
        return secrets.token_hex(16)


@dataclass
class SteppingClock:
    """A clock that moves by the same step whenever it is read.

    Attributes
    ----------
    start : datetime
        The first time given; must carry a time zone.
    step : timedelta
        What is added after each reading.

    Examples
    --------
    >>> clock = SteppingClock(datetime(2026, 1, 5, 9, tzinfo=UTC), timedelta(minutes=1))
    >>> clock().minute, clock().minute
    (0, 1)
    """

    start: datetime
    step: timedelta = timedelta(seconds=1)
    _next: datetime = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._next = self.start

    def __call__(self) -> datetime:
        """Give the time and move on.

        Returns
        -------
        datetime
            The time before the step.
        """
        now = self._next
        self._next = now + self.step
        return now


@dataclass
class CountedIds:
    """Ids that follow from a seed. For demonstrations and tests only: they can be guessed, and so can salts.

    Attributes
    ----------
    seed : str or int
        Two sources with one seed give the same ids.

    Examples
    --------
    >>> CountedIds("a")() == CountedIds("a")(), CountedIds("a")() == CountedIds("b")()
    (True, False)
    """

    seed: str | int = 0
    _count: int = field(default=0, init=False, repr=False)

    def __call__(self) -> str:
        """Give an id.

        Returns
        -------
        str
            32 hexadecimal digits.
        """
        self._count += 1
        return content_hash(f"{self.seed}/{self._count}")[:32]
