"""Segments: the machine's unit of reading, a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from qualkit.text.language import settled

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["SEGMENT_COLUMNS", "segments", "sentences"]

SEGMENT_COLUMNS = ("comment_id", "start", "end")


@lru_cache(maxsize=1)
def _sentencizer() -> Language:
    settled()
    import spacy

    # The multi-language pipeline: one set of sentence ends for all languages, no model to install.
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10_000_000
    return nlp


def sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text; a line break ends one too.

    Parameters
    ----------
    text : str
        A comment.

    Returns
    -------
    list of (int, int)
        Start and end in code points, half-open, without outer blanks; in order, not overlapping. Empty only if
        the text is blank.

    Examples
    --------
    >>> sentences("I rang twice. Nobody came.")
    [(0, 13), (14, 26)]
    """
    found: list[tuple[int, int]] = []
    begin = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            doc = _sentencizer()(line)
            for sentence in doc.sents:
                start, end = _trim(line, sentence.start_char, sentence.end_char)
                if start < end:
                    found.append((begin + start, begin + end))
        begin += len(line)
    return found


def segments(texts: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Cut comments into segments.

    Parameters
    ----------
    texts : iterable of (comment_id, text)
        The comments.

    Returns
    -------
    DataFrame
        Columns `SEGMENT_COLUMNS`; positions in code points, half-open.
    """
    rows = [(comment_id, start, end) for comment_id, text in texts for start, end in sentences(text)]
    frame = pd.DataFrame(rows, columns=list(SEGMENT_COLUMNS))
    return frame.astype({"comment_id": "str", "start": "int64", "end": "int64"})


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
