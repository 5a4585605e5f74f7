"""What lies on a passage: the codes that people gave it, and the themes that a machine put its comment in."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from qualkit.model import Study

__all__ = ["Marks", "coded_passages"]


class Marks:
    """Finds codes and themes by place.

    Parameters
    ----------
    study : Study
        Holds the codings and the themes.
    """

    def __init__(self, study: Study) -> None:
        self._codings: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
        columns = [study.codings[name].tolist() for name in ("comment_id", "start", "end", "code", "coder")]
        for comment_id, start, end, code, coder in zip(*columns, strict=True):
            self._codings[comment_id].append((int(start), int(end), str(code), str(coder)))
        self._themes: dict[str, list[str]] = defaultdict(list)
        if study.themes is not None:
            labels = dict(zip(study.themes.frame["theme_id"], study.themes.frame["label"], strict=True))
            placed = study.themes.assignments[["comment_id", "theme_id"]].dropna().drop_duplicates()
            for comment_id, theme in zip(placed["comment_id"], placed["theme_id"], strict=True):
                self._themes[comment_id].append(str(labels[theme]))

    def codes(self, comment_id: str, start: int, end: int) -> dict[str, list[str]]:
        """Find the codes that overlap a passage.

        Parameters
        ----------
        comment_id : str
            The comment.
        start, end : int
            Code points, half-open.

        Returns
        -------
        dict of str to list of str
            Code to its coders, both in the order of their names.
        """
        found: dict[str, set[str]] = defaultdict(set)
        for first, last, code, coder in self._codings.get(comment_id, ()):
            if first < end and last > start:
                found[code].add(coder)
        return {code: sorted(found[code]) for code in sorted(found)}

    def themes(self, comment_id: str) -> list[str]:
        """Find the themes of a comment.

        Parameters
        ----------
        comment_id : str
            The comment.

        Returns
        -------
        list of str
            Labels.
        """
        return self._themes.get(comment_id, [])


def coded_passages(study: Study) -> dict[str, list[tuple[str, int, int]]]:
    """List the passages of each code, so that the first few are by different people.

    Parameters
    ----------
    study : Study
        Holds the codings.

    Returns
    -------
    dict of str to list of (comment_id, start, end)
        Code id to its passages, each once; the first of every person, then the second, and so on. Passages whose
        words were erased are left out.
    """
    kept = study.codings[study.codings["quote"].fillna("") != ""]
    spans = kept[["code_id", "comment_id", "start", "end"]].drop_duplicates()
    people = study.corpus.frame.set_index("comment_id")["person_id"]
    who = spans["comment_id"].map(people)
    # A comment by somebody unknown counts as somebody new.
    who = who.where(who.notna(), spans["comment_id"])
    turn = who.groupby([spans["code_id"], who]).cumcount()
    ordered = spans.assign(turn=turn).sort_values("turn", kind="stable")
    return {str(code): _listed(rows) for code, rows in ordered.groupby("code_id", sort=True)}


def _listed(rows: pd.DataFrame) -> list[tuple[str, int, int]]:
    places = zip(rows["comment_id"], rows["start"], rows["end"], strict=True)
    return [(str(comment_id), int(start), int(end)) for comment_id, start, end in places]
