"""What is read, what is parked, and why."""

from __future__ import annotations

import pytest

import qualkit as qk
from qualkit.testing import HashEmbedder, make_corpus
from qualkit.themes.reading.boilerplate import repeated
from qualkit.themes.reading.units import units_of
from tests.themes.conftest import SUBJECTS, subject_rows


def why(corpus: qk.Corpus, **asked: object) -> dict[str, str]:
    return dict(units_of(corpus, **asked).parked.to_numpy().tolist())  # type: ignore[arg-type]


def test_each_reason_for_parking_is_named() -> None:
    rows = [
        {"text": "N/A."},
        {"text": "👍👍"},
        {"text": "https://example.org 10/10"},
        {"text": "We are sorry to hear this.", "role": "staff"},
        {"text": "Ticket 4 was closed.", "role": "bot"},
        {"text": "The slot was late."},
    ]
    found = {"c1": "non-answer", "c2": "no words", "c3": "no words", "c4": "staff", "c5": "bot"}
    assert why(make_corpus(rows)) == found
    assert why(make_corpus(rows), include_staff=True) == {one: told for one, told in found.items() if told != "staff"}


def test_staff_become_themes_only_when_asked() -> None:
    rows = [*subject_rows(60), *({"text": f"{a} sorry team dm", "role": "staff"} for a in "abcdefghijklmnop")]
    corpus = make_corpus(rows)
    alone = qk.find_themes(corpus, n_themes=4, embedder=HashEmbedder(), progress=False)
    both = qk.find_themes(corpus, n_themes=4, embedder=HashEmbedder(), include_staff=True, progress=False)
    assert len(alone.assignments) == 60
    assert len(both.assignments) == 76
    assert any("dm" in terms or "sorry" in terms for terms in both.frame["terms"])


def test_a_form_of_one_writer_is_parked_but_its_first_use() -> None:
    form = "Thank you for your order number {}, it has been given to our carrier {} today."
    rows = [{"text": form.format(4000 + n, ("DHX", "UPZ")[n % 2]), "author": "Shop Robot"} for n in range(6)]
    rows += [{"text": "My order has been given to nobody so far, and I rang four times.", "author": "Shop Robot"}]
    assert why(make_corpus(rows)) == dict.fromkeys(["c2", "c3", "c4", "c5", "c6"], "repeated by one writer")


def test_what_many_people_say_alike_is_not_parked() -> None:
    text = "The evening slot was taken away from us without any word of warning."
    assert not any(repeated([text] * 20, [f"p{n}" for n in range(20)]))
    assert not any(repeated([text] * 20, [None] * 20))


def test_short_or_rare_repeats_are_not_parked() -> None:
    assert not any(repeated(["Still late."] * 20, ["p"] * 20))
    assert not any(repeated(["The evening slot was taken away from us without warning."] * 3, ["p"] * 3))


def test_segments_lie_where_they_say() -> None:
    texts = ["Slots are late. The price rose!\n> quoted words here\nSoup was good.", "n/a", "Just one"]
    corpus = make_corpus(texts)
    units = units_of(corpus, unit="segment")
    quotes = [
        corpus.quote(one, int(a), int(b)) for one, a, b in zip(units.comment_ids, units.starts, units.ends, strict=True)
    ]
    assert quotes == ["Slots are late.", "The price rose!", "Soup was good.", "Just one"]
    assert units.comment_ids == ["c1", "c1", "c1", "c3"]


def test_code_is_no_segment_and_empty_comments_stay_listed() -> None:
    corpus = make_corpus(["```\nfoo.bar();\n```\nIt broke.", "```\nx = 1\n```"])
    units = units_of(corpus, unit="segment")
    assert units.texts == ["It broke."]
    assert why(corpus, unit="segment") == {"c2": "no words"}


def test_a_comment_of_two_reasons_stands_in_two_themes_with_its_main_theme_first() -> None:
    slot, price = (" ".join(SUBJECTS[one][:5]) for one in ("slot", "price"))
    rows = subject_rows(90)
    rows.append(
        {"text": f"{price}. {slot}. {' '.join(SUBJECTS['slot'][3:])}.", "author": "Two Reasons", "subject": "both"}
    )
    corpus = make_corpus(rows)
    themes = qk.find_themes(corpus, unit="segment", n_themes=3, embedder=HashEmbedder(), progress=False)
    both = themes.assignments[themes.assignments["comment_id"] == "c91"]
    assert both["theme_id"].nunique() == 2
    assert len(both) == 3
    main = both["theme_id"].iloc[0]
    assert both["theme_id"].tolist() == [main, main, both["theme_id"].iloc[2]]
    assert corpus.quote("c91", *both.iloc[0][["start", "end"]].tolist()).startswith("delivery")
    assert themes.frame["n_comments"].sum() == 92
    assert themes.frame["n_people"].sum() == 92


def test_another_unit_is_refused() -> None:
    with pytest.raises(qk.QualkitError, match="no unit 'word'"):
        units_of(make_corpus(["a"]), unit="word")


def test_headings_of_a_form_and_pasted_code_are_not_read() -> None:
    form = "### Steps\n{}\n**Expected:**\n{}\nconst a = {{b: [c]}};\n"
    rows = [form.format(f"It broke {n} times.", f"Work, as on day {n}.") for n in range(4)] + [
        "# My own title\nIt rains."
    ]
    assert units_of(make_corpus(rows)).texts[3:] == ["It broke 3 times. Work, as on day 3.", "My own title It rains."]
    segments = units_of(make_corpus(rows), unit="segment").texts
    assert not {"Steps", "Expected:", "### Steps", "**Expected:**"} & set(segments)


def test_long_texts_that_a_writer_copies_into_another_conversation_are_parked() -> None:
    text = "We get a lot of tickets, so we close those that nobody has touched for {} days or more."
    spread = make_corpus(
        [{"text": text.format(n), "author": "Desk", "conversation_id": f"k{n}"} for n in (30, 60)]
        + [{"text": text.format(n), "author": f"Person {n}", "conversation_id": f"k{n}"} for n in (30, 60)]
    )
    assert why(spread) == {"c2": "repeated by one writer"}


def test_a_text_said_twice_in_one_conversation_is_read() -> None:
    text = "The evening slot was taken away from us without any warning at all last week."
    assert why(make_corpus([{"text": text, "author": "Ann", "conversation_id": "k1"}] * 2)) == {}


def test_messages_that_a_machine_signs_in_several_conversations_are_parked() -> None:
    rows = [
        {"text": "This issue has been automatically closed.", "author": "Stale", "conversation_id": "k1"},
        {"text": "**This is an automated message.** Please wait.", "author": "Stale", "conversation_id": "k2"},
        {"text": "This ticket was automatically closed. Why?", "author": "Ann", "conversation_id": "k1"},
        {"text": "I know this is an automated message, but my plan was automatically renewed!", "author": "Ann"},
    ]
    assert why(make_corpus(rows)) == {"c1": "automatic message", "c2": "automatic message"}
