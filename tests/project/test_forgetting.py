import sqlite3

import pandas as pd
import pytest

from qualkit.errors import NotFoundError, PassageError, VerificationError
from qualkit.project.answers import finding_ref, participant_ref
from qualkit.store import fold

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


def test_where_the_file_cannot_be_rewritten_the_journal_beside_it_holds_no_erased_word(forgetful, path, monkeypatch):
    journal = path.with_name(f"{path.name}-journal")
    assert journal.stat().st_size
    monkeypatch.setattr(forgetful._store, "erase_free_pages", lambda: None)
    forgetful.forget("p-jo")
    assert found(journal) == []


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


def test_forgetting_whom_the_project_forgot_already_changes_nothing(forgetful):
    forgetful.forget("p-jo")
    pseudonym, n = forgetful.corpus.comment("M-1").person_id, len(forgetful.log())
    assert forgetful.forget(pseudonym) == 0
    assert forgetful.corpus.comment("M-1").person_id == pseudonym
    assert len(forgetful.log()) == n
    assert forgetful.verify_journal().n_forgotten == 2


def test_a_journal_in_which_comments_were_emptied_twice_is_whole(forgetful):
    def again(transaction):
        rows = [row for row in transaction.comments() if row.person_id == pseudonym]
        return [forgetful._erase(transaction, pseudonym, rows)]

    forgetful.forget("p-jo")
    pseudonym = forgetful.corpus.comment("M-1").person_id
    forgetful._decide(again)
    assert forgetful.corpus.comment("M-1").person_id != pseudonym
    assert forgetful.verify_journal().n_forgotten == 2


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


@pytest.fixture
def answered(forgetful, tmp_path):
    """A project in which p-jo and p-li answered to a finding, p-jo twice, the second answer taken back."""

    def read(*rows):
        key, finding = forgetful.study().key, forgetful.findings[0].finding_id
        lines = [f"{finding_ref(key, finding)},{participant_ref(key, who)},{said}" for who, said in rows]
        sheet = tmp_path / "answers.csv"
        sheet.write_text("finding,participant,answer,words\n" + "\n".join(lines) + "\n", encoding="utf-8")
        forgetful.read_member_check(sheet)
        return sheet

    read(("p-jo", "yes,Tellingword"), ("p-li", "no,Otherword"))
    read(("p-jo", "partly,Laterword"))
    forgetful.undo()
    return forgetful


def verdicts(project):
    return [(one.answer, one.words) for one in project.findings[0].verdicts]


def test_the_words_of_a_forgotten_persons_answers_are_erased_also_those_taken_back(answered, path, reopen):
    told = path.read_bytes()
    assert all(word in told for word in (b"Tellingword", b"Laterword", b"Otherword"))
    answered.forget("p-jo")
    left = path.read_bytes()
    assert found(path) == []
    assert [word for word in (b"Tellingword", b"Laterword", b"Otherword") if word in left] == [b"Otherword"]
    for one in (answered, reopen()):
        assert verdicts(one) == [("yes", ""), ("no", "Otherword")]
        assert one.verify_journal().n_forgotten == 2
        assert one._state == fold(one._state.events)
    assert not [body for body in answered._bodies.values() if "ellingword" in body or body == "p-jo"]


def test_a_forgotten_persons_answer_still_counts_as_one_of_theirs(answered):
    answered.forget("p-jo")
    people = answered.corpus.frame["person_id"]
    assert answered.findings[0].verdicts[0].person_id == people.iloc[0]
    assert answered.redo() is not None
    assert verdicts(answered) == [("no", "Otherword"), ("partly", "")]


def test_another_open_project_forgets_the_answers_too(answered, reopen):
    other = reopen("ben")
    assert ("yes", "Tellingword") in verdicts(other)
    answered.forget("p-jo")
    assert ("yes", "") in verdicts(other)
    assert not [body for body in other._bodies.values() if "ellingword" in body or body == "p-jo"]


def test_reading_the_answers_again_does_not_bring_a_person_back(answered, tmp_path, path):
    answered.forget("p-jo")
    problems = answered.read_member_check(tmp_path / "answers.csv")
    assert problems["problem"].tolist() == ["no such participant"]
    assert verdicts(answered) == [("yes", ""), ("no", "Otherword")]
    assert b"Laterword" not in path.read_bytes()


def test_forgetting_two_people_who_answered_leaves_a_whole_journal(answered, reopen):
    answered.forget("p-jo")
    answered.forget("p-li")
    assert verdicts(reopen()) == [("yes", ""), ("no", "")]
    assert answered.verify_journal().n_forgotten == 3


def test_an_erased_answer_slipped_back_in_is_named(answered, path):
    with sqlite3.connect(path) as connection:
        (row,) = connection.execute("SELECT * FROM texts WHERE body = CAST('Tellingword' AS BLOB)").fetchall()
    answered.forget("p-jo")
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO texts VALUES (?, ?, ?)", row)
    with pytest.raises(VerificationError, match="forgotten text is back"):
        answered.verify_journal()
