from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from qualkit.errors import NotFoundError, QualkitError, VerificationError
from qualkit.model import CODING_COLUMNS, Code, Codebook, CounterSearch, Description, Study, Verdict
from qualkit.model.visible import visible
from qualkit.report.export import export
from qualkit.report.export.border import Border
from qualkit.report.export.cells import delimited, iso, joined, listed, split
from qualkit.report.export.columnar import columnar
from qualkit.report.export.formulas import unmarked
from qualkit.report.export.schema import TABLES
from qualkit.report.export.structured import structured
from qualkit.report.export.tables import build
from qualkit.report.export.workbook import workbook
from qualkit.report.voices import Voices
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study, make_themes

ALL = (".xlsx", ".csv", ".parquet", ".json", ".md", ".docx")
# Surrogates, controls, direction, line ends of two characters, signs of formulas and of markup, and what gets masked.
TEXTS = st.lists(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(
            [
                "\r\n",
                "\r",
                "\n",
                "\x00",
                "\ud83d",
                "\u202e",
                "=",
                "'",
                '"',
                ",",
                ";",
                "\\",
                "_x000D_",
                " ann@example.org ",
            ]
        ),
    ),
    min_size=1,
    max_size=25,
).map("".join)


def rich() -> Study:
    """A study with everything that an export can hold."""
    study = make_study()
    person = study.corpus.frame["person_id"].iloc[0]
    finding = replace(
        study.findings[0],
        about=("k-late", "t1"),
        verdicts=(
            Verdict("v1", person, "yes", "Just so, mail hanna@example.org", "ana"),
            Verdict("v2", None, "no", "", "ana"),
        ),
        searches=(CounterSearch("ben", "2025-12-02T09:00:00Z", 12, "Two of them against."),),
        scope="Forum, May",
        whom="Hanna Ferris",
    )
    table = study.corpus.frame.assign(plan=["duo", "solo", None, "duo", "duo"], rating=[1.0, None, 2.5, 3, 4])
    corpus = replace(study.corpus, table=table)
    return replace(
        study,
        corpus=corpus,
        findings=(finding,),
        themes=make_themes(corpus, {"slots and evenings": ["c1", "c3"], "Hanna evenings": ["c4"]}),
        description=Description("Why?", "Prices", "What they did", {"forum": "Few leave in public."}, "Leaving"),
    )


def hostile(texts: list[str]) -> Study:
    """Texts as they can be only in a column of objects, each coded over a stretch of it."""
    corpus = make_corpus([{"text": "x", "author": f"Author{n}"} for n in range(len(texts))])
    table = corpus.frame
    table["text"] = pd.Series(texts, dtype="object")
    corpus = replace(corpus, table=table)
    rows = []
    for n, text in enumerate(texts, start=1):
        start, end = len(text) // 3, len(text) - len(text) // 4
        row = (f"k{n}", f"c{n}", start, end, text[start:end], "code", "k", "ana", "2025-12-01T09:00:00Z", "", None)
        rows.append(row)
    codings = pd.DataFrame(rows, columns=list(CODING_COLUMNS), dtype="object")
    return make_study(corpus, codebook=Codebook().add(Code("k", "code")), codings=codings)


def _table(study: Study, what: str, **options: Any) -> pd.DataFrame:
    return build(Border(study, **{"redact": True, **options}), what)


def _json(study: Study, tmp_path: Path, **options: Any) -> Any:
    return json.loads(Path(str(export(study, tmp_path / "all.json", **options))).read_text("utf-8"))


def _read_csv(content: bytes, excel_safe: bool = True) -> list[list[str]]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig" if excel_safe else "utf-8"), newline=""))
    return [[unmarked(cell) if excel_safe else cell for cell in row] for row in rows]


