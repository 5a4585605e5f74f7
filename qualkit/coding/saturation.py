"""Saturation: whether another person still says something new."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qualkit.coding.unseen import Unseen, estimate_unseen
from qualkit.errors import NotFoundError, QualkitError
from qualkit.model import Corpus, HasStudy, Study, as_study
from qualkit.model.arguments import checked
from qualkit.text.people import customers

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CURVE_COLUMNS", "RUN_COLUMNS", "Saturation", "saturation"]

_MOST = 100_000

CURVE_COLUMNS = ("n_people", "n_codes", "low", "high")
"""After so many people: codes met on average over orders of reading, and the 2.5 and 97.5 percentiles of them."""

RUN_COLUMNS = ("n_people", "n_new", "share_new", "low", "high")
"""Last person of a run; codes that the run brought; their share of the base's codes, as coding went; and the 2.5 and 97.5
percentiles of that share over other orders."""

_LEAST_PEOPLE = 2


@dataclass(frozen=True)
class Saturation:
    """How much reading on would still bring.

    Attributes
    ----------
    n_people : int
        Known people who were read.
    n_unknown : int
        Comments that were read of which nobody knows who wrote them; they are left out.
    unseen : Unseen
        Codes seen, and the estimate of those not yet seen.
    base, run : int
        People in the base, and in each run after it.
    threshold : float
        A run that brings this share of the base's codes, or less, brings little.
    reached : int or None
        After how many people a run first brought little, in the order of coding; None where none did.
    settled : int or None
        After how many people no later run brought more than that; None where the last run still did, or there is none.
    reached_share : float
        Share of other orders, in [0, 1], in which some run brought little within the people read; NaN where there is no run.
    curve : DataFrame
        Columns `CURVE_COLUMNS`.
    runs : DataFrame
        Columns `RUN_COLUMNS`.
    """

    n_people: int
    n_unknown: int
    unseen: Unseen
    base: int
    run: int
    threshold: float
    reached: int | None
    settled: int | None
    reached_share: float
    curve: pd.DataFrame = field(repr=False)
    runs: pd.DataFrame = field(repr=False)

    def __str__(self) -> str:
        seen = self.unseen
        said = (
            f"{seen.n_seen} codes were met in what {self.n_people} people said; {seen.once} of them with one person only. "
            f"Reading more people like these would end with {seen.total:.0f} codes or more "
            f"(95 % interval {seen.low:.0f} to {seen.high:.0f})."
        )
        if self.runs.empty:
            return f"{said} That is too few people to compare the last with the first."
        much = f"{100 * self.threshold:.0f} % of the new codes that the first {self.base} brought"
        if self.settled is None:
            return f"{said} The last {self.run} people still brought more than {much}."
        return (
            f"{said} After the first {self.settled - self.run} people, no {self.run} in a row brought more than {much}."
        )


@checked
def saturation(
    source: Study | Corpus | HasStudy,
    *,
    coder: str | None = None,
    read: Collection[str] = (),
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    n_orders: int = 500,
    seed: int = 0,
) -> Saturation:
    """Say whether another person still brings something new.

    Parameters
    ----------
    source : project or Study
        Holds the codings. Customers count; staff and bots do not.
    coder : str, optional
        Whose codings; by default those of all coders.
    read : collection of str
        Ids of comments that were read and got no code, beside those that are marked as done. Leaving such people out makes
        saturation look further away than it is.
    base : int
        People whose codes the later runs are measured against, at least 1.
    run : int
        People in a run, at least 1; runs overlap.
    threshold : float
        Share of new codes, in [0, 1], at which a run brings little.
    n_orders : int
        In how many orders of people the same is computed, since it depends on who came first.
    seed : int
        Of the orders.

    Returns
    -------
    Saturation
        ``str`` of it is a plain sentence.

    Raises
    ------
    QualkitError
        If fewer than two known people have a code, or a number is out of range.
    NotFoundError
        If there is no such coder or comment.

    Notes
    -----
    Base, runs and threshold: Guest, Namey and Chen (2020), PLOS ONE 15(5), e0232076, doi:10.1371/journal.pone.0232076. What
    is not seen: see `qualkit.coding.unseen.estimate_unseen`. Saturation of codes says nothing about understanding, and
    nothing about the people who are not in these channels.

    Examples
    --------
    >>> import qualkit as qk
    >>> with qk.load_sample_project() as project:
    ...     found = qk.saturation(project, coder=project.codings()["coder"].iloc[0])
    >>> found.unseen.n_seen >= 10
    True
    """
    _check(base, run, threshold, n_orders)
    study = as_study(source)
    given, n_unknown = _who_has_what(study, coder, read)
    orders = [np.arange(len(given)), *_orders(len(given), n_orders, seed)]
    found = _met(given, orders)
    shares = [_new_shares(one, base, run) for one in found]
    little = [np.flatnonzero(one <= threshold) for one in shares]
    reached = int(little[0][0]) + base + run if len(little[0]) else None
    much = np.flatnonzero(shares[0] > threshold)
    settled = (int(much[-1]) + 1 if len(much) else 0) + base + run
    return Saturation(
        n_people=len(given),
        n_unknown=n_unknown,
        unseen=estimate_unseen(given),
        base=base,
        run=run,
        threshold=threshold,
        reached=reached,
        settled=settled if settled <= len(given) else None,
        reached_share=float(np.mean([len(one) > 0 for one in little[1:]])) if len(shares[0]) else float("nan"),
        curve=_curve(found[1:]),
        runs=_runs(found[0], np.stack(shares), base, run),
    )


def _check(base: int, run: int, threshold: float, n_orders: int) -> None:
    if not all(1 <= one <= _MOST for one in (base, run, n_orders)):
        raise QualkitError(
            f"base is {base}, run is {run}, n_orders is {n_orders}.",
            hint=f"Each of them is 1 to {_MOST:,}; 4, 2 and 500 are usual.",
        )
    if not 0 <= threshold <= 1:
        raise QualkitError(f"threshold is {threshold}.", hint="A share between 0 and 1; 0.05 is usual.")


def _who_has_what(study: Study, coder: str | None, read: Collection[str]) -> tuple[NDArray[np.bool_], int]:
    """Give who has which code, people in the order in which they were first coded; and comments of unknown people."""
    codings, done = study.codings, study.marks[study.marks["mark"] == "done"]
    if coder is not None:
        if coder not in set(codings["coder"]):
            raise NotFoundError.of("coder", coder, sorted(set(codings["coder"])))
        codings, done = codings[codings["coder"] == coder], done[done["coder"] == coder]
    for comment_id in read:
        study.corpus.text(comment_id)
    people = customers(study.corpus.frame)[["comment_id", "person_id"]]
    seen = pd.concat([codings.sort_values("coding_id"), done])[["comment_id", "code_id", "created"]]
    looked_at = pd.concat(
        [seen.sort_values("created", kind="stable"), pd.DataFrame({"comment_id": list(read), "code_id": None})]
    )
    both = looked_at.merge(people, on="comment_id")
    n_unknown = int(both[both["person_id"].isna()]["comment_id"].nunique())
    both = both.dropna(subset=["person_id"])
    if both[both["code_id"].notna()]["person_id"].nunique() < _LEAST_PEOPLE:
        raise QualkitError(
            "Fewer than two known people have a code: there is no saturation to speak of.",
            hint="Code what some people said, with qk.code(project).",
        )
    rows, _ = pd.factorize(both["person_id"])
    columns, codes = pd.factorize(both["code_id"])
    given = np.zeros((int(rows.max()) + 1, len(codes)), dtype=np.bool_)
    given[rows[columns >= 0], columns[columns >= 0]] = True
    return given, n_unknown


def _orders(n: int, n_orders: int, seed: int) -> list[NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    return [rng.permutation(n) for _ in range(n_orders)]


def _met(given: NDArray[np.bool_], orders: list[NDArray[np.int64]]) -> NDArray[np.int32]:
    """Count, for each order, the codes met after each person."""
    codes, people = np.nonzero(given.T)
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    met = np.empty((len(orders), len(given)), dtype=np.int32)
    place = np.empty(len(given), dtype=np.int64)
    for row, order in zip(met, orders, strict=True):
        place[order] = np.arange(len(order))
        first = np.minimum.reduceat(place[people], starts)
        row[:] = np.cumsum(np.bincount(first, minlength=len(given)))
    return met


def _new_shares(found: NDArray[np.int32], base: int, run: int) -> NDArray[np.float64]:
    """Give each run's new codes by the codes of the base; runs advance by one person."""
    if len(found) < base + run:
        return np.empty(0)
    new = found[base + run - 1 :] - found[base - 1 : len(found) - run]
    # A base without a code cannot be a measure: any news is then all of it.
    return new / found[base - 1] if found[base - 1] else (new > 0).astype(np.float64)


def _curve(found: NDArray[np.int32]) -> pd.DataFrame:
    low, high = np.percentile(found, [2.5, 97.5], axis=0)
    people = np.arange(1, found.shape[1] + 1)
    return pd.DataFrame(dict(zip(CURVE_COLUMNS, (people, found.mean(axis=0), low, high), strict=True)))


def _runs(found: NDArray[np.int32], shares: NDArray[np.float64], base: int, run: int) -> pd.DataFrame:
    last = np.arange(base + run, base + run + shares.shape[1])
    low, high = np.percentile(shares[1:], [2.5, 97.5], axis=0) if shares.shape[1] else (np.empty(0), np.empty(0))
    new = found[last - 1] - found[last - run - 1]
    return pd.DataFrame(dict(zip(RUN_COLUMNS, (last, new, shares[0], low, high), strict=True)))
