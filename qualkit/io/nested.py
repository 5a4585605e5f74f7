"""Nested records: comments with their replies, found by shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from qualkit.errors import NotFoundError
from qualkit.io.flatten import DEPTH, Record, flat_values, handed_down, join_path, thread_name
from qualkit.io.names import ALIASES, names_a_text, plain_name
from qualkit.io.table import Links, Table, part_text, scrub

__all__ = ["walk_records"]

_SELDOM_TEXT = ("description", "what", "narrative", "answer", "response", "comments", "messages", "remarks")
_TEXT_KEYS = tuple(name for name in ALIASES["text"] if name not in _SELDOM_TEXT)
_WEAK_KEYS = ("description", "narrative", "answer", "response", "html", "summary")
# Lists that describe a comment: what they say is not said by anybody in the conversation.
_ASIDE = frozenset(
    "attachments blocks entities files edits edithistory history links quotes textentities labels tags media embeds "
    "reactions events changelog changes elements mentions urls customfields badges polls options suggestedtopics "
    "actionssummary linkcounts thumbnails caption stickers inlineemojis commits milestone rooms users forks".split()
)
_ANSWERS = ("reply", "response", "answer")
_OPENING = ("source", "first", "initial", "opening", "original", "conversationmessage", "root")


@dataclass(frozen=True, slots=True)
class _Node:
    """A record on the way; its values are made flat when it is kept."""

    values: Record
    kind: str
    parent: int
    thread: int
    thread_name: str | None
    inherited: Record
    row: int
    role: str | None = None


@dataclass
class _Walk:
    """A walk through all records; every record that could be a comment becomes a node."""

    text_keys: tuple[str, ...]
    list_path: str | None = None
    text_path: tuple[str, ...] = ()
    nodes: list[_Node] = field(default_factory=list)
    threads: int = 0

    def run(self, records: list[Record], *, envelope: bool) -> list[_Node]:
        first_row = 0 if envelope else 1
        stack = [_Node(one, "", -1, -1, None, {}, n) for n, one in enumerate(records, start=first_row)][::-1]
        while stack:
            stack.extend(reversed(self._visit(stack.pop())))
        if not self.nodes and envelope and (only := self._only(records[0], 0)) is not None:
            return self.run([only], envelope=False)
        return self.nodes

    def _only(self, record: Record, depth: int) -> Record | None:
        """Find the one record of an export that writes a list of one as the record itself."""
        for key, value in record.items():
            if isinstance(value, dict) and plain_name(key) not in _ASIDE and depth < DEPTH:
                found = value if self.text_of(value) is not None else self._only(value, depth + 1)
                if found is not None:
                    return found
        return None

    def _visit(self, step: _Node) -> list[_Node]:
        record = _unwrapped(step.values, self)
        lists = list(self._lists(record, ""))
        holds_text = self.text_of(record) is not None
        answers = [(key, one) for key, one in _dicts(record) if self.text_of(one) is not None and _is_answer(key)]
        if not holds_text and not lists and not any(self.text_of(one) is not None for _, one in _dicts(record)):
            return self._leaf(step, record)
        if holds_text or (not lists and self._titled(record)):
            return self._comment(step, record, lists, answers)
        if not lists and not any(_opens(key) for key, one in _dicts(record) if self.text_of(one) is not None):
            return self._leaf(step, record)
        if step.row > 0 and self._is_ticket(record, lists):
            return self._comment(step, record, lists, answers)
        return self._container(step, record, lists)

    def _is_ticket(self, record: Record, lists: list[tuple[str, list[Record]]]) -> bool:
        """Say whether a description opens the conversation, rather than repeating its first turn."""
        said = [value for key, value in record.items() if plain_name(key).startswith("description") and value]
        turns = [one for _, items in lists for one in items[:1]]
        first = {str(value).strip() for one in turns for value in one.values() if isinstance(value, str)}
        return self._titled(record) and bool(said) and not any(str(one).strip() in first for one in said)

    def text_of(self, record: Record) -> str | None:
        """Give the key under which a record holds its own text."""
        if self.text_path and _at(record, self.text_path) is not None:
            return self.text_path[0]
        for key, value in record.items():
            if plain_name(key) in self.text_keys and (value is None or part_text(value) is not None):
                return key
        return None

    def _titled(self, record: Record) -> bool:
        return any(plain_name(key) in ALIASES["title"] for key in record)

    def _leaf(self, step: _Node, record: Record) -> list[_Node]:
        if step.row == 0:
            return []
        self.nodes.append(replace(step, values=flat_values(record)))
        return []

    def _comment(
        self, step: _Node, record: Record, lists: list[tuple[str, list[Record]]], answers: list[tuple[str, Record]]
    ) -> list[_Node]:
        apart = {path for path, _ in lists} | {key for key, _ in answers}
        values = flat_values(record, apart)
        me = len(self.nodes)
        row = step.row or 1
        self.nodes.append(replace(step, values=values, row=row))
        handed = {**step.inherited, **handed_down(values)}
        below = [
            _Node(one, join_path(step.kind, path), me, step.thread, step.thread_name, handed, row)
            for path, items in lists
            for one in items
        ]
        return [
            _Node(one, join_path(step.kind, key), me, step.thread, step.thread_name, handed, row, "staff")
            for key, one in answers
        ] + below

    def _container(self, step: _Node, record: Record, lists: list[tuple[str, list[Record]]]) -> list[_Node]:
        paths = {path for path, _ in lists}
        beside = [(path, one) for path, one in _dicts(record) if self.text_of(one) is not None]
        values = flat_values(record, paths | {path for path, _ in beside})
        name = thread_name(values)
        is_envelope = step.row == 0 and not (name is not None and self._titled(record)) and not beside
        thread, handed = step.thread, {**step.inherited, **handed_down(values)}
        if not is_envelope and thread < 0:
            thread, self.threads = self.threads, self.threads + 1
        else:
            name = step.thread_name
        turns = [(path, one, None) for path, items in lists for one in items]
        first = [(path, _dated(one, record), _side_role(path)) for path, one in beside if _opens(path)]
        last = [(path, one, _side_role(path)) for path, one in beside if not _opens(path)]
        steps = []
        for n, (path, one, role) in enumerate([*first, *turns, *last]):
            row = n + 1 if step.row == 0 else step.row
            kind = join_path(step.kind, path)
            steps.append(_Node(one, kind, step.parent, thread, name, {} if is_envelope else handed, row, role))
        return steps

    def _lists(self, record: Record, path: str, depth: int = 0) -> Iterator[tuple[str, list[Record]]]:
        for key, value in record.items():
            here = join_path(path, key)
            if plain_name(key) in self.text_keys and part_text(value) is not None:
                continue
            if (
                isinstance(value, list)
                and value
                and (self.list_path == here or (self.list_path is None and self._turns(key, value)))
            ):
                yield here, [one for one in value if isinstance(one, dict)]
            elif isinstance(value, dict) and plain_name(key) not in _ASIDE and depth < DEPTH:
                if self.list_path in (None, here) and self._keyed(value):
                    yield here, list(value.values())
                elif self.text_of(value) is None:
                    yield from self._lists(value, here, depth + 1)

    def _keyed(self, value: Record) -> bool:
        """See a list in ``{"id 1": {...}, "id 2": {...}}``: records alike, each with its text."""
        items = list(value.values())
        return (
            len(items) > 0
            and all(isinstance(one, dict) and self.text_of(one) is not None for one in items)
            and 2 * len(frozenset.intersection(*map(frozenset, items))) > len(frozenset.union(*map(frozenset, items)))
            and not any(_is_answer(key) or _opens(key) for key in value)
            and any(any(char.isdigit() for char in key) for key in value)
        )

    def _turns(self, key: str, value: list[Any]) -> bool:
        if plain_name(key) in _ASIDE:
            return False
        items = [one for one in value if isinstance(one, dict)]
        if len(items) * 2 < len(value):
            return False
        return any(self._holds(one, 0) for one in items[:50])

    def _holds(self, record: Record, depth: int) -> bool:
        if self.text_of(record) is not None:
            return True
        if depth > DEPTH:
            return False
        return any(
            (isinstance(value, dict) and plain_name(key) not in _ASIDE and self._holds(value, depth + 1))
            or (
                isinstance(value, list)
                and plain_name(key) not in _ASIDE
                and any(isinstance(one, dict) and self._holds(one, depth + 1) for one in value[:5])
            )
            for key, value in record.items()
        )


def _unlabelled(record: Record) -> Record:
    """See through ``{"content": {"label": "..."}}``, as feeds turned into JSON write every value."""
    return {key: _seen_through(value) for key, value in record.items()}


def _seen_through(value: Any) -> Any:
    if isinstance(value, list):
        return [_seen_through(one) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("label"), str) and value.keys() <= {"label", "attributes"}:
        return value["label"]
    return _unlabelled(value)


def _unwrapped(record: Record, walk: _Walk) -> Record:
    """See through ``{"kind": ..., "data": {...}}``: a record whose only content is one object that holds text."""
    for _ in range(DEPTH):
        if walk.text_of(record) is not None or any(
            isinstance(one, list) and one and isinstance(one[0], dict) for one in record.values()
        ):
            break
        inner = [(key, one) for key, one in record.items() if isinstance(one, dict) and plain_name(key) not in _ASIDE]
        whole = [one for _, one in inner if walk.text_of(one) is not None]
        if len(whole) != 1 or len(inner) != 1:
            break
        around = {key: value for key, value in record.items() if not isinstance(value, dict)}
        record = {**around, **whole[0]}
    return record


def _dicts(record: Record, path: str = "") -> Iterator[tuple[str, Record]]:
    for key, value in record.items():
        if isinstance(value, dict) and plain_name(key) not in _ASIDE:
            yield join_path(path, key), value


def _at(record: Record, path: tuple[str, ...]) -> str | None:
    value: Any = record
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return part_text(value)


def _dated(opening: Record, around: Record) -> Record:
    """Give a first message that has no time of its own that of its conversation."""
    if any(plain_name(key) in ALIASES["created"] for key in opening):
        return opening
    when = {
        key: value for key, value in around.items() if plain_name(key) in ("createdat", "created", "createddatetime")
    }
    return {**opening, **when}


def _is_answer(path: str) -> bool:
    return plain_name(path.rpartition(".")[2]).endswith(_ANSWERS)


def _opens(path: str) -> bool:
    return plain_name(path.rpartition(".")[2]).startswith(_OPENING)


def _side_role(path: str) -> str | None:
    name = plain_name(path.rpartition(".")[2])
    return (
        "staff"
        if name.startswith(("agent", "staff", "support", "company", "operator")) or name.endswith(_ANSWERS)
        else None
    )


def walk_records(
    records: list[Record], source: str, *, envelope: bool, nested: Mapping[str, str] | None = None, first_node: int = 0
) -> list[Table]:
    """Turn nested records into tables that know who encloses whom.

    Parameters
    ----------
    records : list of dict
        The outermost records.
    source : str
        Name of the file.
    envelope : bool
        Whether the one outermost record only holds the list of records.
    nested : mapping of str to str, optional
        Where nested records hold what.
    first_node : int
        Number of the first record.

    Returns
    -------
    list of Table
        One for each kind of record, in the order in which they are met.

    Raises
    ------
    NotFoundError
        If a stated path does not exist.
    """
    said = dict(nested or {})
    if '"label":' in json.dumps(records[:1], default=str):
        records = [_unlabelled(one) for one in records]
    keys, path = _TEXT_KEYS, tuple(said.get("text", "").split(".")) if said.get("text") else ()
    nodes = _Walk(keys, said.get("comments"), path).run(records, envelope=envelope)
    if not path and not _any_text(nodes, keys):
        # Names that elsewhere describe a label or a file are taken for what was said only if nothing else is.
        keys = (*keys, *_WEAK_KEYS)
        nodes = _Walk(keys, said.get("comments"), path).run(records, envelope=envelope)
    if "comments" in said and not any(said["comments"] in one.kind for one in nodes):
        raise NotFoundError.of(
            "path", said["comments"], sorted({one.kind for one in nodes if one.kind} | set(records[0]))
        )
    kinds: dict[str, list[int]] = {}
    for n, node in enumerate(nodes):
        kinds.setdefault(node.kind, []).append(n)
    return [_table(kind, places, nodes, source, first_node) for kind, places in _merged(kinds)]


def _any_text(nodes: list[_Node], keys: tuple[str, ...]) -> bool:
    return any(
        plain_name(key.rpartition(".")[2]) in keys and part_text(value)
        for node in nodes
        for key, value in node.values.items()
        if key.count(".") <= 1
    )


def _merged(kinds: dict[str, list[int]]) -> list[tuple[str, list[int]]]:
    """Recursive replies nest without end: kinds that repeat one path are one kind."""
    merged: dict[str, list[int]] = {}
    for kind, places in kinds.items():
        last = kind.split(".")[-1]
        repeated = kind.split(".").count(last) > 1
        merged.setdefault(last if repeated or kind == last else kind, []).extend(places)
    return list(merged.items())


def _clean_keys(values: Record) -> Record:
    return values if "".join(values).isascii() else {scrub(key): value for key, value in values.items()}


def _table(kind: str, places: list[int], nodes: list[_Node], source: str, first: int) -> Table:
    some = [nodes[n] for n in sorted(places)]
    order = sorted(places)
    frame = pd.DataFrame([_clean_keys(one.values) for one in some], dtype=object)
    frame = frame.drop(columns=[one for one in frame.columns if frame[one].isna().all() and not names_a_text(one)])
    inherited = pd.DataFrame([_clean_keys(one.inherited) for one in some], index=range(len(some)), dtype=object)
    roles = {one.role for one in some}
    links = Links(
        np.array(order, dtype=np.int64) + first,
        np.array([one.parent + first if one.parent >= 0 else -1 for one in some], dtype=np.int64),
        np.array([one.thread + first if one.thread >= 0 else -1 for one in some], dtype=np.int64),
        [one.thread_name for one in some],
        inherited,
    )
    rows = np.array([one.row for one in some], dtype=np.int64)
    return Table(source, frame, rows, kind=kind, role=roles.pop() if len(roles) == 1 else None, links=links)
