"""Which embedder reads the texts."""

from __future__ import annotations

import importlib.metadata
import inspect
from collections.abc import Sequence
from pathlib import Path

from qualkit.errors import ThemeError
from qualkit.protocols import Embedder
from qualkit.themes.embedding.minilm import model_files
from qualkit.themes.embedding.onnx_embedder import OnnxEmbedder, onnx_serves
from qualkit.themes.embedding.sentence_embedder import SentenceEmbedder
from qualkit.themes.embedding.static_embedder import StaticEmbedder
from qualkit.themes.embedding.teaching import fast_embedder, sample_to_learn_from
from qualkit.themes.embedding.unique import embed_unique

__all__ = ["embedder_for", "library_versions", "taught"]


def embedder_for(choice: str | Path | Embedder, *, progress: bool = False) -> Embedder:
    """Give the embedder that a user asked for.

    Parameters
    ----------
    choice : {'accurate', 'fast'}, Path or Embedder
        ``"accurate"`` is the embedded all-MiniLM-L6-v2, ``"fast"`` its imitation; a path is the folder of another model
        as sentence-transformers saves it (a multilingual one, for instance); any object of the protocol serves.
    progress : bool
        Whether to show a progress bar when ``"fast"`` is prepared, which happens once on a machine.

    Returns
    -------
    Embedder
        Ready to use. ``"fast"`` gains much by being `taught` on the texts it is to read.

    Raises
    ------
    ThemeError
        If it is none of these.
    """
    if isinstance(choice, Path):
        return _reading(choice)
    if isinstance(choice, str):
        if choice == "accurate":
            return _reading(None)
        if choice == "fast":
            return fast_embedder(_reading(None), progress=progress)
        raise ThemeError(
            f"There is no embedder {choice!r}.",
            available=["accurate", "fast", "Path of a model's folder", "any object with encode()"],
            hint="A folder is named by a Path: embedder=Path('models/mine')." if Path(choice).is_dir() else None,
        )
    if isinstance(choice, Embedder) and _takes_progress(choice):
        return choice
    raise ThemeError(
        f"{type(choice).__name__} is no embedder.",
        hint="It needs a name and encode(texts, *, progress=False) -> array. Of a sentence-transformers model pass the folder: "
        "model.save('models/mine'), embedder=Path('models/mine').",
    )


def _takes_progress(embedder: Embedder) -> bool:
    try:
        inspect.signature(embedder.encode).bind(["text"], progress=False)
    except TypeError:
        return False
    return True


def taught(embedder: Embedder, texts: Sequence[str], *, seed: int = 0, progress: bool = False) -> Embedder:
    """Prepare an embedder for the texts that it is to read.

    Parameters
    ----------
    embedder : Embedder
        ``"fast"`` learns from a sample of the texts, which the accurate embedder reads; any other comes back as it is.
    texts : sequence of str
        All of them.
    seed : int
        Of the sample.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    Embedder
        Its name tells what it was taught.
    """
    if not isinstance(embedder, StaticEmbedder) or not texts:
        return embedder
    sample = sample_to_learn_from(texts, seed)
    return embedder.taught(sample, embed_unique(_reading(None), sample, progress=progress))


def library_versions() -> dict[str, str]:
    """Give the versions of the libraries that make themes.

    Returns
    -------
    dict of str to str
        Name to version; of those that are installed.
    """
    names = (
        "bertopic",
        "onnxruntime",
        "scikit-learn",
        "sentence-transformers",
        "spacy",
        "tokenizers",
        "torch",
    )
    return {name: importlib.metadata.version(name).split("+")[0] for name in names if _installed(name)}


def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _reading(folder: Path | None) -> Embedder:
    model = model_files(folder)
    return OnnxEmbedder(model) if onnx_serves(model) else SentenceEmbedder(folder)
