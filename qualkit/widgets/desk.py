"""What the coding view asks and what a project answers, as plain messages; knows no widget and no browser.

Every message carries an ``event`` made by the browser, and its answer the same one. A message that arrives twice
is done once: its first answer is given again.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

import pandas as pd

from qualkit.errors import NotFoundError, PassageError, ProjectError, QualkitError
from qualkit.model import Codebook, Comment, Study
from qualkit.text.pseudonyms import display_names

__all__ = ["CodingDesk", "CodingProject"]

Message = Mapping[str, Any]
_REMEMBERED = 500  # answers kept for messages that arrive again; a browser asks again within seconds
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class CodingProject(Protocol):
    """What the coding view needs of a project: each decision returns once it is committed.

    The ``event_id`` is made by the browser: a decision that comes twice with the same one changes nothing.
    """

    @property
    def coder(self) -> str:
        """Who codes."""
        ...

    def study(self) -> Study:
        """Give a snapshot of everything the project holds."""
        ...

    def apply_code(
        self, comment_id: str, start: int, end: int, code: str, *, memo: str = "", event_id: str | None = None
    ) -> str:
        """Code ``text[start:end]`` of a comment; give the coding's id."""
        ...

    def remove_coding(self, coding_id: str, *, event_id: str | None = None) -> object:
        """Take a coding away."""
        ...

    def add_memo(self, target: str, text: str, *, event_id: str | None = None) -> object:
        """Write a memo on a coding."""
        ...

    def undo(self) -> str | None:
        """Take the coder's last decision back; say which, or None where there was nothing."""
        ...

    def redo(self) -> str | None:
        """Make it again; say which, or None where there was nothing."""
        ...


class CodingDesk:
    """Answers the messages of a coding view, one at a time, from whichever thread they come.

    Parameters
    ----------
    project : CodingProject
        Where decisions are kept.
    conversations : iterable of str, optional
        Ids of the conversations to read, in this order; by default all of them, in the corpus' order.

    Raises
    ------
    NotFoundError
        If a conversation does not exist.
    ProjectError
        If there is nothing to read.
    """

    def __init__(self, project: CodingProject, conversations: Iterable[str] | None = None) -> None:
        self._project = project
        self._lock = threading.RLock()
        self._answered: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._study = project.study()
        frame = self._study.corpus.frame
        self._conversation_of: dict[str, str] = dict(zip(frame["comment_id"], frame["conversation_id"], strict=True))
        self._names = display_names(frame["person_id"].dropna().tolist(), self._study.key)
        self._order = _reading_order(self._conversation_of.values(), conversations)
        self._verbs: Mapping[str, Callable[[Message], dict[str, Any]]] = {
            "apply": self._apply,
            "remove": self._remove,
            "memo": self._memo,
            "undo": self._undo,
            "redo": self._redo,
        }

    def answer(self, message: Message) -> dict[str, Any]:
        """Do what a message asks.

        Parameters
        ----------
        message : mapping
            ``kind`` (``open``, ``apply``, ``remove``, ``memo``, ``undo``, ``redo``), ``event``, ``conversation``, and:
            for ``open`` a ``step`` (0, 1, -1 or ``"uncoded"``), for ``apply`` ``comment_id``, ``start``, ``end``
            (code points, half-open), ``quote`` and ``code`` (its id), for ``remove`` ``coding_id``, for ``memo``
            ``coding_id`` and ``text``.

        Returns
        -------
        dict
            JSON-like: the ``event``; then either ``error``, in words; or ``state`` (codebook, codings of this
            coder, progress), ``saved`` (what was committed) after a decision, and ``conversation`` where one opens.
        """
        event = str(message.get("event"))
        with self._lock:
            if event in self._answered:
                return self._answered[event]
            try:
                _get(message, "event")
                answer = self._open(message) if message.get("kind") == "open" else self._decide(message)
            except (QualkitError, OSError) as error:
                return {"event": event, "error": _sendable(str(error))}
            answer["event"] = event
            if "saved" in answer:
                self._answered[event] = answer
                while len(self._answered) > _REMEMBERED:
                    self._answered.popitem(last=False)
            return answer

    def _open(self, message: Message) -> dict[str, Any]:
        self._study = self._project.study()
        conversation_id = self._step(message.get("conversation"), message.get("step", 0))
        return {"conversation": self._conversation(conversation_id), "state": self._state(conversation_id)}

    def _step(self, current: str | None, step: int | str) -> str:
        here = self._order.index(current) if current in self._order else -1
        if step == "uncoded" or here < 0:
            coded = self._coded()
            ahead = [one for one in self._order[here + 1 :] + self._order[: here + 1] if one not in coded]
            if ahead:
                return ahead[0]
            if here < 0:
                return self._order[0]
            raise ProjectError("Every conversation here has a passage that you coded.", hint="Go on with Next.")
        return self._order[min(max(here + int(step), 0), len(self._order) - 1)]

    def _decide(self, message: Message) -> dict[str, Any]:
        kind = str(message.get("kind"))
        if kind not in self._verbs:
            raise NotFoundError.of("message", kind, ["open", *self._verbs])
        before = self._mine()
        answer = self._verbs[kind](message)
        self._study = self._project.study()
        after, here = self._mine(), str(message.get("conversation"))
        touched = set(before["coding_id"]) ^ set(after["coding_id"])
        rows = pd.concat([before, after])
        places = sorted({self._conversation_of[one] for one in rows["comment_id"][rows["coding_id"].isin(touched)]})
        if places and here not in places:  # an undo may reach back to where the coder was before: show it
            here = places[0]
            answer["conversation"] = self._conversation(here)
        return answer | {"state": self._state(here)}

    def _apply(self, message: Message) -> dict[str, Any]:
        comment_id, start, end = (_get(message, name) for name in ("comment_id", "start", "end"))
        # What was marked on screen must be what is stored, or nothing is: a shift of one would go unseen for years.
        if _sendable(self._study.corpus.quote(comment_id, start, end)) != _get(message, "quote"):
            raise PassageError(
                "The marked words are not at this place of the comment, so nothing was stored.",
                where=f"comment {comment_id!r}",
                hint="Open the conversation again, and mark them once more.",
            )
        code = self._study.codebook.get(_get(message, "code"))
        coding_id = self._project.apply_code(comment_id, start, end, code.code_id, event_id=message["event"])
        return {"saved": f"Saved: {_sendable(code.name)}", "coding_id": coding_id}

    def _remove(self, message: Message) -> dict[str, Any]:
        self._project.remove_coding(_get(message, "coding_id"), event_id=message["event"])
        return {"saved": "Saved: coding removed"}

    def _memo(self, message: Message) -> dict[str, Any]:
        self._project.add_memo(_get(message, "coding_id"), _get(message, "text"), event_id=message["event"])
        return {"saved": "Saved: memo"}

    def _undo(self, _: Message) -> dict[str, Any]:
        return _said("Taken back", self._project.undo(), "There is nothing to undo.")

    def _redo(self, _: Message) -> dict[str, Any]:
        return _said("Done again", self._project.redo(), "There is nothing to redo.")

    def _mine(self) -> pd.DataFrame:
        codings = self._study.codings
        return codings[codings["coder"] == self._project.coder]

    def _coded(self) -> set[str]:
        return {self._conversation_of[one] for one in self._mine()["comment_id"]}

    def _state(self, conversation_id: str) -> dict[str, Any]:
        mine = self._mine()
        here = mine[mine["comment_id"].map(self._conversation_of) == conversation_id]
        memos = self._study.memos
        codings = []
        for row in here.to_dict("records"):
            written = [row["memo"], *memos["text"][memos["target"] == row["coding_id"]]]
            codings.append(
                {name: str(row[name]) for name in ("coding_id", "comment_id", "code_id")}
                | {"start": int(row["start"]), "end": int(row["end"])}
                | {"memo": _sendable("\n".join(dict.fromkeys(str(one) for one in written if pd.notna(one) and one)))}
            )
        return {
            "conversation_id": conversation_id,
            "coder": self._project.coder,
            "codes": list(_codes(self._study.codebook)),
            "codings": codings,
            "n_codings": len(mine),
            "n_coded": len(self._coded().intersection(self._order)),
        }

    def _conversation(self, conversation_id: str) -> dict[str, Any]:
        place = self._order.index(conversation_id) + 1 if conversation_id in self._order else 0
        turns = self._study.corpus.conversation(conversation_id).turns
        return {
            "conversation_id": conversation_id,
            "place": place,
            "n": len(self._order),
            "turns": [self._turn(turn.comment, turn.depth) for turn in turns],
        }

    def _turn(self, comment: Comment, depth: int) -> dict[str, Any]:
        when = comment.created
        facts = (comment.role, comment.channel, f"{_MONTHS[when.month - 1]} {when.year}" if when else None)
        return {
            "comment_id": comment.comment_id,
            "depth": depth,
            "who": self._names.get(comment.person_id or "", "Somebody unknown"),
            "facts": [_sendable(str(fact)) for fact in facts if fact],
            "prompt": _sendable(comment.prompt or ""),
            "text": _sendable(comment.text),
        }


