"""Which embedder reads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import qualkit as qk
from qualkit.testing import HashEmbedder
from qualkit.themes.embedding import (
    OnnxEmbedder,
    SentenceEmbedder,
    embedder_for,
    library_versions,
    minilm,
    model_folder,
    taught,
)
from qualkit.themes.embedding.onnx_export import can_export


def test_accurate_is_the_embedded_model_in_the_quick_runtime() -> None:
    accurate = embedder_for("accurate")
    assert isinstance(accurate, OnnxEmbedder)
    assert accurate.name.startswith("all-MiniLM-L6-v2 53aa51172d14 int8")


def test_without_the_runtime_sentence_transformers_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    from qualkit.themes.embedding import choice

    monkeypatch.setattr(choice, "onnx_serves", lambda model: False)
    assert isinstance(embedder_for("accurate"), SentenceEmbedder)


def test_a_folder_of_another_kind_of_model_is_read_by_sentence_transformers(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "xlm-roberta"}))
    assert isinstance(embedder_for(tmp_path), SentenceEmbedder)


def test_a_folder_with_the_same_kind_of_model_is_read_quickly() -> None:
    assert can_export(model_folder())
    assert isinstance(embedder_for(model_folder()), OnnxEmbedder)


def test_what_is_no_embedder_is_refused() -> None:
    with pytest.raises(qk.QualkitError, match=r"no embedder 'slow'.*accurate, fast"):
        embedder_for("slow")
    with pytest.raises(qk.QualkitError, match="int is no embedder"):
        embedder_for(3)  # type: ignore[arg-type]


def test_a_folder_given_as_text_is_answered_with_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(qk.QualkitError, match="embedder=Path"):
        embedder_for(str(tmp_path))


def test_an_embedder_that_cannot_be_told_to_be_silent_is_refused_at_once() -> None:
    class Loud(HashEmbedder):
        def encode(self, texts):  # type: ignore[no-untyped-def, override]
            return super().encode(texts)

    with pytest.raises(qk.QualkitError, match=r"progress=False.*Path"):
        embedder_for(Loud())


def test_an_embedder_of_ones_own_is_taken_as_it_is() -> None:
    own = HashEmbedder()
    assert embedder_for(own) is own
    assert taught(own, ["a", "b"]) is own


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(qk.QualkitError, match=r"model\.safetensors"):
        SentenceEmbedder(tmp_path)


def test_a_model_that_was_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "MODEL_SHA256", "0" * 64)
    for make in (SentenceEmbedder, lambda: embedder_for("accurate")):
        with pytest.raises(qk.QualkitError, match="not the one"):
            make()


def test_the_model_is_found_without_loading_it() -> None:
    assert (model_folder() / "model.safetensors").is_file()


def test_versions_name_what_makes_the_vectors() -> None:
    assert {"onnxruntime", "tokenizers", "scikit-learn"} <= set(library_versions())


@pytest.mark.slow
def test_sentence_transformers_reads_meaning_offline_and_one_text_at_a_time() -> None:
    texts = ["My parcel never came.", "The delivery did not arrive.", "I like the blue one."]
    embedder = SentenceEmbedder()
    rows = embedder.encode(texts)
    assert rows.shape == (3, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.3
    assert (embedder.encode(texts[::-1]) == rows[::-1]).all()
    assert len(embedder.encode([])) == 0
    close = (rows * embedder_for("accurate").encode(texts)).sum(axis=1)
    assert close.min() > 0.99
