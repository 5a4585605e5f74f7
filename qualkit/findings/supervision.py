"""What a good supervisor would say of a finding before it leaves the house."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from qualkit.errors import QualkitError
from qualkit.findings.case import Case, Doubt, case_of
from qualkit.findings.reach import claims_a_crowd, mostly_unread, said_by_others
from qualkit.findings.subject import find_finding
from qualkit.model import OURS, Corpus, Finding, HasStudy, Study, as_study, doubt_word
from qualkit.model.arguments import checked
from qualkit.text.months import month_of
from qualkit.text.people import customers

__all__ = ["WARNING_COLUMNS", "finding_warnings"]

WARNING_COLUMNS = ("finding_id", "warning", "detail")
_FEW_PEOPLE = 3
_LOUD = 1 / 3
_LOUD_LEAST = 3
_TOGETHER = 2
_VIVID = 2.0
_VIVID_LEAST = 3
_POOR_ALPHA = 0.667


@checked
def finding_warnings(
    source: Study | Corpus | HasStudy,
    finding: str | Finding | None = None,
    *,
    agreement: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say what is to be doubted about findings.

    Parameters
    ----------
    source : project or Study
        Holds findings, codings, themes and comments.
    finding : str or Finding, optional
        One finding, or its id; by default all.
    agreement : DataFrame, optional
        What `qualkit.agreement` gave; without it nothing is said about agreement. Alpha below .667 is called poor
        (Krippendorff 2004, Human Communication Research 30(3), 411-433, doi:10.1111/j.1468-2958.2004.tb00738.x).

    Returns
    -------
    DataFrame
        Columns `WARNING_COLUMNS` (all str), one row a warning, in the order of the findings; ``warning`` in a few words,
        always the same for the same doubt; ``detail`` with the numbers. Without rows if there is nothing to say.

    Raises
    ------
    NotFoundError
        If there is no such finding.
    QualkitError
        If `agreement` is not such a table.

    Notes
    -----
    A finding without warnings is not thereby true, nor one with warnings false.

    Examples
    --------
    >>> import qualkit as qk
    >>> from qualkit.findings import finding_warnings
    >>> with qk.load_sample_project() as project:
    ...     sorted(finding_warnings(project).columns)
    ['detail', 'finding_id', 'warning']
    """
    study = as_study(source)
    if agreement is not None and not {"code", "alpha", "n_coders"} <= set(agreement.columns):
        raise QualkitError(
            "This is no table of agreement.", available=agreement.columns, hint="Pass what qk.agreement gives."
        )
    asked = study.findings if finding is None else (find_finding(study, finding),)
    rows = [(one.finding_id, *said) for one in asked for said in _doubts(study, one, agreement)]
    return pd.DataFrame(rows, columns=list(WARNING_COLUMNS)).astype("str")


def _doubts(study: Study, finding: Finding, agreement: pd.DataFrame | None) -> Iterator[Doubt]:
    case = case_of(study, finding, agreement)
    if not len(case.passages):
        yield "no passage for it", "Nothing that anybody said stands behind it yet."
    for doubt in _ALL if len(case.passages) else _WITHOUT_PASSAGES:
        found = doubt(case)
        if found is not None:
            yield found


def _few_people(case: Case) -> Doubt | None:
    known = case.passages["person_id"].nunique()
    if known >= _FEW_PEOPLE:
        return None
    people = {0: "No known person speaks", 1: "One known person speaks"}.get(known, f"{known:,} known people speak")
    return "few people", f"{people} for it."


def _loud_voice(case: Case) -> Doubt | None:
    counts = case.passages["person_id"].value_counts()
    total = len(case.passages)
    if not len(counts) or counts.iloc[0] < _LOUD_LEAST or counts.iloc[0] <= _LOUD * total:
        return None
    return "one loud voice", f"{counts.iloc[0]:,} of {total:,} passages for it are by one person."


def _one_conversation(case: Case) -> Doubt | None:
    counts = case.passages["conversation_id"].value_counts()
    total = len(case.passages)
    if not len(counts) or counts.iloc[0] < _LOUD_LEAST or 2 * counts.iloc[0] <= total:
        return None
    people = case.passages.loc[case.passages["conversation_id"] == counts.index[0], "person_id"].nunique()
    if people < _TOGETHER:  # one person alone is a loud voice
        return None
    detail = f"{counts.iloc[0]:,} of {total:,} passages for it are from one conversation"
    return "one conversation", f"{detail}, in which {people} people could hear each other."


def _unknown_people(case: Case) -> Doubt | None:
    unknown = int(case.passages["person_id"].isna().sum())
    if not unknown:
        return None
    return "unknown people", f"Who said it is not known for {unknown:,} of {len(case.passages):,} passages."


