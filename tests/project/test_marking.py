import threading

import pytest

from qualkit.errors import CodebookError, NotFoundError, PassageError, ProjectError, QualkitError

E = "e" * 32


@pytest.fixture
def coded(project):
    project.add_code("price")
    project.add_code("fees")
    project.apply_code("M-1", 4, 9, "price", memo="said first", event_id="c1")
    project.apply_code("M-3", 5, 14, "fees", event_id="c2")
    return project


def seen(project):
    return project.codings().drop(columns="created").fillna("").to_dict("records")


def place(project, coding_id):
    frame = project.codings().set_index("coding_id")
    return tuple(frame.loc[coding_id, ["comment_id", "start", "end", "code"]])


def test_a_moved_coding_keeps_its_id_code_and_memo(coded):
    coded.move_coding("c1", 0, 9)
    assert place(coded, "c1") == ("M-1", 0, 9, "price")
    row = coded.codings().iloc[0]
    assert (row["quote"], row["memo"]) == ("The price", "said first")


def test_a_recoded_coding_keeps_its_id_place_and_memo(coded):
    coded.recode_coding("c1", coded.codebook.find("fees"))
    assert place(coded, "c1") == ("M-1", 4, 9, "fees")
    assert coded.codings()["memo"].iloc[0] == "said first"
    assert coded.codings()["code_id"].iloc[0] == coded.codebook.find("fees").code_id


@pytest.mark.parametrize(("start", "end"), [(4, 4), (-1, 3), (0, 500), (0.5, 3)])
def test_a_coding_stays_inside_its_comment(coded, start, end):
    with pytest.raises(PassageError):
        coded.move_coding("c1", start, end)
    assert place(coded, "c1") == ("M-1", 4, 9, "price")


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.move_coding("c1", 0, 3),
        lambda p: p.recode_coding("c1", "fees"),
        lambda p: p.remove_coding("c1"),
    ],
)
def test_what_another_coder_decided_is_left_alone(coded, change):
    with coded.coding_as("ben"), pytest.raises(ProjectError, match="ana's"):
        change(coded)


def test_what_changes_nothing_is_no_decision(coded):
    coded.mark_comment("M-1", "done")
    link = coded.link_reason("c1", "c2")
    n = len(coded.log())
    coded.move_coding("c1", 4, 9)
    coded.recode_coding("c1", "price")
    coded.mark_comment("M-1", "done")
    coded.mark_comment("M-1", "flagged", on=False)
    coded.retire_code("fees", on=False)
    assert coded.link_reason("c1", "c2") == link
    assert len(coded.log()) == n


VERBS = {
    "apply": lambda p: p.apply_code("M-2", 0, 5, "price", event_id=E),
    "accept": lambda p: p.apply_code("M-2", 0, 5, "price", suggested_by="rules", memo="yes", event_id=E),
    "in vivo": lambda p: p.code_in_vivo("M-2", 0, 5, "sorry", parent="price", event_id=E, code_id="k" * 32),
    "move": lambda p: p.move_coding("c1", 0, 3, event_id=E),
    "recode": lambda p: p.recode_coding("c1", "fees", event_id=E),
    "remove": lambda p: p.remove_coding("c1", event_id=E),
    "memo": lambda p: p.add_memo("c1", "on second thoughts", event_id=E),
    "no memo": lambda p: p.add_memo("c1", "", event_id=E),
    "mark": lambda p: p.mark_comment("M-4", "flagged", event_id=E),
    "link": lambda p: p.link_reason("c1", "c2", event_id=E),
    "reject": lambda p: p.reject_suggestion("M-2", 0, 5, "price", suggested_by="rules", event_id=E),
}


def everything(project):
    tables = (project.marks(), project.reason_links(), project.rejected_suggestions(), project.memos())
    said = [table.drop(columns="created").to_dict("records") for table in tables]
    return seen(project), [code.name for code in project.codebook], said


