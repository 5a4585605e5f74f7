"""Finding names with a spaCy pipeline that the user passes in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Protocol

__all__ = ["ENTITIES", "KINDS", "Pipeline", "find_entities"]

Span = tuple[int, int]

ENTITIES: tuple[str, ...] = ("PERSON", "PER", "GPE", "LOC")
"""Labels masked unless others are chosen; ``"ORG"`` is left out, for it would mask the firm in every comment."""

KINDS = {
    "PERSON": "name",
    "PER": "name",
    "PRS": "name",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "organisation",
}
"""The mark of a label; any other label is its own mark, in lower case."""

_LONGEST = 50_000  # spaCy refuses texts of over a million characters, and needs about 1 GB for those


class Pipeline(Protocol):
    """What is asked of a pipeline: called with a text, it gives a document with entities, as spaCy's do."""

    def __call__(self, text: str, /) -> Any:
        """Read a text."""
        ...


def find_entities(
    text: str, nlp: Callable[[str], Any], labels: Collection[str] = ENTITIES
) -> Iterator[tuple[str, int, int]]:
    """Find what the pipeline takes for people and places.

    Parameters
    ----------
    text : str
        As written.
    nlp : callable
        A spaCy pipeline with named entity recognition.
    labels : collection of str
        The labels that count.

    Yields
    ------
    kind : str
        ``"name"``, ``"place"``, ``"organisation"`` or the label in lower case.
    start, end : int
        Code points, half-open.
    """
    for offset, piece in _pieces(text):
        for entity in nlp(piece).ents:
            if entity.label_ in labels and piece[entity.start_char : entity.end_char].strip():
                yield (
                    KINDS.get(entity.label_, entity.label_.casefold()),
                    offset + entity.start_char,
                    offset + entity.end_char,
                )


def _pieces(text: str) -> Iterable[tuple[int, str]]:
    at = 0
    while at < len(text):
        end = min(at + _LONGEST, len(text))
        if end < len(text):
            blank = max(text.rfind(" ", at, end), text.rfind("\n", at, end))
            end = blank + 1 if blank > at else end
        yield at, text[at:end]
        at = end
