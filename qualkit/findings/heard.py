"""From whom a finding was heard, of how many who could have said it, and who is missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from qualkit.errors import NotFoundError
from qualkit.model import Corpus, Evidence, Finding, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.text.months import year_month
from qualkit.text.people import customers, interval

__all__ = ["HEARD_BY_COLUMNS", "HEARD_COLUMNS", "Heard", "heard", "heard_from", "people_read"]

HEARD_COLUMNS = (
    "finding_id",
    "claim",
    "outcome",
    "n_people",
    "n_could",
    "share",
    "low",
    "high",
    "n_against",
    "channels",
    "channels_missing",
)
HEARD_BY_COLUMNS = ("finding_id", "claim", "by", "value", "n_people", "n_could", "share", "low", "high", "n_against")
"""One row a finding and a value of what was asked for; no people in a row: nobody there is in the evidence."""
_MONTH = "month"


@dataclass(frozen=True)
class Heard:
    """The people behind one finding.

    Attributes
    ----------
    could : DataFrame
        Comments of the customers who could have said it: those with the finding's outcome, or all.
    supporting, contradicting : DataFrame
        Customers' comments with passages for and against it.
    people : frozenset of str
        Known people who support it and have its outcome.
    base : frozenset of str
        Known people who could.
    """

    could: pd.DataFrame
    supporting: pd.DataFrame
    contradicting: pd.DataFrame

    @property
    def base(self) -> frozenset[str]:
        """Known people who could have said it."""
        return frozenset(self.could["person_id"].dropna())

    @property
    def people(self) -> frozenset[str]:
        """Known people who said it, among those who could."""
        return frozenset(self.supporting["person_id"].dropna()) & self.base


def heard(study: Study, finding: Finding) -> Heard:
    """Find the people behind a finding.

    Parameters
    ----------
    study : Study
        Holds the finding and the corpus.
    finding : Finding
        The finding.

    Returns
    -------
    Heard
        Who could have said it, who did, who said otherwise.
    """
    said = customers(study.corpus.frame)
    could = said if finding.outcome is None else said[said["outcome"] == finding.outcome]
    return Heard(could, _comments(said, finding.supporting), _comments(said, finding.contradicting))


def people_read(study: Study, who: Heard) -> frozenset[str]:
    """Find those of whom somebody has read something.

    Parameters
    ----------
    study : Study
        Holds codings and marks.
    who : Heard
        The people behind a finding.

    Returns
    -------
    frozenset of str
        Known people who could have said it, and have a comment with a coding, with a passage for or against the finding,
        or marked as done. Who was read and left without any of these is not among them.
    """
    done = study.marks.loc[study.marks["mark"] == "done", "comment_id"]
    seen = {*study.codings["comment_id"], *done, *who.supporting["comment_id"], *who.contradicting["comment_id"]}
    return frozenset(who.could.loc[who.could["comment_id"].isin(list(seen)), "person_id"].dropna())


@checked
def heard_from(source: Study | Corpus | HasStudy, *, by: str | None = None) -> pd.DataFrame:
    """Say for each finding how many people it was heard from, of how many, and from where it was not.

    Parameters
    ----------
    source : project or Study
        Holds the findings.
    by : str, optional
        A column of the comments (``"channel"``, ``"outcome"``, a variable), or ``"month"``: then the same is told for
        each of its values, in people whose comments have it.

    Returns
    -------
    DataFrame
        Columns `HEARD_COLUMNS`, one row a finding. ``n_people`` of ``n_could`` known people with the finding's outcome
        support it; ``share`` in [0, 1] with ``low`` and ``high``, its 95 % interval (Wilson 1927, JASA 22(158), 209-212,
        doi:10.1080/01621459.1927.10502953), NA where nobody could; ``n_against``: people with a passage against it;
        ``channels`` and ``channels_missing``: lists of str. With `by`, columns `HEARD_BY_COLUMNS`, one row a finding
        and value: ``n_people`` may be 0, and a person whose comments have several values stands in several rows.

    Raises
    ------
    NotFoundError
        If the comments have no such column.

    Notes
    -----
    The share is of those who were heard at all, and of those who happened to mention it: a floor for how many it moved,
    and no estimate for customers who never wrote.

    Examples
    --------
    >>> import qualkit as qk
    >>> with qk.load_sample_project() as project:
    ...     qk.heard_from(project).shape
    (6, 11)
    """
    study = as_study(source)
    if by is not None:
        return _heard_by(study, by)
    channels = sorted(customers(study.corpus.frame)["channel"].dropna().unique())
    rows = [_row(finding, heard(study, finding), channels) for finding in study.findings]
    return pd.DataFrame(rows, columns=list(HEARD_COLUMNS))


def _heard_by(study: Study, by: str) -> pd.DataFrame:
    columns = [_MONTH, *study.corpus.frame.columns]
    if by not in columns:
        raise NotFoundError.of("column", by, columns)
    values = _values(study.corpus.frame, by)
    rows: list[tuple[object, ...]] = []
    for finding in study.findings:
        who = heard(study, finding)
        could, said, against = (_people(part, values) for part in (who.could, who.supporting, who.contradicting))
        for value in could.index.union(against.index):
            base = could.get(value, frozenset())
            k, n = len(said.get(value, frozenset()) & base), len(base)
            low, high = interval(k, n) if n else (np.nan, np.nan)
            share = k / n if n else np.nan
            n_against = len(against.get(value, frozenset()))
            rows.append((finding.finding_id, finding.claim, by, str(value), k, n, share, low, high, n_against))
    return pd.DataFrame(rows, columns=list(HEARD_BY_COLUMNS))


def _people(comments: pd.DataFrame, values: pd.Series) -> pd.Series:
    groups = comments["person_id"].groupby(values.reindex(comments.index))
    return groups.agg(lambda people: frozenset(people.dropna()))


def _values(frame: pd.DataFrame, by: str) -> pd.Series:
    values: pd.Series = year_month(frame["created"]) if by == _MONTH and by not in frame else frame[by]
    # Lists and the like can only be told apart by how they are written.
    return values.map(str, na_action="ignore") if values.dtype == object else values


def _comments(said: pd.DataFrame, evidence: tuple[Evidence, ...]) -> pd.DataFrame:
    return said[said["comment_id"].isin([one.comment_id for one in evidence])]


def _row(finding: Finding, who: Heard, channels: list[str]) -> tuple[object, ...]:
    k, n = len(who.people), len(who.base)
    low, high = interval(k, n) if n else (np.nan, np.nan)
    present = set(who.supporting["channel"].dropna())
    return (
        finding.finding_id,
        finding.claim,
        finding.outcome,
        k,
        n,
        k / n if n else np.nan,
        low,
        high,
        who.contradicting["person_id"].nunique(),
        [one for one in channels if one in present],
        [one for one in channels if one not in present],
    )
