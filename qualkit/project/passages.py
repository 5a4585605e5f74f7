"""Finding coded passages again."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qualkit.errors import NotFoundError
from qualkit.model import COLUMNS, Codebook, Study, ThemeTables

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


def find_passages(
    study: Study,
    *,
    code: str | None,
    theme: str | None,
    equal: Mapping[str, str],
    text: str | None,
    context: int,
) -> pd.DataFrame:
    """Find coded passages.

    Parameters
    ----------
    study : Study
        Where to look.
    code : str or None
        Name or id; the codes below it are included.
    theme : str or None
        Id or label.
    equal : mapping of str to str
        Columns that must hold exactly this.
    text : str or None
        Words that stand in the passage, whatever their case.
    context : int
        Characters to give before and after.

    Returns
    -------
    DataFrame
        `PASSAGE_COLUMNS`, then the comment's other columns and variables.
    """
    codings = study.codings.drop(columns=["created"])
    if code is not None:
        codings = codings[codings["code_id"].isin(_with_children(study.codebook, study.codebook.find(code).code_id))]
    comments = study.corpus.frame
    clash = {name: f"comment_{name}" for name in comments.columns if name in codings.columns and name != "comment_id"}
    found = codings.merge(comments.rename(columns=clash), on="comment_id", how="left", validate="many_to_one")
    for name, value in equal.items():
        found = found[found[name] == value]
    if text is not None:
        found = found[found["quote"].str.casefold().str.contains(text.casefold(), regex=False, na=False)]
    if theme is not None:
        found = found[pd.Series(_in_theme(found, study.themes, theme), index=found.index, dtype=bool)]
    around = zip(found["text"].tolist(), found["start"].tolist(), found["end"].tolist(), strict=True)
    sides = [(said[max(0, start - context) : start], said[end : end + context]) for said, start, end in around]
    found = found.assign(before=[before for before, _ in sides], after=[after for _, after in sides])
    rest = [name for name in COLUMNS if name not in {*PASSAGE_COLUMNS, "text"}]
    variables = [clash.get(name, name) for name in study.corpus.variables]
    return found[[*PASSAGE_COLUMNS, *rest, *variables]].reset_index(drop=True)


def _with_children(codebook: Codebook, code_id: str) -> set[str]:
    found, waiting = {code_id}, [code_id]
    while waiting:
        below = [child.code_id for child in codebook.children(waiting.pop()) if child.code_id not in found]
        found.update(below)
        waiting.extend(below)
    return found


def _in_theme(found: pd.DataFrame, themes: ThemeTables | None, theme: str) -> list[bool]:
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
    passages = zip(found["comment_id"].tolist(), found["start"].tolist(), found["end"].tolist(), strict=True)
    return [any(s < end and start < e for s, e in spans.get(one, ())) for one, start, end in passages]