def _reading_order(existing: Iterable[str], wanted: Iterable[str] | None) -> list[str]:
    known = dict.fromkeys(existing)
    order = list(known if wanted is None else dict.fromkeys(str(one) for one in wanted))
    for one in order:
        if one not in known:
            raise NotFoundError.of("conversation", one, known)
    if not order:
        raise ProjectError("There is no conversation to code.", hint="Add some: project.add_comments(corpus).")
    return order


def _codes(book: Codebook, parent: str | None = None, depth: int = 0) -> Iterator[dict[str, Any]]:
    # Colours follow the codebook's order, so that a new code changes the colour of none.
    place = {code.code_id: n for n, code in enumerate(book)}
    for code in book.children(parent):
        rules = {"When": code.when_to_use, "Not when": code.when_not_to_use, "Example": code.example}
        yield {
            "code_id": code.code_id,
            "name": _sendable(code.name),
            "depth": depth,
            "place": place[code.code_id],
            "definition": _sendable(code.definition),
            "rules": [[name, _sendable(rule)] for name, rule in rules.items() if rule],
        }
        yield from _codes(book, code.code_id, depth + 1)


def _get(message: Message, name: str) -> Any:
    # Only what the kinds of message promise may reach the project.
    wanted = int if name in ("start", "end") else str
    if type(message.get(name)) is not wanted:
        raise ProjectError(f"The message lacks {name!r}, so nothing was stored.", available=message)
    return message[name]


def _said(what: str, words: str | None, otherwise: str) -> dict[str, Any]:
    if words is None:
        raise ProjectError(otherwise)
    return {"saved": _sendable(f"{what}: {words}")}


def _sendable(text: str) -> str:
    # Half a surrogate pair cannot travel as UTF-8; one character for one character keeps every position.
    return _LONE_SURROGATE.sub("\ufffd", text)
