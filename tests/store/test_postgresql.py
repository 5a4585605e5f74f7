"""A project on a PostgreSQL server of its own, started for the test on a socket that nobody else sees."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from qualkit.errors import ProjectError, StorageError, VerificationError
from qualkit.project import open_project
from qualkit.testing import make_corpus

pytestmark = pytest.mark.slow


def programs():
    """Find the server's programs: on the path, or where Debian keeps them."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert places, "These tests need PostgreSQL's server: apt-get install postgresql"
    return places[-1]


@pytest.fixture(scope="module")
def server():
    folder = Path(tempfile.mkdtemp(prefix="qk-pg-"))
    who = {"user": "postgres"} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(folder, "postgres")
    run = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **who}
    data, bin_folder = folder / "data", programs()
    initdb = [bin_folder / "initdb", "-D", data, "-U", "ana", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, **run)
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    process = subprocess.Popen(
        [bin_folder / "postgres", "-D", data, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **run
    )
    here = folder / ".s.PGSQL.5432"
    deadline = time.monotonic() + 30
    while not answers(here):
        assert time.monotonic() < deadline, "the server did not start"
        assert process.poll() is None, "the server ended"
    yield here
    process.terminate()
    process.wait(timeout=30)
    shutil.rmtree(folder)


def answers(here):
    """Whether it takes a connection: it listens a moment before it is ready."""
    import pg8000

    try:
        command(here, "select 1")
    except (pg8000.exceptions.InterfaceError, pg8000.exceptions.DatabaseError, OSError):
        return False
    return True


def command(server, sql, database="postgres"):
    import pg8000.native

    connection = pg8000.native.Connection("ana", unix_sock=str(server), database=database)
    try:
        return connection.run(sql)
    finally:
        connection.close()


@pytest.fixture
def url(server, request):
    name = "t" + str(abs(hash(request.node.name)))
    command(server, f"CREATE DATABASE {name}")
    return f"postgresql://ana@/{name}?unix_sock={server}"


CORPUS = make_corpus(
    [
        {"text": "The price went up 👩🏽‍🦰. Secretword.", "person_id": "p-1", "author": "Jo"},
        {"text": "nul\x00 and all", "person_id": "p-2"},
    ]
)
FIRST = str(CORPUS.frame["comment_id"][0])


def test_a_project_lives_in_a_servers_database(url):
    with open_project(url, coder="ana") as project:
        project.add_comments(CORPUS)
        project.add_code("price", definition="it costs")
        coding = project.apply_code(FIRST, 4, 9, "price", memo="dear")
        project.undo()
        project.redo()
        project.add_memo(FIRST, "hm")
    with open_project(url, coder="ben") as project:
        assert project.corpus.frame["text"].tolist() == CORPUS.frame["text"].tolist()
        assert project.codings()[["coding_id", "quote", "memo"]].to_numpy().tolist() == [[coding, "price", "dear"]]
        assert project.verify_journal().n_events == 7
        assert len(project.log()) == 7


def test_two_open_projects_see_what_the_other_wrote_and_each_decision_once(url):
    with open_project(url, coder="ana") as ana, open_project(url, coder="ben") as ben:
        ana.add_comments(CORPUS)
        ana.add_code("price")
        one = ben.apply_code(FIRST, 4, 9, "price", event_id="1" * 32)
        assert ben.apply_code(FIRST, 4, 9, "price", event_id="1" * 32) == one
        assert ana.codings()["coding_id"].tolist() == [one]


def test_a_person_is_forgotten_and_the_journal_still_verifies(url, server):
    with open_project(url, coder="ana") as project:
        project.add_comments(CORPUS)
        assert project.forget("p-1") == 1
        assert project.verify_journal().n_forgotten == 1
    name = url.partition("@/")[2].partition("?")[0]
    found = command(server, "SELECT count(*) FROM texts WHERE position('Secretword'::bytea IN body) > 0", name)
    assert found == [[0]]


def test_verifying_the_journal_names_what_was_tampered_with(url, server):
    with open_project(url, coder="ana") as project:
        project.add_code("price")
        name = url.partition("@/")[2].partition("?")[0]
        command(server, "UPDATE events SET coder = 'eve' WHERE n = 2", name)
        with pytest.raises(VerificationError, match="number 2"):
            project.verify_journal()


WRITER = """
import sys
from qualkit.project import open_project

with open_project(sys.argv[1], coder=sys.argv[2]) as project:
    for n in range(25):
        project.apply_code(sys.argv[3], n % 20, n % 20 + 2 + n // 20, "price")
"""


def test_two_processes_at_once_lose_nothing(url):
    with open_project(url, coder="ana") as project:
        project.add_comments(CORPUS)
        project.add_code("price")
        running = [subprocess.Popen([sys.executable, "-c", WRITER, url, coder, FIRST]) for coder in ("ben", "cleo")]
        assert [one.wait(timeout=120) for one in running] == [0, 0]
        assert project.codings()["coder"].value_counts().to_dict() == {"ben": 25, "cleo": 25}
        project.verify_journal()


def test_a_project_of_a_newer_version_is_refused(url, server):
    open_project(url, coder="ana").close()
    name = url.partition("@/")[2].partition("?")[0]
    command(server, "UPDATE meta SET value = '99' WHERE name = 'schema_version'", name)
    with pytest.raises(ProjectError, match="newer qualkit"):
        open_project(url, coder="ana")


def test_a_server_that_cannot_be_reached_gives_one_clear_error(tmp_path):
    with pytest.raises(StorageError, match="server cannot be reached") as caught:
        open_project(f"postgresql://ana:topsecret@/study?unix_sock={tmp_path}/nowhere", coder="ana")
    assert "topsecret" not in str(caught.value)


def test_a_broken_url_does_not_tell_its_password():
    with pytest.raises(ProjectError, match="no database URL") as caught:
        open_project("postgresql://ana:topsecret@host:port/x", coder="ana")
    assert "topsecret" not in str(caught.value)
