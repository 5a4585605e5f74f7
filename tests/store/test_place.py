import json
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from qualkit.errors import StorageError
from qualkit.project import open_project
from qualkit.store import place
from qualkit.store.place import Place, place_of
from qualkit.store.sqlite import writer_of

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:30 / /home rw - nfs4 server:/home rw,vers=4.2
31 30 254:1 / /home/local rw - xfs /dev/vdb rw
32 22 0:32 / /mnt/team\\040share rw - cifs //server/team rw
33 22 0:33 / /mnt/team\\040share rw - smb3 //server/team rw
34 22 0:34 / /mnt/c rw - 9p drvfs rw
35 22 0:35 / /mnt/far rw - fuse.sshfs ana@far: rw
36 22 0:36 / /mnt/disk rw - fuseblk /dev/sdb1 rw
37 22 0:37 / /mnt/cloud rw - fuse.rclone drive: rw
broken line
""".splitlines()

PLACES = {
    "/srv/study.qualkit": "ext4",
    "/home/ana/study.qualkit": "nfs4",
    "/home/local/study.qualkit": "xfs",
    "/homestead/study.qualkit": "ext4",
    "/mnt/team share/study.qualkit": "smb3",
    "/mnt/c/Users/ana/study.qualkit": "9p",
    "/mnt/far/study.qualkit": "fuse.sshfs",
}


@pytest.mark.parametrize("where", PLACES)
def test_the_file_system_of_a_path_is_that_of_its_last_mount(where):
    assert place._mounted(Path(where), MOUNTS) == PLACES[where]


@pytest.mark.parametrize(
    ("file_system", "kind"),
    [("ext4", "local"), ("nfs4", "network"), ("cifs", "network"), ("smb3", "network"), ("9p", "network"),
     ("fuse.sshfs", "network"), ("fuse.rclone", "network"), ("fuseblk", "local"), ("tmpfs", "local"), ("unknown", "local")],
)  # fmt: skip
def test_a_network_file_system_is_told_from_a_disk(tmp_path, monkeypatch, file_system, kind):
    monkeypatch.setattr(place, "_file_system", lambda _: file_system)
    assert place_of(tmp_path / "study.qualkit").kind == kind


@pytest.mark.parametrize(
    "folder", ["OneDrive", "OneDrive - Firm", "Dropbox", "Dropbox (Team)", "Google Drive", "Nextcloud", "iCloud Drive"]
)
def test_a_synchronised_folder_is_known_by_its_name(tmp_path, folder):
    assert place_of(tmp_path / folder / "studies" / "study.qualkit") == Place("synced", folder)


def test_a_file_may_be_called_like_such_a_folder(tmp_path):
    assert place_of(tmp_path / "dropbox.qualkit").note is None


def test_opening_in_such_a_place_is_noted_and_works(tmp_path):
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    with pytest.warns(UserWarning, match=r"another program copies \(Dropbox\).*pause it"):
        project = open_project(folder / "study.qualkit", coder="ana")
    with project:
        project.add_code("price")


def test_opening_on_a_network_is_noted(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "_file_system", lambda _: "nfs4")
    with pytest.warns(UserWarning, match=r"network file system \(nfs4\).*one computer at a time"):
        open_project(tmp_path / "study.qualkit", coder="ana").close()


def test_who_has_it_open_on_another_computer_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "_file_system", lambda _: "nfs4")
    path = tmp_path / "study.qualkit"
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("socket.gethostname", lambda: "desk-of-ben")
        with pytest.warns(UserWarning, match="network"):
            ben = open_project(path, coder="ben")
    with pytest.warns(UserWarning, match="open elsewhere, too: ben on desk-of-ben since 20"):
        open_project(path, coder="ana").close()
    ben.close()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / "study.qualkit.open" / "left.json"
    left.parent.mkdir()
    said = {"coder": "ana", "host": socket.gethostname(), "process": gone.pid, "since": "2026-01-01T00:00"}
    left.write_text(json.dumps(said))  # by a program that was killed
    with pytest.warns(UserWarning, match="network"):
        open_project(path, coder="ana").close()
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".open"] == []
    with pytest.warns(UserWarning, match="network") as told:
        open_project(path, coder="ana").close()
    assert not any("elsewhere, too" in str(one.message) for one in told)


def test_on_a_local_disk_nobody_leaves_a_note(tmp_path):
    with open_project(tmp_path / "study.qualkit", coder="ana"):
        assert [one.name for one in tmp_path.iterdir() if one.suffix == ".open"] == []


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_who_keeps_a_project_locked_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("qualkit.store.sqlite._WAIT_SECONDS", 0.2)
    path = tmp_path / "study.qualkit"
    with open_project(path, coder="ana") as project:
        assert writer_of(path) is None
        command = [sys.executable, "-c", HOLDER, str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(StorageError, match=f"process {holder.pid}"):
                project.add_code("price")
            holder.communicate("")
        project.add_code("price")


def test_a_place_that_does_not_tell_its_writer_names_none(tmp_path):
    assert writer_of(tmp_path / "nowhere") is None


def test_opening_a_project_once_more_does_not_let_go_of_the_locks_of_this_process(tmp_path):
    """POSIX drops all of a process's locks on a file when any of its handles is closed."""
    path = tmp_path / "study.qualkit"
    open_project(path, coder="ana").close()
    with open_project(path, coder="ana") as first, first._store.writing():
        with open_project(path, coder="ben", backups=0) as second:
            assert second.coder == "ben"
        code = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"
        done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
        assert "database is locked" in done.stderr
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(path, timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
