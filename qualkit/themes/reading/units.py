"""What a theme model reads: comments or their segments, each with its vector, its writer and its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from qualkit.errors import ThemeError
from qualkit.model import PARKED_COLUMNS, Corpus, content_hash
from qualkit.text.answers import is_non_answer, non_answers
from qualkit.text.plain import forms, prose, readable, whole_pairs
from qualkit.text.segments import sentences
from qualkit.themes.naming.words import Word
from qualkit.themes.reading.addressed import called, handles_of, without_address
from qualkit.themes.reading.boilerplate import automatic, repeated
from qualkit.themes.reading.marks import mark_words, without_marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["AUTOMATIC", "REPEATED", "UNITS", "Reading", "Unit", "Units", "units_of"]

Unit = Literal["comment", "segment"]
UNITS = ("comment", "segment")
REPEATED = "repeated by one writer"
"""Why a comment is parked that uses a form of its writer's again."""
AUTOMATIC = "automatic message"
"""Why a comment is parked that says that a machine wrote it, as its writer's others do."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


@dataclass(frozen=True)
class Units:
    """The texts that are to be read.

    Attributes
    ----------
    comment_ids : list of str
        One entry a unit; a comment of several segments stands several times.
    starts, ends : ndarray of int64
        Where the unit lies in its comment: code points, half-open.
    people : list of str
        Who said it; an unknown person stands under the comment's own id.
    known : frozenset of str
        The people among them who are known. Only they are counted.
    texts : list of str
        Readable words; positions in them mean nothing.
    answered : list of (str or None)
        The comment that each answers, where there is one.
    parked : DataFrame
        Columns `PARKED_COLUMNS`: the comments left out.
    called : frozenset of str
        Writers' handles by which comments begin, in lower case: nobody's subject.
    """

    comment_ids: list[str]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    people: list[str]
    known: frozenset[str]
    texts: list[str]
    answered: list[str | None]
    parked: pd.DataFrame
    called: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.comment_ids)

    def content_hash(self) -> str:
        """Give the hash of what is read.

        Returns
        -------
        str
            SHA-256 over ids, positions and texts.
        """
        rows = zip(self.comment_ids, self.starts.tolist(), self.texts, strict=True)
        return content_hash([[one, start, text] for one, start, text in rows])


@dataclass(frozen=True)
class Reading:
    """What the model has read: one row a unit.

    Attributes
    ----------
    comment_ids : list of str
        One entry a unit.
    starts, ends : ndarray of int64
        Where the unit lies in its comment.
    people : list of str
        Who said it; an unknown person stands under the comment's own id.
    known : frozenset of str
        The people among them who are known.
    words : list of list of Word
        The words that may name a theme.
    n_words : ndarray of int64
        How many words the unit has, small ones included.
    vectors : ndarray of shape (n, n_dims), float32
        Rows of unit length.
    unit : {'comment', 'segment'}
        What a row is.
    texts : list of str or None
        What was read; None in themes that were loaded, which hold no text.
    """

    comment_ids: list[str]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    people: list[str]
    known: frozenset[str]
    words: list[list[Word]] = field(repr=False)
    n_words: NDArray[np.int64]
    vectors: NDArray[np.float32] = field(repr=False)
    unit: str = "comment"
    texts: list[str] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.comment_ids)

    def keys(self) -> list[tuple[str, int, int]]:
        """Give what tells each unit from every other.

        Returns
        -------
        list of (str, int, int)
            Comment, start, end; for whole comments the end is left out, because an edited text is no other comment.
        """
        ends = self.ends.tolist() if self.unit == "segment" else [0] * len(self)
        return list(zip(self.comment_ids, self.starts.tolist(), ends, strict=True))


def units_of(corpus: Corpus, *, unit: str = "comment", include_staff: bool = False) -> Units:
    """Choose what is read, and park the rest with the reason.

    Parameters
    ----------
    corpus : Corpus
        All comments.
    unit : {'comment', 'segment'}
        Whole comments, or their sentences.
    include_staff : bool
        Whether staff are read too. Bots never are.

    Returns
    -------
    Units
        In the corpus' order.

    Raises
    ------
    ThemeError
        If there is no such unit.
    """
    if unit not in UNITS:
        raise ThemeError(f"There is no unit {unit!r}.", available=UNITS)
    table = corpus.table
    plain = readable(table["text"]).map(lambda text: " ".join(_CONTROL.sub(" ", text).split()))
    handles = handles_of(table["author"].dropna().unique())
    said = _Said(mark_words(plain), handles)
    marked, plain = plain, plain.map(said.by)
    parked = _parked(table, plain, include_staff)
    kept = (~table["comment_id"].isin(parked["comment_id"])).to_numpy()
    inside = table[kept]
    answered = [None if pd.isna(one) else str(one) for one in inside["reply_to"]]
    people = inside["person_id"].where(inside["person_id"].notna(), inside["comment_id"]).tolist()
    known = frozenset(inside["person_id"].dropna())
    ids = inside["comment_id"].tolist()
    if unit == "comment":
        lengths = np.array([len(text) for text in inside["text"]], dtype=np.int64)
        texts = plain[kept].tolist()
        units = Units(ids, np.zeros(len(ids), dtype=np.int64), lengths, people, known, texts, answered, parked)
    else:
        units = _segments(ids, inside["text"].tolist(), plain[kept].tolist(), people, known, answered, parked, said)
    return replace(units, called=called(marked.tolist(), plain.tolist(), handles))


@dataclass(frozen=True)
class _Said:
    """What a writer said, without what a transcriber wrote and whom a chat line calls."""

    marks: frozenset[str]
    handles: frozenset[str]

    def by(self, text: str) -> str:
        return without_address(without_marks(text, self.marks), self.handles)


def _segments(
    ids: Sequence[str],
    raw: Sequence[str],
    plain: Sequence[str],
    people: Sequence[str],
    known: frozenset[str],
    answered: Sequence[str | None],
    parked: pd.DataFrame,
    said: _Said,
) -> Units:
    rows: list[tuple[int, int, int, str]] = []
    whole = [whole_pairs(text) for text in raw]
    form = forms(pd.Series(whole, dtype="str"))
    for n, text in enumerate(whole):
        spans = sentences(prose(text))
        plainly = readable(pd.Series([text[start:end] for start, end in spans], dtype="str")).tolist()
        heard = [said.by(_CONTROL.sub(" ", one).strip()) for one in plainly]
        told = [(start, end, one) for (start, end), one in zip(spans, heard, strict=True)]
        # A sentence that a comment says again (a log, a mail quoted below) says nothing more.
        told = list({one[2].casefold(): one for one in reversed(told)}.values())[::-1]
        useful = [one for one in told if _has_words(one[2]) and not is_non_answer(one[2]) and _bare(one[2]) not in form]
        rows += [(n, *one) for one in useful or [(0, len(text), plain[n])]]
    of = [row[0] for row in rows]
    first = {n: place for place, n in reversed(list(enumerate(of)))}
    return Units(
        [ids[n] for n in of],
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.int64),
        [people[n] for n in of],
        known,
        [row[3] for row in rows],
        # Only the opening of a reply leans on what it answers; the rest leans on the sentences before.
        [answered[n] if first[n] == place else None for place, n in enumerate(of)],
        parked,
    )


def _parked(table: pd.DataFrame, plain: pd.Series, include_staff: bool) -> pd.DataFrame:
    why = pd.Series(pd.NA, index=table.index, dtype="object")
    known = [None if pd.isna(one) else str(one) for one in table["person_id"]]
    where = [None if pd.isna(one) else str(one) for one in table["conversation_id"]]
    why[repeated(plain.tolist(), known, where)] = REPEATED
    why[automatic(plain.tolist(), known, where)] = AUTOMATIC
    why[~plain.map(_has_words)] = "no words"
    why[non_answers(table["text"])] = "non-answer"
    if not include_staff:
        why[table["role"] == "staff"] = "staff"
    why[table["role"] == "bot"] = "bot"
    parked = pd.DataFrame({"comment_id": table["comment_id"], "why": why})[why.notna()]
    return parked.reset_index(drop=True).astype("str")[list(PARKED_COLUMNS)]


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _has_words(text: str) -> bool:
    return any(char.isalpha() for char in text)
