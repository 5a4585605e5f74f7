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


def test_a_finding_is_the_same_after_a_code_that_it_is_about_was_merged(project):
    project.add_code("price")
    project.add_code("fees")
    first = project.add_finding("They left.", because="Price.", about=["price", "fees"])
    project.merge_codes("price", into="fees")
    assert project.add_finding("They left.", because="Price.", about=["price", "fees"]) == first


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


@pytest.fixture
def themed(concluded, themes):
    concluded.add_code("price")
    concluded.add_themes(themes)
    return concluded


def test_a_finding_says_what_it_is_about_where_it_rests_and_whom_to_ask(themed, reopen):
    code = themed.codebook.find("price")
    made = themed.add_finding(
        "x", because="y", about=["Price", "dates", code, "th2"], scope="mail in January", whom="those who left"
    )
    for one in (themed, reopen()):
        finding = one.findings[-1]
        assert finding.finding_id == made
        assert finding.about == (code.code_id, "th2")
        assert (finding.scope, finding.whom) == ("mail in January", "those who left")
        assert (finding.status, finding.verdicts, finding.searches) == ("draft", (), ())


def test_a_name_of_both_a_code_and_a_theme_means_the_code_and_the_id_means_the_theme(themed):
    themed.add_finding("x", because="y", about="price")
    themed.add_finding("x", because="y", about="th1")
    code = themed.codebook.find("price").code_id
    assert [one.about for one in themed.findings[1:]] == [(code,), ("th1",)]


def test_what_is_neither_code_nor_theme_is_refused(themed, project):
    with pytest.raises(NotFoundError, match=r"no code or theme 'prise'.*Did you mean 'price'"):
        themed.add_finding("x", because="y", about="prise")


def test_a_label_of_two_themes_needs_the_id(concluded, themes):
    themes.frame["label"] = "price"
    concluded.add_themes(themes)
    with pytest.raises(ProjectError, match=r"Several themes are called 'price'.*th1, th2"):
        concluded.add_finding("x", because="y", about="price")


def test_the_same_finding_about_the_same_things_changes_nothing(themed):
    made = themed.add_finding("x", because="y", about="price", whom="z")
    n = len(themed.log())
    assert themed.add_finding("x", because="y", about="price", whom="z") == made
    assert len(themed.log()) == n
    assert themed.add_finding("x", because="y", about="dates", whom="z") != made


def test_a_revision_replaces_what_it_names_and_keeps_the_rest(themed, reopen):
    before = themed.findings[0]
    themed.revise_finding(before, claim="They left late.", action="", whom="Jo's friends", about="dates")
    for one in (themed, reopen()):
        (after,) = one.findings
        assert (after.claim, after.because, after.outcome) == ("They left late.", "It rose twice.", "cancelled")
        assert (after.action, after.rival, after.whom, after.about) == (None, "The date", "Jo's friends", ("th2",))
        assert (after.finding_id, after.evidence) == (before.finding_id, before.evidence)


def test_the_log_says_which_fields_were_revised(themed):
    themed.revise_finding(themed.findings[0], claim="They left late.", next_question="When?", about="dates")
    assert themed.log()["what"].iloc[-1] == (
        "revised the subject, claim, next question of the finding 'They left over the price.'"
    )


def test_revising_to_the_same_words_changes_nothing(themed):
    n = len(themed.log())
    themed.revise_finding(themed.findings[0], claim="They left over the price.", scope="", about=(), action="Ask")
    themed.revise_finding(themed.findings[0])
    assert len(themed.log()) == n


def test_a_revision_can_be_taken_back(themed):
    before = themed.findings
    themed.revise_finding(before[0], claim="They left late.", about="dates")
    themed.undo()
    assert themed.findings == before


def test_writing_a_revised_finding_anew_as_it_was_first_written_does_not_double_it(concluded):
    concluded.revise_finding(concluded.findings[0], claim="They left late.")
    concluded.add_finding(
        "They left over the price.", because="It rose twice.", outcome="cancelled", action="Ask", rival="The date"
    )
    assert [one.claim for one in concluded.findings] == ["They left late."]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"claim": " "}, ProjectError),
        ({"because": ""}, ProjectError),
        ({"outcome": "canceled"}, NotFoundError),
        ({"about": "nothing"}, NotFoundError),
    ],
)
def test_a_revision_must_be_as_sound_as_a_finding(concluded, change, error):
    before = concluded.findings
    with pytest.raises(error):
        concluded.revise_finding(before[0], **change)
    assert concluded.findings == before
    with pytest.raises(NotFoundError, match="no finding with id"):
        concluded.revise_finding("nothing", claim="x")


