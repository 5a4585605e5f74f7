import pytest

from qualkit.errors import ProjectError


@pytest.fixture
def coded(project):
    project.add_code("price")
    project.apply_code("M-1", 4, 9, "price")
    return project


def test_undo_takes_back_one_decision_after_the_other(coded):
    assert coded.undo() == "coded 'price' on M-1 4-9"
    assert len(coded.codings()) == 0
    assert coded.undo() == "added the code 'price'"
    assert len(coded.codebook) == 0
    assert coded.undo() is None


def test_comments_stay_whatever_is_undone(coded):
    while coded.undo():
        pass
    assert len(coded.corpus) == 5


def test_redo_gives_back_the_same_things(coded):
    before = coded.codings()
    coded.undo()
    coded.undo()
    assert coded.redo() == "added the code 'price'"
    coded.redo()
    assert coded.redo() is None
    assert coded.codings().equals(before)


def test_undo_and_redo_work_after_reopening(coded, reopen):
    again = reopen()
    again.undo()
    assert len(coded.codings()) == 0
    third = reopen()
    third.redo()
    assert len(coded.codings()) == 1


def test_a_new_decision_ends_redo(coded):
    coded.undo()
    coded.apply_code("M-1", 0, 3, "price")
    assert coded.redo() is None


def test_undoing_a_removal_brings_the_coding_back(coded):
    coding = coded.codings()["coding_id"].iloc[0]
    coded.remove_coding(coding)
    assert coded.undo() == "removed the code 'price' from M-1 4-9"
    assert coded.codings()["coding_id"].tolist() == [coding]


def test_undo_touches_the_present_coders_decisions_alone(coded, reopen):
    ben = reopen("ben")
    assert ben.undo() is None
    ben.apply_code("M-2", 0, 5, "price")
    coded.undo()
    assert coded.codings()["coder"].tolist() == ["ben"]


def test_what_another_coder_built_on_cannot_be_taken_back(coded, reopen):
    ben = reopen("ben")
    ben.apply_code("M-2", 0, 5, "price")
    coded.undo()
    with pytest.raises(ProjectError, match="ben coded 'price' on M-2"):
        coded.undo()
    ben.undo()
    assert coded.undo() == "added the code 'price'"
    with pytest.raises(ProjectError, match="gone"):
        ben.redo()


@pytest.mark.parametrize("what", ["memo", "child", "evidence"])
def test_memos_subcodes_and_evidence_of_others_count_as_built_on(project, reopen, what):
    ben = reopen("ben")
    if what == "evidence":
        finding = project.add_finding("x", because="y")
        ben.support(finding, "M-1", 0, 3)
    else:
        project.add_code("price")
        ben.add_memo("price", "hm") if what == "memo" else ben.add_code("dear", parent="price")
    with pytest.raises(ProjectError, match="ben"):
        project.undo()


def test_a_name_taken_in_the_meantime_cannot_be_redone(project, reopen):
    project.add_code("price", definition="a")
    project.undo()
    reopen("ben").add_code("Price", definition="b")
    with pytest.raises(ProjectError, match="by now"):
        project.redo()


def test_the_log_keeps_what_was_taken_back_and_says_so(coded):
    coded.undo()
    log = coded.log()
    assert log["what"].tolist()[-2:] == ["coded 'price' on M-1 4-9", "took back: coded 'price' on M-1 4-9"]
    assert log["undone"].tolist()[-2:] == [True, False]
    assert log["n"].tolist() == [1, 2, 3, 4, 5]


BUILT_ON_A_FINDING = {
    "revision": lambda ben, finding: ben.revise_finding(finding, whom="those who left"),
    "status": lambda ben, finding: ben.set_status(finding, "checked"),
    "search": lambda ben, finding: ben.record_search(finding, n_read=3),
}


@pytest.mark.parametrize("what", BUILT_ON_A_FINDING)
def test_what_others_did_with_a_finding_counts_as_built_on(project, reopen, what):
    finding = project.add_finding("x", because="y")
    ben = reopen("ben")
    BUILT_ON_A_FINDING[what](ben, finding)
    with pytest.raises(ProjectError, match="ben"):
        project.undo()
    ben.undo()
    assert project.undo() == "wrote the finding 'x'"


def test_a_code_that_anothers_finding_is_about_cannot_be_taken_back(project, reopen):
    project.add_code("price")
    ben = reopen("ben")
    finding = ben.add_finding("x", because="y", about="price")
    with pytest.raises(ProjectError, match="ben wrote the finding"):
        project.undo()
    ben.revise_finding(finding, about=())
    assert project.undo() == "added the code 'price'"


def test_a_finding_cannot_be_done_again_about_a_code_that_is_gone(project, reopen):
    project.add_code("price")
    ben = reopen("ben")
    ben.add_finding("x", because="y", about="price")
    ben.undo()
    project.undo()
    with pytest.raises(ProjectError, match="gone"):
        ben.redo()


def test_withdrawing_evidence_can_be_taken_back_and_done_again(project):
    finding = project.add_finding("x", because="y")
    evidence = project.support(finding, "M-1", 4, 9)
    project.withdraw_evidence(evidence)
    assert project.undo() == "withdrew M-1 4-9 from the finding 'x'"
    assert [one.evidence_id for one in project.findings[0].evidence] == [evidence]
    project.redo()
    assert project.findings[0].evidence == ()
