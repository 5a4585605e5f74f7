"""The graph of a small model, rounded and not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
import pytest

from qualkit.text.language_model import session_of
from qualkit.themes.embedding.onnx_graph import PEAK, sentence_graph

WIDTH, WIDE, LAYERS, VOCABULARY, LONGEST = 16, 32, 2, 50, 40
CONFIG = {"hidden_size": WIDTH, "num_attention_heads": 4, "num_hidden_layers": LAYERS, "layer_norm_eps": 1e-12}


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)

    def some(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.3, shape).astype(np.float32)

    made = {
        "embeddings.word_embeddings.weight": some(VOCABULARY, WIDTH),
        "embeddings.position_embeddings.weight": some(LONGEST, WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
    }
    norms, dense = ["embeddings.LayerNorm"], {}
    for n in range(LAYERS):
        prefix = f"encoder.layer.{n}."
        norms += [f"{prefix}attention.output.LayerNorm", f"{prefix}output.LayerNorm"]
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            dense[f"{prefix}attention.{part}"] = (WIDTH, WIDTH)
        dense |= {f"{prefix}intermediate.dense": (WIDE, WIDTH), f"{prefix}output.dense": (WIDTH, WIDE)}
    for name in norms:
        made |= {f"{name}.weight": 1 + some(WIDTH), f"{name}.bias": some(WIDTH)}
    for name, shape in dense.items():
        made |= {f"{name}.weight": some(*shape), f"{name}.bias": some(shape[0])}
    return made


def by_hand(weights: dict[str, np.ndarray], ids: list[int]) -> np.ndarray:
    """The same model for one text, in numpy."""
    from math import erf

    def norm(name: str, x: np.ndarray) -> np.ndarray:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + CONFIG["layer_norm_eps"])
        return x * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def dense(name: str, x: np.ndarray) -> np.ndarray:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    heads: Callable[[np.ndarray], np.ndarray] = lambda x: x.reshape(len(ids), 4, -1).transpose(1, 0, 2)  # noqa: E731
    x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm("embeddings.LayerNorm", x + weights["embeddings.token_type_embeddings.weight"][0])
    for n in range(LAYERS):
        prefix = f"encoder.layer.{n}."
        q, k, v = (heads(dense(f"{prefix}attention.self.{name}", x)) for name in ("query", "key", "value"))
        likeness = np.exp(q @ k.transpose(0, 2, 1) / np.sqrt(WIDTH // 4))
        mixed = (likeness / likeness.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(len(ids), WIDTH)
        x = norm(f"{prefix}attention.output.LayerNorm", x + dense(f"{prefix}attention.output.dense", mixed))
        wide = dense(f"{prefix}intermediate.dense", x)
        wide = wide * (1 + np.vectorize(erf)(wide / np.sqrt(2))) / 2
        x = norm(f"{prefix}output.LayerNorm", x + dense(f"{prefix}output.dense", wide))
    total = x.mean(axis=0)
    return total / np.linalg.norm(total)


@pytest.fixture(scope="module")
def exact(weights: dict[str, np.ndarray]) -> tuple[Any, list[str]]:
    graph, layers = sentence_graph(weights, CONFIG, LONGEST)
    return session_of(graph), layers


@pytest.fixture(scope="module")
def ids() -> np.ndarray:
    return np.random.default_rng(2).integers(0, VOCABULARY, (9, 7))


def test_unrounded_it_is_the_model(
    exact: tuple[Any, list[str]], weights: dict[str, np.ndarray], ids: np.ndarray
) -> None:
    vectors = exact[0].run(["vector"], {"ids": ids})[0]
    assert vectors == pytest.approx(np.array([by_hand(weights, list(row)) for row in ids]), abs=0.005)


def test_rounded_it_is_near_and_each_text_alone_gives_the_same_bits(
    exact: tuple[Any, list[str]], weights: dict[str, np.ndarray], ids: np.ndarray
) -> None:
    session, layers = exact
    assert len(layers) == 3 * LAYERS
    found = session.run(["vector", *(f"{PEAK}{layer}" for layer in layers)], {"ids": ids})
    content, _ = sentence_graph(weights, CONFIG, LONGEST, dict(zip(layers, found[1:], strict=True)))
    rounded = session_of(content)
    vectors = rounded.run(None, {"ids": ids})[0]
    assert (vectors * found[0]).sum(axis=1).min() > 0.999
    for n in range(len(ids)):
        assert (rounded.run(None, {"ids": ids[n : n + 1]})[0][0] == vectors[n]).all()


def test_no_step_of_rounding_spans_texts(weights: dict[str, np.ndarray]) -> None:
    peaks = {layer: np.ones(WIDTH, dtype=np.float32) for layer in sentence_graph(weights, CONFIG, LONGEST)[1]}
    graph = onnx.load_from_string(sentence_graph(weights, CONFIG, LONGEST, peaks)[0]).graph
    kinds = [node.op_type for node in graph.node]
    assert kinds.count("MatMulIntegerToFloat") == 6 * LAYERS
    assert not {"DynamicQuantizeLinear", "DynamicQuantizeMatMul"} & set(kinds)
