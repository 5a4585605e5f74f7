"""An embedder beside the themes it found, so that new comments are read as the old ones were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from qualkit.errors import ThemeError
from qualkit.protocols import Embedder
from qualkit.themes.embedding.choice import embedder_for
from qualkit.themes.embedding.minilm import MAX_TOKENS
from qualkit.themes.embedding.static_embedder import Lessons, Pieces, StaticEmbedder
from qualkit.themes.embedding.tokens import tokenizer_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["load_embedder", "save_embedder"]

_NOTE = "embedder.json"
_ARRAYS = "embedder.safetensors"
_TOKENIZER = "tokenizer.json"


def save_embedder(embedder: Embedder, folder: Path) -> None:
    """Write what is needed to read further texts in the same way.

    Parameters
    ----------
    embedder : Embedder
        Of the fast one its arrays are written; of any other only the name.
    folder : Path
        An existing folder.
    """
    note = {"kind": "other", "name": embedder.name}
    if isinstance(embedder, StaticEmbedder):
        from safetensors.numpy import save_file

        note |= {"kind": "fast", "of": embedder.known.name}
        arrays: dict[str, NDArray[np.generic]] = {"table": embedder.known.table}
        if embedder.lessons is not None:
            arrays |= vars(embedder.lessons)
        save_file(arrays, folder / _ARRAYS)
        embedder.known.tokenizer.save(str(folder / _TOKENIZER))
    (folder / _NOTE).write_text(json.dumps(note, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load_embedder(folder: Path, own: str | Path | Embedder | None = None) -> Embedder:
    """Read an embedder that `save_embedder` wrote.

    Parameters
    ----------
    folder : Path
        Where it was written.
    own : str, Path or Embedder, optional
        The embedder itself, when it is neither ``"accurate"`` nor ``"fast"``.

    Returns
    -------
    Embedder
        Gives the same vectors.

    Raises
    ------
    ThemeError
        If what is there, or what is given, is another embedder than the one that was saved.
    """
    try:
        note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        kind, name = str(note["kind"]), str(note["name"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ThemeError("The embedder of these themes cannot be read.", where=str(folder / _NOTE)) from problem
    if own is not None:
        embedder = embedder_for(own)
    else:
        embedder = _fast(folder, str(note.get("of", ""))) if kind == "fast" else embedder_for("accurate")
    if embedder.name != name:
        raise ThemeError(
            f"These themes were found with the embedder {name!r}, and this one is {embedder.name!r}.",
            where=str(folder),
            hint="Hand over that embedder: load_themes(folder, embedder=...).",
        )
    return embedder


def _fast(folder: Path, name: str) -> StaticEmbedder:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays = load_file(folder / _ARRAYS)
        tokenizer = tokenizer_of(folder, MAX_TOKENS)
        known = Pieces(name, arrays.pop("table"), tokenizer)
        return StaticEmbedder(known, Lessons(**arrays) if arrays else None)
    except (OSError, KeyError, TypeError, SafetensorError) as problem:
        raise ThemeError("The embedder of these themes cannot be read.", where=str(folder / _ARRAYS)) from problem
