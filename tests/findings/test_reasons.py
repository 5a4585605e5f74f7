"""Where somebody seems to give a reason."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qualkit as qk
from qualkit.errors import QualkitError, ReadError
from qualkit.findings.reasons import REASON_COLUMNS, default_rules, find_reasons, load_rules
from qualkit.findings.reasons.one import Said, reasons_in
from qualkit.findings.reasons.rules import LANGUAGES

RULES = load_rules()


def find(*texts, rules=None, nlp=None, **columns):
    table = pd.DataFrame({"id": [f"c{n}" for n in range(len(texts))], "text": texts, **columns})
    return find_reasons(qk.read_comments(table), rules=rules, nlp=nlp)


def parts(text, **given):
    found = find(text, **given)
    return [
        (text[int(one.behaviour_start) : int(one.behaviour_end)], text[int(one.reason_start) : int(one.reason_end)])
        for one in found.itertuples()
    ]


@pytest.mark.parametrize(
    ("text", "behaviour", "reason"),
    [
        ("I left because nobody answered.", "I left", "because nobody answered"),
        ("Because nobody answered, I left.", "I left", "Because nobody answered"),
        ("They raised the price, so I left.", "I left", "They raised the price"),
        ("Nobody answered. That's why I cancelled.", "I cancelled", "Nobody answered"),
        ("We gave up, as they never called us.", "We gave up", "as they never called us"),
        ("I restarted it to see if it helps.", "I restarted it", "to see if it helps"),
        ("The reason I left was the price.", "I left", "the price"),
        ("They raised the price, I left.", "I left", "They raised the price"),
        ("Worst airline. Four hours on the tarmac.", "Worst airline", "Four hours on the tarmac"),
        ("Me fui porque subieron el precio.", "Me fui", "porque subieron el precio"),
        ("Subieron el precio, así que cancelé.", "cancelé", "Subieron el precio"),
        ("Pésimo servicio. Cuatro horas esperando.", "Pésimo servicio", "Cuatro horas esperando"),
        ("Ich habe gekündigt, weil niemand geantwortet hat.", "Ich habe gekündigt", "weil niemand geantwortet hat"),
        ("Der Preis wurde erhöht, deshalb bin ich gegangen.", "bin ich gegangen", "Der Preis wurde erhöht"),
        (
            "Ich habe angerufen, um nach der Lieferung zu fragen.",
            "Ich habe angerufen",
            "um nach der Lieferung zu fragen",
        ),
    ],
)
def test_behaviour_and_reason_are_told_apart(text, behaviour, reason):
    assert parts(text) == [(behaviour, reason)]


@pytest.mark.parametrize(
    "text",
    [
        "So far so good.",
        "I have been a customer since 2019.",
        "Please call as soon as you can.",
        "It came with the post as well as by mail, to be fair.",
        "I waited for 3 weeks.",
        "They asked me to stop.",
        "The driver came on Tuesday and brought the box.",
        "Vivo en Madrid desde 2010.",
        "Ich wohne seit 3 Jahren in Berlin.",
        "n/a",
    ],
)
def test_what_only_looks_like_a_cue_is_left_alone(text):
    assert find(text).empty


def test_a_reason_denied_is_marked_as_negated():
    found = find("I left not because of the price but because nobody answered.")
    assert found["negated"].tolist() == [True, False]


def test_what_would_be_is_marked_as_hypothetical():
    found = find("I would stay if the price went down.", "I left because it was dear.")
    assert found["kind"].tolist() == ["wish", "explicit"]
    assert found["hypothetical"].tolist() == [True, False]


def test_an_answer_to_why_is_a_reason_for_what_was_asked_about():
    found = find("Price", prompt=["Why did you leave us?"])
    assert found["kind"].tolist() == ["answer"]
    assert found["behaviour_start"].isna().all()
    assert found["behaviour_comment_id"].isna().all()


@pytest.mark.parametrize(("asked_by", "kinds"), [("Ann", []), ("Bob", ["answer"])])
def test_whoever_goes_on_after_their_own_why_answers_nobody(asked_by, kinds):
    table = pd.DataFrame(
        {
            "id": ["a", "b"],
            "reply_to": [None, "a"],
            "author": [asked_by, "Ann"],
            "text": ["Why is that?", "No still the same"],
        }
    )
    assert find_reasons(qk.read_comments(table))["kind"].tolist() == kinds


def test_a_reason_in_a_reply_points_to_the_comment_it_explains():
    table = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "reply_to": [None, "a", "b"],
            "role": ["customer", "staff", "customer"],
            "text": ["I am leaving.", "Why are you leaving us?", "Because they raised the price."],
        }
    )
    found = find_reasons(qk.read_comments(table))
    assert found["comment_id"].tolist() == ["c"]
    assert found["behaviour_comment_id"].tolist() == ["b"]
    assert found["quote"].tolist() == ["Because they raised the price"]


def test_staff_are_not_searched():
    assert find("We closed because it was late.", role=["staff"]).empty


def test_a_line_that_repeats_a_comment_is_marked_as_quoted():
    found = find("> I left because it was dear\nI stayed because it is near")
    assert found["quoted"].tolist() == [True, False]


def test_code_is_not_searched():
    assert find("```\nreturn because nothing = 1\n```").empty


def test_a_language_without_rules_gives_nothing():
    assert find("Je suis parti parce que le prix a augmenté et que personne ne répond au téléphone chez vous.").empty


def test_no_comment_gives_the_same_columns_and_types():
    some, none = find("I left because it was dear."), find("Fine.")
    assert tuple(none.columns) == REASON_COLUMNS
    assert none.dtypes.to_dict() == some.dtypes.to_dict()


def test_rules_are_added_to_and_exclusions_win(tmp_path):
    text = "I left on the back of the rumour."
    mine = {"en": {"cues": [{"words": "on the back of", "reason": "after"}]}}
    assert find(text).empty
    assert len(find(text, rules=mine)) == 1
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(mine))
    assert len(find(text, rules=path)) == 1
    assert find("I left because it was dear.", rules={"en": {"never": "because"}}).empty


def test_a_rule_given_anew_takes_the_place_of_the_default():
    mine = {"en": {"cues": [{"words": "because", "reason": "after", "kind": "mine"}]}}
    assert find("I left because it was dear.", rules=mine)["kind"].tolist() == ["mine"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["because"],
        {"en": ["because"]},
        {"en": {"words": "because"}},
        {"en": {"cues": ["because"]}},
        {"en": {"cues": [{"words": "because", "reason": "nowhere"}]}},
        {"en": {"cues": [{"words": "because", "reason": "after", "needs": "luck"}]}},
        {"en": {"cues": [{"words": 3, "reason": "after"}]}},
        {"en": {"lists": {"feeling": ["glad"]}}},
        {"en": {"never": 3}},
    ],
)
def test_rules_of_another_form_are_refused_in_words(wrong):
    with pytest.raises(QualkitError):
        load_rules(wrong)


def test_a_file_of_rules_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ReadError, match=r"missing\.json"):
        load_rules(tmp_path / "missing.json")
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(ReadError, match=r"bad\.json"):
        load_rules(tmp_path / "bad.json")


def test_default_rules_are_a_copy():
    default_rules()["en"]["cues"].clear()
    assert default_rules()["en"]["cues"]


def test_the_same_comments_give_the_same_table():
    corpus = qk.load_sample()
    pd.testing.assert_frame_equal(find_reasons(corpus), find_reasons(corpus))


def test_quotes_stand_where_they_are_said_to():
    corpus = qk.load_sample()
    for one in find_reasons(corpus).itertuples():
        assert one.quote == corpus.text(one.comment_id)[one.start : one.end]


@pytest.mark.parametrize("handle", ["@acme_help", "@ab"])
def test_a_passage_that_begins_with_a_handle_keeps_its_sign(handle):
    found = find(f"Thanks a lot. {handle} made me leave because it was dear.")
    assert set(found["quote"]) == {f"{handle} made me leave because it was dear"}


WORDS = st.sampled_from(
    "I left because so as since ’ not would if to see price , . ! ? \n > ``` ` @you https://x.y … é 🤷 porque weil da "
    "worst why help ( ) - * the 3 never".split(" ")
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, answers=st.sampled_from([None, "Why did you leave?"]), language=st.sampled_from(LANGUAGES))
def test_positions_lie_inside_any_text(text, answers, language):
    for one in reasons_in(Said(text, answers=answers), RULES[language], "comment" if answers else None):
        for part in (one.behaviour, one.reason):
            if part is not None:
                assert 0 <= part[0] < part[1] <= len(text)
                assert text[part[0] : part[1]].strip()
        assert one.cue in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["because ", "I left because it was dear so I went ", "a", "`", "<a", "I left\n", "> "]
)
def test_a_very_long_comment_does_no_harm(piece):
    text = piece * (300_000 // len(piece))
    for one in reasons_in(Said(text), RULES["en"]):
        assert one.extent[1] <= len(text)
