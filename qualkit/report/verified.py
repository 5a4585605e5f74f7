"""What a check found in order, and the check of a study's passages against their sources."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from qualkit.errors import NotFoundError, PassageError, VerificationError
from qualkit.model import Study

__all__ = ["Verification", "verify_study"]

_ALL_DERIVED = "Every byte of the file is as it was written."
_SEALED = "Its bytes fit its seal, which whoever changes a report can write anew: only the project tells."
_SEALED_BY_REPORTS = "Its bytes fit its seal, which whoever changes a file can write anew: only the two reports tell."


@dataclass(frozen=True, slots=True)
class Verification:
    """What was derived again and came out the same.

    Attributes
    ----------
    quotes : int
        Quotes that are what their sources, or the report's manifest, say.
    counts : int
        Numbers that came out the same.
    erased : int
        Passages whose words were erased at a person's request; nothing is left to compare.
    source : bool
        Whether the source was at hand: without it, only the report's agreement with itself was checked.
    whole_file : bool
        Whether every byte of the file was covered: derived again from the source, or, without it, under the seal.
    steps : int
        Events of the project's journal, each of which follows from the one before it; 0 where no project was given.
    what : str
        What was checked: ``"report"``, ``"project"`` or ``"comparison"`` (of two reports, which are then its source).
    """

    quotes: int
    counts: int
    erased: int
    source: bool
    whole_file: bool
    steps: int = 0
    what: str = "report"

    def __str__(self) -> str:
        if self.what == "comparison":
            return self._comparison()
        against = "the source" if self.source else "the report's own manifest (the source was not given)"
        # A project alone has quotes and no counts: "0 counts" would read as if something had failed.
        held = f"{self.quotes:,} quotes" + (f" and {self.counts:,} counts" if self.counts else "")
        lines = [f"{held} agree with {against}."]
        if self.whole_file:
            lines.append(_ALL_DERIVED if self.source else _SEALED)
        if self.erased:
            lines.append(f"{self.erased:,} passages were erased at a person's request.")
        if self.steps:
            lines.append(f"The project's journal, of {self.steps:,} steps, and all its texts are whole.")
        return " ".join(lines)

    def _comparison(self) -> str:
        numbers = f"The {self.counts:,} numbers of the comparison"
        if self.source:
            return f"{numbers} follow from its two reports. {_ALL_DERIVED}"
        return f"{numbers} agree with its own manifest (its two reports were not given). {_SEALED_BY_REPORTS}"


def verify_study(study: Study) -> Verification:
    """Check that every coding and every piece of evidence is what its source says at that place.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Verification
        Number of passages checked.

    Raises
    ------
    VerificationError
        Naming the first passage that differs.
    """
    checked = erased = 0
    for kind, comment_id, start, end, quote in _passages(study):
        if not quote:
            erased += 1
            continue
        try:
            actual = study.corpus.quote(comment_id, start, end)
        except (NotFoundError, PassageError) as problem:
            raise VerificationError(f"{kind} has lost its source: {problem.what}", where=comment_id) from problem
        if actual != quote:
            raise VerificationError(
                f"{kind} says {quote!r}, its source says {actual!r}.",
                where=f"comment {comment_id!r}, characters {start} to {end}",
            )
        checked += 1
    return Verification(checked, 0, erased, source=True, whole_file=False)


def _passages(study: Study) -> list[tuple[str, str, int, int, str]]:
    codings = [
        (
            f"Coding {row['coding_id']!r}",
            row["comment_id"],
            int(row["start"]),
            int(row["end"]),
            "" if pd.isna(row["quote"]) else row["quote"],
        )
        for row in study.codings.to_dict("records")
    ]
    evidence = [
        (f"Evidence {one.evidence_id!r} of finding {n}", one.comment_id, one.start, one.end, one.quote)
        for n, finding in enumerate(study.findings, start=1)
        for one in finding.evidence
    ]
    return codings + evidence
