from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualkit.text.redaction import Redacted, redact

_NAMES = ["Ann Lee", "wren_a"]
_PIECES = st.sampled_from(
    [
        "Ann Lee", "Hi Anna,", "Dear Mr", "Regards,\n", "ann@example.org", "at", "dot", "(at)", "07700 900417", "+44 7700 900417",
        "4111 1111 1111 1111", "GB82 WEST 1234 5698 7654 32", "@wren_a", "https://example.org/u/ann", "https://", "192.168.10.7",
        "2001:db8::1", "4 Mill Lane", "Hauptstraße 5", "460-89-9847", "[name]", "[phone]", "[e-mail", "]", "call", "order", "5",
        "12", " ", " ", "\n", ", ", ".", "-", "/", ":", "x", "box", "ext", "\x00", "👩🏾‍🌾", "ليس", "a\u0301", "Anna", "İ", "ß",
    ]
)  # fmt: skip
_TEXTS = st.one_of(
    st.text(max_size=60), st.lists(_PIECES, max_size=14).map("".join), st.lists(_PIECES, max_size=14).map(" ".join)
)


def _luhn_digit(digits: str) -> str:
    doubled = [int(sign) * (2 if n % 2 == 0 else 1) for n, sign in enumerate(reversed(digits))]
    return str(-sum(sum(divmod(one, 10)) for one in doubled) % 10)


def _grouped(digits: str, join: str) -> str:
    return join.join(digits[n : n + 4] for n in range(0, len(digits), 4))


def _iban(account: str) -> str:
    check = 98 - int(account + str(int("D", 36)) + str(int("E", 36)) + "00") % 97
    return f"DE{check:02}{account}"


_EMAILS = st.from_regex(
    r"[a-z]{1,8}([._+-][a-z0-9]{1,6})?@[a-z0-9]{1,8}(-[a-z]{1,4})?\.(com|org|de|co\.uk|museum)", fullmatch=True
)
_PHONES = st.one_of(
    st.from_regex(r"\+[1-9][0-9]{0,2} [0-9]{2,4} [0-9]{6}", fullmatch=True),
    st.from_regex(r"\+44 7700 900[0-9]{3}", fullmatch=True),
    st.from_regex(r"\+49[0-9]{9}", fullmatch=True),
)
_CARDS = st.tuples(
    st.sampled_from(["4", "51", "6011", "3530"]),
    st.text("0123456789", min_size=16, max_size=16),
    st.sampled_from(["", " ", "-"]),
).map(lambda drawn: (lambda body: _grouped(body + _luhn_digit(body), drawn[2]))((drawn[0] + drawn[1])[:15]))
_IBANS = st.tuples(st.text("0123456789", min_size=18, max_size=18), st.sampled_from(["", " "])).map(
    lambda drawn: _grouped(_iban(drawn[0]), drawn[1])
)


@given(_TEXTS)
def test_what_was_redacted_stays_as_it_is_when_redacted_again(text: str):
    once = redact(text, _NAMES).text
    assert redact(once, _NAMES).text == once


@given(_TEXTS)
def test_nothing_outside_the_spans_changes(text: str):
    found = redact(text, _NAMES)
    rebuilt, at = "", 0
    for mask in found.spans:
        assert at <= mask.start < mask.end <= len(text)
        rebuilt += text[at : mask.start] + f"[{mask.kind}]"
        assert found.text[mask.shown_start : mask.shown_end] == f"[{mask.kind}]"
        at = mask.end
    assert rebuilt + text[at:] == found.text


@given(_TEXTS, st.data())
def test_a_passage_keeps_its_open_characters_and_the_marks_it_touches(text: str, data: st.DataObject):
    found = redact(text, _NAMES)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left, right = found.locate(start, end)
    assert 0 <= left <= right <= len(found.text)
    assert _open(found, left, right) == "".join(
        text[n] for n in range(start, end) if not any(mask.start <= n < mask.end for mask in found.spans)
    )
    if start < end:
        touched = [mask for mask in found.spans if mask.start < end and start < mask.end]
        assert [mask for mask in found.spans if left <= mask.shown_start and mask.shown_end <= right] == touched


def _open(found: Redacted, left: int, right: int) -> str:
    return "".join(
        found.text[n]
        for n in range(left, right)
        if not any(mask.shown_start <= n < mask.shown_end for mask in found.spans)
    )


@given(_TEXTS, st.sampled_from([" ", "\n"]), st.one_of(_EMAILS, _PHONES, _CARDS, _IBANS), _TEXTS)
def test_what_is_planted_in_any_text_is_masked(before: str, blank: str, planted: str, after: str):
    text = f"{before}{blank}{planted}{blank}{after}"
    start = len(before) + 1
    found = redact(text)
    hidden = {n for mask in found.spans for n in range(mask.start, mask.end)}
    open_ones = [n for n in range(start, start + len(planted)) if n not in hidden and text[n].isalnum()]
    assert open_ones == []
