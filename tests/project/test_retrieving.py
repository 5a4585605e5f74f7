import pandas as pd
import pytest

from qualkit.errors import CodebookError, NotFoundError, PassageError, ProjectError, QualkitError
from qualkit.model import CODE_COLUMNS, CODING_COLUMNS, MEMO_COLUMNS


@pytest.fixture
def coded(project):
    project.add_code("price", definition="What it costs.")
    project.apply_code("M-1", 4, 9, "price", memo="said first")
    return project


def test_a_coding_says_what_was_marked_by_whom_and_when(coded, reopen):
    for one in (coded, reopen()):
        frame = one.codings()
        assert tuple(frame.columns) == CODING_COLUMNS
        row = frame.iloc[0]
        assert (row["comment_id"], row["start"], row["end"], row["quote"]) == ("M-1", 4, 9, "price")
        assert (row["code"], row["coder"], row["memo"]) == ("price", "ana", "said first")
        assert str(frame["created"].dtype) == "datetime64[us, UTC]"


def test_a_missing_memo_is_missing(project):
    project.add_code("price")
    project.apply_code("M-1", 4, 9, "price")
    assert project.codings()["memo"].isna().all()


def test_positions_count_code_points_through_emoji_and_line_breaks(project, corpus):
    project.add_code("left")
    text = corpus.text("M-1")
    start = text.index("So I left")
    project.apply_code("M-1", start, start + 9, "left")
    assert project.codings()["quote"].tolist() == ["So I left"]


def test_the_same_coding_twice_is_one(coded):
    first = coded.codings()["coding_id"].iloc[0]
    assert coded.apply_code("M-1", 4, 9, "Price ") == first
    assert coded.apply_code("M-1", 4, 9, coded.codebook.find("price"), memo="said first") == first
    assert len(coded.codings()) == 1


def test_the_same_coding_with_another_memo_keeps_both_thoughts(coded):
    coded.apply_code("M-1", 4, 9, "price", memo="on second thoughts")
    assert coded.codings()["memo"].tolist() == ["on second thoughts"]
    assert coded.memos()["text"].tolist() == ["on second thoughts"]


def test_another_coder_marks_the_same_passage_on_their_own(coded):
    with coded.coding_as("ben"):
        coded.apply_code("M-1", 4, 9, "price")
    assert coded.codings()["coder"].tolist() == ["ana", "ben"]
    assert coded.coder == "ana"


def test_a_decision_sent_twice_counts_once(coded):
    for _ in range(2):
        assert coded.apply_code("M-2", 0, 5, "price", event_id="f" * 32) == "f" * 32
    for _ in range(2):
        coded.remove_coding("f" * 32, event_id="e" * 32)
    assert len(coded.codings()) == 1


@pytest.mark.parametrize(("start", "end"), [(4, 4), (9, 4), (-1, 3), (0, 500), (0.5, 3), ("a", 3)])
def test_positions_outside_the_text_are_refused(coded, start, end):
    with pytest.raises(PassageError, match="M-1"):
        coded.apply_code("M-1", start, end, "price")
    assert len(coded.codings()) == 1


def test_an_unknown_comment_or_code_is_named(coded):
    with pytest.raises(NotFoundError, match="'M-99'"):
        coded.apply_code("M-99", 0, 1, "price")
    with pytest.raises(NotFoundError, match="Did you mean 'price'"):
        coded.apply_code("M-1", 0, 1, "prise")


def test_a_removed_coding_is_gone_and_can_be_made_again(coded):
    first = coded.codings()["coding_id"].iloc[0]
    coded.remove_coding(first)
    assert len(coded.codings()) == 0
    with pytest.raises(NotFoundError):
        coded.remove_coding(first)
    assert coded.apply_code("M-1", 4, 9, "price") != first


def test_a_coder_cannot_remove_what_another_marked(coded):
    with coded.coding_as("ben"), pytest.raises(ProjectError, match="ana's"):
        coded.remove_coding(coded.codings()["coding_id"].iloc[0])


