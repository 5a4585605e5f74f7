"""What is read, in which order."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from qualkit.coding.queue import Queue, all_comments, queue_of, queue_of_conversations, queue_of_table
from qualkit.coding.shelf import Shelf
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Code, Codebook
from qualkit.testing import make_codings, make_corpus, make_study, make_themes

CORPUS = make_corpus(
    [
        {"comment_id": "c1", "text": "The slot moved.", "created": "2025-05-01", "score": 3},
        {"comment_id": "c2", "text": "Too dear.", "channel": "survey", "score": 5},
        {"comment_id": "c3", "text": "Which slot?", "reply_to": "c1", "role": "staff", "created": "2025-05-03"},
        {"comment_id": "c4", "text": "Evenings.", "reply_to": "c3", "created": "2025-05-04"},
        {"comment_id": "c5", "text": "We are closed.", "role": "staff"},
        {"comment_id": "c6", "text": "Mornings.", "reply_to": "c1", "created": "2025-05-02"},
        {"comment_id": "c7", "text": ""},
    ]
)
ORDER = all_comments(CORPUS)
BOOK = Codebook().add(Code("k1", "Leaving")).add(Code("k2", "slot", "k1"))
STUDY = make_study(CORPUS, codebook=BOOK, codings=make_codings(CORPUS, [("c4", "Evenings", "slot", "ana")], BOOK))


def test_all_comments_come_conversation_after_conversation_as_trees() -> None:
    assert ORDER == ("c1", "c6", "c3", "c4", "c2", "c5", "c7")


def test_staff_and_empty_texts_are_left_out_but_no_conversation_is() -> None:
    assert queue_of(STUDY, "all", order=ORDER).items == ("c1", "c6", "c4", "c2", "c5", "c7")


@pytest.mark.parametrize(
    ("source", "value", "items"),
    [
        ("search", "  SLOT ", ("c1", "c3")),
        ("code", "Leaving", ("c4",)),
        ("code", "k2", ("c4",)),
        ("filter", ("channel", "survey"), ("c2",)),
        ("filter", ("score", 5), ("c2",)),
        ("filter", ("score", "5.0"), ("c2",)),
        ("filter", ("channel", None), ("c1", "c6", "c4", "c5", "c7")),
        ("flagged", None, ("c3", "c2")),
    ],
)
def test_a_queue_is_built_from_a_project(source: str, value: object, items: tuple[str, ...]) -> None:
    assert queue_of(STUDY, source, value, order=ORDER, flagged=["c2", "c3"]).items == items


def test_a_theme_is_found_by_its_id_and_by_its_label() -> None:
    study = make_study(CORPUS, themes=make_themes(CORPUS, {"Delivery": ["c4", "c1"]}))
    for value in ("t1", "Delivery"):
        assert queue_of(study, "theme", value, order=ORDER) == Queue("theme: Delivery", ("c1", "c4"))


def test_the_reading_plan_says_why_and_does_not_depend_on_what_is_coded() -> None:
    queue = queue_of(STUDY, "plan", order=ORDER)
    assert {"c1", "c2", "c4", "c6"} == set(queue.items)
    assert all(queue.why[one] for one in queue.items)


@pytest.mark.parametrize(
    ("source", "value"),
    [("odd", None), ("theme", "x"), ("code", "x"), ("code", ""), ("search", 3), ("filter", "x"), ("filter", ("x", 1))],
)
def test_what_there_is_not_is_refused(source: str, value: object) -> None:
    with pytest.raises(QualkitError):
        queue_of(STUDY, source, value, order=ORDER)


def test_any_table_of_passages_is_a_queue() -> None:
    table = pd.DataFrame({"comment_id": ["c2", "c1", "c2"], "cue": [None, "because", "since"]})
    queue = queue_of_table("reasons", table, CORPUS)
    assert (queue.items, dict(queue.why)) == (("c2", "c1"), {"c2": "since", "c1": "because"})
    assert queue_of_table("ids", table[["comment_id"]], CORPUS).why == {}
    with pytest.raises(NotFoundError):
        queue_of_table("x", pd.DataFrame({"comment_id": ["gone"]}), CORPUS)
    with pytest.raises(QualkitError, match="comment ids"):
        queue_of_table("x", pd.DataFrame({"y": []}), CORPUS)


def test_whole_conversations_are_read_in_the_order_given() -> None:
    assert queue_of_conversations(CORPUS, ORDER, ["v-c2", "v-c1", "v-c2"]).items == ("c2", "c1", "c6", "c4")
    with pytest.raises(NotFoundError, match="v-c9"):
        queue_of_conversations(CORPUS, ORDER, ["v-c9"])


def test_fifty_thousand_comments_are_a_queue_at_once() -> None:
    frame = pd.concat([CORPUS.frame] * 8000, ignore_index=True)
    frame["comment_id"] = [f"c{n}" for n in range(len(frame))]
    frame["conversation_id"] = [f"v{n // 7}" for n in range(len(frame))]
    corpus = type(CORPUS)(frame)
    begin = time.process_time()
    queue = queue_of(make_study(corpus), "all", order=all_comments(corpus))
    assert queue.places["c0"] == 0
    assert time.process_time() - begin < 10  # a second on an idle machine


def test_a_shelf_is_a_mapping_that_never_changes() -> None:
    shelf = Shelf((f"k{n}", n) for n in range(3000))
    more = shelf.put("k1", -1).put("new", 0).drop("k2").drop("k2")
    assert (len(shelf), len(more), shelf["k1"], more["k1"]) == (3000, 3000, 1, -1)
    assert ("k2" in shelf, "k2" in more, more.get("gone")) == (True, False, None)
    assert dict(shelf.items()) == {f"k{n}": n for n in range(3000)} == dict(zip(shelf, shelf.values(), strict=True))
    assert shelf == Shelf(reversed(list(shelf.items())))
    with pytest.raises(KeyError):
        more["k2"]
