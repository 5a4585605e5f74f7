"""Work on all processors: in order, whatever finishes first, and with one thread a product."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from qualkit.themes import processors
from qualkit.themes.processors import on_all


@pytest.mark.parametrize("count", [1, 2, 7])
def test_results_come_in_the_order_of_the_items(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(processors, "processors", lambda: count)
    assert on_all(lambda n: n * n, range(20)) == [n * n for n in range(20)]
    assert on_all(str, []) == []


def test_two_work_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "processors", lambda: 2)
    met = threading.Barrier(2, timeout=30)
    assert sorted(on_all(lambda _: met.wait(), range(2))) == [0, 1]


def test_a_product_uses_one_thread_meanwhile_and_as_many_as_before_afterwards() -> None:
    def threads(_: object = None) -> list[int]:
        return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]

    np.eye(2) @ np.eye(2)
    before = threads()
    assert set(on_all(threads, [None])[0]) <= {1}
    assert threads() == before


def test_what_goes_wrong_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        on_all(lambda n: 1 // n, [1, 0, 2])
