"""The embedded model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import qualkit as qk
from qualkit.testing import HashEmbedder
from qualkit.themes import embedding
from qualkit.themes.embedding import SentenceEmbedder, embed_unique, model_folder


def test_equal_texts_are_read_once() -> None:
    class Counting(HashEmbedder):
        read = 0

        def encode(self, texts: list[str], *, progress: bool = False) -> np.ndarray:  # type: ignore[override]
            self.read += len(texts)
            return super().encode(texts, progress=progress)

    counting = Counting()
    vectors = embed_unique(counting, ["a", "b", "a", "a"])
    assert counting.read == 2
    assert (vectors[0] == vectors[2]).all()
    assert (vectors[0] != vectors[1]).any()


@pytest.mark.slow
def test_the_model_reads_meaning_offline() -> None:
    rows = SentenceEmbedder().encode(["My parcel never came.", "The delivery did not arrive.", "I like the blue one."])
    assert rows.shape == (3, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.3


@pytest.mark.slow
def test_no_texts_give_no_rows() -> None:
    assert len(SentenceEmbedder().encode([])) == 0


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(qk.QualkitError, match=r"model\.safetensors"):
        SentenceEmbedder(tmp_path)


def test_a_model_that_was_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "MODEL_SHA256", "0" * 64)
    with pytest.raises(qk.QualkitError, match="not the one"):
        SentenceEmbedder()


def test_the_model_is_found_without_loading_it() -> None:
    assert (model_folder() / "model.safetensors").is_file()
