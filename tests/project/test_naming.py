import pandas as pd
import pytest

from qualkit.errors import CodebookError, NotFoundError, ProjectError
from qualkit.model import CODE_COLUMNS
from qualkit.project import open_project


@pytest.fixture
def coded(project):
    project.add_code("Leaving")
    project.add_code("price", parent="Leaving", definition="What it costs.", brief="Cost")
    project.add_code("fees")
    project.apply_code("M-1", 4, 9, "price", event_id="c1")
    project.apply_code("M-3", 9, 14, "fees", event_id="c2")
    with project.coding_as("ben"):
        project.apply_code("M-1", 4, 9, "fees", event_id="c3")
    return project


def code_of(project):
    return dict(zip(project.codings()["coding_id"], project.codings()["code"], strict=True))


def snapshot(project):
    """Everything a reader can see of codes and codings."""
    frame = project.codebook.frame
    return frame.to_dict("records"), project.codings().drop(columns="created").fillna("").to_dict("records")


def test_a_code_has_six_fields_and_a_place_in_the_tree(coded):
    code = coded.codebook.find("price")
    assert (code.brief, code.definition, code.when_to_use, code.retired, code.aliases) == (
        "Cost", "What it costs.", "", False, (),
    )  # fmt: skip
    assert tuple(coded.codebook.frame.columns) == CODE_COLUMNS
    assert coded.codebook.frame["brief"].tolist() == ["", "Cost", ""]


def test_a_renamed_code_keeps_its_id_and_codings_and_is_found_by_its_former_name(coded):
    before = coded.codebook.find("price")
    after = coded.revise_code("price", name=" too dear ")
    assert (after.code_id, after.name, after.aliases) == (before.code_id, "too dear", ("price",))
    assert coded.codebook.find("Price") == after
    assert code_of(coded)["c1"] == "too dear"
    assert coded.apply_code("M-2", 0, 5, "price") in code_of(coded)


def test_what_a_code_means_can_be_said_in_other_words_field_by_field(coded):
    code = coded.revise_code("price", when_to_use="They name a sum.", brief="")
    assert (code.brief, code.definition, code.when_to_use) == ("", "What it costs.", "They name a sum.")
    n = len(coded.log())
    coded.revise_code("price", when_to_use="They name a sum.", parent="leaving", name="price")
    assert len(coded.log()) == n


def test_a_code_can_be_put_below_another_and_to_the_top_but_never_below_itself(coded):
    leaving = coded.codebook.find("Leaving").code_id
    assert coded.revise_code("fees", parent="price").parent == coded.codebook.find("price").code_id
    assert coded.revise_code("price", parent=None).parent is None
    with pytest.raises(CodebookError, match="below itself"):
        coded.revise_code("price", parent="fees")
    with pytest.raises(CodebookError, match="below itself"):
        coded.revise_code("price", parent="price")
    assert coded.revise_code("price", parent=coded.codebook.get(leaving)).parent == leaving


@pytest.mark.parametrize("name", ["Fees ", "", "  "])
def test_a_name_that_is_empty_or_another_codes_is_refused(coded, name):
    with pytest.raises(CodebookError):
        coded.revise_code("price", name=name)


def test_a_former_name_can_be_given_to_another_code_which_then_has_it(coded):
    coded.revise_code("price", name="cost")
    fresh = coded.add_code("price", definition="In a narrower sense.")
    assert coded.codebook.find("price") == fresh
    assert coded.codebook.find("cost").aliases == ()


def test_a_notebook_that_adds_its_codes_again_gets_them_as_they_are_now(coded):
    coded.revise_code("fees", name="charges")
    coded.merge_codes("price", into="charges")
    again = coded.add_code("price", parent="Leaving", definition="What it costs.", brief="Cost")
    assert again == coded.add_code("fees") == coded.codebook.find("charges")
    coded.import_codebook([{"name": "fees"}, {"name": "late", "parent": "fees"}])
    assert [code.name for code in coded.codebook] == ["Leaving", "charges", "late"]


