"""The list for looking over a redaction: what was masked, and what was left though it could point at someone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.model.arguments import checked
from qualkit.text.detectors_names import find_doubtful_names
from qualkit.text.detectors_phones import find_unannounced
from qualkit.text.detectors_pipeline import ENTITIES
from qualkit.text.redaction import Redacted, Redactor

__all__ = ["REVIEW_COLUMNS", "redaction_review"]

REVIEW_COLUMNS = ("comment_id", "start", "end", "kind", "mark", "before", "words", "after", "doubtful", "because")

_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'`/?#]{1,200}[/?#][^\s<>\"'`]{1,1800}", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\w.,-])\d{8,19}(?![\w-]|[.,]\d)")

Doubt = tuple[int, int, str, str]


@checked
def redaction_review(
    source: Any,
    *,
    names: Iterable[str] = (),
    keep: Iterable[str] = (),
    nlp: Callable[[str], Any] | None = None,
    entities: Collection[str] = ENTITIES,
    around: int = 40,
) -> pd.DataFrame:
    """List what redaction masks, and what it leaves alone with doubts, for a person to look over.

    Parameters
    ----------
    source : Corpus, project, mapping of str to str, or iterable of str
        Comments; the authors of a corpus are masked as in a report.
    names : iterable of str
        Further names to mask.
    keep : iterable of str
        Words that are not masked for where they stand ("Hello Larder"): the firm, its products.
    nlp : callable, optional
        A spaCy pipeline with named entity recognition.
    entities : collection of str
        Which of its labels are masked.
    around : int
        How many characters to show on either side.

    Returns
    -------
    DataFrame
        One row a stretch, by comment and place. ``comment_id`` (the position in an iterable of texts), ``start`` and
        ``end`` (code points of the comment, half-open), ``kind``, ``mark`` (as shown in a report; missing where nothing
        was masked), ``before``, ``words`` and ``after`` (the redacted text; `words` is the mark, or what was left),
        ``doubtful`` (True: left alone, decide), ``because`` (why it could point at someone; missing where masked).

    Examples
    --------
    >>> found = redaction_review(["Ask for Dorka on 07700 900123."])
    >>> found[["kind", "words", "doubtful"]].to_dict("records")
    [{'kind': 'name', 'words': 'Dorka', 'doubtful': True}, {'kind': 'phone', 'words': '[phone]', 'doubtful': False}]
    """
    texts, authors = _texts_of(source)
    named = [names] if isinstance(names, str) else names
    redactor = Redactor.for_names([*authors, *named], texts.values(), keep=keep, nlp=nlp, entities=entities)
    rows = [row for key, text in texts.items() for row in _rows(key, text, redactor, around)]
    frame = pd.DataFrame(rows, columns=list(REVIEW_COLUMNS))
    texts_of = ["comment_id", "kind", "mark", "before", "words", "after", "because"]
    return frame.astype(dict.fromkeys(texts_of, "str") | {"start": "int64", "end": "int64", "doubtful": "bool"})


def _texts_of(source: Any) -> tuple[dict[str, str], list[str]]:
    corpus = getattr(source, "corpus", source)
    frame = getattr(corpus, "frame", None)
    if frame is not None:
        ids = [str(one) for one in frame["comment_id"].tolist()]
        authors = [str(name) for name in frame["author"].dropna().unique().tolist()]
        return dict(zip(ids, frame["text"].tolist(), strict=True)), authors
    if isinstance(source, str):
        return {"0": source}, []
    if isinstance(source, (bytes, pd.DataFrame)) or not isinstance(source, Iterable):
        raise QualkitError(
            f"There is nothing to review in a {type(source).__name__}.", hint="Give a project, a Corpus, or texts."
        )
    pairs = source.items() if hasattr(source, "items") else enumerate(source)
    return {str(key): str(text) for key, text in pairs if not pd.isna(text)}, []


def _rows(key: str, text: str, redactor: Redactor, around: int) -> Iterator[tuple[Any, ...]]:
    shown = redactor.redact(text)
    masked = [(mask.start, mask.end, mask.kind, None) for mask in shown.spans]
    for start, end, kind, because in sorted(
        [*masked, *_doubtful(text, shown, redactor.common)], key=lambda one: one[:2]
    ):
        left, right = shown.locate(start, end)
        words = shown.text[left:right]
        mark = words if because is None else None
        before = shown.text[max(0, left - around) : left]
        after = shown.text[right : right + around]
        yield key, start, end, kind, mark, before, words, after, because is not None, because


def _doubtful(text: str, shown: Redacted, common: frozenset[str]) -> Iterator[tuple[int, int, str, str | None]]:
    """Give each doubt outside the masks once, the first reason first."""
    free = list(text)
    for mask in shown.spans:
        free[mask.start : mask.end] = "\x00" * (mask.end - mask.start)
    open_text = "".join(free)
    taken: list[tuple[int, int]] = []
    end_before = 0
    doubts = sorted(_candidates(open_text, common), key=lambda one: (one[0], -one[1]))
    for start, end, kind, because in doubts:
        if start >= end_before and "\x00" not in open_text[start:end]:
            taken.append((start, end))
            end_before = end
            yield start, end, kind, because


def _candidates(text: str, common: frozenset[str]) -> Iterator[Doubt]:
    for start, end, because in find_doubtful_names(text, common):
        yield start, end, "name", because
    for start, end in find_unannounced(text):
        yield start, end, "phone", "figures in the form of a phone number"
    for match in _LONG_NUMBER.finditer(text):
        yield *match.span(), "number", "a long number"
    for match in _LINK.finditer(text):
        yield match.start(), match.start() + len(match.group().rstrip(".,;:!?)]}*'\"")), "link", "a link to one page"
