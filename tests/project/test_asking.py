import csv
import io

import openpyxl
import pandas as pd
import pytest

from qualkit.errors import NotFoundError, ProjectError, ReadError
from qualkit.model import PROBLEM_COLUMNS
from qualkit.project.answers import finding_ref, participant_ref

HEADER = ["finding", "participant", "answer", "words"]


@pytest.fixture
def concluded(project):
    finding = project.add_finding("They left over the price.", because="It rose twice.")
    project.support(finding, "M-1", 4, 9)
    project.contradict(finding, "M-4", 0, 3)
    return project


@pytest.fixture
def sheet(tmp_path):
    """Write a table as a spreadsheet would save it."""

    def save(rows, *, delimiter=",", encoding="utf-8", name="answers.csv", header=HEADER):
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=delimiter).writerows([header, *rows])
        path = tmp_path / name
        path.write_bytes(buffer.getvalue().encode(encoding))
        return path

    return save


def ids(project, *people):
    key = project.study().key
    return finding_ref(key, project.findings[0].finding_id), *(participant_ref(key, one) for one in people)


def verdicts(project):
    return [(one.person_id, one.answer, one.words, one.coder) for one in project.findings[0].verdicts]


def test_answers_come_back_as_verdicts(concluded, sheet, reopen):
    finding, jo, li = ids(concluded, "p-jo", "p-li")
    path = sheet([[finding, jo, "Yes", "That is it."], [finding, li, "teilweise", ""]])
    problems = concluded.read_member_check(path)
    assert len(problems) == 0
    assert tuple(problems.columns) == PROBLEM_COLUMNS
    for one in (concluded, reopen()):
        assert verdicts(one) == [("p-jo", "yes", "That is it.", "ana"), ("p-li", "partly", "", "ana")]


def test_the_same_file_twice_changes_nothing_whoever_reads_it(concluded, sheet, reopen):
    finding, jo = ids(concluded, "p-jo")
    path = sheet([[finding, jo, "no", "Not the price."], [finding, jo, "no", "Not the price."]])
    concluded.read_member_check(path)
    before = concluded.study()
    concluded.read_member_check(path)
    assert concluded.study() is before
    reopen("ben").read_member_check(path)
    assert len(concluded.log()) == len(before.log)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_may_be_those_of_any_spreadsheet(concluded, sheet, delimiter, encoding):
    finding, jo, li = ids(concluded, "p-jo", "p-li")
    said = [
        [finding, jo, "sí", "Así es, señora – “justo” eso; y más"],
        [finding, li, "no", "Nein, überhaupt nicht: Größe"],
    ]
    concluded.read_member_check(sheet(said, delimiter=delimiter, encoding=encoding))
    assert verdicts(concluded) == [
        ("p-jo", "yes", "Así es, señora – “justo” eso; y más", "ana"),
        ("p-li", "no", "Nein, überhaupt nicht: Größe", "ana"),
    ]


def test_a_workbook_saved_from_it_is_read_too(concluded, tmp_path):
    finding, jo = ids(concluded, "p-jo")
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([finding, jo, True, "So it is."])
    book.active.append([finding, jo])
    book.save(tmp_path / "answers.xlsx")
    problems = concluded.read_member_check(tmp_path / "answers.xlsx")
    assert verdicts(concluded) == [("p-jo", "yes", "So it is.", "ana")]
    assert problems["problem"].tolist() == ["no answer yet"]


def test_what_cannot_be_understood_is_set_aside_and_listed(concluded, sheet):
    finding, jo, li = ids(concluded, "p-jo", "p-li")
    rows = [
        [finding, jo, "hm", ""],
        [finding, "participant-000000000000", "yes", ""],
        ["finding-000000000000", jo, "yes", ""],
        [finding, li, "", ""],
        [finding, li, "", "I never said so."],
        ["", "", "", ""],
        [finding.upper(), f"'{jo} ", " Ja ", " so "],
    ]
    problems = concluded.read_member_check(sheet(rows))
    assert problems["problem"].tolist() == [
        "answer is none of yes, partly, no",
        "no such participant",
        "no such finding",
        "no answer yet",
        "words without an answer",
        "empty row",
    ]
    assert problems["row"].tolist() == [1, 2, 3, 4, 5, 6]
    assert set(problems["action"]) == {"set aside"}
    assert problems["detail"].iloc[[0, 4]].tolist() == ["hm", "I never said so."]
    assert verdicts(concluded) == [("p-jo", "yes", "so", "ana")]


