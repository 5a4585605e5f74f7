"""Masking what points at a person: addresses, numbers, handles and names.

Masking lowers a risk and removes none: a story can name a person without a name. Nothing here makes a text anonymous.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from qualkit.errors import QualkitError
from qualkit.model.arguments import checked
from qualkit.text.detectors_names import find_named
from qualkit.text.detectors_pipeline import ENTITIES, KINDS, find_entities
from qualkit.text.identifiers import DETECTORS, Found, blank_marks, find_identifiers, unite
from qualkit.text.known_names import KnownNames, common_words

__all__ = ["POLICY", "Mask", "Redacted", "Redactor", "redact"]

POLICY = "marks-4"
"""Names the rules in use; changes whenever a text could come out differently."""

_KINDS = frozenset(detector.kind for detector in DETECTORS) | frozenset(KINDS.values())
# A mark can free what stood too close to its neighbour; texts that need more rounds are made, not written.
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Mask:
    """A stretch of the source that is not shown.

    Attributes
    ----------
    kind : str
        What it was, as the mark says: ``"e-mail"``, ``"phone"``, ``"handle"``, ``"name"`` and so on.
    start, end : int
        Code points of the source, half-open.
    shown_start, shown_end : int
        Where the mark lies in the redacted text, half-open.
    """

    kind: str
    start: int
    end: int
    shown_start: int
    shown_end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with its masks, and the way back.

    Attributes
    ----------
    text : str
        What may be shown.
    spans : tuple of Mask
        In order, without overlap.
    """

    text: str
    spans: tuple[Mask, ...] = ()

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Find a passage of the source in the redacted text.

        Parameters
        ----------
        start, end : int
            Code points of the source, half-open.

        Returns
        -------
        start, end : int
            Code points of `text`. A passage that cuts through a mask gets the whole mark.

        Examples
        --------
        >>> found = redact("Write to ann@example.org today")
        >>> found.text[slice(*found.locate(6, 30))]
        'to [e-mail] today'
        """
        first = bisect_right(self.spans, start, key=_start_of) - 1
        last = bisect_left(self.spans, end, key=_start_of) - 1
        shown_start, shown_end = start, end
        if first >= 0:
            mask = self.spans[first]
            shown_start = mask.shown_start if start < mask.end else start + mask.shown_end - mask.end
        if last >= 0:
            mask = self.spans[last]
            shown_end = mask.shown_end if end < mask.end else end + mask.shown_end - mask.end
        return shown_start, max(shown_start, shown_end)


def _start_of(mask: Mask) -> int:
    return mask.start


def _growth(mask: Mask) -> int:
    return (mask.shown_end - mask.shown_start) - (mask.end - mask.start)


@dataclass(frozen=True)
class Redactor:
    """Rules made ready for many texts. Bare, it masks by form alone: no names.

    Attributes
    ----------
    known : KnownNames
        The names of people in the data, and those of the user's list.
    by_place : bool
        Whether to mask names that are greeted, signed, introduced or stand behind a title.
    common : frozenset of str
        Words in lower case that are no names in such places: the firm, its products.
    nlp : callable, optional
        A spaCy pipeline with named entity recognition.
    entities : frozenset of str
        Which of its labels are masked.
    """

    known: KnownNames = field(default_factory=KnownNames)
    by_place: bool = False
    common: frozenset[str] = frozenset()
    nlp: Callable[[str], Any] | None = field(default=None, compare=False)
    entities: frozenset[str] = frozenset(ENTITIES)

    def __post_init__(self) -> None:
        if self.nlp is not None and not callable(self.nlp):
            raise QualkitError(
                f"`nlp` is a {type(self.nlp).__name__}.", where="Redactor", hint='A pipeline of spaCy: spacy.load("…").'
            )

    @classmethod
    @checked
    def for_names(
        cls,
        names: Iterable[str],
        texts: Iterable[str] = (),
        *,
        keep: Iterable[str] = (),
        nlp: Callable[[str], Any] | None = None,
        entities: Collection[str] = ENTITIES,
    ) -> Redactor:
        """Make the rules for a set of known names.

        Parameters
        ----------
        names : iterable of str
            Authors as exported: full names, handles, nicknames.
        texts : iterable of str
            Texts from which to learn which parts of names are everyday words ("Price", "May"), masked in full names
            only, and which words name the subject ("Hello Larder").
        keep : iterable of str
            Words that are not masked for where they stand: the firm, its products. Known names are masked all the same.
        nlp : callable, optional
            A spaCy pipeline with named entity recognition.
        entities : collection of str
            Which of its labels are masked.

        Returns
        -------
        Redactor
            Ready for use.
        """
        texts = _all_text("texts", texts)
        common = common_words(texts) | {word.casefold() for word in _all_text("keep", keep)}
        known = KnownNames.from_names(_all_text("names", names), texts)
        return cls(known, True, common, nlp, frozenset(_all_text("entities", entities)))

    @checked
    def is_name(self, word: str) -> bool:
        """Say whether a word is one of the known names, whatever its case.

        Parameters
        ----------
        word : str
            One word.

        Returns
        -------
        bool
            True for a part of a name, a handle or a nickname.
        """
        return self.known.has(word)

    @checked
    def redact(self, text: str) -> Redacted:
        """Mask one text.

        Parameters
        ----------
        text : str
            As written.

        Returns
        -------
        Redacted
            The text to show, and where its masks lie. Redacted again it stays as it is (with a pipeline: but for what
            the pipeline sees anew).
        """
        hidden = blank_marks(text, self._kinds)
        found = self._find(hidden)
        if self.nlp is not None:
            found = unite([*found, *self._entities(text, hidden)])
        shown = _apply(text, found)
        for _ in range(_ROUNDS if found else 0):
            more = self._find(blank_marks(shown.text, self._kinds))
            if not more:
                break
            found = sorted([*found, *_back(shown, more)], key=lambda one: one[1])
            shown = _apply(text, found)
        return shown

    @property
    def _kinds(self) -> frozenset[str]:
        return _KINDS if self.nlp is None else _KINDS | {label.casefold() for label in self.entities}

    def _find(self, text: str) -> list[Found]:
        found = find_identifiers(text)
        found += [("name", *span) for span in self.known.find(text)]
        if self.by_place:
            found += [("name", *span) for span in find_named(text, self.common)]
        return unite(found)

    def _entities(self, text: str, hidden: str) -> Iterable[Found]:
        if self.nlp is None:
            return
        for kind, start, end in find_entities(text, self.nlp, self.entities):
            if "\x00" not in hidden[start:end]:
                yield kind, start, end


@checked
def redact(
    text: str,
    names: Iterable[str] = (),
    *,
    keep: Iterable[str] = (),
    nlp: Callable[[str], Any] | None = None,
    entities: Collection[str] = ENTITIES,
) -> Redacted:
    """Mask e-mail addresses, phone numbers, handles, account numbers, addresses and names in a text.

    Parameters
    ----------
    text : str
        As written.
    names : iterable of str
        Names to mask: full names (also their parts, where written with a capital), handles, nicknames.
    keep : iterable of str
        Words that are not masked for where they stand ("Hello Larder"): the firm, its products.
    nlp : callable, optional
        A spaCy pipeline of your own with named entity recognition; what it takes for people and places is masked too.
    entities : collection of str
        Which of its labels are masked; add ``"ORG"`` for organisations.

    Returns
    -------
    Redacted
        The text with marks such as ``[e-mail]``, and where they lie.

    Examples
    --------
    >>> redact("Ring Ann Lee on 07700 900123, order LB-48213, £33.50", ["Ann Lee"]).text
    'Ring [name] on [phone], order LB-48213, £33.50'
    """
    rules = _ready(_all_text("names", names), _all_text("keep", keep))
    if nlp is not None:
        rules = Redactor(rules.known, rules.by_place, rules.common, nlp, frozenset(_all_text("entities", entities)))
    return rules.redact(text)


@lru_cache(maxsize=16)
def _ready(names: tuple[str, ...], keep: tuple[str, ...]) -> Redactor:
    return Redactor.for_names(names, keep=keep)


def _all_text(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """Give texts once and for all; one text alone is one of them, not its letters."""
    given = (values,) if isinstance(values, str) else tuple(values)
    for one in given:
        if not isinstance(one, str):
            raise QualkitError(f"`{name}` holds a {type(one).__name__}.", hint="It takes several texts.")
    return given


def _back(shown: Redacted, found: list[Found]) -> list[Found]:
    """Give finds in a redacted text their place in the source; none of them touches a mark."""
    placed: list[Found] = []
    at = shift = 0
    for kind, start, end in found:
        while at < len(shown.spans) and shown.spans[at].shown_end <= start:
            shift -= _growth(shown.spans[at])
            at += 1
        placed.append((kind, start + shift, end + shift))
    return placed


def _apply(text: str, found: list[tuple[str, int, int]]) -> Redacted:
    pieces: list[str] = []
    masks: list[Mask] = []
    at = length = 0
    for kind, start, end in found:
        mark = f"[{kind}]"
        length += start - at
        pieces += [text[at:start], mark]
        masks.append(Mask(kind, start, end, length, length + len(mark)))
        length += len(mark)
        at = end
    return Redacted("".join([*pieces, text[at:]]), tuple(masks))
