"""Work on all processors at once, with the same result on any number of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["on_all", "one_thread_a_product", "processors"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def processors() -> int:
    """Count those that this process may use.

    Returns
    -------
    int
        At least 1.
    """
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def on_all(
    work: Callable[[_Item], _Result],
    items: Iterable[_Item],
    *,
    desc: str | None = None,
    unit: str = "part",
    progress: bool = False,
) -> list[_Result]:
    """Do the same to each of some items, as many at a time as there are processors.

    Parameters
    ----------
    work : callable
        What to do; it must not depend on what is done beside it.
    items : iterable
        To what.
    desc, unit : str
        What a progress bar calls this, and one item.
    progress : bool
        Whether to show one.

    Returns
    -------
    list
        What came of each, in the order of the items.

    Notes
    -----
    Products of matrices use one thread each meanwhile: those of several would wait for each other.

    Examples
    --------
    >>> on_all(abs, [-2, 1])
    [2, 1]
    """
    from tqdm.auto import tqdm

    tasks = list(items)
    with one_thread_a_product(), ThreadPoolExecutor(max_workers=processors()) as pool:
        done = pool.map(work, tasks)
        return list(tqdm(done, desc, len(tasks), unit=unit, disable=not progress, leave=False))


@contextmanager
def one_thread_a_product() -> Iterator[None]:
    """Let products and solutions of matrices use one thread each: how many there are shows in the last bits.

    Yields
    ------
    None
        Until the block ends.

    Examples
    --------
    >>> with one_thread_a_product():
    ...     pass
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
