"""Against one's own claim: what to read before believing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.findings.candidates import SIGN, Candidate, candidates_against
from qualkit.findings.subject import Subject, find_finding, subject_of
from qualkit.model import Corpus, Finding, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.protocols import Embedder

__all__ = ["COUNTER_COLUMNS", "counter_evidence"]

COUNTER_COLUMNS = ("order", "comment_id", "start", "end", "quote", "person_id", "outcome", "why")
# What people have coded leads: a sign of contrast may be one word on something else.
_TURNS = ("same code", "sign", "beside", "rival", "sign", "subject", "rival", "quoted")
_Rank = tuple[int, bool, float, str]


@checked
def counter_evidence(
    source: Study | Corpus | HasStudy, finding: str | Finding, *, n: int = 50, embedder: Embedder | None = None
) -> pd.DataFrame:
    """List what may speak against a finding, in the order in which to read it.

    Six kinds take turns, so that none hides the others: passages with the finding's codes by people who did something
    else; comments on the subject with a sign of contrast ("never bothered me", "not because"), those in a sentence with a
    code of the subject first, and of these the ones whose words are near it; passages with a code that the codebook sets
    apart from the finding's codes; people who did the same and give other reasons (rivals); comments on the same subject
    by people who did something else, coded or not; and what people who are quoted in support say elsewhere.

    Parameters
    ----------
    source : project, Study or Corpus
        Where to look. Staff, bots, non-answers, and comments that stand beside the finding already are left out.
    finding : str or Finding
        The finding, or its id. Where it names no codes, those that its supporting passages carry are taken.
    n : int
        How many comments at most.
    embedder : Embedder, optional
        Compares by meaning; by default comments are compared by the words they share.

    Returns
    -------
    DataFrame
        Columns `COUNTER_COLUMNS`, one row a comment: ``order`` (int64, from 1); ``start`` and ``end`` (int64, code points)
        of the sentence that made it a candidate, ``quote``; ``person_id`` and ``outcome``, missing where unknown;
        ``why`` in words.

    Raises
    ------
    NotFoundError
        If there is no such finding.
    QualkitError
        If `n` is negative.

    Notes
    -----
    A reading aid. Whether a passage contradicts the finding is for a reader to say, and that none is listed proves
    nothing. Of a large corpus, the 5,000 comments that are coded or nearest to the subject are looked at.

    Examples
    --------
    >>> import qualkit as qk
    >>> from qualkit.findings import counter_evidence
    >>> with qk.load_sample_project() as project:
    ...     len(counter_evidence(project, project.findings[0], n=10))
    10
    """
    if n < 0:
        raise QualkitError(f"n is {n}.", hint="How many comments to read: 0 or more.")
    study = as_study(source)
    subject = subject_of(study, find_finding(study, finding))
    rows: list[tuple[object, ...]] = []
    for kind, one in _in_turn(candidates_against(study, subject, embedder), n):
        quote = study.corpus.quote(one.comment_id, one.start, one.end)
        why = _why(kind, one, subject, study)
        rows.append((len(rows) + 1, one.comment_id, one.start, one.end, quote, one.person_id, one.outcome, why))
    table = pd.DataFrame(rows, columns=list(COUNTER_COLUMNS))
    return table.astype({name: "int64" if name in ("order", "start", "end") else "str" for name in COUNTER_COLUMNS})


def _in_turn(candidates: Sequence[Candidate], n: int) -> Iterator[tuple[str, Candidate]]:
    # Where nobody's outcome is known, nobody can be told to have done something else.
    told = any(one.other for one in candidates)
    queues = {kind: iter(_queue([one for one in candidates if _is(kind, one, told)], kind)) for kind in set(_TURNS)}
    waiting, seen = list(_TURNS), set[str]()
    while waiting and len(seen) < n:
        kind = waiting.pop(0)
        following = next((one for one in queues[kind] if one.comment_id not in seen), None)
        if following is not None:
            waiting.append(kind)
            seen.add(following.comment_id)
            yield kind, following


def _is(kind: str, one: Candidate, told: bool) -> bool:
    near, on_it = one.near > 0, bool(one.about) or one.themed
    match kind:
        case "sign":
            return one.cue is not None and (one.same or near or on_it or bool(one.beside))
        case "rival":
            return one.same and not on_it
        case "same code":
            return one.other and on_it
        case "beside":
            return bool(one.beside) and (not one.about or one.other)
        case "subject":
            return near and not one.about and (one.other if told else not one.codes)
    return one.quoted and (one.cue is not None or bool(one.codes and not one.about))


def _queue(found: Sequence[Candidate], kind: str) -> list[Candidate]:
    def worth(one: Candidate) -> _Rank:
        # First on the same subject, then of the opposite stance: a denial counts for little on something else. It tells
        # most from someone who did the same, a code set apart from someone who did something else.
        more = SIGN * ((kind == "sign" and one.same) or (kind == "beside" and one.other))
        on = one.on if kind in ("sign", "quoted") else 0
        # Where whole comments were coded, each of their sentences is: then its words must tell whether it is on the subject.
        off = kind == "sign" and not one.nearby
        return -on, off, -(one.worth + more), one.comment_id

    def group(one: Candidate) -> str:
        # One rival reason after the other; else a person's second comment waits until everybody was heard once.
        # Unknown people are taken for different ones.
        return min(one.codes, default="") if kind == "rival" else one.person_id or one.comment_id

    heard: Counter[str] = Counter()
    placed = []
    for one in sorted(found, key=worth):
        last = kind == "rival" and not one.codes
        placed.append(((last, heard[group(one)], *worth(one)), one))
        heard[group(one)] += 1
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]


def _why(kind: str, one: Candidate, subject: Subject, study: Study) -> str:
    def named(codes: frozenset[str]) -> str:
        return ", ".join(f"“{code.name}”" for code in study.codebook if code.code_id in codes)

    who = "" if one.outcome is None else f", by someone with the outcome “{one.outcome}”"
    match kind:
        case "sign":
            why = f"a sign of contrast{who}"
        case "rival" if one.codes:
            why = f"the same outcome, “{one.outcome}”, for another reason: coded {named(one.codes)}"
        case "rival":
            why = f"the same outcome, “{one.outcome}”; nobody has coded what they say"
        case "same code":
            why = (f"coded {named(one.about)}" if one.about else "in the same theme") + who
        case "beside":
            why = f"coded {named(one.beside)}, which the codebook sets apart from {named(subject.codes)}{who}"
        case "subject":
            why = f"the same subject, {'coded otherwise' if one.codes else 'not coded yet'}{who}"
        case _:
            why = "a person quoted in support, who says something else here"
    return why if one.cue is None else f"{why}; {one.cue.kind} (“{' '.join(one.cue.words.split())}”)"
