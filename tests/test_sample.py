"""The sample is what its README says, and loads whole."""

from __future__ import annotations

import csv
import json
import re

import pandas as pd
import pytest

import qualkit as qk
from qualkit.sample import data_folder

FOLDER = data_folder("sample")


@pytest.fixture(scope="module")
def corpus() -> qk.Corpus:
    return qk.load_sample()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> qk.Project:
    return qk.load_sample_project(tmp_path_factory.mktemp("sample") / "study.qualkit")


def test_it_is_large_and_varied_enough(corpus: qk.Corpus) -> None:
    frame = corpus.frame
    customers = frame[frame["role"] == "customer"]
    assert len(frame) >= 420
    assert frame["conversation_id"].nunique() >= 150
    assert customers["person_id"].nunique() >= 120
    assert frame.loc[frame["role"] == "staff", "author"].nunique() >= 3
    assert set(frame["channel"]) == {"support mail", "app reviews", "forum", "social replies", "exit survey"}
    assert set(customers["outcome"].dropna()) == {"cancelled", "paused", "stayed", "upgraded", "recommended"}
    months = frame["created"].dt.strftime("%Y-%m").nunique()
    assert months == 9
    assert frame["prompt"].nunique() == 3


def test_it_reads_without_a_problem_beyond_what_is_meant(corpus: qk.Corpus) -> None:
    assert set(corpus.problems["action"]) <= {"kept"}
    assert len(corpus) == sum(1 for _ in csv.DictReader((FOLDER / "comments.csv").open(encoding="utf-8", newline="")))


def test_texts_arrive_exactly_as_written(corpus: qk.Corpus) -> None:
    with (FOLDER / "comments.csv").open(encoding="utf-8", newline="") as file:
        written = {row["comment_id"]: row["text"] for row in csv.DictReader(file)}
    assert dict(zip(corpus.frame["comment_id"], corpus.frame["text"], strict=True)) == written


def test_it_holds_the_textures_that_break_programs(corpus: qk.Corpus) -> None:
    texts = corpus.frame["text"]
    assert texts.str.contains("[؀-ۿ]").sum() >= 4
    assert texts.str.contains("[\U0001f3fb-\U0001f3ff]").any()
    assert texts.str.contains("‍").any()
    assert texts.str.contains(r"@example\.(?:org|com|net)").any()
    assert texts.str.contains(r"07700 ?900").any()
    assert texts.str.contains("<b>", regex=False).any()


def test_invented_personal_data_is_of_the_kind_that_belongs_to_nobody(corpus: qk.Corpus) -> None:
    for text in corpus.frame["text"]:
        for mail in re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", text):
            assert re.search(r"@example\.(org|com|net)\.?$|larder", mail), mail


def test_the_project_holds_everything(project: qk.Project) -> None:
    assert len(project.codebook) == len(json.loads((FOLDER / "codebook.json").read_text(encoding="utf-8")))
    assert project.codings()["coder"].value_counts().to_dict() == {"ana": 755, "ben": 657}
    assert len(project.findings) == 6
    assert all(finding.supporting for finding in project.findings)
    assert project.description.question


def test_each_coding_marks_the_words_that_its_file_names(project: qk.Project) -> None:
    written = pd.read_csv(FOLDER / "codings.csv", keep_default_na=False)
    key = ["coder", "comment_id", "start", "end", "code"]
    merged = project.codings().merge(written, on=key, suffixes=("", "_written"))
    assert len(merged) == len(written)
    assert (merged["quote"] == merged["quote_written"]).all()


def test_every_code_that_may_be_given_is_defined_and_used(project: qk.Project) -> None:
    frame = project.codebook.frame
    given = set(project.codings()["code"])
    for row in frame[frame["parent"].notna()].itertuples():
        assert row.definition
        assert row.when_to_use
        assert row.when_not_to_use
        assert row.name in given
    assert not given & {"Leaving", "Staying"}


def test_supporting_passages_come_from_customers_with_the_outcome(project: qk.Project) -> None:
    frame = project.corpus.frame.set_index("comment_id")
    for finding in project.findings:
        for evidence in finding.supporting:
            assert frame.loc[evidence.comment_id, "role"] == "customer"
            assert frame.loc[evidence.comment_id, "outcome"] == finding.outcome


def test_the_readme_tells_the_true_agreement(project: qk.Project) -> None:
    alpha = qk.agreement(project, conversations="all").iloc[0]
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    for number in (alpha["alpha"], alpha["low"], alpha["high"]):
        assert f"{number:.3f}"[1:] in told


def test_a_project_is_never_written_over(project: qk.Project, tmp_path: object) -> None:
    taken = tmp_path / "study.qualkit"  # type: ignore[operator]
    taken.write_text("mine")
    with pytest.raises(qk.QualkitError, match="already"):
        qk.load_sample_project(taken)
    assert taken.read_text() == "mine"


def test_the_sample_project_is_the_same_every_time(project: qk.Project, tmp_path: object) -> None:
    with qk.load_sample_project(tmp_path / "again.qualkit") as again:  # type: ignore[operator]
        assert again.study().journal_head == project.study().journal_head
