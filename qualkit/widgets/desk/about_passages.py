"""What the coding view decides about passages and comments. Each verb reads its message and settles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qualkit.coding.alike import codes_alike
from qualkit.coding.decision import Proposal
from qualkit.errors import NotFoundError, PassageError
from qualkit.model import Code
from qualkit.widgets.desk.settling import Told, keep
from qualkit.widgets.desk.wire import Message, checksum, flag, hex_id, maybe_text, text, whole, words
from qualkit.widgets.desk.workbench import Workbench

__all__ = ["ABOUT_PASSAGES", "Settle"]

Settle = Callable[[Workbench, str, Message], Told]
_MARKED = {"done": ("Done", "Not done"), "skipped": ("Skipped", "Not skipped"), "flagged": ("Flagged", "Not flagged")}


def _apply(bench: Workbench, event: str, message: Message) -> Told:
    span = _passage(bench, message, text(message, "comment_id"))
    code = bench.book.get(text(message, "code_id"))
    suggestion = message.get("suggestion")
    by = text(suggestion, "suggested_by") if isinstance(suggestion, dict) else ""
    memo = words(message, "memo")
    session, decision = bench.session.apply(event, *span, code.code_id, memo=memo, suggested_by=by)
    return keep(bench, message, session, decision, f"{'Coded' if decision else 'Coded already'}: {code.name}")


def _create_apply(bench: Workbench, event: str, message: Message) -> Told:
    span = _passage(bench, message, text(message, "comment_id"))
    name, parent, code_id = words(message, "name"), maybe_text(message, "parent"), hex_id(message, "code_id")
    there = _named_so(bench, name)
    if there is not None:  # made in another view meanwhile: the passage shall not go without its code
        session, decision = bench.session.apply(event, *span, there.code_id)
        return keep(bench, message, session, decision, f"Coded: {there.name}; there was such a code")
    made = bench.project.code_in_vivo(*span, name, parent=parent, code_id=code_id, event_id=event)
    session, _ = bench.session.apply(made, *span, code_id)
    return Told(f"Coded: {name}, a new code", bench.look(session))


def _move(bench: Workbench, event: str, message: Message) -> Told:
    coding_id = text(message, "coding_id")
    _, start, end = _passage(bench, message, bench.session.coding(coding_id).comment_id)
    return keep(bench, message, *bench.session.move(event, coding_id, start, end), "Begin and end changed")


def _recode(bench: Workbench, event: str, message: Message) -> Told:
    code = bench.book.get(text(message, "code_id"))
    decided = bench.session.recode(event, text(message, "coding_id"), code.code_id)
    return keep(bench, message, *decided, f"Code changed to {code.name}")


def _remove(bench: Workbench, event: str, message: Message) -> Told:
    old = bench.session.coding(text(message, "coding_id"))
    name = bench.book.get(old.code_id).name
    return keep(bench, message, *bench.session.remove(event, old.coding_id), f"Removed: {name}")


def _memo(bench: Workbench, event: str, message: Message) -> Told:
    said, target = words(message, "text"), text(message, "target")
    if bench.blind and not bench.is_own(target):
        raise NotFoundError(
            f"There is nothing called {target!r} to write a memo on.", hint="Open the conversation again."
        )
    decided = bench.session.memo(event, target, said)
    return keep(bench, message, *decided, "Memo written" if said.strip() else "Memo taken away")


def _mark(bench: Workbench, event: str, message: Message) -> Told:
    mark, on = text(message, "mark"), flag(message, "on")
    decided = bench.session.mark(event, text(message, "comment_id"), mark, on)
    return keep(bench, message, *decided, _MARKED[mark][not on])


def _link(bench: Workbench, event: str, message: Message) -> Told:
    decided = bench.session.link(event, text(message, "reason"), text(message, "behaviour"))
    return keep(bench, message, *decided, "Linked: this is why")


def _unlink(bench: Workbench, event: str, message: Message) -> Told:
    return keep(bench, message, *bench.session.unlink(event, text(message, "link_id")), "Link taken away")


def _reject(bench: Workbench, event: str, message: Message) -> Told:
    code = bench.book.get(text(message, "code_id"))
    span = (text(message, "comment_id"), whole(message, "start"), whole(message, "end"))
    proposal = Proposal(*span, code.code_id, text(message, "suggested_by"))
    return keep(
        bench, message, *bench.session.reject(event, proposal), f"Not {code.name}, and not suggested here again"
    )


def _passage(bench: Workbench, message: Message, comment_id: str) -> tuple[str, int, int]:
    start, end = whole(message, "start"), whole(message, "end")
    bench.session.check(comment_id, start, end)
    # What was marked on screen must be what is stored, or nothing is: a shift of one would go unseen for years.
    if checksum(bench.pages.text(comment_id)[start:end]) != text(message, "check"):
        raise PassageError(
            "The marked words are not at this place of the comment, so nothing was stored.",
            where=f"comment {comment_id!r}",
            hint="Open the conversation again, and mark them once more.",
        )
    return comment_id, start, end


def _named_so(bench: Workbench, name: str) -> Code | None:
    try:
        return bench.book.find(name)
    except NotFoundError:
        return next((code for code, how in codes_alike(bench.book, name) if how == "the same name"), None)


ABOUT_PASSAGES: Mapping[str, Settle] = {
    "apply": _apply,
    "create_apply": _create_apply,
    "move": _move,
    "recode": _recode,
    "remove": _remove,
    "memo": _memo,
    "mark": _mark,
    "link": _link,
    "unlink": _unlink,
    "reject": _reject,
}
