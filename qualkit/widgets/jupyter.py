"""Whether Jupyter can show the coding view here: where its server runs, and what that server has."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from qualkit.model.remark import Remark

__all__ = ["EXTENSIONS", "PROMPT", "Server", "jupyter_report", "running_servers"]

EXTENSIONS = {"anywidget": "anywidget", "@jupyter-widgets/jupyterlab-manager": "jupyterlab_widgets"}
"""What a Jupyter server needs to show the view: folder of the extension, and the package that brings it."""

PROMPT = "qualkit.widgets.nodelay.PromptConnection"
_SWITCH = f"jupyter lab --ServerApp.kernel_websocket_connection_class={PROMPT}"
_SHARED = (Path("/usr/local/share/jupyter/labextensions"), Path("/usr/share/jupyter/labextensions"))


class Server(NamedTuple):
    """A Jupyter server that runs on this machine.

    Attributes
    ----------
    url : str
        Its address, without its token.
    command : tuple of str
        How it was started: first its Python.
    """

    url: str
    command: tuple[str, ...]

    @property
    def prefix(self) -> Path:
        """The folder of its environment; its Python lies in ``bin`` or beside."""
        folder = Path(self.command[0]).parent if self.command else Path()
        return folder.parent if folder.name in ("bin", "Scripts") else folder


def jupyter_report(
    *,
    prefix: str | Path | None = None,
    servers: Iterable[Server] | None = None,
    folders: Sequence[Path] | None = None,
    configured: Sequence[Path] | None = None,
) -> list[Remark]:
    """Look at the Jupyter servers of this machine, and say what keeps the coding view from being shown, or slows it.

    Nothing is changed, nothing is asked over the network.

    Parameters
    ----------
    prefix : path, optional
        The environment in which kernels run; by default that of this Python.
    servers : iterable of Server, optional
        By default those that run.
    folders : sequence of Path, optional
        Where extensions lie that servers of any environment see; by default the user's and the machine's.
    configured : sequence of Path, optional
        Jupyter's folders of settings; by default those that Jupyter looks in.

    Returns
    -------
    list of Remark
        One for each server; for this environment where none runs; and one on speed.
    """
    own = Path(sys.prefix if prefix is None else prefix)
    seen = _folders() if folders is None else folders
    known = list(running_servers() if servers is None else servers)
    found = [_of_server(one, own, seen) for one in known] or [_of_none(own, seen)]
    return [*found, _speed(known, _settings() if configured is None else configured)]


def running_servers() -> list[Server]:
    """Find the Jupyter servers that run on this machine, by the files that they leave in Jupyter's runtime folder.

    Returns
    -------
    list of Server
        Empty where jupyter_server is not installed.
    """
    try:
        from jupyter_server.serverapp import list_running_servers
    except ImportError:
        return []
    found = []
    for one in list_running_servers():
        command = _command(int(one.get("pid") or 0))
        if command:
            found.append(Server(str(one.get("url", "")), command))
    return sorted(found)


def _command(pid: int) -> tuple[str, ...]:
    try:
        psutil: Any = importlib.import_module("psutil")  # comes with ipykernel
    except ImportError:
        return ()
    try:
        return tuple(psutil.Process(pid).cmdline())
    except psutil.Error:
        return ()


def _missing(prefix: Path, folders: Sequence[Path]) -> list[str]:
    places = [prefix / "share" / "jupyter" / "labextensions", *folders]
    return [package for folder, package in EXTENSIONS.items() if not any((one / folder).is_dir() for one in places)]


def _of_server(server: Server, own: Path, folders: Sequence[Path]) -> Remark:
    what = f"Jupyter server {server.url}"
    missing = _missing(server.prefix, folders)
    elsewhere = "" if _same(server.prefix, own) else f" runs in another environment ({server.prefix}), which"
    if not missing:
        state = "can show the coding view" if not elsewhere else f"{elsewhere.strip()} can show the coding view"
        return Remark(what, state, "")
    packages = " ".join(missing)
    state = f"{elsewhere.strip()} lacks {packages}" if elsewhere else f"lacks {packages}"
    hint = (
        f"{server.command[0]} -m pip install {packages}, then reload the page in the browser. "
        "Until then: qk.code(project, plain=True) needs jupyterlab_widgets alone."
    )
    return Remark(what, state, hint)


def _of_none(own: Path, folders: Sequence[Path]) -> Remark:
    missing = _missing(own, folders)
    if missing:
        packages = " ".join(missing)
        return Remark("Jupyter", f"none runs; here {packages} is missing", f"python -m pip install {packages}")
    return Remark("Jupyter", "none runs; one that is started here can show the coding view", "")


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _speed(servers: Sequence[Server], configured: Sequence[Path]) -> Remark:
    chosen = any(PROMPT in part for server in servers for part in server.command) or any(map(_names_it, configured))
    if chosen:
        return Remark("Jupyter, speed", "answers are sent at once (TCP_NODELAY)", "")
    state = "“saved” comes about 40 ms later than it could (TCP's delay is on, as by default)"
    return Remark("Jupyter, speed", state, f"If that matters, start it so: {_SWITCH}")


def _names_it(folder: Path) -> bool:
    files = [
        *folder.glob("jupyter_*config.py"),
        *folder.glob("jupyter_*config.json"),
        *folder.glob("jupyter_*config.d/*"),
    ]
    return any(PROMPT in one.read_text(encoding="utf-8", errors="replace") for one in files if one.is_file())


def _folders() -> list[Path]:
    try:
        from jupyter_core.paths import jupyter_data_dir
    except ImportError:
        return list(_SHARED)
    return [Path(jupyter_data_dir()) / "labextensions", *_SHARED]


def _settings() -> list[Path]:
    try:
        from jupyter_core.paths import jupyter_config_path
    except ImportError:
        return []
    return [Path(one) for one in jupyter_config_path()]
