import pandas as pd
import pytest

from qualkit.errors import NotFoundError, PassageError

TRACES = ["Secretword", "Unlikelyname", "Oddlytown", "p-jo", "went up again", "price alone"]


@pytest.fixture
def forgetful(project, themes):
    project.add_code("price")
    project.apply_code("M-1", 4, 9, "price", memo="a coder's thought")
    project.apply_code("M-2", 0, 5, "price")
    finding = project.add_finding("They left.", because="Price.")
    project.support(finding, "M-3", 0, 4)
    project.add_themes(themes)
    return project


def found(path):
    return [word for word in TRACES if word.encode() in path.read_bytes()]


def test_nothing_of_a_forgotten_person_is_left_in_the_file(forgetful, path):
    assert found(path) == TRACES
    assert forgetful.forget("p-jo") == 2
    assert found(path) == []
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_every_chain_still_verifies_and_so_after_reopening(forgetful, reopen):
    forgetful.forget("p-jo")
    assert forgetful.verify_journal().n_forgotten == 2
    assert reopen().verify_journal() == forgetful.verify_journal()


def test_what_others_said_stays(forgetful, corpus):
    forgetful.forget("p-jo")
    left, was = forgetful.corpus.frame, corpus.frame
    others = [1, 3, 4]
    for name in ("text", "author", "town", "person_id", "outcome", "created"):
        pd.testing.assert_series_equal(left[name].iloc[others], was[name].iloc[others])
    assert left["stars"].tolist() == [pd.NA, 5, pd.NA, 3, 4]


def test_positions_stay_without_their_quotes(forgetful):
    forgetful.forget("p-jo")
    codings = forgetful.codings()
    assert codings["quote"].isna().tolist() == [True, False]
    assert codings[["start", "end"]].iloc[0].tolist() == [4, 9]
    assert codings["memo"].iloc[0] == "a coder's thought"
    (evidence,) = forgetful.findings[0].evidence
    assert (evidence.comment_id, evidence.start, evidence.end, evidence.quote) == ("M-3", 0, 4, "")
    assert len(forgetful.passages()) == 2


def test_who_was_forgotten_still_counts_as_one_person(forgetful):
    forgetful.forget("p-jo")
    people = forgetful.corpus.frame["person_id"].iloc[[0, 2]].unique()
    assert len(people) == 1
    assert people[0].startswith("forgotten-")


def test_the_problems_tell_nothing_of_a_forgotten_person(forgetful):
    forgetful.forget("p-jo")
    assert forgetful.corpus.problems["detail"].isna().tolist() == [True, False]


def test_a_forgotten_comment_cannot_be_coded(forgetful):
    forgetful.forget("p-jo")
    with pytest.raises(PassageError):
        forgetful.apply_code("M-1", 0, 3, "price")


def test_adding_the_export_again_does_not_bring_a_person_back(forgetful, corpus, path):
    forgetful.forget("p-jo")
    assert forgetful.add_comments(corpus) == 0
    assert found(path) == []


def test_a_second_person_can_be_forgotten(forgetful):
    forgetful.forget("p-jo")
    forgetful.forget("p-li")
    assert forgetful.verify_journal().n_forgotten == 3
    assert forgetful.corpus.problems["detail"].isna().all()


def test_an_unknown_person_is_named(forgetful):
    for nobody in ("p-jon", ""):
        with pytest.raises(NotFoundError, match="no person"):
            forgetful.forget(nobody)


def test_another_open_project_forgets_too(forgetful, reopen):
    other = reopen("ben")
    assert "Secretword" in other.corpus.text("M-1")
    forgetful.forget("p-jo")
    assert other.corpus.text("M-1") == ""


def test_forgetting_is_in_the_log_without_a_name_and_cannot_be_undone(forgetful):
    forgetful.forget("p-jo")
    assert forgetful.log()["what"].iloc[-1] == "forgot a person, with 2 comments"
    forgetful.undo()
    assert forgetful.corpus.text("M-1") == ""
