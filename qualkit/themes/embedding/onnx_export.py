"""A sentence-transformers model of the BERT family as an ONNX graph with 8-bit weights, built once.

Nothing in the graph spans two texts: before most layers the steps of rounding are fixed at export, and before the widest
each word piece has its own, since a single loud one would cost all others their precision. So a text's vector does not
depend on what is read beside it.

The fixed steps come from the largest values that the model shows, unrounded, on pieces of its own vocabulary put together by
a fixed rule: no texts are needed, and models of any language are served. Done by numpy and ONNX Runtime in two seconds,
without torch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualkit.text.language_model import session_of
from qualkit.themes.embedding.onnx_graph import PEAK, sentence_graph
from qualkit.themes.embedding.tokens import tokenizer_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FORMAT", "can_export", "export_int8"]

FORMAT = 2
"""Changes with every change of the graph, so that no cache mixes two."""

_SHOWN_LENGTHS = (3, 4, 6, 8, 12, 16, 24, 32, 48)
_SHOWN_OF_EACH = 8
_STRIDE = 7919  # a prime: walks through the whole vocabulary before it comes back


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
        An ONNX model: ``ids`` (int64, texts of one length as rows of word pieces) to ``vector`` (float32, rows of unit
        length). The same weights give the same bytes.

    Raises
    ------
    ImportError
        If the libraries for it are not installed.
    """
    from safetensors.numpy import load_file

    weights, config = load_file(folder / "model.safetensors"), _json(folder / "config.json")
    exact, layers = sentence_graph(weights, config, max_tokens)
    session = session_of(exact)
    peaks: dict[str, NDArray[np.float32]] = {}
    for ids in _shown(folder, max_tokens):
        found = session.run([f"{PEAK}{layer}" for layer in layers], {"ids": ids})
        for layer, peak in zip(layers, found, strict=True):
            peaks[layer] = peak if layer not in peaks else peak.clip(min=peaks[layer])
    return sentence_graph(weights, config, max_tokens, peaks)[0]


def _shown(folder: Path, max_tokens: int) -> Iterator[NDArray[np.int64]]:
    """Texts that are none: pieces of the vocabulary, far from each other, between the pieces that begin and end a text."""
    import numpy as np

    tokenizer = tokenizer_of(folder, max_tokens)
    around = tokenizer.encode("").ids
    begin, end = around[:1], around[1:]
    marks = [n for n in range(tokenizer.get_vocab_size()) if (tokenizer.id_to_token(n) or "[")[0] == "["]
    pieces = np.setdiff1d(np.arange(tokenizer.get_vocab_size()), [*marks, *around])
    at = 0
    for length in _SHOWN_LENGTHS:
        inner = length - len(around)
        rows = []
        for _ in range(_SHOWN_OF_EACH):
            rows.append([*begin, *pieces[(at + np.arange(inner)) * _STRIDE % len(pieces)], *end])
            at += inner
        yield np.array(rows, dtype=np.int64)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