def test_merged_codes_give_their_codings_names_and_children_to_the_one_that_stays(coded):
    coded.add_code("delivery fees", parent="fees")
    into = coded.merge_codes(["fees", "price"], into="price")
    assert code_of(coded) == {"c1": "price", "c2": "price", "c3": "price"}
    assert into.aliases == ("fees",)
    assert coded.codebook.find("fees") == into
    assert coded.codebook.find("delivery fees").parent == into.code_id
    assert len(coded.codebook) == 3
    n = len(coded.log())
    assert coded.merge_codes("fees", into="price") == into
    assert len(coded.log()) == n


def test_a_parent_merged_into_its_child_leaves_its_place_to_it(coded):
    child = coded.merge_codes("Leaving", into="price")
    assert child.parent is None
    assert coded.codebook.below(child.code_id) == (child.code_id,)


def test_a_code_high_above_merged_into_one_below_leaves_its_place_and_its_children_to_it(coded):
    coded.revise_code("fees", parent="price")
    fees = coded.merge_codes("Leaving", into="fees")
    assert (fees.parent, coded.codebook.find("price").parent) == (None, fees.code_id)
    coded.undo()
    assert coded.codebook.find("fees").parent == coded.codebook.find("price").code_id


def test_codings_that_come_to_say_the_same_show_as_one_and_go_as_one(coded):
    coded.apply_code("M-1", 4, 9, "fees", event_id="c4")
    coded.merge_codes("fees", into="price")
    assert sorted(code_of(coded)) == ["c1", "c2", "c3"]
    coded.remove_coding("c1")
    assert sorted(code_of(coded)) == ["c2", "c3"]
    coded.undo()
    coded.undo()
    assert code_of(coded) == {"c1": "price", "c2": "fees", "c3": "fees", "c4": "fees"}


