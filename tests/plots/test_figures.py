"""Figures answer a question, carry their base, and show customers' words as words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import qualkit as qk
from qualkit import plots
from qualkit.model import Code, Codebook, Study
from qualkit.plots.style import plain
from qualkit.testing import make_codings, make_corpus, make_themes

NAMES = ("themes", "codes", "agreement", "stability", "themes_by", "saturation", "theme_tree")
HOSTILE = "<img src=x onerror=alert(1)>$\\href{javascript:alert(1)}{x}$"


def _study() -> Study:
    corpus = make_corpus(
        [
            {"text": "Too dear.", "author": "A", "outcome": "cancelled"},
            {"text": "Dear me.", "author": "B", "outcome": HOSTILE},
        ]
    )
    book = Codebook().add(Code("k1", HOSTILE))
    marks = [(comment, "ear", HOSTILE, who) for comment in ("c1", "c2") for who in ("ana", "ben")]
    return Study(corpus, codebook=book, codings=make_codings(corpus, marks, book))


def _figures() -> dict[str, str]:
    study = _study()
    themes = make_themes(study.corpus, {HOSTILE: ["c1"], "b": ["c2"]})
    table = qk.agreement(study, conversations="all")
    table["alpha"] = 0.5
    table[["low", "high"]] = [0.2, 0.8]
    themed = replace(study, themes=themes)
    drawn = {
        "themes": plots.themes(themes),
        "codes": plots.codes(study),
        "agreement": plots.agreement(table),
        "stability": plots.stability(themes),
        "themes_by": plots.themes_by(themed, by="outcome"),
        "saturation": plots.saturation(qk.saturation(study, n_orders=5)),
        "theme_tree": plots.theme_tree(themes),
    }
    return {name: figure.to_json() for name, figure in drawn.items()}


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_asks_a_question_and_names_its_base(name: str) -> None:
    title = json.loads(_figures()[name])["layout"]["title"]["text"]
    assert "?" in title
    assert "<sub>" in title


@pytest.mark.parametrize("name", NAMES)
def test_hostile_labels_are_words(name: str) -> None:
    drawn = _figures()[name]
    assert "<img" not in drawn
    assert "$\\" not in drawn


def test_long_labels_are_cut_with_a_sign() -> None:
    assert plain("word " * 40).endswith("…")
    assert len(plain("word " * 40)) <= 60


def test_signs_that_turn_what_stands_round_them_are_shown() -> None:
    assert plain("pay\u202eeeffoc") == "pay⟨U+202E⟩eeffoc"


def test_nothing_to_draw_is_said() -> None:
    for draw in (
        lambda: plots.themes(object()),
        lambda: plots.codes(make_corpus(["a"])),
        lambda: plots.stability(object()),
        lambda: plots.themes_by(_study()),
        lambda: plots.agreement(qk.agreement(_study(), conversations="all").head(0)),
    ):
        with pytest.raises(qk.QualkitError, match="Hint"):
            draw()


DRAWN: tuple[Callable[..., Any], ...] = (
    plots.themes,
    plots.stability,
    plots.theme_map,
    plots.theme_tree,
    plots.agreement,
    plots.saturation,
    plots.codes,
    plots.themes_by,
)


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("wrong", [None, 3, "x", [], {}, object(), pd.DataFrame({"a": [1]}), make_corpus(["a"])])
def test_what_cannot_be_drawn_is_one_plain_error(draw: Callable[..., Any], wrong: Any) -> None:
    with pytest.raises(qk.QualkitError):
        draw(wrong)


def test_a_result_of_another_verb_is_refused() -> None:
    study = _study()
    table, found = qk.agreement(study, conversations="all"), qk.saturation(study, n_orders=5)
    for draw, wrong in (
        (plots.agreement, found),
        (plots.saturation, table),
        (plots.themes, table),
        (plots.codes, table),
    ):
        with pytest.raises(qk.QualkitError):
            draw(wrong)


@pytest.mark.parametrize("name", ["themes", "stability", "theme_tree", "agreement", "saturation"])
def test_a_project_is_drawn_as_its_result_is(name: str) -> None:
    corpus = _study().corpus
    book = Codebook().add(Code("k1", "price")).add(Code("k2", "slots"))
    marks = [(*said, who) for said in (("c1", "Too", "price"), ("c2", "Dear", "slots")) for who in ("ana", "ben")]
    themes = make_themes(corpus, {"a": ["c1"], "b": ["c2"]})
    study = Study(corpus, codebook=book, codings=make_codings(corpus, marks, book), themes=themes)
    result = {"agreement": qk.agreement(study), "saturation": qk.saturation(study)}.get(name, themes)
    draw = getattr(plots, name)
    assert draw(study).to_json() == draw(result).to_json()


def test_no_rows_are_not_drawn() -> None:
    themes = make_themes(make_corpus(["a"]), {"a": ["c1"]})
    for draw in (plots.themes, plots.stability):
        with pytest.raises(qk.QualkitError, match="1 or more"):
            draw(themes, most=0)


def test_the_figure_counts_people() -> None:
    corpus = make_corpus([{"text": f"Slot {n}", "author": "One"} for n in range(3)])
    figure = plots.themes(make_themes(corpus, {"Slots": ["c1", "c2", "c3"]}))
    assert figure.data[0].x[0] == 1


def test_the_base_of_each_value_is_told_and_how_many_values_are_not_drawn() -> None:
    said = [{"text": "dear", "author": f"P{n}", "outcome": str(n % 6)} for n in range(7_000)]
    book = Codebook().add(Code("k", "price"))
    corpus = make_corpus(said)
    study = Study(corpus, codebook=book, codings=make_codings(corpus, [("c1", "dear", "price", "ana")], book))
    title = plots.codes(study).layout.title.text
    assert "people: 0 (1,167), 1 (1,167)" in title
    assert "; 1 more not drawn" in title


def test_where_there_is_no_outcome_the_columns_that_could_be_drawn_are_named() -> None:
    corpus = make_corpus([{"text": "dear", "author": "A", "plan": "a"}, {"text": "dear", "author": "B", "plan": "b"}])
    book = Codebook().add(Code("k", "price"))
    study = Study(corpus, codebook=book, codings=make_codings(corpus, [("c1", "dear", "price", "ana")], book))
    with pytest.raises(qk.QualkitError, match=r"value of outcome.*plan.*by="):
        plots.codes(study)


def test_what_nobody_measured_is_not_shown_as_nought() -> None:
    corpus = make_corpus([{"text": f"Slot {n}", "author": f"P{n}"} for n in range(6)])
    themes = make_themes(corpus, {"a": ["c1", "c2"], "b": ["c3", "c4", "c5"]})
    themes.frame.loc[themes.frame["label"] == "b", "stability"] = float("nan")
    assert list(plots.themes(themes).data[0].text) == ["2 · 90%", "3 · not measured"]
