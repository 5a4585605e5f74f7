"""Each text once, and kept for the next run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import qualkit as qk
from qualkit.testing import HashEmbedder
from qualkit.themes.embedding import VectorCache, embed_unique, unique, vectors_in_chunks


class Counting(HashEmbedder):
    """Counts what it reads, and can be stopped."""

    def __init__(self, *, cache_key: str | None = None, stop_after: int | None = None) -> None:
        super().__init__()
        self.read: list[str] = []
        self.stop_after = stop_after
        if cache_key:
            self.cache_key = cache_key

    def encode(self, texts: Sequence[str], *, progress: bool = False) -> np.ndarray:
        if self.stop_after is not None and len(self.read) >= self.stop_after:
            raise KeyboardInterrupt
        self.read += texts
        return super().encode(texts, progress=progress)


def test_equal_texts_are_read_once() -> None:
    counting = Counting()
    vectors = embed_unique(counting, ["a", "b", "a", "a"])
    assert counting.read == ["a", "b"]
    assert (vectors[0] == vectors[2]).all()
    assert (vectors[0] != vectors[1]).any()


def test_a_second_run_reads_nothing(empty_cache: Path) -> None:
    texts = [f"text {n}" for n in range(30)]
    first = embed_unique(Counting(cache_key="m"), texts)
    again = Counting(cache_key="m")
    assert (embed_unique(again, texts[::-1]) == first[::-1]).all()
    assert again.read == []
    more = Counting(cache_key="m")
    embed_unique(more, [*texts, "new"])
    assert more.read == ["new"]


def test_an_embedder_without_a_key_is_not_kept(empty_cache: Path) -> None:
    embed_unique(Counting(), ["a"])
    assert VectorCache().facts().n_vectors == 0


def test_what_was_read_before_an_interruption_is_kept(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unique, "_SAVED", 10)
    texts = [f"text {n}" for n in range(50)]
    with pytest.raises(KeyboardInterrupt):
        embed_unique(Counting(cache_key="m", stop_after=20), texts)
    rest = Counting(cache_key="m")
    embed_unique(rest, texts)
    assert rest.read == texts[20:]


def test_no_texts_give_no_rows(empty_cache: Path) -> None:
    assert len(embed_unique(Counting(cache_key="m"), [])) == 0


def test_chunks_are_the_whole() -> None:
    texts = [f"text {n % 7}" for n in range(25)]
    parts = list(vectors_in_chunks(HashEmbedder(), texts, chunk=10))
    assert [(rows.start, rows.stop) for rows, _ in parts] == [(0, 10), (10, 20), (20, 25)]
    assert (np.concatenate([vectors for _, vectors in parts]) == embed_unique(HashEmbedder(), texts)).all()


@pytest.mark.parametrize("rows", [np.zeros((1, 3)), np.zeros(2), np.full((2, 3), np.nan)])
def test_an_embedder_that_gives_nonsense_is_refused(rows: np.ndarray) -> None:
    class Nonsense(HashEmbedder):
        def encode(self, texts: Sequence[str], *, progress: bool = False) -> np.ndarray:
            return rows

    with pytest.raises(qk.QualkitError, match="gave an array of shape"):
        embed_unique(Nonsense(), ["a", "b"])
