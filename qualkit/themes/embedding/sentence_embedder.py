"""Sentence vectors by sentence-transformers, for models that cannot be exported and machines without ONNX Runtime."""

from __future__ import annotations

import importlib.metadata
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualkit.text.language import settled
from qualkit.themes.embedding.minilm import MAX_TOKENS, model_files
from qualkit.themes.embedding.progress import reading_bar
from qualkit.themes.embedding.tokens import cleaned

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SentenceEmbedder"]


class SentenceEmbedder:
    """Vectors from a sentence-transformers model in a local folder.

    Parameters
    ----------
    folder : path, optional
        A model saved by sentence-transformers; by default the embedded all-MiniLM-L6-v2, whose hash is checked.

    Raises
    ------
    ThemeError
        If there is no model in the folder, or the embedded one is not what its authors published.

    Notes
    -----
    all-MiniLM-L6-v2 has 384 dimensions and reads English best; the first 256 word pieces of a text count. For other
    languages give the folder of a multilingual model. Texts are read one at a time, so that a vector depends on its text
    alone.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        model = model_files(folder)
        self.folder = model.folder
        self.name = model.name

    @property
    def cache_key(self) -> str:
        """Under which its vectors are kept."""
        return f"{self.name} torch {importlib.metadata.version('torch')}"

    def encode(self, texts: Sequence[str], *, progress: bool = False) -> NDArray[np.float32]:
        """Give one vector a text.

        Parameters
        ----------
        texts : sequence of str
            What to read.
        progress : bool
            Whether to show a progress bar with the time that remains.

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float32
            Rows of unit length.
        """
        import numpy as np

        model = _load(self.folder)
        rows = []
        with reading_bar(len(texts), progress=progress) as bar:
            for text in cleaned(texts):
                row = model.encode([text], normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
                rows.append(row[0])
                bar.update()
        return np.array(rows, dtype=np.float32) if rows else np.empty((0, 0), dtype=np.float32)


@lru_cache(maxsize=2)
def _load(folder: Path) -> Any:
    # transformers reports on loading at warning level; a user of ours has no use for it.
    for name in ("transformers", "sentence_transformers"):
        logging.getLogger(name).setLevel(logging.ERROR)
    settled()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    model.max_seq_length = min(MAX_TOKENS, model.max_seq_length or MAX_TOKENS)
    return model
