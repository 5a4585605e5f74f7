"""What the charts say about themselves."""

from __future__ import annotations

from qualkit.model import Code, Codebook
from qualkit.report.charts import agreed, charts
from qualkit.report.voices import Voices
from qualkit.testing import make_codings, make_corpus, make_study


def test_outcomes_for_which_a_drawing_has_no_room_stand_in_the_table_and_are_named() -> None:
    outcomes = ["a"] * 6 + ["b"] * 5 + ["c"] * 4 + ["d"] * 3 + ["e"] * 2 + ["f"]
    corpus = make_corpus([{"text": "late", "author": f"P {n}", "outcome": one} for n, one in enumerate(outcomes)])
    book = Codebook().add(Code("k", "slot"))
    study = make_study(corpus, codebook=book, codings=make_codings(corpus, [("c1", "late", "slot", "ana")], book))
    table = charts(Voices(study, redact=True), (), (), None)["codes"]
    assert table.columns == ("Code", "a", "b", "c", "d", "e", "f")
    assert table.drawn == 4
    assert "Drawn are the 4 outcomes of most people; in the table below alone: “e” (2), “f” (1)." in table.base


def test_agreement_on_what_both_coded_says_what_it_would_be_over_what_either_read() -> None:
    """6 sentences: both coders gave the code to 2, one alone to 1: 1 - (2 / 12) / (2 * 5 * 7 / (12 * 11)) = .69."""
    corpus = make_corpus(
        [{"text": f"late {n}. Fine.", "author": f"P {n}", "conversation_id": f"t{n}"} for n in range(6)]
    )
    book = Codebook().add(Code("k", "slot"))
    both = [(f"c{n}", "late", "slot", who) for n in (1, 2) for who in ("ana", "ben")]
    marks = [*both, ("c3", "late", "slot", "ana")]
    study = make_study(corpus, codebook=book, codings=make_codings(corpus, marks, book))
    told = charts(Voices(study, redact=True), (), (), agreed(study))["agreement"].base
    assert "1 more, which only some are known to have read, are not compared" in told
    assert "Had everybody read those too, and found nothing there, alpha over all codes would be 0.69." in told
