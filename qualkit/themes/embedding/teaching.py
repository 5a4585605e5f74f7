"""How the fast embedder is prepared: its vocabulary once on a machine, the sample it learns from for each corpus."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualkit.themes.embedding.minilm import MAX_TOKENS, model_folder
from qualkit.themes.embedding.static_embedder import Pieces, StaticEmbedder
from qualkit.themes.embedding.tokens import tokenizer_of
from qualkit.themes.embedding.user_cache import keep, kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qualkit.protocols import Embedder

__all__ = ["LARGEST_SAMPLE", "fast_embedder", "sample_to_learn_from"]

LARGEST_SAMPLE = 4_000
"""Texts that the fast embedder learns from: seconds of reading, and a little more for the learning."""

_FORMAT = 2


def fast_embedder(teacher: Embedder, *, progress: bool = False) -> StaticEmbedder:
    """Give the fast embedder, not yet taught.

    Parameters
    ----------
    teacher : Embedder
        The accurate one. It reads the whole vocabulary when this is called for the first time on a machine.
    progress : bool
        Whether to show a progress bar then.

    Returns
    -------
    StaticEmbedder
        Its vocabulary is kept in the cache folder.
    """
    tokenizer = tokenizer_of(model_folder(), MAX_TOKENS)
    table = _distilled(
        teacher, [tokenizer.id_to_token(n) for n in range(tokenizer.get_vocab_size())], progress=progress
    )
    return StaticEmbedder(Pieces(teacher.name, table, tokenizer))


def sample_to_learn_from(texts: Sequence[str], seed: int) -> list[str]:
    """Choose texts, each at most once, whatever the order of all.

    Parameters
    ----------
    texts : sequence of str
        All texts.
    seed : int
        Of the choice.

    Returns
    -------
    list of str
        At most `LARGEST_SAMPLE`.
    """
    unique = sorted(set(texts))
    if len(unique) <= LARGEST_SAMPLE:
        return unique
    chosen = random.Random(seed).sample(range(len(unique)), LARGEST_SAMPLE)  # noqa: S311 (no secret)
    return [unique[n] for n in sorted(chosen)]


def _distilled(teacher: Embedder, pieces: list[str], *, progress: bool) -> NDArray[np.float16]:
    from safetensors.numpy import load, save

    version = hashlib.blake2b(getattr(teacher, "cache_key", teacher.name).encode(), digest_size=8).hexdigest()
    name = f"static-{version}-{_FORMAT}.safetensors"
    content = kept(name)
    if content is None:
        words = [piece.removeprefix("##") for piece in pieces]
        content = save({"table": Pieces.table_of(teacher.encode(words, progress=progress))})
        keep(name, content)
    table: NDArray[np.float16] = load(content)["table"]
    return table
