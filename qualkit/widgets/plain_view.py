"""A plain coding view of text fields and buttons, for places where the other view cannot load.

It asks the same desk as the coding view, within the kernel. What it shows is what ``ipywidgets`` can show, and that has a
price: the text of the conversation at hand is part of the widgets' state while it is shown. JupyterLab does not save that
state by default; where it does ("Save Widget State Automatically"), and with ``nbconvert --execute`` or papermill, that
conversation is saved with the notebook. ``put_away()``, or the button of that name, takes all text out of the state.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from ipywidgets import HTML, Button, Combobox, HBox, Layout, Select, Text, VBox

from qualkit.errors import PassageError
from qualkit.model import name_key
from qualkit.text.segments import sentences
from qualkit.widgets.desk.wire import PROTOCOL, checksum

__all__ = ["Desk", "PlainView", "plain_view"]

Answer = Mapping[str, Any]
_RANGE = re.compile(r"\s*(\d+)\s*(?:[-\u2013]\s*(\d+)\s*)?")
_STYLE = "max-width:72ch;overflow-wrap:anywhere;font-family:Georgia,serif;font-size:16px;line-height:1.5"
_AWAY = "Put away: no text of a customer is held here. “Next” goes on."


class Desk(Protocol):
    """What answers: a `CodingDesk`."""

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a message asks."""
        ...