@pytest.mark.parametrize("verb", VERBS)
def test_every_decision_can_be_taken_back_made_again_and_sent_twice(coded, reopen, verb):
    before = everything(coded)
    VERBS[verb](coded)
    assert coded.knows(E)
    after, n = everything(coded), len(coded.log())
    assert after != before
    VERBS[verb](coded)
    assert len(coded.log()) == n
    words = coded.undoable()
    for what in (None, E):
        assert coded.undo(what) == words == coded.redoable()
        assert everything(coded) == before == everything(reopen())
        VERBS[verb](coded)
        assert everything(coded) == before
        assert coded.redo(what) == words == coded.undoable()
        assert everything(coded) == after == everything(reopen())


def test_a_step_back_that_is_sent_twice_goes_back_once(coded):
    assert coded.undo(event_id=E) == coded.undo(event_id=E) == "coded 'fees' on M-3 5-14"
    assert [row["coding_id"] for row in seen(coded)] == ["c1"]
    assert coded.redo(event_id="f" * 32) == coded.redo(event_id="f" * 32)
    assert len(seen(coded)) == 2


def test_an_old_decision_is_taken_back_by_its_id_and_the_rest_stays(coded):
    coded.mark_comment("M-1", "done")
    assert coded.undo("c1") == "coded 'price' on M-1 4-9"
    assert [row["coding_id"] for row in seen(coded)] == ["c2"]
    assert coded.undo() == "marked M-1 as read"
    coded.mark_comment("M-1", "skipped")
    coded.redo("c1")
    assert len(seen(coded)) == 2


def test_only_ones_own_standing_decisions_are_taken_back_by_id(coded):
    with coded.coding_as("ben"), pytest.raises(ProjectError, match="decided by ana"):
        coded.undo("c1")
    with pytest.raises(NotFoundError):
        coded.undo("nothing")
    with pytest.raises(ProjectError, match="stands already"):
        coded.redo("c1")
    coded.undo("c1")
    with pytest.raises(ProjectError, match="taken back already"):
        coded.undo("c1")
    coded.code_in_vivo("M-2", 0, 5, "sorry", event_id=E)
    with pytest.raises(ProjectError, match="came with another"):
        coded.undo(coded.codebook.find("sorry").code_id)


STANDING = {
    "move": lambda p: p.move_coding("c1", 0, 3),
    "recode": lambda p: p.recode_coding("c1", "fees"),
    "removal": lambda p: p.remove_coding("c1"),
    "link": lambda p: p.link_reason("c2", "c1"),
    "memo": lambda p: p.add_memo("c1", "hm"),
}


@pytest.mark.parametrize("what", STANDING)
def test_a_coding_on_which_another_decision_stands_is_not_taken_back(coded, what):
    STANDING[what](coded)
    with pytest.raises(ProjectError, match="That would have to be taken back first"):
        coded.undo("c1")
    coded.undo()
    coded.undo("c1")


def test_a_move_beneath_a_newer_one_stays_and_is_not_made_again(coded):
    coded.move_coding("c1", 0, 9, event_id="m1")
    coded.move_coding("c1", 0, 3, event_id="m2")
    with pytest.raises(ProjectError, match="moved the code 'price' to M-1 0-3"):
        coded.undo("m1")
    coded.undo()
    coded.undo()
    coded.redo("m2")
    with pytest.raises(ProjectError, match="decided anew"):
        coded.redo("m1")


def test_a_code_made_on_a_passage_is_one_decision(coded):
    coded.code_in_vivo("M-2", 0, 5, "sorry", memo="their word", event_id=E, code_id="k" * 32)
    assert coded.codebook.find("sorry").code_id == "k" * 32
    assert coded.undo() == "coded the new code 'sorry' on M-2 0-5"
    assert coded.codebook.lookup("sorry") is None
    coded.redo()
    coded.apply_code("M-4", 0, 3, "sorry")
    with pytest.raises(ProjectError, match="coded 'sorry' on M-4"):
        coded.undo(E)
    coded.remove_coding(E)
    assert coded.codebook.lookup("sorry") is not None
    for name, code_id in (("Sorry", None), ("other", E)):
        with pytest.raises(CodebookError):
            coded.code_in_vivo("M-2", 0, 3, name, code_id=code_id)


