"""Passages found again in a study."""

from __future__ import annotations

import pytest

import qualkit as qk
from qualkit.coding.retrieval import PASSAGE_COLUMNS, find_passages
from qualkit.coding.tables import co_occurrence, cross_table, passages_behind
from qualkit.model import Code, Codebook, Study, ThemeTables
from qualkit.testing import make_codings, make_corpus, make_study, make_themes

ROWS = [
    {"text": "The price, the PRICE. Straße!", "person_id": "p1", "outcome": "left", "channel": "mail"},
    {"text": "Your prices rose", "person_id": "p2", "outcome": "stayed", "channel": "forum"},
    {"text": "No slot fits", "person_id": "p3", "outcome": "left", "channel": "forum"},
]
BOOK = Codebook(
    (Code("k0", "Reasons"), Code("k1", "cost", parent="k0", aliases=("price",)), Code("k2", "slot", parent="k0")),
    {"k9": "k1"},
)


@pytest.fixture
def study() -> Study:
    corpus = make_corpus(ROWS)
    ids = corpus.table["comment_id"].tolist()
    marks = [
        (ids[0], "The price, the PRICE", "cost", "ana"),
        (ids[1], "prices", "cost", "ana"),
        (ids[2], "slot", "slot", "ana"),
        (ids[0], "Straße", "slot", "ben"),
    ]
    return make_study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK))


def found(study: Study, **wanted: object) -> list[str]:
    return find_passages(study, **wanted)["quote"].tolist()  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["cost", "k1", "price", "k9"])
def test_a_code_is_called_by_todays_and_former_names_and_ids(study: Study, name: str) -> None:
    assert found(study, code=name) == ["The price, the PRICE", "prices"]


def test_codes_below_are_included_unless_one_says_otherwise(study: Study) -> None:
    assert len(found(study, code="Reasons")) == 4
    assert found(study, code="Reasons", below=False) == []


@pytest.mark.parametrize(
    ("words", "whole", "quotes"),
    [
        ("price", False, ["The price, the PRICE", "prices"]),
        ("PRICE", True, ["The price, the PRICE"]),
        ("strasse", False, ["Straße"]),
        ("strasse", True, ["Straße"]),
        (".", False, []),
        ("price,", True, ["The price, the PRICE"]),
    ],
)
def test_words_are_found_whatever_their_case_and_if_wished_as_whole_words(
    study: Study, words: str, whole: bool, quotes: list[str]
) -> None:
    assert found(study, text=words, whole_words=whole) == quotes


def test_all_conditions_must_hold(study: Study) -> None:
    left = {"outcome": "left"}
    assert found(study, variables=left) == ["The price, the PRICE", "slot", "Straße"]
    assert found(study, variables={**left, "channel": "forum"}) == ["slot"]
    assert found(study, variables=left, code="slot", coder="ben") == ["Straße"]


def test_pages_follow_one_another_and_stay_when_more_is_coded(study: Study) -> None:
    pages = [found(study, after=n, n=2) for n in (0, 2, 4)]
    assert pages == [found(study)[:2], found(study)[2:], []]
    assert tuple(find_passages(study, n=0).columns[: len(PASSAGE_COLUMNS)]) == PASSAGE_COLUMNS


def test_passages_of_a_theme_are_those_that_overlap_it(study: Study) -> None:
    ids = study.corpus.table["comment_id"].tolist()
    themed = make_study(
        study.corpus, codebook=BOOK, codings=study.codings, themes=make_themes(study.corpus, {"dear": ids[:1]})
    )
    assert found(themed, theme="dear") == ["The price, the PRICE", "Straße"]
    with pytest.raises(qk.QualkitError, match="Add themes first"):
        found(study, theme="dear")


@pytest.mark.parametrize("wanted", [{"code": "mood"}, {"variables": {"mood": "x"}}, {"n": -1}, {"context": -1}])
def test_what_does_not_exist_is_refused(study: Study, wanted: dict[str, object]) -> None:
    with pytest.raises(qk.QualkitError):
        found(study, **wanted)


def test_a_study_without_codings_has_no_passages() -> None:
    assert found(Study(make_corpus(ROWS)), text="price") == []


def test_merged_codes_are_counted_as_one_and_their_cells_open_by_any_name() -> None:
    with qk.load_sample_project() as project:
        names = [code.name for code in project.codebook if len(project.passages(code=code, below=False))][:2]
        one, other = names
        people = {name: set(passages_behind(project, row=name, column="cancelled")["person_id"]) for name in names}
        together = cross_table(project).loc["all people", "cancelled"]
        project.merge_codes(other, into=one)
        table, square = cross_table(project), co_occurrence(project)
        assert table.loc[one, "cancelled"] == len(people[one] | people[other])
        assert table.loc["all people", "cancelled"] == together
        assert other not in table.index
        assert other not in square.index
        both = passages_behind(project, row=other, column="cancelled")
        assert set(both["person_id"]) == people[one] | people[other]
        project.retire_code(one)
        assert cross_table(project).equals(table)
        assert other not in qk.agreement(project, n_resamples=20)["code"].tolist()


def test_what_stands_before_a_passage_near_the_beginning_is_given_whole() -> None:
    corpus = make_corpus([{"text": "Well, the price " + "and so on, " * 30}])
    marks = [("c1", "price", "cost", "ana")]
    study = make_study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK))
    row = find_passages(study, context=40).iloc[0]
    assert row["before"] == "Well, the "
    assert row["after"] == " and so on, and so on, and so on, and so"
    assert find_passages(study, context=0).iloc[0][["before", "after"]].tolist() == ["", ""]


def test_a_passage_beside_what_a_theme_holds_is_not_in_the_theme() -> None:
    corpus = make_corpus([{"text": "abcdef"}])
    marks = [("c1", "abc", "cost", "ana"), ("c1", "cd", "cost", "ana"), ("c1", "ef", "cost", "ana")]
    themes = make_themes(corpus, {"Money": ["c1"]})
    assignments = themes.assignments.assign(start=3, end=4)
    tables = ThemeTables(themes.frame, assignments, themes.parked, themes.provenance)
    study = Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK), themes=tables)
    assert found(study, theme="Money") == ["cd"]
