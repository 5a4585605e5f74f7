"""The whole way: pages out, answers back."""

import base64
import csv
import hashlib
import html
import re

import pandas as pd
import pytest

from qualkit.errors import QualkitError
from qualkit.project.answer_forms import QUESTION
from qualkit.report.member_check import MEMBER_CHECK_COLUMNS, member_check
from qualkit.testing import make_corpus

XSS = "<img src=x onerror=alert(1)>"


@pytest.fixture
def asked(reopen):
    project = reopen()
    project.add_comments(
        make_corpus(
            [
                {"text": f"The price rose twice {XSS}. Mail ann@example.org, I am Ann Lee.", "author": "Ann Lee"},
                {"text": "It never bothered me. Ann Lee told me to stay.", "author": "Bo Olsson", "prompt": "Why?"},
                {"text": "We raised it in May.", "author": "Sam", "role": "staff"},
                {"text": "Nobody knows who I am.", "author": None},
                {"text": "Something of my own.", "author": "Cem Kaya"},
            ],
            channel="mail",
            created="2026-05-03T10:00:00Z",
        )
    )
    finding = project.add_finding("People like Bo Olsson left over the price.", because=f"It rose twice {XSS}.")
    for comment_id in ("c1", "c3", "c4"):
        project.support(finding, comment_id, 0, len(project.corpus.text(comment_id)))
    project.contradict(finding, "c2", 0, len(project.corpus.text("c2")))
    other = project.add_finding("A second claim.", because="Another reason.")
    project.support(other, "c1", 0, 9)
    return project


def read(folder, name):
    return (folder / name).read_text(encoding="utf-8")


def test_each_quoted_customer_gets_a_page_and_a_text_and_nobody_else_does(asked, tmp_path):
    sent = member_check(asked, tmp_path / "pack")
    people = dict(zip(asked.corpus.frame["author"], asked.corpus.frame["person_id"], strict=True))
    assert tuple(sent.columns) == MEMBER_CHECK_COLUMNS
    assert set(sent["person_id"]) == {people["Ann Lee"], people["Bo Olsson"]}
    counts = sent.set_index("person_id")[["n_findings", "n_passages"]]
    assert counts.loc[people["Ann Lee"]].tolist() == [2, 2]
    assert counts.loc[people["Bo Olsson"]].tolist() == [1, 1]
    files = {one.name for one in (tmp_path / "pack").iterdir()}
    assert files == {"answers.csv", *sent["page"], *sent["text"]}


def test_a_passage_that_stands_on_both_sides_is_shown_once_and_says_so(asked, tmp_path):
    asked.contradict(asked.findings[0], "c1", 0, len(asked.corpus.text("c1")))
    sent = member_check(asked, tmp_path)
    one = sent[sent["n_findings"] == 2].iloc[0]
    assert one["n_passages"] == 2
    for name in one[["page", "text"]]:
        said = read(tmp_path, name)
        assert said.count("The price rose twice") == 1
        assert said.count("We read this as speaking for it, and as speaking against it.") == 1


@pytest.mark.parametrize("kind", ["page", "text"])
def test_a_page_holds_ones_own_words_and_nobody_elses(asked, tmp_path, kind):
    sent = member_check(asked, tmp_path, intro="Ana asks: write to ana@larder.example").set_index("name")
    people = dict(zip(asked.corpus.frame["person_id"], asked.corpus.frame["author"], strict=True))
    for name, row in sent.iterrows():
        said = read(tmp_path, row[kind])
        ann = people[row["person_id"]] == "Ann Lee"
        assert name in said
        assert ("The price rose twice" in said) == ann
        assert ("It never bothered me" in said) == (not ann)
        assert ("A second claim." in said) == ann
        assert "People like [name] left over the price." in said
        assert "ann@example.org" not in said
        assert ("[e-mail]" in said) == ann
        assert "Ana asks: write to ana@larder.example" in said
        assert [one for one in people if str(one) in said] == []
        assert "raised it in May" not in said
        assert "May 2026, mail" in said


