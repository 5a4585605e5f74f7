"""Which thread of the kernel hears the view."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from qualkit.widgets.threads import heard_where_asked


class FakeComm:
    """A channel as ipykernel has it: it answers where something was sent last."""

    def __init__(self, threads: list[str] | None) -> None:
        manager = SimpleNamespace(list_subshell=lambda: threads)
        thread = SimpleNamespace(manager=manager)
        self.kernel = SimpleNamespace() if threads is None else SimpleNamespace(shell_channel_thread=thread)

    def _reply_subshell_for(self, _said: object, _asked: str | None) -> str | None:
        return "spoke last"


def heard(threads: list[str] | None, asked: str | None) -> str | None:
    comm: Any = FakeComm(threads)
    heard_where_asked(comm)
    answer: str | None = comm._reply_subshell_for({}, asked)
    return answer


def test_what_comes_in_is_heard_by_the_thread_that_the_page_asks_for() -> None:
    assert heard(["one", "two", "spoke last"], "two") == "two"


def test_a_thread_that_is_gone_or_not_asked_for_is_that_of_the_cells() -> None:
    assert heard(["one"], "two") is None
    assert heard(["one"], None) is None


def test_a_kernel_without_such_threads_hears_as_before() -> None:
    assert heard(None, "two") is None
    comm = SimpleNamespace()
    heard_where_asked(comm)
    assert vars(comm) == {}
