"""Texts read in several threads, and the bar that tells how far the reading is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from qualkit.themes.processors import processors

if TYPE_CHECKING:
    from tqdm import tqdm

__all__ = ["read_in_threads", "reading_bar"]

_Part = TypeVar("_Part")


def reading_bar(n_texts: int, *, progress: bool) -> tqdm[Any]:
    """Begin the progress bar of all that reads texts.

    Parameters
    ----------
    n_texts : int
        How many will be read.
    progress : bool
        Whether to show it.

    Returns
    -------
    tqdm.tqdm
        Moved on by ``update``, gone when it is closed.
    """
    from tqdm.auto import tqdm

    return tqdm(total=n_texts, desc="reading", unit="comment", disable=not progress, leave=False)


def read_in_threads(read: Callable[[_Part], int], parts: Iterable[_Part], bar: tqdm[Any]) -> None:
    """Read parts of the texts, as many at a time as there are processors; an interruption leaves the rest unread.

    Parameters
    ----------
    read : callable
        Reads one part and says how many texts it had.
    parts : iterable
        What to read.
    bar : tqdm.tqdm
        Moved on by each part.
    """
    pool = ThreadPoolExecutor(max_workers=processors())
    try:
        for done in pool.map(read, parts):
            bar.update(done)
    finally:
        pool.shutdown(cancel_futures=True)
