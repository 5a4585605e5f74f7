"""Counts of people across codes, themes and variables."""

from __future__ import annotations

import pytest

import qualkit as qk
from qualkit.coding import co_occurrence, cross_table, passages_behind
from qualkit.model import Code, Codebook, Corpus, Study
from qualkit.testing import make_codings, make_corpus, make_themes

BOOK = Codebook().add(Code("k1", "price"))


def _study() -> Study:
    corpus = make_corpus(
        [
            {"text": "Too dear.", "author": "A", "outcome": "cancelled"},
            {"text": "Dear, I said.", "author": "A", "outcome": "cancelled"},
            {"text": "Fine.", "author": "B", "outcome": "stayed"},
            {"text": "dear", "outcome": "cancelled"},
            {"text": "dear customer", "author": "S", "role": "staff"},
        ]
    )
    marks = [("c1", "dear", "price", "ana"), ("c2", "Dear", "price", "ana"), ("c4", "dear", "price", "ben")]
    themes = make_themes(corpus, {"Money": ["c1", "c3"]})
    return Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK), themes=themes)


def test_a_person_counts_once_and_unknown_people_are_not_guessed() -> None:
    table = qk.cross_table(_study())
    assert table.loc["all people"].to_dict() == {"cancelled": 1, "stayed": 1}
    assert table.loc["price"].to_dict() == {"cancelled": 1, "stayed": 0}


def test_themes_and_variables_can_stand_on_either_side() -> None:
    assert qk.cross_table(_study(), rows="theme", columns="outcome").loc["Money"].tolist() == [1, 1]
    assert qk.cross_table(_study(), rows="outcome", columns="code").loc["cancelled", "price"] == 1


def test_comments_can_stand_on_either_side() -> None:
    assert cross_table(_study(), rows="comment_id").loc["c3"].to_dict() == {"cancelled": 0, "stayed": 1}
    assert cross_table(_study(), rows="code", columns="comment_id").loc["price", "c2"] == 1
    assert passages_behind(_study(), rows="comment_id", row="c3", column="stayed")["quote"].tolist() == ["Fine."]


def test_an_unknown_column_is_answered_with_those_that_exist() -> None:
    with pytest.raises(qk.QualkitError, match="outcome"):
        qk.cross_table(_study(), columns="outcom")


def test_themes_that_are_not_there_are_not_counted_as_none() -> None:
    with pytest.raises(qk.QualkitError, match="theme"):
        qk.cross_table(make_corpus(["a"]), rows="theme")


def test_one_coders_codings_can_be_counted_alone() -> None:
    assert cross_table(_study(), coder="ana").loc["price", "cancelled"] == 1
    assert "price" not in cross_table(_study(), coder="ben").index
    with pytest.raises(qk.QualkitError, match="coder 'eve'"):
        cross_table(_study(), coder="eve")


TWO = BOOK.add(Code("k2", "late"))


def _together() -> Study:
    corpus = make_corpus(
        [
            {"text": "Dear and late. Late again.", "author": "A", "conversation_id": "v1"},
            {"text": "Late too.", "author": "B", "conversation_id": "v2"},
            {"text": "And dear.", "author": "B", "conversation_id": "v2"},
            {"text": "Late, I said.", "author": "C"},
            {"text": "Dear, I said elsewhere.", "author": "C"},
            {"text": "Dear and late."},
            {"text": "Dear and late.", "author": "S", "role": "staff"},
            {"text": "Dear or late?", "author": "D"},
        ]
    )
    marks = [
        ("c1", "Dear and", "price", "ana"),
        ("c1", "Late again", "late", "ana"),
        ("c2", "Late", "late", "ana"),
        ("c3", "dear", "price", "ana"),
        ("c4", "Late", "late", "ana"),
        ("c5", "Dear", "price", "ana"),
        ("c6", "Dear and late", "price", "ana"),
        ("c6", "late", "late", "ana"),
        ("c7", "Dear and late", "price", "ana"),
        ("c7", "late", "late", "ana"),
        ("c8", "Dear or late", "price", "ana"),
        ("c8", "late", "late", "ben"),
    ]
    return Study(corpus, codebook=TWO, codings=make_codings(corpus, marks, TWO))


@pytest.mark.parametrize(("within", "n"), [("passage", 0), ("comment", 1), ("conversation", 2), ("person", 3)])
def test_codes_occur_together_within_what_is_asked(within: str, n: int) -> None:
    table = co_occurrence(_together(), within=within)
    assert table.loc["price", "late"] == table.loc["late", "price"] == n
    assert table.loc["price", "price"] == table.loc["late", "late"] == 4


def test_passages_of_one_coder_that_overlap_are_together() -> None:
    study = _together()
    codings = study.codings.assign(coder="ana")
    table = co_occurrence(Study(study.corpus, codebook=TWO, codings=codings), within="passage")
    assert table.loc["price", "late"] == 1


def test_co_occurrence_of_one_coder_counts_no_other() -> None:
    table = co_occurrence(_together(), coder="ben")
    assert table.to_dict() == {"late": {"late": 1}}


def test_without_codings_nothing_occurs_together() -> None:
    table = co_occurrence(make_corpus(["a"]))
    assert table.shape == (0, 0)