def test_codes_have_parents_and_definitions(project):
    project.add_code("Leaving")
    code = project.add_code(
        "price", parent="leaving", definition="d", when_to_use="w", when_not_to_use="n", example="e"
    )
    assert project.codebook.get(code.parent).name == "Leaving"
    assert tuple(project.codebook.frame.columns) == CODE_COLUMNS
    assert project.add_code("date", parent=project.codebook.find("Leaving")).parent == code.parent


def test_the_very_same_code_again_changes_nothing_and_another_of_its_name_is_refused(coded):
    assert coded.add_code("price", definition="What it costs.").code_id == coded.codebook.codes[0].code_id
    with pytest.raises(CodebookError, match="already"):
        coded.add_code("Price", definition="Something else.")
    with pytest.raises(CodebookError):
        coded.add_code("  ")
    assert len(coded.codebook) == 1


def test_memos_are_kept_on_things_that_exist(coded):
    for target in ("project", "M-1", "T-1", "price", coded.codings()["coding_id"].iloc[0]):
        coded.add_memo(target, f"about {target}")
    memos = coded.memos()
    assert tuple(memos.columns) == MEMO_COLUMNS
    assert memos["target"].tolist()[:3] == ["project", "M-1", "T-1"]
    assert memos["target"].tolist()[3] == coded.codebook.find("price").code_id
    with pytest.raises(NotFoundError, match="nothing called"):
        coded.add_memo("nowhere", "x")
    with pytest.raises(ProjectError):
        coded.add_memo("project", " ")


def test_a_memo_on_a_theme_is_kept(project, themes):
    project.add_themes(themes)
    project.add_memo("th1", "Two things in one.")
    assert project.memos()["target"].tolist() == ["th1"]


def test_passages_are_found_by_code_person_words_and_theme(coded, themes):
    coded.add_code("Leaving")
    coded.add_code("too dear", parent="Leaving")
    coded.apply_code("M-3", 5, 14, "too dear")
    coded.apply_code("M-4", 0, 16, "too dear")
    coded.add_themes(themes)

    def ids(**wanted):
        return coded.passages(**wanted)["comment_id"].tolist()

    assert ids() == ["M-1", "M-3", "M-4"]
    assert ids(code="Leaving") == ["M-3", "M-4"]
    assert ids(person="p-jo") == ["M-1", "M-3"]
    assert ids(outcome="stayed") == ids(channel="forum") == ids(theme="th2") == ids(theme="dates") == ["M-4"]
    assert ids(text="PRICE") == ["M-1", "M-3"]
    assert ids(text=".*") == []
    with pytest.raises(NotFoundError):
        ids(theme="th9")
    with pytest.raises(NotFoundError):
        ids(code="nothing")


@pytest.mark.parametrize(
    "wanted",
    [
        {"outcome": "canceled"},
        {"channel": "forums"},
        {"person": "p-joe"},
        {"variable": ("stars", 9)},
        {"coder": "anna"},
    ],
)
def test_a_misspelt_value_is_an_error_and_no_empty_table(coded, wanted):
    with pytest.raises(NotFoundError):
        coded.passages(**wanted)


def test_a_coder_who_has_not_coded_yet_has_no_passages(coded, reopen):
    with coded.coding_as("ben"):
        coded.add_memo("M-1", "Read.")
    assert coded.passages(coder="ben").empty
    assert reopen(coder="cy").passages(coder="cy").empty


def test_a_passage_comes_with_its_context_variables_and_conversation(coded):
    row = coded.passages(context=4).iloc[0]
    assert (row["before"], row["quote"], row["after"]) == ("The ", "price", " wen")
    assert (row["conversation_id"], row["stars"], row["town"], row["role"]) == ("T-1", 1, "Oddlytown", "customer")