def test_an_accepted_suggestion_says_who_thought_of_it(coded):
    coded.apply_code("M-2", 0, 5, "price", suggested_by="rules")
    assert coded.codings()["suggested_by"].fillna("").tolist() == ["", "", "rules"]
    assert coded.log()["what"].iloc[-1] == "coded 'price' on M-2 0-5, as rules suggested"


def test_a_table_of_codings_brings_along_what_suggested_them(coded, reopen):
    rows = [{"code": "price", "comment_id": "M-2", "quote": "Sorry", "suggested_by": "rules"}]
    coded.import_codings(rows, coder="ben")
    coded.import_codings(coded.codings().drop(columns="coder"), coder="cy")
    assert coded.codings()["suggested_by"].fillna("").tolist() == ["", "", "rules", "", "", "rules"]


def test_a_table_of_two_coders_is_not_taken_for_the_work_of_one(coded):
    coded.import_codings([{"code": "price", "comment_id": "M-2", "quote": "Sorry"}], coder="ben")
    table = coded.codings()
    with pytest.raises(QualkitError, match=r"by ana, not by ben.*row 1.*table\[table"):
        coded.import_codings(table, coder="ben")
    assert len(coded.codings()) == len(table)
    coded.import_codings(table[table["coder"] == "ben"], coder="ben")
    assert len(coded.codings()) == len(table)


def test_positions_and_names_of_other_types_are_one_clear_error(coded):
    for verb in (
        lambda: coded.apply_code("M-1", True, 3, "price"),
        lambda: coded.add_code(5),
        lambda: coded.import_codings([], coder=""),
    ):
        with pytest.raises(QualkitError):
            verb()


def test_a_rejected_suggestion_is_listed_under_todays_code(coded):
    first = coded.reject_suggestion("M-2", 0, 5, "price", suggested_by="rules")
    assert coded.reject_suggestion("M-2", 0, 5, "price", suggested_by="rules") == first
    coded.merge_codes("price", into="fees")
    row = coded.rejected_suggestions().iloc[0]
    assert (row["comment_id"], row["start"], row["end"], row["code"], row["suggested_by"], row["coder"]) == (
        "M-2", 0, 5, "fees", "rules", "ana",
    )  # fmt: skip
    with pytest.raises(ProjectError, match="say what"):
        coded.reject_suggestion("M-2", 0, 5, "price", suggested_by=" ")


def test_each_coder_has_marks_of_their_own(coded, reopen):
    coded.mark_comment("M-1", "done")
    coded.mark_comment("M-1", "flagged")
    coded.mark_comment("M-1", "flagged", on=False)
    reopen("ben").mark_comment("M-1", "skipped")
    assert coded.marks()[["comment_id", "mark", "coder"]].to_numpy().tolist() == [
        ["M-1", "done", "ana"],
        ["M-1", "skipped", "ben"],
    ]
    with pytest.raises(NotFoundError, match="done, skipped, flagged"):
        coded.mark_comment("M-1", "liked")
    with pytest.raises(NotFoundError, match="M-99"):
        coded.mark_comment("M-99", "done")


def test_a_link_goes_and_comes_with_its_codings(coded):
    link = coded.link_reason("c1", "c2")
    assert coded.reason_links()[
        ["link_id", "reason_coding_id", "behaviour_coding_id", "coder"]
    ].to_numpy().tolist() == [[link, "c1", "c2", "ana"]]
    coded.remove_coding("c2")
    assert len(coded.reason_links()) == 0
    coded.undo()
    assert len(coded.reason_links()) == 1
    with coded.coding_as("ben"), pytest.raises(ProjectError, match="ana's"):
        coded.unlink_reason(link)
    coded.unlink_reason(link)
    assert len(coded.reason_links()) == 0
    assert coded.undo() == "no longer says that 'price' on M-1 4-9 is why 'fees' on M-3 5-14"
    with pytest.raises(ProjectError, match="itself"):
        coded.link_reason("c1", "c1")
    with pytest.raises(NotFoundError):
        coded.link_reason("c1", "c9")


