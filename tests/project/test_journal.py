import json
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pandas as pd
import pytest

from qualkit.errors import ProjectError, VerificationError
from qualkit.model import COLUMNS, LOG_COLUMNS, Corpus
from qualkit.project import open_project
from qualkit.store import CountedIds, State, SteppingClock, derive, fold, journal_head

ENVELOPE = ["event_id", "replica", "n", "prev_hash", "lamport", "created", "coder", "kind", "schema", "payload"]


@pytest.fixture
def used(project, themes):
    project.describe(question="Why do they leave?", decision="Keep the price?", channel_limits={"mail": "writers"})
    project.add_code("price", definition="Whatkosts")
    project.apply_code("M-1", 4, 9, "price", memo="Thoughtful")
    with project.coding_as("ben"):
        project.apply_code("M-3", 9, 14, "price")
    project.add_memo("M-4", "Remember")
    finding = project.add_finding("They left.", because="Price.", outcome="cancelled")
    project.support(finding, "M-1", 4, 9)
    project.contradict(finding, "M-3", 0, 4)
    project.add_themes(themes)
    project.undo()
    project.redo()
    return project


def sql(path, command, *values):
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(command, values).fetchall()
        connection.commit()
        return rows
    finally:
        connection.close()


def test_the_journal_has_the_envelope_and_one_chain(used, path):
    columns = [row[1] for row in sql(path, "PRAGMA table_info(events)")]
    assert columns == [*ENVELOPE, "hash"]
    rows = sql(path, "SELECT n, lamport, prev_hash, hash FROM events ORDER BY n")
    assert [row[0] for row in rows] == [row[1] for row in rows] == list(range(1, len(rows) + 1))
    assert [row[2] for row in rows] == ["0" * 64, *(row[3] for row in rows[:-1])]


def test_payloads_hold_no_free_text(used, path):
    payloads = " ".join(row[0] for row in sql(path, "SELECT payload FROM events"))
    told = [
        "price",
        "Whatkosts",
        "Thoughtful",
        "Remember",
        "left",
        "Why",
        "Keep",
        "writers",
        "cancelled",
        "dates",
        "Jo",
    ]
    assert [word for word in told if word in payloads] == []
    assert all(isinstance(json.loads(row[0]), dict) for row in sql(path, "SELECT payload FROM events"))


def test_the_state_can_be_rebuilt_from_the_events_alone(used, reopen):
    assert reopen()._state == used._state == fold(used._state.events)


def test_the_present_state_in_the_file_can_be_rebuilt_from_the_events_alone(used, path, reopen):
    with used._store.reading() as transaction:
        kept = transaction.derived()
    assert kept == derive(fold(used._state.events))
    assert {kind for kind, _ in kept} >= {"head", "code", "coding", "memo", "finding", "evidence"}
    sql(path, "DELETE FROM derived WHERE kind <> 'head'")
    assert used.rebuild() == len(kept)
    with used._store.reading() as transaction:
        assert transaction.derived() == kept
    sql(path, "DELETE FROM derived")
    assert reopen().verify_journal().n_events == len(used._state.events)  # opening sees that it is behind


def test_what_is_derived_holds_no_free_text(used, path):
    told = " ".join(value for (value,) in sql(path, "SELECT value FROM derived"))
    words = ["price", "Whatkosts", "Thoughtful", "Remember", "left", "Why", "Jo"]
    assert [word for word in words if word in told] == []


def test_the_head_stands_for_the_whole_journal(used, path):
    last = sql(path, "SELECT hash FROM events ORDER BY n DESC LIMIT 1")[0][0]
    assert used.study().journal_head == used.verify_journal().journal_head == journal_head([last])
    used.add_code("another")
    assert used.study().journal_head != journal_head([last])


def test_the_log_says_in_plain_words_who_did_what_and_never_a_quote(used, corpus):
    log = used.log()
    assert tuple(log.columns) == LOG_COLUMNS
    assert log["what"].tolist() == [
        "created the project",
        "added 5 comments",
        "described the channel limits, decision, question",
        "added the code 'price'",
        "coded 'price' on M-1 4-9",
        "coded 'price' on M-3 9-14",
        "wrote a memo on M-4",
        "wrote the finding 'They left.'",
        "marked M-1 4-9 as supporting the finding 'They left.'",
        "marked M-3 0-4 as contradicting the finding 'They left.'",
        "added 2 themes",
        "took back: added 2 themes",
        "did again: added 2 themes",
    ]
    assert log["coder"].tolist() == ["ana"] * 5 + ["ben"] + ["ana"] * 7
    assert str(log["created"].dtype) == "datetime64[us, UTC]"


