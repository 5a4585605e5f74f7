from __future__ import annotations

import time
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualkit.errors import QualkitError
from qualkit.text.redaction import Redactor, redact
from qualkit.text.redaction_review import redaction_review


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail ruth.amberley@example.org if", "mail [e-mail] if"),
        ("It is ann@mail.example.co.uk.", "It is [e-mail]."),
        ("ann+box@example.org", "[e-mail]"),
        ("ann (at) example (dot) org", "[e-mail]"),
        ("call 07700 900417 tonight", "call [phone] tonight"),
        ("07700900417", "[phone]"),
        ("on 020 7946 0118?", "on [phone]?"),
        ("01632 960 441, it's the office", "[phone], it's the office"),
        ("+44 7700 900417", "[phone]"),
        ("+49 (0)30 123456-78", "[phone]"),
        ("0049 30 12345678", "[phone]"),
        ("(555) 010-4477", "[phone]"),
        ("555-010-4477 x12", "[phone]"),
        ("my number is 5550104", "my number is [phone]"),
        ("llámame al teléfono 612 345 678", "llámame al teléfono [phone]"),
        ("رقم ٠٧٧٠٠٩٠٠٤١٧", "رقم [phone]"),
        ("@wren_ashdown how lovely", "[handle] how lovely"),
        ("ask @kit.pemberly.", "ask [handle]."),
        ("see https://example.org/u/ann?token=1 now", "see [link] now"),
        ("card 4111 1111 1111 1111", "card [card number]"),
        ("GB82 WEST 1234 5698 7654 32", "[account number]"),
        ("gb82west12345698765432", "[account number]"),
        ("from 192.168.10.7 today", "from [network address] today"),
        ("4 Chandler's Row, Hallowby", "[address], Hallowby"),
        ("it is 460-89-9847", "it is [ID number]"),
    ],
)
def test_what_points_at_a_person_is_masked(text: str, shown: str):
    assert redact(text).text == shown


@pytest.mark.parametrize(
    "text",
    [
        "order LB-48213 and LB 48213",
        "Order no. 48213377",
        "ref: 0123456789",
        "£33.50, 29 to 33, 1,200.00 pounds, 3 000 000 boxes",
        "on 03.05.2025 or 2025-05-03 or 3/5/2025",
        "between 18:00-20:00, 8 to 8, 12h shifts",
        "the app 5.0.1 of 2025",
        "see www.example.org or https://example.org/",
        "meet @ 5pm, @ home, a@b",
        "5 stars, 4111 1111 1111 1112 boxes",
        "I work 9-5 and have 2 children, 14 and 11.",
        "100 200 300",
        "#123456",
    ],
)
def test_order_numbers_prices_dates_and_times_stay(text: str):
    assert redact(text).text == text


def test_full_names_are_masked_in_any_case_and_parts_where_capitalised():
    names = ["Harriet Noakes"]
    assert redact("harriet noakes, Harriet, Noakes's, harriet", names).text == "[name], [name], [name]'s, harriet"


def test_a_first_name_of_two_letters_is_masked_and_a_word_of_two_letters_is_not():
    names = ["Jo Ellery", "An Nguyen"]
    assert redact("Jo, may I ask? An hour. AN NGUYEN", names).text == "[name], may I ask? An hour. [name]"


def test_neighbouring_names_become_one_mark():
    assert redact("Thanks, Jean Harriet!", ["Harriet Noakes", "Jean Poll"]).text == "Thanks, [name]!"


def test_a_staff_first_name_is_masked_without_the_firm_in_brackets():
    assert redact("Maureen from Larder rang", ["Maureen (Larder)"]).text == "[name] from Larder rang"


def test_offices_are_no_people():
    assert (
        redact("The Support Team of Larder", ["Larder Support", "Customer Care"]).text == "The Support Team of Larder"
    )


def test_handles_and_nicknames_are_masked_without_their_sign():
    assert redact("ask celeriac_dave or Hedgewitch", ["celeriac_dave", "@hedgewitch"]).text == "ask [name] or [name]"


def test_a_nickname_of_everyday_words_is_masked_only_as_a_whole():
    assert (
        redact("Nan of Stowe Cross said: my Nan in Stowe", ["Nan of Stowe Cross"]).text
        == "[name] said: my Nan in Stowe"
    )


def test_a_name_that_is_mostly_an_everyday_word_is_masked_only_in_full():
    texts = ["the price", "price rise", "that price", "Price went up"]
    redactor = Redactor.for_names(["Will Price"], texts)
    assert redactor.redact("Price! said Will Price").text == "Price! said [name]"