def _as_cells(frame: pd.DataFrame) -> list[list[str]]:
    def cell(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, list):
            return joined(value)
        if hasattr(value, "isoformat"):
            return iso(value)
        return value if isinstance(value, str) else repr(value)

    return [list(frame.columns), *[[cell(value) for value in row] for row in listed(frame)]]


def _all_bytes(path: Path) -> bytes:
    if path.suffix not in {".xlsx", ".docx"}:
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("suffix", ALL)
def test_each_suffix_makes_a_file_and_the_same_bytes_again(suffix: str, tmp_path: Path) -> None:
    first = export(rich(), tmp_path / "a" / f"one{suffix}")
    assert isinstance(first, Path)
    second = export(rich(), tmp_path / "b" / f"two{suffix.upper()}")
    assert first.read_bytes() == second.read_bytes()  # type: ignore[union-attr]
    assert not list(tmp_path.rglob("*.part"))


def test_office_files_tell_no_time(tmp_path: Path) -> None:
    for suffix in (".xlsx", ".docx"):
        path = Path(str(export(rich(), tmp_path / f"one{suffix}")))
        with zipfile.ZipFile(path) as parts:
            assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        content = _all_bytes(path)
        assert b"dcterms:modified" not in content
        assert b"dcterms:created" not in content


def test_an_unknown_suffix_names_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(QualkitError, match=r"to \.ods.*\.xlsx, \.csv, \.parquet, \.json, \.md, \.docx"):
        export(rich(), tmp_path / "a.ods")
    with pytest.raises(QualkitError, match="without a suffix"):
        export(rich(), tmp_path / "a")


def test_an_unknown_table_and_a_table_of_a_whole_format_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="Did you mean 'codings'"):
        export(rich(), tmp_path / "a.csv", what="coding")
    with pytest.raises(QualkitError, match="holds everything"):
        export(rich(), tmp_path / "a.json", what="codings")
    assert list(tmp_path.iterdir()) == []


def test_csv_holds_the_codings_unless_told_otherwise(tmp_path: Path) -> None:
    path = export(rich(), tmp_path / "a.csv")
    assert _read_csv(Path(str(path)).read_bytes())[0] == [key.name for key in TABLES["codings"]]


def test_several_tables_make_several_files(tmp_path: Path) -> None:
    paths = export(rich(), tmp_path / "a.parquet", what=["findings", "codebook"])
    assert [path.name for path in paths] == ["a-findings.parquet", "a-codebook.parquet"]  # type: ignore[union-attr]


@pytest.mark.parametrize("suffix", ALL)
@pytest.mark.parametrize("redact", [True, False])
def test_no_author_and_no_person_id_is_in_any_file(suffix: str, redact: bool, tmp_path: Path) -> None:
    study = rich()
    what = list(TABLES) if suffix in {".csv", ".parquet"} else None
    found = export(study, tmp_path / f"a{suffix}", what=what, redact=redact)
    content = b"".join(_all_bytes(one) for one in ([found] if isinstance(found, Path) else found))
    frame = study.corpus.frame
    for secret in [*frame["person_id"].dropna(), "Ferris", "Platt", "Rita Sol"]:
        if not redact and secret == "Ferris":
            continue  # an analyst wrote that name
        assert secret.encode() not in content, secret


@pytest.mark.parametrize("suffix", ALL)
def test_nothing_that_points_at_a_person_is_in_a_redacted_file(suffix: str, tmp_path: Path) -> None:
    study = rich()
    what = list(TABLES) if suffix in {".csv", ".parquet"} else None
    found = export(study, tmp_path / f"a{suffix}", what=what)
    paths = [found] if isinstance(found, Path) else found
    # Parquet is compressed: what its tables hold is in the CSV files as well.
    content = b"".join(_all_bytes(one) for one in paths if one.suffix != ".parquet").decode("utf-8", "replace")
    for secret in ("Hanna", "hanna", "Ferris", "Ines", "Owen", "2025-05-03", "v-c1", study.findings[0].finding_id):
        assert secret not in content, secret
    assert not re.search(r"(?<![\w-])c[1-5](?!\w)", content) or suffix in {".xlsx", ".docx"}


