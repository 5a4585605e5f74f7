from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from qualkit.errors import QualkitError
from qualkit.text.detectors_pipeline import find_entities
from qualkit.text.identifiers import detectors
from qualkit.text.redaction import Redactor, redact


@dataclass
class Entity:
    label_: str
    start_char: int
    end_char: int


@dataclass
class Read:
    ents: list[Entity]


class Pipeline:
    """Takes every word of a list for an entity."""

    meta = {"lang": "xx", "name": "fake", "version": "1.0"}  # noqa: RUF012

    def __init__(self, **words: str) -> None:
        self.words = words
        self.read: list[str] = []

    def __call__(self, text: str) -> Read:
        self.read.append(text)
        places = [(label, text.find(word), word) for word, label in self.words.items()]
        return Read([Entity(label, at, at + len(word)) for label, at, word in places if at >= 0])


def test_people_and_places_of_a_pipeline_are_masked():
    nlp = Pipeline(Dorka="PERSON", Netherwick="GPE", Larder="ORG")
    assert redact("Dorka left Larder in Netherwick", nlp=nlp).text == "[name] left Larder in [place]"


def test_other_labels_are_masked_by_choice():
    nlp = Pipeline(Dorka="PER", Larder="ORG", Monday="DATE")
    assert (
        redact("Dorka left Larder on Monday", nlp=nlp, entities=["ORG", "DATE"]).text
        == "Dorka left [organisation] on [date]"
    )


def test_a_form_goes_before_what_the_pipeline_takes_it_for():
    nlp = Pipeline(**{"ann@example.org": "PERSON"})
    assert redact("ann@example.org", nlp=nlp).text == "[e-mail]"


def test_marks_of_an_earlier_redaction_are_no_entities():
    nlp = Pipeline(name="PERSON", date="DATE")
    rules = Redactor.for_names([], nlp=nlp, entities=["PERSON", "DATE"])
    assert rules.redact("[name] on [date]").text == "[name] on [date]"


def test_a_very_long_text_is_read_in_pieces_and_the_places_are_right():
    nlp = Pipeline(Dorka="PERSON")
    text = "word " * 30_000 + "Dorka"
    assert list(find_entities(text, nlp)) == [("name", len(text) - 5, len(text))]
    assert "".join(nlp.read) == text
    assert max(map(len, nlp.read)) < 100_000


def test_a_real_pipeline_of_spacy_is_read():
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Dorka"}])
    found = redact("👩🏾‍🌾 I asked Dorka twice", nlp=nlp)
    assert found.text == "👩🏾‍🌾 I asked [name] twice"


def test_the_pipeline_is_named_among_the_detectors():
    assert detectors(Pipeline(), ["PERSON"])["names by a model"] == "spaCy, xx_fake 1.0 (PERSON)"


@pytest.mark.parametrize("gives", [5, None, "x", Read(["x"]), Read([Entity("PERSON", None, 3)])])
def test_a_pipeline_that_gives_no_entities_is_one_plain_error(gives: Any):
    with pytest.raises(QualkitError, match="The pipeline `nlp` gave no entities"):
        redact("Dorka left", nlp=lambda _: gives)
