"""Whoever waits for themes is told what is being done, from the first step to the last; whoever asks for silence has it."""

from __future__ import annotations

import pytest

import qualkit as qk
from qualkit.model import Corpus
from qualkit.testing import HashEmbedder
from qualkit.themes.processors import on_all
from qualkit.themes.stages import stage
from tests.themes.test_grouping import Odd

GROUPING = ["finding neighbours", "grouping", "comparing numbers of themes", "looking for them again"]


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was written, each stage once, in the order in which they began."""
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line.strip() for line in err.split("\r") if line.strip()]
    return list(dict.fromkeys(line.partition(":")[0].removesuffix(" ...") for line in lines))


def test_every_stage_of_finding_themes_is_shown_and_in_its_order(
    three_subjects: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    found = qk.find_themes(three_subjects, embedder=HashEmbedder())
    before = ["choosing what to read", "telling words apart"]
    assert told(capsys) == [*before, *GROUPING, "naming themes"]
    found.refit(three_subjects)
    assert told(capsys) == [*before, *GROUPING, "naming themes"]


def test_a_clusterer_of_ones_own_is_shown_at_work(three_subjects: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    qk.find_themes(three_subjects, embedder=HashEmbedder(), clusterer=Odd([n % 3 for n in range(90)]))  # type: ignore[arg-type]
    assert "grouping" in told(capsys)


def test_nothing_is_shown_unless_it_is_asked_for(three_subjects: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    qk.find_themes(three_subjects, embedder=HashEmbedder(), progress=False).refit(three_subjects, progress=False)
    assert told(capsys) == []


def test_a_line_goes_when_its_stage_ends_and_when_it_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), stage("looking", progress=True):
        raise KeyError
    assert capsys.readouterr().err.endswith("\r" + " " * len("looking ...") + "\r")


def test_a_bar_counts_what_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert on_all(str, iter([1, 2, 3]), desc="writing", unit="word", progress=True) == ["1", "2", "3"]
    assert "writing:   0%|" in (said := capsys.readouterr().err)
    assert "0/3 [" in said
    assert "word/s]" in said
