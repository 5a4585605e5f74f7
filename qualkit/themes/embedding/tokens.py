"""Texts as word pieces of a model's tokeniser."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["cleaned", "tokenizer_of"]

_MOST_CHARACTERS = 20_000  # far beyond what a model reads; spares it the rest of a pasted log


def tokenizer_of(folder: Path, max_tokens: int) -> Any:
    """Load a model's tokeniser.

    Parameters
    ----------
    folder : Path
        Holds ``tokenizer.json``.
    max_tokens : int
        Where to cut, in word pieces.

    Returns
    -------
    tokenizers.Tokenizer
        Cuts and never pads.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def cleaned(texts: Iterable[str]) -> list[str]:
    """Make texts that any tokeniser takes: no half of a surrogate pair, no more than a model can read.

    Parameters
    ----------
    texts : iterable of str
        Any texts.

    Returns
    -------
    list of str
        One for each.
    """
    return [text[:_MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]