def test_people_have_the_names_that_they_have_in_the_report() -> None:
    study = rich()
    voices = Voices(study, redact=True)
    table = _table(study, "conversations")
    told = dict(zip(table["comment_id"], table["person"], strict=True))
    for comment_id in study.corpus.frame["comment_id"]:
        byline = voices.byline(study.corpus.comment(comment_id))
        assert told[voices.ref("comment", comment_id)] == byline.who


def test_a_person_unknown_is_missing_and_not_one_more_person() -> None:
    assert _table(make_study(make_corpus(["a", "b"])), "conversations")["person"].isna().all()


def test_passages_carry_the_permalinks_of_the_report() -> None:
    study = rich()
    one = study.findings[0].evidence[0]
    quote = Voices(study, redact=True).quote(one.comment_id, one.start, one.end)
    for redact in (True, False):
        assert _table(study, "evidence", redact=redact)["passage"].iloc[0] == f"q-{quote.quote_id}"
        assert _table(study, "evidence", redact=redact)["quote"].iloc[0] == quote.text


def test_ids_and_hours_are_the_projects_own_only_without_redaction() -> None:
    study = rich()
    masked, own = (_table(study, "conversations", redact=redact) for redact in (True, False))
    assert set(own["comment_id"]) == set(study.corpus.frame["comment_id"])
    assert not set(masked["comment_id"]) & set(own["comment_id"])
    assert masked["said"].isna().all()
    assert own["said"].notna().all()
    assert set(masked["month"]) == {"2025-05"}


def test_variables_are_left_out_when_redacted_and_typed_when_not(tmp_path: Path) -> None:
    masked, own = (_table(rich(), "conversations", redact=redact) for redact in (True, False))
    assert "plan" not in masked
    assert own["rating"].dtype == "float64"
    assert own["plan"].dropna().tolist() == ["duo", "solo", "duo", "duo"]
    found = _json(rich(), tmp_path)
    assert found["redaction"]["left_out"] == ["plan", "rating"]
    assert _json(rich(), tmp_path, redact=False)["conversations"][0]["variables"] == {"plan": "duo", "rating": 1.0}


def test_a_variable_called_like_a_column_stands_beside_it() -> None:
    study = make_study(make_corpus([{"text": "a", "turn": 9, "said": "b"}]))
    table = _table(study, "conversations", redact=False)
    assert table[["turn (2)", "said (2)"]].to_numpy().tolist() == [[9, "b"]]


def test_positions_refer_to_the_redacted_text() -> None:
    corpus = make_corpus([{"text": "Mail ann@example.org, I left."}])
    study = make_study(corpus, findings=(make_finding(evidence=(make_evidence(corpus, "c1", "I left."),)),))
    row = _table(study, "evidence").iloc[0]
    assert (row["start"], row["end"], row["quote"]) == (15, 22, "I left.")
    assert _table(study, "conversations")["text"].iloc[0][15:22] == "I left."


@given(texts=st.lists(TEXTS, min_size=1, max_size=3), redact=st.booleans())
def test_every_quote_is_at_its_place_in_the_exported_text(texts: list[str], redact: bool) -> None:
    study = hostile(texts)
    border = Border(study, redact=redact)
    told = build(border, "conversations").set_index("comment_id")["text"]
    codings = build(border, "codings")
    for row, source in zip(codings.to_dict("records"), study.codings["quote"], strict=True):
        assert row["quote"] == told[row["comment_id"]][row["start"] : row["end"]]
        if not redact:
            # A line end of two characters is never cut; otherwise the words are the source's, made visible.
            assert visible(source) in (row["quote"], row["quote"].removesuffix("\n"))
    for shown, text in zip(told, texts, strict=True):
        assert redact or shown == visible(text)