def test_an_unknown_kind_of_togetherness_is_refused() -> None:
    with pytest.raises(qk.QualkitError, match="conversation"):
        co_occurrence(_together(), within="thread")


def test_the_passages_behind_a_cell_are_by_the_people_in_it() -> None:
    found = passages_behind(_study(), row="price", column="cancelled")
    assert found["quote"].tolist() == ["dear", "Dear"]
    assert found["person_id"].nunique() == qk.cross_table(_study()).loc["price", "cancelled"]


@pytest.mark.parametrize(("rows", "columns"), [("code", "outcome"), ("theme", "outcome"), ("role", "code")])
def test_every_cell_has_as_many_people_behind_it_as_it_says(rows: str, columns: str) -> None:
    table = cross_table(_study(), rows=rows, columns=columns)
    for row in table.index:
        for column in table.columns:
            if table.loc[row, column]:
                found = passages_behind(_study(), rows=rows, row=row, columns=columns, column=column)
                assert found["person_id"].nunique() == table.loc[row, column]


def test_behind_a_theme_stand_its_parts_and_behind_variables_whole_comments() -> None:
    theme = passages_behind(_study(), rows="theme", row="Money", column="stayed")
    assert theme[["quote", "start"]].values.tolist() == [["Fine.", 0]]
    assert passages_behind(_study(), rows="role", row="customer", column="stayed")["quote"].tolist() == ["Fine."]
    assert passages_behind(_study(), row="all people", column="cancelled")["quote"].tolist() == [
        "Too dear.",
        "Dear, I said.",
    ]


def test_an_empty_cell_has_nothing_behind_it_and_an_unknown_one_is_refused() -> None:
    assert len(passages_behind(_study(), row="price", column="stayed")) == 0
    with pytest.raises(qk.QualkitError, match="outcome 'gone'"):
        passages_behind(_study(), row="price", column="gone")


def test_a_corpus_alone_can_be_looked_into() -> None:
    corpus: Corpus = _study().corpus
    assert len(passages_behind(corpus, rows="channel", row="all people", column="stayed")) == 1


def test_where_no_comment_has_an_outcome_the_error_says_so() -> None:
    with pytest.raises(qk.QualkitError, match=r"no outcome 'gone'. Available: nothing"):
        passages_behind(make_corpus(["a"]), row="all people", column="gone")


def test_passages_that_touch_do_not_occur_together() -> None:
    corpus = make_corpus([{"text": "abcdef", "author": "A"}])
    marks = [("c1", "abc", "price", "ana"), ("c1", "def", "late", "ana")]
    study = Study(corpus, codebook=TWO, codings=make_codings(corpus, marks, TWO))
    table = co_occurrence(study, within="passage")
    assert table.to_dict() == {"late": {"late": 1, "price": 0}, "price": {"late": 0, "price": 1}}
    assert co_occurrence(study, within="comment").loc["late", "price"] == 1


def test_everybody_with_the_value_is_in_the_base_and_people_are_counted_once() -> None:
    rows = [{"text": "dear", "author": name, "outcome": "left"} for name in ("A", "A", "B", "C")]
    corpus = make_corpus(rows)
    marks = [(f"c{n}", "dear", "price", who) for n in (1, 2, 3) for who in ("ana", "ben")]
    table = cross_table(Study(corpus, codebook=BOOK, codings=make_codings(corpus, marks, BOOK)))
    assert table["left"].to_dict() == {"all people": 3, "price": 2}


def test_a_table_without_columns_says_why_and_what_there_is() -> None:
    corpus = make_corpus([{"text": "a", "author": "A", "plan": "x"}, {"text": "b", "author": "B", "plan": "y"}])
    with pytest.warns(UserWarning, match=r"no known person has a value of 'outcome'.*'plan'.*outcome=") as told:
        assert cross_table(corpus).shape == (1, 0)
    assert told[0].filename == __file__
    with pytest.warns(UserWarning, match="nobody is known"):
        cross_table(make_corpus([{"text": "a", "outcome": "left"}]))


def test_what_is_called_like_the_base_stands_apart_from_it() -> None:
    corpus = make_corpus(
        [
            {"text": "a", "author": "A", "outcome": "left", "channel": "all people"},
            {"text": "b", "author": "B", "outcome": "left", "channel": "mail"},
        ]
    )
    table = cross_table(corpus, rows="channel")
    assert table["left"].to_dict() == {"all people": 2, "all people (channel)": 1, "mail": 1}
    for row, said in (("all people", ["a", "b"]), ("all people (channel)", ["a"])):
        assert passages_behind(corpus, rows="channel", row=row, column="left")["quote"].tolist() == said


def test_months_can_stand_on_either_side_and_show_their_words() -> None:
    corpus = make_corpus(
        [
            {"text": "a", "author": "A", "created": "2025-05-31T23:00:00Z", "channel": "mail"},
            {"text": "b", "author": "A", "created": "2025-06-01T01:00:00Z", "channel": "mail"},
            {"text": "c", "author": "B", "channel": "mail"},
        ]
    )
    table = cross_table(corpus, rows="channel", columns="month")
    assert table.loc["all people"].to_dict() == table.loc["mail"].to_dict() == {"2025-05": 1, "2025-06": 1}
    found = passages_behind(corpus, rows="channel", row="mail", columns="month", column="2025-06")
    assert found["quote"].tolist() == ["b"]