def test_only_somebody_else_can_check_a_finding(concluded, reopen):
    finding = concluded.findings[0]
    with pytest.raises(ProjectError, match="ana wrote this finding and cannot check it"):
        concluded.set_status(finding, "checked")
    reopen("ben").set_status(finding, "checked", note="Read with all passages.")
    assert concluded.findings[0].status == "checked"
    assert concluded.log()["what"].iloc[-1] == "set the finding 'They left over the price.' to 'checked'"


def test_the_note_on_a_status_stands_among_the_memos(concluded, reopen):
    finding = concluded.findings[0].finding_id
    concluded.add_memo(finding, "first")
    reopen("ben").set_status(finding, "sent back", note="Who else?")
    concluded.add_memo(finding, "last")
    memos = concluded.memos()
    assert memos["text"].tolist() == ["first", "Who else?", "last"]
    assert memos["coder"].tolist() == ["ana", "ben", "ana"]
    assert set(memos["target"]) == {finding}


def test_no_finding_is_confirmed_before_a_customer_answered(concluded):
    with pytest.raises(ProjectError, match="none has answered"):
        concluded.set_status(concluded.findings[0], "confirmed")


def test_a_status_must_be_one_of_four(concluded):
    with pytest.raises(NotFoundError, match=r"no status 'sentback'.*draft, checked, sent back, confirmed"):
        concluded.set_status(concluded.findings[0], "sentback")


def test_setting_the_same_status_again_changes_nothing_but_another_reader_counts(concluded, reopen):
    ben, finding = reopen("ben"), concluded.findings[0]
    concluded.set_status(finding, "draft")
    ben.set_status(finding, "checked", note="fine")
    n = len(ben.log())
    ben.set_status(finding, "checked", note="fine")
    ben.set_status(finding, "checked")
    assert len(ben.log()) == n
    reopen("cleo").set_status(finding, "checked")
    assert len(ben.log()) == n + 1


def test_another_claim_makes_a_draft_of_a_checked_finding_and_another_question_does_not(concluded, reopen):
    ben, finding = reopen("ben"), concluded.findings[0]
    ben.set_status(finding, "checked")
    concluded.revise_finding(finding, next_question="When?")
    assert concluded.findings[0].status == "checked"
    concluded.revise_finding(finding, claim="They left late.")
    assert concluded.findings[0].status == "draft"
    concluded.undo()
    assert concluded.findings[0].status == "checked"
    concluded.redo()
    ben.set_status(finding, "checked")
    assert concluded.findings[0].status == "checked"


def test_evidence_can_be_withdrawn_and_set_beside_it_again(concluded, reopen):
    first = concluded.findings[0].supporting[0]
    concluded.withdraw_evidence(first.evidence_id)
    assert [one.quote for one in reopen().findings[0].evidence] == ["Yes."]
    assert concluded.log()["what"].iloc[-1] == "withdrew M-1 4-9 from the finding 'They left over the price.'"
    with pytest.raises(NotFoundError, match="no evidence with id"):
        concluded.withdraw_evidence(first.evidence_id)
    again = concluded.support(concluded.findings[0], "M-1", 4, 9)
    assert again != first.evidence_id
    assert [one.quote for one in concluded.findings[0].supporting] == ["price"]
    assert concluded.verify_journal().n_comments == 5


def test_anothers_evidence_cannot_be_withdrawn(concluded, reopen):
    with pytest.raises(ProjectError, match="This evidence is ana's: ben cannot withdraw it"):
        reopen("ben").withdraw_evidence(concluded.findings[0].evidence[0].evidence_id)


def test_a_client_that_repeats_itself_changes_nothing(concluded, reopen):
    finding, evidence = concluded.findings[0], concluded.findings[0].evidence[0].evidence_id
    ben = reopen("ben")
    for _ in range(2):
        concluded.revise_finding(finding, claim="b", event_id="e1")
        ben.set_status(finding, "checked", event_id="e2")
        concluded.withdraw_evidence(evidence, event_id="e3")
        concluded.record_search(finding, n_read=2, event_id="e4")
    assert len(concluded.log()) == 5 + 4
