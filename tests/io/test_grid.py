from __future__ import annotations

from pathlib import Path

import pytest

from qualkit.io import read_comments
from qualkit.io.grid import find_dialect


def _read(folder: Path, text: str, name: str = "a.csv") -> tuple[list[str], list[list[object]]]:
    path = folder / name
    path.write_bytes(text.encode())
    corpus = read_comments(path)
    return corpus.frame["text"].tolist(), corpus.problems[["row", "problem", "action"]].values.tolist()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "text", "n"], ["1", "good, but; dear | late", "4"], ["2", "fine", "5"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert _read(tmp_path, text)[0] == ["good, but; dear | late", "fine"]


def test_commas_in_a_file_of_one_column_part_nothing(tmp_path: Path) -> None:
    assert _read(tmp_path, "comment\nGood, but dear, and late\nFine\n")[0] == ["Good, but dear, and late", "Fine"]


def test_line_breaks_and_quotes_in_a_cell_stay_as_written(tmp_path: Path) -> None:
    texts, problems = _read(tmp_path, 'id,text\r\n1,"one\r\ntwo\nthree ""four"""\r\n')
    assert texts == ['one\r\ntwo\nthree "four"']
    assert problems == []


def test_quotation_marks_that_enclose_nothing_are_text(tmp_path: Path) -> None:
    text = 'id\ttext\n1\t"hello, he said\n2\tsize 5" box\n3\t"whole" thing\n4\tplain\n'
    assert _read(tmp_path, text, "a.tsv")[0] == ['"hello, he said', 'size 5" box', '"whole" thing', "plain"]


def test_rows_too_long_and_too_short_are_set_aside_and_listed(tmp_path: Path) -> None:
    texts, problems = _read(tmp_path, "id,text,n\n1,a b,1\n2,c,d,e\n3,f\n4,g h,2\n")
    assert texts == ["a b", "g h"]
    assert problems == [[2, "row too long", "set aside"], [3, "row too short", "set aside"]]


def test_empty_cells_beyond_the_last_name_lose_nothing(tmp_path: Path) -> None:
    assert _read(tmp_path, "id,text\n1,a b,\n2,c d,,\n") == (["a b", "c d"], [])


def test_lines_above_the_header_are_listed(tmp_path: Path) -> None:
    text = "Complaints\n\nDownloaded in May\nid,narrative,n\n1,They charged me twice,4\n2,Late again and again,5\n"
    texts, problems = _read(tmp_path, text)
    assert texts == ["They charged me twice", "Late again and again"]
    assert [one[1] for one in problems] == ["line above the header", "line above the header"]


def test_blanks_around_names_are_repaired(tmp_path: Path) -> None:
    texts, problems = _read(tmp_path, "id , text \n1,a b\n")
    assert texts == ["a b"]
    assert {one[1] for one in problems} == {"blanks around a column name"}


def test_repeated_names_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text,Label,Label\n1,a b,x,y\n")
    corpus = read_comments(path)
    assert corpus.frame[["Label", "Label_2"]].values.tolist() == [["x", "y"]]
    assert corpus.problems["problem"].tolist() == ["column name repeated"]


def test_an_unclosed_quotation_mark_is_doubted(tmp_path: Path) -> None:
    rows = "".join(f'{n},"text {n}"\n' for n in range(2000, 42000))
    texts, problems = _read(tmp_path, "id,text\n" + rows + '9,"never closed\n10,x\n')
    assert texts[-1] == "never closed\n10,x\n"
    assert problems == [[40001, "quotation mark never closed", "doubted"]]


def test_numbers_are_numbers_and_ids_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text,stars,zip,score,ward id\n1,a b,4,01234,1.5,7\n2,c d,,99,2,8\n")
    frame = read_comments(path).frame
    assert frame["stars"].dtype == "float64"
    assert frame["zip"].tolist() == ["01234", "99"]
    assert frame["score"].tolist() == [1.5, 2.0]
    assert frame["ward id"].tolist() == ["7", "8"]


def test_a_column_with_codes_among_numbers_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text,criticality\n1,a b,4\n2,c d,-o\n3,e f,SS\n")
    assert read_comments(path).frame["criticality"].tolist() == ["4", "-o", "SS"]


def test_tab_separated_is_taken_at_its_word() -> None:
    assert find_dialect("text, more\nx\n", "tsv").delimiter == "\t"


def test_a_cell_longer_than_the_csv_module_takes_is_read_whole(tmp_path: Path) -> None:
    long = "The day does not fit. " * 10_000
    texts, problems = _read(tmp_path, f'id;text\n1;"{long}"\n2;short\n')
    assert texts == [long, "short"]
    assert problems == []
