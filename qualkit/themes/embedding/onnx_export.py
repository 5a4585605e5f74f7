"""A sentence-transformers model of the BERT family as an ONNX graph with 8-bit weights.

The graph reads one text. Weights have a scale for each output channel, fixed at export; the activations of a text get
theirs from that text alone (dynamic quantisation of a batch would make a text's vector depend on its neighbours). Before
the two wide layers each word piece is brought to the same range first, since a single loud one would cost all others
their precision. Built from the weights with numpy in a second, without torch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = Mapping[str, NDArray[np.float32]]

__all__ = ["FORMAT", "can_export", "export_int8"]

FORMAT = 1
"""Changes with every change of the graph, so that no cache mixes two."""

_OPSET = 20
_IR_VERSION = 9
_EIGHT_BITS = 127
_SEVEN_BITS = (
    63  # products of 8-bit activations with 8-bit weights overflow on processors without VNNI; with 7 they cannot
)


def can_export(folder: Path) -> bool:
    """Say whether a model is of the kind that can be exported.

    Parameters
    ----------
    folder : Path
        A model saved by sentence-transformers.

    Returns
    -------
    bool
        True for a BERT with GELU, absolute positions, mean pooling and a fast tokeniser.
    """
    try:
        config = _json(folder / "config.json")
        pooling = _json(folder / "1_Pooling" / "config.json")
        parts = _json(folder / "modules.json")
    except (OSError, ValueError):
        return False
    kinds = [str(one.get("type", "")).rsplit(".", 1)[-1] for one in parts]
    return bool(
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and pooling.get("pooling_mode_mean_tokens")
        and not any(
            on is True for key, on in pooling.items() if key.startswith("pooling_mode_") and "mean_tokens" not in key
        )
        and kinds[:2] == ["Transformer", "Pooling"]
        and set(kinds[2:]) <= {"Normalize"}
        and (folder / "tokenizer.json").is_file()
    )


def export_int8(folder: Path, max_tokens: int) -> bytes:
    """Build the graph of a model.

    Parameters
    ----------
    folder : Path
        A model for which `can_export` holds.
    max_tokens : int
        Longest text, in word pieces.

    Returns
    -------
    bytes
        An ONNX model: ``ids`` (int64, word pieces of one text) to ``vector`` (float32, unit length). The same weights
        give the same bytes.

    Raises
    ------
    ImportError
        If the libraries for it are not installed.
    """
    from onnx import TensorProto, helper
    from safetensors.numpy import load_file

    weights = load_file(folder / "model.safetensors")
    config = _json(folder / "config.json")
    graph = _Graph()
    x = _embeddings(graph, weights, config, max_tokens)
    for number in range(config["num_hidden_layers"]):
        x = _layer(graph, weights, config, number, x)
    x = graph.add("ReduceMean", [x, graph.keep("first_axis", np.array([0], dtype=np.int64))], keepdims=0)
    graph.add("LpNormalization", [x], outputs=["vector"], axis=-1, p=2)
    made = helper.make_graph(
        graph.nodes,
        "sentence",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n_pieces"])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [config["hidden_size"]])],
        graph.constants,
    )
    model = helper.make_model(
        made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION, producer_name="qualkit"
    )
    return bytes(model.SerializeToString(deterministic=True))


@dataclass
class _Graph:
    """Collects nodes and constants, and names what they give."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def keep(self, name: str, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        if name not in self.names:
            self.names.add(name)
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], *, outputs: list[str] | None = None, **attributes: Any) -> str:
        from onnx import helper

        given = outputs or [f"x{len(self.nodes)}"]
        self.nodes.append(helper.make_node(kind, inputs, given, name=f"{kind}_{len(self.nodes)}", **attributes))
        return given[0]


def _embeddings(graph: _Graph, weights: Weights, config: dict[str, Any], max_tokens: int) -> str:
    from onnx import TensorProto

    words = weights["embeddings.word_embeddings.weight"]
    scale = np.abs(words).max(axis=1, keepdims=True) / np.float32(_EIGHT_BITS)
    scale[scale == 0] = 1
    graph.keep("words", np.clip(np.round(words / scale), -_EIGHT_BITS, _EIGHT_BITS).astype(np.int8))
    graph.keep("word_scale", scale.astype(np.float32))
    whole = graph.add("Cast", [graph.add("Gather", ["words", "ids"])], to=TensorProto.FLOAT)
    x = graph.add("Mul", [whole, graph.add("Gather", ["word_scale", "ids"])])
    places = weights["embeddings.position_embeddings.weight"][:max_tokens]
    graph.keep("places", places + weights["embeddings.token_type_embeddings.weight"][0])
    graph.keep("first_axis", np.array([0], dtype=np.int64))
    length = graph.add("Shape", ["ids"])
    x = graph.add("Add", [x, graph.add("Slice", ["places", "first_axis", length, "first_axis"])])
    return _norm(graph, weights, config, "embeddings.LayerNorm", x)