def test_a_page_is_escaped_loads_nothing_and_runs_nothing(asked, tmp_path):
    sent = member_check(asked, tmp_path, intro=XSS)
    for page in sent["page"]:
        said = read(tmp_path, page)
        assert html.escape(XSS) in said
        assert "<img" not in said
        assert "<script" not in said
        assert re.findall(r"(?:src|href|action)=", said.replace("src=x", "")) == []
        policy = html.unescape(re.findall(r'Content-Security-Policy" content="(.*?)"', said)[0])
        style = re.findall(r"<style>(.*?)</style>", said, flags=re.DOTALL)[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert policy.startswith("default-src 'none'; script-src 'none'; ")
        assert f"style-src 'sha256-{digest}'; " in policy
        assert policy.endswith("; base-uri 'none'; form-action 'none'")


def test_the_answers_file_is_ids_to_be_filled_in(asked, tmp_path):
    sent = member_check(asked, tmp_path)
    raw = (tmp_path / "answers.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert list(rows[0]) == ["finding", "participant", "answer", "words"]
    assert len(rows) == sent["n_findings"].sum()
    assert all(re.fullmatch(r"finding-[0-9a-f]{12}", one["finding"]) for one in rows)
    assert {one["participant"] for one in rows} == set(sent["participant"])
    assert {one["answer"] + one["words"] for one in rows} == {""}


def test_what_is_filled_in_comes_back(asked, tmp_path):
    sent = member_check(asked, tmp_path)
    table = pd.read_csv(tmp_path / "answers.csv", dtype="str")
    table["answer"] = ["Sí", "No", None]
    table["words"] = ["=1+1", "Not so; Größe, not price", None]
    table.to_csv(tmp_path / "answers.csv", index=False, sep=";", encoding="cp1252")
    problems = asked.read_member_check(tmp_path / "answers.csv")
    assert problems["problem"].dropna().tolist().count("no answer yet") == 1
    found = {one.words: (one.answer, one.person_id) for finding in asked.findings for one in finding.verdicts}
    by_id = sent.set_index("participant")["person_id"]
    assert found == {
        "=1+1": ("yes", by_id[table["participant"][0]]),
        "Not so; Größe, not price": ("no", by_id[table["participant"][1]]),
    }


def test_an_empty_answers_file_changes_nothing(asked, tmp_path):
    member_check(asked, tmp_path)
    before = asked.study()
    assert set(asked.read_member_check(tmp_path / "answers.csv")["problem"]) == {"no answer yet"}
    assert asked.study() is before


def test_the_same_project_gives_the_same_bytes(asked, tmp_path):
    for folder in ("a", "b"):
        member_check(asked, tmp_path / folder)
    for one in (tmp_path / "a").iterdir():
        assert one.read_bytes() == (tmp_path / "b" / one.name).read_bytes()
    member_check(asked, tmp_path / "a")


def test_answers_that_were_filled_in_are_never_overwritten(asked, tmp_path):
    member_check(asked, tmp_path)
    with (tmp_path / "answers.csv").open("a", encoding="utf-8") as file:
        file.write("more")
    with pytest.raises(QualkitError, match="may be filled in"):
        member_check(asked, tmp_path)
    assert read(tmp_path, "answers.csv").endswith("more")


def test_a_form_that_came_back_is_never_overwritten(asked, tmp_path):
    form = member_check(asked, tmp_path)["text"].iloc[0]
    (tmp_path / form).write_text(read(tmp_path, form).replace("[ ] yes", "[x] yes"), encoding="utf-8")
    with pytest.raises(QualkitError, match=f"{form} that differs"):
        member_check(asked, tmp_path)
    assert "[x] yes" in read(tmp_path, form)
    (tmp_path / form).unlink()
    assert form in member_check(asked, tmp_path)["text"].tolist()


def test_who_was_forgotten_is_not_asked(asked, tmp_path):
    asked.forget(asked.corpus.frame["person_id"].iloc[0])
    sent = member_check(asked, tmp_path)
    assert sent["n_passages"].tolist() == [1]


def test_with_nobody_to_ask_there_is_a_clear_error(reopen, tmp_path):
    with pytest.raises(QualkitError, match="nobody to ask"):
        member_check(reopen(), tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_a_corpus_alone_is_no_project(tmp_path):
    with pytest.raises(QualkitError, match="needs a project"):
        member_check(make_corpus(["x"]), tmp_path)


def test_a_folder_that_cannot_be_written_is_named(asked, tmp_path):
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(QualkitError, match="Choose another folder"):
        member_check(asked, tmp_path / "taken")


def filled(text, option, words=""):
    """Tick an option of a form's first finding, and write below it."""
    return text.replace(f"[ ] {option}", f"[x] {option}", 1).replace("otherwise?\n", f"otherwise?\n{words}\n", 1)


def form_of(asked, folder, author):
    people = dict(zip(asked.corpus.frame["author"], asked.corpus.frame["person_id"], strict=True))
    sent = member_check(asked, folder).set_index("person_id")
    return folder / sent.loc[people[author], "text"]


def test_a_form_that_was_filled_in_and_sent_back_is_read(asked, tmp_path):
    form = form_of(asked, tmp_path, "Bo Olsson")
    form.write_text(filled(form.read_text("utf-8"), "partly", "The vans.\nNot the price."), "utf-8")
    problems = asked.read_member_check(form)
    assert problems.empty
    verdicts = [(one.answer, one.words) for finding in asked.findings for one in finding.verdicts]
    assert verdicts == [("partly", "The vans.\nNot the price.")]
    assert asked.read_member_check(form).empty
    assert len([one for finding in asked.findings for one in finding.verdicts]) == 1


def test_a_form_quoted_in_a_mail_is_read_and_what_stands_around_it_is_listed(asked, tmp_path):
    form = form_of(asked, tmp_path, "Bo Olsson")
    quoted = "\r\n".join(f"> {line}" for line in filled(form.read_text("utf-8"), "no").splitlines())
    quoted = quoted.replace("otherwise?\r\n", "otherwise?\r\nIt was — the damp.\r\n")
    form.write_bytes(f"Hello Ana, see below\r\n\r\n{quoted}\r\n\r\nBo, from my phone\r\n".encode("cp1252"))
    problems = asked.read_member_check(form)
    assert [(one.answer, one.words) for finding in asked.findings for one in finding.verdicts] == [
        ("no", "It was — the damp.")
    ]
    told = dict(zip(problems["detail"], problems["problem"], strict=True))
    assert told["Hello Ana, see below"] == told["Bo, from my phone"] == "words outside the form"
    assert "encoding guessed" in set(problems["problem"])


def test_a_folder_of_forms_is_read_and_each_that_says_nothing_is_listed(asked, tmp_path):
    form = form_of(asked, tmp_path, "Bo Olsson")
    form.write_text(filled(form.read_text("utf-8"), "yes"), "utf-8")
    problems = asked.read_member_check(tmp_path)
    assert [one.answer for finding in asked.findings for one in finding.verdicts] == ["yes"]
    assert problems["problem"].tolist() == ["no answer yet"] * 2  # Ann's two findings
    assert problems["row"].notna().all()


@pytest.mark.parametrize(
    ("choice", "answer", "problem"),
    [
        ("[X] yes    [ ] partly    [ ] no", "yes", None),
        ("[ ] yes [ x ] partly [ ] no", "partly", None),
        ("no", "no", None),
        ("Sí.", "yes", None),
        ("[x] yes    [ ] partly    [x] no", None, "answer is none of yes, partly, no"),
        ("[ ] yes x   [ ] partly    [ ] no", None, "answer is none of yes, partly, no"),
        ("[ ] yes    [ ] partly    [ ] no", None, "no answer yet"),
    ],
)
def test_the_answer_of_a_form_is_what_is_ticked_or_written_and_never_guessed(asked, tmp_path, choice, answer, problem):
    form = form_of(asked, tmp_path, "Bo Olsson")
    form.write_text(form.read_text("utf-8").replace("[ ] yes    [ ] partly    [ ] no", choice), "utf-8")
    problems = asked.read_member_check(form)
    assert [one.answer for finding in asked.findings for one in finding.verdicts] == ([answer] if answer else [])
    assert problems["problem"].tolist() == ([problem] if problem else [])


def test_a_form_that_lost_its_last_line_is_known_by_its_name(asked, tmp_path):
    form = form_of(asked, tmp_path, "Bo Olsson")
    said = filled(form.read_text("utf-8"), "yes")
    form.write_text(said.rsplit("(participant-", 1)[0], "utf-8")
    asked.read_member_check(form)
    assert [one.answer for finding in asked.findings for one in finding.verdicts] == ["yes"]


def test_a_text_in_the_folder_that_is_no_form_is_listed(asked, tmp_path):
    form_of(asked, tmp_path, "Bo Olsson")
    (tmp_path / "notes.txt").write_text("Rang Bo on Monday.", "utf-8")
    problems = asked.read_member_check(tmp_path)
    assert problems.loc[problems["source"] == "notes.txt", "problem"].tolist() == ["file is no form"]


@pytest.mark.parametrize(("author", "others"), [("Ann Lee", ["no answer yet"]), ("Bo Olsson", [])])
def test_an_answer_whose_finding_is_lost_is_listed_and_hides_no_other(asked, tmp_path, author, others):
    form = form_of(asked, tmp_path, author)
    text = re.sub(r"\(finding-\w+\)", "(finding", filled(form.read_text("utf-8"), "yes"), count=1)
    form.write_text(text, "utf-8")
    problems = asked.read_member_check(form)
    assert problems["problem"].tolist() == ["no such finding", *others]
    assert problems["row"].tolist() == [n for n, line in enumerate(text.splitlines(), 1) if line == QUESTION]
    assert not [one for finding in asked.findings for one in finding.verdicts]


def test_an_answer_on_the_line_of_the_question_is_read(asked, tmp_path):
    form = form_of(asked, tmp_path, "Bo Olsson")
    form.write_text(form.read_text("utf-8").replace(QUESTION, f"{QUESTION} - No!"), "utf-8")
    assert asked.read_member_check(form).empty
    assert [one.answer for finding in asked.findings for one in finding.verdicts] == ["no"]


def test_a_folder_is_read_with_its_sheet_and_says_what_it_did_not_read(asked, tmp_path):
    pack = tmp_path / "pack"
    form = form_of(asked, pack, "Bo Olsson")
    form.write_text(filled(form.read_text("utf-8"), "yes"), "utf-8")
    sheet = pd.read_csv(pack / "answers.csv", dtype="str")
    ann = sheet.index[sheet["participant"] != form.stem]
    sheet.loc[ann[0], "answer"] = "no"
    sheet.to_csv(pack / "answers.csv", index=False)
    (pack / "reply.eml").write_text("yes", "utf-8")
    problems = asked.read_member_check(pack)
    answers = [one.answer for finding in asked.findings for one in finding.verdicts]
    assert sorted(answers) == ["no", "yes"]
    assert dict(zip(problems["source"], problems["problem"], strict=True))["reply.eml"] == "file not read"
    assert "answers.csv" not in set(problems["source"])
