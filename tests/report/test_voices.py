from __future__ import annotations

import pytest

from qualkit.errors import PassageError
from qualkit.model import Description
from qualkit.report.voices import Voices
from qualkit.testing import make_corpus, make_study


def _voices(*comments: object, redact: bool = True, **fields: object) -> Voices:
    return Voices(make_study(make_corpus(comments), **fields), redact=redact)  # type: ignore[arg-type]


def test_the_marked_passage_is_what_the_quote_says():
    quote = _voices({"text": "I rang ann@example.org twice. No answer.", "author": "A B"}).quote("c1", 30, 40)
    turn = quote.thread.turns[0]
    assert (turn.before, turn.mark, turn.after) == ("I rang [e-mail] twice. ", "No answer.", "")
    assert (quote.text, quote.cut_before, quote.cut_after) == ("No answer.", True, False)


def test_a_quote_through_an_address_shows_the_whole_mark():
    assert _voices("I rang ann@example.org twice.").quote("c1", 7, 10).text == "[e-mail]"


def test_the_same_person_has_one_display_name_and_unknown_people_none():
    comments = [{"text": "a", "author": "Ann Lee"}, {"text": "b", "author": "ann lee"}, {"text": "c"}]
    voices = _voices(*comments)
    who = [voices.quote(f"c{n}", 0, 1).byline.who for n in (1, 2, 3)]
    assert who[0] == who[1] != "Unknown person"
    assert who[2] == "Unknown person"


def test_a_passage_has_one_permalink_however_often_it_is_shown():
    voices = _voices("late")
    assert voices.quote("c1", 0, 4).quote_id == voices.quote("c1", 0, 4).quote_id


def test_permalinks_depend_on_the_key():
    one = _voices("late", key=b"one").quote("c1", 0, 4)
    two = _voices("late", key=b"two").quote("c1", 0, 4)
    assert one.quote_id != two.quote_id


def test_permalinks_do_not_depend_on_redaction_or_on_other_comments_when_there_is_a_key():
    plain = _voices("late", redact=False).quote("c1", 0, 4)
    more = _voices("late", "later").quote("c1", 0, 4)
    assert plain.quote_id == more.quote_id


def test_of_a_very_long_conversation_the_turns_round_the_passage_are_shown():
    comments = [{"text": f"turn {n}", "conversation_id": "v"} for n in range(100)]
    thread = _voices(*comments).quote("c51", 0, 4).thread
    assert (thread.size, thread.place, len(thread.turns)) == (100, 51, 40)
    assert thread.left_out_before + thread.left_out_after == 60
    assert [turn.mark for turn in thread.turns if turn.mark] == ["turn"]


def test_positions_outside_the_text_are_refused():
    with pytest.raises(PassageError):
        _voices("late").quote("c1", 2, 9)


def test_a_term_that_names_somebody_is_dropped():
    voices = _voices({"text": "late", "author": "Harriet Noakes"})
    assert (voices.term("harriet"), voices.term("late box")) == (None, "late box")


def test_a_channel_that_shares_its_name_with_a_customer_keeps_it():
    assert _voices({"text": "late", "author": "Forum"}).label("Forum") == "Forum"


def test_marks_are_counted_once_a_comment():
    voices = _voices("ann@example.org and bo@example.org")
    voices.quote("c1", 0, 5)
    voices.quote("c1", 3, 20)
    assert voices.masked() == [("e-mail", 2)]


def test_names_of_the_project_are_masked_and_kept_words_stay():
    comments = ["I asked for Karen, Karen was lovely.", "Hello Fern, the box was late."]
    about = Description(names=("Karen",), keep=("Fern",))
    found = _voices(*comments, description=about)
    assert "Karen" not in found.quote("c1", 0, len(comments[0])).text
    assert "Fern" in found.quote("c2", 0, len(comments[1])).text
    assert "Karen" in _voices(*comments, redact=False, description=about).quote("c1", 0, len(comments[0])).text


def test_an_outcome_is_the_customers_on_whichever_turn_the_source_repeats_it():
    rows = [{"text": "Late.", "author": "A"}, {"text": "Sorry.", "role": "staff"}, {"text": "Noted.", "role": "bot"}]
    study = make_study(make_corpus(rows, outcome="cancelled"))
    voices = Voices(study, redact=True)
    told = [voices.byline(study.corpus.comment(one)).outcome for one in ("c1", "c2", "c3")]
    assert told == ["cancelled", None, None]
