"""A real kernel with the coding view in it, driven as a browser drives it, without one."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from jupyter_client.manager import KernelManager

import qualkit as qk
from qualkit.testing import make_corpus
from qualkit.widgets.desk.wire import checksum

_ROOT = Path(__file__).parents[2]
_PATIENCE = 60
_AGAIN = 5  # seconds
TEXTS = tuple(
    f"{n}. Well \U0001f44d\U0001f3fd I rang twice. The slot moved from Tuesday to 'some time'. I work."
    for n in range(20)
)
SHOW = "import qualkit as qk; project = qk.open_project({path!r}, coder={coder!r}); view = qk.code(project)"


def make_project(path: Path) -> str:
    """Write a project with twenty comments and a code; give the code's id."""
    with qk.open_project(path, coder="ana") as project:
        project.add_comments(make_corpus(TEXTS, conversation_id="t1"))
        return project.add_code("price").code_id


def apply(n: int, code_id: str) -> dict[str, Any]:
    """Make the n-th decision of a coder who codes every character."""
    comment, start = n % len(TEXTS), n // len(TEXTS)
    words = TEXTS[comment][start : start + 3]
    span = {"comment_id": f"c{comment + 1}", "start": start, "end": start + 3, "check": checksum(words)}
    return {"event": secrets.token_hex(16), "do": "apply", "code_id": code_id, **span}


class Kernel:
    """A kernel that shows the coding view on a project."""

    def __init__(self, home: Path, path: Path, coder: str = "ana") -> None:
        folders = {"IPYTHONDIR": "ipython", "JUPYTER_RUNTIME_DIR": "runtime", "HOME": "home"}
        for folder in folders.values():
            (home / folder).mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **{name: str(home / folder) for name, folder in folders.items()}}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
        self._manager = KernelManager(connection_file=str(home / "runtime" / f"{secrets.token_hex(8)}.json"))
        self._manager.start_kernel(env=environment, cwd=str(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=_PATIENCE)
        self.subshell = self.make_subshell()
        self.comm_id = self.show(SHOW.format(path=str(path), coder=coder))

    @property
    def pid(self) -> int:
        """The kernel's process."""
        return int(self._manager.provisioner.pid)

    def run(self, code: str) -> str:
        """Start a cell; do not wait for it."""
        return str(self._client.execute(code))

    def show(self, code: str) -> str:
        """Run a cell that makes a view, and give the view's channel as soon as it is there; the cell may go on."""
        run = self.run(code)
        while True:
            message = self._client.get_iopub_msg(timeout=_PATIENCE)
            content = message["content"]
            if message["msg_type"] == "comm_open" and "_esm" in content["data"].get("state", {}):
                return str(content["comm_id"])
            if message["msg_type"] == "error" and message["parent_header"].get("msg_id") == run:
                pytest.fail("\n".join(content["traceback"]))

    def send(self, content: dict[str, Any]) -> None:
        """Send a custom message to the view, for a thread beside the cells, as JupyterLab does it."""
        data = {"method": "custom", "content": content}
        message = self._client.session.msg("comm_msg", {"comm_id": self.comm_id, "data": data})
        message["header"]["subshell_id"] = self.subshell
        self._client.shell_channel.send(message)

    def make_subshell(self) -> str:
        """Start a thread beside the cells."""
        self._client.control_channel.send(self._client.session.msg("create_subshell_request", {}))
        return str(self._client.get_control_msg(timeout=_PATIENCE)["content"]["subshell_id"])

    def end_subshell(self, subshell: str) -> None:
        """End a thread beside the cells, as JupyterLab does when a notebook is closed."""
        said = {"subshell_id": subshell}
        self._client.control_channel.send(self._client.session.msg("delete_subshell_request", said))
        self._client.get_control_msg(timeout=_PATIENCE)

    def receive(self, timeout: float = _PATIENCE) -> dict[str, Any]:
        """Wait for the next answer of the view."""
        deadline = time.monotonic() + timeout
        while True:
            message = self._client.get_iopub_msg(timeout=max(0.0, deadline - time.monotonic()))
            if message["msg_type"] == "comm_msg" and message["content"]["data"].get("method") == "custom":
                return dict(message["content"]["data"]["content"])
            if message["msg_type"] == "error":
                pytest.fail("\n".join(message["content"]["traceback"]))

    def ask(self, kind: str, timeout: float = _PATIENCE, **said: Any) -> dict[str, Any]:
        """Send a message and wait for its answer; send it again after a while, as the view does.

        A channel is announced before the kernel has its other end in place: what comes in between is lost.
        """
        asked, deadline = secrets.token_hex(16), time.monotonic() + timeout
        while True:
            self.send({"q": asked, "k": kind, **said})
            try:
                while (answer := self.receive(min(_AGAIN, deadline - time.monotonic())))["q"] != asked:
                    continue
            except Empty:
                if time.monotonic() + _AGAIN > deadline:
                    raise
            else:
                return answer

    def decide(self, decisions: Sequence[dict[str, Any]], timeout: float = _PATIENCE) -> list[dict[str, Any]]:
        """Send decisions in one message; give their results."""
        return list(self.ask("decide", timeout, decisions=list(decisions))["results"])

    def kill(self) -> None:
        """End the kernel as the operating system does when memory runs out."""
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let go of it."""
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)


@contextmanager
def kernel(home: Path, path: Path, coder: str = "ana") -> Iterator[Kernel]:
    """Start a kernel that shows the coding view on a project; end it afterwards."""
    one = Kernel(home, path, coder)
    try:
        yield one
    finally:
        one.close()
