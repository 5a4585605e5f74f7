"""The spaCy component."""

from __future__ import annotations

import spacy

from qualkit.findings.reasons.component import ReasonFinder


def test_a_pipeline_marks_reasons_as_spans():
    nlp = spacy.blank("en")
    nlp.add_pipe("qualkit_reasons")
    doc = nlp("I left because nobody answered.")
    assert [(one.text, one.label_) for one in doc.spans["reasons"]] == [
        ("I left because nobody answered", "explicit"),
    ]
    assert [one.text for one in doc.spans["reason_behaviours"]] == ["I left"]
    assert [one.text for one in doc.spans["reason_grounds"]] == ["because nobody answered"]


def test_rules_can_be_given_in_the_pipelines_config():
    nlp = spacy.blank("en")
    mine = {"en": {"cues": [{"words": "on the back of", "reason": "after", "kind": "mine"}]}}
    nlp.add_pipe("qualkit_reasons", config={"rules": mine})
    doc = nlp("I left on the back of the rumour.")
    assert [one.label_ for one in doc.spans["reasons"]] == ["mine"]


def test_sentences_of_the_pipeline_are_used():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("qualkit_reasons")
    assert len(nlp("I left because nobody answered. The box was blue.").spans["reasons"]) == 1


def test_an_empty_document_has_no_reasons():
    doc = ReasonFinder()(spacy.blank("en")(" "))
    assert len(doc.spans["reasons"]) == 0