def _own_words(case: Case) -> Doubt | None:
    ours = int(case.passages["role"].isin(OURS).sum())
    return (
        ("our own words", f"{ours:,} of {len(case.passages):,} passages for it are by staff or a bot.")
        if ours
        else None
    )


def _another_outcome(case: Case) -> Doubt | None:
    if case.finding.outcome is None:
        return None
    passages = customers(case.passages)
    others = passages[passages["outcome"] != case.finding.outcome]
    if not len(others):
        return None
    detail = f"{len(others):,} of {len(case.passages):,} passages for it are by people not known to have the outcome"
    return "support without the outcome", f"{detail} “{case.finding.outcome}”."


def _one_channel(case: Case) -> Doubt | None:
    heard = case.passages["channel"].dropna().unique()
    of = case.said["channel"].nunique()
    if len(heard) != 1 or of < 2 or case.passages["channel"].isna().any():
        return None
    return "one channel only", f"All passages for it are from “{heard[0]}”; customers speak in {of} channels."


def _one_period(case: Case) -> Doubt | None:
    heard, all_months = _months(case.passages), _months(case.said)
    if len(heard) != 1 or len(all_months) < 2 or case.passages["created"].isna().any() or len(case.passages) < 2:
        return None
    span = f"{month_of(min(all_months))} to {month_of(max(all_months))}"
    return "one period only", f"All passages for it are from {month_of(min(heard))}; customers speak from {span}."


def _months(frame: pd.DataFrame) -> set[pd.Timestamp]:
    days = pd.to_datetime(frame["created"], utc=True).dropna()
    return set(days.dt.tz_localize(None).dt.to_period("M").dt.to_timestamp())


def _missing_channels(case: Case) -> Doubt | None:
    could = set(case.heard.could["channel"].dropna()) - set(case.passages["channel"].dropna())
    if not could:
        return None
    who = "customers" if case.finding.outcome is None else f"people with the outcome “{case.finding.outcome}”"
    rows = case.heard.could[case.heard.could["channel"].isin(list(could))]
    heard = set(case.passages["person_id"].dropna())
    missing = rows[~rows["person_id"].isin(list(heard))].groupby("channel")["person_id"].nunique()
    told = ", ".join(f"{channel} ({int(missing.get(channel, 0))})" for channel in sorted(could))
    return "who is missing", f"Nobody says it in these channels, in which {who} speak (known people): {told}."


def _outcome_unknown(case: Case) -> Doubt | None:
    if case.finding.outcome is None:
        return None
    # Somebody unknown may be one or many: such comments cannot be counted as people, and are named beside them.
    people = case.said.dropna(subset=["person_id"]).groupby("person_id")["outcome"].count()
    known, total = int((people > 0).sum()), len(people)
    if total and 2 * known >= total:
        return None
    nobody = int(case.said["person_id"].isna().sum())
    beside = f", and {nobody:,} comments are by people unknown" if nobody else ""
    return "outcome unknown for most", f"The outcome of {known:,} of {total:,} known people is known{beside}."


def _vivid_few(case: Case) -> Doubt | None:
    ids = case.passages["comment_id"].unique()
    quoted = case.said[case.said["comment_id"].isin(ids)]["text"]
    rest, who = _others(case, case.heard.could[~case.heard.could["comment_id"].isin(ids)])
    if len(quoted) < _VIVID_LEAST or len(rest) < _VIVID_LEAST:
        return None
    ours, others = (float(texts.map(lambda text: len(text.split())).median()) for texts in (quoted, rest["text"]))
    if ours <= _VIVID * others:
        return None
    detail = f"The comments quoted for it have {ours:g} words in the median, {who} {others:g}"
    return "the vivid few", f"{detail}: those who tell well are not all who were there."


