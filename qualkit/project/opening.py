"""Opening a project: what is there is checked, copied and brought up to date before anything else."""

from __future__ import annotations

import warnings
from contextlib import ExitStack
from pathlib import Path

from qualkit.errors import ProjectError
from qualkit.project.journalled import checked_coder
from qualkit.project.project import Project
from qualkit.store import RING, Clock, Ids, RandomIds, Store, SystemClock

__all__ = ["open_project"]


def open_project(
    path_or_url: str | Path, *, coder: str, clock: Clock | None = None, ids: Ids | None = None, backups: int = RING
) -> Project:
    """Open a project, and create it where there is none.

    A file that cannot be written (a colleague's share, a CD, a folder without the right to write) is opened for reading: what
    decides is refused, and the rest works as ever; ``project.read_only`` says so.

    Parameters
    ----------
    path_or_url : str or Path
        A file, by custom ending in ``.qualkit``, or a database URL.
    coder : str
        Who decides; stands beside every decision.
    clock : callable, optional
        Gives the time; by default this computer's. With a clock and ids that repeat, the file repeats byte for byte.
    ids : callable, optional
        Gives 32 hexadecimal digits, never the same twice; by default random.
    backups : int
        How many earlier states of the file to keep beside it, in ``<name>.backups``. One is made when a project is opened
        that has changed since the last one; 0 makes none.

    Returns
    -------
    Project
        A context manager.

    Warns
    -----
    UserWarning
        If the file lies on a network or in a synchronised folder, where it cannot be kept quite as safely, if no backup
        could be made, or if the project can only be read.

    Raises
    ------
    ProjectError
        If there can be no project at this place, or what is there is none, or one of a newer version, or damaged; the
        message names the newest sound backup. Nothing is opened by halves: a read-only project in which a step was broken
        off, or which is of an older version, has to be copied first.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open_project(f"{folder}/a.qualkit", coder="ana") as project:
    ...     _ = project.add_code("price", definition="What it costs is given as a reason.")
    ...     project.codebook.find("Price").definition
    'What it costs is given as a reason.'
    """
    if not isinstance(path_or_url, str | Path):
        hint = 'open_project("study.qualkit", coder="ana").'
        raise ProjectError(f"A project is opened by its path, and this is a {type(path_or_url).__name__}.", hint=hint)
    if isinstance(backups, bool) or not isinstance(backups, int) or backups < 0:
        raise ProjectError(f"`backups` is {backups!r}.", hint="It takes a whole number; 0 keeps no backup.")
    if not all(one is None or callable(one) for one in (clock, ids)):
        raise ProjectError("`clock` and `ids` are functions.", hint="Leave them out, and the computer's own are used.")
    who = checked_coder(coder)
    new_ids = ids or RandomIds()
    now = clock or SystemClock()
    store = Store.at(path_or_url)
    with ExitStack() as stack:
        stack.callback(store.close)
        project = Project(store, store.open(new_ids, clock=now, backups=backups), coder=who, clock=now, ids=new_ids)
        project._begin(backups)
        stack.pop_all()
    for doubt in store.doubts:
        warnings.warn(doubt, UserWarning, stacklevel=2)
    return project
