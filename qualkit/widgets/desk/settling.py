"""How a decision becomes lasting: the project stores it, and only then is the session the one after it."""

from __future__ import annotations

from dataclasses import dataclass

from qualkit.coding.decision import Decision
from qualkit.coding.session import Session
from qualkit.errors import ProjectError
from qualkit.widgets.desk.keeping import store
from qualkit.widgets.desk.learnt import Learnt
from qualkit.widgets.desk.wire import Message
from qualkit.widgets.desk.workbench import Workbench

__all__ = ["Told", "keep", "truth"]

_NAMES_OF_CODINGS = ("event", "coding_id", "what", "target", "reason", "behaviour")


@dataclass(frozen=True)
class Told:
    """What became of a decision.

    Attributes
    ----------
    said : str
        In words, for the coder.
    learnt : Learnt
        What is different.
    """

    said: str
    learnt: Learnt


def keep(bench: Workbench, message: Message, session: Session, decision: Decision | None, said: str) -> Told:
    """Store what a session decided, and take it in.

    Parameters
    ----------
    bench : Workbench
        Changed in place.
    message : mapping
        What was asked.
    session : Session
        The one after the decision.
    decision : Decision or None
        What to store; None where it is so already.
    said : str
        What to tell the coder.

    Returns
    -------
    Told
        After the commit.

    Raises
    ------
    QualkitError
        If the project refuses, or is not what it was when this was decided. Then nothing is different.
    """
    if decision is None:
        if bench.look() != Learnt():
            raise ProjectError("Somebody else changed the project at the same moment.", hint="Do it once more.")
        return Told(said, truth(bench, message))
    made = store(bench.project, decision)
    if (decision.do == "apply" and made != decision.event) or not bench.project.knows(decision.event, look=False):
        # The project held the same already: another view of this coder was faster.
        bench.look()
        return Told(said, truth(bench, message))
    return Told(said, bench.look(session))


def truth(bench: Workbench, message: Message) -> Learnt:
    """Tell how everything is that a message may have been about.

    Parameters
    ----------
    bench : Workbench
        What is known.
    message : mapping
        A decision about passages names what it is about; of others, the page at hand shows the effect.

    Returns
    -------
    Learnt
        As if all of it had just become so.
    """
    wide = bench.page and "comment_id" not in message and "coding_id" not in message
    shown = bench.pages.ids(bench.page) if wide else ()
    said = (message.get("comment_id"), *shown)
    comments = [one for one in said if isinstance(one, str) and bench.pages.length(one) is not None]
    named = [one for one in map(message.get, _NAMES_OF_CODINGS) if isinstance(one, str)]
    here = [one.coding_id for comment_id in comments for one in bench.session.codings_on(comment_id)]
    return bench.truth_about(dict.fromkeys([*named, *here]), dict.fromkeys(comments))