def _others(case: Case, rest: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    # A "thanks" in passing is shorter than any quote: those who say the same and are not quoted are the fair measure.
    codings = case.study.codings
    alike = codings.loc[codings["code_id"].isin(list(case.subject.codes)), "comment_id"]
    coded = rest[rest["comment_id"].isin(alike)]
    if len(coded) >= _VIVID_LEAST:
        return coded, "others coded alike"
    return rest, "all others" if case.finding.outcome is None else "the others with the outcome"


def _not_coded(case: Case) -> Doubt | None:
    marks = case.study.codings[["comment_id", "start", "end"]].rename(columns={"start": "left", "end": "right"})
    numbered = case.passages[["comment_id", "start", "end"]].reset_index(names="n")
    both = numbered.merge(marks, on="comment_id")
    coded = both.loc[(both["start"] < both["right"]) & (both["left"] < both["end"]), "n"].nunique()
    without = len(case.passages) - coded
    return ("not coded", f"{without:,} of {len(case.passages):,} passages for it carry no code.") if without else None


def _poor_agreement(case: Case) -> Doubt | None:
    if case.agreement is None:
        return None
    names = [code.name for code in case.study.codebook if code.code_id in case.subject.codes]
    table = case.agreement[case.agreement["code"].isin(names)]
    poor = table[(table["alpha"] < _POOR_ALPHA) & (table["n_coders"] >= 2)]
    if not len(poor):
        return None
    told = ", ".join(f"“{code}” ({alpha:.2f})" for code, alpha in zip(poor["code"], poor["alpha"], strict=True))
    return "poor agreement", f"Coders who worked apart differ about what it rests on; alpha: {told}."


def _fragile_theme(case: Case) -> Doubt | None:
    if case.study.themes is None:
        return None
    frame = case.study.themes.frame
    doubtful = frame["stability"].map(doubt_word) == "fragile"
    fragile = frame[doubtful & frame["theme_id"].isin(list(case.subject.themes))]
    if not len(fragile):
        return None
    told = ", ".join(
        f"“{label}” ({100 * share:.0f} %)" for label, share in zip(fragile["label"], fragile["stability"], strict=True)
    )
    return "a fragile theme", f"Found again in fewer than half of the resamples: {told}."


def _nobody_looked(case: Case) -> Doubt | None:
    if case.finding.contradicting:
        return None
    reads = [one.n_read for one in case.finding.searches if one.n_read and not one.reworded]
    if not reads:
        return "nobody looked", "No passage stands against it, and nobody has said that they looked for one."
    looks = "once" if len(reads) == 1 else f"{len(reads)} times"
    return (
        "nothing found against it",
        f"Somebody looked {looks}, read {sum(reads)} candidates, and set none against it.",
    )


def _reworded(case: Case) -> Doubt | None:
    answers = sum(one.reworded for one in case.finding.verdicts)
    looks = sum(one.reworded for one in case.finding.searches)
    told = [f"{answers} {'answer' if answers == 1 else 'answers'} of customers"] if answers else []
    told += [f"{looks} {'search' if looks == 1 else 'searches'} for the opposite"] if looks else []
    if not told:
        return None
    return "other words since", f"{' and '.join(told)} spoke of former words: they do not bear out these."


def _taken_away(case: Case) -> Doubt | None:
    n = case.finding.taken_away
    if not n:
        return None
    passages = "passage that stood against it was" if n == 1 else "passages that stood against it were"
    return "taken away", f"{n} {passages} withdrawn: ask why."


def _on_both_sides(case: Case) -> Doubt | None:
    both = case.passages.merge(case.against[["comment_id", "start", "end"]], on="comment_id", suffixes=("", "_against"))
    shared = both[(both["start"] < both["end_against"]) & (both["start_against"] < both["end"])]
    n = len(shared.drop_duplicates(["comment_id", "start", "end"]))
    if not n:
        return None
    return "the same words on both sides", f"{n} of {len(case.passages):,} passages for it also stand against it."


def _no_rival(case: Case) -> Doubt | None:
    if (case.finding.rival or "").strip():
        return None
    return "no rival explanation", "Nothing is said of what else could explain it."


def _verdicts(case: Case) -> Doubt | None:
    answers = [one.answer for one in case.finding.verdicts if not one.reworded]
    if "no" not in answers:
        return None
    said = f"{answers.count('no')} of {len(answers)} who answered {'says' if answers.count('no') == 1 else 'say'}"
    return "customers say no", f"{said} that it is not what they meant."


_WITHOUT_PASSAGES: tuple[Callable[[Case], Doubt | None], ...] = (
    claims_a_crowd,
    _outcome_unknown,
    _poor_agreement,
    _fragile_theme,
    _nobody_looked,
    _taken_away,
    _no_rival,
    _reworded,
    _verdicts,
)
_ALL: tuple[Callable[[Case], Doubt | None], ...] = (
    claims_a_crowd,
    _nobody_looked,
    _taken_away,
    _reworded,
    _verdicts,
    mostly_unread,
    _few_people,
    _loud_voice,
    _one_conversation,
    _unknown_people,
    _own_words,
    _on_both_sides,
    _another_outcome,
    said_by_others,
    _one_channel,
    _one_period,
    _missing_channels,
    _vivid_few,
    _outcome_unknown,
    _not_coded,
    _poor_agreement,
    _fragile_theme,
    _no_rival,
)
