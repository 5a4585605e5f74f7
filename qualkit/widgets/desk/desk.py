"""What the coding view asks and what a project answers, as plain messages; knows no widget and no browser.

A request is ``{q, k, ...}`` and its answer ``{q, k, ...}`` or ``{q, k, error: {said, hint}}``. Everything may come twice: a
decision carries an ``event`` and is stored once, a step along the queue says from where.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from qualkit.coding.alike import codes_alike
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import content_hash
from qualkit.widgets.desk.answers import code_list, coding, link_list, queue_items, summary
from qualkit.widgets.desk.decisions import can_retrace, changes_by, decide
from qualkit.widgets.desk.keeping import CodingProject
from qualkit.widgets.desk.learnt import Learnt
from qualkit.widgets.desk.proposing import Proposing, Suggester
from qualkit.widgets.desk.reading_list import QueueGiven, queue_asked, queue_given, queue_of_suggestions
from qualkit.widgets.desk.retrieval import choices, find, tables
from qualkit.widgets.desk.wire import (
    PROTOCOL,
    Message,
    flag,
    hex_id,
    maybe_text,
    objects,
    refusal,
    sendable,
    text,
    texts,
    whole,
    words,
)
from qualkit.widgets.desk.workbench import Workbench

__all__ = ["CodingDesk"]

_STEPS_REMEMBERED = 100
_COSTLY = ("set_queue", "suggest", "find", "tables")
_ANSWERS_REMEMBERED = 16
_PAGE = 50
_MOST = 500


class CodingDesk:
    """Answers the messages of a coding view, one at a time, from whichever thread they come.

    Parameters
    ----------
    project : CodingProject
        Where decisions are kept.
    conversations : iterable of str, optional
        Ids of the conversations to read, in this order.
    queue : str, (str, object), DataFrame or iterable of str, optional
        What else to read; by default all comments.
    blind : bool
        Whether nothing of other coders is to be seen.
    suggestions : bool, DataFrame or callable, optional
        Whether codes may be suggested, and from where; by default where the coder is not blind.
    keys : mapping of str to str, optional
        Other keys for commands; an empty one for none.

    Raises
    ------
    NotFoundError
        If what is to be read does not exist.
    ProjectError
        If there is nothing to read.
    """

    def __init__(
        self,
        project: CodingProject,
        conversations: Iterable[str] | None = None,
        *,
        queue: QueueGiven | None = None,
        blind: bool = True,
        suggestions: bool | Suggester | None = None,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        self._lock = threading.RLock()
        self._bench = Workbench(project, blind=blind)
        self._given = queue_given(self._bench, queue, conversations)
        self._bench.begin(self._given)
        self._keys = {str(command): str(key) for command, key in (keys or {}).items()}
        self._may_suggest = (not blind if suggestions is None else suggestions) is not False
        self._proposing = Proposing(None if suggestions is None or isinstance(suggestions, bool) else suggestions)
        self._suggesting = False
        self._stepped: OrderedDict[str, str] = OrderedDict()
        self._answered: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._kinds: Mapping[str, Callable[[Message], dict[str, Any]]] = {
            "hello": self._hello,
            "open": self._open,
            "texts": self._texts,
            "decide": self._decide,
            "queue": self._queue,
            "set_queue": self._set_queue,
            "find": lambda message: find(self._bench, message),
            "tables": lambda message: tables(self._bench, message),
            "choices": lambda _: choices(self._bench),
            "suggest": self._suggest,
            "similar": self._similar,
        }

    def answer(self, message: Message) -> dict[str, Any]:
        """Do what a message asks.

        Parameters
        ----------
        message : mapping
            ``q``, ``k`` and what the kind needs.

        Returns
        -------
        dict
            JSON-like; ``q`` and ``k`` again, and what was asked for, or ``error``.
        """
        asked, kind = message.get("q"), message.get("k")
        answer: dict[str, Any] = {"q": asked if isinstance(asked, str) else "", "k": str(kind)[:40]}
        try:
            hex_id(message, "q")
            if not isinstance(kind, str) or kind not in self._kinds:
                raise NotFoundError.of("kind of message", str(kind), self._kinds)
            with self._lock:
                return {**answer, **self._once(kind, message)}
        except (QualkitError, OSError) as error:
            return {**answer, "error": refusal(error)}

    def news(self) -> dict[str, Any] | None:
        """Tell what was done beside the view, in another cell, notebook or by another coder, and was seen on the way.

        Returns
        -------
        dict or None
            A message that nobody asked for, ``{q: "", k: "news", changes}``; None where every answer told of it.
        """
        try:
            with self._lock:
                learnt = self._bench.news()
                if learnt == Learnt():
                    return None
                return {"q": "", "k": "news", "changes": changes_by(self._bench, learnt, self._bench.used())}
        except (QualkitError, OSError):
            return None  # whatever keeps it from being read is said in the answer to what is asked next

    def _once(self, kind: str, message: Message) -> dict[str, Any]:
        """Answer; what takes long is not worked out again where the browser, impatient, asks it again."""
        if kind not in _COSTLY:
            return self._kinds[kind](message)
        asked = message["q"]
        if asked not in self._answered:
            self._answered[asked] = self._kinds[kind](message)
            while len(self._answered) > _ANSWERS_REMEMBERED:
                self._answered.popitem(last=False)
        return self._answered[asked]

    def _hello(self, message: Message) -> dict[str, Any]:
        if whole(message, "proto") != PROTOCOL:
            raise QualkitError(
                "The browser shows another version of qualkit than the kernel runs.",
                hint="Run the cell again, and reload the page.",
            )
        bench = self._bench
        bench.look()
        return {
            "proto": PROTOCOL,
            "project": bench.project_id(),
            "place": content_hash(bench.project.place)[:12],
            "coder": sendable(bench.project.coder),
            "blind": bench.blind,
            "read_only": bench.project.read_only,
            "keymap": self._keys,
            "may_suggest": self._may_suggest,
            "codes": code_list(bench.book, bench.used()),
            "links": link_list(bench.session.links.values()),
            "recent": list(bench.session.recent),
            "queue": summary(bench.session),
            "at": bench.pages.place(bench.session.at),
            **can_retrace(bench),
        }

    def _open(self, message: Message) -> dict[str, Any]:
        bench = self._bench
        bench.look()
        at = self._aim(message)
        bench.session = bench.session.go(at)
        bench.page = bench.pages.conversation_of(at)
        turns = bench.pages.turns(bench.page, at)
        shown = [turn["comment_id"] for turn in turns]
        progress = summary(bench.session)
        memos = {one: bench.session.memos.get(one) for one in (*shown, bench.page)}
        return {
            "conversation_id": bench.page,
            "at": at,
            "place": progress["at"],
            "n": progress["n"],
            "turns": turns,
            "codings": [coding(one, coder) for one, coder in bench.codings_on(shown)],
            "suggestions": self._proposing.on_page(bench) if self._suggesting else [],
            "marks": {one: list(held) for one in shown if (held := bench.session.marks.get(one))},
            "memos": {one: [sendable(said) for said in held] for one, held in memos.items() if held},
            "queue": progress,
        }

    def _aim(self, message: Message) -> str:
        bench, step = self._bench, message.get("step")
        if step is None:
            conversation_id = maybe_text(message, "conversation_id")
            return maybe_text(message, "comment_id") or self._within(conversation_id) or bench.session.at
        if type(step) is not int and step != "unread":
            raise QualkitError("A step is a number of places, or 'unread'.")
        again = self._stepped.get(message["q"])
        if again is not None and bench.pages.length(again) is not None:
            return again
        here = maybe_text(message, "from") or maybe_text(message, "comment_id")
        session = bench.session.go(here) if here else bench.session
        at = (session.next_unread() if step == "unread" else session.step(max(-1, min(1, step)))).at
        self._stepped[message["q"]] = at
        while len(self._stepped) > _STEPS_REMEMBERED:
            self._stepped.popitem(last=False)
        return at

    def _within(self, conversation_id: str | None) -> str | None:
        if conversation_id is None:
            return None
        shown = self._bench.pages.ids(conversation_id)
        queued = [one for one in shown if one in self._bench.session.queue.places]
        return next((one for one in queued if not self._bench.session.marks.get(one)), (*queued, *shown)[0])

    def _texts(self, message: Message) -> dict[str, Any]:
        return {"texts": self._bench.pages.texts(texts(message, "comment_ids"))}

    def _decide(self, message: Message) -> dict[str, Any]:
        results: list[dict[str, Any]] = []
        for one in objects(message, "decisions"):
            results.append(decide(self._bench, one))
            if results[-1].get("error", {}).get("again"):
                break  # what follows may build on it: not tried, so not answered
        return {"results": results}

    def _queue(self, message: Message) -> dict[str, Any]:
        first, n = whole(message, "from", otherwise=0), min(whole(message, "n", otherwise=_PAGE), _MOST)
        only = maybe_text(message, "filter")
        if only not in (None, "unread", "done", "skipped", "flagged"):
            raise NotFoundError.of("filter", str(only), ["unread", "done", "skipped", "flagged"])
        items, found = queue_items(self._bench.session, self._bench.pages, first, n, only)
        return {"items": items, "n": found, "summary": summary(self._bench.session)}

    def _set_queue(self, message: Message) -> dict[str, Any]:
        source = text(message, "source")
        if source == "suggestions":
            self._check_suggesting()
            queue = queue_of_suggestions(self._bench, self._proposing)
        elif source == "given":
            queue = self._given
        else:
            queue = queue_asked(self._bench, source, message.get("value"))
        self._bench.session = self._bench.session.with_queue(queue)
        return self._queue({})

    def _suggest(self, message: Message) -> dict[str, Any]:
        on = flag(message, "on")
        if on:
            self._check_suggesting()
        self._suggesting = on
        return {"on": on, "suggestions": self._proposing.on_page(self._bench) if on else []}

    def _check_suggesting(self) -> None:
        if not self._may_suggest:
            raise QualkitError(
                "Suggestions are switched off in this pass.",
                hint="Somebody who codes blind reads for themselves first. qk.code(project, suggestions=True) allows them.",
            )

    def _similar(self, message: Message) -> dict[str, Any]:
        found = codes_alike(self._bench.book, words(message, "name"))
        return {"codes": [{"code_id": code.code_id, "name": sendable(code.name), "how": how} for code, how in found]}
