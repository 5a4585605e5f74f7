import pytest

from qualkit.errors import NotFoundError, PassageError, ProjectError


@pytest.fixture
def concluded(project):
    finding = project.add_finding(
        "They left over the price.", because="It rose twice.", outcome="cancelled", action="Ask", rival="The date"
    )
    project.support(finding, "M-1", 4, 9)
    project.contradict(finding, "M-3", 0, 4)
    return project


def test_a_finding_carries_the_passages_for_and_against_it(concluded, reopen):
    for one in (concluded, reopen()):
        (finding,) = one.findings
        assert (finding.claim, finding.because, finding.outcome) == (
            "They left over the price.",
            "It rose twice.",
            "cancelled",
        )
        assert (finding.action, finding.next_question, finding.rival, finding.coder) == ("Ask", None, "The date", "ana")
        assert [one.quote for one in finding.supporting] == ["price"]
        assert [one.quote for one in finding.contradicting] == ["Yes."]


def test_the_same_finding_and_evidence_again_change_nothing(concluded):
    n = len(concluded.log())
    again = concluded.add_finding(
        "They left over the price.", because="It rose twice.", outcome="cancelled", action="Ask", rival="The date"
    )
    concluded.support(concluded.findings[0], "M-1", 4, 9)
    assert again == concluded.findings[0].finding_id
    assert len(concluded.log()) == n


def test_a_finding_needs_a_claim_and_a_reason(project):
    for claim, because in (("", "x"), ("x", " ")):
        with pytest.raises(ProjectError, match="claim and a reason"):
            project.add_finding(claim, because=because)


def test_an_outcome_that_no_comment_has_is_refused(project):
    with pytest.raises(NotFoundError, match="Did you mean 'cancelled'"):
        project.add_finding("x", because="y", outcome="canceled")


def test_evidence_must_lie_in_a_comment_and_beside_a_finding(concluded):
    finding = concluded.findings[0].finding_id
    with pytest.raises(NotFoundError):
        concluded.support("nothing", "M-1", 0, 1)
    with pytest.raises(NotFoundError):
        concluded.support(finding, "M-99", 0, 1)
    with pytest.raises(PassageError):
        concluded.contradict(finding, "M-5", 0, 1)


def test_findings_can_be_taken_back(concluded):
    concluded.undo()
    assert concluded.findings[0].contradicting == ()
    concluded.undo()
    concluded.undo()
    assert concluded.findings == ()
