"""The map of comments: evenly chosen, the same every time, and no word of a customer that was not asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import qualkit as qk
from qualkit import plots
from qualkit.plots.flat import evenly, flattened
from qualkit.testing import make_corpus, make_themes

HOSTILE = "<img src=x onerror=alert(1)>"


def _vectors(n: int, seed: int = 0) -> Any:
    rows = np.random.default_rng(seed).normal(scale=0.3, size=(n, 8)).astype(np.float32)
    rows[: n // 2, 0] += 1
    rows[n // 2 :, 1] += 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _found(n: int = 12) -> tuple[Any, qk.Corpus]:
    corpus = make_corpus([{"text": f"{HOSTILE} thing {k}", "author": f"A{k}"} for k in range(n)])
    ids = corpus.frame["comment_id"].tolist()
    tables = make_themes(corpus, {HOSTILE: ids[: n // 2], "slots": ids[n // 2 : n - 1]})
    ends = corpus.frame["text"].str.len().to_numpy()
    starts = np.zeros(n, dtype=np.int64)
    reading = SimpleNamespace(comment_ids=ids, vectors=_vectors(n), starts=starts, ends=ends, unit="comment")
    return SimpleNamespace(frame=tables.frame, assignments=tables.assignments, reading=reading), corpus


def test_each_comment_is_one_mark_and_themes_are_named() -> None:
    found, corpus = _found()
    figure = plots.theme_map(found, corpus)
    assert sum(len(trace.x) for trace in figure.data) == 12
    assert any("slots" in one.text for one in figure.layout.annotations)


def test_words_of_customers_are_shown_only_when_the_corpus_is_given_and_are_words_then() -> None:
    found, corpus = _found()
    assert "thing" not in plots.theme_map(found).to_json()
    with_words = plots.theme_map(found, corpus).to_json()
    assert "thing 3" in with_words
    assert "<img" not in with_words


def test_of_sentences_it_says_so_and_shows_their_own_words() -> None:
    found, corpus = _found()
    found.reading.unit = "segment"
    found.reading.starts = found.reading.starts + len(HOSTILE) + 1
    figure = plots.theme_map(found, corpus)
    assert "12 of 12 sentences" in figure.layout.title.text
    assert sorted(text.split("<br>")[1] for trace in figure.data for text in trace.text)[:2] == ["thing 0", "thing 1"]


def test_the_same_seed_draws_the_same_map() -> None:
    found, corpus = _found()
    assert plots.theme_map(found, corpus).to_json() == plots.theme_map(found, corpus).to_json()


def test_at_most_so_many_comments_are_drawn_at_even_distances() -> None:
    found, corpus = _found()
    figure = plots.theme_map(found, corpus, most=4)
    assert sum(len(trace.x) for trace in figure.data) == 4
    assert evenly(10, 5).tolist() == [0, 2, 4, 6, 8]
    assert evenly(3, 5).tolist() == [0, 1, 2]


@pytest.mark.parametrize("n", [1, 2, 3, 9, 30])
def test_any_number_of_vectors_can_be_laid_out(n: int) -> None:
    places = flattened(_vectors(n))
    assert places.shape == (n, 2)
    assert np.isfinite(places).all()
    assert np.abs(places).max() <= 1


def test_vectors_that_are_all_the_same_lie_somewhere() -> None:
    assert np.isfinite(flattened(np.tile(_vectors(1), (20, 1)))).all()


def test_nothing_to_draw_and_numbers_out_of_range_are_said() -> None:
    found, corpus = _found()
    with pytest.raises(qk.QualkitError, match="no themes"):
        plots.theme_map(object())
    with pytest.raises(qk.QualkitError, match="1 to 5,000"):
        plots.theme_map(found, corpus, most=0)