def test_a_variable_may_be_called_like_a_column_of_passages(reopen, build):
    project = reopen()
    project.add_comments(build(code="A1", start=3, quote="q"))
    project.add_code("price")
    project.apply_code("M-1", 4, 9, "price")
    row = project.passages().iloc[0]
    assert (row["code"], row["start"], row["comment_code"], row["comment_start"]) == ("price", 4, "A1", 3)


def test_a_codebook_is_imported_whatever_the_order_of_its_rows(project):
    rows = [{"name": "price", "parent": "Leaving", "definition": "d"}, {"name": "Leaving", "parent": None}]
    project.import_codebook(rows)
    project.import_codebook(pd.DataFrame(rows))
    assert [code.name for code in project.codebook] == ["Leaving", "price"]


@pytest.mark.parametrize(
    "rows",
    [
        [{"name": "a"}, {"name": ""}],
        [{"name": "a"}, {"name": "A", "definition": "other"}],
        [{"name": "a"}, {"name": "b", "parent": "nowhere"}],
        [{"name": "a", "parent": "b"}, {"name": "b", "parent": "a"}],
    ],
)
def test_a_codebook_is_imported_whole_or_not_at_all(project, rows):
    with pytest.raises(QualkitError):
        project.import_codebook(rows)
    assert len(project.codebook) == 0


def test_codings_are_imported_by_position_or_quote_under_their_coder(coded):
    rows = pd.DataFrame(
        {
            "code": ["price", "price", "price"],
            "comment_id": ["M-2", "M-3", "M-3"],
            "start": [0, None, 20],
            "end": [5, None, None],
            "quote": [None, "Yes.", "the price"],
            "memo": ["m", None, None],
        }
    )
    ids = coded.import_codings(rows, coder="ben")
    frame = coded.codings()
    assert frame["quote"].tolist() == ["price", "Sorry", "Yes.", "the price"]
    assert frame["coder"].tolist() == ["ana", "ben", "ben", "ben"]
    assert frame["coding_id"].tolist()[1:] == ids == coded.import_codings(rows, coder="ben")
    assert coded.coder == "ana"


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"quote": "the prize"}, r"does not stand.*row 2"),
        ({"quote": "price"}, r"2 times.*row 2.*9, 24"),
        ({"quote": "price", "start": 8}, r"not the quote.*row 2"),
        ({"quote": "price", "start": 9, "end": 15}, "not the quote"),
        ({}, "needs start and end"),
        ({"start": 0}, "needs start and end"),
        ({"start": 0, "end": 999}, "do not lie"),
        ({"start": "x", "end": 2}, "whole number"),
        ({"start": 0, "end": 2, "code": "nothing"}, "no code"),
        ({"start": 0, "end": 2, "comment_id": "M-99"}, "no comment"),
        ({"start": 0, "end": 2, "comment_id": ""}, "needs a code and a comment_id"),
    ],
)
def test_codings_are_imported_whole_or_not_at_all(coded, row, what):
    good = {"code": "price", "comment_id": "M-2", "start": 0, "end": 5}
    with pytest.raises(QualkitError, match=what):
        coded.import_codings([good, {"code": "price", "comment_id": "M-3"} | row])
    assert len(coded.codings()) == 1


@pytest.mark.parametrize("name", ["outcome", "channel", "person", "coder", "code", "theme"])
def test_half_a_character_is_no_value_of_anything(coded, name):
    with pytest.raises(NotFoundError, match="There is no"):
        coded.passages(**{name: "a\ud800"})


def test_a_variable_is_told_by_name_and_value(coded):
    with pytest.raises(NotFoundError, match="There is no town"):
        coded.passages(variable=("town", "\ud800"))
    with pytest.raises(QualkitError, match="is no pair"):
        coded.passages(variable=([], 1))
    with pytest.raises(NotFoundError, match="to write a memo on"):
        coded.add_memo("\ud800", "a thought")
