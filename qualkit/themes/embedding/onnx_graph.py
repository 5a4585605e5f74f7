"""The layers of a BERT as an ONNX graph, from word pieces of texts of one length to unit vectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from qualkit.text.language_model import RUNTIMES_OWN, Nodes
from qualkit.themes.embedding.eight_bits import MIDDLE, MOST, Steps, steps_for, whole_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PEAK", "sentence_graph"]

PEAK = "peak of "
"""Begins the names of outputs that tell the largest values of each channel before a layer."""

_EVENED_BEFORE_ATTENTION = 1.0
_EVENED_BEFORE_WIDE = 0.6
_ROOM_FOR_MEANS = 1.5  # means of values have no loud channels, but a few texts do not show the largest
_GELU_LEAST = 0.17  # its least value is -0.16997
_BELOW_ZERO = 25  # so many of 255 steps of what GELU gives lie below zero

Weights = Mapping[str, "NDArray[np.float32]"]


def sentence_graph(
    weights: Weights, config: Mapping[str, Any], max_tokens: int, peaks: Weights | None = None
) -> tuple[bytes, list[str]]:
    """Build the graph.

    Parameters
    ----------
    weights : mapping of str to ndarray
        As in the model's file.
    config : mapping
        The model's ``config.json``.
    max_tokens : int
        Longest text, in word pieces.
    peaks : mapping of str to ndarray of shape (n_in,), float32, optional
        By layer, the largest absolute value of each channel before it. Without it the layers are not rounded, and the
        graph has an output beside ``vector`` for each of these peaks.

    Returns
    -------
    bytes
        An ONNX model: ``ids`` (int64, n_texts x n_pieces) to ``vector`` (float32, n_texts x n_dims, rows of unit length).
    list of str
        The layers.
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights, config, peaks)
    x = _embeddings(graph, max_tokens)
    for number in range(config["num_hidden_layers"]):
        x = _layer(graph, f"encoder.layer.{number}.", x)
    _sentence(graph, max_tokens, x)
    outputs = [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["n_texts", config["hidden_size"]])]
    if peaks is None:
        outputs += [helper.make_tensor_value_info(f"{PEAK}{name}", TensorProto.FLOAT, None) for name in graph.layers]
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["n_texts", "n_pieces"])
    return graph.model("sentence", [ids], outputs), graph.layers