def test_names_in_other_scripts_are_masked():
    assert redact("شكرا سلمى الحدّاد", ["سلمى الحدّاد"]).text.endswith("[name]")


def test_a_passage_is_found_again_behind_a_mask():
    found = redact("Mail ann@example.org and ring 07700 900417 tonight")
    start, end = found.locate(43, 50)
    assert found.text[start:end] == "tonight"


def test_a_passage_that_cuts_through_a_mask_gets_the_whole_mark():
    found = redact("Mail ann@example.org today")
    assert found.text[slice(*found.locate(0, 8))] == "Mail [e-mail]"
    assert found.text[slice(*found.locate(8, 26))] == "[e-mail] today"
    assert found.text[slice(*found.locate(6, 10))] == "[e-mail]"


_PIECES = st.lists(
    st.sampled_from(["Ann Lee", "ann@example.org", "07700 900417", "@wren_a", " ", ", ", "box", "👩🏾‍🌾", "\n", "ليس"]),
    max_size=12,
)


@given(_PIECES, st.data())
def test_every_passage_keeps_its_unmasked_characters_and_no_others(pieces: list[str], data: st.DataObject):
    text = "".join(pieces)
    found = redact(text, ["Ann Lee"])
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left, right = found.locate(start, end)
    masked = {n for mask in found.spans for n in range(mask.start, mask.end)}
    kept = "".join(text[n] for n in range(start, end) if n not in masked)
    marks = {n for mask in found.spans for n in range(mask.shown_start, mask.shown_end)}
    assert kept == "".join(found.text[n] for n in range(left, right) if n not in marks)
    if start < end:
        inside = [mask for mask in found.spans if mask.start < end and start < mask.end]
        assert [mask for mask in found.spans if left <= mask.shown_start and mask.shown_end <= right] == inside


@given(st.text(max_size=80))
def test_spans_lie_in_order_and_rebuild_the_text(text: str):
    found = redact(text, ["Ann Lee"])
    rebuilt, at = "", 0
    for mask in found.spans:
        assert at <= mask.start < mask.end
        rebuilt += text[at : mask.start] + f"[{mask.kind}]"
        assert found.text[mask.shown_start : mask.shown_end] == f"[{mask.kind}]"
        at = mask.end
    assert rebuilt + text[at:] == found.text


@pytest.mark.parametrize(
    "text", ["a" * 60_000, "1" * 60_000, "1 " * 30_000, "@" * 60_000, "a.b" * 20_000, "(1" * 30_000, "A1 " * 20_000]
)
def test_long_monotonous_texts_take_no_time(text: str):
    begun = time.process_time()
    redact(text, ["Ann Lee"])
    assert time.process_time() - begun < 3


ODD = [pd.Series([1.0]), pd.Series(["a", None]), range(3), 5, None, b"a", str.upper]


@pytest.mark.parametrize("odd", [*ODD, iter], ids=lambda one: type(one).__name__)
def test_names_and_words_that_are_no_texts_are_one_plain_error(odd: Any):
    for call in (
        lambda given: redact("Ann", given),
        Redactor.for_names,
        lambda given: Redactor.for_names([], given),
        lambda given: Redactor.for_names([], keep=given),
        lambda given: redaction_review(["Ann"], names=given),
    ):
        with pytest.raises(QualkitError, match="It takes several texts"):
            call(iter([1]) if odd is iter else odd)


def test_one_name_alone_is_masked_whole():
    assert redact("Ask for Dorka now", "Dorka").text == "Ask for [name] now"
    assert Redactor.for_names("Dorka").redact("Ask for Dorka now").text == "Ask for [name] now"
    assert redaction_review(["Ask for Dorka now"], names="Dorka")["words"].tolist() == ["[name]"]


def test_only_texts_are_redacted():
    with pytest.raises(QualkitError, match="`text` is 5"):
        Redactor().redact(5)  # type: ignore[arg-type]
    with pytest.raises(QualkitError, match="`nlp` is a list"):
        Redactor(nlp=[])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown", "masked"),
    [
        ("12 High Street@kim_lee", "[address][handle]", ["12 High Street", "@kim_lee"]),
        ("Ann Lee@kim_lee rang", "[name][handle] rang", ["Ann Lee", "@kim_lee"]),
        ("07700900123-192.168.0.1", "[phone]-[network address]", ["07700900123", "192.168.0.1"]),
    ],
)
def test_what_stood_too_close_to_something_masked_is_masked_in_its_turn(
    text: str, shown: str, masked: list[str]
) -> None:
    found = redact(text, ["Ann Lee"])
    assert found.text == shown
    assert [text[one.start : one.end] for one in found.spans] == masked
