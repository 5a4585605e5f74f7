"""A person who asks to be forgotten is forgotten by the cache as well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from qualkit.model import Corpus
from qualkit.testing import HashEmbedder, make_corpus
from qualkit.themes.embedding import VectorCache, embed_unique
from qualkit.themes.forgetting import forget_vectors
from qualkit.themes.reading.units import UNITS, units_of


class Kept(HashEmbedder):
    """Its vectors are kept on disk."""

    cache_key = "kept"

    def encode(self, texts: Sequence[str], *, progress: bool = False) -> np.ndarray:
        return super().encode(texts, progress=progress)


def test_no_vector_of_a_forgotten_comment_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALKIT_CACHE", str(tmp_path))
    corpus = make_corpus(
        [
            "The slot was late again. Nobody called me.",
            "Far too dear for us.",
            {"text": "We are sorry.", "role": "staff"},
        ]
    )
    for unit in UNITS:
        units = units_of(corpus, unit=unit, include_staff=True)
        embed_unique(Kept(), units.texts)
    before = VectorCache().facts().n_vectors
    assert forget_vectors(corpus, ["c1"]) == 3
    assert VectorCache().facts().n_vectors == before - 3
    assert forget_vectors(corpus, ["c1"]) == 0
    assert forget_vectors(corpus, ["c3"]) == 1


def test_a_comment_with_half_a_pair_of_surrogates_is_forgotten_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALKIT_CACHE", str(tmp_path))
    table = make_corpus(["It broke again.", "Far too dear for us."]).table.copy()
    table["text"] = pd.Series(["It broke \ud83d again.", "Far too dear for us."], dtype=object)
    corpus = Corpus(table)
    embed_unique(Kept(), units_of(corpus).texts)
    assert forget_vectors(corpus, ["c1"]) == 1
