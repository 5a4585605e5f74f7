from __future__ import annotations

import importlib.util
import subprocess
import sys

import numpy as np
import pytest

from qualkit.text.language_model import Nodes, can_run, embedded_model, session_of


def _doubling() -> bytes:
    from onnx import TensorProto, helper

    graph = Nodes()
    graph.add("Mul", ["x", graph.number("two", 2)], output="y")
    given, gives = (helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in "xy")
    return graph.model("doubling", [given], [gives])


def test_a_graph_runs_and_is_the_same_bytes_each_time() -> None:
    (y,) = session_of(_doubling()).run(None, {"x": np.array([1, 2.5], dtype=np.float32)})
    assert y.tolist() == [2, 5]
    assert _doubling() == _doubling()


def test_a_constant_is_kept_once_and_each_node_gives_another_name() -> None:
    graph = Nodes()
    assert graph.number("half", 0.5) == graph.number("half", 0.5) == "half"
    assert len(graph.constants) == 1
    assert graph.add("Abs", ["half"]) != graph.add("Abs", ["half"])


def test_the_model_is_found_without_loading_anything_heavy() -> None:
    code = "import sys, qualkit.text.language_model as m; m.embedded_model(); print({'numpy', 'onnx'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
    folder = embedded_model()
    assert folder is not None
    assert (folder / "model.safetensors").is_file()


def test_what_is_not_installed_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert embedded_model() is None
    assert not can_run()
