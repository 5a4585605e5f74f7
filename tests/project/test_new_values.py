"""A comment that comes again with another outcome or variable: the new values are taken, or the old ones kept, as asked."""

import json
import sqlite3
import warnings

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualkit.errors import ProjectError
from qualkit.project import open_project
from qualkit.store import NewValues
from qualkit.store.columns import pack
from qualkit.testing import make_corpus


def export(*rows, **columns):
    """Comments of an export: (id, outcome, stars)."""
    table = [{"comment_id": one, "text": f"Words of {one}.", "author": f"Author {one}"} for one, *_ in rows]
    for name, n in (("outcome", 1), ("stars", 2)):
        for row, values in zip(table, rows, strict=True):
            row[name] = values[n]
    for name, values in columns.items():
        for row, value in zip(table, values, strict=True):
            row[name] = value
    return make_corpus(table)


LAST_MONTH = export(("a", "stayed", 4), ("b", "stayed", 5), ("c", None, 1))
THIS_MONTH = export(("a", "left", 4), ("b", "stayed", 2), ("c", "left", 1), ("d", "stayed", 3))


@pytest.fixture
def told(path):
    with open_project(path, coder="ana") as project:
        project.add_comments(LAST_MONTH)
        yield project


def values(project, name):
    return project.corpus.frame.set_index("comment_id")[name].to_dict()


def test_a_changed_value_is_refused_and_the_hint_names_both_ways(told):
    with pytest.raises(ProjectError, match="'a' already, with another outcome") as caught:
        told.add_comments(THIS_MONTH)
    assert 'changed="take"' in caught.value.hint
    assert 'changed="keep"' in caught.value.hint
    assert len(told.corpus) == 3


def test_new_values_count_and_the_old_ones_stay_in_the_history(told):
    assert told.add_comments(THIS_MONTH, changed="take") == 1
    assert values(told, "outcome") == {"a": "left", "b": "stayed", "c": "left", "d": "stayed"}
    assert values(told, "stars") == {"a": 4, "b": 2, "c": 1, "d": 3}
    assert told.corpus.table["stars"].dtype == LAST_MONTH.table["stars"].dtype
    assert told.log()["what"].tolist()[-2:] == [
        "added 1 comment",
        "took new values for 3 comments: outcome (2) and stars (1)",
    ]
    assert told.corpus.problems[["comment_id", "column", "problem", "action", "detail"]].to_numpy().tolist() == [
        ["a", "outcome", "the value changed", "repaired", "'stayed' became 'left'"],
        ["c", "outcome", "the value changed", "repaired", "nothing became 'left'"],
        ["b", "stars", "the value changed", "repaired", "5 became 2"],
    ]
    assert told.verify_journal().n_comments == 4


def test_they_are_there_when_the_project_is_opened_again(told, path):
    told.add_comments(THIS_MONTH, changed="take")
    with open_project(path, coder="ben") as again:
        pd.testing.assert_frame_equal(again.corpus.frame, told.corpus.frame)
        assert again.corpus.conversation(again.corpus.frame["conversation_id"][0]) is not None


def test_taking_them_can_be_taken_back_and_done_again(told):
    told.add_comments(THIS_MONTH, changed="take")
    told.undo()
    assert values(told, "outcome") | {"c": None} == {"a": "stayed", "b": "stayed", "c": None, "d": "stayed"}
    assert told.corpus.problems.empty
    told.redo()
    assert values(told, "outcome")["a"] == "left"


def test_the_same_export_again_changes_nothing_and_neither_does_the_first(told):
    told.add_comments(THIS_MONTH, changed="take")
    before = told.study()
    assert told.add_comments(THIS_MONTH, changed="take") == 0
    assert told.add_comments(THIS_MONTH) == 0
    assert told.add_comments(LAST_MONTH) == 0  # a notebook that is run again from its beginning
    assert told.study() is before
    told.add_comments(LAST_MONTH, changed="take")
    assert values(told, "outcome")["a"] == "stayed"


