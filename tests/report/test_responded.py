"""What came back to our own posts and questions, as the report tells it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from qualkit.errors import VerificationError
from qualkit.model import Study
from qualkit.report import compare_reports, verify, write_report
from qualkit.report.block import unpack
from qualkit.report.responded import responses_compared
from qualkit.testing import make_corpus, make_study


def _study(*said: dict[str, Any]) -> Study:
    return Study(make_corpus(said), key=b"k")


def _talk() -> Study:
    ours = {"role": "staff", "author": "Larder", "channel": "forum", "created": "2025-05-01T10:00:00Z"}
    theirs = {"role": "customer", "channel": "forum", "created": "2025-05-02T10:00:00Z"}
    return _study(
        {"text": "What made you stay?", **ours},
        {"text": "The leeks, mostly. Mail me at hanna@example.org", "author": "A", "reply_to": "c1", **theirs},
        {"text": "Not good enough.", "author": "B", "reply_to": "c1", **theirs},
        {"text": "Same here!", "author": "C", "reply_to": "c2", **theirs},
        {"text": "Thank you for asking", "author": "D", "reply_to": "c1", **theirs},
        {"text": "The vans are out.", **ours},
        {
            "text": "<script>alert(1)</script> the slots",
            "prompt": "Why did you leave?",
            "author": "E",
            "channel": "survey",
        },
    )


def _page(study: Study, tmp_path: Path, **options: Any) -> str:
    return write_report(study, tmp_path / "report.html", **options).read_text("utf-8")


def _words(page: str) -> str:
    section = page.split('<section id="responses"')[1].split("</section>")[0]
    shown = " ".join(re.sub(r"<[^>]+>", " ", section).split())
    return re.sub(r" ([,.:])", r"\1", shown)


def test_a_study_without_posts_or_prompts_has_no_such_section(tmp_path: Path) -> None:
    page = _page(_study({"text": "It was late.", "author": "A"}), tmp_path)
    assert 'id="responses"' not in page
    assert "#responses" not in page


def test_what_came_back_is_counted_in_people_of_those_who_replied_and_silence_has_its_base(tmp_path: Path) -> None:
    words = _words(_page(_talk(), tmp_path))
    assert "5 people are known to have replied" in words
    assert "Silence: to 1 of 3 nothing came back" in words
    for row in (
        "Answers to a question of ours 2 of 5 2 2 of 3",
        "Objections 1 of 5 1 1 of 3",
        "Thanks 1 of 5 1 1 of 3",
    ):
        assert row in words
    assert "4 people replied: 1 answered, 1 chimed in with another, 1 thanked, 1 objected." in words
    assert "The vans are out." in words.split("Silence")[-1]


def test_objections_are_read_first_and_every_reply_says_by_which_sign(tmp_path: Path) -> None:
    words = _words(_page(_talk(), tmp_path))
    assert words.index("Not good enough.") < words.index("Thank you for asking")
    assert "objection: “Not good enough” to us" in words


def test_its_words_are_masked_and_escaped_and_stand_in_conversation(tmp_path: Path) -> None:
    page = _page(_talk(), tmp_path)
    assert "hanna@example.org" not in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; the slots" in page
    assert "In conversation, turn 1 of 5" in _words(page)


@pytest.mark.parametrize("said_last", ["staff", "customer"])
def test_where_nearly_all_conversations_end_with_our_words_silence_is_doubted(said_last: str, tmp_path: Path) -> None:
    said = []
    for n in range(10):
        turns = [("customer", f"Person {n}"), ("staff", "Larder")]
        turns += [("customer", f"Person {n}")] if said_last == "customer" and n < 2 else []
        said += [
            {"text": f"Words {n} {m}", "author": who, "role": role, "conversation_id": f"t{n}", "channel": "feed"}
            for m, (role, who) in enumerate(turns)
        ]
    words = _words(_page(_study(*said), tmp_path))
    doubted = "10 of 10 conversations in which we answered end with our words. Where an export stops at our answer"
    assert (doubted in words) == (said_last == "staff")


def test_where_the_source_has_no_reply_links_it_is_unknown_and_no_silence(tmp_path: Path) -> None:
    words = _words(
        _page(
            _study(
                {"text": "Our new boxes are here.", "role": "staff", "channel": "feed"},
                {"text": "It was late.", "author": "A", "channel": "forum", "role": "customer"},
            ),
            tmp_path,
        )
    )
    assert "Silence: to 0 of 1 nothing came back" in words
    assert "Unknown: of 1 the source has no reply links" in words
    assert "unknown unknown 1 of 1" in words


def test_many_replies_are_capped_and_the_report_says_where_the_others_are(tmp_path: Path) -> None:
    replies = [
        {"text": f"Reason {n}.", "prompt": "Why?", "author": f"P {n}", "channel": "survey", "role": "customer"}
        for n in range(60)
    ]
    page = _page(_study(*replies), tmp_path)
    words = _words(page)
    assert "58 more replies" in words
    assert "20 more in the project." in words
    block = unpack(page.split('id="qualkit-passages">')[1].split("<")[0])
    assert [len(one) for name, one in block["lists"].items() if name.startswith("r-")] == [32]
    static = _words(_page(_study(*replies), tmp_path, interactive=False))
    assert "further passages are in the project, and not in this copy" in static


@pytest.mark.parametrize("interactive", [True, False])
def test_a_changed_quote_number_or_cell_of_it_is_found_and_named(tmp_path: Path, interactive: bool) -> None:
    study = _talk()
    path = write_report(study, tmp_path / "report.html", interactive=interactive)
    assert verify(path, study).whole_file
    page = path.read_text("utf-8")
    name = re.findall(r'(?:id|data-q)="(q-[0-9a-f]{12})">\n?<blockquote>Not good enough', page)[0]
    for old, new, place in (
        ("Not good enough.</bl", "Very good enough.</bl", name),
        ('data-count="responses.silent">1', 'data-count="responses.silent">2', "responses.silent"),
        ('<td class="n">2 of 5</td>', '<td class="n">3 of 5</td>', "chart responses"),
    ):
        assert old in page
        path.write_text(page.replace(old, new, 1), "utf-8", newline="")
        with pytest.raises(VerificationError, match=re.escape(place)):
            verify(path, study)


def test_built_twice_it_is_the_same(tmp_path: Path) -> None:
    assert _page(_talk(), tmp_path) == _page(_talk(), tmp_path / "again")


def test_two_reports_say_what_came_back_more_only_where_intervals_part(tmp_path: Path) -> None:
    old = (
        ("Thanks", "2 of 90", "2", "2 of 9"),
        ("Objections", "9 of 90", "9", "3 of 9"),
        ("Helping", "1 of 9", "1", "1"),
    )
    new = (("Thanks", "60 of 90", "60", "9 of 9"), ("Objections", "11 of 90", "9", "3 of 9"))
    assert [(one.words, one.change) for one in responses_compared(old, new)] == [
        ("Thanks", "More"),
        ("Objections", "no clear change"),
        ("Helping", "only in one"),
    ]
    words = _all(compare_reports(_talk(), _talk(), tmp_path / "both.html"))
    assert "How people responded" in words
    assert "no direction is claimed" in words


def test_without_posts_on_both_sides_nothing_is_compared(tmp_path: Path) -> None:
    plain = _study({"text": "It was late.", "author": "A"})
    assert "How people responded" not in _all(compare_reports(plain, make_study(), tmp_path / "both.html"))


def _all(path: Path) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", path.read_text("utf-8")).split())


def test_a_question_asked_in_several_channels_is_laid_to_none_of_them(tmp_path: Path) -> None:
    asked = {"prompt": "Why?", "role": "customer"}
    study = _study(
        {"text": "The slots.", "author": "A", "channel": "mail", **asked},
        {"text": "The price.", "author": "B", "channel": "app", **asked},
    )
    words = _words(_page(study, tmp_path))
    assert "several channels, asking 1 0 2 2" in words
    assert "mail, asking" not in words


def test_one_long_conversation_is_opened_once_before_the_others_were(tmp_path: Path) -> None:
    said: list[dict[str, Any]] = []
    for talk, turns in (("long", 8), *((f"t{n}", 1) for n in range(5))):
        for n in range(turns):
            said.append({"text": f"Question {talk} {n}?", "author": "Us", "role": "staff", "conversation_id": talk})
            reply = {"text": f"Answer {n}", "author": talk, "conversation_id": talk, "reply_to": f"c{len(said)}"}
            said.append(reply)
    page = _words(_page(_study(*said), tmp_path))
    assert all(f"Question t{n} 0?" in page for n in range(5))


def test_of_answers_by_people_unknown_no_chart_of_people_is_drawn(tmp_path: Path):
    study = _study(*({"text": f"It was late {k}.", "prompt": "Why?"} for k in range(3)))
    page = _page(study, tmp_path)
    assert 'data-kind="counts" data-drawn="0"' in page
    assert "0 of 0" not in page
    assert "3</b> replies came back, by people unknown" in page
