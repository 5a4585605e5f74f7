"""The command line: exit codes, output, and no traceback for bad input."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import qualkit as qk
from qualkit.cli import main
from qualkit.sample import data_folder

SAMPLE = str(data_folder("sample") / "comments.csv")


def test_every_command_explains_itself_with_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (
        [],
        ["demo"],
        ["start"],
        ["read"],
        ["themes"],
        ["report"],
        ["verify"],
        ["compare"],
        ["export"],
        ["doctor"],
    ):
        with pytest.raises(SystemExit) as leaves:
            main([*command, "--help"])
        assert leaves.value.code == 0
        assert "usage: qualkit" in capsys.readouterr().out


def test_a_wrong_call_exits_with_2() -> None:
    with pytest.raises(SystemExit) as leaves:
        main(["reed", SAMPLE])
    assert leaves.value.code == 2


def test_what_cannot_be_done_exits_with_1_and_says_why(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for call in (
        ["read", str(tmp_path / "none.csv")],
        ["report", str(tmp_path / "none.qualkit")],
        ["verify", str(tmp_path / "none.html"), str(tmp_path / "none.qualkit")],
        ["verify", SAMPLE],
        ["read", SAMPLE, "--column", "text"],
        ["read", SAMPLE, "--outcome", "nonsense"],
    ):
        assert main(call) == 1, call
        told = capsys.readouterr().err
        assert told.startswith("qualkit: ")
        assert "Traceback" not in told


def test_read_says_what_is_in_an_export(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", SAMPLE]) == 0
    assert "889 comments in 220 conversations" in capsys.readouterr().out


def test_json_is_json_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", SAMPLE, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["comments"] == 889


def test_columns_can_be_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "odd.csv"
    export.write_text("who;was er schrieb\nAnn;Zu teuer, leider.\nBen;Zu spät.\n", encoding="utf-8")
    assert main(["read", str(export), "--column", "text=was er schrieb", "--column", "author=who"]) == 0
    assert "2 comments" in capsys.readouterr().out


def test_few_comments_give_a_report_that_says_to_read_them(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "few.csv"
    export.write_text("author,text\nAnn,Too dear for me.\nBen,Too late again.\n", encoding="utf-8")
    assert main(["report", str(export), "--out", str(tmp_path / "out"), "--question", "Why?"]) == 0
    assert "too few to find themes in" in capsys.readouterr().out
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Too dear for me." in page
    assert "Why?" in page
    assert main(["verify", str(tmp_path / "out" / "report.html"), str(tmp_path / "out" / "study.qualkit")]) == 0
    assert main(["report", str(tmp_path / "out" / "study.qualkit"), "--out", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again" / "report.html").read_text(encoding="utf-8") == page


def test_a_report_can_be_made_again_after_the_export_has_grown(tmp_path: Path) -> None:
    export = tmp_path / "few.csv"
    export.write_text("id,author,text\n1,Ann,Too dear for me.\n", encoding="utf-8")
    assert main(["report", str(export), "--out", str(tmp_path / "out")]) == 0
    export.write_text("id,author,text\n1,Ann,Too dear for me.\n2,Ben,Late.\n", encoding="utf-8")
    assert main(["report", str(export), "--out", str(tmp_path / "out")]) == 0
    assert "Late." in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_project_is_exported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "few.csv"
    export.write_text("id,author,text\n1,Ann,Too dear for me.\n", encoding="utf-8")
    assert main(["report", str(export), "--out", str(tmp_path)]) == 0
    assert main(["export", str(tmp_path / "study.qualkit"), str(tmp_path / "all.json")]) == 0
    assert "Too dear for me." in (tmp_path / "all.json").read_text(encoding="utf-8")
    assert main(["export", str(tmp_path / "study.qualkit"), str(tmp_path / "all.pdf")]) == 1
    assert main(["export", str(tmp_path / "study.qualkit"), str(tmp_path / "a.csv"), "--what", "codings, themes"]) == 0
    assert sorted(one.name for one in tmp_path.glob("a*.csv")) == ["a-codings.csv", "a-themes.csv"]


def test_start_copies_the_notebooks_and_never_over_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "01_listen.ipynb").write_text("mine")
    assert main(["start", str(tmp_path)]) == 0
    assert (tmp_path / "01_listen.ipynb").read_text() == "mine"
    assert len(list(tmp_path.glob("*.ipynb"))) == 6
    assert "Left alone" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_is_one_clear_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    export = tmp_path / "few.csv"
    export.write_text("id,text\n1,Too dear.\n", encoding="utf-8")
    for call in (["start", str(taken)], ["demo", "--out", str(taken)], ["report", str(export), "--out", str(taken)]):
        assert main(call) == 1
        assert "cannot be made" in capsys.readouterr().err
    assert taken.read_text(encoding="utf-8") == "mine"


def test_the_demo_never_replaces_somebodys_project(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "few.csv"
    export.write_text("id,text\n1,Too dear.\n", encoding="utf-8")
    assert main(["report", str(export), "--out", str(tmp_path)]) == 0
    before = (tmp_path / "study.qualkit").read_bytes()
    assert main(["demo", "--out", str(tmp_path)]) == 1
    assert "somebody has worked" in capsys.readouterr().err
    assert (tmp_path / "study.qualkit").read_bytes() == before


def test_a_second_export_says_how_much_of_it_is_new(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "few.csv"
    export.write_text("id,author,text\n1,Ann,Too dear for me.\n", encoding="utf-8")
    assert main(["report", str(export), "--out", str(tmp_path / "out")]) == 0
    assert "Read 1 comment in 1 conversation by 1 known people." in capsys.readouterr().out
    export.write_text("id,author,text\n1,Ann,Too dear for me.\n2,Ben,Late.\n", encoding="utf-8")
    assert main(["report", str(export), "--out", str(tmp_path / "out")]) == 0
    assert "Read 2 comments, 1 of them new; the project holds 2 comments" in capsys.readouterr().out


def test_a_project_is_reported_on_alone_and_not_read_anew(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "few.csv"
    export.write_text("id,text\n1,Too dear.\n", encoding="utf-8")
    assert main(["report", str(export), "--out", str(tmp_path)]) == 0
    project = str(tmp_path / "study.qualkit")
    for options, said in (
        ([str(export)], "alone"),
        (["--outcome", "plan"], "--outcome is about an export"),
        (["--column", "text=a"], "--column is about an export"),
    ):
        assert main(["report", project, *options, "--out", str(tmp_path)]) == 1
        assert said in capsys.readouterr().err
    assert main(["report", project, "--out", str(tmp_path), "--question", "Why do they go?"]) == 0
    assert "Why do they go?" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_report_alone_is_checked_for_damage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "few.csv"
    export.write_text("id,text\n1,Too dear.\n", encoding="utf-8")
    assert main(["report", str(export), "--out", str(tmp_path)]) == 0
    page = tmp_path / "report.html"
    assert main(["verify", str(page)]) == 0
    assert "the source was not given" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "study.qualkit")]) == 0
    assert "0 counts" not in capsys.readouterr().out
    page.write_text(page.read_text(encoding="utf-8").replace("Too dear.", "Too near."), encoding="utf-8")
    assert main(["verify", str(page)]) == 1


def test_a_comparison_is_checked_against_its_two_reports(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pages = []
    for quarter, said in (("spring", "Too dear."), ("summer", "Too late again.")):
        export = tmp_path / f"{quarter}.csv"
        export.write_text(f"id,text\n1,{said}\n", encoding="utf-8")
        assert main(["report", str(export), "--out", str(tmp_path / quarter)]) == 0
        pages.append(tmp_path / quarter / "report.html")
    comparison = tmp_path / "changed.html"
    assert main(["compare", *map(str, pages), str(comparison)]) == 0
    assert comparison.read_bytes() == qk.compare_reports(*pages, tmp_path / "again.html").read_bytes()
    assert main(["compare", str(pages[0]), str(tmp_path / "gone.html"), str(comparison)]) == 1
    assert main(["verify", str(comparison), "--reports", *map(str, pages)]) == 0
    assert main(["verify", str(comparison), "--reports", *map(str, reversed(pages))]) == 1
    assert "changed.html" in capsys.readouterr().err


def test_sheet_encoding_and_channel_can_be_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "old.csv"
    export.write_bytes("id;text\n1;teuer, früher günstig\n".encode("cp850"))
    out = str(tmp_path / "out")
    assert main(["report", str(export), "--encoding", "cp850", "--channel", "exit survey", "--out", out]) == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "früher günstig" in page
    assert "exit survey" in page
    assert main(["read", str(export), "--encoding", "no such"]) == 1


def test_doctor_finds_model_and_sample(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["model"].startswith("all-MiniLM-L6-v2")


def test_doctor_says_what_is_no_project_and_fails(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("id,text\n1,a\n", encoding="utf-8")
    assert main(["doctor", str(table)]) == 1
    assert "This file is not a qualkit project. Read comments with qk.read_comments." in capsys.readouterr().out
    assert main(["doctor", str(tmp_path)]) == 0


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run([sys.executable, "-m", "qualkit", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("qualkit ")


@pytest.mark.parametrize("command", ["verify", "export", "report"])
def test_an_empty_file_is_refused_and_stays_empty(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    empty = tmp_path / "study.qualkit"
    empty.touch()
    more = {"export": [str(tmp_path / "a.csv")], "report": ["--out", str(tmp_path)]}.get(command, [])
    assert main([command, str(empty), *more]) == 1
    assert "The file is empty, so it is no project." in capsys.readouterr().err
    assert empty.stat().st_size == 0


def test_a_missing_project_names_those_beside_it_and_a_folder_is_called_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "study.qualkit").touch()
    assert main(["export", str(tmp_path / "stduy.qualkit"), "a.csv"]) == 1
    assert "There is no such file." in (said := capsys.readouterr().err)
    assert "Available: study.qualkit." in said
    assert main(["verify", str(tmp_path)]) == 1
    assert "This is a folder." in capsys.readouterr().err
    assert main(["verify", str(tmp_path / ("x" * 300))]) == 1
    assert "The system refused: File name too long." in capsys.readouterr().err


def test_an_empty_argument_is_a_wrong_call() -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["doctor", ""])


def test_reading_says_what_no_column_was_taken_for_and_what_is_doubted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    export = tmp_path / "a.csv"
    export.write_text(
        "Ref No.,When was it,text,date\n1,x,Too dear.,03/04/2024\n2,y,Late.,04/05/2024\n", encoding="utf-8"
    )
    assert main(["read", str(export)]) == 0
    said = capsys.readouterr().out
    assert "No column was taken for: person_id, channel, outcome." in said
    assert "--column person_id=NAME" in said
    assert "doubted: order of day and month (date): day and month could be exchanged" in said


def test_an_option_is_not_guessed_from_its_beginning(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["read", "a.csv", "--out", str(tmp_path)])


def test_reading_says_which_column_became_what(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text("Review ID,Customer ID,Review,Date\n1,x,Too dear.,2024-03-14\n2,y,Late.,2024-05-20\n", "utf-8")
    assert main(["read", str(export)]) == 0
    told = (
        "Columns: text from 'Review'; comment_id from 'Review ID'; person_id from 'Customer ID'; created from 'Date'."
    )
    assert told in capsys.readouterr().out
    assert main(["read", str(export), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["columns"]["person_id"] == ["Customer ID"]


def test_a_hint_is_in_the_words_of_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["read", str(export)]) == 1
    assert "Name it: --column text='a'." in capsys.readouterr().err


@pytest.mark.parametrize(("asked", "encoding"), [([], "cp1252"), (["--json"], "utf-8")])
def test_what_an_encoding_does_not_hold_is_written_as_an_escape(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: list[str], encoding: str
) -> None:
    (tmp_path / "a.csv").write_text("id,text,город 😀\n1,Дорого,Омск\n", encoding="utf-8")
    written = io.BytesIO()
    with io.TextIOWrapper(written, encoding="cp1252") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["read", str(tmp_path / "a.csv"), *asked]) == 0
        out.flush()
        said = written.getvalue().decode(encoding)
    assert ("город 😀" in json.loads(said)["variables"]) if asked else (r"\u0433\u043e" in said)
