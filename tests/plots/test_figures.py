"""Figures answer a question, carry their base, and show customers' words as words."""

from __future__ import annotations

import json
from dataclasses import replace

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


def test_the_figure_counts_people() -> None:
    corpus = make_corpus([{"text": f"Slot {n}", "author": "One"} for n in range(3)])
    figure = plots.themes(make_themes(corpus, {"Slots": ["c1", "c2", "c3"]}))
    assert figure.data[0].x[0] == 1