def test_an_empty_memo_takes_away_what_was_noted_and_can_be_taken_back(coded):
    coded.add_memo("c1", "more")
    coded.add_memo("c1", "")
    assert coded.codings()["memo"].isna().all()
    assert len(coded.memos()) == 0
    with pytest.raises(ProjectError, match="needs words"):
        coded.add_memo("c1", "")
    with pytest.raises(ProjectError, match="taken back first"):
        coded.undo(coded.log().query("kind == 'memo.added'")["event_id"].iloc[0])
    coded.undo()
    assert coded.codings()["memo"].iloc[0] == "more"
    coded.add_memo("c1", "")
    assert coded.add_memo("c1", "more")
    assert coded.codings()["memo"].iloc[0] == "more"


def test_an_empty_memo_leaves_what_another_coder_noted(coded):
    with coded.coding_as("ben"):
        coded.add_memo("M-1", "ben's")
    coded.add_memo("M-1", "ana's")
    coded.add_memo("M-1", "")
    assert coded.memos()["text"].tolist() == ["ben's"]


def test_a_coding_shows_the_memo_written_last_also_where_an_older_one_said_the_same(coded):
    for text in ("a", "b", "a", "a"):
        coded.add_memo("c1", text)
    assert coded.codings()["memo"].iloc[0] == "a"
    assert coded.memos()["text"].tolist() == ["a", "b", "a"]


def test_decisions_sent_with_ids_of_their_own_have_these_ids(coded):
    assert coded.apply_code("M-2", 0, 5, "price", event_id="a" * 32) == "a" * 32
    assert coded.add_code("new", event_id="b" * 32).code_id == "b" * 32
    assert coded.link_reason("c1", "c2", event_id="d" * 32) == "d" * 32
    assert coded.apply_code("M-2", 0, 5, "price", memo="hm", event_id="f" * 32) == "a" * 32
    assert coded.apply_code("M-2", 0, 5, "price", memo="hm", event_id="f" * 32) == "a" * 32
    assert len(coded.memos()) == 1


def test_passages_are_found_by_variable_whole_words_and_page(coded):
    coded.apply_code("M-1", 0, 9, "price")
    coded.apply_code("M-4", 0, 16, "fees")

    def ids(**wanted):
        return coded.passages(**wanted)["coding_id"].tolist()

    every = ids()
    assert every[:2] == ["c1", "c2"]
    assert ids(after=1, n=2) == every[1:3]
    assert ids(variable=("town", "York")) == every[3:]
    assert ids(variable=("stars", 1)) == ids(variable=("stars", "1")) == [every[0], every[2]]
    assert ids(text="pri") == every[:3]
    assert ids(text="pri", whole_words=True) == []
    assert ids(text="PRICE", whole_words=True) == every[:3]
    coded.revise_code("fees", parent="price")
    assert ids(code="price") == every
    assert ids(code="price", below=False) == [every[0], every[2]]
    coded.revise_code("fees", name="charges")
    assert ids(code="fees") == [every[1], every[3]]
    with pytest.raises(NotFoundError, match="no column"):
        ids(variable=("mood", "bad"))


def test_undoing_a_memo_on_a_coding_says_whose_and_which(coded):
    coded.add_memo("c1", "ask when")
    assert coded.undo() == "wrote a memo on a coding by ana: 'price' on M-1 4-9"


def test_what_another_thread_decides_is_not_recorded_under_a_borrowed_name(coded):
    ready = threading.Event()

    def decide():
        ready.set()
        coded.apply_code("M-2", 0, 5, "price", event_id="c3")

    other = threading.Thread(target=decide)
    with coded.coding_as("ben"):
        other.start()
        ready.wait()
        coded.import_codings([{"code": "fees", "comment_id": "M-4", "start": n, "end": n + 2} for n in range(20)])
    other.join()
    assert coded.codings().set_index("coding_id").loc["c3", "coder"] == "ana"


def test_a_list_in_a_table_of_codings_is_refused_in_plain_words(coded):
    row = {"code": "price", "comment_id": "M-1", "start": 0, "end": 3}
    with pytest.raises(PassageError, match="start must be a whole number"):
        coded.import_codings([{**row, "start": [0, 1]}])
    with pytest.raises(NotFoundError, match="no comment"):
        coded.import_codings([{**row, "comment_id": ["M-1", "M-2"]}])
