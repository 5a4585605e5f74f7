"""Vectors kept on disk."""

from __future__ import annotations

import sqlite3
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from qualkit.themes.embedding import VectorCache, clear_cache, vector_cache

TEXTS = ["My parcel came late, says Ann Example", "dear", "\ud800 half", ""]
ROWS = np.arange(4 * 6, dtype=np.float32).reshape(4, 6)


@pytest.fixture
def kept(tmp_path: Path) -> VectorCache:
    cache = VectorCache(tmp_path)
    cache.put("m", TEXTS, ROWS)
    return cache


def test_what_was_put_is_found_by_model_and_text(kept: VectorCache) -> None:
    found = kept.get("m", ["dear", "nothing", *TEXTS])
    assert sorted(found) == [0, 2, 3, 4, 5]
    assert (found[0] == ROWS[1]).all()
    assert (np.stack([found[n] for n in (2, 3, 4, 5)]) == ROWS).all()
    assert kept.get("other", TEXTS) == {}


def test_no_text_lies_in_the_file_and_only_its_owner_reads_it(kept: VectorCache) -> None:
    assert kept.path is not None
    content = kept.path.read_bytes()
    assert b"parcel" not in content
    assert b"Ann" not in content
    if sys.platform != "win32":
        assert kept.path.stat().st_mode & 0o077 == 0


def test_a_damaged_entry_counts_as_missing(kept: VectorCache) -> None:
    assert kept.path is not None
    with sqlite3.connect(kept.path) as connection:
        connection.execute("UPDATE vectors SET vector = zeroblob(24) WHERE rowid = 2")
    connection.close()
    assert sorted(kept.get("m", TEXTS)) == [0, 2, 3]


def test_a_damaged_file_is_begun_anew(kept: VectorCache) -> None:
    assert kept.path is not None
    kept.path.write_bytes(b"no database at all" * 500)
    assert kept.get("m", TEXTS) == {}
    kept.put("m", TEXTS, ROWS)
    assert len(kept.get("m", TEXTS)) == 4


def test_a_file_that_cannot_be_opened_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "vectors.sqlite").mkdir()
    cache = VectorCache(tmp_path)
    cache.put("m", TEXTS, ROWS)
    assert cache.get("m", TEXTS) == {}


def test_forgotten_texts_are_gone_whatever_model_read_them(kept: VectorCache) -> None:
    kept.put("n", TEXTS, ROWS)
    assert kept.path is not None
    needle = ROWS[0].tobytes()
    assert needle in kept.path.read_bytes()
    assert kept.forget([TEXTS[0], "never read"]) == 2
    assert kept.get("m", TEXTS[:1]) == kept.get("n", TEXTS[:1]) == {}
    assert len(kept.get("m", TEXTS)) == 3
    assert needle not in kept.path.read_bytes()


def test_it_stays_within_its_limit_and_what_was_not_used_for_longest_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = VectorCache(tmp_path, limit=200_000)
    old, new = [f"old {n}" for n in range(100)], [f"new {n}" for n in range(100)]
    rows = np.ones((100, 300), dtype=np.float32)
    monkeypatch.setattr(vector_cache, "_today", lambda: 1_000)
    cache.put("m", old, rows)
    monkeypatch.setattr(vector_cache, "_today", lambda: 1_001)
    cache.get("m", old[:20])
    cache.put("m", new, rows)
    assert len(cache.get("m", new)) == 100
    assert 20 <= len(cache.get("m", old)) < 100
    assert len(cache.get("m", old[:20])) == 20
    monkeypatch.setattr(vector_cache, "_today", lambda: 1_200)
    cache.put("m", ["today"], rows[:1])
    assert cache.facts().n_vectors == 1


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALKIT_CACHE", "off")
    cache = VectorCache()
    cache.put("m", TEXTS, ROWS)
    assert cache.get("m", TEXTS) == {}
    assert cache.facts().path is None


def test_clearing_leaves_nothing(empty_cache: Path) -> None:
    VectorCache().put("m", TEXTS, ROWS)
    (empty_cache / "models").mkdir()
    (empty_cache / "models" / "a.onnx").write_bytes(b"model")
    assert clear_cache().n_vectors == 4
    assert [path for path in empty_cache.rglob("*") if path.is_file()] == []
    assert VectorCache().facts().n_vectors == 0


def _fill(folder: str, who: int) -> int:
    cache = VectorCache(Path(folder))
    for n in range(20):
        texts = [f"{who} {n} {row}" for row in range(5)] + [f"both {n}"]
        cache.put("m", texts, np.full((6, 8), n, dtype=np.float32))
    return len(cache.get("m", [f"{who} {n} {row}" for n in range(20) for row in range(5)]))


@pytest.mark.slow
def test_two_processes_write_at_once(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_fill, [str(tmp_path)] * 2, [1, 2])) == [100, 100]
    assert VectorCache(tmp_path).facts().n_vectors == 220