@settings(max_examples=25)
@given(texts=st.lists(TEXTS, min_size=1, max_size=3), redact=st.booleans(), excel_safe=st.booleans())
def test_what_is_read_back_is_what_was_written(texts: list[str], redact: bool, excel_safe: bool) -> None:
    border = Border(hostile(texts), redact=redact)
    tables = {what: build(border, what) for what in TABLES}
    book = load_workbook(io.BytesIO(workbook(tables, [], excel_safe=excel_safe)))
    everything = json.loads(structured(border, tables))
    for what in ("conversations", "codings"):
        frame = tables[what]
        assert _read_csv(delimited(frame, excel_safe=excel_safe), excel_safe) == _as_cells(frame)
        pd.testing.assert_frame_equal(
            pd.read_parquet(io.BytesIO(columnar(what, frame, redacted=redact))), frame, check_dtype=True
        )
        told = [{**row, "variables": None} for row in everything[what]]
        assert [list(row.values())[: len(frame.columns)] for row in told] == [
            [iso(v) if hasattr(v, "isoformat") else v for v in row] for row in listed(frame)
        ]
        _assert_same_sheet(book[what], frame)


def _assert_same_sheet(sheet: Any, frame: pd.DataFrame) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == list(frame.columns)
    for row, expected in zip(rows[1:], listed(frame), strict=True):
        for have, want in zip(row, expected, strict=True):
            if isinstance(want, str):
                assert unescape(have or "") == want
            elif hasattr(want, "isoformat"):
                assert have == want.replace(tzinfo=None)
            else:
                assert have == want


def test_every_table_comes_back_from_parquet_as_it_went(tmp_path: Path) -> None:
    border = Border(rich(), redact=False)
    for what in TABLES:
        path = export(rich(), tmp_path / "a.parquet", what=what, redact=False)
        back, frame = pd.read_parquet(str(path)), build(border, what)
        lists = [key.name for key in TABLES[what] if key.kind == "list of text"]
        back = back.assign(**{name: back[name].map(list) for name in lists})
        pd.testing.assert_frame_equal(back, frame)


def test_a_study_with_nothing_in_it_can_be_exported_in_every_way(tmp_path: Path) -> None:
    study = make_study(make_corpus(["Late."]))
    for suffix in ALL:
        what = list(TABLES) if suffix in {".csv", ".parquet"} else None
        export(study, tmp_path / f"a{suffix}", what=what)
    back = pd.read_parquet(tmp_path / "a-themes.parquet")
    assert list(back.columns) == [key.name for key in TABLES["themes"]]


def test_the_findings_table_counts_people_passages_and_answers() -> None:
    row = _table(rich(), "findings").iloc[0]
    assert (row["n_people"], row["n_could"], row["n_against"]) == (1, 2, 1)
    assert (row["n_supporting"], row["n_contradicting"], row["n_searches"]) == (1, 1, 1)
    assert (row["n_yes"], row["n_partly"], row["n_no"]) == (1, 0, 1)
    assert row["about"] == ["late delivery", "slots and evenings"]
    assert row["whom"] == "[name]"


def test_words_of_a_forgotten_person_are_missing_and_so_is_their_place() -> None:
    study = rich()
    codings = study.codings.assign(quote=pd.Series([None], dtype="str"))
    row = _table(replace(study, codings=codings), "codings").iloc[0]
    assert pd.isna([row["quote"], row["start"], row["end"]]).all()


