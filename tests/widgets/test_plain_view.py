"""The plain coding view: buttons and text fields over the same desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Button, Combobox, Select, Text, Widget

import qualkit as qk
from qualkit.testing import make_corpus
from qualkit.widgets.desk import CodingDesk
from qualkit.widgets.plain_view import PlainView, plain_view

FIRST = "\U0001f44d\U0001f3fd I rang twice. The slot moved. I work."
HOSTILE = "<img src=x onerror=alert(1)> & <b>bold</b>. Twice. Twice."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Any]:
    corpus = make_corpus(
        [
            {"text": FIRST, "author": "A", "conversation_id": "v1"},
            {"text": "Which slot?", "role": "staff", "author": "S", "reply_to": "c1", "conversation_id": "v1"},
            {"text": HOSTILE, "author": "B", "conversation_id": "v2"},
        ]
    )
    with qk.open_project(tmp_path / "study.qualkit", coder="ana") as one:
        one.add_comments(corpus)
        one.add_code("slot does not fit", definition="Nobody is in.")
        yield one


@pytest.fixture
def view(project: Any) -> PlainView:
    return plain_view(CodingDesk(project))


def _all(widget: Widget) -> Iterator[Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _all(child)


def _press(view: PlainView, name: str) -> None:
    next(one for one in _all(view) if isinstance(one, Button) and one.description == name).click()


def _field(view: PlainView, kind: type[Widget], name: str) -> Any:
    return next(one for one in _all(view) if type(one) is kind and one.description == name)


def _code(view: PlainView, passage: str, code: str) -> None:
    _field(view, Text, "Passage").value = passage
    _field(view, Combobox, "Code").value = code
    _press(view, "Give the code")


def _state(view: PlainView) -> str:
    return "\n".join(str(one.get_state()) for one in _all(view))


def _open_first(view: PlainView) -> None:
    _press(view, "Back")
    _press(view, "Back")


def test_a_new_name_that_is_nearly_another_is_pointed_out_once(view: PlainView, project: Any) -> None:
    _code(view, "2", "Slots does not fit")
    assert "nearly the same as “slot does not fit”" in _state(view)
    assert len(list(project.codebook)) == 1
    _press(view, "Give the code")
    assert len(list(project.codebook)) == 2


def test_sentences_are_coded_by_their_numbers(view: PlainView, project: Any) -> None:
    _open_first(view)
    _code(view, "2-3", "Slot does not  fit")
    (coding,) = project.codings().to_dict("records")
    assert coding["quote"] == "The slot moved. I work."
    assert "<div role='status'>Saved." in _state(view)
    assert _field(view, Select, "Codings").options[0][0] == "slot does not fit: sentence 2–3"


def test_words_are_coded_as_they_stand(view: PlainView, project: Any) -> None:
    _open_first(view)
    _code(view, "\U0001f44d\U0001f3fd I rang", "slot does not fit")
    assert project.codings()["quote"].tolist() == ["\U0001f44d\U0001f3fd I rang"]
    assert _field(view, Select, "Codings").options[0][0] == "slot does not fit: sentence 1, words 1–3"


def test_a_new_name_makes_a_new_code(view: PlainView, project: Any) -> None:
    _open_first(view)
    _code(view, "3", "has a job")
    assert project.codebook.find("has a job").name == "has a job"
    assert "has a job" in _field(view, Combobox, "Code").options
    assert project.codings()["code"].tolist() == ["has a job"]


@pytest.mark.parametrize(
    ("passage", "code", "said"),
    [
        ("9", "slot does not fit", "There are sentences 1 to 4 here."),
        ("3-4", "slot does not fit", "these sentences stand in two"),
        ("no such words", "slot does not fit", "do not stand here"),
        ("", "slot does not fit", "Name a passage"),
        ("1", " ", "Choose a code"),
    ],
)
def test_what_cannot_be_coded_is_said_and_nothing_is_stored(
    view: PlainView, project: Any, passage: str, code: str, said: str
) -> None:
    _open_first(view)
    _code(view, passage, code)
    assert said in _state(view)
    assert "role='alert'" in _state(view)
    assert project.codings().empty


def test_words_that_stand_twice_are_not_guessed(view: PlainView, project: Any) -> None:
    _open_first(view)
    _press(view, "Next")
    _press(view, "Next")
    _code(view, "Twice.", "slot does not fit")
    assert "more than once" in _state(view)
    assert project.codings().empty


def test_memo_undo_redo_and_remove(view: PlainView, project: Any) -> None:
    _open_first(view)
    _code(view, "2", "slot does not fit")
    _press(view, "Write memo")
    assert "Choose a coding" in _state(view)
    codings = _field(view, Select, "Codings")
    codings.index = 0
    _field(view, Text, "Memo").value = "ask which day"
    _press(view, "Write memo")
    assert "with a memo" in codings.options[0][0]
    _press(view, "Undo")
    assert "with a memo" not in codings.options[0][0]
    _press(view, "Undo")
    assert project.codings().empty
    _press(view, "Redo")
    assert len(project.codings()) == 1
    codings.index = 0
    _press(view, "Remove")
    assert project.codings().empty


def test_done_goes_on_to_the_next_unread(view: PlainView, project: Any) -> None:
    _open_first(view)
    assert _state(view).count("aria-current") == 1
    _press(view, "Done")
    assert "The slot moved" not in _state(view)
    assert project.marks()["mark"].tolist() == ["done"]


def test_text_is_never_taken_for_markup(view: PlainView) -> None:
    _open_first(view)
    _press(view, "Next")
    _press(view, "Next")
    state = _state(view)
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;bold" in state
    assert "<img" not in state


def test_put_away_leaves_no_text_in_the_state(view: PlainView, project: Any) -> None:
    _open_first(view)
    _code(view, "The slot moved.", "slot does not fit")
    assert "The slot moved" in _state(view)
    _press(view, "Put away")
    state = _state(view)
    for words in ("rang", "slot moved", "I work"):
        assert words not in state
    _press(view, "Next unread")
    assert len(project.codings()) == 1
    assert "sup" in _state(view)