class PlainView(VBox):  # type: ignore[misc, unused-ignore]
    """The view that ``code(project, plain=True)`` gives.

    Sentences are numbered through the conversation. A passage is named by numbers (``3`` or ``3-5``), or by its words as
    they stand there.

    Parameters
    ----------
    desk : Desk
        Answers it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._page: Answer = {}
        self._codes: dict[str, dict[str, Any]] = {}
        self._texts: dict[str, str] = {}
        self._sentences: list[tuple[str, int, int]] = []
        self._warned = ""
        self._head, self._text, self._said = HTML(), HTML(), HTML()
        self._passage = Text(
            description="Passage", placeholder="sentence numbers, as 3 or 3-5, or the words themselves"
        )
        self._code = Combobox(description="Code", placeholder="a code; a new name makes a new one", ensure_option=False)
        self._memo = Text(description="Memo", placeholder="on the chosen coding")
        self._codings = Select(description="Codings", options=[], rows=5)
        for field in (self._passage, self._code, self._memo, self._codings):
            field.layout = Layout(width="100%", max_width="36em")
        super().__init__(self._rows())
        self._begin()

    def put_away(self) -> None:
        """Take every text of a customer out of the widgets' state; nothing that was decided is lost."""
        self._sentences, self._texts, self._page = [], {}, {}
        self._passage.value = ""
        self._codings.options = []
        self._text.value = ""
        self._head.value = ""
        self._say(_AWAY)

    def _rows(self) -> list[Any]:
        def row(*verbs: tuple[str, Callable[[], object]]) -> HBox:
            return HBox([self._button(name, act) for name, act in verbs], layout=Layout(flex_flow="row wrap"))

        go = [("Back", -1), ("Next", 1), ("Next unread", "unread")]
        moves = [(name, lambda step=step: self._open(step=step)) for name, step in go]
        marks = [("Done", "done"), ("Skip", "skipped"), ("Flag", "flagged")]
        marked = [(name, lambda mark=mark: self._mark(mark)) for name, mark in marks]
        return [
            row(*moves, *marked, ("Put away", self.put_away)),
            self._head,
            self._text,
            self._passage,
            HBox([self._code, self._button("Give the code", self._apply)]),
            self._codings,
            HBox([self._memo, self._button("Write memo", self._write_memo), self._button("Remove", self._remove)]),
            row(("Undo", lambda: self._decide({"do": "undo"})), ("Redo", lambda: self._decide({"do": "redo"}))),
            self._said,
        ]

    def _button(self, name: str, act: Callable[[], object]) -> Button:
        button = Button(description=name, layout=Layout(width="auto", flex="0 0 auto"))
        button.on_click(lambda _: act())
        return button

    def _ask(self, kind: str, **more: Any) -> Answer | None:
        answer = self._desk.answer({"q": secrets.token_hex(16), "k": kind, **more})
        if "error" in answer:
            self._refused(answer["error"])
            return None
        return answer

    def _begin(self) -> None:
        hello = self._ask("hello", proto=PROTOCOL)
        if hello is None:
            return
        self._know(hello["codes"])
        if hello["at"]:
            self._open(comment_id=hello["at"]["comment_id"])
        else:
            self._open(step="unread")
        if hello["read_only"]:
            self._say(hello["read_only"])

    def _open(self, **where: Any) -> None:
        if "step" in where and self._page:
            where["from"] = self._page["at"]
        page = self._ask("open", **where)
        if page is not None:
            self._show(page)
            self._say("")

    def _show(self, page: Answer) -> None:
        self._page = page
        self._texts = {turn["comment_id"]: turn["text"] or "" for turn in page["turns"]}
        later = [turn["comment_id"] for turn in page["turns"] if turn["text"] is None]
        if later:
            self._texts |= (self._ask("texts", comment_ids=later) or {"texts": {}})["texts"]
        self._sentences = []
        turns = [self._turn(turn, self._texts[turn["comment_id"]]) for turn in page["turns"]]
        self._text.value = f"<div style='{_STYLE}'>{''.join(turns)}</div>"
        queue = page["queue"]
        marks = ", ".join(page["marks"].get(page["at"], ()))
        told = f"{page['place']:,} of {page['n']:,} · {queue['done']:,} done{f' · {marks}' if marks else ''}"
        self._head.value = f"<b>{html.escape(told)}</b>"
        self._passage.value = ""
        self._list(page["codings"])

    def _turn(self, turn: Answer, text: str) -> str:
        head = " · ".join(one for one in (turn["who"], turn["role"], turn["when"], *turn["facts"]) if one)
        asked = f"<div><i>Asked: {html.escape(turn['prompt'])}</i></div>" if turn["prompt"] else ""
        parts, last = [], 0
        for start, end in sentences(text):
            self._sentences.append((turn["comment_id"], start, end))
            number = f"<sup>{len(self._sentences)}</sup>"
            parts.append(f"{html.escape(text[last:start])}{number}{html.escape(text[start:end])}")
            last = end
        words = "".join(parts) + html.escape(text[last:])
        here = "aria-current='true' style='font-weight:600'" if turn["comment_id"] == self._page["at"] else ""
        indent = f"margin:12px 0 0 {min(int(turn['depth']), 6) * 20}px"
        # dir=auto on each: a comment in Arabic reads from the right, in the middle of others.
        return (
            f"<div style='{indent}'><small {here}>{html.escape(head)}</small>{asked}"
            f"<div dir='auto' style='white-space:pre-wrap'>{words}</div></div>"
        )

    def _know(self, codes: Iterable[Answer]) -> None:
        self._codes = {code["code_id"]: dict(code) for code in codes}
        self._code.options = [code["name"] for code in self._codes.values() if not code["retired"]]

    def _list(self, codings: Iterable[Answer]) -> None:
        # By numbers, not by words: what stands in this list is state of the widget too.
        place = {turn["comment_id"]: n for n, turn in enumerate(self._page.get("turns", ()))}
        own = sorted(codings, key=lambda one: (place.get(one["comment_id"], 0), one["start"], one["end"]))
        self._codings.options = [(self._told(one), one["coding_id"]) for one in own if one["comment_id"] in place]

    def _told(self, coding: Answer) -> str:
        held = [
            (n, start, end)
            for n, (comment_id, start, end) in enumerate(self._sentences, start=1)
            if comment_id == coding["comment_id"] and start < coding["end"] and coding["start"] < end
        ]
        where = f"{held[0][0]}\u2013{held[-1][0]}" if len(held) > 1 else str(held[0][0] if held else "?")
        if held and (coding["start"], coding["end"]) != (held[0][1], held[-1][2]):
            text, begin = self._texts[coding["comment_id"]], held[0][1]
            first, last = (max(1, len(text[begin:to].split())) for to in (coding["start"] + 1, coding["end"]))
            where += f", words {first}\u2013{last}" if last > first else f", word {last}"
        name = self._codes.get(coding["code_id"], {}).get("name", "a code that is gone")
        return f"{name}: sentence {where}{', with a memo' if coding['memo'] else ''}"

    def _found(self) -> tuple[str, int, int]:
        asked = self._passage.value.strip()
        numbers = _RANGE.fullmatch(asked)
        if not numbers:
            return self._words(asked)
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        if not 1 <= first <= last <= len(self._sentences):
            raise PassageError(f"There are sentences 1 to {len(self._sentences)} here.")
        begin, end = self._sentences[first - 1], self._sentences[last - 1]
        if begin[0] != end[0]:
            raise PassageError("A passage lies in one comment: these sentences stand in two.")
        return begin[0], begin[1], end[2]

    def _words(self, asked: str) -> tuple[str, int, int]:
        if not asked:
            raise PassageError("Name a passage: sentence numbers, or its words.")
        wanted = re.compile(re.escape(asked))
        hits = [(one, hit.start(), hit.end()) for one, text in self._texts.items() for hit in wanted.finditer(text)]
        if not hits:
            raise PassageError("These words do not stand here.")
        if len(hits) > 1:
            raise PassageError("These words stand here more than once.", hint="Add those beside them.")
        return hits[0]

    def _apply(self) -> None:
        name = self._code.value.strip()
        try:
            comment_id, start, end = self._found()
        except PassageError as error:
            self._refused({"said": error.what, "hint": error.hint})
            return
        if not name:
            self._refused({"said": "Choose a code, or type a new name."})
            return
        known = [one for one, code in self._codes.items() if name_key(code["name"]) == name_key(name)]
        if not known and self._warns(name):
            return
        check = checksum(self._texts[comment_id][start:end])
        made = {"comment_id": comment_id, "start": start, "end": end, "check": check}
        if known:
            done = self._decide({"do": "apply", **made, "code_id": known[0]})
        else:
            done = self._decide({"do": "create_apply", **made, "code_id": secrets.token_hex(16), "name": name})
        if done:
            self._passage.value = ""

    def _warns(self, name: str) -> bool:
        """Say once that a new name is nearly another's: who goes on regardless wants both."""
        if name == self._warned:
            return False
        alike = (self._ask("similar", name=name) or {"codes": []})["codes"]
        if not alike:
            return False
        self._warned = name
        self._refused(
            {"said": f"“{name}” is nearly the same as “{alike[0]['name']}”.", "hint": "Again, and there are both."}
        )
        return True

    def _remove(self) -> None:
        if self._chosen():
            self._decide({"do": "remove", "coding_id": self._codings.value})

    def _write_memo(self) -> None:
        if self._chosen() and self._decide(
            {"do": "memo", "target": self._codings.value, "text": self._memo.value.strip()}
        ):
            self._memo.value = ""

    def _chosen(self) -> bool:
        if self._codings.value is None:
            self._refused({"said": "Choose a coding in the list."})
        return self._codings.value is not None

    def _mark(self, mark: str) -> None:
        if not self._page:
            return
        comment_id = self._page["at"]
        on = mark not in self._page["marks"].get(comment_id, ())
        if self._decide({"do": "mark", "comment_id": comment_id, "mark": mark, "on": on}) and on and mark != "flagged":
            self._open(step="unread")

    def _decide(self, wish: dict[str, Any]) -> bool:
        answer = self._ask("decide", decisions=[{"event": secrets.token_hex(16), **wish}])
        if answer is None:
            return False
        (result,) = answer["results"]
        if not result["ok"]:
            self._refused(result["error"])
            return False
        changes = result["changes"]
        if "codes" in changes:
            self._know(changes["codes"])
        at = (changes.get("goto") or {}).get("comment_id") or self._page.get("at")
        page = self._ask("open", comment_id=at) if at else None
        if page is not None:
            self._show(page)
        self._say(f"Saved. {result['said']}")
        return True

    def _refused(self, error: Answer) -> None:
        why = html.escape(" ".join(filter(None, [error["said"], error.get("hint")])))
        self._said.value = f"<div role='alert'><b>Not done.</b> {why}</div>"

    def _say(self, said: str) -> None:
        # A screen reader says it: the focus stays on the button that was pressed.
        self._said.value = f"<div role='status'>{html.escape(said)}</div>" if said else ""


def plain_view(desk: Desk) -> PlainView:
    """Show a desk as text fields and buttons.

    Parameters
    ----------
    desk : Desk
        A `CodingDesk`.

    Returns
    -------
    PlainView
        An ``ipywidgets`` box. Its state holds the text of the conversation that is shown; `PlainView.put_away` takes it out.
    """
    return PlainView(desk)
