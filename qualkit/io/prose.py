"""Whether a column holds what people wrote freely."""

from __future__ import annotations

import pandas as pd

from qualkit.io.table import as_text, filled

__all__ = ["is_open_answer", "prose_score"]

_CLOSED_WORDS = 2.0


def prose_score(series: pd.Series) -> float:
    """Measure how much a column reads like free text.

    Parameters
    ----------
    series : Series
        Cells; a sample will do.

    Returns
    -------
    float
        Mean number of words of its filled cells, times the share of distinct ones; 0 for numbers, times, links,
        addresses and empty columns.

    Examples
    --------
    >>> prose_score(pd.Series(["I liked it a lot", "Too dear for me"])) > 3, prose_score(pd.Series(["1", "2"]))
    (True, 0.0)
    """
    if not (pd.api.types.is_object_dtype(series.dtype) or isinstance(series.dtype, pd.StringDtype)):
        return 0.0
    if series.map(lambda value: isinstance(value, dict)).any():
        return 0.0
    text = as_text(series)
    text = text[filled(text)].str.strip()
    if not len(text):
        return 0.0
    letters = text.str.count(r"[^\W\d_]")
    bare = text.str.fullmatch(r"(?i)https?://\S+|\S+@\S+\.\S+|[\d\W]*|true|false|\{.*\}|\[.*\]")
    stamps = text.str.match(r"^\d{4}-\d{2}-\d{2}|^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
    if bare.mean() > 0.8 or stamps.mean() > 0.8 or letters.mean() < 1:
        return 0.0
    # Scripts without blanks between words: some two characters make a word.
    wide = text.str.count(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
    words = text.str.count(r"\S+") + wide / 2
    return float(words.mean() * (text.nunique() / len(text)) ** 0.5)


def is_open_answer(series: pd.Series) -> bool:
    """Say whether a survey's column holds open answers rather than choices.

    Parameters
    ----------
    series : Series
        All its cells.

    Returns
    -------
    bool
        False for few distinct short answers, numbers and empty columns.
    """
    text = as_text(series.head(5000))
    text = text[filled(text)].str.strip()
    if not len(text) or prose_score(series.head(5000)) == 0:
        return False
    words = text.str.count(r"\S+").mean() + text.str.count(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]").mean() / 2
    distinct = text.nunique() / len(text)
    few = text.nunique() <= 12 and len(text) >= 2 * text.nunique()
    if few:
        return False
    return bool((words >= 3 and distinct >= 0.3) or (words >= _CLOSED_WORDS and distinct >= 0.6))
