"""What a finding is about: its codes, the themes, the comments and people it stands on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from qualkit.errors import NotFoundError
from qualkit.model import Evidence, Finding, Study

__all__ = ["Subject", "find_finding", "subject_of", "with_codes_below"]

_CARRIED_BY = 0.25


@dataclass(frozen=True)
class Subject:
    """What a finding is about.

    Attributes
    ----------
    finding : Finding
        The finding.
    codes : frozenset of str
        Ids of the codes it is about, with those below them; where it names none, those that its supporting passages
        carry.
    beside : frozenset of str
        Ids of the codes to which the codebook sends a reader who should not use one of `codes`.
    themes : frozenset of str
        Ids of the themes it is about.
    people : frozenset of str
        Known people with a supporting passage.
    used : frozenset of str
        Comments with a passage for or against it.
    words : tuple of str
        Its claim and its supporting passages.
    """

    finding: Finding
    codes: frozenset[str]
    beside: frozenset[str]
    themes: frozenset[str]
    people: frozenset[str]
    used: frozenset[str]
    words: tuple[str, ...]


def find_finding(study: Study, finding: str | Finding) -> Finding:
    """Give a finding by its id.

    Parameters
    ----------
    study : Study
        Holds the findings.
    finding : str or Finding
        The id; a finding is given back as it is.

    Returns
    -------
    Finding
        The finding.

    Raises
    ------
    NotFoundError
        If there is none with this id.
    """
    if isinstance(finding, Finding):
        return finding
    for one in study.findings:
        if one.finding_id == finding:
            return one
    raise NotFoundError.of("finding", str(finding), [one.finding_id for one in study.findings])


def subject_of(study: Study, finding: Finding) -> Subject:
    """Gather what a finding is about.

    Parameters
    ----------
    study : Study
        Holds codings, themes and comments.
    finding : Finding
        The finding; it need not be one of the study's.

    Returns
    -------
    Subject
        Its codes, themes, comments and people.
    """
    known = {code.code_id for code in study.codebook}
    named = [one for one in finding.about if one in known]
    codes = with_codes_below(study, named) if named else _carried(study, finding.supporting)
    ids = set() if study.themes is None else set(study.themes.frame["theme_id"].astype(str))
    table = study.corpus.table
    supporting = table["comment_id"].isin([one.comment_id for one in finding.supporting])
    quotes = [one.quote for one in finding.supporting if one.quote]
    return Subject(
        finding,
        codes,
        _beside(study, codes),
        frozenset(ids & set(finding.about)),
        frozenset(table.loc[supporting, "person_id"].dropna()),
        frozenset(one.comment_id for one in finding.evidence),
        tuple(one for one in (finding.claim, *quotes) if one.strip()),
    )


def with_codes_below(study: Study, codes: list[str]) -> frozenset[str]:
    """Give codes and all codes below them.

    Parameters
    ----------
    study : Study
        Holds the codebook.
    codes : list of str
        Ids of codes.

    Returns
    -------
    frozenset of str
        Ids.
    """
    return frozenset(below for one in codes for below in study.codebook.below(one))


def _carried(study: Study, evidence: tuple[Evidence, ...]) -> frozenset[str]:
    spans = pd.DataFrame(
        [(n, one.comment_id, one.start, one.end) for n, one in enumerate(evidence)],
        columns=["n", "comment_id", "left", "right"],
    ).astype({"comment_id": "str"})
    both = study.codings[["comment_id", "start", "end", "code_id"]].merge(spans, on="comment_id")
    both = both[(both["start"] < both["right"]) & (both["left"] < both["end"])]
    counts = both.groupby("code_id")["n"].nunique()
    if not len(counts):
        return frozenset()
    # A code that one passage happens to carry as well is not what the finding is about.
    least = max(_CARRIED_BY * both["n"].nunique(), min(2, int(counts.max())))
    return frozenset(str(one) for one in counts.index[counts >= least])


def _beside(study: Study, codes: frozenset[str]) -> frozenset[str]:
    found = set()
    for code in study.codebook:
        for other in study.codebook:
            if code.code_id in codes and other.code_id not in codes and _names(code.when_not_to_use, other.name):
                found.add(other.code_id)
            if other.code_id in codes and code.code_id not in codes and _names(code.when_not_to_use, other.name):
                found.add(code.code_id)
    return frozenset(found)


def _names(rule: str, name: str) -> bool:
    quoted = [f"{left}{name}{right}".casefold() for left, right in ("''", '""', "‘’", "“”", "„“", "«»")]
    return any(one in rule.casefold() for one in quoted)
