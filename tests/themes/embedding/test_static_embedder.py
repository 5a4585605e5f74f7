"""The fast embedder, taught by another."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import qualkit as qk
from qualkit.testing import HashEmbedder
from qualkit.themes.embedding import (
    StaticEmbedder,
    choice,
    embed_unique,
    embedder_for,
    load_embedder,
    model_folder,
    save_embedder,
    taught,
)
from qualkit.themes.embedding.static_embedder import Pieces
from qualkit.themes.embedding.teaching import LARGEST_SAMPLE, sample_to_learn_from
from qualkit.themes.embedding.tokens import tokenizer_of

WORDS = "late early dear cheap cold warm soup slot parcel courier price recipe help chat app login refund".split()


def sentences(n: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.sample(WORDS, 6)) + "." for _ in range(n)]


class Teacher(HashEmbedder):
    """Gives sentences a meaning that depends on the order of their words as well."""

    def encode(self, texts: list[str], *, progress: bool = False) -> np.ndarray:  # type: ignore[override]
        words = [text.strip(".").split() for text in texts]
        pairs = [" ".join(f"{a}-{b}" for a, b in pairwise(one)) for one in words]
        rows = super().encode([text.strip(".") for text in texts]) + 0.3 * super().encode(pairs)
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def untaught() -> StaticEmbedder:
    tokenizer = tokenizer_of(model_folder(), 256)
    vocabulary = [tokenizer.id_to_token(n) for n in range(tokenizer.get_vocab_size())]
    return StaticEmbedder(Pieces("hash", Pieces.table_of(HashEmbedder().encode(vocabulary)), tokenizer))


@pytest.fixture(scope="module")
def learnt(untaught: StaticEmbedder) -> StaticEmbedder:
    sample = sentences(400, 1)
    return untaught.taught(sample, Teacher().encode(sample))


def cosine(embedder: StaticEmbedder, texts: list[str]) -> float:
    return float((embedder.encode(texts) * Teacher().encode(texts)).sum(axis=1).mean())


def test_teaching_brings_it_close_to_its_teacher_on_texts_it_never_saw(
    untaught: StaticEmbedder, learnt: StaticEmbedder
) -> None:
    unseen = sentences(200, 2)
    assert cosine(learnt, unseen) > 0.93
    assert cosine(learnt, unseen) > cosine(untaught, unseen) + 0.1


@pytest.mark.parametrize("kind", ["untaught", "learnt"])
def test_a_vector_depends_on_its_text_alone_bit_for_bit(kind: str, request: pytest.FixtureRequest) -> None:
    embedder: StaticEmbedder = request.getfixturevalue(kind)
    texts = [*sentences(300, 3), "", "😀", "\ud800", "x" * 300_000, "late " * 500, "unheard of words entirely"]
    together = embedder.encode(texts)
    order = random.Random(1).sample(range(len(texts)), len(texts))
    assert (embedder.encode([texts[n] for n in order]) == together[order]).all()
    for n in (0, 7, 300, 301, len(texts) - 1):
        assert (embedder.encode([texts[n]])[0] == together[n]).all()
    assert np.isfinite(together).all()
    assert embedder.encode([]).shape == (0, together.shape[1])


def test_vectors_have_unit_length(learnt: StaticEmbedder) -> None:
    assert np.linalg.norm(learnt.encode(sentences(20, 4)), axis=1) == pytest.approx(np.ones(20), abs=1e-5)


def test_the_name_tells_what_was_taught(untaught: StaticEmbedder, learnt: StaticEmbedder) -> None:
    sample = sentences(400, 1)
    assert untaught.taught(sample, Teacher().encode(sample)).name == learnt.name
    assert learnt.name != untaught.name
    other = sentences(400, 5)
    assert untaught.taught(other, Teacher().encode(other)).name != learnt.name


def test_a_sample_of_a_few_texts_is_enough_to_run(untaught: StaticEmbedder) -> None:
    for sample in (["late"], ["late", "dear"], ["", "😀", "late again"]):
        assert np.isfinite(untaught.taught(sample, HashEmbedder().encode(sample)).encode([*sample, "new"])).all()


@pytest.mark.parametrize("kind", ["untaught", "learnt"])
def test_saved_and_loaded_it_gives_the_same(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    embedder: StaticEmbedder = request.getfixturevalue(kind)
    save_embedder(embedder, tmp_path)
    loaded = load_embedder(tmp_path)
    assert loaded.name == embedder.name
    assert (loaded.encode(sentences(50, 6)) == embedder.encode(sentences(50, 6))).all()


def test_an_embedder_of_ones_own_must_be_handed_over_to_load(tmp_path: Path) -> None:
    save_embedder(HashEmbedder(8), tmp_path)
    with pytest.raises(qk.QualkitError, match="found with the embedder 'hash-8'"):
        load_embedder(tmp_path)
    assert load_embedder(tmp_path, HashEmbedder(8)).name == "hash-8"


def test_a_folder_that_is_damaged_is_said(tmp_path: Path, learnt: StaticEmbedder) -> None:
    with pytest.raises(qk.QualkitError, match="cannot be read"):
        load_embedder(tmp_path)
    save_embedder(learnt, tmp_path)
    (tmp_path / "embedder.safetensors").write_bytes(b"\x08")
    with pytest.raises(qk.QualkitError, match="cannot be read"):
        load_embedder(tmp_path)


def test_the_sample_is_the_same_for_any_order_of_the_texts() -> None:
    texts = [f"text {n}" for n in range(LARGEST_SAMPLE + 500)]
    sample = sample_to_learn_from(texts, 0)
    assert len(set(sample)) == LARGEST_SAMPLE
    assert sample_to_learn_from([*texts[::-1], *texts[:10]], 0) == sample
    assert sample_to_learn_from(texts, 1) != sample
    assert sample_to_learn_from(texts[:50] * 2, 0) == sorted(texts[:50])


def test_fast_is_prepared_once_and_taught_by_the_accurate_one(
    empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = Teacher()
    monkeypatch.setattr(choice, "_reading", lambda folder: teacher)
    first = embedder_for("fast")
    (kept,) = (empty_cache / "models").glob("static-*.safetensors")
    made = kept.stat().st_mtime_ns
    again = taught(embedder_for("fast"), sentences(100, 7))
    assert kept.stat().st_mtime_ns == made
    assert first.name == "hash-64 static"
    assert again.name.startswith("hash-64 static taught ")
    assert len(embed_unique(again, ["late", "late"])) == 2


@pytest.mark.slow
def test_real_comments_come_close_to_the_accurate_embedder() -> None:
    texts = qk.load_sample().table["text"].dropna().unique().tolist()[:400]
    accurate = embedder_for("accurate")
    known, unseen = texts[: len(texts) * 3 // 4], texts[len(texts) * 3 // 4 :]
    # Only the vocabulary of the sample, so that the whole of it need not be read.
    tokenizer = tokenizer_of(model_folder(), 256)
    seen = sorted({piece for one in tokenizer.encode_batch(texts) for piece in one.ids})
    table = np.zeros((tokenizer.get_vocab_size(), 384), dtype=np.float32)
    table[seen] = accurate.encode([tokenizer.id_to_token(n).removeprefix("##") for n in seen])
    fast = StaticEmbedder(Pieces("sample", Pieces.table_of(table), tokenizer)).taught(
        known, embed_unique(accurate, known)
    )
    close = (fast.encode(unseen) * embed_unique(accurate, unseen)).sum(axis=1)
    assert close.mean() > 0.5  # 300 long comments are few to learn from