@dataclass
class _Graph(Nodes):
    weights: Weights
    config: Mapping[str, Any]
    peaks: Weights | None
    layers: list[str] = field(default_factory=list)

    def dense(self, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        weight, bias = self.weights[f"{name}.weight"].T, self.weights[f"{name}.bias"]
        if not name.endswith("attention.self.query"):
            return weight, bias
        shrink = np.float32(1 / np.sqrt(self.config["hidden_size"] // self.config["num_attention_heads"]))
        return weight * shrink, bias * shrink  # the queries' share of the scaled product


def _embeddings(graph: _Graph, max_tokens: int) -> str:
    from onnx import TensorProto

    words = graph.weights["embeddings.word_embeddings.weight"]
    step = np.abs(words).max(axis=1, keepdims=True) / np.float32(MOST)
    step[step == 0] = 1
    graph.keep("words", np.round(words / step).astype(np.int8))
    graph.keep("word_step", step.astype(np.float32))
    whole = graph.add("Cast", [graph.add("Gather", ["words", "ids"])], to=TensorProto.FLOAT)
    x = graph.add("Mul", [whole, graph.add("Gather", ["word_step", "ids"])])
    places = graph.weights["embeddings.position_embeddings.weight"][:max_tokens]
    graph.keep("places", places + graph.weights["embeddings.token_type_embeddings.weight"][0])
    first = graph.keep("first", np.array([0], dtype=np.int64))
    length = graph.add("Shape", ["ids"], start=1, end=2)
    x = graph.add("Add", [x, graph.add("Slice", ["places", first, length, first])])
    return _norm(graph, "embeddings.LayerNorm", x)


def _sentence(graph: _Graph, max_tokens: int, x: str) -> None:
    """Give the direction of the mean, by a product: it adds one text as it adds many; the runtime's mean does not."""
    graph.keep("ones", np.ones((1, max_tokens), dtype=np.float32))
    length, along = graph.add("Shape", ["ids"], start=1, end=2), graph.keep("along", np.array([1], dtype=np.int64))
    ones = graph.add("Slice", ["ones", "first", length, along])
    total = graph.add("Squeeze", [graph.add("MatMul", [ones, x]), along])
    graph.add("LpNormalization", [total], output="vector", axis=-1, p=2)


def _layer(graph: _Graph, prefix: str, x: str) -> str:
    y = _attention(graph, prefix, x)
    y = _linear(graph, [f"{prefix}attention.output.dense"], y, evened=0, room=_ROOM_FOR_MEANS)[0]
    # Added and normalised in two nodes: the runtime's own node for both is eight times slower.
    x = _norm(graph, f"{prefix}attention.output.LayerNorm", graph.add("Add", [x, y]))
    y = _linear(graph, [f"{prefix}intermediate.dense"], x, evened=_EVENED_BEFORE_WIDE)[0]
    y = _linear_after_gelu(graph, f"{prefix}output.dense", graph.add("Gelu", [y]))
    return _norm(graph, f"{prefix}output.LayerNorm", graph.add("Add", [x, y]))


def _attention(graph: _Graph, prefix: str, x: str) -> str:
    heads, width = graph.config["num_attention_heads"], graph.config["hidden_size"]
    size = width // heads
    names = [f"{prefix}attention.self.{name}" for name in ("query", "key", "value")]
    by_head = graph.keep("by_head", np.array([0, 0, heads, size], dtype=np.int64))
    parts = _linear(graph, names, x, evened=_EVENED_BEFORE_ATTENTION)
    query, key, value = (
        graph.add("Transpose", [graph.add("Reshape", [part, by_head])], perm=perm)
        for part, perm in zip(parts, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True)
    )
    attended = graph.add("Softmax", [graph.add("MatMul", [query, key])], axis=-1)
    y = graph.add("MatMul", [attended, value])
    y = graph.add("Transpose", [y], perm=[0, 2, 1, 3])
    return graph.add("Reshape", [y, graph.keep("whole", np.array([0, 0, width], dtype=np.int64))])


def _linear(graph: _Graph, names: list[str], x: str, *, evened: float, room: float | None = None) -> list[str]:
    """Add layers that read the same values, in steps fixed beforehand."""
    layer = names[0]
    if graph.peaks is None:
        _watch(graph, layer, x)
        return [_exact(graph, name, x) for name in names]
    steps = steps_for(graph.peaks[layer], evened) if room is None else steps_for(graph.peaks[layer], evened, room)
    if (steps.channels != 1).any():
        x = graph.add("Mul", [x, graph.keep(f"{layer}.even", 1 / steps.channels)])
    step, middle = graph.number(f"{layer}.step", steps.step), graph.keep("middle", np.array(MIDDLE, dtype=np.uint8))
    whole = graph.add("QuantizeLinear", [x, step, middle])
    return [_whole_linear(graph, name, whole, step, middle, steps) for name in names]


def _linear_after_gelu(graph: _Graph, name: str, x: str) -> str:
    """Add a layer that reads what GELU gives, in steps for each word piece: a few are far louder than all others."""
    if graph.peaks is None:
        return _exact(graph, name, x)
    above = 255 - _BELOW_ZERO
    least = graph.number("least_peak", _GELU_LEAST * above / _BELOW_ZERO)
    last = graph.keep("last_axis", np.array([-1], dtype=np.int64))
    peak = graph.add("Max", [graph.add("ReduceMax", [x, last], keepdims=1), least])
    step, zero = graph.number("gelu_step", 1 / above), graph.keep("gelu_zero", np.array(_BELOW_ZERO, dtype=np.uint8))
    whole = graph.add("QuantizeLinear", [graph.add("Div", [x, peak]), step, zero])
    y = graph.add("Mul", [_whole_linear(graph, name, whole, step, zero, None), peak])
    return graph.add("Add", [y, graph.keep(f"{name}.bias", graph.dense(name)[1])])


def _whole_linear(graph: _Graph, name: str, x: str, step: str, zero: str, steps: Steps | None) -> str:
    weight, bias = graph.dense(name)
    whole, weight_steps = whole_weights(weight if steps is None else weight * steps.channels[:, np.newaxis])
    inputs = [x, graph.keep(f"{name}.whole", whole), step, graph.keep(f"{name}.steps", weight_steps), zero]
    inputs.append(graph.keep("weights_zero", np.zeros((), dtype=np.int8)))
    if steps is not None:
        inputs.append(graph.keep(f"{name}.bias", bias))
    return graph.add("MatMulIntegerToFloat", inputs, domain=RUNTIMES_OWN)


def _exact(graph: _Graph, name: str, x: str) -> str:
    weight, bias = graph.dense(name)
    y = graph.add("MatMul", [x, graph.keep(f"{name}.weight", weight)])
    return graph.add("Add", [y, graph.keep(f"{name}.bias", bias)])


def _watch(graph: _Graph, layer: str, x: str) -> None:
    axes = graph.keep("texts_and_pieces", np.array([0, 1], dtype=np.int64))
    graph.add("ReduceMax", [graph.add("Abs", [x]), axes], output=f"{PEAK}{layer}", keepdims=0)
    graph.layers.append(layer)


def _norm(graph: _Graph, name: str, x: str) -> str:
    weight = graph.keep(f"{name}.weight", graph.weights[f"{name}.weight"])
    bias = graph.keep(f"{name}.bias", graph.weights[f"{name}.bias"])
    return graph.add("LayerNormalization", [x, weight, bias], axis=-1, epsilon=graph.config["layer_norm_eps"])