def _layer(graph: _Graph, weights: Weights, config: dict[str, Any], number: int, x: str) -> str:
    prefix = f"encoder.layer.{number}."

    def dense(name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return weights[f"{prefix}{name}.weight"].T, weights[f"{prefix}{name}.bias"]

    y = _attention(graph, config, [dense(f"attention.self.{name}") for name in ("query", "key", "value")], prefix, x)
    y = _linear(graph, f"{prefix}mix", *dense("attention.output.dense"), y)
    x = _norm(graph, weights, config, f"{prefix}attention.output.LayerNorm", graph.add("Add", [x, y]))
    y = graph.add("Gelu", [_linear(graph, f"{prefix}wide", *dense("intermediate.dense"), x, by_row=True)])
    y = _linear(graph, f"{prefix}back", *dense("output.dense"), y, by_row=True)
    return _norm(graph, weights, config, f"{prefix}output.LayerNorm", graph.add("Add", [x, y]))


def _attention(
    graph: _Graph,
    config: dict[str, Any],
    parts: list[tuple[NDArray[np.float32], NDArray[np.float32]]],
    prefix: str,
    x: str,
) -> str:
    heads, width = config["num_attention_heads"], config["hidden_size"]
    size = width // heads
    shrink = np.float32(1 / np.sqrt(size))  # the queries' share of the scaled product, folded into their weights
    weight = np.concatenate([parts[0][0] * shrink, parts[1][0], parts[2][0]], axis=1)
    bias = np.concatenate([parts[0][1] * shrink, parts[1][1], parts[2][1]])
    y = _linear(graph, f"{prefix}attend", weight, bias, x)
    y = graph.add("Reshape", [y, graph.keep("by_head", np.array([-1, 3, heads, size], dtype=np.int64))])
    y = graph.add("Transpose", [y], perm=[1, 2, 0, 3])
    split = [f"{prefix}{name}" for name in ("q", "k", "v")]
    graph.add("Split", [y], outputs=split, axis=0, num_outputs=3)
    query, key, value = (graph.add("Squeeze", [one, "first_axis"]) for one in split)
    weights = graph.add("MatMul", [query, graph.add("Transpose", [key], perm=[0, 2, 1])])
    y = graph.add("MatMul", [graph.add("Softmax", [weights], axis=-1), value])
    y = graph.add("Transpose", [y], perm=[1, 0, 2])
    return graph.add("Reshape", [y, graph.keep("whole", np.array([-1, width], dtype=np.int64))])


def _linear(
    graph: _Graph,
    name: str,
    weight: NDArray[np.float32],
    bias: NDArray[np.float32],
    x: str,
    *,
    by_row: bool = False,
) -> str:
    from onnx import TensorProto

    loud = None
    if by_row:
        last = graph.keep("last_axis", np.array([-1], dtype=np.int64))
        peak = graph.add("ReduceMax", [graph.add("Abs", [x]), last], keepdims=1)
        loud = graph.add("Max", [peak, graph.keep("tiny", np.array(1e-9, dtype=np.float32))])
        x = graph.add("Div", [x, loud])
    scale = np.abs(weight).max(axis=0) / np.float32(_SEVEN_BITS)
    scale[scale == 0] = 1
    graph.keep(f"{name}.q", np.clip(np.round(weight / scale), -_SEVEN_BITS, _SEVEN_BITS).astype(np.int8))
    graph.keep(f"{name}.scale", scale.astype(np.float32))
    graph.keep(f"{name}.bias", bias)
    graph.keep(f"{name}.zero", np.zeros((), dtype=np.int8))
    whole, step, zero = (f"{name}.{part}" for part in ("x", "x_scale", "x_zero"))
    graph.add("DynamicQuantizeLinear", [x], outputs=[whole, step, zero])
    y = graph.add(
        "Cast", [graph.add("MatMulInteger", [whole, f"{name}.q", zero, f"{name}.zero"])], to=TensorProto.FLOAT
    )
    y = graph.add("Mul", [y, graph.add("Mul", [step, f"{name}.scale"])])
    if loud is not None:
        y = graph.add("Mul", [y, loud])
    return graph.add("Add", [y, f"{name}.bias"])


def _norm(graph: _Graph, weights: Weights, config: dict[str, Any], name: str, x: str) -> str:
    graph.keep(f"{name}.weight", weights[f"{name}.weight"])
    graph.keep(f"{name}.bias", weights[f"{name}.bias"])
    return graph.add(
        "LayerNormalization", [x, f"{name}.weight", f"{name}.bias"], axis=-1, epsilon=config["layer_norm_eps"]
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
