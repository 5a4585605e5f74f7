"""The walk on the sample: offline, the same bytes in every folder, and true."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

import qualkit as qk

pytestmark = pytest.mark.slow

# Every way out of the process is closed before anything of qualkit is loaded.
_OFFLINE = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError(f"the network was asked for: {args}")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.create_connection = socket.getaddrinfo = refuse
from qualkit.cli import main
sys.exit(main(["demo", "--out", sys.argv[1]]))
"""


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folders = []
    for name in ("one", "another folder"):
        working = tmp_path_factory.mktemp("somewhere")
        done = subprocess.run(
            [sys.executable, "-c", _OFFLINE, name], cwd=working, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.strip().splitlines()) == 5
        folders.append(working / name)
    return folders[0], folders[1]


@pytest.mark.parametrize("name", ["report.html", "study.qualkit"])
def test_two_folders_get_the_same_bytes(demos: tuple[Path, Path], name: str) -> None:
    first, second = (hashlib.sha256((folder / name).read_bytes()).hexdigest() for folder in demos)
    assert first == second


def test_the_report_follows_from_the_project(demos: tuple[Path, Path]) -> None:
    with qk.open_project(demos[0] / "study.qualkit", coder="reader") as project:
        assert qk.verify(demos[0] / "report.html", project).quotes > 100
        project.verify_journal()


def test_the_report_holds_no_name_address_or_id_of_a_person(demos: tuple[Path, Path]) -> None:
    page = (demos[0] / "report.html").read_text(encoding="utf-8")
    frame = qk.load_sample().frame
    for author in frame.loc[frame["role"] == "customer", "author"].dropna().unique():
        if " " in author and author[0].isupper() and author.replace(" ", "").isalpha():
            assert author not in page, author
    for person in frame["person_id"].dropna().unique():
        assert person not in page
    assert "@example." not in page
    assert "07700" not in page


def test_findings_lead_and_themes_are_marked_as_suggestions(demos: tuple[Path, Path]) -> None:
    page = (demos[0] / "report.html").read_text(encoding="utf-8")
    claim = "They cancelled because"
    assert 0 < page.index(claim) < page.index('id="themes"')
