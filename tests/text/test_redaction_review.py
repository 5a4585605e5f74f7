from __future__ import annotations

import pandas as pd
import pytest

from qualkit.testing import make_corpus
from qualkit.text.redaction_review import REVIEW_COLUMNS, redaction_review


def test_every_mask_stands_in_the_list_with_the_masked_words_around_it():
    found = redaction_review({"c1": "Ring ann@example.org or 07700 900417 tonight"})
    assert found.columns.tolist() == list(REVIEW_COLUMNS)
    phone = found[found["kind"] == "phone"].iloc[0]
    assert (phone["comment_id"], phone["mark"], phone["words"]) == ("c1", "[phone]", "[phone]")
    assert (phone["before"], phone["after"]) == ("Ring [e-mail] or ", " tonight")
    assert (phone["start"], phone["end"]) == (24, 36)
    assert not phone["doubtful"]


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("ask for Dorka at the desk", "Dorka", "name"),
        ("Karen was lovely", "Karen", "name"),
        ("Thanks Dorka!", "Dorka", "name"),
        ("it says 5550104", "5550104", "phone"),
        ("it says 12345678901234567", "12345678901234567", "number"),
        ("see https://example.org/a/b.", "https://example.org/a/b", "link"),
    ],
)
def test_what_was_left_alone_with_doubts_stands_in_the_list(text: str, words: str, kind: str):
    found = redaction_review([text])
    row = found.iloc[0]
    assert (len(found), row["words"], row["kind"], row["doubtful"]) == (1, words, kind, True)
    assert text[row["start"] : row["end"]] == words
    assert pd.isna(row["mark"])
    assert row["because"]


def test_nothing_that_is_masked_shows_in_the_list():
    found = redaction_review(["Hi Dorka, ring Tom on 07700 900417. Ask for Karen, ann@example.org. Dorka"])
    shown = " ".join(found[["before", "words", "after"]].to_numpy().ravel().tolist())
    assert "Dorka" not in shown
    assert "900417" not in shown
    assert "ann@" not in shown


def test_authors_of_a_corpus_are_masked_as_in_a_report():
    corpus = make_corpus([{"text": "Ask Zorka Noakes", "author": "Zorka Noakes", "comment_id": "a"}])
    found = redaction_review(corpus)
    assert found[["comment_id", "words"]].to_numpy().tolist() == [["a", "[name]"]]


def test_missing_texts_and_none_at_all_give_a_list_without_rows():
    assert redaction_review([float("nan"), "nothing here"]).empty
    assert redaction_review([]).columns.tolist() == list(REVIEW_COLUMNS)
