"""The layers of a BERT as an ONNX graph with 8-bit weights, from the vectors of one text's word pieces to what they mean in it.

Before each layer every word piece has its own step of rounding, so nothing is fixed beforehand and no text touches another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualkit.text.language_model import RUNTIMES_OWN, Nodes

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["layers_graph"]

_HEADS, _WIDTH, _LAYERS = 12, 384, 6
_EPSILON = 1e-12
_MOST = 127
_LEAST_PEAK = 1e-6
_MIDDLE = 128
_Weights = Mapping[str, "NDArray[np.float32]"]


def layers_graph(weights: _Weights) -> bytes:
    """Build the graph.

    Parameters
    ----------
    weights : mapping of str to ndarray, float32
        Of all-MiniLM-L6-v2, under the names in its file.

    Returns
    -------
    bytes
        An ONNX model: ``x`` (float32, n_pieces x 384, words and places added) to ``hidden`` (float32, n_pieces x 384).
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    x = _norm(graph, "embeddings.LayerNorm", "x")
    for number in range(_LAYERS):
        x = _layer(graph, f"encoder.layer.{number}.", x)
    graph.add("Identity", [x], output="hidden")
    rows = ["n_pieces", _WIDTH]
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, rows)
    gives = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, rows)
    return graph.model("reader", [given], [gives])


@dataclass
class _Graph(Nodes):
    weights: _Weights


def _layer(graph: _Graph, prefix: str, x: str) -> str:
    (y,) = _linear(graph, [f"{prefix}attention.output.dense"], _attention(graph, prefix, x))
    x = _norm(graph, f"{prefix}attention.output.LayerNorm", graph.add("Add", [x, y]))
    (y,) = _linear(graph, [f"{prefix}intermediate.dense"], x)
    (y,) = _linear(graph, [f"{prefix}output.dense"], graph.add("Gelu", [y]))
    return _norm(graph, f"{prefix}output.LayerNorm", graph.add("Add", [x, y]))


def _attention(graph: _Graph, prefix: str, x: str) -> str:
    size = _WIDTH // _HEADS
    by_head = graph.keep("by_head", np.array([0, _HEADS, size], dtype=np.int64))
    whole = graph.keep("whole", np.array([0, _WIDTH], dtype=np.int64))
    shrink = graph.number("shrink", 1 / np.sqrt(size))
    parts = _linear(graph, [f"{prefix}attention.self.{name}" for name in ("query", "key", "value")], x)
    query, key, value = (
        graph.add("Transpose", [graph.add("Reshape", [part, by_head])], perm=perm)
        for part, perm in zip(parts, ([1, 0, 2], [1, 2, 0], [1, 0, 2]), strict=True)
    )
    scores = graph.add("Mul", [graph.add("MatMul", [query, key]), shrink])
    y = graph.add("MatMul", [graph.add("Softmax", [scores], axis=-1), value])
    return graph.add("Reshape", [graph.add("Transpose", [y], perm=[1, 0, 2]), whole])


def _linear(graph: _Graph, names: Sequence[str], x: str) -> list[str]:
    """Add layers that read the same values, each word piece's in 255 steps of its own."""
    last = graph.keep("last_axis", np.array([-1], dtype=np.int64))
    least = graph.number("least_peak", _LEAST_PEAK)
    step, zero = graph.number("step", 1 / _MOST), graph.keep("middle", np.array(_MIDDLE, dtype=np.uint8))
    peak = graph.add("Max", [graph.add("ReduceMax", [graph.add("Abs", [x]), last], keepdims=1), least])
    whole = graph.add("QuantizeLinear", [graph.add("Div", [x, peak]), step, zero])
    found = []
    for name in names:
        weight, steps = _rounded(graph.weights[f"{name}.weight"].T)
        inputs = [whole, graph.keep(f"{name}.whole", weight), step, graph.keep(f"{name}.steps", steps), zero]
        inputs.append(graph.keep("weights_zero", np.zeros((), dtype=np.int8)))
        y = graph.add("Mul", [graph.add("MatMulIntegerToFloat", inputs, domain=RUNTIMES_OWN), peak])
        found.append(graph.add("Add", [y, graph.keep(f"{name}.bias", graph.weights[f"{name}.bias"])]))
    return found


def _rounded(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Give weights in whole steps, one size of step for each of the values they lead to."""
    steps = (np.abs(weight).max(axis=0) / np.float32(_MOST)).clip(min=np.float32(1e-12))
    return np.round(weight / steps).astype(np.int8), steps.astype(np.float32)


def _norm(graph: _Graph, name: str, x: str) -> str:
    weight = graph.keep(f"{name}.weight", graph.weights[f"{name}.weight"])
    bias = graph.keep(f"{name}.bias", graph.weights[f"{name}.bias"])
    return graph.add("LayerNormalization", [x, weight, bias], axis=-1, epsilon=_EPSILON)