def test_a_coding_that_is_not_in_its_source_stops_the_export(tmp_path: Path) -> None:
    codings = rich().codings.assign(quote="They are all crooks.")
    with pytest.raises(VerificationError, match="crooks"):
        export(replace(rich(), codings=codings), tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_gives_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(QualkitError, match="cannot be written"):
        export(rich(), tmp_path / "file" / "a.csv")


@given(st.lists(TEXTS))
def test_a_list_in_a_cell_can_be_read_again(values: list[str]) -> None:
    assert split(joined(values)) == values or values == [""]


def test_the_readme_sheet_counts_and_names_nobody(tmp_path: Path) -> None:
    study = rich()
    sheet = load_workbook(str(export(study, tmp_path / "a.xlsx")))["readme"]
    told = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert (told["Comments"], told["People"], told["Codings"]) == (5, 3, 1)
    assert told["Marks [name] in comments"] == 1
    assert told["Variables left out"] == "plan; rating"
    assert not [value for value in told.values() if re.search(r"-\d\d$", str(value))]


def test_hidden_characters_become_signs_and_are_counted(tmp_path: Path) -> None:
    study = hostile(["nul\x00 and half \ud83d and back\u202e\r\n."])
    book = load_workbook(str(export(study, tmp_path / "a.xlsx")))
    told = {row[0].value: row[1].value for row in book["readme"].iter_rows()}
    assert told["Hidden characters shown as signs"] == 3
    assert book["conversations"].cell(2, 13).value == "nul␀ and half ⟨U+D83D⟩ and back⟨U+202E⟩\n."


def test_a_text_too_long_for_a_cell_is_cut_with_a_note_and_listed(tmp_path: Path) -> None:
    study = make_study(make_corpus(["😀" * 20_000, "a" * 32_767]))
    book = load_workbook(str(export(study, tmp_path / "a.xlsx")))
    cells = [row[12].value for row in book["conversations"].iter_rows(min_row=2)]
    assert cells[0].endswith("… [cut: 20,000 characters; whole in the JSON and Parquet exports]")
    assert len(cells[0].encode("utf-16-le")) // 2 <= 32_767
    assert cells[1] == "a" * 32_767
    told = {row[0].value: row[1].value for row in book["readme"].iter_rows()}
    assert told["Texts cut to fit a cell"] == 1
    assert told["conversations, row 2, text"] == "20,000 characters"


def test_a_row_is_as_high_and_a_column_as_wide_as_its_texts_need() -> None:
    frame = pd.DataFrame({"action": ["Short.", "word " * 30, "a\nb\nc", "x" * 100_000], "n": [1, 2, 3, 4]})
    sheet = load_workbook(io.BytesIO(workbook({"t": frame}, [], excel_safe=True)))["t"]
    assert [sheet.row_dimensions[n].height for n in range(1, 6)] == [None, None, 60, 45, 240]
    assert [sheet.column_dimensions[one].width for one in "AB"] == [40, 13]
    assert sheet["A3"].alignment.wrap_text
    assert not sheet["A2"].alignment.wrap_text


def test_numbers_that_a_sheet_would_round_are_texts(tmp_path: Path) -> None:
    study = make_study(make_corpus([{"text": "a", "n": 12345678901234567890 // 10, "x": float("inf"), "yes": True}]))
    book = load_workbook(str(export(study, tmp_path / "a.xlsx", redact=False)))
    row = [cell.value for cell in book["conversations"][2]][13:]
    assert row == ["1234567890123456789", "inf", True]
    assert _json(study, tmp_path, redact=False)["conversations"][0]["variables"]["x"] == "inf"


def test_tables_are_named_by_anything_that_gives_names(tmp_path: Path) -> None:
    study = make_study()
    for what in (pd.Series(["codings", "themes"]), iter(["codings", "themes"]), ("codings", "themes")):
        written = export(study, tmp_path / "a.csv", what=what)  # type: ignore[arg-type]
        assert [one.name for one in written] == ["a-codings.csv", "a-themes.csv"]  # type: ignore[union-attr]
    for wrong in (pd.Series([1.0]), pd.Series(["no such"]), 5, ["\ud800"]):
        with pytest.raises(QualkitError, match=r"There is no table|It takes text or several texts"):
            export(study, tmp_path / "b.csv", what=wrong)  # type: ignore[arg-type]
    assert not list(tmp_path.glob("b*"))
