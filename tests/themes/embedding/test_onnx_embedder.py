"""The accurate embedder in ONNX Runtime."""

from __future__ import annotations

import hashlib
import json
import pickle
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qualkit.sample import load_sample
from qualkit.themes.embedding import OnnxEmbedder, embedder_for, onnx_embedder
from qualkit.themes.embedding.minilm import model_files
from qualkit.themes.embedding.onnx_embedder import _of_one_length
from qualkit.themes.embedding.onnx_export import FORMAT, export_int8

HOSTILE = ["", " ", "😀" * 50, "\ud800 half", "\x00\x07\u202e", "a" * 300_000, "word " * 60_000, "こんにちは", "null"]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return load_sample().table["text"].dropna().unique().tolist()[:150]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(model_files())


def test_alike_meaning_gives_alike_vectors_of_unit_length(embedder: OnnxEmbedder) -> None:
    rows = embedder.encode(["My parcel never came.", "The delivery did not arrive.", "I like the blue one."])
    assert rows.shape == (3, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.3


def test_it_goes_to_another_process_and_reads_the_same_there(embedder: OnnxEmbedder, texts: list[str]) -> None:
    here = embedder.encode(texts[:3])
    assert (pickle.loads(pickle.dumps(embedder)).encode(texts[:3]) == here).all()


def test_a_vector_depends_on_its_text_alone_bit_for_bit(embedder: OnnxEmbedder, texts: list[str]) -> None:
    every = [*texts, *HOSTILE]
    together = embedder.encode(every)
    order = random.Random(1).sample(range(len(every)), len(every))
    mixed = embedder.encode([every[n] for n in order])
    assert (mixed == together[order]).all()
    for n in (0, 3, len(texts), len(every) - 1):
        assert (embedder.encode([every[n]])[0] == together[n]).all()
    assert (OnnxEmbedder(model_files()).encode(every[:40]) == together[:40]).all()


def test_each_text_is_read_once_and_beside_texts_of_its_length_alone(texts: list[str]) -> None:
    pieces = [[0] * len(text.split()) for text in [*texts, "word " * 600]]
    together = list(_of_one_length(pieces))
    assert sorted(n for alike in together for n in alike) == list(range(len(pieces)))
    for alike in together:
        assert len({len(pieces[n]) for n in alike}) == 1
        assert len(alike) == 1 or sum(len(pieces[n]) for n in alike) <= 512


def test_what_is_cut_into_windows_stays_in_order(
    embedder: OnnxEmbedder, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = embedder.encode(texts[:60])
    monkeypatch.setattr(onnx_embedder, "_WINDOW", 7)
    assert (embedder.encode(texts[:60]) == whole).all()


def test_two_processes_give_the_same_bytes(cache: Path, embedder: OnnxEmbedder, texts: list[str]) -> None:
    here = embedder.encode(texts[:40]).tobytes()
    code = (
        "import hashlib, sys, json; from qualkit.themes.embedding import embedder_for;"
        "print(hashlib.sha256(embedder_for('accurate').encode(json.load(sys.stdin)).tobytes()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(texts[:40]), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_an_export_of_another_form_is_not_mistaken_for_this_one(
    empty_cache: Path, embedder: OnnxEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(onnx_embedder, "FORMAT", FORMAT - 1)
        older.setattr(onnx_embedder, "export_int8", lambda *_: b"an older graph")
        before = OnnxEmbedder(model_files())
        assert before._export() == b"an older graph"
    now = OnnxEmbedder(model_files())
    assert before.cache_key != now.cache_key
    assert (now.encode(["late again"]) == embedder.encode(["late again"])).all()


def test_hostile_texts_give_finite_vectors(embedder: OnnxEmbedder) -> None:
    assert np.isfinite(embedder.encode(HOSTILE)).all()
    assert embedder.encode([]).shape == (0, 384)


def test_the_same_weights_give_the_same_export() -> None:
    folder = model_files().folder
    assert export_int8(folder, 256) == export_int8(folder, 256)


def test_the_export_is_kept_and_a_damaged_one_is_built_again(empty_cache: Path) -> None:
    first = OnnxEmbedder(model_files()).encode(["late again"])
    (export,) = (empty_cache / "models").glob("*.onnx")
    whole = export.read_bytes()
    export.write_bytes(whole[:-9] + b"\x00" * 9)
    assert (OnnxEmbedder(model_files()).encode(["late again"]) == first).all()
    assert export.read_bytes() == whole
    export.with_name(f"{export.name}.json").write_text("[]")
    assert (OnnxEmbedder(model_files()).encode(["late again"]) == first).all()


def test_without_a_cache_it_works_as_well(monkeypatch: pytest.MonkeyPatch, embedder: OnnxEmbedder) -> None:
    monkeypatch.setenv("QUALKIT_CACHE", "off")
    assert (OnnxEmbedder(model_files()).encode(["late again"]) == embedder.encode(["late again"])).all()


def test_a_process_that_embeds_loads_no_torch(cache: Path, embedder: OnnxEmbedder) -> None:
    embedder.encode(["the export is there"])
    code = (
        "import sys; from qualkit.themes.embedding import embed_unique, embedder_for;"
        "embed_unique(embedder_for('accurate'), ['late']);"
        "print([n for n in ('torch', 'transformers', 'sentence_transformers', 'onnx', 'bertopic', 'spacy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_eight_bits_come_close_to_the_model_as_published(texts: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    some = [*texts[:60], "Yes.", "Thank you.", "Late, late and late again."]
    model = SentenceTransformer(str(model_files().folder), device="cpu", local_files_only=True)
    exact = model.encode(some, normalize_embeddings=True, show_progress_bar=False)
    close = (exact * embedder_for("accurate").encode(some)).sum(axis=1)
    assert close.mean() > 0.997
    assert (close > 0.99).mean() > 0.95
    assert close.min() > 0.975
