"""One decision of the coding view: done once however often it comes, and answered only when it is committed."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from qualkit.errors import NotFoundError, ProjectError, QualkitError, StorageError
from qualkit.widgets.desk.about_codes import ABOUT_CODES
from qualkit.widgets.desk.about_passages import ABOUT_PASSAGES, Settle
from qualkit.widgets.desk.answers import code_list, coding, link_list, summary
from qualkit.widgets.desk.keeping import store
from qualkit.widgets.desk.learnt import Learnt
from qualkit.widgets.desk.settling import Told, truth
from qualkit.widgets.desk.wire import Message, hex_id, maybe_text, refusal, sendable
from qualkit.widgets.desk.workbench import Workbench

__all__ = ["can_retrace", "changes_by", "decide"]

_ONE_BY_ONE = 200  # codings told of wherever they are; of more, those on the page at hand
_QUOTED = 48  # characters of a passage in a sentence about it


def decide(bench: Workbench, message: Message) -> dict[str, Any]:
    """Do what one decision asks, once.

    Parameters
    ----------
    bench : Workbench
        Changed in place where the decision is stored.
    message : mapping
        ``event``, ``do``, and what the verb needs.

    Returns
    -------
    dict
        ``event``; ``ok``; then either ``said`` and ``changes``, given only once it is committed; or ``error``, whose
        ``again`` says that the same decision may succeed later.
    """
    event = message.get("event")
    try:
        event = hex_id(message, "event")
        recent, used = bench.session.recent, bench.used()
        told = _settle(bench, event, message)
        changes = changes_by(bench, told.learnt, used)
        if message.get("do") in ("undo", "redo"):
            changes |= _elsewhere(bench, told.learnt)
        if bench.session.recent != recent:
            changes["recent"] = list(bench.session.recent)
        return {"event": event, "ok": True, "said": sendable(told.said), "changes": changes}
    except (QualkitError, OSError) as error:
        known = event[:64] if isinstance(event, str) else ""
        return {"event": known, "ok": False, "error": _why_not(bench, message, error)}


def _settle(bench: Workbench, event: str, message: Message) -> Told:
    do = str(message.get("do"))
    verb = _VERBS.get(do)
    if verb is None:
        raise NotFoundError.of("decision", do, _VERBS)
    if not bench.project.knows(event, look=False):
        try:
            return verb(bench, event, message)
        except StorageError:
            raise
        except QualkitError:
            # Another program may have written what makes this right, or this very decision: nothing is refused unlooked.
            bench.look()
            if not bench.project.knows(event):
                return verb(bench, event, message)
    bench.look()  # answered before, and the answer was lost, or the kernel was
    return Told("Saved before", truth(bench, message))


def _retrace(bench: Workbench, event: str, message: Message) -> Told:
    do, what = str(message["do"]), maybe_text(message, "what")
    if what is not None and not bench.project.knows(what):
        return Told("That had changed nothing", truth(bench, message))
    session, decision = (bench.session.undo if do == "undo" else bench.session.redo)(event, what or "")
    said = store(bench.project, decision)
    if said is None:
        raise ProjectError(f"There is nothing to {do}.")
    learnt = bench.look(session)
    if learnt.at is not None and bench.pages.length(learnt.at) is not None:
        bench.session = bench.session.go(learnt.at)
    return Told(f"{'Taken back' if do == 'undo' else 'Done again'}: {_for_a_reader(bench, learnt.at, said)}", learnt)


def _for_a_reader(bench: Workbench, at: str | None, said: str) -> str:
    """Put words and pseudonyms where the journal has places and ids."""
    shown = bench.pages.ids(bench.page) if bench.page else ()
    for comment_id in dict.fromkeys([at, *shown]):
        if comment_id is None or comment_id not in said or bench.pages.length(comment_id) is None:
            continue
        known = re.escape(comment_id)
        said = re.sub(rf"(?<!\w){known} (\d+)-(\d+)", partial(_quoted, bench.pages.text(comment_id)), said)
        said = re.sub(rf"(?<!\w){known}(?!\w)", f"a comment of {bench.pages.who(comment_id)}", said)
    return said


def _quoted(text: str, place: re.Match[str]) -> str:
    words = sendable(" ".join(text[int(place[1]) : int(place[2])].split()))
    return f"“{words if len(words) <= _QUOTED else words[:_QUOTED].rstrip() + ' …'}”"


_VERBS: dict[str, Settle] = {**ABOUT_PASSAGES, **ABOUT_CODES, "undo": _retrace, "redo": _retrace}


def can_retrace(bench: Workbench) -> dict[str, Any]:
    """Say what undo and redo would do.

    Parameters
    ----------
    bench : Workbench
        What is known.

    Returns
    -------
    dict
        ``can_undo`` and ``can_redo``: in words; False where there is nothing.
    """
    return {
        "can_undo": _in_words(bench, bench.project.undoable()),
        "can_redo": _in_words(bench, bench.project.redoable()),
    }


def _in_words(bench: Workbench, said: str | None) -> str | bool:
    if said is None or (bench.blind and bench.names_another(said)):
        return said is not None
    return sendable(said)


def changes_by(bench: Workbench, learnt: Learnt, before: dict[str, int]) -> dict[str, Any]:
    """Say what is different, as the browser takes it; it counts as told.

    Parameters
    ----------
    bench : Workbench
        What is known.
    learnt : Learnt
        What became different.
    before : dict of str to int
        How often each code was given before.

    Returns
    -------
    dict
        JSON-like.
    """
    put = learnt.put
    if len(put) > _ONE_BY_ONE:
        shown = set(bench.pages.ids(bench.page)) if bench.page else set()
        put = tuple((one, coder) for one, coder in put if one.comment_id in shown)
    changes: dict[str, Any] = {
        "codings": {"put": [coding(one, coder) for one, coder in put], "drop": list(learnt.drop)},
        "queue": summary(bench.session),
        **can_retrace(bench),
    }
    used = bench.used()
    if learnt.codes:
        changes["codes"] = code_list(bench.book, used)
    elif used != before:
        changes["counts"] = {code_id: n for code_id, n in used.items() if n != before.get(code_id, 0)}
    if learnt.links:
        changes["links"] = link_list(bench.session.links.values())
    bench.untold.told(learnt)
    if learnt.marks:
        changes["marks"] = {comment_id: list(held) for comment_id, held in learnt.marks.items()}
    if learnt.memos:
        changes["memos"] = {target: [sendable(one) for one in held] for target, held in learnt.memos.items()}
    return changes


def _elsewhere(bench: Workbench, learnt: Learnt) -> dict[str, Any]:
    """Say where the coder is taken when what was taken back is not on the page."""
    if learnt.at is None or not bench.page or bench.pages.length(learnt.at) is None:
        return {}
    there = bench.pages.place(learnt.at)
    return {} if there["conversation_id"] == bench.page else {"goto": there}


def _why_not(bench: Workbench, message: Message, error: QualkitError | OSError) -> dict[str, Any]:
    shown = refusal(error)
    do = str(message.get("do"))
    if bench.blind and do not in ABOUT_PASSAGES and bench.names_another(f"{error} {shown}"):
        # While coding blind nobody learns what another coder did, not even from a refusal.
        return {
            "said": "Another coder's work stands on this, so it stays as it is.",
            "hint": "Talk to them after this pass.",
        }
    if do in ("undo", "redo"):
        shown["said"] = _for_a_reader(bench, bench.session.at, shown["said"])
    return shown
