"""What is exported, what the schema says, and what the page about it says are the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import qualkit
from qualkit.model import CounterSearch, Description, Verdict
from qualkit.report.export import export
from qualkit.report.export.border import Border
from qualkit.report.export.schema import DTYPES, SCHEMA, SECTIONS, TABLES, Key
from qualkit.report.export.tables import build
from qualkit.testing import make_corpus, make_evidence, make_finding, make_study, make_themes

PAGE = (Path(qualkit.__file__).parents[1] / "docs" / "export-schema.md").read_text("utf-8")
JSON_TYPES = {
    "text": (str, type(None)),
    "integer": (int, type(None)),
    "number": (float, int, type(None)),
    "time": (str, type(None)),
    "boolean": (bool,),
    "object": (dict,),
    "list of text": (list,),
    "list of objects": (list,),
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Any:
    study = make_study()
    corpus = make_corpus([{"text": "I rang. It was late.", "author": "Ann Lee", "channel": "forum", "plan": "duo"}])
    finding = make_finding(
        evidence=(make_evidence(corpus, "c1", "It was late."),),
        about=("k-late",),
        verdicts=(Verdict("v", None, "yes", "Yes.", "ana"),),
        searches=(CounterSearch("ana", "2025-12-02T09:00:00Z", 3, ""),),
    )
    full = make_study(
        corpus,
        codebook=study.codebook,
        codings=study.codings.assign(start=8, end=20, quote="It was late."),
        findings=(finding,),
        themes=make_themes(corpus, {"slots": ["c1"]}),
        description=Description("Why?", channel_limits={"forum": "Few."}),
    )
    path = export(full, tmp_path_factory.mktemp("schema") / "all.json", redact=False)
    return json.loads(Path(str(path)).read_text("utf-8"))


def _assert_keys(told: dict[str, Any], keys: tuple[Key, ...]) -> None:
    assert list(told) == [key.name for key in keys]
    for key in keys:
        assert isinstance(told[key.name], JSON_TYPES[key.kind]), key.name
        if key.kind == "list of text":
            assert all(isinstance(one, str) for one in told[key.name])


def test_the_document_has_the_keys_of_the_schema_and_no_others(everything: Any) -> None:
    _assert_keys(everything, SECTIONS["top"])
    assert everything["schema"] == SCHEMA
    for section in ("redaction", "project", "counts"):
        _assert_keys(everything[section], SECTIONS[section])


@pytest.mark.parametrize("table", TABLES)
def test_each_row_has_the_keys_of_its_table_and_no_others(everything: Any, table: str) -> None:
    keys = (*TABLES[table], *SECTIONS.get(f"{table}, more", ()))
    assert everything[table]
    for row in everything[table]:
        _assert_keys(row, keys)


def test_verdicts_and_searches_have_the_keys_of_the_schema(everything: Any) -> None:
    finding = everything["findings"][0]
    _assert_keys(finding["verdicts"][0], SECTIONS["verdicts"])
    _assert_keys(finding["searches"][0], SECTIONS["searches"])
    assert everything["conversations"][0]["variables"] == {"plan": "duo"}


def test_the_page_describes_every_key_and_nothing_else() -> None:
    known = [
        f"| `{key.name}` | {key.kind} | {key.meaning} |"
        for part in (SECTIONS, TABLES)
        for keys in part.values()
        for key in keys
    ]
    assert sorted(re.findall(r"^\| `.*\|$", PAGE, flags=re.MULTILINE)) == sorted(known)


@pytest.mark.parametrize("table", TABLES)
def test_the_page_has_a_chapter_for_each_table_with_its_keys_in_order(table: str) -> None:
    chapter = PAGE.split(f"\n## {table}\n")[1].split("\n## ")[0]
    told = re.findall(r"^\| `(\w+)` \|", chapter, flags=re.MULTILINE)
    assert told[: len(TABLES[table])] == [key.name for key in TABLES[table]]


def test_the_page_names_the_schema() -> None:
    assert f"`{SCHEMA}`" in PAGE


@pytest.mark.parametrize("table", TABLES)
def test_columns_have_the_types_of_the_schema_even_when_empty(table: str) -> None:
    frame = build(Border(make_study(make_corpus(["Late."])), redact=True), table)
    assert {key.name: str(frame[key.name].dtype) for key in TABLES[table]} == {
        key.name: DTYPES[key.kind] for key in TABLES[table]
    }