def test_a_person_who_changes_their_mind_counts_once_with_the_last_answer(concluded, sheet):
    finding, jo, li = ids(concluded, "p-jo", "p-li")
    concluded.read_member_check(sheet([[finding, jo, "yes", ""], [finding, li, "yes", ""]]))
    concluded.read_member_check(sheet([[finding, jo, "no", "I thought again."]], name="later.csv"))
    assert verdicts(concluded) == [("p-li", "yes", "", "ana"), ("p-jo", "no", "I thought again.", "ana")]
    concluded.undo()
    assert verdicts(concluded) == [("p-jo", "yes", "", "ana"), ("p-li", "yes", "", "ana")]


def test_two_answers_in_one_file_are_doubted_and_the_last_counts(concluded, sheet):
    finding, jo = ids(concluded, "p-jo")
    problems = concluded.read_member_check(sheet([[finding, jo, "yes", ""], [finding, jo, "no", ""]]))
    assert problems[["row", "problem", "action"]].values.tolist() == [[2, "answered twice", "doubted"]]
    assert [one[1] for one in verdicts(concluded)] == ["no"]


def test_an_answer_by_somebody_who_was_not_quoted_is_kept_and_doubted(concluded, sheet):
    finding, staff = ids(concluded, "p-staff")
    problems = concluded.read_member_check(sheet([[finding, staff, "yes", ""]]))
    assert problems["problem"].tolist() == ["was not quoted beside this finding"]
    assert len(verdicts(concluded)) == 1


def test_columns_may_stand_in_any_order_beside_others(concluded, sheet):
    finding, jo = ids(concluded, "p-jo")
    path = sheet([["2 May", "yes", jo, "ok", finding]], header=["date", "Answer", "Participant", " words", "FINDING"])
    concluded.read_member_check(path)
    assert verdicts(concluded) == [("p-jo", "yes", "ok", "ana")]


def test_a_file_that_holds_no_answers_is_named(concluded, sheet, tmp_path):
    with pytest.raises(ReadError, match="not the answers file of a member check: it lacks participant, answer"):
        concluded.read_member_check(sheet([["a", "b"]], header=["finding", "words"]))
    with pytest.raises(ReadError, match="no file"):
        concluded.read_member_check(tmp_path / "nothing.csv")


def test_answers_to_a_finding_that_was_taken_back_are_set_aside(concluded, sheet):
    path = sheet([[*ids(concluded, "p-jo"), "yes", ""]])
    for _ in range(3):
        concluded.undo()
    assert concluded.read_member_check(path)["problem"].tolist() == ["no such finding"]


def test_the_journal_tells_the_answer_and_neither_who_nor_what_they_wrote(concluded, sheet):
    concluded.read_member_check(sheet([[*ids(concluded, "p-jo"), "partly", "Nearly so."]]))
    told = concluded.log()["what"].iloc[-1]
    assert told == "read in a customer's answer 'partly' to the finding 'They left over the price.'"
    payload = str(concluded._state.events[-1].payload)
    assert "p-jo" not in payload
    assert "Nearly" not in payload
    assert concluded.verify_journal().n_comments == 5


def test_a_finding_that_customers_answered_to_can_be_confirmed(concluded, sheet, reopen):
    concluded.read_member_check(sheet([[*ids(concluded, "p-jo"), "yes", ""]]))
    ben = reopen("ben")
    ben.set_status(ben.findings[0], "confirmed")
    assert concluded.findings[0].status == "confirmed"
    with pytest.raises(ProjectError, match="ben set the finding"):
        concluded.undo()
    ben.undo()
    concluded.undo()
    with pytest.raises(ProjectError, match="gone"):
        ben.redo()


def test_a_search_for_what_speaks_against_it_is_recorded(concluded, reopen):
    finding = concluded.findings[0]
    made = concluded.record_search(finding, n_read=12, note="Two stayed in spite of it.")
    assert concluded.record_search(finding.finding_id, n_read=12, note="Two stayed in spite of it.") == made
    reopen("ben").record_search(finding, n_read=1)
    first, second = concluded.findings[0].searches
    assert (first.coder, first.n_read, first.note) == ("ana", 12, "Two stayed in spite of it.")
    assert pd.Timestamp(first.created).year == 2026
    assert (second.coder, second.n_read, second.note) == ("ben", 1, "")
    assert concluded.log()["what"].tolist()[-2:] == [
        "looked for what speaks against the finding 'They left over the price.', and read 12 candidates",
        "looked for what speaks against the finding 'They left over the price.', and read 1 candidate",
    ]
    concluded.undo()
    assert [one.coder for one in concluded.findings[0].searches] == ["ben"]


@pytest.mark.parametrize("n_read", [-1, 1.5, "3", None])
def test_how_many_were_read_is_a_whole_number(concluded, n_read):
    with pytest.raises(ProjectError, match="whole number"):
        concluded.record_search(concluded.findings[0], n_read=n_read)
    with pytest.raises(NotFoundError):
        concluded.record_search("nothing", n_read=1)