def test_a_study_carries_refs_key_and_is_the_same_until_something_changes(used):
    study = used.study()
    assert set(study.text_refs) == set(study.corpus.frame["comment_id"])
    assert len(study.key) == 32
    assert used.study() is study
    used.add_code("more")
    assert used.study() is not study
    assert len(study.codebook) == 1


def test_texts_of_equal_words_have_different_references(reopen, build):
    project = reopen()
    project.add_comments(build({f"M-{n}": "same" for n in range(1, 6)}))
    assert len(set(project.study().text_refs.values())) == 5


TAMPERING = {
    "event": ("UPDATE events SET coder = 'eve' WHERE n = 5", "An event of the journal was changed.*number 5"),
    "payload": ("UPDATE events SET payload = replace(payload, '9', '8') WHERE n = 5", "changed.*number 5"),
    "missing event": ("DELETE FROM events WHERE n = 6", "lacks event number 6"),
    "comment text": (
        "UPDATE texts SET body = CAST(replace(CAST(body AS TEXT), 'Secretword', 'secretword') AS BLOB)",
        "A text was changed",
    ),
    "one comment's text": (
        "UPDATE texts SET body = CAST('x' AS BLOB) WHERE ref = (SELECT text_ref FROM comments WHERE seq = 2)",
        "A text was changed.*comment 'M-",
    ),
    "outcome": ("UPDATE comments SET outcome = CAST('stayed' AS BLOB) WHERE seq = 1", "M-1"),
    "a string for bytes": ("UPDATE comments SET channel = 'web' WHERE seq = 1", "M-1"),
    "a string for a text": (
        "UPDATE texts SET body = replace(CAST(body AS TEXT), 'Secretword', 'secretword')",
        "A text was changed",
    ),
    "missing end": (
        "DELETE FROM events WHERE n = (SELECT max(n) FROM events)",
        "The end of the journal is missing: .* steps were made",
    ),
    "missing comment": ("DELETE FROM comments WHERE seq = 3", "not those that were added"),
    "missing text": (
        "DELETE FROM texts WHERE ref = (SELECT text_ref FROM comments WHERE seq = 2)",
        "text is missing.*M-2",
    ),
    "swapped": ("UPDATE comments SET text_ref = (SELECT text_ref FROM comments WHERE seq = 4) WHERE seq = 1", "M-1"),
    "slipped in": (
        "INSERT INTO comments SELECT 99, CAST('M-99' AS BLOB), conversation_id, reply_to, person_id, role, created, "
        "channel, prompt, outcome, author, variables, text_ref, row_ref, 'x' FROM comments WHERE seq = 1",
        "M-99",
    ),
    "key": ("UPDATE meta SET value = replace(value, 'a', 'b') WHERE name = 'key'", "key"),
    "derived row": ("DELETE FROM derived WHERE kind = 'coding'", "present state does not follow.*coding"),
    "derived value": ("UPDATE derived SET value = replace(value, '9', '8') WHERE kind = 'coding'", "coding.*rebuild"),
    "memo": ("DELETE FROM texts WHERE body = CAST('Remember' AS BLOB)", "text of an event is missing"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_verifying_the_journal_names_what_was_tampered_with(used, path, what):
    used.verify_journal()
    command, message = TAMPERING[what]
    sql(path, command)
    with pytest.raises(VerificationError, match=message):
        used.verify_journal()


def test_a_forgotten_text_slipped_back_in_is_named(used, path):
    (row,) = sql(path, "SELECT t.* FROM texts t JOIN comments c ON c.text_ref = t.ref WHERE c.seq = 1")
    used.forget("p-jo")
    sql(path, "INSERT INTO texts VALUES (?, ?, ?)", *row)
    with pytest.raises(VerificationError, match=r"forgotten text is back.*M-1"):
        used.verify_journal()


def test_what_is_left_of_a_forgotten_comment_is_still_vouched_for(used, path):
    used.forget("p-jo")
    sql(path, "UPDATE comments SET outcome = CAST('stayed' AS BLOB) WHERE seq = 1")
    with pytest.raises(VerificationError, match="M-1"):
        used.verify_journal()


def build_whole(folder, corpus, themes):
    clock, ids = SteppingClock(datetime(2026, 2, 1, tzinfo=UTC)), CountedIds("same")
    path = folder / "study.qualkit"
    with open_project(path, coder="ana", clock=clock, ids=ids) as project:
        project.describe(question="Why?", title="t", channel_limits={"mail": "x", "app": "y"})
        project.add_comments(corpus)
        project.add_themes(themes)
        project.import_codebook([{"name": "a"}, {"name": "b", "parent": "a"}])
        project.import_codings([{"code": "a", "comment_id": "M-1", "start": n, "end": n + 2} for n in range(9)])
        finding = project.add_finding("x", because="y")
        project.support(finding, "M-1", 0, 3)
        project.undo()
        project.forget("p-li")
    return path.read_bytes()


def test_with_a_fixed_clock_and_fixed_ids_the_file_is_the_same_byte_for_byte(tmp_path, corpus, themes):
    (tmp_path / "one").mkdir()
    (tmp_path / "another").mkdir()
    assert build_whole(tmp_path / "one", corpus, themes) == build_whole(tmp_path / "another", corpus, themes)


def test_counted_ids_that_begin_anew_never_name_two_events(project, reopen):
    project.close()
    for n in range(3):
        reopen(ids=CountedIds("test")).add_code(f"code {n}")
    assert len(reopen().codebook) == 3
    assert reopen().verify_journal().n_events == 5


def test_two_open_projects_see_what_the_other_wrote(project, reopen):
    ben = reopen("ben")
    project.add_code("price")
    coding = ben.apply_code("M-1", 4, 9, "price")
    assert project.codings()["coding_id"].tolist() == [coding]
    assert project.study().journal_head == ben.study().journal_head
    assert project.verify_journal().n_events == 4


def test_two_writers_at_once_lose_nothing(project, reopen, corpus):
    project.add_code("price")
    writers = [reopen(name) for name in ("ben", "cleo")]

    def write(one):
        for n in range(12):
            one.apply_code("M-4", n, n + 5, "price")

    threads = [threading.Thread(target=write, args=(one,)) for one in writers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert project.codings()["coder"].value_counts().to_dict() == {"ben": 12, "cleo": 12}
    assert project.verify_journal().n_events == 27


WRITER = """
import sys
from qualkit.project import open_project

with open_project(sys.argv[1], coder=sys.argv[2]) as project:
    for n in range(10):
        project.apply_code("M-4", n, n + 5, "price")
"""


def test_two_processes_at_once_lose_nothing(project, path):
    project.add_code("price")
    command = [sys.executable, "-c", WRITER, str(path)]
    running = [subprocess.Popen([*command, coder]) for coder in ("ben", "cleo")]
    assert [one.wait(timeout=120) for one in running] == [0, 0]
    assert project.codings()["coder"].value_counts().to_dict() == {"ben": 10, "cleo": 10}
    assert project.verify_journal().n_events == 23


def test_an_event_that_was_committed_is_never_lost(project, reopen, interrupted_after_commit):
    project.add_code("price")
    with interrupted_after_commit():
        project.apply_code("M-1", 4, 9, "price")
    assert len(project.codings()) == len(reopen().codings()) == 1
    assert project.verify_journal().n_events == 4


@pytest.mark.parametrize("step", ["append", "put_derived"])
def test_an_event_that_was_not_committed_leaves_no_trace(step, project, reopen, monkeypatch):
    project.add_code("price")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"qualkit.store.transaction.Transaction.{step}", killed)
        with pytest.raises(KeyboardInterrupt):
            project.apply_code("M-1", 4, 9, "price", memo="gone")
    assert len(project.codings()) == len(reopen().codings()) == 0
    assert project.apply_code("M-1", 4, 9, "price")
    assert project.verify_journal().n_events == 4


def test_a_file_that_another_program_holds_gives_a_clear_error(project, path, monkeypatch):
    monkeypatch.setattr("qualkit.store.sqlite._WAIT_SECONDS", 0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with open_project(path, coder="ben") as other, pytest.raises(ProjectError, match=r"locked.*Another notebook"):
        other.add_code("price")
    holder.close()


def test_a_clock_without_a_time_zone_is_refused(path):
    with pytest.raises(ProjectError, match="time zone"):
        open_project(path, coder="ana", clock=lambda: datetime(2026, 1, 1))


def test_a_hundred_thousand_comments_are_added_and_opened_in_seconds(path):
    n = 100_000
    table = pd.DataFrame({name: pd.Series([None] * n, dtype="str") for name in COLUMNS})
    table["comment_id"] = pd.Series([f"c{i}" for i in range(n)], dtype="str")
    table["conversation_id"] = table["comment_id"]
    table["text"] = pd.Series([f"The price went up again, said customer {i}." for i in range(n)], dtype="str")
    table["created"] = pd.Timestamp("2026-01-01", tz="UTC").as_unit("us")
    table["stars"] = 3
    began = time.process_time()
    with open_project(path, coder="ana") as project:
        project.add_comments(Corpus(table))
    added = time.process_time()
    with open_project(path, coder="ana") as project:
        assert len(project.corpus) == n
    opened = time.process_time()
    assert added - began < 20
    assert opened - added < 5


def test_an_empty_state_has_no_events():
    assert State().lamport == 0