def test_a_code_is_split_and_the_codings_that_nobody_named_stay(coded):
    coded.apply_code("M-2", 0, 5, "fees", event_id="c5")
    parts = {"entry fee": ["c2"], "monthly fee": ["c3"]}
    made = coded.split_code("fees", parts)
    assert [code.name for code in made] == ["entry fee", "monthly fee"]
    assert code_of(coded) == {"c1": "price", "c2": "entry fee", "c3": "monthly fee", "c5": "fees"}
    assert coded.split_code("fees", parts) == made
    assert len(coded.codebook) == 5


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({}, "at least one"),
        ({"a": ["c2"], "b": ["c2"]}, "same coding"),
        ({"price": ["c2"]}, "already"),
        ({"a": ["c1"]}, "has not got"),
        ({"a": ["c9"]}, "no coding"),
        ({" ": ["c2"]}, "needs a name"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused_whole(coded, parts, what):
    before = snapshot(coded)
    with pytest.raises((CodebookError, NotFoundError), match=what):
        coded.split_code("fees", parts)
    assert snapshot(coded) == before


def test_a_retired_code_keeps_its_codings_and_is_given_no_more(coded):
    assert coded.retire_code("fees").retired
    assert code_of(coded)["c2"] == "fees"
    with pytest.raises(CodebookError, match="retired"):
        coded.apply_code("M-2", 0, 5, "fees")
    with pytest.raises(CodebookError, match="retired"):
        coded.recode_coding("c1", "fees")
    with pytest.raises(CodebookError, match="already"):
        coded.add_code("Fees", definition="Other.")
    assert not coded.retire_code("fees", on=False).retired
    coded.apply_code("M-2", 0, 5, "fees")


def names(project):
    return [code.name for code in project.codebook]


def test_codes_stand_in_the_order_in_which_they_were_put(coded):
    coded.add_code("tips", parent="Leaving")
    assert coded.revise_code("tips", before="price").parent == coded.codebook.find("Leaving").code_id
    assert names(coded) == ["Leaving", "tips", "price", "fees"]
    coded.revise_code("Leaving", before=None)
    assert names(coded) == ["tips", "price", "fees", "Leaving"]
    coded.revise_code("fees", before="price")
    assert [one.name for one in coded.codebook.children(coded.codebook.find("Leaving").code_id)] == [
        "tips", "fees", "price",
    ]  # fmt: skip
    added = [coded.codebook.get(one).name for one in coded.codebook.added]
    assert added == ["Leaving", "price", "fees", "tips"]
    assert coded.codebook.frame["name"].tolist() == names(coded)
    coded.add_code("late")
    assert names(coded)[-1] == "late"
    assert coded.codebook.get(coded.codebook.added[-1]).name == "late"


def test_putting_a_code_where_it_stands_is_no_decision(coded):
    n = len(coded.log())
    coded.revise_code("Leaving", before="fees")
    coded.revise_code("fees", before=None)
    coded.revise_code("fees", before="fees")
    assert len(coded.log()) == n


def test_a_code_is_put_in_front_of_none_that_stands_elsewhere_or_below_itself(coded):
    with pytest.raises(CodebookError, match="does not stand there"):
        coded.revise_code("fees", parent=None, before="price")
    with pytest.raises(CodebookError, match="below itself"):
        coded.revise_code("Leaving", before="price")


def test_a_place_in_front_of_a_code_that_was_merged_is_kept(coded):
    coded.add_code("tips")
    coded.revise_code("tips", before="fees")
    coded.merge_codes("fees", into="price")
    assert names(coded) == ["Leaving", "price", "tips"]


VERBS = {
    "put in front": lambda p, e: p.revise_code("fees", before="Leaving", event_id=e),
    "put last": lambda p, e: p.revise_code("Leaving", before=None, event_id=e),
    "put in front elsewhere": lambda p, e: p.revise_code("fees", before="price", event_id=e),
    "rename": lambda p, e: p.revise_code("price", name="cost", event_id=e),
    "put elsewhere": lambda p, e: p.revise_code("fees", parent="price", event_id=e),
    "to the top": lambda p, e: p.revise_code("price", parent=None, event_id=e),
    "reword": lambda p, e: p.revise_code("price", definition="", example="dear", event_id=e),
    "merge": lambda p, e: p.merge_codes(["fees", "Leaving"], into="price", event_id=e),
    "split": lambda p, e: p.split_code("fees", {"entry": ["c2"], "other": []}, event_id=e),
    "retire": lambda p, e: p.retire_code("fees", event_id=e),
    "add": lambda p, e: p.add_code("new", event_id=e),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_change_of_the_codebook_can_be_taken_back_made_again_and_sent_twice(coded, reopen, verb):
    before = snapshot(coded)
    VERBS[verb](coded, "e" * 32)
    after, n = snapshot(coded), len(coded.log())
    assert after != before
    VERBS[verb](coded, "e" * 32)
    assert len(coded.log()) == n
    words = coded.undo()
    assert snapshot(coded) == before == snapshot(reopen())
    assert coded.redo() == words
    assert snapshot(coded) == after == snapshot(reopen())
    coded.undo("e" * 32)
    assert snapshot(coded) == before
    coded.redo("e" * 32)
    assert snapshot(reopen()) == after


def test_the_log_tells_each_change_in_plain_words_with_the_names_of_that_time(coded):
    n = len(coded.log())
    coded.revise_code("price", name="cost", parent=None, brief="b", when_to_use="w")
    coded.retire_code("fees")
    coded.retire_code("fees", on=False)
    coded.split_code("fees", {"entry": ["c2"]})
    coded.merge_codes(["entry", "fees"], into="cost")
    coded.revise_code("cost", before="Leaving")
    coded.revise_code("cost", before=None)
    assert coded.log()["what"].tolist()[n - 3 :] == [
        "coded 'price' on M-1 4-9",
        "coded 'fees' on M-3 9-14",
        "coded 'fees' on M-1 4-9",
        "renamed the code 'price' to 'cost'; moved the code 'price' to the top; "
        "revised the brief definition, rule when to use it of the code 'price'",
        "retired the code 'fees'",
        "took back into use the code 'fees'",
        "added the code 'entry'",
        "split off from the code 'fees': 'entry' (1 coding)",
        "merged the codes 'entry' and 'fees' into 'cost'",
        "moved the code 'cost' in front of 'Leaving'",
        "moved the code 'cost' to the end",
    ]


def test_a_change_that_others_stand_on_cannot_be_taken_back(coded, reopen):
    coded.split_code("fees", {"entry": ["c2"]}, event_id="s")
    ben = reopen("ben")
    ben.apply_code("M-2", 0, 5, "entry", event_id="b1")
    with pytest.raises(ProjectError, match="ben coded 'entry' on M-2"):
        coded.undo("s")
    ben.undo()
    coded.merge_codes("entry", into="fees", event_id="m")
    with pytest.raises(ProjectError, match="ana merged"):
        coded.undo("s")
    coded.merge_codes("fees", into="price")
    with pytest.raises(ProjectError, match="into 'price'"):
        coded.undo("m")


def test_what_a_merge_made_one_and_was_split_again_keeps_the_merge(coded):
    coded.merge_codes("fees", into="price", event_id="m")
    coded.split_code("price", {"entry": ["c2"]})
    with pytest.raises(ProjectError, match="split off from the code 'price'"):
        coded.undo("m")


def test_taking_back_never_gives_two_codes_one_name(coded):
    coded.revise_code("price", name="cost", event_id="r")
    coded.merge_codes("fees", into="Leaving", event_id="m")
    coded.add_code("price", definition="other", event_id="k1")
    coded.add_code("fees", definition="other", event_id="k2")
    for decision, name in (("r", "'price'"), ("m", "'fees'")):
        with pytest.raises(ProjectError, match=f"{name} would share its name"):
            coded.undo(decision)
    coded.revise_code("fees", name="charges")
    coded.undo("m")
    assert [code.name for code in coded.codebook] == ["Leaving", "cost", "fees", "price", "charges"]


def test_taking_back_never_puts_a_code_below_itself(coded):
    coded.revise_code("price", parent=None, event_id="r")
    coded.revise_code("Leaving", parent="price")
    with pytest.raises(ProjectError, match="below itself"):
        coded.undo("r")


def test_an_older_revision_beneath_a_newer_one_stays(coded):
    coded.revise_code("price", definition="One.", event_id="r1")
    coded.revise_code("price", example="dear")
    coded.revise_code("price", definition="Two.")
    with pytest.raises(ProjectError, match="That would have to be taken back first"):
        coded.undo("r1")


def test_memos_and_findings_follow_a_merged_code(coded):
    coded.add_memo("fees", "hm")
    finding = coded.add_finding("They left.", because="Dear.", about=["fees", "price"])
    coded.merge_codes("fees", into="price")
    price = coded.codebook.find("price").code_id
    assert coded.memos()["target"].tolist() == [price]
    assert coded.study().findings[0].about == (price,)
    coded.revise_finding(finding, about="fees")
    assert coded.study().findings[0].about == (price,)


def test_a_codebook_travels_through_its_table(coded, tmp_path):
    with open_project(tmp_path / "b.qualkit", coder="cy") as other:
        other.import_codebook(coded.codebook.frame)
        kept = ["name", "parent", "brief", "definition"]
        pd.testing.assert_frame_equal(other.codebook.frame[kept], coded.codebook.frame[kept])


@pytest.mark.parametrize(
    "parts", [{"x": 5}, {"x": None}, {"x": [1]}, {"x": [[]]}, {1: ["c1"]}, {None: []}, {"x": pd.Series([1.0])}]
)
def test_parts_of_a_code_that_are_no_names_and_ids_are_one_plain_error(coded, parts):
    before = snapshot(coded)
    with pytest.raises(CodebookError, match="Names and ids of codings"):
        coded.split_code("price", parts)
    assert snapshot(coded) == before


def test_a_part_of_a_code_takes_one_id_or_anything_that_gives_ids(coded):
    coded.split_code("price", {"sums": "c1"})
    coded.split_code("fees", {"charges": iter(["c2"])})
    assert (code_of(coded)["c1"], code_of(coded)["c2"]) == ("sums", "charges")


@pytest.mark.parametrize("name", ["all people", "All Codes "])
def test_no_code_is_called_like_a_row_that_tables_have(reopen, name):
    project = reopen()
    code = project.add_code("price")
    with pytest.raises(CodebookError, match="tables of codes have a row of that name"):
        project.add_code(name)
    with pytest.raises(CodebookError, match="tables of codes"):
        project.revise_code(code, name=name)
    with pytest.raises(CodebookError, match="tables of codes"):
        project.import_codebook([{"name": "speed"}, {"name": name}])
    assert [one.name for one in project.codebook] == ["price"]
