"""Suggestions for the conversation at hand: asked for, and never while somebody codes blind unless they chose so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from qualkit.coding.decision import Proposal
from qualkit.model import Study
from qualkit.widgets.desk.wire import sendable
from qualkit.widgets.desk.workbench import Workbench

__all__ = ["Proposing", "Suggester"]

Suggester = pd.DataFrame | Callable[[Study, list[str]], pd.DataFrame]
"""A table of suggestions, or what gives one for a study (of what the coder may see) and some comments' ids."""


class Proposing:
    """Suggests codes for a page.

    Parameters
    ----------
    suggester : DataFrame or callable, optional
        Where suggestions come from; by default `qualkit.coding.suggestions.CodeSuggester`, which learns from the coder's
        own codings.
    """

    def __init__(self, suggester: Suggester | None = None) -> None:
        self._given = suggester
        self._learnt: tuple[int, Callable[[Study, list[str]], pd.DataFrame]] | None = None

    def on_page(self, bench: Workbench) -> list[dict[str, Any]]:
        """Suggest codes for the conversation at hand.

        Parameters
        ----------
        bench : Workbench
            What may be seen.

        Returns
        -------
        list of dict
            In the order of the text, without what is coded so already or was turned down.
        """
        if not bench.page:
            return []
        shown = bench.pages.ids(bench.page)
        table = self._table(bench, list(shown))
        place = {comment_id: n for n, comment_id in enumerate(shown)}
        columns = [table[name].tolist() if name in table else [None] * len(table) for name in _COLUMNS]
        found = [
            _suggestion(*values) for values in zip(*columns, strict=True) if values[0] in place and _fits(bench, values)
        ]
        return sorted(found, key=lambda one: (place[one["comment_id"]], one["start"], one["end"], one["code_id"]))

    def to_read(self, bench: Workbench, comments: Sequence[str]) -> pd.DataFrame:
        """Say in which comments something is suggested.

        Parameters
        ----------
        bench : Workbench
            What may be seen.
        comments : sequence of str
            Where to look.

        Returns
        -------
        DataFrame
            ``comment_id`` and ``why``: the codes that are suggested there. The likeliest first.
        """
        table = self._table(bench, list(comments))
        wanted = set(comments)
        names: dict[str, dict[str, None]] = {}
        columns = (table[name] if name in table else [None] * len(table) for name in _COLUMNS[:5])
        for values in zip(*columns, strict=True):
            if values[0] in wanted and _fits(bench, values):
                names.setdefault(str(values[0]), {})[bench.book.get(str(values[3])).name] = None
        rows = [(comment_id, f"{', '.join(some)}?") for comment_id, some in names.items()]
        return pd.DataFrame(rows, columns=["comment_id", "why"], dtype=object)

    def _table(self, bench: Workbench, shown: list[str]) -> pd.DataFrame:
        if isinstance(self._given, pd.DataFrame):
            return self._given
        if self._given is not None:
            return self._given(bench.seen(), shown)
        # Learnt anew when a tenth more is coded: it takes seconds, and a page shall take none.
        n = len(bench.session.codings)
        if self._learnt is None or not 0 <= n - self._learnt[0] <= max(10, self._learnt[0] // 10):
            self._learnt = (n, _own_suggester(bench))
        return self._learnt[1](bench.seen(), shown)


_COLUMNS = ("comment_id", "start", "end", "code_id", "suggested_by", "because", "confidence")


def _own_suggester(bench: Workbench) -> Callable[[Study, list[str]], pd.DataFrame]:
    from qualkit.coding.suggestions import CodeSuggester  # loads scikit-learn

    learnt = CodeSuggester.learn(bench.seen(), coder=bench.project.coder)
    return lambda now, comments: learnt.suggest(now, comments=comments, rejected=_rejected(bench), quotes=True)


def _rejected(bench: Workbench) -> pd.DataFrame:
    rows = [(one.comment_id, one.start, one.end, one.code_id) for one in bench.session.rejected.values()]
    table = pd.DataFrame(rows, columns=["comment_id", "start", "end", "code_id"], dtype=object)
    return table.astype({"start": "int64", "end": "int64"})


def _fits(bench: Workbench, values: tuple[Any, ...]) -> bool:
    comment_id, start, end, code_id, by = values[:5]
    length = bench.pages.length(str(comment_id))
    if length is None or not 0 <= start < end <= length:
        return False
    proposal = Proposal(str(comment_id), int(start), int(end), str(code_id), _by(by))
    known = any(code.code_id == code_id and not code.retired for code in bench.book)
    coded = bench.session.same(proposal.comment_id, proposal.start, proposal.end, proposal.code_id)
    turned_down = any(
        (one.comment_id, one.start, one.end, one.code_id)
        == (proposal.comment_id, proposal.start, proposal.end, proposal.code_id)
        for one in bench.session.rejected.values()
    )
    return known and coded is None and not turned_down


def _by(value: Any) -> str:
    return value if isinstance(value, str) and value else "own codings"


def _suggestion(
    comment_id: str, start: int, end: int, code_id: str, by: Any, because: Any, confidence: Any
) -> dict[str, Any]:
    known = isinstance(confidence, (int, float)) and confidence == confidence
    return {
        "comment_id": str(comment_id),
        "start": int(start),
        "end": int(end),
        "code_id": str(code_id),
        "suggested_by": sendable(_by(by)),
        "because": sendable(because) if isinstance(because, str) else "",
        "confidence": float(confidence) if known else None,
    }
