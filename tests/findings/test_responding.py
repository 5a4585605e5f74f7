"""What came back when we posted, asked or helped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import qualkit as qk
from qualkit.findings import responses
from qualkit.findings.responding import REPLY_COLUMNS, RESPONSE_COLUMNS, RESPONSE_KINDS
from qualkit.testing import make_corpus


def _kind(reply: str, post: str = "We have new boxes.", before: str | None = None) -> str | None:
    said: list[dict[str, Any]] = [{"text": post, "author": "Staff", "role": "staff"}]
    if before is not None:
        said.append({"text": before, "author": "Other", "reply_to": "c1"})
    said.append({"text": reply, "author": "Reply", "reply_to": f"c{len(said)}"})
    row = responses(make_corpus(said), each=True).iloc[-1]
    return None if pd.isna(row["kind"]) else row["kind"]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("Thank you!", "thanks"),
        ("Muchas gracias", "thanks"),
        ("Vielen Dank dafür", "thanks"),
        ("No thanks", "objection"),
        ("That's not what you promised in April.", "objection"),
        ("Das stimmt nicht.", "objection"),
        ("Nein, so nicht", "objection"),
        ("Where is mine?", "question back"),
        ("@larder where does it say that", "question back"),
        ("My cat likes them", None),
        (".", "nothing said"),
        ("> We have new boxes.\n\nThanks", "thanks"),
        ("Thanks, but it still won't open.", "objection"),
        ("Danke, geht aber immer noch nicht.", "objection"),
        ("Thanks, it works now and still does.", "thanks"),
    ],
)
def test_a_reply_to_a_post_is_read_by_its_small_words(reply: str, kind: str | None) -> None:
    assert _kind(reply) == kind


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("No, I was in.", "answer"),
        ("The slots, mostly.", "answer"),
        ("Ehrlich gesagt der Preis", "answer"),
        ("You could have asked in April.", "objection"),
        ("Which price?", "question back"),
        ("Thank you for asking", "thanks"),
        ("🫡", None),
        ("n/a", "nothing said"),
        (("I wrote it down. " * 6) + "That's not how I had meant it to end.", "answer"),
    ],
)
def test_a_reply_to_a_question_is_an_answer_unless_it_says_otherwise(reply: str, kind: str | None) -> None:
    assert _kind(reply, "Was it the price that decided you?") == kind


@pytest.mark.parametrize(
    ("post", "kind"),
    [
        ("Stuck for supper? Squash. Lentils. A spoon of yoghurt.", None),
        ("Did you know? The liner is wool.", None),
        ("Tell us about your supper.", "answer"),
        ("¿Qué tal la caja?", "answer"),
    ],
)
def test_only_a_post_that_asks_is_answered(post: str, kind: str | None) -> None:
    assert _kind("toast and cheese", post) == kind


@pytest.mark.parametrize(
    ("reply", "before", "kind"),
    [
        ("Same here!", "It came late.", "chiming in"),
        ("@other this", "It came late.", "chiming in"),
        ("👍", "It came late.", "chiming in"),
        ("bei uns auch", "Sie kam zu spät.", "chiming in"),
        ("Have you tried the porch?", "Where do you put it?", "helping"),
        ("Prueba con otro día", "¿Qué hago?", "helping"),
        ("thanks Mo", "Keep at it.", "thanks"),
        ("No, it did not.", "It came late.", "objection"),
        ("Where do you live?", "It came late.", "question back"),
        ("I like Tuesdays", "It came late.", None),
        ("...!", "It came late.", "nothing said"),
    ],
)
def test_a_reply_to_another_customer_is_read_with_what_it_answers(reply: str, before: str, kind: str | None) -> None:
    assert _kind(reply, before=before) == kind


def test_helping_is_plain_only_where_somebody_had_asked() -> None:
    def sure(before: str) -> str:
        said = [
            {"text": "New boxes.", "author": "Staff", "role": "staff"},
            {"text": before, "author": "A", "reply_to": "c1"},
            {"text": "Have you tried the porch", "author": "B", "reply_to": "c2"},
        ]
        return str(responses(make_corpus(said), each=True).iloc[1]["sure"])

    assert (sure("Where to put it?"), sure("It stood in the rain.")) == ("plain", "likely")


def _thread() -> qk.Corpus:
    return make_corpus(
        [
            {"text": "What should we mend first?", "author": "Staff", "role": "staff"},
            {"text": "The slots.", "author": "A", "reply_to": "c1"},
            {"text": "And the app.", "author": "A", "reply_to": "c2"},
            {"text": "me too", "author": "B", "reply_to": "c2"},
            {"text": "Sorry to hear it.", "author": "Staff", "role": "staff", "reply_to": "c2"},
            {"text": "The liners", "reply_to": "c1"},
            {"text": "Posted to nobody.", "author": "Staff", "role": "staff"},
        ]
    )


def test_people_are_counted_by_kind_and_unknown_ones_apart() -> None:
    table = responses(_thread()).set_index("comment_id")
    assert table.loc["c1", ["n_replies", "n_people", "n_unknown"]].tolist() == [4, 2, 1]
    assert table.loc["c1", ["answer", "chiming in"]].tolist() == [1, 1]
    assert table["silence"].tolist() == [False, True, True]
    assert tuple(responses(_thread()).columns) == RESPONSE_COLUMNS


def test_each_known_person_stands_under_what_they_replied() -> None:
    replies = ("The price.", "n/a", "My cat likes them", "Nothing.")
    corpus = make_corpus([{"text": one, "author": one, "prompt": "Why did you leave?"} for one in replies])
    row = responses(corpus).iloc[0]
    assert row[[*RESPONSE_KINDS, "unsure"]].sum() == row["n_people"] == 4
    assert row["nothing said"] == 2


def test_silence_is_a_row_of_its_own() -> None:
    silent = responses(_thread(), each=True).set_index("comment_id").loc["c7"]
    assert (silent["kind"], silent["because"]) == ("silence", "nobody replied")
    assert pd.isna(silent["reply_id"])


def test_going_on_below_ones_own_comment_is_still_a_reply_to_us() -> None:
    how = responses(_thread(), each=True).set_index("reply_id")["how"]
    assert (how["c3"], how["c4"]) == ("direct", "indirect")


def test_a_prompt_is_a_question_of_ours() -> None:
    corpus = make_corpus(
        [
            {"text": "The price.", "author": "A", "prompt": "Why did you leave?"},
            {"text": "n/a", "author": "B", "prompt": "Why did you leave?"},
        ]
    )
    row = responses(corpus).iloc[0]
    assert pd.isna(row["comment_id"])
    assert (row["post"], row["asks"], row["n_people"], row["answer"]) == ("Why did you leave?", True, 2, 1)
    assert responses(corpus, each=True)["kind"].tolist() == ["answer", "nothing said"]
    assert (row["nothing said"], bool(row["silence"])) == (1, False)


def test_without_reply_links_a_comment_answers_the_post_before_it() -> None:
    said = [
        {"text": "Too early.", "author": "A", "created": "2025-01-01"},
        {"text": "Was it the price?", "author": "S", "role": "staff", "created": "2025-01-02"},
        {"text": "Yes.", "author": "A", "created": "2025-01-03"},
    ]
    corpus = make_corpus(said, conversation_id="v1")
    table = responses(corpus, each=True)
    assert table[["comment_id", "reply_id", "how", "kind"]].values.tolist() == [
        ["c2", "c3", "next in the conversation", "answer"]
    ]


def test_where_all_answer_the_first_comment_what_is_said_after_our_post_came_back_to_it() -> None:
    said = [
        {"text": "The box is late.", "author": "A", "created": "2025-01-01"},
        {"text": "We are looking into it.", "author": "S", "role": "staff", "reply_to": "c1", "created": "2025-01-02"},
        {"text": "Same here!", "author": "B", "reply_to": "c1", "created": "2025-01-03"},
        {"text": "Which day was it?", "author": "S", "role": "staff", "reply_to": "c1", "created": "2025-01-04"},
        {"text": "Tuesday.", "author": "B", "reply_to": "c1", "created": "2025-01-05"},
        {"text": "Thank you, it came.", "author": "A", "reply_to": "c1", "created": "2025-01-06"},
    ]
    table = responses(make_corpus(said, conversation_id="v1"), each=True)
    assert table[["comment_id", "reply_id", "kind"]].values.tolist() == [
        ["c2", "c3", "chiming in"],
        ["c4", "c5", "answer"],
        ["c4", "c6", "thanks"],
    ]
    assert set(table["how"]) == {"next in the conversation"}


def test_where_all_answer_our_own_post_they_answer_it_and_nothing_else() -> None:
    said = [
        {"text": "What should we mend?", "author": "S", "role": "staff", "created": "2025-01-01"},
        {"text": "The slots.", "author": "A", "reply_to": "c1", "created": "2025-01-02"},
        {"text": "Noted.", "author": "S", "role": "staff", "reply_to": "c1", "created": "2025-01-03"},
        {"text": "The app.", "author": "B", "reply_to": "c1", "created": "2025-01-04"},
    ]
    table = responses(make_corpus(said, conversation_id="v1"), each=True).dropna(subset=["reply_id"])
    assert table[["comment_id", "reply_id", "how"]].values.tolist() == [["c1", "c2", "direct"], ["c1", "c4", "direct"]]


def test_reply_links_in_a_circle_and_replies_to_bots_end() -> None:
    corpus = make_corpus(
        [
            {"text": "a", "author": "A", "reply_to": "c2", "conversation_id": "v"},
            {"text": "b", "author": "B", "reply_to": "c1", "conversation_id": "v"},
            {"text": "Your call matters. Why?", "role": "bot", "conversation_id": "v"},
            {"text": "thanks", "author": "A", "reply_to": "c3", "conversation_id": "v"},
        ]
    )
    assert len(responses(corpus, each=True)) == 0


def test_where_we_never_spoke_the_tables_are_empty_and_typed() -> None:
    corpus = make_corpus(["Too dear."])
    summary, each = responses(corpus), responses(corpus, each=True)
    assert (len(summary), len(each)) == (0, 0)
    assert tuple(each.columns) == REPLY_COLUMNS
    assert (summary.dtypes == responses(_thread()).dtypes).all()


def test_both_tables_tell_of_the_same_replies() -> None:
    summary, each = responses(_thread()), responses(_thread(), each=True)
    assert summary["n_replies"].sum() == each["reply_id"].notna().sum()
    assert set(each["kind"].dropna()) <= {*RESPONSE_KINDS, "silence"}
    assert (each["because"].isna() == each["kind"].isna()).all()


@pytest.mark.parametrize("said", ["There was nothing you could have done better.", "Keep us told instead of silent."])
def test_in_a_form_a_hard_word_in_the_middle_is_part_of_the_answer(said: str) -> None:
    table = responses(make_corpus([{"text": said, "prompt": "How could we improve?", "author": "A"}]), each=True)
    assert table["kind"].tolist() == ["answer"]


def test_where_no_reply_was_exported_it_is_untold_and_no_silence() -> None:
    ours = {"role": "staff", "author": "Larder", "channel": "feed"}
    row = responses(make_corpus([{"text": "New boxes.", **ours}, {"text": "More boxes.", **ours}])).iloc[0]
    assert (bool(row["silence"]), bool(row["untold"])) == (False, True)


def test_of_two_posts_in_a_row_without_links_the_first_is_untold() -> None:
    place = {"channel": "chat"}
    said = [
        {"text": "New boxes.", "role": "staff", **place},
        {"text": "Do you like them?", "role": "staff", **place},
        {"text": "Yes, a lot.", "author": "A", **place},
        {"text": "Good to hear.", "role": "staff", **place},
    ]
    corpus = make_corpus(said)
    table = corpus.frame.assign(conversation_id="v1", reply_to=None).astype({"reply_to": "str"})
    found = responses(replace(corpus, table=table))
    assert found["untold"].tolist() == [True, False, False]
    assert found["silence"].tolist() == [False, False, True]


def test_a_question_put_to_the_person_who_is_answered_asks_wherever_it_stands() -> None:
    ours = "Which version are you on? Meanwhile, try this. Clear the cache. Then restart it. We are sorry. ^MS"
    said = [
        {"text": "It crashes.", "author": "A"},
        {"text": ours, "author": "Staff", "role": "staff", "reply_to": "c1"},
        {"text": "Windows 10.", "author": "A", "reply_to": "c2"},
        {"text": ours, "author": "Staff", "role": "staff"},
    ]
    posts = responses(make_corpus(said)).set_index("comment_id")
    assert posts["asks"].to_dict() == {"c2": True, "c4": False}
    assert posts.loc["c2", "answer"] == 1
