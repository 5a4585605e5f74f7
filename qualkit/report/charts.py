"""The tables behind the charts. A chart is drawn from the cells of its table, so the two cannot disagree."""

from __future__ import annotations

import pandas as pd

from qualkit.coding import agreement
from qualkit.coding.tables import crossed
from qualkit.errors import QualkitError
from qualkit.model import Study
from qualkit.report.evidence import percent_interval
from qualkit.report.page import ChartTable, FindingEntry, ThemeEntry
from qualkit.report.voices import Voices
from qualkit.text.months import MONTHS
from qualkit.text.people import count_people, customers

__all__ = ["agreed", "charts"]

_MOST_CODES = 14
_MOST_OUTCOMES = 4
_MOST_COLUMNS = 7
_MOST_THEMES = 16
_MOST_CHANNELS = 5
_MOST_MONTHS = 36
_REST = "other channels"


def charts(
    voices: Voices,
    findings: tuple[FindingEntry, ...],
    themes: tuple[ThemeEntry, ...],
    agreement_table: pd.DataFrame | None,
) -> dict[str, ChartTable]:
    """Make the tables that can be drawn.

    Parameters
    ----------
    voices : Voices
        The study, through its gatekeeper.
    findings, themes : tuples of entries
        As they stand in the report.
    agreement_table : DataFrame or None
        What `agreed` gave.

    Returns
    -------
    dict of str to ChartTable
        Any of ``findings``, ``codes``, ``themes``, ``agreement``, ``months``: those for which there is something to show.
    """
    people = count_people(customers(voices.study.corpus.frame)).known
    made = (
        _findings(findings),
        _codes(voices),
        _themes(themes, people),
        _agreement(voices, agreement_table),
        _months(voices),
    )
    return {one.ref: one for one in made if one is not None and one.rows}


def _findings(findings: tuple[FindingEntry, ...]) -> ChartTable | None:
    rows = tuple(
        (f"{one.number}. {one.claim}", _share(one.heard.k, one.heard.n), one.group, str(one.against))
        for one in findings
        if one.heard.n
    )
    return ChartTable(
        "findings",
        "shares",
        "From how many was each finding heard?",
        "Known people with a passage for it, of those who could have said it, with a 95 % interval.",
        ("Finding", "Heard from", "of whom", "People against"),
        rows,
        1,
    )


def _share(k: int, n: int) -> str:
    low, high = percent_interval(k, n)
    digits = 1 if isinstance(high, float) else 0
    return f"{k:,} of {n:,} ({100 * k / n:.{digits}f} %, {low} to {high})"


def _codes(voices: Voices) -> ChartTable | None:
    study = voices.study
    if study.codings.empty or study.corpus.frame["outcome"].isna().all():
        return None
    table = crossed(study, rows="code", columns="outcome")
    base, counts = table.iloc[0], table.iloc[1 : 1 + _MOST_CODES]
    sizes = base[base > 0].sort_values(ascending=False, kind="stable")
    values = sizes.index[:_MOST_COLUMNS]
    rows = tuple(
        (voices.words(code), *(_share(int(row[value]), int(base[value])) for value in values))
        for code, row in counts.iterrows()
    )
    left = len(table) - 1 - len(counts)
    more = f" The {len(counts)} codes heard from most people; {left} more are in the codebook." if left > 0 else ""
    return ChartTable(
        "codes",
        "groups",
        "Who said what, by what they did?",
        f"Known people with the outcome who have a passage with the code, with a 95 % interval.{_undrawn(voices, sizes)}{more}",
        ("Code", *(voices.label(value) or "" for value in values)),
        rows,
        min(len(values), _MOST_OUTCOMES),
    )


def _undrawn(voices: Voices, sizes: pd.Series) -> str:
    """Name the outcomes for which a drawing has no room: whoever looks for one must not think that nobody has it."""
    left = [f"“{voices.label(name)}” ({n:,})" for name, n in sizes.iloc[_MOST_OUTCOMES:_MOST_COLUMNS].items()]
    if not left:
        return ""
    rest = len(sizes) - _MOST_COLUMNS
    more = f", and of {rest} more outcomes nothing is shown" if rest > 0 else ""
    return (
        f" Drawn are the {_MOST_OUTCOMES} outcomes of most people; in the table below alone: {', '.join(left)}{more}."
    )


