"""From texts to vectors: each text once, kept for the next run, a chunk at a time when there are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualkit.errors import ThemeError
from qualkit.protocols import Embedder
from qualkit.themes.embedding.progress import reading_bar
from qualkit.themes.embedding.vector_cache import VectorCache

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["embed_unique", "vectors_in_chunks"]

_CHUNK = 20_000
_SAVED = 2_048  # so many new vectors are lost at most when the work is interrupted; more are read together quicker


def embed_unique(embedder: Embedder, texts: Sequence[str], *, progress: bool = False) -> NDArray[np.float32]:
    """Give one vector a text, reading equal texts once and texts that were read before not at all.

    Parameters
    ----------
    embedder : Embedder
        Makes the vectors. If it has a ``cache_key``, they are kept on disk under it.
    texts : sequence of str
        What to read.
    progress : bool
        Whether to show a progress bar with the time that remains.

    Returns
    -------
    ndarray of shape (n_texts, n_dims), float32
        In the order of `texts`.

    Raises
    ------
    ThemeError
        If the embedder does not give one row of finite numbers a text.

    Notes
    -----
    What was read before an interruption is kept; the next run goes on from there.
    """
    place: dict[str, int] = {}
    for text in texts:
        place.setdefault(text, len(place))
    unique = list(place)
    key = getattr(embedder, "cache_key", None)
    if key is None:
        vectors = _read(embedder, unique, progress=progress)
    else:
        vectors = _with_cache(embedder, str(key), unique, progress=progress)
    if len(unique) == len(texts):
        return vectors
    return vectors[[place[text] for text in texts]]


def vectors_in_chunks(
    embedder: Embedder, texts: Sequence[str], *, chunk: int = _CHUNK, progress: bool = False
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Give vectors piece by piece, for more texts than there is memory for.

    Parameters
    ----------
    embedder : Embedder
        Makes the vectors.
    texts : sequence of str
        What to read.
    chunk : int
        How many at a time.
    progress : bool
        Whether to show a progress bar with the time that remains.

    Yields
    ------
    slice
        Where in `texts` the chunk lies.
    ndarray of shape (n_in_chunk, n_dims), float32
        The vectors of these texts.
    """
    with reading_bar(len(texts), progress=progress) as bar:
        for begin in range(0, len(texts), chunk):
            part = slice(begin, min(begin + chunk, len(texts)))
            yield part, embed_unique(embedder, texts[part])
            bar.update(part.stop - part.start)


def _with_cache(embedder: Embedder, key: str, texts: Sequence[str], *, progress: bool) -> NDArray[np.float32]:
    import numpy as np

    cache, parts = VectorCache(), []
    with reading_bar(len(texts), progress=progress) as bar:
        for begin in range(0, len(texts), _SAVED):
            some = texts[begin : begin + _SAVED]
            known = cache.get(key, some)
            missing = [n for n in range(len(some)) if n not in known]
            if missing:
                made = _read(embedder, [some[n] for n in missing])
                cache.put(key, [some[n] for n in missing], made)
                known.update(zip(missing, made, strict=True))
            parts.append(np.stack([known[n] for n in range(len(some))]))
            bar.update(len(some))
    return np.concatenate(parts) if parts else embedder.encode([])


def _read(embedder: Embedder, texts: list[str], *, progress: bool = False) -> NDArray[np.float32]:
    import numpy as np

    vectors = np.asarray(embedder.encode(texts, progress=progress), dtype=np.float32)
    if texts and (vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all()):
        raise ThemeError(
            f"The embedder {embedder.name!r} gave an array of shape {vectors.shape} for {len(texts)} texts.",
            hint="encode(texts) gives one row of finite numbers a text.",
        )
    return vectors
