"""What a coding view is given to read: asked for by the browser, or handed over in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from qualkit.coding.queue import SOURCES, Queue, queue_of, queue_of_conversations, queue_of_table
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Study
from qualkit.widgets.desk.proposing import Proposing
from qualkit.widgets.desk.workbench import Workbench

__all__ = ["QueueGiven", "queue_asked", "queue_given", "queue_of_suggestions"]

QueueGiven = str | tuple[str, Any] | pd.DataFrame | Iterable[str]
"""``"plan"``, ``("theme", "Deliveries")``, a table with comment ids, or comment ids."""

_AT_ONCE = 2_000  # comments in which reasons are looked for while a coder waits: some seconds


def queue_given(bench: Workbench, queue: QueueGiven | None, conversations: Iterable[str] | None) -> Queue:
    """Make a queue of what somebody wants to read.

    Parameters
    ----------
    bench : Workbench
        What may be seen.
    queue : str, (str, object), DataFrame or iterable of str, optional
        See `QueueGiven`; by default all comments.
    conversations : iterable of str, optional
        Whole conversations, in this order.

    Returns
    -------
    Queue
        In reading order.

    Raises
    ------
    NotFoundError
        If there is no such source, theme, code, column, comment or conversation.
    QualkitError
        If both are given.
    """
    if conversations is not None:
        if queue is not None:
            raise QualkitError("Give conversations or a queue, not both.")
        return queue_of_conversations(bench.pages.corpus, bench.order, conversations)
    if queue is None:
        return queue_asked(bench, "all", None)
    if isinstance(queue, str):
        return queue_asked(bench, queue, None)
    if isinstance(queue, pd.DataFrame):
        return queue_of_table("chosen passages", queue, bench.pages.corpus)
    if isinstance(queue, tuple) and len(queue) == 2 and queue[0] in (*SOURCES, "reasons"):
        return queue_asked(bench, str(queue[0]), queue[1])
    table = pd.DataFrame({"comment_id": [str(one) for one in queue]}, dtype=object)
    return queue_of_table("chosen comments", table, bench.pages.corpus)


def queue_asked(bench: Workbench, source: str, value: object) -> Queue:
    """Build a queue from the project.

    Parameters
    ----------
    bench : Workbench
        What may be seen.
    source : str
        One of `SOURCES`, or ``"reasons"``: comments in which somebody seems to say why.
    value : object
        What the source needs.

    Returns
    -------
    Queue
        In reading order.

    Raises
    ------
    NotFoundError
        If there is no such source, theme, code or column.
    QualkitError
        If there are too many comments to look for reasons while somebody waits.
    """
    if source == "reasons":
        if len(bench.order) > _AT_ONCE:
            raise QualkitError(
                f"Looking for reasons in {len(bench.order):,} comments takes longer than anybody waits.",
                hint="Do it in a cell, and open the view with it: qk.code(project, queue=qk.find_reasons(project)).",
            )
        return queue_of_table("reasons", _reasons(bench), bench.pages.corpus)
    if source not in SOURCES:
        raise NotFoundError.of("source of a queue", source, [*SOURCES, "reasons"])
    reasons = _reasons(bench) if source == "plan" and len(bench.order) <= _AT_ONCE else None
    flagged = [comment_id for comment_id, held in bench.session.marks.items() if "flagged" in held]
    # The table of all codings costs a second in a large project, and only one source looks into it.
    study = bench.seen() if source == "code" else Study(bench.pages.corpus, codebook=bench.book, themes=bench.themes)
    return queue_of(study, source, value, order=bench.order, flagged=flagged, reasons=reasons)


def queue_of_suggestions(bench: Workbench, proposing: Proposing) -> Queue:
    """Make a queue of the comments in which a code is suggested.

    Parameters
    ----------
    bench : Workbench
        What may be seen.
    proposing : Proposing
        Knows what to suggest.

    Returns
    -------
    Queue
        The likeliest first, of the first 2,000 comments that are not done.
    """
    open_ = [one for one in bench.order if "done" not in bench.session.marks.get(one, ())]
    return queue_of_table("suggestions", proposing.to_read(bench, open_[:_AT_ONCE]), bench.pages.corpus)


def _reasons(bench: Workbench) -> pd.DataFrame:
    from qualkit.findings.reasons import find_reasons  # loads its lists of words when it is first needed

    return find_reasons(bench.pages.corpus)
