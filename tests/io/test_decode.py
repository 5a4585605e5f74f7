from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualkit.errors import ReadError
from qualkit.io import read_comments
from qualkit.io.decode import find_encoding, mended

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


def test_a_short_file_in_utf8_with_some_nuls_is_not_taken_for_utf16(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    said = "The price went up and then \x00 went down."
    data = f"id,text\n1,{said}\n2,{said}\n".encode()
    assert (len(data) % 2, data[::2].count(0), data[1::2].count(0)) in [
        (0, 2, 0),
        (0, 0, 2),
    ]  # as wide letters have them
    path.write_bytes(data)
    corpus = read_comments(path)
    assert corpus.frame["text"].tolist() == [said, said]
    assert corpus.problems["problem"].tolist() == ["NUL in text", "NUL in text"]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", ["Привет всем, спасибо", "上海上海的上面，很好", "شكرا لكم", "fine"])
def test_wide_text_of_any_script_is_found_out_without_a_mark(said: str, codec: str) -> None:
    text = f"id,text\n1,{said}\n2,{said}\n"
    assert find_encoding(text.encode(codec)).name == codec


def test_a_file_half_of_whose_letters_are_utf8_by_chance_is_not_taken_for_utf8() -> None:
    text = "Grüße an alle, die heute dort waren: Ã¼"  # the last two signs are what UTF-8 writes for one
    found = find_encoding(text.encode("cp1252"))
    assert text.encode("cp1252").decode(found.name, found.errors) == text


def test_an_eight_bit_guess_is_doubted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(_GERMAN.encode("cp1252"))
    problems = read_comments(path).problems
    assert problems["problem"].tolist() == ["encoding guessed"]
    assert problems["action"].tolist() == ["doubted"]


def test_a_stray_windows_byte_in_utf8_is_read_and_listed_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,author,text\n1,Zoë,schön und grün und süß\n2,Ren".encode() + b"\xe9e,na\xefve\n")
    corpus = read_comments(path)
    assert corpus.frame["text"].tolist() == ["schön und grün und süß", "naïve"]
    assert corpus.frame["author"].tolist() == ["Zoë", "Renée"]
    listed = corpus.problems[corpus.problems["problem"] == "byte of another encoding"]
    assert listed[["row", "column", "action"]].values.tolist() == [[2, "author", "repaired"], [2, "text", "repaired"]]
    assert listed["detail"].iloc[1] == "byte EF read as 'ï', as Windows (cp1252) writes it"


@pytest.mark.parametrize(
    ("stray", "read"),
    [
        (b"don\x92t", "don’t"),
        (b"caf\xe9, s\xfc\xdf", "café, süß"),
        (b"\x93so\x94", "“so”"),
        (b"caf\xc3", "caf\ufffd"),  # what is left of "café"
        (b"good \xf0\x9f\x98", "good \ufffd\ufffd\ufffd"),
        (b"a\x81b", "a\ufffdb"),  # no character of cp1252
    ],
)
def test_a_stray_byte_is_read_only_where_it_cannot_be_the_rest_of_a_cut_character(stray: bytes, read: str) -> None:
    text, details = mended(stray.decode("utf-8", "surrogateescape"))
    assert text == read
    assert details


def test_stray_bytes_in_json_are_listed_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"id": "1", "text": "schön und grün"}\n{"id": "2", "text": "na'.encode() + b'\xefve"}\n')
    corpus = read_comments(path)
    assert corpus.text("2") == "naïve"
    assert corpus.problems["problem"].tolist() == ["encoding guessed", "byte of another encoding"]
    assert corpus.problems["detail"].iloc[1].startswith("line 2 of the file: byte EF")


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
@pytest.mark.parametrize("encoding", ["klingon", "rot13", "hex", ""])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_text('[{"id": 1, "text": "a"}]' if name == "a.json" else "id,text\n1,a\n")
    with pytest.raises(ReadError, match="no text encoding"):
        read_comments(path, encoding=encoding)


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_a_stated_encoding_that_does_not_fit_is_refused_wherever_the_first_misfit_stands(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    rows = ['{"id": "%d", "text": "quite good"}', "%d,quite good"][name == "a.csv"]
    many = [rows % n for n in range(20_000)] + [rows.replace("good", "schön") % 20_000]
    path.write_text(("[" + ",\n".join(many) + "]") if name == "a.json" else "\n".join(["id,text", *many]), "utf-8")
    with pytest.raises(ReadError, match="not in the encoding 'ascii'"):
        read_comments(path, encoding="ascii")


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
