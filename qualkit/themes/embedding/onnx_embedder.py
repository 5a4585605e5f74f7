"""Sentence vectors from an 8-bit export in ONNX Runtime: quick on a processor, without torch."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from qualkit.text.language_model import can_run, session_of
from qualkit.themes.embedding.minilm import MAX_TOKENS, ModelFiles
from qualkit.themes.embedding.onnx_export import FORMAT, can_export, export_int8
from qualkit.themes.embedding.progress import read_in_threads, reading_bar
from qualkit.themes.embedding.tokens import cleaned, tokenizer_of
from qualkit.themes.embedding.user_cache import keep, kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["OnnxEmbedder", "onnx_serves"]

_WINDOW = 4_096  # texts that are cut into word pieces at a time
_PIECES = 512  # word pieces that a thread reads at a time: what lies between two layers stays near the processor


def onnx_serves(model: ModelFiles) -> bool:
    """Say whether a model can be read with ONNX Runtime here.

    Parameters
    ----------
    model : ModelFiles
        The model.

    Returns
    -------
    bool
        Whether the libraries are installed and the model is of a kind that can be exported.
    """
    return can_run() and can_export(model.folder)


class OnnxEmbedder:
    """Vectors from a BERT of the sentence-transformers kind, with 8-bit weights, texts of one length at a time.

    Parameters
    ----------
    model : ModelFiles
        The model, one for which `onnx_serves` holds.

    Notes
    -----
    The export is built on first use and kept in the cache folder, where its hash is checked whenever it is loaded. A
    vector depends on its text alone, bit for bit, whatever is read before, after or beside it.
    """

    def __init__(self, model: ModelFiles) -> None:
        self.model = model
        self.name = f"{model.name} int8-{FORMAT}"

    @property
    def cache_key(self) -> str:
        """Under which its vectors are kept: another version of the runtime may round otherwise."""
        return f"{self.name} onnxruntime {importlib.metadata.version('onnxruntime')}"

    def encode(self, texts: Sequence[str], *, progress: bool = False) -> NDArray[np.float32]:
        """Give one vector a text.

        Parameters
        ----------
        texts : sequence of str
            What to read; of a long text, the first 256 word pieces.
        progress : bool
            Whether to show a progress bar with the time that remains.

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float32
            Rows of unit length.
        """
        import numpy as np

        rows = np.empty((len(texts), self._width), dtype=np.float32)
        with reading_bar(len(texts), progress=progress) as bar:
            for begin in range(0, len(texts), _WINDOW):
                window = slice(begin, begin + _WINDOW)
                pieces = self._pieces(texts[window])
                read_in_threads(partial(self._read, pieces, rows[window]), _of_one_length(pieces), bar)
        return rows

    def _read(self, pieces: list[list[int]], rows: NDArray[np.float32], alike: list[int]) -> int:
        import numpy as np

        batch = np.array([pieces[n] for n in alike], dtype=np.int64)
        rows[alike] = self._session.run(None, {"ids": batch})[0]
        return len(alike)

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [one.ids for one in self._tokenizer.encode_batch_fast(cleaned(texts))]

    def __getstate__(self) -> dict[str, Any]:
        # A session cannot be sent to another process; there it is begun again.
        return {name: value for name, value in self.__dict__.items() if name not in ("_session", "_tokenizer")}

    @cached_property
    def _session(self) -> Any:
        return session_of(self._export())

    def _export(self) -> bytes:
        name = f"{self.model.sha256[:16]}-{MAX_TOKENS}-int8-{FORMAT}.onnx"
        content = kept(name)
        if content is None:
            content = export_int8(self.model.folder, MAX_TOKENS)
            keep(name, content)
        return content

    @cached_property
    def _tokenizer(self) -> Any:
        return tokenizer_of(self.model.folder, MAX_TOKENS)

    @property
    def _width(self) -> int:
        return int(self._session.get_outputs()[0].shape[1])


def _of_one_length(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Which texts are read together: padding would cost time, and change the last bits of what it is added to."""
    by_length: dict[int, list[int]] = {}
    for n, ids in enumerate(pieces):
        by_length.setdefault(len(ids), []).append(n)
    for length in sorted(by_length, reverse=True):
        alike = by_length[length]
        step = max(1, _PIECES // length)
        for begin in range(0, len(alike), step):
            yield alike[begin : begin + step]
