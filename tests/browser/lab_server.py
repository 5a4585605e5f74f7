"""A real JupyterLab with a real kernel, closed off from the user's settings, for tests in a real browser."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

KERNEL = "qualkit-under-test"
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    url: str
    token: str
    folder: Path

    def notebook(self, name: str, *sources: str) -> str:
        """Write a notebook with these cells; give its address."""
        (self.folder / name).write_text(json.dumps(_notebook(sources)))
        # A workspace of its own: a page that is reloaded must not bring back the tabs of another test.
        return f"{self.url}/lab/workspaces/{Path(name).stem}/tree/{name}?reset&token={self.token}"

    def settings(self, plugin: str, values: dict[str, Any]) -> None:
        """Set what a user would set, such as the theme."""
        extension, setting = plugin.split(":")
        path = self.folder.parent / "settings" / extension / f"{setting}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


def _notebook(sources: Sequence[str]) -> dict[str, Any]:
    empty: dict[str, Any] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    spec = {"name": KERNEL, "display_name": KERNEL, "language": "python"}
    cells = [{**empty, "id": f"cell-{n}", "source": source} for n, source in enumerate(sources)]
    return {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    folders = {
        "HOME": "home",
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "share/jupyter",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    for folder in folders.values():
        (home / folder).mkdir(parents=True, exist_ok=True)
    kept |= {name: str(home / folder) for name, folder in folders.items()}
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    return kept


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_until_up(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 40
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/api", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            try:
                server.wait(0.1)  # ends early if the server gives up
            except subprocess.TimeoutExpired:
                continue
    pytest.fail("JupyterLab did not start:\n" + log.read_text()[-3000:])


@contextmanager
def running_lab(home: Path, *options: str) -> Iterator[Lab]:
    """Start JupyterLab on a free port, with these options; stop it, and its kernels, at the end."""
    environment = _environment(home)
    install = [sys.executable, "-m", "ipykernel", "install", "--prefix", str(home), "--name", KERNEL]
    subprocess.run(install, check=True, capture_output=True, env=environment)
    port, token, log, folder = _free_port(), secrets.token_hex(16), home / "lab.log", home / "notebooks"
    folder.mkdir()
    lab = Lab(f"http://127.0.0.1:{port}", token, folder)
    lab.settings("@jupyterlab/apputils-extension:notification", {"fetchNews": "false", "checkForUpdates": False})
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    command += [
        f"--ServerApp.root_dir={folder}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        *options,
    ]
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, env=environment, cwd=folder)
    try:
        _wait_until_up(lab.url, server, log)
        yield lab
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab for the tests of a module."""
    with running_lab(tmp_path_factory.mktemp("jupyter")) as one:
        yield one