def test_of_several_months_the_last_one_counts(told):
    told.add_comments(THIS_MONTH, changed="take")
    told.add_comments(export(("a", "back again", 1)), changed="take")
    assert values(told, "outcome")["a"] == "back again"
    assert told.corpus.problems["detail"].tolist()[-2:] == ["'left' became 'back again'", "4 became 1"]


def test_old_values_are_kept_where_that_is_asked_for_and_a_warning_counts_them(told):
    with pytest.warns(UserWarning, match=r"3 comments came with other values.*kept: outcome \(2\) and stars \(1\)"):
        assert told.add_comments(THIS_MONTH, changed="keep") == 1
    assert values(told, "outcome")["a"] == "stayed"
    assert told.log()["kind"].tolist().count("values.taken") == 0


def test_a_column_that_an_export_leaves_out_changes_nothing(told):
    without = make_corpus([{"comment_id": "a", "text": "Words of a.", "author": "Author a"}])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for changed in ("take", "keep"):
            assert told.add_comments(without, changed=changed) == 0
    assert values(told, "outcome")["a"] == "stayed"


def test_a_value_can_go_missing_and_a_column_can_be_new(told):
    again = export(("a", None, 4), ("b", "stayed", 5), plan=["gold", "basic"])
    told.add_comments(again, changed="take")
    assert pd.isna(values(told, "outcome")["a"])
    found = values(told, "plan")
    assert (found["a"], found["b"]) == ("gold", "basic")
    assert pd.isna(found["c"])


def test_a_column_may_become_one_of_another_kind(told):
    told.add_comments(export(("a", "stayed", "many")), changed="take")
    assert values(told, "stars") == {"a": "many", "b": 5, "c": 1}


@pytest.mark.parametrize("changed", ["take", "keep", "refuse"])
@pytest.mark.parametrize("what", ["text", "author", "channel"])
def test_words_and_names_never_change(told, what, changed):
    again = export(("d", "x", 1), ("a", "left", 4), **{what: ["as ever", "something else"]})
    with pytest.raises(ProjectError, match=f"'a' already, with another.*{what}") as caught:
        told.add_comments(again, changed=changed)
    assert "only the comments whose ids are new" in caught.value.hint
    assert len(told.corpus) == 3


def test_what_else_might_be_asked_is_named(told):
    with pytest.raises(ProjectError, match=r"`changed` is 'merge'.*refuse, take, keep"):
        told.add_comments(THIS_MONTH, changed="merge")


def test_no_new_variable_of_a_forgotten_person_is_left(told, path):
    again = export(("a", "left", 4), ("b", "left", 5), town=["Oddvalue", "York"])
    told.add_comments(again, changed="take")
    told.undo()
    told.redo()
    (person,) = told.corpus.frame.loc[told.corpus.frame["comment_id"] == "a", "person_id"]
    told.forget(person)
    assert values(told, "town")["b"] == "York"
    assert "Oddvalue" not in values(told, "town").values()
    assert values(told, "outcome")["a"] == "left"  # what became of somebody is not what they said
    assert told.verify_journal().n_forgotten == 1
    back = export(("a", "back", 4), ("b", "left", 5), town=["Oddvalue", "York"])
    told.add_comments(back, changed="take")  # what was forgotten cannot be compared, and stays so
    assert values(told, "outcome")["a"] == "left"
    told.close()
    assert b"Oddvalue" not in path.read_bytes()


def test_the_comments_themselves_stay_as_they_were_added(told, path):
    def rows():
        with sqlite3.connect(path) as connection:
            return connection.execute("SELECT * FROM comments ORDER BY seq").fetchall()

    before = rows()
    told.add_comments(export(("a", "left", 1)), changed="take")
    assert rows() == before
    (payload,) = [one.payload for one in told._state.new_values]
    assert json.dumps(payload).count("left") == 0  # what may be personal is not in the journal itself


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers() | st.none() | st.text(max_size=3), max_size=4))
def test_new_values_are_written_and_read_alike(said):
    spec = pack(pd.Series(["x"], dtype="str"))[0]
    taken = NewValues((("stars", spec, said), ("outcome", spec, said)))
    assert NewValues.from_json(taken.as_json()) == taken
    assert taken.without(set(said)).counts == {"stars": 0, "outcome": len(said)}