def _themes(themes: tuple[ThemeEntry, ...], people: int) -> ChartTable | None:
    shown = sorted(themes, key=lambda one: (one.unclear, -one.people))[:_MOST_THEMES]
    rows = tuple(
        (one.label, f"{one.people:,}", "not tested" if one.came_back is None else f"{one.came_back} %") for one in shown
    )
    return ChartTable(
        "themes",
        "bars",
        "What could be read together?",
        f"Known people in each suggested theme, of {people:,}, and the share of resamples in which it came back: the "
        f"fainter, the less often. {len(shown)} of {len(themes)} themes.",
        ("Theme", "People", "Came back in"),
        rows,
        2,
    )


def agreed(study: Study) -> pd.DataFrame | None:
    """Say how far the coders of a study agree, if that can be said.

    Parameters
    ----------
    study : Study
        Holds the codings.

    Returns
    -------
    DataFrame or None
        What `qualkit.agreement` gives; None for one coder, or for several who read nothing in common.
    """
    if study.codings["coder"].nunique() < 2:
        return None
    try:
        return agreement(study)
    except QualkitError:
        # They read nothing in common: there is no agreement to state, and the method says so.
        return None


def _agreement(voices: Voices, table: pd.DataFrame | None) -> ChartTable | None:
    if table is None:
        return None
    known = table[table["alpha"].notna() & table["low"].notna()]
    rows = tuple(
        (voices.words(code), f"{alpha:.2f} ({low:.2f} to {high:.2f})", f"{100 * alike:.0f} %", f"{given:,}")
        for code, alpha, low, high, alike, given in zip(
            *(known[name] for name in ("code", "alpha", "low", "high", "alike", "n_given")), strict=True
        )
    )
    units = (
        "" if table.empty else f"{int(table['n_coders'].iloc[0])} coders, {int(table['n_units'].iloc[0]):,} sentences"
    )
    left_out = 0 if table.empty else int(table["n_left_out"].iloc[0])
    beside = (
        f" {left_out:,} more, which only some are known to have read, are not compared: what one overlooked there "
        f"does not count, and the values are too high where that happened.{_if_all_read(voices)}"
    )
    return ChartTable(
        "agreement",
        "alpha",
        "On which codes do the coders agree?",
        f"Krippendorff’s alpha with a 95 % interval over conversations; {units} of conversations that all of them read."
        + (beside if left_out else ""),
        ("Code", "Alpha", "Judged alike", "Sentences given it"),
        rows,
        1,
    )


def _if_all_read(voices: Voices) -> str:
    alpha = agreement(voices.study, conversations="any", n_resamples=0)["alpha"].iloc[0]
    if pd.isna(alpha):
        return ""
    return f" Had everybody read those too, and found nothing there, alpha over all codes would be {alpha:.2f}."


def _months(voices: Voices) -> ChartTable | None:
    frame = customers(voices.study.corpus.frame)
    dated = frame[frame["created"].notna()]
    if dated.empty or dated["channel"].isna().all():
        return None
    names = dated["channel"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable").index
    kept = [str(one) for one in names[:_MOST_CHANNELS]]
    channel = dated["channel"].where(dated["channel"].isin(kept), _REST)
    if len(names) > _MOST_CHANNELS or bool(dated["channel"].isna().any()):
        kept.append(_REST)
    stamps = dated["created"].dt.tz_localize(None).dt.to_period("M")
    by_year = stamps.nunique() > _MOST_MONTHS
    when = stamps.dt.year if by_year else stamps
    counts = pd.crosstab(when, channel).reindex(columns=kept, fill_value=0)
    rows = tuple(
        (_period(at, by_year=by_year), *(f"{int(n):,}" for n in row))
        for at, row in zip(counts.index, counts.to_numpy(), strict=True)
    )
    return ChartTable(
        "months",
        "stack",
        f"When was it said, and where, by {'year' if by_year else 'month'}?",
        "Comments of customers with a date. A rise may be a rise in comments, in customers, or in what was exported.",
        ("Year" if by_year else "Month", *(voices.label(one) or "" for one in kept)),
        rows,
        len(kept),
    )


def _period(at: object, *, by_year: bool) -> str:
    return str(at) if by_year or not isinstance(at, pd.Period) else f"{MONTHS[at.month - 1]} {at.year}"
