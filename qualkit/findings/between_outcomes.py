"""How much more often people of one outcome than of another gave a reason, and what that cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import sqrt

import pandas as pd

from qualkit.errors import NotFoundError
from qualkit.findings.subject import with_codes_below
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.text.people import customers, interval

__all__ = ["CONTRAST_COLUMNS", "contrast", "difference_interval"]

CONTRAST_COLUMNS = (
    "outcome",
    "compared_with",
    "n_people",
    "n_could",
    "share",
    "low",
    "high",
    "says",
    "cannot_show",
)
_CANNOT_SHOW = (
    "This compares people who chose to speak, and who were asked different things in different places; whoever was not "
    "coded, or not asked, counts as silent. A reason that someone gives is not thereby the cause of what they did."
)


@checked
def contrast(source: Study | Corpus | HasStudy, code: str, *, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Compare how many people of each outcome said something, with intervals.

    Parameters
    ----------
    source : project or Study
        Holds codings and outcomes. Staff and bots are left out, and people whom nobody knows.
    code : str
        Name or id of a code; the codes below it are included.
    outcomes : sequence of str, optional
        Which to compare, in this order; by default all, by name.

    Returns
    -------
    DataFrame
        Columns `CONTRAST_COLUMNS`. First one row an outcome (``compared_with`` missing): ``n_people`` with a passage of the
        code, of ``n_could`` known people with the outcome (Int64); ``share`` in [0, 1] with ``low`` and ``high``, its 95 %
        interval (Wilson 1927, doi:10.1080/01621459.1927.10502953). Then one row a pair: ``share`` is the difference of
        the shares, outcome minus ``compared_with``, in [-1, 1], with its 95 % interval (see `difference_interval`), and no
        counts. ``says``: the row in words. ``cannot_show``: what no row can show, the same in each.

    Raises
    ------
    NotFoundError
        If there is no such code or outcome.

    Notes
    -----
    The intervals tell of chance alone, as if each group had been drawn at random; nothing here was. They are not
    corrected for looking at many pairs.

    Examples
    --------
    >>> import qualkit as qk
    >>> from qualkit.findings import contrast
    >>> with qk.load_sample_project() as project:
    ...     contrast(project, "price", outcomes=["cancelled", "stayed"]).shape
    (3, 9)
    """
    study = as_study(source)
    codes = with_codes_below(study, [study.codebook.find(code).code_id])
    said = customers(study.corpus.frame)
    known = said[said["person_id"].notna() & said["outcome"].notna()]
    chosen = _chosen(known, outcomes)
    coded = set(study.codings.loc[study.codings["code_id"].isin(list(codes)), "comment_id"])
    could = {one: set(known.loc[known["outcome"] == one, "person_id"]) for one in chosen}
    saying = known[known["comment_id"].isin(list(coded))]
    said_it = {one: set(saying.loc[saying["outcome"] == one, "person_id"]) for one in chosen}
    rows = [_row(one, len(said_it[one]), len(could[one])) for one in chosen]
    pairs = list(combinations(chosen, 2))
    for one, other in pairs:
        numbers = (len(said_it[one]), len(could[one]), len(said_it[other]), len(could[other]))
        rows.append(_pair(one, other, numbers, both=len(could[one] & could[other]), n_pairs=len(pairs)))
    table = pd.DataFrame(rows, columns=list(CONTRAST_COLUMNS))
    kinds = {"n_people": "Int64", "n_could": "Int64", **dict.fromkeys(("share", "low", "high"), "float64")}
    return table.astype({name: kinds.get(name, "str") for name in CONTRAST_COLUMNS})


def difference_interval(k1: int, n1: int, k2: int, n2: int, *, level: float = 0.95) -> tuple[float, float]:
    """Give the interval for the difference of two shares of different people.

    The hybrid score interval, method 10 of Newcombe (1998), Statistics in Medicine 17(8), 873-890,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I: the Wilson intervals of both shares, put
    together.

    Parameters
    ----------
    k1, n1 : int
        People of whom it holds, of how many, in the first group; ``0 <= k1 <= n1``, ``n1 >= 1``.
    k2, n2 : int
        The same in the second group.
    level : float
        Confidence level.

    Returns
    -------
    low, high : float
        For ``k1 / n1 - k2 / n2``; between -1 and 1.

    Raises
    ------
    ValueError
        If a group is empty, or more than everybody said it.

    Examples
    --------
    >>> [round(one, 4) for one in difference_interval(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    (l1, u1), (l2, u2) = interval(k1, n1, level=level), interval(k2, n2, level=level)
    p1, p2 = k1 / n1, k2 / n2
    difference = p1 - p2
    low = difference - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = difference + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return max(-1.0, low), min(1.0, high)


def _chosen(known: pd.DataFrame, outcomes: Sequence[str] | None) -> list[str]:
    present = sorted(str(one) for one in known["outcome"].unique())
    if outcomes is None:
        return present
    for one in outcomes:
        if one not in present:
            raise NotFoundError.of("outcome", str(one), present)
    return list(dict.fromkeys(outcomes))


def _row(outcome: str, k: int, n: int) -> tuple[object, ...]:
    low, high = interval(k, n)
    says = f"{k:,} of {n:,} known people with the outcome “{outcome}” said it."
    return (outcome, None, k, n, k / n, low, high, says, _CANNOT_SHOW)


def _pair(
    outcome: str, other: str, numbers: tuple[int, int, int, int], *, both: int, n_pairs: int
) -> tuple[object, ...]:
    k1, n1, k2, n2 = numbers
    difference = k1 / n1 - k2 / n2
    low, high = difference_interval(*numbers)
    if low > 0 or high < 0:
        more, fewer = (outcome, other) if difference > 0 else (other, outcome)
        says = (
            f"Of those heard, a larger share of “{more}” than of “{fewer}” said it; chance alone would seldom do this."
        )
        # Twenty pairs of which nothing is true show one such difference.
        says += f" {n_pairs} pairs were looked at: some look different by luck." if n_pairs > 1 else ""
    else:
        says = f"Those heard do not tell “{outcome}” from “{other}”: the difference could go either way."
    says += f" People in both groups, for which the interval does not allow: {both}." if both else ""
    return (outcome, other, None, None, difference, low, high, says, _CANNOT_SHOW)
