"""Finding names with a spaCy pipeline that the user passes in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Protocol

from qualkit.errors import QualkitError

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

    Raises
    ------
    QualkitError
        If it gives no document with entities.
    """
    for offset, piece in _pieces(text):
        for label, start, end in _read(piece, nlp):
            if label in labels and piece[start:end].strip():
                yield KINDS.get(label, label.casefold()), offset + start, offset + end


def _read(piece: str, nlp: Callable[[str], Any]) -> list[tuple[str, int, int]]:
    read = nlp(piece)
    try:
        return [(str(one.label_), int(one.start_char), int(one.end_char)) for one in read.ents]
    except (AttributeError, TypeError, ValueError) as error:
        raise QualkitError(
            f"The pipeline `nlp` gave no entities, but a {type(read).__name__}.",
            hint=f"A pipeline of spaCy with named entity recognition gives a Doc ({error}).",
        ) from None


def _pieces(text: str) -> Iterable[tuple[int, str]]:
    at = 0
    while at < len(text):
        end = min(at + _LONGEST, len(text))
        if end < len(text):
            blank = max(text.rfind(" ", at, end), text.rfind("\n", at, end))
            end = blank + 1 if blank > at else end
        yield at, text[at:end]
        at = end