def test_questions_are_a_list_to_take_to_customers(concluded):
    assert concluded.questions().empty
    first = concluded.findings[0].finding_id
    concluded.revise_finding(first, next_question="When did you decide?", whom="those who left in May")
    second = concluded.add_finding("b", because="c", next_question="Why then?")
    questions = concluded.questions()
    assert questions.columns.tolist() == ["finding", "claim", "question", "whom", "status"]
    assert questions.iloc[0].tolist() == [
        first,
        "They left over the price.",
        "When did you decide?",
        "those who left in May",
        "draft",
    ]
    assert questions["finding"].iloc[1] == second
    assert questions["whom"].isna().tolist() == [False, True]


def _refs(project, *people):
    key, finding = project.study().key, project.findings[0]
    words = (finding.claim, finding.because)
    return finding_ref(key, finding.finding_id, words), *(participant_ref(key, one) for one in people)


def test_an_answer_to_former_words_is_no_answer_to_those_that_were_put_in_their_place(concluded, sheet, reopen):
    finding, jo, li = _refs(concluded, "p-jo", "p-li")
    concluded.read_member_check(sheet([[finding, jo, "yes", "That is it."]]))
    concluded.record_search(finding=concluded.findings[0], n_read=12)
    concluded.revise_finding(concluded.findings[0], claim="They left over the van.")
    # Sent before the words were changed, come back afterwards.
    late = concluded.read_member_check(sheet([[finding, li, "no", ""]], name="late.csv"))
    assert late["problem"].tolist() == ["answered to former words"]
    for one in (concluded, reopen()):
        assert [(each.person_id, each.reworded) for each in one.findings[0].verdicts] == [
            ("p-jo", True),
            ("p-li", True),
        ]
        assert [each.reworded for each in one.findings[0].searches] == [True]
    with concluded.coding_as("ben"), pytest.raises(ProjectError, match="none has answered to this one as it reads now"):
        concluded.set_status(concluded.findings[0], "confirmed")


def test_answers_count_again_when_the_former_words_come_back(concluded, sheet):
    finding, jo = _refs(concluded, "p-jo")
    concluded.read_member_check(sheet([[finding, jo, "yes", ""]]))
    concluded.revise_finding(concluded.findings[0], claim="They left over the van.")
    concluded.undo()
    assert [one.reworded for one in concluded.findings[0].verdicts] == [False]
    concluded.revise_finding(concluded.findings[0], because="It rose three times.")
    concluded.revise_finding(concluded.findings[0], because="It rose twice.")
    assert [one.reworded for one in concluded.findings[0].verdicts] == [False]


def test_a_form_that_comes_back_late_does_not_displace_an_answer_to_the_present_words(concluded, sheet):
    former, jo = _refs(concluded, "p-jo")
    concluded.revise_finding(concluded.findings[0], claim="They left over the van.")
    present, _ = _refs(concluded, "p-jo")
    concluded.read_member_check(sheet([[present, jo, "no", "It was the price."]]))
    concluded.read_member_check(sheet([[former, jo, "yes", ""]], name="late.csv"))
    assert [(one.answer, one.reworded) for one in concluded.findings[0].verdicts] == [("no", False)]


def test_another_action_leaves_the_answers_as_they_are(concluded, sheet):
    finding, jo = _refs(concluded, "p-jo")
    concluded.read_member_check(sheet([[finding, jo, "yes", ""]]))
    concluded.record_search(finding=concluded.findings[0], n_read=12)
    concluded.revise_finding(concluded.findings[0], action="Ask again.", rival="The van.")
    kept = concluded.findings[0]
    assert [one.reworded for one in (*kept.verdicts, *kept.searches)] == [False, False]


def test_passages_against_it_that_were_withdrawn_are_counted(concluded, reopen):
    finding = concluded.findings[0]
    assert finding.taken_away == 0
    concluded.withdraw_evidence(finding.contradicting[0].evidence_id)
    assert [one.findings[0].taken_away for one in (concluded, reopen())] == [1, 1]
    concluded.undo()
    assert concluded.findings[0].taken_away == 0
    made = concluded.contradict(finding, "M-4", 0, 2)
    concluded.undo()
    assert concluded.findings[0].taken_away == 0
    concluded.redo()
    concluded.withdraw_evidence(made)
    concluded.withdraw_evidence(concluded.findings[0].contradicting[0].evidence_id)
    concluded.contradict(finding, "M-4", 0, 3)
    assert concluded.findings[0].taken_away == 1
