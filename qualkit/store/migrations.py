"""The steps that bring a file of an older version to the present tables; recorded, and done wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable

from qualkit.store.derived import derive
from qualkit.store.fold import fold
from qualkit.store.schema import SCHEMA_VERSION
from qualkit.store.sources import Clock, moment
from qualkit.store.transaction import Transaction

__all__ = ["migrate", "rebuild"]


def migrate(transaction: Transaction, clock: Clock) -> None:
    """Bring a project to the tables of this version.

    Parameters
    ----------
    transaction : Transaction
        All steps are kept with it, or none.
    clock : callable
        Says when.
    """
    version = int(transaction.meta()["schema_version"])
    for step in range(version + 1, SCHEMA_VERSION + 1):
        what, do = _STEPS[step]
        do(transaction)
        transaction.migrated(step, moment(clock()), what)


def rebuild(transaction: Transaction) -> int:
    """Derive from the journal anew what follows from it.

    Parameters
    ----------
    transaction : Transaction
        One that writes.

    Returns
    -------
    int
        How many rows there are now.
    """
    rows = derive(fold(event for event, _ in transaction.events()))
    transaction.clear_derived()
    transaction.put_derived(dict(rows))
    return len(rows)


def _add_derived(transaction: Transaction) -> None:
    transaction.add_missing_tables()
    rebuild(transaction)


_STEPS: dict[int, tuple[str, Callable[[Transaction], None]]] = {
    2: ("what follows from the journal is kept in a table of its own", _add_derived),
}
"""For each version after the first what was done, and how. A step never changes the journal."""
