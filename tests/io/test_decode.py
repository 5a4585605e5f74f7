from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualkit.io import read_comments
from qualkit.io.decode import find_encoding

_GERMAN = "id,text\n1,Die Bücher kamen zu spät; schöne Grüße\n2,Größe passt nicht\n"
_FRENCH = "id;text\n1;Le café était très bon, c’est sûr\n2;J’ai payé 20 € de trop\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
@pytest.mark.parametrize("text", [_GERMAN, _FRENCH])
def test_usual_encodings_are_found_out_on_short_files(tmp_path: Path, codec: str, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(codec))
    expected = [line.split(";" if ";" in text[:4] else ",", 1)[1] for line in text.splitlines()[1:]]
    assert read_comments(path).frame["text"].tolist() == expected


def test_big_endian_with_a_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xfe\xff" + _GERMAN.encode("utf-16-be"))
    assert read_comments(path).frame["text"].iloc[1] == "Größe passt nicht"


def test_an_apostrophe_tells_windows_from_mac() -> None:
    assert find_encoding("don’t, it’s".encode("cp1252")).name == "cp1252"
    assert find_encoding("don’t, it’s".encode("mac_roman")).name == "mac_roman"


def test_an_eight_bit_guess_is_doubted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(_GERMAN.encode("cp1252"))
    problems = read_comments(path).problems
    assert problems["problem"].tolist() == ["encoding guessed"]
    assert problems["action"].tolist() == ["doubted"]


def test_a_few_broken_bytes_in_utf8_are_repaired_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\n1,schön und grün und süß\n2,na".encode() + b"\xefve\n")
    corpus = read_comments(path)
    assert corpus.frame["text"].tolist() == ["schön und grün und süß", "na\ufffdve"]
    assert corpus.problems.loc[corpus.problems["problem"] == "character that is none", "row"].tolist() == [2]


def test_the_encoding_can_be_stated(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\n1,Привет всем\n".encode("cp1251"))
    assert read_comments(path, encoding="cp1251").text("1") == "Привет всем"


@settings(deadline=None)
@given(st.text(min_size=1), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_whatever_is_utf8_comes_back_as_it_was(text: str, codec: str) -> None:
    data = ("id,text\n" + text.lstrip("\ufeff")).encode(codec)
    found = find_encoding(data)
    assert data.decode(found.name, found.errors) == ("id,text\n" + text.lstrip("\ufeff"))


@settings(deadline=None)
@given(
    st.text(st.characters(codec="ascii", exclude_characters="\x00"), min_size=1),
    st.sampled_from(["utf-16-le", "utf-16-be"]),
)
def test_wide_text_without_a_mark_comes_back_as_it_was(text: str, codec: str) -> None:
    data = ("id,text\n" + text).encode(codec)
    found = find_encoding(data)
    assert data.decode(found.name) == "id,text\n" + text


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_decoding_fail(data: bytes) -> None:
    found = find_encoding(data)
    data.decode(found.name, found.errors)
