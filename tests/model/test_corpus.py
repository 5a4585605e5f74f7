"""The corpus and its conversations."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import qualkit as qk
from qualkit.model import COLUMNS, Comment, Corpus
from qualkit.testing import make_corpus


def test_changing_a_frame_leaves_the_corpus_alone() -> None:
    corpus = make_corpus(["one", "two"])
    frame = corpus.frame
    frame.loc[0, "text"] = "changed"
    assert corpus.text("c1") == "one"


def test_a_corpus_needs_its_columns_and_unique_ids() -> None:
    with pytest.raises(qk.QualkitError, match="needs the columns"):
        Corpus(pd.DataFrame({"text": ["a"]}))
    frame = make_corpus(["a"]).frame
    with pytest.raises(qk.QualkitError, match="stands twice"):
        Corpus(pd.concat([frame, frame]))


def test_columns_beyond_the_fixed_ones_are_variables() -> None:
    assert make_corpus([{"text": "a", "plan": "duo"}]).variables == ["plan"]
    assert make_corpus(["a"]).comment("c1").variables == {}


def test_missing_values_are_none_in_a_comment() -> None:
    comment = make_corpus(["a"]).comment("c1")
    assert (comment.author, comment.created, comment.outcome) == (None, None, None)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 2), (2, 1), (0, 4), (3, 3)])
def test_positions_outside_the_text_are_refused(start: int, end: int) -> None:
    with pytest.raises(qk.QualkitError, match="code points"):
        make_corpus(["abc"]).quote("c1", start, end)


@given(st.text(min_size=1, max_size=40), st.data())
def test_positions_count_code_points(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert make_corpus([text]).quote("c1", start, end) == text[start:end]


@given(st.text(min_size=1, max_size=40), st.data())
def test_the_passage_of_words_is_where_they_stand(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    corpus = make_corpus([text])
    assert corpus.quote(*corpus.passage("c1", words)) == words


@pytest.mark.parametrize("words", ["", "Too cheap.", "too dear."])
def test_words_that_do_not_stand_in_a_comment_have_no_place(words: str) -> None:
    with pytest.raises(qk.errors.PassageError, match="do not stand in this comment"):
        make_corpus(["Too dear."]).passage("c1", words)


def test_an_unknown_id_is_answered_with_the_closest() -> None:
    with pytest.raises(qk.QualkitError, match="Did you mean 'c1'"):
        make_corpus(["a"]).comment("c11")


def test_a_conversation_shows_itself_in_a_line_and_repeats_no_words() -> None:
    said = ["Why so dear?", {"text": "Sorry.", "role": "staff"}, "Bye."]
    corpus = make_corpus(said, conversation_id="t")
    assert repr(corpus.conversation("t")) == "<Conversation t: 3 comments (1 by staff)>"
    assert repr(make_corpus(["a"], conversation_id="u").conversation("u")) == "<Conversation u: 1 comment>"


def test_a_printed_conversation_is_its_words_each_reply_a_step_to_the_right() -> None:
    asked = {"text": "The slot moved. " * 8, "prompt": "Why did you leave?", "outcome": "cancelled"}
    answer = {"text": "Sorry.\n\nWhich one?", "role": "staff", "reply_to": "c1", "author": "Ines Ferrer"}
    corpus = make_corpus([asked, answer], channel="forum", created="2025-05-03T18:22:00Z")
    printed = str(corpus.conversation("v-c1")).split("\n")
    assert printed[:2] == ["[c1 · customer · forum · 2025-05-03 · cancelled]", "(Why did you leave?)"]
    assert printed[-4:] == ["    [c2 · staff · forum · 2025-05-03]", "    Sorry.", "", "    Which one?"]
    assert max(map(len, printed)) <= 88
    assert "Ferrer" not in "".join(printed)


def test_a_printed_comment_obeys_nothing_that_stands_in_it() -> None:
    printed = str(make_corpus([{"text": "a\x1b[2Jb\u202ec", "prompt": "\x1b?"}]).comment("c1"))
    assert printed == "[c1 · customer]\n(␛?)\na␛[2Jb⟨U+202E⟩c"


def test_a_very_deep_thread_is_printed_in_lines_that_can_be_read() -> None:
    comments = [Comment(f"c{n}", "v", "x", reply_to=f"c{n - 1}" if n else None) for n in range(50)]
    assert max(map(len, str(qk.Conversation.from_comments("v", comments)).split("\n"))) < 50


def test_no_other_persons_id_is_offered_for_an_unknown_one() -> None:
    given = ["p-fd863bee19a2", "p-9dca783ee378", "t-d59c9210"]
    error = qk.errors.NotFoundError.of
    assert error("person", "p-fd563aee19b7", given).hint is None
    assert error("theme", "t-d5d0c216", given).hint is None
    assert "p-9dca783ee378" in str(error("person", "p-9dca783ee379", given).hint)


def test_replies_follow_what_they_answer_in_time() -> None:
    corpus = make_corpus(
        [
            {"text": "root", "created": "2025-01-01"},
            {"text": "late answer", "reply_to": "c1", "created": "2025-01-03"},
            {"text": "early answer", "reply_to": "c1", "created": "2025-01-02"},
            {"text": "answer to early", "reply_to": "c3", "created": "2025-01-04"},
        ]
    )
    turns = corpus.conversation("v-c1").turns
    assert [(turn.comment.comment_id, turn.depth) for turn in turns] == [("c1", 0), ("c3", 1), ("c4", 2), ("c2", 1)]
    assert [one.comment_id for one in corpus.conversation("v-c1").replies("c1")] == ["c3", "c2"]


@given(st.lists(st.integers(-1, 7), min_size=1, max_size=8))
def test_every_comment_is_read_once_whatever_the_links_say(parents: list[int]) -> None:
    comments = [
        Comment(f"c{n}", "v", "x", reply_to=None if parent < 0 else f"c{parent}") for n, parent in enumerate(parents)
    ]
    read = [one.comment_id for one in qk.Conversation.from_comments("v", comments)]
    assert sorted(read) == sorted(one.comment_id for one in comments)


def test_a_very_deep_thread_does_no_harm() -> None:
    comments = [Comment(f"c{n}", "v", "x", reply_to=f"c{n - 1}" if n else None) for n in range(5_000)]
    assert qk.Conversation.from_comments("v", comments).turns[-1].depth == 4_999


def test_the_fixed_columns_come_first() -> None:
    assert tuple(qk.load_sample().frame.columns[: len(COLUMNS)]) == COLUMNS


def test_an_id_that_is_not_there_is_answered_with_the_number_of_those_that_are() -> None:
    corpus = make_corpus([{"comment_id": f"c{n}", "text": "x"} for n in range(3_000)])
    with pytest.raises(qk.QualkitError, match=r"and 2988 more\. Hint: Did you mean 'c12'") as refused:
        corpus.text("c12x")
    assert len(refused.value.available or ()) == 3_000


@pytest.mark.parametrize(
    "table",
    [
        None,
        [],
        pd.DataFrame({name: [5] for name in COLUMNS}),
        pd.DataFrame({name: ["a"] for name in COLUMNS}).assign(comment_id=[None]),
    ],
)
def test_what_holds_no_text_in_every_row_is_no_corpus(table: object) -> None:
    with pytest.raises(qk.QualkitError, match="corpus"):
        Corpus(table)  # type: ignore[arg-type]


def test_who_is_staff_somewhere_and_customer_elsewhere_is_no_staff_in_the_count_of_people() -> None:
    said = [("a", "staff"), ("a", "customer"), ("b", "staff"), ("c", "customer")]
    corpus = make_corpus([{"text": "x", "author": who, "role": role} for who, role in said])
    assert "3 known people (1 of them staff)" in repr(corpus)


@pytest.mark.parametrize("wrong", [None, 2.5, ["c1"], "x", b"x"])
def test_what_is_no_place_is_refused_in_words(wrong: object) -> None:
    corpus = make_corpus(["Too dear."])
    for ask in (
        lambda: corpus.text(wrong),  # type: ignore[arg-type]
        lambda: corpus.comment(wrong),  # type: ignore[arg-type]
        lambda: corpus.conversation(wrong),  # type: ignore[arg-type]
        lambda: corpus.passage(wrong, "dear"),  # type: ignore[arg-type]
        lambda: corpus.quote(wrong, 0, 3),  # type: ignore[arg-type]
        lambda: corpus.quote("c1", wrong, 3),  # type: ignore[arg-type]
        lambda: corpus.quote("c1", 0, wrong),  # type: ignore[arg-type]
    ):
        with pytest.raises(qk.QualkitError):
            ask()
    if not isinstance(wrong, str):
        with pytest.raises(qk.QualkitError):
            corpus.passage("c1", wrong)  # type: ignore[arg-type]
