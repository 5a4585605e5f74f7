import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualkit.errors import CodebookError, NotFoundError, PassageError, QualkitError
from qualkit.model import COLUMNS, Code, Codebook, Corpus
from qualkit.project.records import codes_of, codings_of

BOOK = Codebook((Code("k1", "price"),))


def corpus_of(text):
    row = dict.fromkeys(COLUMNS) | {"comment_id": "c", "conversation_id": "c", "text": text}
    return Corpus(pd.DataFrame([row], dtype=object))


@given(st.text(alphabet=st.sampled_from("ab 👩🏽\u200d🦰é\u0301\r\nש"), min_size=1, max_size=12), st.data())
def test_a_quote_is_found_where_it_stands_or_the_choice_is_asked_for(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    places = [n for n in range(len(text)) if text.startswith(quote, n)]
    row = {"code": "price", "comment_id": "c", "quote": quote}
    (told,) = codings_of([row | {"start": start}], corpus_of(text), BOOK)
    assert (told.start, told.end, told.code_id) == (start, end, "k1")
    if len(places) == 1:
        (found,) = codings_of([row], corpus_of(text), BOOK)
        assert (found.start, found.end) == (start, end)
    else:
        with pytest.raises(PassageError, match=f"{len(places)} times"):
            list(codings_of([row], corpus_of(text), BOOK))


def test_code_ids_of_another_project_are_passed_over_for_the_name():
    row = {"code": "price", "code_id": "elsewhere", "comment_id": "c", "start": 0, "end": 1}
    (told,) = codings_of([row], corpus_of("abc"), BOOK)
    assert told.code_id == "k1"


def test_codes_with_missing_cells_are_read_from_a_table():
    frame = pd.DataFrame({"name": [" dates ", "late"], "parent": [None, "dates"], "example": ["x", None]})
    dates, late = codes_of(frame, BOOK, iter(["n1", "n2"]).__next__)
    assert (dates.name, dates.parent, dates.example) == ("dates", None, "x")
    assert (late.parent, late.example) == ("n1", "")


@pytest.mark.parametrize("row", [{"code": "prise", "comment_id": "c"}, {"code": "price", "comment_id": "d"}])
def test_a_row_that_names_nothing_is_named_itself(row):
    rows = [{"code": "price", "comment_id": "c", "start": 0, "end": 1}, row | {"start": 0, "end": 1}]
    with pytest.raises(NotFoundError, match=r"There is no .*Where: row 2"):
        list(codings_of(rows, corpus_of("abc"), BOOK))


def test_codes_above_each_other_are_refused_as_what_they_are():
    rows = [{"name": "b", "parent": "a"}, {"name": "a", "parent": "b"}, {"name": "late"}]
    with pytest.raises(CodebookError, match=r"circle. Where: a, b"):
        codes_of(rows, BOOK, iter("12345").__next__)
    with pytest.raises(NotFoundError, match="no code 'z'"):
        codes_of([*rows, {"name": "y", "parent": "z"}], BOOK, iter("12345").__next__)


@pytest.mark.parametrize("given", [None, "codings.csv", {"code": "price"}])
def test_what_is_no_table_is_refused(given):
    with pytest.raises(QualkitError, match=r"no table.*DataFrame"):
        list(codings_of(given, corpus_of("abc"), BOOK))


def test_a_code_that_is_no_text_does_not_exist():
    for name in (None, float("nan"), 3):
        with pytest.raises(NotFoundError, match="Available: price"):
            BOOK.find(name)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("late, late", {"quote": "late", "start": -4}),  # text[-4:] is the quote, and no position
        ("late, late", {"quote": "late", "start": 6, "end": 9}),
        ("late, late", {"quote": "late", "start": 6, "end": 11}),
        ("late, late", {"quote": "Late", "start": 0}),
        ("late, late", {"start": -4, "end": 10}),
        ("late, late", {"start": 4, "end": 4}),
        ("late, late", {"start": 0, "end": 11}),
        ("late, late", {"start": 0}),
    ],
    ids=str,
)
def test_positions_that_do_not_fit_the_words_are_refused(text, place):
    with pytest.raises(PassageError, match="row 1, comment 'c'"):
        list(codings_of([{"code": "price", "comment_id": "c", **place}], corpus_of(text), BOOK))


def test_places_that_overlap_are_several():
    with pytest.raises(PassageError, match=r"2 times.*start: 0, 2"):
        list(codings_of([{"code": "price", "comment_id": "c", "quote": "aha"}], corpus_of("ahaha"), BOOK))


def test_the_id_of_a_code_that_was_merged_means_the_one_that_it_is_now():
    book = Codebook((Code("k1", "price"), Code("k3", "fees")), {"k2": "k1"})
    row = {"code": "fees", "code_id": "k2", "comment_id": "c", "start": 0, "end": 1}
    assert [one.code_id for one in codings_of([row], corpus_of("abc"), book)] == ["k1"]
