"""The tree of themes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import qualkit as qk
from qualkit import plots
from qualkit.testing import make_corpus, make_themes


def _levels(*groups: dict[str, list[str]]) -> Any:
    corpus = make_corpus([{"text": f"thing {k}", "author": f"A{k}"} for k in range(12)])
    tables = [make_themes(corpus, one) for one in groups]
    at = [SimpleNamespace(frame=one.frame, assignments=one.assignments) for one in tables]
    table = pd.DataFrame({"level": range(len(at)), "n_themes": [len(one.frame) for one in at]})
    table["chosen"] = table["level"] == len(at) - 1
    return SimpleNamespace(frame=at[-1].frame, assignments=at[-1].assignments, levels=table, at_level=at.__getitem__)


def _ids(first: int, last: int) -> list[str]:
    return [f"c{k}" for k in range(first, last + 1)]


def test_finer_themes_stand_inside_their_coarser_one() -> None:
    found = _levels(
        {"all": _ids(1, 12)},
        {"left": _ids(1, 6), "right": _ids(7, 12)},
        {"a": _ids(1, 3), "b": _ids(4, 6), "c": _ids(7, 9), "d": _ids(10, 12)},
    )
    figure = plots.theme_tree(found)
    places = {one.text.split(" · ")[0]: (one.x, one.y) for one in figure.layout.annotations}
    assert [places[name][0] for name in ("all", "left", "a")] == [0, 1, 2]
    assert places["left"][1] == (places["a"][1] + places["b"][1]) / 2
    assert "4 in 2 in 1 themes" in figure.layout.title.text


def test_one_level_is_a_list() -> None:
    figure = plots.theme_tree(_levels({"a": _ids(1, 3), "b": _ids(4, 6)}))
    assert {one.x for one in figure.layout.annotations} == {0}


def test_tables_without_levels_are_a_list() -> None:
    corpus = make_corpus(["one", "two", "three"])
    assert len(plots.theme_tree(make_themes(corpus, {"a": ["c1"], "b": ["c2"]})).layout.annotations) == 2


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(qk.QualkitError, match="no themes"):
        plots.theme_tree(object())
    with pytest.raises(qk.QualkitError, match="Two levels"):
        plots.theme_tree(_levels({"a": _ids(1, 3)}), most_levels=1)
