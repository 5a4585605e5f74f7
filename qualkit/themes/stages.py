"""What is being done, shown while it is done: a bar where there is something to count, else a line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["stage"]


@contextmanager
def stage(what: str, *, progress: bool) -> Iterator[None]:
    """Say what is being done, where nothing can be counted meanwhile.

    Parameters
    ----------
    what : str
        As in ``"naming themes"``.
    progress : bool
        Whether to say it.

    Yields
    ------
    None
        The line goes when the block ends.

    Examples
    --------
    >>> with stage("naming themes", progress=False):
    ...     pass
    """
    from tqdm.auto import tqdm

    with tqdm(total=1, desc=f"{what} ...", bar_format="{desc}", disable=not progress, leave=False):
        yield
