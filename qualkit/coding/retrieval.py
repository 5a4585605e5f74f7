"""Finding coded passages again, with what stands around them and who said them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualkit.coding.values import which_hold
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import COLUMNS, Codebook, Corpus, HasStudy, Study, ThemeTables, as_study

__all__ = ["PASSAGE_COLUMNS", "find_passages"]

PASSAGE_COLUMNS = (
    "coding_id",
    "code",
    "coder",
    "comment_id",
    "conversation_id",
    "start",
    "end",
    "before",
    "quote",
    "after",
    "memo",
)
_OF_CODING = ("coding_id", "code", "code_id", "coder", "comment_id", "start", "end", "quote", "memo", "suggested_by")
_OF_BOTH = frozenset({*_OF_CODING, "before", "after"} - {"comment_id"})


def find_passages(
    source: Study | HasStudy,
    *,
    code: str | None = None,
    below: bool = True,
    theme: str | None = None,
    variables: Mapping[str, object] | None = None,
    coder: str | None = None,
    text: str | None = None,
    whole_words: bool = False,
    context: int = 80,
    after: int = 0,
    n: int | None = None,
) -> pd.DataFrame:
    """Find coded passages. Every condition that is given must hold.

    Parameters
    ----------
    source : project or Study
        Where to look.
    code : str, optional
        Name or id, today's or a former one.
    below : bool
        Whether the codes below it are included.
    theme : str, optional
        Id or label: passages that overlap what was assigned to it.
    variables : mapping of str to value, optional
        Columns of ``corpus.frame`` to the value that they must have, as it is or as it is written; None where they hold
        nothing.
    coder : str, optional
        Whose codings.
    text : str, optional
        Words that stand in the passage, whatever their case.
    whole_words : bool
        Whether `text` must begin and end where words do.
    context : int
        How many characters to give before and after.
    after : int
        How many passages to pass over: those that were seen.
    n : int, optional
        How many to give at most; by default all.

    Returns
    -------
    DataFrame
        `PASSAGE_COLUMNS`, then the comment's other columns and variables (``comment_`` before a name that both have), one
        row a coding, in the order in which they were made: what is coded later stands behind, so pages stay as they are.

    Raises
    ------
    NotFoundError
        If there is no such code, theme, column or coder, or no comment has the value.
    QualkitError
        If `context`, `after` or `n` is negative.

    Examples
    --------
    >>> import qualkit as qk
    >>> from qualkit.coding.retrieval import find_passages
    >>> with qk.load_sample_project() as project:
    ...     found = find_passages(project, code="price", variables={"outcome": "cancelled"}, n=3)
    >>> len(found), found["outcome"].unique().tolist()
    (3, ['cancelled'])
    """
    for name, number in (("context", context), ("after", after), ("n", n or 0)):
        if number < 0:
            raise QualkitError(f"{name} is {number}.", hint="A number from 0.")
    study = as_study(source)
    codings, corpus = study.codings, study.corpus
    if code is not None:
        codings = codings[codings["code_id"].isin(_wanted(study.codebook, code, below))]
    if coder is not None:
        codings = codings[codings["coder"] == _known_coder(study, coder, getattr(source, "coder", None))]
    places = _places(codings, corpus)
    for column, value in (variables or {}).items():
        holds = _holding(corpus, column, value)[places]
        codings, places = codings[holds], places[holds]
    if theme is not None:
        inside = np.array(_in_theme(codings, study.themes, theme), dtype=bool)
        codings, places = codings[inside], places[inside]
    if text is not None:
        said = np.array(_saying(codings["quote"].tolist(), text, whole_words), dtype=bool)
        codings, places = codings[said], places[said]
    page = slice(after, None if n is None else after + n)
    return _told(codings.iloc[page], places[page], corpus, context)


def _wanted(codebook: Codebook, code: str, below: bool) -> Sequence[str]:
    code_id = codebook.find(code).code_id
    return codebook.below(code_id) if below else [code_id]


def _places(codings: pd.DataFrame, corpus: Corpus) -> NDArray[np.int64]:
    rows = corpus.rows
    return np.array([rows[one] for one in codings["comment_id"].tolist()], dtype=np.int64)


def _holding(corpus: Corpus, column: str, value: object) -> NDArray[np.bool_]:
    if column not in corpus.table.columns:
        raise NotFoundError.of("column", column, [str(one) for one in corpus.table.columns])
    holds = which_hold(corpus.table[column], value)
    if not holds.any():
        existing = sorted({str(one) for one in corpus.table[column].dropna().tolist()})
        raise NotFoundError.of(column.removesuffix("_id"), str(value), existing)
    return holds


def _known_coder(study: Study, coder: str, present: str | None) -> str:
    coders = {*study.codings["coder"], *study.log["coder"]}
    if coder not in coders and coder != present:
        raise NotFoundError.of("coder", coder, sorted(coders))
    return coder


def _saying(quotes: Sequence[object], text: str, whole_words: bool) -> list[bool]:
    wanted = text.casefold()
    if not whole_words:
        return [isinstance(one, str) and wanted in one.casefold() for one in quotes]
    pattern = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    return [isinstance(one, str) and pattern.search(one.casefold()) is not None for one in quotes]


def _in_theme(codings: pd.DataFrame, themes: ThemeTables | None, theme: str) -> list[bool]:
    spans: dict[str, list[tuple[int, int]]] = {}
    if themes is None:
        raise NotFoundError.of("theme", theme, [], hint="Add themes first: project.add_themes(themes).")
    ids = themes.frame["theme_id"].astype(str)
    chosen = set(ids[(ids == theme) | (themes.frame["label"] == theme)])
    if not chosen:
        raise NotFoundError.of("theme", theme, themes.frame["label"].astype(str))
    rows = themes.assignments[themes.assignments["theme_id"].astype(str).isin(chosen)]
    for comment_id, start, end in zip(rows["comment_id"], rows["start"], rows["end"], strict=True):
        spans.setdefault(str(comment_id), []).append((int(start), int(end)))
    passages = zip(codings["comment_id"].tolist(), codings["start"].tolist(), codings["end"].tolist(), strict=True)
    return [any(s < end and start < e for s, e in spans.get(one, ())) for one, start, end in passages]


def _told(codings: pd.DataFrame, places: NDArray[np.int64], corpus: Corpus, context: int) -> pd.DataFrame:
    clash = {name: f"comment_{name}" for name in corpus.table.columns if name in _OF_BOTH and name not in COLUMNS}
    comments = corpus.table.iloc[places].rename(columns=clash).reset_index(drop=True)
    found = codings.reset_index(drop=True)
    around = zip(comments["text"].tolist(), found["start"].tolist(), found["end"].tolist(), strict=True)
    sides = [(said[max(0, start - context) : start], said[end : end + context]) for said, start, end in around]
    found = found.assign(
        conversation_id=comments["conversation_id"],
        before=[before for before, _ in sides],
        after=[after for _, after in sides],
    )
    rest = [name for name in COLUMNS if name not in {*PASSAGE_COLUMNS, "text"}]
    variables = [clash.get(name, name) for name in corpus.variables]
    return pd.concat([found[list(PASSAGE_COLUMNS)], comments[[*rest, *variables]]], axis="columns")
