"""What the coding view decides about the codebook. Each verb reads its message and settles it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualkit.errors import QualkitError
from qualkit.model import CODE_TEXTS
from qualkit.widgets.desk.about_passages import Settle
from qualkit.widgets.desk.settling import Told
from qualkit.widgets.desk.wire import Message, flag, maybe_text, objects, text, texts, words
from qualkit.widgets.desk.workbench import Workbench

__all__ = ["ABOUT_CODES"]


def _add(bench: Workbench, event: str, message: Message) -> Told:
    name, parent = words(message, "name"), maybe_text(message, "parent")
    bench.project.add_code(name, parent=parent, event_id=event, **_fields(message, CODE_TEXTS))
    return _told(bench, event, f"Added the code {name}")


def _revise(bench: Workbench, event: str, message: Message) -> Told:
    code = bench.book.get(text(message, "code_id"))
    place: dict[str, Any] = {one: maybe_text(message, one) for one in ("parent", "before") if one in message}
    fields = _fields(message, ("name", *CODE_TEXTS))
    bench.project.revise_code(code.code_id, event_id=event, **place, **fields)
    if fields.get("name"):
        return _told(bench, event, f"Renamed {code.name} to {fields['name']}")
    return _told(bench, event, f"{'Moved' if place else 'Changed'} the code {code.name}")


def _merge(bench: Workbench, event: str, message: Message) -> Told:
    into = bench.book.get(text(message, "into"))
    codes = [bench.book.get(one) for one in texts(message, "codes")]
    bench.project.merge_codes([one.code_id for one in codes], into.code_id, event_id=event)
    return _told(bench, event, f"Merged {', '.join(one.name for one in codes)} into {into.name}")


def _split(bench: Workbench, event: str, message: Message) -> Told:
    code = bench.book.get(text(message, "code_id"))
    parts = {words(one, "name"): texts(one, "coding_ids", most=100_000) for one in objects(message, "parts")}
    for coding_id in (one for ids in parts.values() for one in ids):
        bench.session.coding(coding_id)  # another coder's are not here to be dealt out
    bench.project.split_code(code.code_id, parts, event_id=event)
    return _told(bench, event, f"Split {code.name} into {', '.join(parts)}")


def _retire(bench: Workbench, event: str, message: Message) -> Told:
    code, on = bench.book.get(text(message, "code_id")), flag(message, "on")
    bench.project.retire_code(code.code_id, on, event_id=event)
    return _told(bench, event, f"{code.name} is {'retired' if on else 'in use again'}")


def _fields(message: Message, names: tuple[str, ...]) -> dict[str, str]:
    fields = message.get("fields", {})
    if not isinstance(fields, dict) or not set(fields) <= set(names):
        raise QualkitError("The message names what a code does not have; nothing was stored.", available=names)
    return {name: words(fields, name) for name in fields}


def _told(bench: Workbench, event: str, said: str) -> Told:
    return Told(said, bench.look(bench.session.note(event)))


ABOUT_CODES: Mapping[str, Settle] = {
    "code.add": _add,
    "code.revise": _revise,
    "code.merge": _merge,
    "code.split": _split,
    "code.retire": _retire,
}
